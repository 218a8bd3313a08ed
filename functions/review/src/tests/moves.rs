//! What each move does, and what it is refused for.

use super::{Staff, owned, path, split};
use axum::body::Body;
use http::Request;
use portal_core::decide::Command;
use portal_testkit::browser::Browser;
use portal_testkit::filed::{clerk, filed_with_claims, mco, moved, upheld};
use portal_testkit::sample::request_of;
use rstest::rstest;
use serde_json::{Value, json};

#[tokio::test]
async fn a_presentation_needs_no_body_and_starts_the_mcos_thirty_days() {
    let (staff, ticket) = Staff::with_received().await;
    let bare = Request::post(path("presentation", &ticket))
        .header("authorization", format!("Bearer {}", staff.token))
        .body(Body::empty())
        .unwrap();
    let answer = staff.desk.send(&staff.routes, bare).await;
    // The ticket and whether they have left side by side, then the transaction: without a key there is no record to look for.
    assert_eq!(staff.desk.database.requests.take(), 3);
    let presented = answer.expect(200);
    assert_eq!((&presented["state"], &presented["due"]["date"]), (&json!("with_mco"), &json!("2026-12-24")));
    assert_eq!((&presented["due"]["rule"], &presented["due"]["whose"]), (&json!("R10"), &json!("mco")));
    let again = staff.does("presentation", &ticket, &json!({})).await.expect(409);
    assert_eq!((&again["code"], &again["state"]), (&json!("wrong_state"), &json!("with_mco")));
}

#[tokio::test]
async fn where_intake_is_automatic_there_is_nothing_to_present() {
    let (staff, ticket) = Staff::with_presented().await;
    assert_eq!(staff.does("presentation", &ticket, &json!({})).await.problem(409), "wrong_state");
    let noted = staff.does("presentation", &ticket, &json!({"note": "Quillfeather"})).await;
    assert_eq!(noted.faults(), owned(&[("/note", "unknown_field")]));
}

#[tokio::test]
async fn a_closure_says_its_rule_and_what_to_do_next() {
    let (staff, ticket) = Staff::with_presented().await;
    let closed = staff.does("closure", &ticket, &json!({"reason": "medicare_only"})).await.expect(200);
    assert_eq!(closed["state"], "closed");
    assert_eq!(
        (&closed["closure"]["reason"], &closed["closure"]["rule"]),
        (&json!("medicare_only"), &json!("R8"))
    );
    assert!(closed["closure"]["text"].as_str().unwrap().contains("877-782-5565"));
    // R5: a closed ticket is not reopened, nor closed again.
    let again = staff.does("closure", &ticket, &json!({"reason": "duplicate"})).await;
    assert_eq!(again.problem(409), "wrong_state");
}

#[tokio::test]
async fn hfs_may_close_in_its_own_words() {
    let (staff, ticket) = Staff::with_presented().await;
    let body = json!({"reason": "other", "text": "Settled by telephone with both sides."});
    let closed = staff.does("closure", &ticket, &body).await.expect(200);
    assert_eq!(closed["closure"]["text"], "Settled by telephone with both sides.");
}

#[rstest]
#[case::nothing(json!({}), &[("/reason", "missing")])]
#[case::no_reason_of_ours(json!({"reason": "tired", "text": 7}), &[("/reason", "unknown_code"), ("/text", "not_text")])]
#[case::other_without_words(json!({"reason": "other"}), &[("/text", "missing")])]
#[case::what_only_the_machine_says(json!({"reason": "lapsed"}), &[("/reason", "machine_only")])]
#[case::too_long(json!({"reason": "other", "text": "x".repeat(2001)}), &[("/text", "too_long")])]
#[tokio::test]
async fn a_closure_with_faults_closes_nothing(#[case] body: Value, #[case] faults: &[(&str, &str)]) {
    let (staff, ticket) = Staff::with_presented().await;
    assert_eq!(staff.does("closure", &ticket, &body).await.faults(), owned(faults));
    assert_eq!(staff.stands(&ticket).await.ticket.version, ticket.ticket.version);
}

#[tokio::test]
async fn an_extension_granted_makes_sixty_days_in_all() {
    let (staff, ticket) = Staff::with_extension_asked().await;
    let body = json!({"decision": "grant", "reason": "The records are on their way."});
    let granted = staff.does("extension/decision", &ticket, &body).await.expect(200);
    assert_eq!((&granted["extension"], &granted["due"]["rule"]), (&json!("granted"), &json!("R11")));
    // Day 60 from 2026-11-24 is a Saturday.
    assert_eq!(
        (&granted["due"]["date"], &granted["due"]["moved_from"]),
        (&json!("2027-01-25"), &json!("2027-01-23"))
    );
    let second = staff.does("extension/decision", &ticket, &body).await;
    assert_eq!(second.problem(409), "no_extension_asked");
}

