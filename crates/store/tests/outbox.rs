//! What the outbox and the post office promise, on a real table and a real mail protocol.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, TimeDelta, Utc};
use portal_store::{Attempt, Delivery, MailError, PostOffice, SHARDS, Store, StoreError};
use portal_testkit::database::TABLE;
use portal_testkit::desk::Desk;
use portal_testkit::post::{Post, Service};
use std::collections::{BTreeSet, HashMap};

const LEASE: TimeDelta = TimeDelta::minutes(10);

/// A registration that was received and approved: two items, a letter each.
async fn desk() -> Desk {
    let desk = Desk::open().await;
    desk.approved("clerk").await;
    desk
}

async fn due(store: &Store, until: DateTime<Utc>) -> Vec<String> {
    let mut keys = Vec::new();
    for shard in 0..SHARDS {
        keys.extend(store.due_notices(shard, until, 10, None).await.unwrap().items);
    }
    keys.sort();
    keys
}

async fn on_record(desk: &Desk, pk: &str) -> HashMap<String, AttributeValue> {
    let get = desk.database.client.get_item().table_name(TABLE);
    let get = get.key("pk", AttributeValue::S(pk.to_owned()));
    let get = get.key("sk", AttributeValue::S("NOTICE".to_owned()));
    get.send().await.unwrap().item.unwrap()
}

async fn set(desk: &Desk, pk: &str, name: &str, value: AttributeValue) {
    let update = desk.database.client.update_item().table_name(TABLE);
    let update = update.key("pk", AttributeValue::S(pk.to_owned()));
    let update = update.key("sk", AttributeValue::S("NOTICE".to_owned()));
    let update = update.update_expression("SET #name = :value").expression_attribute_names("#name", name);
    update.expression_attribute_values(":value", value).send().await.unwrap();
}

#[tokio::test]
async fn an_item_is_taken_in_one_request_and_by_one_of_two_senders() {
    let desk = desk().await;
    let (store, now) = (&desk.database.store, desk.now);
    let key = due(store, now).await.remove(0);
    desk.database.requests.take();
    let (one, other) =
        tokio::join!(store.take_notices(&key, now, now + LEASE), store.take_notices(&key, now, now + LEASE));
    assert_eq!(desk.database.requests.take(), 2);
    let held: Vec<_> = [one.unwrap(), other.unwrap()].into_iter().flatten().collect();
    assert_eq!(held.len(), 1);
    assert_eq!((held[0].attempts, held[0].notices.len()), (1, 1));
    assert_eq!(due(store, now).await.len(), 1);
}

#[tokio::test]
async fn a_sender_that_dies_is_counted_and_one_that_comes_late_ends_nothing() {
    let desk = desk().await;
    let (store, now) = (&desk.database.store, desk.now);
    let key = due(store, now).await.remove(0);
    let dead = store.take_notices(&key, now, now + LEASE).await.unwrap().unwrap();
    assert_eq!(store.take_notices(&key, now + TimeDelta::minutes(9), now + LEASE).await.unwrap(), None);
    let later = now + LEASE;
    let again = store.take_notices(&key, later, later + LEASE).await.unwrap().unwrap();
    assert_eq!(again.attempts, 2);
    assert!(!store.finish_notices(&dead, Delivery::Sent).await.unwrap());
    assert!(!store.give_back_notices(&dead, later, Attempt::Spent).await.unwrap());
    // What it did send has left, whoever holds the item now.
    store.mark_sent(&dead, 0).await.unwrap();
    store.mark_sent(&dead, 0).await.unwrap();
    let next = later + TimeDelta::minutes(2);
    assert!(store.give_back_notices(&again, next, Attempt::Spent).await.unwrap());
    let last = store.take_notices(&key, next, next + LEASE).await.unwrap().unwrap();
    assert_eq!((last.attempts, last.sent), (3, BTreeSet::from([0])));
}

#[tokio::test]
async fn an_attempt_that_tried_nothing_is_given_back_with_the_item() {
    let desk = desk().await;
    let (store, now) = (&desk.database.store, desk.now);
    let key = due(store, now).await.remove(0);
    for (attempt, counted) in [(Attempt::Returned, 1), (Attempt::Spent, 1), (Attempt::Returned, 2)] {
        let item = store.take_notices(&key, now, now + LEASE).await.unwrap().unwrap();
        assert_eq!(item.attempts, counted);
        assert!(store.give_back_notices(&item, now, attempt).await.unwrap());
    }
    assert_eq!(store.take_notices(&key, now, now + LEASE).await.unwrap().unwrap().attempts, 2);
}

