//! The extension (R11) and evidence (R13): what each does, and what it is refused for.

use super::{OVER, Parties, done, more_time, owned};
use portal_core::decide::Command;
use portal_testkit::desk::{Desk, NOW};
use portal_testkit::filed::{clerk, filed, hfs, mco, moved};
use portal_testkit::sample::request_of;
use rstest::rstest;
use serde_json::{Value, json};

#[tokio::test]
async fn either_party_asks_for_the_one_extension_in_two_trips() {
    let (parties, ticket) = Parties::with_presented().await;
    let key = [("idempotency-key", "k-1")];
    let answer = parties.sends(&parties.plan, "extension", &ticket, &more_time(), &key).await;
    // The ticket, the idempotency record and whether they have left side by side, then the transaction.
    assert_eq!(parties.desk.database.requests.take(), 4);
    let asked = answer.expect(200);
    assert_eq!((&asked["extension"], &asked["extension_asked_by"]), (&json!("asked"), &json!("mco")));
    // Asking moves no date: HFS has to grant it.
    assert_eq!(
        asked["due"],
        json!({
            "date": "2026-12-24", "passes_at": "2026-12-25T06:00:00Z", "rule": "R10", "whose": "mco", "policy": 1
        })
    );
    let other = filed(&parties.desk, 2).await;
    let asked = parties.does(&parties.clerk, "extension", &other, &more_time()).await.expect(200);
    // The ticket and the memberships side by side, then the transaction.
    assert_eq!(parties.desk.database.requests.take(), 3);
    assert_eq!(asked["extension_asked_by"], "provider");
}

#[rstest]
#[case::while_hfs_has_not_said(None)]
#[case::after_it_was_granted(Some(true))]
#[case::after_it_was_refused(Some(false))]
#[tokio::test]
async fn a_second_extension_is_refused_whoever_asks(#[case] ruling: Option<bool>) {
    let (parties, ticket) = Parties::with_presented().await;
    parties.does(&parties.plan, "extension", &ticket, &more_time()).await.expect(200);
    if let Some(grant) = ruling {
        let asked = parties.stands(&ticket).await;
        moved(&parties.desk, &asked, &hfs(), Command::DecideExtension { grant, reason: None }).await;
    }
    for token in [&parties.plan, &parties.clerk] {
        let second = parties.does(token, "extension", &ticket, &more_time()).await;
        assert_eq!(second.problem(409), "extension_spent");
    }
}

#[rstest]
#[case::the_last_second("2026-12-25T05:59:59Z", 200)]
#[case::the_day_after(OVER, 409)]
#[tokio::test]
async fn time_is_asked_for_while_there_is_some_left(#[case] now: &str, #[case] status: u16) {
    let (parties, ticket) = Parties::with_presented().await;
    let later = Parties::at(parties.desk.at(now));
    let answer = later.does(&later.plan, "extension", &ticket, &more_time()).await.expect(status);
    if status == 409 {
        assert_eq!((&answer["code"], &answer["deadline"]), (&json!("deadline_passed"), &json!("2026-12-24")));
    }
}

#[tokio::test]
async fn a_ticket_that_is_not_with_its_mco_has_nothing_to_extend() {
    let (parties, ticket) = Parties::with_review().await;
    for token in [&parties.plan, &parties.clerk] {
        let answer = parties.does(token, "extension", &ticket, &more_time()).await.expect(409);
        assert_eq!((&answer["code"], &answer["state"]), (&json!("wrong_state"), &json!("in_review")));
    }
}

#[tokio::test]
async fn evidence_is_put_in_until_both_sides_are_done_and_hfs_decides() {
    let (parties, ticket) = Parties::with_review().await;
    let body = json!({"statement": "The authorization was given by telephone.", "files": [], "done": false});
    let given = parties.does(&parties.clerk, "evidence", &ticket, &body).await.expect(200);
    let last = given["timeline"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["what"], &last["by"]), (&json!("evidence_given"), &json!("provider")));
    assert_eq!(last["text"], "The authorization was given by telephone.");
    parties.does(&parties.clerk, "evidence", &ticket, &done()).await.expect(200);
    let more = parties.does(&parties.clerk, "evidence", &ticket, &body).await;
    assert_eq!(more.problem(409), "evidence_done");
    // The other side still has its say.
    let statement = json!({"statement": "No call is on record."});
    parties.does(&parties.plan, "evidence", &ticket, &statement).await.expect(200);
    let both = parties.does(&parties.plan, "evidence", &ticket, &done()).await.expect(200);
    assert_eq!((&both["due"]["rule"], &both["due"]["whose"]), (&json!("R14"), &json!("hfs")));
    for token in [&parties.plan, &parties.clerk] {
        let over = parties.does(token, "evidence", &ticket, &body).await;
        assert_eq!(over.problem(409), "evidence_over");
    }
}

