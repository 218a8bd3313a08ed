//! Files that evidence and messages point to.

use super::Parties;
use super::files::{attached, file, parties, scanned};
use portal_core::actor::Role;
use portal_core::attachment::{FileRefusal, ScanVerdict};
use portal_core::decide::Command;
use portal_core::identity::FileId;
use portal_core::timeline::Event;
use portal_store::Dossier;
use portal_testkit::desk::Desk;
use portal_testkit::filed::{clerk, filed, moved, upheld};
use serde_json::{Value, json};

async fn in_review(parties: &Parties, ticket: &Dossier) -> Dossier {
    let ticket = upheld(&parties.desk, ticket).await;
    moved(&parties.desk, &ticket, &clerk(&ticket), Command::AskReview { reason: None }).await
}

/// A file comes, and is checked.
async fn come(parties: &Parties, ticket: &Dossier, file: &FileId, refusal: Option<FileRefusal>) {
    let store = &parties.desk.database.store;
    store.settle_attachment(&ticket.ticket.id, file, "v1", refusal, None).await.unwrap();
}

fn evidence(files: &[&str]) -> Value {
    json!({"statement": "The call is on record.", "files": files})
}

fn message(lane: &str, files: &[&str]) -> Value {
    json!({"text": "See the record.", "lane": lane, "files": files})
}

#[tokio::test]
async fn evidence_names_the_files_that_its_side_has_put_there_and_they_are_in_the_timeline() {
    let (parties, ticket) = parties().await;
    let ticket = in_review(&parties, &ticket).await;
    let unscanned = attached(&parties, &parties.clerk, &ticket, &file("call.pdf", 9)).await;
    come(&parties, &ticket, &unscanned, None).await;
    let clean = attached(&parties, &parties.clerk, &ticket, &file("chart.png", 9)).await;
    scanned(&parties, &ticket, &clean, ScanVerdict::NoThreats).await;
    let body = evidence(&[unscanned.as_str(), clean.as_str()]);
    let given = parties.does(&parties.clerk, "evidence", &ticket, &body).await.expect(200);
    let entry = given["timeline"].as_array().unwrap().last().unwrap();
    assert_eq!((&entry["what"], &entry["files"]), (&json!("evidence_given"), &json!([unscanned, clean])));
    let stands = parties.stands(&ticket).await;
    let Event::EvidenceGiven { files, .. } = &stands.entries.last().unwrap().event else { panic!() };
    assert_eq!(files, &[unscanned, clean]);
}

#[tokio::test]
async fn evidence_is_refused_with_every_file_that_is_not_its_sides_to_give() {
    let (parties, ticket) = parties().await;
    let ticket = in_review(&parties, &ticket).await;
    let theirs = attached(&parties, &parties.plan, &ticket, &file("note.pdf", 9)).await;
    let refused = attached(&parties, &parties.clerk, &ticket, &file("a.pdf", 9)).await;
    come(&parties, &ticket, &refused, Some(FileRefusal::WrongKind)).await;
    let infected = attached(&parties, &parties.clerk, &ticket, &file("b.pdf", 9)).await;
    scanned(&parties, &ticket, &infected, ScanVerdict::Threats).await;
    let own = attached(&parties, &parties.clerk, &ticket, &file("c.pdf", 9)).await;
    come(&parties, &ticket, &own, None).await;
    let other = filed(&parties.desk, 2).await;
    let elsewhere = attached(&parties, &parties.clerk, &other, &file("d.pdf", 9)).await;
    let named =
        [&theirs, &refused, &infected, &own, &own, &elsewhere].map(portal_core::identity::FileId::as_str);
    let answer = parties.does(&parties.clerk, "evidence", &ticket, &evidence(&named)).await;
    let expected = [
        ("/files/0", "file_of_another"),
        ("/files/1", "file_not_usable"),
        ("/files/2", "file_not_usable"),
        ("/files/4", "file_repeated"),
        ("/files/5", "file_not_here"),
    ];
    assert_eq!(answer.faults(), super::owned(&expected));
}

#[tokio::test]
async fn a_file_is_evidence_once_it_has_come_and_a_message_may_announce_it_before() {
    let (parties, ticket) = parties().await;
    let ticket = in_review(&parties, &ticket).await;
    let id = attached(&parties, &parties.clerk, &ticket, &file("call.pdf", 9)).await;
    let gives = async || parties.does(&parties.clerk, "evidence", &ticket, &evidence(&[id.as_str()])).await;
    let early = gives().await;
    let said = early.body["faults"][0]["message"].as_str().unwrap().to_owned();
    assert!(said.contains("name it once the ticket shows it as"), "{said}");
    assert_eq!(early.faults(), super::owned(&[("/files/0", "file_not_come")]));
    let announced = message("parties", &[id.as_str()]);
    parties.does(&parties.clerk, "messages", &ticket, &announced).await.expect(201);
    come(&parties, &ticket, &id, None).await;
    gives().await.expect(200);
}

#[tokio::test]
async fn a_slot_that_nobody_used_in_time_is_no_evidence() {
    let (parties, ticket) = parties().await;
    let ticket = in_review(&parties, &ticket).await;
    let id = attached(&parties, &parties.clerk, &ticket, &file("call.pdf", 9)).await;
    let later: Desk = parties.desk.at("2026-11-24T18:30:01Z");
    let later = Parties::at(later);
    let answer = later.does(&later.clerk, "evidence", &ticket, &evidence(&[id.as_str()])).await;
    assert_eq!(answer.faults(), super::owned(&[("/files/0", "file_not_usable")]));
}

#[tokio::test]
async fn a_message_points_to_files_that_all_of_its_readers_see() {
    let (parties, ticket) = parties().await;
    let staff = parties.desk.token("staff-1", &["hfs_staff"]);
    let open = attached(&parties, &parties.clerk, &ticket, &file("call.pdf", 9)).await;
    let mut body = file("note.txt", 9);
    body["lane"] = json!("hfs");
    let inner = attached(&parties, &staff, &ticket, &body).await;
    let written =
        parties.does(&parties.plan, "messages", &ticket, &message("parties", &[open.as_str()])).await;
    assert_eq!(written.expect(201)["files"], json!([open]));
    let both = message("hfs", &[open.as_str(), inner.as_str()]);
    parties.does(&staff, "messages", &ticket, &both).await.expect(201);
    let leak = parties.does(&staff, "messages", &ticket, &message("parties", &[inner.as_str()])).await;
    assert_eq!(leak.faults(), super::owned(&[("/files/0", "file_in_another_lane")]));
    let guess =
        parties.does(&parties.clerk, "messages", &ticket, &message("parties", &[inner.as_str()])).await;
    assert_eq!(guess.faults(), super::owned(&[("/files/0", "file_not_here")]));
    let stands = parties.stands(&ticket).await;
    let files = |role| stands.messages.seen_by(role).map(|message| message.files.len()).collect::<Vec<_>>();
    assert_eq!((files(Role::Hfs), files(Role::Provider)), (vec![1, 2], vec![1]));
}
