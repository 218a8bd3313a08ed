//! Messages: who writes and reads them, to whom they are told, and where they end.

use super::{Parties, more_time, owned, path, routes};
use portal_core::actor::Role;
use portal_core::decide::Command;
use portal_core::share::Share;
use portal_store::{Lane, Message, Record, SHARDS, Store};
use portal_testkit::captured::{Log, MISUSED, misuse};
use portal_testkit::counting::Requests;
use portal_testkit::database::client;
use portal_testkit::desk::{Desk, NOW};
use portal_testkit::filed::{clerk, filed, moved};
use portal_testkit::sample::request_of;
use rstest::rstest;
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn to_all(text: &str) -> Value {
    json!({"text": text, "lane": "parties"})
}

fn among_hfs(text: &str) -> Value {
    json!({"text": text, "lane": "hfs"})
}

/// Kind and audience of every letter owed, each told once.
async fn letters(desk: &Desk) -> BTreeSet<(&'static str, &'static str)> {
    let (store, until) = (&desk.database.store, desk.now + chrono::TimeDelta::seconds(1));
    let mut letters = BTreeSet::new();
    for shard in 0..SHARDS {
        for pk in store.due_notices(shard, until, 100, None).await.unwrap().items {
            let item =
                store.take_notices(&pk, until, until + chrono::TimeDelta::days(1)).await.unwrap().unwrap();
            letters.extend(item.notices.iter().map(|notice| (notice.kind.code(), notice.to.code())));
        }
    }
    letters
}

#[tokio::test]
async fn a_message_is_written_in_two_trips_and_moves_nothing() {
    let (parties, ticket) = Parties::with_presented().await;
    let body = to_all("Which day was not covered?");
    let answer =
        parties.sends(&parties.clerk, "messages", &ticket, &body, &[("idempotency-key", "k-1")]).await;
    // The ticket, the idempotency record, the memberships and the end of the record of readings side by
    // side, then the transaction.
    assert_eq!(parties.desk.database.requests.take(), 5);
    assert_eq!(answer.headers["location"], format!("/tickets/{}", ticket.ticket.id));
    let written = answer.expect(201);
    assert!(written["message_id"].is_string());
    let mut rest = written.clone();
    rest.as_object_mut().unwrap().remove("message_id");
    assert_eq!(
        rest,
        json!({
            "at": NOW, "by": "provider", "lane": "parties", "text": "Which day was not covered?", "read": []
        })
    );
    let stands = parties.stands(&ticket).await;
    assert_eq!((stands.ticket, stands.entries), (ticket.ticket.clone(), ticket.entries.clone()));
    // The other side reads it with its next answer.
    let asked = parties.does(&parties.plan, "extension", &ticket, &more_time()).await.expect(200);
    assert_eq!(asked["messages"], json!([written]));
}

#[tokio::test]
async fn what_hfs_writes_for_itself_no_party_ever_sees() {
    let (parties, ticket) = Parties::with_presented().await;
    let staff = parties.desk.token("staff-1", &["hfs_staff"]);
    let lead = parties.desk.token("lead-1", &["hfs_lead"]);
    parties.does(&staff, "messages", &ticket, &among_hfs("The plan has been late before.")).await.expect(201);
    parties.does(&lead, "messages", &ticket, &to_all("Both sides are heard.")).await.expect(201);
    for token in [&parties.clerk, &parties.plan] {
        let refused = parties.does(token, "messages", &ticket, &among_hfs("What do you write there?")).await;
        assert_eq!(refused.problem(403), "role_may_not");
    }
    let seen = parties.does(&parties.plan, "extension", &ticket, &more_time()).await.expect(200);
    assert!(!seen.to_string().contains("late before"), "{seen:#}");
    assert_eq!(seen["messages"].as_array().unwrap().len(), 1);
    let stands = parties.stands(&ticket).await;
    let lanes = |role| stands.messages.seen_by(role).map(|message| message.lane).collect::<Vec<_>>();
    assert_eq!(lanes(Role::Hfs).len(), 2);
    assert_eq!((lanes(Role::Provider), lanes(Role::Mco)), (vec![Lane::Parties], vec![Lane::Parties]));
}

