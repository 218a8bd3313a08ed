//! What holds for every move of the parties: who may make it, how often, and on which version.

use super::files::file;
use super::{Parties, done, more_time, path, routes};
use portal_core::decide::Command;
use portal_store::{Record, Store};
use portal_testkit::captured::{Log, MISUSED, misuse};
use portal_testkit::counting::Requests;
use portal_testkit::database::client;
use portal_testkit::desk::{Desk, MEDICAID_ID, NOW};
use portal_testkit::filed::{CLERK, clerk, filed, moved};
use rstest::rstest;
use serde_json::json;

#[rstest]
#[case::hfs(&["hfs_staff"], "role_may_not")]
#[case::hfs_lead(&["hfs_lead"], "role_may_not")]
#[case::an_unknown_group(&["auditors"], "no_known_role")]
#[case::both_sides(&["hfs_staff", "mco_ABHIL"], "roles_contradict")]
#[tokio::test]
async fn only_the_parties_make_these_moves(#[case] groups: &[&str], #[case] code: &str) {
    let (parties, ticket) = Parties::with_presented().await;
    let token = parties.desk.token("clerk", groups);
    for (what, body) in [("extension", more_time()), ("evidence", done())] {
        assert_eq!(parties.does(&token, what, &ticket, &body).await.problem(403), code, "{what}");
        assert_eq!(parties.does("", what, &ticket, &body).await.problem(401), "token_missing");
    }
    // Nothing was asked of the table.
    assert_eq!(parties.desk.database.requests.take(), 0);
}

#[tokio::test]
async fn who_has_left_neither_writes_nor_fetches_from_the_next_request_on() {
    let (parties, ticket) = Parties::with_presented().await;
    for user in [CLERK, "plan-1"] {
        parties.desk.leaves(user).await;
    }
    let bodies = [
        ("extension", more_time()),
        ("evidence", done()),
        ("messages", json!({"text": "Good morning.", "lane": "parties"})),
        ("files", json!({"name": "a.pdf", "size": 9, "sha256": "0".repeat(64)})),
    ];
    for token in [&parties.clerk, &parties.plan] {
        for (what, body) in &bodies {
            let answer = parties.does(token, what, &ticket, body).await;
            assert_eq!(answer.problem(401), "account_closed", "{what}");
        }
        let place = path("files/00000000-0000-0000-0000-000000000000", &ticket);
        let answer = parties.desk.get(&parties.routes, &place, token).await;
        assert_eq!(answer.problem(401), "account_closed");
    }
    assert_eq!(parties.stands(&ticket).await.ticket.version, ticket.ticket.version);
}

#[tokio::test]
async fn anothers_ticket_is_not_there_whatever_is_sent() {
    let (parties, ticket) = Parties::with_presented().await;
    parties.desk.approved_for("rival", "99999999999", None).await;
    let strangers = [
        parties.desk.token("rival", &[]),
        parties.desk.token("nobody-yet", &[]),
        parties.desk.token("plan-2", &["mco_MER"]),
    ];
    for (what, body) in
        [("extension", more_time()), ("evidence", done()), ("evidence", json!({"colour": "red"}))]
    {
        for token in &strangers {
            assert_eq!(parties.does(token, what, &ticket, &body).await.problem(404), "not_found", "{what}");
        }
        for id in ["00000000-0000-0000-0000-000000000000", "x"] {
            let path = format!("/tickets/{id}/{what}");
            let answer = parties.desk.post(&parties.routes, &path, &parties.clerk, &body).await;
            assert_eq!(answer.problem(404), "not_found", "{path}");
        }
    }
    assert_eq!(parties.stands(&ticket).await.ticket.version, ticket.ticket.version);
}

#[tokio::test]
async fn whoever_is_revoked_between_reading_and_writing_leaves_nothing_on_the_ticket() {
    let (parties, ticket) = Parties::with_review().await;
    let of = Record::Ticket(ticket.ticket.id.clone());
    let message = json!({"text": "One more thing.", "lane": "parties"});
    let writes = [("evidence", done(), 3), ("messages", message, 4), ("files", file("call.pdf", 9), 4)];
    for (what, body, trips) in writes {
        let database = &parties.desk.database;
        database.requests.take();
        database.revoke_before_next_write("clerk", MEDICAID_ID);
        assert_eq!(
            parties.does(&parties.clerk, what, &ticket, &body).await.problem(404),
            "not_found",
            "{what}"
        );
        // What it read, side by side, and the transaction, which refused.
        assert_eq!(database.requests.take(), trips, "{what}");
        assert_eq!(parties.stands(&ticket).await, ticket, "{what}");
        assert!(database.store.readings(&of, None, 10).await.unwrap().is_blank(), "{what}");
        parties.desk.approved("clerk").await;
    }
}

#[tokio::test]
async fn whoever_leaves_between_reading_and_writing_leaves_nothing_on_the_ticket() {
    for what in ["extension", "messages", "files"] {
        let (parties, ticket) = Parties::with_presented().await;
        let body = match what {
            "extension" => more_time(),
            "messages" => json!({"text": "One more thing.", "lane": "parties"}),
            _ => file("call.pdf", 9),
        };
        parties.desk.database.close_before_next_write("plan-1");
        let answer = parties.does(&parties.plan, what, &ticket, &body).await;
        assert_eq!(answer.problem(401), "account_closed", "{what}");
        assert_eq!(parties.stands(&ticket).await, ticket, "{what}");
    }
}

