//! What holds for every move of the provider: who may make it, how often, and on which version.

use super::{Clerk, accept, every_move, path, review};
use crate::handler::routes;
use portal_core::decide::Command;
use portal_store::Store;
use portal_testkit::captured::{Log, MISUSED, misuse};
use portal_testkit::counting::Requests;
use portal_testkit::database::client;
use portal_testkit::desk::MEDICAID_ID;
use portal_testkit::filed::{clerk, moved};
use rstest::rstest;
use serde_json::json;

#[rstest]
#[case::the_plan(&["mco_ABHIL"], "role_may_not")]
#[case::another_plan(&["mco_MER"], "role_may_not")]
#[case::hfs(&["hfs_staff"], "role_may_not")]
#[case::hfs_lead(&["hfs_lead"], "role_may_not")]
#[case::an_unknown_group(&["auditors"], "no_known_role")]
#[case::both_sides(&["hfs_staff", "mco_ABHIL"], "roles_contradict")]
#[tokio::test]
async fn only_providers_make_these_moves(#[case] groups: &[&str], #[case] code: &str) {
    let (clerk, ticket) = Clerk::with_proposal().await;
    // The account acts for the ticket's own provider, and still may not in another part.
    let token = clerk.desk.token("clerk", groups);
    for (what, body) in every_move() {
        assert_eq!(clerk.sends(&token, what, &ticket, &body, &[]).await.problem(403), code, "{what}");
        assert_eq!(clerk.sends("", what, &ticket, &body, &[]).await.problem(401), "token_missing");
    }
    // Nothing was asked of the table.
    assert_eq!(clerk.desk.database.requests.take(), 0);
}

#[tokio::test]
async fn who_has_left_acts_for_nobody_from_the_next_request_on() {
    let (clerk, ticket) = Clerk::with_proposal().await;
    clerk.desk.leaves("clerk").await;
    for (what, body) in every_move() {
        let answer = clerk.sends(&clerk.token, what, &ticket, &body, &[]).await;
        assert_eq!(answer.problem(401), "account_closed", "{what}");
    }
    assert_eq!(clerk.stands(&ticket).await.ticket.version, ticket.ticket.version);
}

#[tokio::test]
async fn anothers_ticket_is_not_there_whatever_is_sent() {
    let (clerk, ticket) = Clerk::with_proposal().await;
    clerk.desk.approved_for("rival", "99999999999", None).await;
    let tokens = [clerk.desk.token("rival", &[]), clerk.desk.token("nobody-yet", &[])];
    for (what, body) in every_move().into_iter().chain([("answer", json!({"colour": "red"}))]) {
        for token in &tokens {
            let answer = clerk.sends(token, what, &ticket, &body, &[]).await;
            assert_eq!(answer.problem(404), "not_found", "{what}");
        }
        for id in ["00000000-0000-0000-0000-000000000000", "x"] {
            let answer =
                clerk.desk.post(&clerk.routes, &format!("/tickets/{id}/{what}"), &clerk.token, &body).await;
            assert_eq!(answer.problem(404), "not_found", "{what}");
        }
    }
    assert_eq!(clerk.stands(&ticket).await.ticket.version, ticket.ticket.version);
}

#[tokio::test]
async fn whoever_is_revoked_between_reading_and_committing_moves_nothing() {
    let (clerk, ticket) = Clerk::with_proposal().await;
    for (what, body) in every_move() {
        clerk.desk.database.requests.take();
        clerk.desk.database.revoke_before_next_write("clerk", MEDICAID_ID);
        let answer = clerk.does(what, &ticket, &body).await;
        assert_eq!(answer.problem(404), "not_found", "{what}");
        // The ticket, the memberships, the transaction: it was the last that refused, and no read.
        assert_eq!(clerk.desk.database.requests.take(), 3, "{what}");
        assert_eq!(clerk.stands(&ticket).await, ticket, "{what}");
        clerk.desk.approved("clerk").await;
    }
}