#[rstest]
#[case::the_provider("clerk", &[], to_all("To you."), &["hfs", "mco"])]
#[case::the_plan("plan-1", &["mco_ABHIL"], to_all("To you."), &["hfs", "provider"])]
#[case::hfs("staff-1", &["hfs_staff"], to_all("To you both."), &["mco", "provider"])]
#[case::hfs_to_itself("staff-1", &["hfs_staff"], among_hfs("To us."), &["hfs"])]
#[tokio::test]
async fn whoever_it_is_for_is_told_by_mail_and_nobody_else(
    #[case] user: &str,
    #[case] groups: &[&str],
    #[case] body: Value,
    #[case] told: &[&str],
) {
    let (parties, ticket) = Parties::with_presented().await;
    letters(&parties.desk).await;
    let token = parties.desk.token(user, groups);
    parties.does(&token, "messages", &ticket, &body).await.expect(201);
    let expected: BTreeSet<_> = told.iter().map(|who| ("message", *who)).collect();
    let heard = letters(&parties.desk).await;
    assert_eq!(heard.iter().map(|(kind, to)| (*kind, *to)).collect::<BTreeSet<_>>(), expected);
}

#[tokio::test]
async fn before_its_presentation_a_ticket_is_talked_of_without_its_mco() {
    let parties = Parties::at(Desk::open_with(NOW, &[("INTAKE_MODE", "manual")]).await);
    let ticket = filed(&parties.desk, 1).await;
    letters(&parties.desk).await;
    let body = to_all("When will it be presented?");
    assert_eq!(parties.does(&parties.plan, "messages", &ticket, &body).await.problem(404), "not_found");
    parties.does(&parties.clerk, "messages", &ticket, &body).await.expect(201);
    assert_eq!(letters(&parties.desk).await, [("message", "hfs")].into());
}

#[tokio::test]
async fn strangers_learn_nothing_whatever_they_send() {
    let (parties, ticket) = Parties::with_presented().await;
    parties.desk.approved_for("rival", "99999999999", None).await;
    let strangers = [
        parties.desk.token("rival", &[]),
        parties.desk.token("nobody-yet", &[]),
        parties.desk.token("plan-2", &["mco_MER"]),
    ];
    for token in &strangers {
        for body in [to_all("Hello?"), among_hfs("Hello?"), json!({})] {
            assert_eq!(parties.does(token, "messages", &ticket, &body).await.problem(404), "not_found");
        }
    }
    for (groups, code) in
        [(&["auditors"][..], "no_known_role"), (&["hfs_staff", "mco_ABHIL"], "roles_contradict")]
    {
        let token = parties.desk.token("clerk", groups);
        assert_eq!(parties.does(&token, "messages", &ticket, &to_all("Hello?")).await.problem(403), code);
    }
    assert_eq!(parties.does("", "messages", &ticket, &to_all("Hello?")).await.problem(401), "token_missing");
    assert_eq!(parties.stands(&ticket).await.messages.seen_by(Role::Hfs).count(), 0);
}

#[tokio::test]
async fn nothing_is_written_on_a_ticket_that_is_over() {
    let (parties, ticket) = Parties::with_presented().await;
    moved(&parties.desk, &ticket, &clerk(&ticket), Command::Withdraw { reason: None }).await;
    let staff = parties.desk.token("staff-1", &["hfs_staff"]);
    for token in [&parties.clerk, &parties.plan, &staff] {
        let over = parties.does(token, "messages", &ticket, &to_all("One more thing.")).await.expect(409);
        assert_eq!((&over["code"], &over["state"]), (&json!("wrong_state"), &json!("withdrawn")));
    }
}

