//! What each move does, and what it is refused for.

use super::{Clerk, OVERDUE, accept, owned, path, review};
use axum::body::Body;
use http::Request;
use portal_core::decide::Command;
use portal_testkit::desk::{Desk, NOW};
use portal_testkit::filed::{clerk, filed, moved, upheld};
use portal_testkit::sample::request_of;
use rstest::rstest;
use serde_json::{Value, json};

#[tokio::test]
async fn an_acceptance_is_made_in_two_trips_and_ends_the_ticket() {
    let (clerk, ticket) = Clerk::with_proposal().await;
    let body = json!({"answer": "accept", "reason": "It is fair."});
    let answer = clerk.sends(&clerk.token, "answer", &ticket, &body, &[("idempotency-key", "k-1")]).await;
    // The ticket, the idempotency record and the memberships side by side, then the transaction.
    assert_eq!(clerk.desk.database.requests.take(), 4);
    assert_eq!(answer.headers["etag"], "\"4\"");
    let resolved = answer.expect(200);
    assert_eq!((&resolved["state"], &resolved["due"]), (&json!("resolved"), &Value::Null));
    let last = resolved["timeline"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["what"], &last["text"]), (&json!("accepted"), &json!("It is fair.")));
    assert_eq!(clerk.stands(&ticket).await.ticket.version, 4);
}

#[tokio::test]
async fn a_review_asked_for_opens_thirty_days_for_evidence_of_both() {
    let (clerk, ticket) = Clerk::with_proposal().await;
    let opened = clerk.does("answer", &ticket, &review()).await.expect(200);
    // The ticket and the memberships side by side, then the transaction.
    assert_eq!(clerk.desk.database.requests.take(), 3);
    assert_eq!((&opened["state"], &opened["due"]["rule"]), (&json!("in_review"), &json!("R13")));
    assert_eq!((&opened["due"]["date"], &opened["due"]["whose"]), (&json!("2026-12-24"), &json!("both")));
}

#[rstest]
#[case::the_last_second("2026-12-25T05:59:59Z", 200)]
#[case::the_day_after(OVERDUE, 409)]
#[tokio::test]
async fn a_proposal_is_answered_on_its_last_day_and_not_after(#[case] now: &str, #[case] status: u16) {
    let desk = Desk::open_with(NOW, &[]).await;
    for (number, body) in [(1, accept()), (2, review())] {
        let ticket = upheld(&desk, &filed(&desk, number).await).await;
        let answer = Clerk::at(desk.at(now)).does("answer", &ticket, &body).await.expect(status);
        if status == 409 {
            assert_eq!(
                (&answer["code"], &answer["deadline"]),
                (&json!("deadline_passed"), &json!("2026-12-24"))
            );
        }
    }
}

#[rstest]
#[case::the_last_second("2026-12-25T05:59:59Z", Some("not_yet_overdue"))]
#[case::the_day_after(OVERDUE, None)]
#[tokio::test]
async fn an_mco_that_has_not_answered_in_time_is_passed_over_at_once(
    #[case] now: &str,
    #[case] refused: Option<&str>,
) {
    // R10: before the sweeper has come by, too.
    let (clerk, ticket) = Clerk::with_presented().await;
    let later = Clerk::at(clerk.desk.at(now));
    let answer = later.does("answer", &ticket, &review()).await;
    match refused {
        Some(code) => {
            let early = answer.expect(409);
            assert_eq!((&early["code"], &early["deadline"]), (&json!(code), &json!("2026-12-24")));
        }
        None => assert_eq!(answer.expect(200)["state"], "in_review"),
    }
}

#[tokio::test]
async fn there_is_nothing_to_accept_before_there_is_a_proposal() {
    let (clerk, ticket) = Clerk::with_presented().await;
    for now in [NOW, OVERDUE] {
        let answer = Clerk::at(clerk.desk.at(now)).does("answer", &ticket, &accept()).await.expect(409);
        assert_eq!((&answer["code"], &answer["state"]), (&json!("wrong_state"), &json!("with_mco")));
    }
}

#[tokio::test]
async fn a_withdrawal_needs_no_body_and_frees_the_dispute() {
    let (clerk, ticket) = Clerk::with_presented().await;
    let bare = Request::post(path("withdrawal", &ticket))
        .header("authorization", format!("Bearer {}", clerk.token))
        .body(Body::empty())
        .unwrap();
    let withdrawn = clerk.desk.send(&clerk.routes, bare).await.expect(200);
    assert_eq!((&withdrawn["state"], &withdrawn["due"]), (&json!("withdrawn"), &Value::Null));
    // The same dispute may be filed anew.
    filed(&clerk.desk, 1).await;
}