#[tokio::test]
async fn a_repeat_gets_the_first_answer_and_another_payload_is_refused() {
    let (clerk_of, ticket) = Clerk::with_proposal().await;
    let key = [("idempotency-key", "k-1")];
    let first = clerk_of.sends(&clerk_of.token, "answer", &ticket, &review(), &key).await.expect(200);
    let opened = clerk_of.stands(&ticket).await;
    moved(&clerk_of.desk, &opened, &clerk(&opened), Command::Withdraw { reason: None }).await;
    // The ticket has moved on; the answer is still the first one.
    let again = clerk_of.sends(&clerk_of.token, "answer", &ticket, &review(), &key).await.expect(200);
    assert_eq!(again, first);
    for (what, body) in [("answer", accept()), ("withdrawal", json!({}))] {
        let refused = clerk_of.sends(&clerk_of.token, what, &ticket, &body, &key).await;
        assert_eq!(refused.problem(409), "idempotency_key_reused");
    }
}

#[tokio::test]
async fn of_two_colleagues_one_answers() {
    let (clerk, ticket) = Clerk::with_proposal().await;
    let (accept, review) = (accept(), review());
    let (one, other) =
        tokio::join!(clerk.does("answer", &ticket, &accept), clerk.does("answer", &ticket, &review));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    assert_eq!(clerk.stands(&ticket).await.ticket.version, ticket.ticket.version + 1);
}

#[tokio::test]
async fn two_at_once_with_one_key_make_one_move() {
    let (clerk, ticket) = Clerk::with_proposal().await;
    let (body, key) = (accept(), [("idempotency-key", "k-1")]);
    let send = || clerk.sends(&clerk.token, "answer", &ticket, &body, &key);
    let (one, other) = tokio::join!(send(), send());
    assert_eq!(one.expect(200), other.expect(200));
    assert_eq!(clerk.stands(&ticket).await.ticket.version, ticket.ticket.version + 1);
}

#[tokio::test]
async fn whoever_has_not_seen_the_latest_version_reads_again() {
    let (clerk, ticket) = Clerk::with_proposal().await;
    for (what, body) in every_move() {
        let answer = clerk.sends(&clerk.token, what, &ticket, &body, &[("if-match", "\"2\"")]).await;
        let stale = answer.expect(409);
        assert_eq!((&stale["code"], &stale["version"]), (&json!("stale_version"), &json!(3)), "{what}");
    }
    clerk.sends(&clerk.token, "answer", &ticket, &accept(), &[("if-match", "\"3\"")]).await.expect(200);
}

#[tokio::test]
async fn a_table_that_is_down_is_a_503_to_try_again() {
    let (clerk, ticket) = Clerk::with_proposal().await;
    let down = clerk.desk.on(Store::new(client("http://127.0.0.1:1", Requests::default()), "portal"));
    let answer = clerk.desk.post(&routes(down), &path("answer", &ticket), &clerk.token, &accept()).await;
    assert!(answer.headers.contains_key("retry-after"));
    assert_eq!(answer.problem(503), "unavailable");
}

#[test]
fn nothing_that_was_sent_is_in_the_log() {
    let (token, log) = Log::of(async {
        let (clerk, ticket) = Clerk::with_proposal().await;
        misuse(&clerk.desk, &clerk.routes, &path("answer", &ticket), &clerk.token).await;
        let body = json!({"answer": "review", "reason": "Planted: Ottoline Quillfeather, RIN 012345678."});
        clerk.desk.approved_for("rival-1", "99999999999", None).await;
        let rival = clerk.desk.token("rival-1", &[]);
        clerk.sends(&rival, "answer", &ticket, &body, &[]).await;
        clerk.sends(&clerk.token, "answer", &ticket, &body, &[("idempotency-key", "Planted-key")]).await;
        clerk.does("answer", &ticket, &body).await;
        clerk.does("withdrawal", &ticket, &json!({"reason": "Planted: Quillfeather has moved."})).await;
        let down = clerk.desk.on(Store::new(client("http://127.0.0.1:1", Requests::default()), "portal"));
        clerk.desk.post(&routes(down), &path("answer", &ticket), &clerk.token, &body).await;
        clerk.token
    });
    assert_eq!(log.statuses(), [&MISUSED[..], &[404, 200, 409, 200, 503]].concat());
    log.assert_private(&[token, "rival-1".to_owned(), "99999999999".to_owned()]);
}