#[tokio::test]
async fn a_side_writes_eighty_messages_of_four_thousand_characters_and_the_others_still_theirs() {
    let (parties, ticket) = Parties::with_presented().await;
    let longest = "\u{1f600}".repeat(4000);
    for number in 1..Share::of(Role::Provider).messages {
        let message = Message {
            id: format!("{number:03}"),
            at: parties.desk.now,
            by: Role::Provider,
            user: "clerk".parse().unwrap(),
            lane: Lane::Parties,
            text: longest.parse().unwrap(),
            files: Vec::new(),
        };
        let store = &parties.desk.database.store;
        let head = store.audit_head(&Record::Ticket(ticket.ticket.id.clone())).await.unwrap();
        store.write_message(&ticket, &message, ("request-1", head), None).await.unwrap();
    }
    parties.does(&parties.clerk, "messages", &ticket, &to_all(&longest)).await.expect(201);
    let full = parties.does(&parties.clerk, "messages", &ticket, &to_all("And I?")).await;
    assert!(full.body["detail"].as_str().unwrap().contains("80 messages"), "{}", full.body);
    assert_eq!(full.problem(409), "messages_full");
    let staff = parties.desk.token("staff-1", &["hfs_staff"]);
    for other in [&parties.plan, &staff] {
        parties.does(other, "messages", &ticket, &to_all("And I?")).await.expect(201);
    }
    let longer = parties.does(&parties.plan, "messages", &ticket, &to_all(&"x".repeat(4001))).await;
    assert_eq!(longer.faults(), owned(&[("/text", "too_long")]));
}

#[rstest]
#[case::nothing(json!({}), &[("/text", "missing"), ("/lane", "missing")])]
#[case::blank(json!({"text": " \n ", "lane": "parties"}), &[("/text", "missing")])]
#[case::another_lane(json!({"text": "Hello.", "lane": "mco"}), &[("/lane", "unknown_code")])]
#[case::all_at_once(
    json!({"text": 7, "lane": ["hfs"], "to": "hfs"}),
    &[("/text", "not_text"), ("/lane", "not_text"), ("/to", "unknown_field")]
)]
#[tokio::test]
async fn every_fault_is_told_at_once(#[case] body: Value, #[case] faults: &[(&str, &str)]) {
    let (parties, ticket) = Parties::with_presented().await;
    assert_eq!(parties.does(&parties.clerk, "messages", &ticket, &body).await.faults(), owned(faults));
}

#[tokio::test]
async fn a_repeat_gets_the_first_message_and_another_payload_is_refused() {
    let (parties, ticket) = Parties::with_presented().await;
    let key = [("idempotency-key", "k-1")];
    let send = |body: Value| {
        let (parties, ticket) = (&parties, &ticket);
        async move { parties.sends(&parties.clerk, "messages", ticket, &body, &key).await }
    };
    let first = send(to_all("Once.")).await.expect(201);
    moved(&parties.desk, &ticket, &clerk(&ticket), Command::Withdraw { reason: None }).await;
    // The ticket is over; the answer is still the first one.
    assert_eq!(send(to_all("Once.")).await.expect(201), first);
    assert_eq!(send(to_all("Twice.")).await.problem(409), "idempotency_key_reused");
    let move_of_it = parties.sends(&parties.clerk, "extension", &ticket, &more_time(), &key).await;
    assert_eq!(move_of_it.problem(409), "idempotency_key_reused");
    assert_eq!(parties.stands(&ticket).await.messages.seen_by(Role::Provider).count(), 1);
}

#[tokio::test]
async fn two_at_once_with_one_key_are_one_message() {
    let (parties, ticket) = Parties::with_presented().await;
    let (body, key) = (to_all("Once."), [("idempotency-key", "k-1")]);
    let send = || parties.sends(&parties.clerk, "messages", &ticket, &body, &key);
    let (one, other) = tokio::join!(send(), send());
    assert_eq!(one.expect(201), other.expect(201));
    assert_eq!(parties.stands(&ticket).await.messages.seen_by(Role::Mco).count(), 1);
}