#[tokio::test]
async fn an_extension_refused_leaves_the_date_as_it_was() {
    let (staff, ticket) = Staff::with_extension_asked().await;
    let refused = staff.does("extension/decision", &ticket, &json!({"decision": "refuse"})).await.expect(200);
    assert_eq!((&refused["extension"], &refused["due"]["date"]), (&json!("refused"), &json!("2026-12-24")));
}

#[tokio::test]
async fn an_extension_nobody_asked_for_is_not_granted() {
    let (staff, ticket) = Staff::with_presented().await;
    let answer = staff.does("extension/decision", &ticket, &json!({"decision": "grant"})).await;
    assert_eq!(answer.problem(409), "no_extension_asked");
}

#[rstest]
#[case::nothing(json!({}), &[("/decision", "missing")])]
#[case::a_word(json!({"decision": "maybe", "why": 1}), &[("/decision", "unknown_code"), ("/why", "unknown_field")])]
#[case::a_number(json!({"decision": 1, "reason": 2}), &[("/decision", "not_text"), ("/reason", "not_text")])]
#[tokio::test]
async fn an_extension_is_granted_or_refused_in_so_many_words(
    #[case] body: Value,
    #[case] faults: &[(&str, &str)],
) {
    let (staff, ticket) = Staff::with_extension_asked().await;
    assert_eq!(staff.does("extension/decision", &ticket, &body).await.faults(), owned(faults));
}

#[tokio::test]
async fn a_decision_is_made_claim_by_claim_in_two_trips_and_is_final() {
    let (staff, ticket) = Staff::with_review().await;
    let key = [("idempotency-key", "k-1")];
    let answer = staff.sends(&staff.token, "decision", &ticket, &split(), &key).await;
    // The ticket, the idempotency record and whether they have left side by side, then the transaction.
    assert_eq!(staff.desk.database.requests.take(), 4);
    let decided = answer.expect(200);
    assert_eq!((&decided["state"], &decided["due"]), (&json!("decided"), &Value::Null));
    let decision = &decided["decision"];
    assert_eq!(decision["total"], "500.00");
    assert_eq!(
        decision["claims"],
        json!([{"claim": 1, "for": "split", "amount": "500.00", "reason": "One day was not covered."}])
    );
    assert_eq!(staff.does("decision", &ticket, &split()).await.problem(409), "wrong_state");
    assert_eq!(
        staff.does("closure", &ticket, &json!({"reason": "duplicate"})).await.problem(409),
        "wrong_state"
    );
}

#[tokio::test]
async fn a_decision_waits_while_evidence_may_come_in() {
    let (staff, ticket) = Staff::with_evidence_open().await;
    let answer = staff.does("decision", &ticket, &split()).await.expect(409);
    assert_eq!((&answer["code"], &answer["deadline"]), (&json!("evidence_open"), &json!("2026-12-24")));
    let mut ticket = ticket;
    for side in [clerk(&ticket), mco("ABHIL")] {
        let done = Command::GiveEvidence { statement: None, files: Vec::new(), done: true };
        ticket = moved(&staff.desk, &ticket, &side, done).await;
    }
    // Both are done: nobody has to wait for the day.
    staff.does("decision", &ticket, &split()).await.expect(200);
}

#[tokio::test]
async fn a_ticket_that_is_not_in_review_is_not_decided() {
    let (staff, ticket) = Staff::with_presented().await;
    assert_eq!(staff.does("decision", &ticket, &split()).await.problem(409), "wrong_state");
}

#[tokio::test]
async fn who_decides_too_early_reads_until_when_evidence_may_come_in() {
    let (staff, ticket) = Staff::with_evidence_open().await;
    let fields = [
        ("summary", "Two of three days were authorized."),
        ("claims.0.claim", "1"),
        ("claims.0.for", "split"),
        ("claims.0.amount", "500.00"),
        ("claims.0.reason", "One day was not covered."),
    ];
    let browser = || Browser::of(&staff.desk, &staff.routes, "staff-1", &["hfs_staff"]);
    let page = browser().form(&path("decision", &ticket), &fields).await.html(409);
    assert!(page.contains("Both sides may put in evidence until Thu, Dec 24, 2026 (R13)."), "{page}");
    let page = browser().in_spanish().form(&path("decision", &ticket), &fields).await.html(409);
    assert!(page.contains("pueden aportar pruebas hasta el jue, 24 dic 2026 (R13)."), "{page}");
}

