//! What holds for every move of HFS: who may make it, how often, and on which version.

use super::{Staff, every_move, path, split};
use crate::handler::routes;
use portal_core::decide::Command;
use portal_store::Store;
use portal_testkit::captured::{Log, MISUSED, misuse};
use portal_testkit::counting::Requests;
use portal_testkit::database::client;
use portal_testkit::filed::hfs;
use rstest::rstest;
use serde_json::json;

#[rstest]
#[case::a_provider(&[], "role_may_not")]
#[case::the_plan(&["mco_ABHIL"], "role_may_not")]
#[case::another_plan(&["mco_MER"], "role_may_not")]
#[case::an_unknown_group(&["auditors"], "no_known_role")]
#[case::a_group_in_capitals(&["HFS_STAFF"], "no_known_role")]
#[case::both_sides(&["hfs_staff", "mco_ABHIL"], "roles_contradict")]
#[tokio::test]
async fn only_hfs_makes_these_moves(#[case] groups: &[&str], #[case] code: &str) {
    let (staff, ticket) = Staff::with_presented().await;
    // The clerk acts for the ticket's own provider, and still may not.
    let token = staff.desk.token("clerk", groups);
    for (what, body) in every_move() {
        assert_eq!(staff.sends(&token, what, &ticket, &body, &[]).await.problem(403), code, "{what}");
        assert_eq!(staff.sends("", what, &ticket, &body, &[]).await.problem(401), "token_missing");
    }
    // Nothing was asked of the table.
    assert_eq!(staff.desk.database.requests.take(), 0);
}

#[tokio::test]
async fn who_has_left_moves_nothing_from_the_next_request_on() {
    let (staff, ticket) = Staff::with_received().await;
    let key = [("idempotency-key", "k-1")];
    staff.sends(&staff.token, "presentation", &ticket, &json!({}), &key).await.expect(200);
    staff.desk.leaves("staff-1").await;
    let presented = staff.stands(&ticket).await;
    for (what, body) in every_move() {
        assert_eq!(staff.does(what, &presented, &body).await.problem(401), "account_closed", "{what}");
    }
    // Not even what they did themselves.
    let again = staff.sends(&staff.token, "presentation", &ticket, &json!({}), &key).await;
    assert_eq!(again.problem(401), "account_closed");
    assert_eq!(staff.stands(&ticket).await.ticket.version, presented.ticket.version);
}

#[tokio::test]
async fn whoever_leaves_between_reading_and_committing_moves_nothing() {
    let (staff, ticket) = Staff::with_received().await;
    staff.desk.database.requests.take();
    staff.desk.database.close_before_next_write("staff-1");
    let answer = staff.does("presentation", &ticket, &json!({})).await;
    assert_eq!(answer.problem(401), "account_closed");
    // The ticket, whether they have left, the transaction: it was the last that refused, and no read.
    assert_eq!(staff.desk.database.requests.take(), 3);
    assert_eq!(staff.stands(&ticket).await, ticket);
}

#[tokio::test]
async fn whoever_leads_makes_them_too() {
    let (staff, ticket) = Staff::with_received().await;
    let lead = staff.desk.token("lead-1", &["hfs_lead"]);
    staff.sends(&lead, "presentation", &ticket, &json!({}), &[]).await.expect(200);
}

#[tokio::test]
async fn a_ticket_that_is_not_there_is_not_found() {
    let (staff, _) = Staff::with_presented().await;
    for (what, body) in every_move() {
        for id in ["00000000-0000-0000-0000-000000000000", "x"] {
            let path = format!("/tickets/{id}/{what}");
            let answer = staff.desk.post(&staff.routes, &path, &staff.token, &body).await;
            assert_eq!(answer.problem(404), "not_found", "{path}");
        }
    }
}