#[rstest]
#[case::the_last_second("2026-12-25T05:59:59Z", 200)]
#[case::the_day_after(OVER, 409)]
#[tokio::test]
async fn evidence_comes_in_on_its_last_day_and_not_after(#[case] now: &str, #[case] status: u16) {
    let (parties, ticket) = Parties::with_review().await;
    let later = Parties::at(parties.desk.at(now));
    let answer = later.does(&later.clerk, "evidence", &ticket, &done()).await.expect(status);
    if status == 409 {
        assert_eq!((&answer["code"], &answer["deadline"]), (&json!("deadline_passed"), &json!("2026-12-24")));
    }
}

#[tokio::test]
async fn there_is_no_evidence_before_a_review() {
    let (parties, ticket) = Parties::with_presented().await;
    for token in [&parties.plan, &parties.clerk] {
        let answer = parties.does(token, "evidence", &ticket, &done()).await.expect(409);
        assert_eq!((&answer["code"], &answer["state"]), (&json!("wrong_state"), &json!("with_mco")));
    }
}

#[tokio::test]
async fn an_overdue_mco_still_puts_in_what_it_has_in_review() {
    let desk = Desk::open_with(NOW, &[]).await;
    let ticket = filed(&desk, 1).await;
    let later = Parties::at(desk.at(OVER));
    let ask = Command::AskReview { reason: None };
    let ticket = moved(&later.desk, &ticket, &clerk(&ticket), ask).await;
    assert!(ticket.ticket.is_visible_to(&mco("ABHIL")));
    later.does(&later.plan, "evidence", &ticket, &done()).await.expect(200);
}

#[rstest]
#[case::no_reason("extension", json!({}), &[("/reason", "missing")])]
#[case::a_number("extension", json!({"reason": 7, "days": 30}), &[("/reason", "not_text"), ("/days", "unknown_field")])]
#[case::too_long("extension", json!({"reason": "x".repeat(2001)}), &[("/reason", "too_long")])]
#[case::nothing_given("evidence", json!({"files": []}), &[("/statement", "missing")])]
#[case::not_done_and_silent("evidence", json!({"done": false, "statement": "  "}), &[("/statement", "missing")])]
#[case::no_file_of_the_ticket("evidence", json!({"done": true, "files": ["019ab5d2", "?"]}), &[("/files/0", "file_not_here"), ("/files/1", "file_not_here")])]
#[case::all_at_once(
    "evidence",
    json!({"done": "yes", "statement": "x".repeat(4001), "files": "none", "colour": "red"}),
    &[("/done", "not_true_or_false"), ("/statement", "too_long"), ("/files", "not_a_list"), ("/colour", "unknown_field")]
)]
#[tokio::test]
async fn every_fault_is_told_at_once_and_nothing_moves(
    #[case] what: &str,
    #[case] body: Value,
    #[case] faults: &[(&str, &str)],
) {
    let (parties, ticket) = Parties::with_review().await;
    assert_eq!(parties.does(&parties.clerk, what, &ticket, &body).await.faults(), owned(faults));
    assert_eq!(parties.stands(&ticket).await.ticket.version, ticket.ticket.version);
}

#[tokio::test]
async fn the_sample_events_are_taken() {
    let (waiting, presented) = Parties::with_presented().await;
    let (reviewing, in_review) = Parties::with_review().await;
    let samples = [
        (
            &waiting,
            &presented,
            include_str!("../../../../events/correspond/extension.json"),
            "extension_asked",
        ),
        (
            &reviewing,
            &in_review,
            include_str!("../../../../events/correspond/evidence.json"),
            "evidence_given",
        ),
    ];
    for (parties, ticket, sample, what) in samples {
        let sample = sample.replace("TICKET-ID", ticket.ticket.id.as_str());
        let answer = parties.desk.send(&parties.routes, request_of(&sample, &parties.clerk)).await;
        let answered = answer.expect(200);
        assert_eq!(answered["timeline"].as_array().unwrap().last().unwrap()["what"], what);
    }
}
