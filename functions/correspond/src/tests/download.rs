//! Links to files: to clean ones only, for those who see them, on record.

use super::Parties;
use super::files::{DIGEST, at, attached, file, later, parties, scanned};
use portal_core::attachment::{FileRefusal, ScanVerdict};
use portal_core::identity::FileId;
use portal_store::{Dossier, Record, What};
use portal_testkit::captured::Log;
use portal_testkit::desk::{Answer, Desk, NOW};
use portal_testkit::filed::filed;
use rstest::rstest;
use serde_json::json;

async fn gets(parties: &Parties, token: &str, ticket: &Dossier, file: &FileId) -> Answer {
    let path = format!("/tickets/{}/files/{file}", ticket.ticket.id);
    parties.desk.get(&parties.routes, &path, token).await
}

/// Who is on record for a link.
async fn downloads(parties: &Parties, ticket: &Dossier) -> Vec<String> {
    let of = Record::Ticket(ticket.ticket.id.clone());
    let record = parties.desk.database.store.readings(&of, None, 100).await.unwrap();
    assert_eq!(record.broken_from, None);
    let links = record.items.iter().filter(|entry| entry.what == What::Download.code());
    links.map(|entry| entry.user.as_str().to_owned()).collect()
}

#[tokio::test]
async fn a_clean_file_is_handed_out_for_a_minute_and_on_record() {
    let (parties, ticket) = parties().await;
    let id = attached(&parties, &parties.clerk, &ticket, &file("Quillfeather.PDF", 9)).await;
    scanned(&parties, &ticket, &id, ScanVerdict::NoThreats).await;
    let link = gets(&parties, &parties.plan, &ticket, &id).await.expect(200);
    let url = link["url"].as_str().unwrap();
    let mut rest = link.clone();
    rest.as_object_mut().unwrap().remove("url");
    assert_eq!(
        rest,
        json!({"expires_at": "2026-11-24T18:01:00Z", "name": "Quillfeather.PDF", "size": 9, "sha256": DIGEST})
    );
    assert!(url.contains("X-Amz-Expires=60") && url.contains("versionId=v1"), "{url}");
    let end = &id.as_str()[id.as_str().len() - 8..];
    assert!(
        url.contains("attachment") && url.contains(&format!("{}-{end}.pdf", ticket.ticket.number)),
        "{url}"
    );
    assert!(!url.to_ascii_lowercase().contains("quillfeather"), "{url}");
    assert_eq!(downloads(&parties, &ticket).await, ["plan-1"]);
}

#[rstest]
#[case(ScanVerdict::Threats, "infected")]
#[case(ScanVerdict::Unsupported, "unscanned")]
#[tokio::test]
async fn what_the_scanner_did_not_clear_is_handed_out_to_nobody(
    #[case] verdict: ScanVerdict,
    #[case] status: &str,
) {
    let (parties, ticket) = parties().await;
    let id = attached(&parties, &parties.clerk, &ticket, &file("records.pdf", 9)).await;
    scanned(&parties, &ticket, &id, verdict).await;
    let lead = parties.desk.token("lead-1", &["hfs_lead"]);
    for token in [&parties.clerk, &parties.plan, &lead] {
        let refused = gets(&parties, token, &ticket, &id).await;
        assert_eq!(refused.body["file_status"], status);
        assert_eq!(refused.problem(409), "file_not_ready");
    }
    assert!(downloads(&parties, &ticket).await.is_empty());
}