#[tokio::test]
async fn a_ticket_not_yet_presented_is_not_there_for_its_mco() {
    let parties = Parties::at(Desk::open_with(NOW, &[("INTAKE_MODE", "manual")]).await);
    let ticket = filed(&parties.desk, 1).await;
    for (what, body) in [("extension", more_time()), ("evidence", done())] {
        assert_eq!(parties.does(&parties.plan, what, &ticket, &body).await.problem(404), "not_found");
    }
}

#[tokio::test]
async fn a_repeat_gets_the_first_answer_and_another_payload_is_refused() {
    let (parties, ticket) = Parties::with_presented().await;
    let key = [("idempotency-key", "k-1")];
    let send = |body| {
        let (parties, ticket) = (&parties, &ticket);
        async move { parties.sends(&parties.plan, "extension", ticket, &body, &key).await }
    };
    let first = send(more_time()).await.expect(200);
    let asked = parties.stands(&ticket).await;
    moved(&parties.desk, &asked, &clerk(&asked), Command::Withdraw { reason: None }).await;
    // The ticket has moved on; the answer is still the first one.
    assert_eq!(send(more_time()).await.expect(200), first);
    assert_eq!(send(json!({"reason": "Another."})).await.problem(409), "idempotency_key_reused");
}

#[tokio::test]
async fn of_both_parties_one_has_the_extension() {
    let (parties, ticket) = Parties::with_presented().await;
    let body = more_time();
    let (one, other) = tokio::join!(
        parties.does(&parties.clerk, "extension", &ticket, &body),
        parties.does(&parties.plan, "extension", &ticket, &body)
    );
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    assert_eq!(parties.stands(&ticket).await.ticket.version, ticket.ticket.version + 1);
}

#[tokio::test]
async fn both_parties_are_done_at_once_and_neither_is_turned_away() {
    let (parties, ticket) = Parties::with_review().await;
    let body = done();
    let (one, other) = tokio::join!(
        parties.does(&parties.clerk, "evidence", &ticket, &body),
        parties.does(&parties.plan, "evidence", &ticket, &body)
    );
    assert_eq!((one.status, other.status), (200, 200));
    assert_eq!(parties.stands(&ticket).await.entries.last().unwrap().event.name(), "evidence_closed");
}

#[tokio::test]
async fn whoever_has_not_seen_the_latest_version_reads_again() {
    let (parties, ticket) = Parties::with_review().await;
    for (what, body) in [("extension", more_time()), ("evidence", done())] {
        let answer = parties.sends(&parties.clerk, what, &ticket, &body, &[("if-match", "\"2\"")]).await;
        let stale = answer.expect(409);
        assert_eq!((&stale["code"], &stale["version"]), (&json!("stale_version"), &json!(4)), "{what}");
    }
    parties.sends(&parties.clerk, "evidence", &ticket, &done(), &[("if-match", "\"4\"")]).await.expect(200);
}

#[tokio::test]
async fn a_table_that_is_down_is_a_503_to_try_again() {
    let (parties, ticket) = Parties::with_presented().await;
    let down = parties.desk.on(Store::new(client("http://127.0.0.1:1", Requests::default()), "portal"));
    let path = path("extension", &ticket);
    let answer = parties.desk.post(&routes(down), &path, &parties.plan, &more_time()).await;
    assert!(answer.headers.contains_key("retry-after"));
    assert_eq!(answer.problem(503), "unavailable");
}

#[test]
fn nothing_that_was_sent_is_in_the_log() {
    let (tokens, log) = Log::of(async {
        let (parties, ticket) = Parties::with_review().await;
        misuse(&parties.desk, &parties.routes, &path("evidence", &ticket), &parties.clerk).await;
        let body = json!({"statement": "Planted: Ottoline Quillfeather, RIN 012345678.", "done": true});
        let rival = parties.desk.token("rival-1", &["mco_MER"]);
        parties.does(&rival, "evidence", &ticket, &body).await;
        let key = [("idempotency-key", "Planted-key")];
        parties.sends(&parties.plan, "evidence", &ticket, &body, &key).await;
        parties.does(&parties.plan, "evidence", &ticket, &body).await;
        let reason = json!({"reason": "Planted: Quillfeather's records."});
        parties.does(&parties.clerk, "extension", &ticket, &reason).await;
        let down = parties.desk.on(Store::new(client("http://127.0.0.1:1", Requests::default()), "portal"));
        parties.desk.post(&routes(down), &path("evidence", &ticket), &parties.plan, &body).await;
        [parties.clerk, parties.plan]
    });
    assert_eq!(log.statuses(), [&MISUSED[..], &[404, 200, 409, 409, 503]].concat());
    let others = ["plan-1".to_owned(), "rival-1".to_owned()];
    log.assert_private(&[&tokens[..], &others[..]].concat());
}