#[tokio::test]
async fn a_repeat_gets_the_first_answer_and_another_payload_is_refused() {
    let (staff, ticket) = Staff::with_received().await;
    let key = [("idempotency-key", "k-1")];
    let send = |body| {
        let staff = &staff;
        let ticket = &ticket;
        async move { staff.sends(&staff.token, "presentation", ticket, &body, &key).await }
    };
    let first = send(json!({})).await.expect(200);
    // A colleague closes it meanwhile; the answer is still the first one.
    let presented = staff.stands(&ticket).await;
    let close = Command::Close { reason: portal_core::outcome::ClosureReason::Duplicate, text: None };
    portal_testkit::filed::moved(&staff.desk, &presented, &hfs(), close).await;
    assert_eq!(send(json!({})).await.expect(200), first);
    assert_eq!(send(json!({"a": 1})).await.problem(409), "idempotency_key_reused");
    // The same key for another move is another request.
    let body = json!({"reason": "duplicate"});
    let closure = staff.sends(&staff.token, "closure", &ticket, &body, &key).await;
    assert_eq!(closure.problem(409), "idempotency_key_reused");
}

#[tokio::test]
async fn of_two_colleagues_one_decides() {
    let (staff, ticket) = Staff::with_review().await;
    let other = staff.desk.token("staff-2", &["hfs_staff"]);
    let body = split();
    let (one, two) = tokio::join!(
        staff.sends(&staff.token, "decision", &ticket, &body, &[]),
        staff.sends(&other, "decision", &ticket, &body, &[])
    );
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    let decided = staff.stands(&ticket).await;
    assert_eq!(decided.entries.iter().filter(|entry| entry.event.name() == "decided").count(), 1);
}

#[tokio::test]
async fn whoever_has_not_seen_the_latest_version_reads_again() {
    let (staff, ticket) = Staff::with_presented().await;
    for (what, body) in every_move() {
        let answer = staff.sends(&staff.token, what, &ticket, &body, &[("if-match", "\"1\"")]).await;
        let stale = answer.expect(409);
        assert_eq!((&stale["code"], &stale["version"]), (&json!("stale_version"), &json!(2)), "{what}");
    }
    let body = json!({"reason": "wrong_mco"});
    staff.sends(&staff.token, "closure", &ticket, &body, &[("if-match", "\"2\"")]).await.expect(200);
}

#[tokio::test]
async fn a_table_that_is_down_is_a_503_to_try_again() {
    let (staff, ticket) = Staff::with_presented().await;
    let down = staff.desk.on(Store::new(client("http://127.0.0.1:1", Requests::default()), "portal"));
    let answer = staff.desk.post(&routes(down), &path("decision", &ticket), &staff.token, &split()).await;
    assert!(answer.headers.contains_key("retry-after"));
    assert_eq!(answer.problem(503), "unavailable");
}

#[test]
fn nothing_that_was_sent_is_in_the_log() {
    let (token, log) = Log::of(async {
        let (staff, ticket) = Staff::with_review().await;
        misuse(&staff.desk, &staff.routes, &path("decision", &ticket), &staff.token).await;
        let body = json!({"summary": "Planted: Ottoline Quillfeather was eligible.", "claims": [
            {"claim": 1, "for": "split", "amount": "500.00", "reason": "RIN 012345678, Planted."}
        ]});
        staff.sends(&staff.token, "decision", &ticket, &body, &[("idempotency-key", "Planted-key")]).await;
        let close = json!({"reason": "other", "text": "Planted: Ottoline Quillfeather filed elsewhere."});
        staff.does("closure", &ticket, &close).await;
        let down = staff.desk.on(Store::new(client("http://127.0.0.1:1", Requests::default()), "portal"));
        staff.desk.post(&routes(down), &path("decision", &ticket), &staff.token, &body).await;
        staff.token
    });
    assert_eq!(log.statuses(), [&MISUSED[..], &[200, 409, 503]].concat());
    log.assert_private(&[token, "staff-1".to_owned()]);
}