#[tokio::test]
async fn an_item_that_is_done_leaves_the_index_and_keeps_how_it_ended() {
    let desk = desk().await;
    let (store, now) = (&desk.database.store, desk.now);
    let keys = due(store, now).await;
    for (key, delivery) in keys.iter().zip([Delivery::Sent, Delivery::Undeliverable]) {
        let item = store.take_notices(key, now, now + LEASE).await.unwrap().unwrap();
        assert!(store.finish_notices(&item, delivery).await.unwrap());
        let record = on_record(&desk, key).await;
        assert_eq!(record["outcome"], AttributeValue::S(delivery.code().to_owned()));
        assert!(record.contains_key("notices") && !record.contains_key("due_pk"));
    }
    let much_later = now + TimeDelta::days(30);
    assert!(due(store, much_later).await.is_empty());
    assert_eq!(store.take_notices(&keys[0], much_later, much_later).await.unwrap(), None);
    assert_eq!(store.take_notices("NOTICE#unknown#000001", now, now + LEASE).await.unwrap(), None);
}

#[tokio::test]
async fn an_item_that_does_not_read_is_out_of_the_way_until_its_lease_is_over() {
    let desk = desk().await;
    let (store, now) = (&desk.database.store, desk.now);
    let key = due(store, now).await.remove(0);
    set(&desk, &key, "notices", AttributeValue::S("no letters".to_owned())).await;
    let error = store.take_notices(&key, now, now + LEASE).await.unwrap_err();
    assert!(matches!(error, StoreError::Corrupt("notices")));
    assert!(!due(store, now).await.contains(&key));
    assert!(due(store, now + LEASE).await.contains(&key));
}

fn office(post: &Post) -> PostOffice {
    post.office(&"portal@hfs.example.org".parse().unwrap(), "*@prairie.example.org")
}

#[tokio::test]
async fn a_mail_arrives_as_it_was_written() {
    let post = Post::start().await;
    let text = "Se presentó el caso IL-1.\n\n100 % & más = «así» + 1\n";
    office(&post)
        .send(&"Billing@Prairie.example.org".parse().unwrap(), "Caso ñ", text, "<p>¿Qué?</p>")
        .await
        .unwrap();
    let mail = post.mails().remove(0);
    assert_eq!(
        (mail.from.as_str(), mail.to.as_str()),
        ("portal@hfs.example.org", "Billing@Prairie.example.org")
    );
    assert_eq!((mail.subject.as_str(), mail.text.as_str()), ("Caso ñ", text));
    assert_eq!(mail.html, "<p>¿Qué?</p>");
}

#[tokio::test]
async fn whoever_is_not_on_the_list_is_not_written_to_and_nothing_is_asked_of_the_service() {
    let post = Post::start().await;
    let refused = office(&post).send(&"patient@example.com".parse().unwrap(), "S", "T", "<p>T</p>").await;
    assert_eq!((refused, post.requests()), (Err(MailError::NotAllowed), 0));
}

#[tokio::test]
async fn a_refused_address_is_told_from_a_service_that_is_down_busy_or_closed_to_us() {
    let post = Post::start().await;
    let office = office(&post);
    let send = async |to: &str| {
        office.send(&to.parse().unwrap(), "Subject", "Text", "<p>Text</p>").await.unwrap_err()
    };
    post.refuse("bad@prairie.example.org");
    post.reject("new@prairie.example.org");
    assert_eq!(send("bad@prairie.example.org").await, MailError::BadAddress);
    assert_eq!(send("new@prairie.example.org").await, MailError::Unavailable("MessageRejected".to_owned()));
    let services = [
        (Service::Fails, "ServiceUnavailable"),
        (Service::Throttles, "Throttling"),
        (Service::Denies, "AccessDenied"),
    ];
    for (service, code) in services {
        post.requests();
        post.set(service);
        let error = send("good@prairie.example.org").await;
        // Once: a second try of the SDK's own could send a letter twice.
        assert_eq!((&error, post.requests()), (&MailError::Unavailable(code.to_owned()), 1));
        assert!(error.is_outage());
    }
}

#[test]
fn neither_an_error_nor_a_post_office_shows_an_address() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let post = runtime.block_on(Post::start());
    let shown = format!("{:?} {:?} {}", office(&post), MailError::NotAllowed, MailError::BadAddress);
    assert!(!shown.contains("example.org") && !shown.contains('@'), "{shown}");
}