#[tokio::test]
async fn every_fault_of_a_decision_is_told_at_once_and_repeats_nothing_that_was_typed() {
    let (staff, _) = Staff::with_presented().await;
    let ticket = filed_with_claims(&staff.desk, 2, 3).await;
    let ticket = upheld(&staff.desk, &ticket).await;
    let ticket = moved(&staff.desk, &ticket, &clerk(&ticket), Command::AskReview { reason: None }).await;
    let staff = Staff::at(staff.desk.at(super::EVIDENCE_OVER));
    let body = json!({"summary": "Ottoline Quillfeather\u{0}", "claims": [
        {"claim": 1, "for": "mco", "amount": "1.00", "reason": "Quillfeather"},
        {"claim": 2, "for": "split", "reason": "Quillfeather"},
        {"claim": 4, "for": "provider"},
    ]});
    let answer = staff.does("decision", &ticket, &body).await;
    assert!(!String::from_utf8(answer.bytes.clone()).unwrap().contains("Quillfeather"));
    let faults = [
        ("/summary", "control_character"),
        ("/claims/0/amount", "amount_not_due"),
        ("/claims/1/amount", "amount_missing"),
        ("/claims/2/claim", "no_such_claim"),
        ("/claims", "claim_unanswered"),
    ];
    assert_eq!(answer.faults(), owned(&faults));
    assert_eq!(staff.stands(&ticket).await.ticket.version, ticket.ticket.version);
}

#[tokio::test]
async fn a_look_at_an_urgent_ticket_is_noted_once_and_moves_no_date() {
    let (staff, ticket) = Staff::with_urgent().await;
    assert!(ticket.ticket.urgent_look.is_some());
    let looked = staff.does("look", &ticket, &json!({})).await.expect(200);
    // The ticket and whether they have left side by side, then the transaction.
    assert_eq!(staff.desk.database.requests.take(), 3);
    assert_eq!((&looked["state"], &looked["due"]["date"]), (&json!("with_mco"), &json!("2026-12-24")));
    let last = looked["timeline"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["what"], &last["by"]), (&json!("urgent_looked"), &json!("hfs")));
    assert_eq!(staff.stands(&ticket).await.ticket.urgent_look, None);
    assert_eq!(staff.does("look", &ticket, &json!({})).await.problem(409), "no_look_owed");
    let noted = staff.does("look", &ticket, &json!({"note": "Quillfeather"})).await;
    assert_eq!(noted.faults(), owned(&[("/note", "unknown_field")]));
}

#[tokio::test]
async fn nobody_owes_a_look_at_a_ticket_that_is_not_urgent_or_is_over() {
    let (staff, ticket) = Staff::with_presented().await;
    assert_eq!(staff.does("look", &ticket, &json!({})).await.problem(409), "no_look_owed");
    let (staff, urgent) = Staff::with_urgent().await;
    staff.does("closure", &urgent, &json!({"reason": "duplicate"})).await.expect(200);
    assert_eq!(staff.does("look", &urgent, &json!({})).await.problem(409), "wrong_state");
}

#[tokio::test]
async fn the_sample_events_are_taken() {
    let (urgent, received, presented, asked, reviewed) = tokio::join!(
        Staff::with_urgent(),
        Staff::with_received(),
        Staff::with_presented(),
        Staff::with_extension_asked(),
        Staff::with_review()
    );
    let samples = [
        (urgent, include_str!("../../../../events/review/look.json"), "with_mco"),
        (received, include_str!("../../../../events/review/presentation.json"), "with_mco"),
        (presented, include_str!("../../../../events/review/closure.json"), "closed"),
        (asked, include_str!("../../../../events/review/extension-decision.json"), "with_mco"),
        (reviewed, include_str!("../../../../events/review/decision.json"), "decided"),
    ];
    for ((staff, ticket), sample, state) in samples {
        let sample = sample.replace("TICKET-ID", ticket.ticket.id.as_str());
        let answer = staff.desk.send(&staff.routes, request_of(&sample, &staff.token)).await;
        assert_eq!(answer.expect(200)["state"], state);
    }
}