#[tokio::test]
async fn a_file_that_waits_is_quarantined_or_was_refused_is_not_handed_out() {
    let (parties, ticket) = parties().await;
    let store = &parties.desk.database.store;
    let one = attached(&parties, &parties.clerk, &ticket, &file("records.pdf", 9)).await;
    let other = attached(&parties, &parties.clerk, &ticket, &file("more.pdf", 9)).await;
    assert_eq!(gets(&parties, &parties.clerk, &ticket, &one).await.body["file_status"], "waiting");
    store.settle_attachment(&ticket.ticket.id, &one, "v1", None, None).await.unwrap();
    assert_eq!(gets(&parties, &parties.clerk, &ticket, &one).await.body["file_status"], "quarantined");
    let why = Some(FileRefusal::Macros);
    store.settle_attachment(&ticket.ticket.id, &other, "v1", why, None).await.unwrap();
    assert_eq!(gets(&parties, &parties.clerk, &ticket, &other).await.body["file_status"], "refused");
    let seen = parties.does(&parties.plan, "extension", &ticket, &super::more_time()).await.expect(200);
    assert_eq!(seen["files"][1]["refusal"]["code"], "macros");
    assert!(seen["files"][1]["expires_at"].is_null());
}

#[tokio::test]
async fn a_file_is_found_only_on_its_own_ticket_by_those_who_see_it() {
    let (parties, ticket) = parties().await;
    let other = filed(&parties.desk, 2).await;
    let id = attached(&parties, &parties.clerk, &ticket, &file("records.pdf", 9)).await;
    scanned(&parties, &ticket, &id, ScanVerdict::NoThreats).await;
    assert_eq!(gets(&parties, &parties.clerk, &other, &id).await.problem(404), "not_found");
    for (user, groups) in [("stranger", &[][..]), ("plan-2", &["mco_MER"])] {
        let token = parties.desk.token(user, groups);
        assert_eq!(gets(&parties, &token, &ticket, &id).await.problem(404), "not_found");
    }
    assert!(downloads(&parties, &ticket).await.is_empty());
}

#[tokio::test]
async fn what_hfs_keeps_for_itself_no_party_gets() {
    let (parties, ticket) = parties().await;
    let staff = parties.desk.token("staff-1", &["hfs_staff"]);
    let mut body = file("note.docx", 9);
    body["lane"] = json!("hfs");
    let id = attached(&parties, &staff, &ticket, &body).await;
    scanned(&parties, &ticket, &id, ScanVerdict::NoThreats).await;
    assert_eq!(gets(&parties, &parties.clerk, &ticket, &id).await.problem(404), "not_found");
    gets(&parties, &staff, &ticket, &id).await.expect(200);
}

#[tokio::test]
async fn an_mco_gets_nothing_of_a_ticket_that_was_not_presented_to_it() {
    let (parties, ticket) = at(Desk::open_with(NOW, &[("INTAKE_MODE", "manual")]).await).await;
    let id = attached(&parties, &parties.clerk, &ticket, &file("records.pdf", 9)).await;
    scanned(&parties, &ticket, &id, ScanVerdict::NoThreats).await;
    assert_eq!(gets(&parties, &parties.plan, &ticket, &id).await.problem(404), "not_found");
}

#[tokio::test]
async fn a_link_is_given_long_after_the_slot_has_closed() {
    let (parties, ticket) = parties().await;
    let id = attached(&parties, &parties.clerk, &ticket, &file("records.pdf", 9)).await;
    scanned(&parties, &ticket, &id, ScanVerdict::NoThreats).await;
    let later = later(&parties, "2027-11-24T18:00:00Z").await;
    gets(&later, &later.clerk, &ticket, &id).await.expect(200);
}

#[test]
fn neither_link_nor_name_is_in_the_log() {
    let (token, log) = Log::of(async {
        let (parties, ticket) = parties().await;
        let id = attached(&parties, &parties.clerk, &ticket, &file("Planted Quillfeather.pdf", 9)).await;
        gets(&parties, &parties.clerk, &ticket, &id).await.expect(409);
        scanned(&parties, &ticket, &id, ScanVerdict::NoThreats).await;
        gets(&parties, &parties.clerk, &ticket, &id).await.expect(200);
        parties.clerk
    });
    assert_eq!(log.statuses(), [201, 409, 200]);
    log.assert_private(&[token, "clerk".to_owned(), "X-Amz-Signature".to_owned()]);
}