#[tokio::test]
async fn a_move_and_a_message_at_once_are_both_made() {
    let (parties, ticket) = Parties::with_presented().await;
    let (body, reason) = (to_all("Please."), more_time());
    // Seen at the version before: a message does not make it stale.
    let seen = [("if-match", "\"2\"")];
    let (written, asked) = tokio::join!(
        parties.does(&parties.clerk, "messages", &ticket, &body),
        parties.sends(&parties.plan, "extension", &ticket, &reason, &seen)
    );
    assert_eq!((written.status, asked.status), (201, 200));
}

#[tokio::test]
async fn whoever_writes_is_on_record_and_many_at_once_are_all() {
    let (parties, ticket) = Parties::with_presented().await;
    let staff = parties.desk.token("staff-1", &["hfs_staff"]);
    let (open, inner) = (to_all("Please."), among_hfs("Noted."));
    let (one, two, three) = tokio::join!(
        parties.does(&parties.clerk, "messages", &ticket, &open),
        parties.does(&parties.plan, "messages", &ticket, &open),
        parties.does(&staff, "messages", &ticket, &inner)
    );
    assert_eq!([one.status, two.status, three.status], [201, 201, 201]);
    let of = Record::Ticket(ticket.ticket.id.clone());
    let record = parties.desk.database.store.readings(&of, None, 10).await.unwrap();
    assert_eq!(record.broken_from, None);
    let told: BTreeSet<(&str, &str)> =
        record.items.iter().map(|entry| (entry.user.as_str(), entry.what.as_str())).collect();
    assert_eq!(told, [("clerk", "message"), ("plan-1", "message"), ("staff-1", "message")].into());
    // What was refused is not on record, for nothing was written.
    parties.does(&parties.plan, "messages", &ticket, &inner).await.expect(403);
    let record = parties.desk.database.store.readings(&of, None, 10).await.unwrap();
    assert_eq!((record.items.len(), record.broken_from), (3, None));
}

#[tokio::test]
async fn the_sample_event_is_a_message() {
    let (parties, ticket) = Parties::with_presented().await;
    let sample = include_str!("../../../../events/correspond/message.json");
    let sample = sample.replace("TICKET-ID", ticket.ticket.id.as_str());
    let answer = parties.desk.send(&parties.routes, request_of(&sample, &parties.plan)).await;
    assert_eq!(answer.expect(201)["by"], "mco");
}

#[test]
fn nothing_that_was_written_is_in_the_log() {
    let (tokens, log) = Log::of(async {
        let (parties, ticket) = Parties::with_presented().await;
        misuse(&parties.desk, &parties.routes, &path("messages", &ticket), &parties.clerk).await;
        let body = to_all("Planted: Ottoline Quillfeather, RIN 012345678.");
        let rival = parties.desk.token("rival-1", &["mco_MER"]);
        parties.does(&rival, "messages", &ticket, &body).await;
        let key = [("idempotency-key", "Planted-key")];
        parties.sends(&parties.plan, "messages", &ticket, &body, &key).await;
        parties.sends(&parties.plan, "messages", &ticket, &body, &key).await;
        parties.does(&parties.plan, "messages", &ticket, &among_hfs("Planted.")).await;
        let down = parties.desk.on(Store::new(client("http://127.0.0.1:1", Requests::default()), "portal"));
        parties.desk.post(&routes(down), &path("messages", &ticket), &parties.plan, &body).await;
        [parties.clerk, parties.plan]
    });
    assert_eq!(log.statuses(), [&MISUSED[..], &[404, 201, 201, 403, 503]].concat());
    let others = ["plan-1".to_owned(), "rival-1".to_owned()];
    log.assert_private(&[&tokens[..], &others[..]].concat());
}