#[tokio::test]
async fn a_ticket_is_withdrawn_from_every_state_that_is_not_its_end() {
    let manual = Desk::open_with(NOW, &[("INTAKE_MODE", "manual")]).await;
    let received = filed(&manual, 1).await;
    let (proposing, proposed) = Clerk::with_proposal().await;
    let (reviewing, in_review) = Clerk::with_proposal().await;
    let ask = Command::AskReview { reason: None };
    let in_review = moved(&reviewing.desk, &in_review, &portal_testkit::filed::clerk(&in_review), ask).await;
    for (clerk, ticket) in [(Clerk::at(manual), received), (proposing, proposed), (reviewing, in_review)] {
        let body = json!({"reason": "Settled by telephone."});
        let withdrawn = clerk.does("withdrawal", &ticket, &body).await.expect(200);
        assert_eq!(withdrawn["state"], "withdrawn");
        for (what, body) in super::every_move() {
            let over = clerk.does(what, &ticket, &body).await.expect(409);
            assert_eq!((&over["code"], &over["state"]), (&json!("wrong_state"), &json!("withdrawn")));
        }
    }
}

#[rstest]
#[case::nothing("answer", json!({}), &[("/answer", "missing")])]
#[case::a_word("answer", json!({"answer": "maybe", "why": 1}), &[("/answer", "unknown_code"), ("/why", "unknown_field")])]
#[case::no_text("answer", json!({"answer": true, "reason": 2}), &[("/answer", "not_text"), ("/reason", "not_text")])]
#[case::too_long("answer", json!({"answer": "review", "reason": "x".repeat(2001)}), &[("/reason", "too_long")])]
#[case::a_withdrawal("withdrawal", json!({"reason": ["a"], "answer": "accept"}), &[("/reason", "not_text"), ("/answer", "unknown_field")])]
#[tokio::test]
async fn every_fault_is_told_at_once_and_nothing_moves(
    #[case] what: &str,
    #[case] body: Value,
    #[case] faults: &[(&str, &str)],
) {
    let (clerk, ticket) = Clerk::with_proposal().await;
    assert_eq!(clerk.does(what, &ticket, &body).await.faults(), owned(faults));
    assert_eq!(clerk.stands(&ticket).await.ticket.version, ticket.ticket.version);
}

#[tokio::test]
async fn the_provider_and_its_mco_hear_of_an_acceptance_and_hfs_of_a_review() {
    let (desk, until) = (Desk::open().await, "2026-11-24T18:00:01Z".parse().unwrap());
    let (one, other) = (filed(&desk, 1).await, filed(&desk, 2).await);
    let (one, other) = (upheld(&desk, &one).await, upheld(&desk, &other).await);
    let clerk = Clerk::at(desk);
    clerk.does("answer", &one, &accept()).await.expect(200);
    clerk.does("answer", &other, &review()).await.expect(200);
    let mut letters = Vec::new();
    for shard in 0..portal_store::SHARDS {
        let store = &clerk.desk.database.store;
        for pk in store.due_notices(shard, until, 100, None).await.unwrap().items {
            let item = store.take_notices(&pk, until, until).await.unwrap().unwrap();
            letters.extend(item.notices.iter().map(|notice| (notice.kind.code(), notice.to.code())));
        }
    }
    let heard = |kind: &str| {
        let mut heard: Vec<&str> = letters.iter().filter(|(of, _)| *of == kind).map(|(_, to)| *to).collect();
        heard.sort_unstable();
        heard
    };
    assert_eq!(heard("accepted"), ["mco", "provider"]);
    assert_eq!(heard("review_opened"), ["hfs", "mco", "provider"]);
}

#[tokio::test]
async fn the_sample_events_are_taken() {
    let samples = [
        (include_str!("../../../../events/provider-respond/answer.json"), "in_review"),
        (include_str!("../../../../events/provider-respond/withdrawal.json"), "withdrawn"),
    ];
    for (sample, state) in samples {
        let (clerk, ticket) = Clerk::with_proposal().await;
        let sample = sample.replace("TICKET-ID", ticket.ticket.id.as_str());
        let answer = clerk.desk.send(&clerk.routes, request_of(&sample, &clerk.token)).await;
        assert_eq!(answer.expect(200)["state"], state);
    }
}

#[tokio::test]
async fn a_colleague_of_the_clerk_answers_as_well() {
    let (clerk_of, ticket) = Clerk::with_proposal().await;
    assert_eq!(clerk(&ticket).user.unwrap().as_str(), "clerk");
    clerk_of.desk.approved("colleague").await;
    let colleague = clerk_of.desk.token("colleague", &[]);
    clerk_of.sends(&colleague, "answer", &ticket, &accept(), &[]).await.expect(200);
}
