//! What the record of readings promises: everyone is on it, and whoever tampers with it shows.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, TimeDelta, Utc};
use portal_core::actor::Role;
use portal_core::identity::UserId;
use portal_store::{Access, Head, Readings, Record, What};
use portal_testkit::database::Database;
use std::collections::{BTreeSet, HashMap};

fn ticket() -> Record {
    Record::Ticket("ticket-0001".parse().unwrap())
}

fn noon() -> DateTime<Utc> {
    "2026-11-24T18:00:00Z".parse().unwrap()
}

fn user(name: &str) -> UserId {
    name.parse().unwrap()
}

fn access<'a>(user: &'a UserId, request_id: &'a str) -> Access<'a> {
    Access { user, role: Role::Mco, of: ticket(), what: What::Read, at: noon(), request_id, reason: None }
}

async fn read(database: &Database, name: &str) {
    let head = database.store.audit_head(&ticket()).await.unwrap();
    database.store.record_access(&access(&user(name), &format!("request-of-{name}")), head).await.unwrap();
}

/// A record that four are on.
async fn record_of_four() -> Database {
    let database = Database::start().await;
    for name in ["ann", "bo", "cy", "di"] {
        read(&database, name).await;
    }
    database
}

async fn whole(database: &Database) -> Readings {
    database.store.readings(&ticket(), None, 100).await.unwrap()
}

fn names(readings: &Readings) -> Vec<&str> {
    readings.items.iter().map(|reading| reading.user.as_str()).collect()
}

type Key = [(&'static str, AttributeValue); 2];

fn key(place: &str) -> Key {
    let text = |text: &str| AttributeValue::S(text.to_owned());
    [("pk", text("AUDIT#ticket-0001")), ("sk", text(place))]
}

/// Deletes an item behind the store's back.
async fn delete(database: &Database, place: &str) {
    let [pk, sk] = key(place);
    let delete = database.client.delete_item().table_name(&database.table).key(pk.0, pk.1).key(sk.0, sk.1);
    delete.send().await.unwrap();
}

/// An item as it stands.
async fn item(database: &Database, place: &str) -> HashMap<String, AttributeValue> {
    let [pk, sk] = key(place);
    let get = database.client.get_item().table_name(&database.table).key(pk.0, pk.1).key(sk.0, sk.1);
    get.send().await.unwrap().item.unwrap()
}

/// Puts an item at a place, whatever is there.
async fn put(database: &Database, place: &str, mut item: HashMap<String, AttributeValue>) {
    item.extend(key(place).map(|(name, value)| (name.to_owned(), value)));
    database.client.put_item().table_name(&database.table).set_item(Some(item)).send().await.unwrap();
}

fn summary(item: &mut HashMap<String, AttributeValue>) -> &mut HashMap<String, AttributeValue> {
    let Some(AttributeValue::M(summary)) = item.get_mut("summary") else { panic!("no summary") };
    summary
}

#[tokio::test]
async fn a_reading_costs_one_read_and_one_transaction_and_the_record_is_whole() {
    let database = Database::start().await;
    read(&database, "ann").await;
    assert_eq!(database.requests.take(), 2);
    read(&database, "bo").await;
    assert_eq!(database.requests.take(), 2);
    let record = whole(&database).await;
    assert_eq!(database.requests.take(), 1);
    assert_eq!((names(&record), record.broken_from), (vec!["ann", "bo"], None));
    let first = &record.items[0];
    assert_eq!((first.seq, first.at, first.role, first.what.as_str()), (1, noon(), Role::Mco, "read"));
    assert_eq!(first.request_id, "request-of-ann");
    assert_eq!(record.items[1].hash.len(), 64);
}

#[tokio::test]
async fn what_nobody_opened_has_a_record_that_is_whole_and_empty() {
    let database = Database::start().await;
    let record = whole(&database).await;
    assert_eq!((record.items.len(), record.next, record.broken_from), (0, None, None));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn twenty_who_open_it_at_once_are_all_on_record_without_a_gap() {
    let database = Database::start().await;
    let mut readers = tokio::task::JoinSet::new();
    // Each has read the same end of the record before any of them writes.
    let head = database.store.audit_head(&ticket()).await.unwrap();
    for number in 0..20 {
        let (store, head) = (database.store.clone(), head.clone());
        readers.spawn(async move {
            let (user, request) = (user(&format!("reader-{number}")), format!("request-{number}"));
            store.record_access(&access(&user, &request), head).await
        });
    }
    for recorded in readers.join_all().await {
        recorded.unwrap();
    }
    let record = whole(&database).await;
    assert_eq!(
        record.items.iter().map(|reading| reading.seq).collect::<Vec<_>>(),
        (1..=20).collect::<Vec<_>>()
    );
    assert_eq!(names(&record).into_iter().collect::<BTreeSet<_>>().len(), 20);
    assert_eq!(record.broken_from, None);
}

#[tokio::test]
async fn the_same_write_sent_again_is_a_success_and_one_entry() {
    let database = Database::start().await;
    let (ann, head) = (user("ann"), Head::default());
    for _ in 0..2 {
        database.store.record_access(&access(&ann, "request-1"), head.clone()).await.unwrap();
    }
    assert_eq!(names(&whole(&database).await), ["ann"]);
}

#[tokio::test]
async fn a_deleted_entry_shows() {
    for (place, from) in [("READING#000000001", 1), ("READING#000000003", 3), ("READING#000000004", 4)] {
        let database = record_of_four().await;
        delete(&database, place).await;
        assert_eq!(whole(&database).await.broken_from, Some(from), "{place}");
    }
}

#[tokio::test]
async fn an_altered_entry_shows_whatever_was_altered() {
    for (name, value) in [
        ("user", AttributeValue::S("nobody".to_owned())),
        ("role", AttributeValue::S("hfs".to_owned())),
        ("role", AttributeValue::S("no_role_at_all".to_owned())),
        ("what", AttributeValue::S("audit".to_owned())),
        ("at", AttributeValue::S("2026-11-23T18:00:00Z".to_owned())),
        ("request_id", AttributeValue::S("another".to_owned())),
        ("hash", AttributeValue::S("0".repeat(64))),
        ("seq", AttributeValue::N("7".to_owned())),
        (
            "of",
            AttributeValue::M([("ticket".to_owned(), AttributeValue::S("ticket-0002".to_owned()))].into()),
        ),
    ] {
        let database = record_of_four().await;
        let mut altered = item(&database, "READING#000000002").await;
        summary(&mut altered).insert(name.to_owned(), value);
        put(&database, "READING#000000002", altered).await;
        assert_eq!(whole(&database).await.broken_from, Some(2), "{name}");
    }
    // Not in the chain, and yet what hides an entry from who asks for one person.
    let database = record_of_four().await;
    let mut altered = item(&database, "READING#000000002").await;
    altered.insert("owner_pk".to_owned(), AttributeValue::S("READER#nobody".to_owned()));
    put(&database, "READING#000000002", altered).await;
    assert_eq!(whole(&database).await.broken_from, Some(2));
}

#[tokio::test]
async fn an_inserted_entry_shows() {
    for (place, from) in [("READING#000000002x", 3), ("READING#000000005", 5), ("A-NOTE", 1)] {
        let database = record_of_four().await;
        let copied = item(&database, "READING#000000002").await;
        put(&database, place, copied).await;
        assert_eq!(whole(&database).await.broken_from, Some(from), "{place}");
    }
}

#[tokio::test]
async fn a_head_that_is_gone_or_wrong_shows_and_locks_nobody_out() {
    let zeros = || Some(AttributeValue::S("0".repeat(64)));
    let number = || Some(AttributeValue::N("0".to_owned()));
    for wrong in [None, Some(("2", zeros())), Some(("9", zeros())), Some(("4", None)), Some(("4", number()))]
    {
        let database = record_of_four().await;
        match &wrong {
            None => delete(&database, "HEAD").await,
            Some((seq, hash)) => {
                let seq = ("seq".to_owned(), AttributeValue::N((*seq).to_owned()));
                let hash = hash.clone().map(|hash| ("hash".to_owned(), hash));
                put(&database, "HEAD", std::iter::once(seq).chain(hash).collect()).await;
            }
        }
        let before = whole(&database).await.broken_from;
        assert!(before.is_some_and(|from| (3..=5).contains(&from)), "{wrong:?}: {before:?}");
        read(&database, "eve").await;
        let after = whole(&database).await;
        assert_eq!(
            (names(&after), after.broken_from),
            (vec!["ann", "bo", "cy", "di", "eve"], Some(5)),
            "{wrong:?}"
        );
    }
}

#[tokio::test]
async fn a_record_that_lost_its_end_with_its_head_stays_broken_when_it_goes_on() {
    let database = record_of_four().await;
    delete(&database, "READING#000000004").await;
    delete(&database, "HEAD").await;
    read(&database, "eve").await;
    read(&database, "fay").await;
    let record = whole(&database).await;
    assert_eq!((names(&record), record.broken_from), (vec!["ann", "bo", "cy", "eve", "fay"], Some(4)));
}

#[tokio::test]
async fn pages_of_a_record_repeat_and_skip_nothing_and_each_says_whether_all_of_it_holds() {
    let database = record_of_four().await;
    let first = database.store.readings(&ticket(), None, 3).await.unwrap();
    let second = database.store.readings(&ticket(), first.next.as_ref(), 3).await.unwrap();
    assert_eq!((names(&first), names(&second)), (vec!["ann", "bo", "cy"], vec!["di"]));
    assert_eq!((second.next, first.head), (None, second.head));
    delete(&database, "READING#000000004").await;
    assert_eq!(database.store.readings(&ticket(), None, 3).await.unwrap().broken_from, Some(4));
}

#[tokio::test]
async fn what_one_person_opened_is_listed_newest_first() {
    let database = Database::start().await;
    let (ann, bo) = (user("ann"), user("bo"));
    let all = [
        (&ann, ticket()),
        (&bo, ticket()),
        (&ann, Record::Upload("upload-0001".parse().unwrap())),
        (&ann, Record::Reader(user("bo"))),
    ];
    for (minutes, (user, of)) in (0_i64..).zip(all) {
        let head = database.store.audit_head(&of).await.unwrap();
        let at = noon() + TimeDelta::minutes(minutes);
        let access = Access { of, at, ..access(user, "request-1") };
        database.store.record_access(&access, head).await.unwrap();
    }
    let first = database.store.readings_by(&ann, None, 2).await.unwrap();
    let of = |page: &portal_store::Page<portal_store::Reading>| {
        page.items.iter().map(|reading| reading.of.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(of(&first), ["READER#bo", "upload-0001"]);
    let next = first.next.unwrap().parse().unwrap();
    let second = database.store.readings_by(&ann, Some(&next), 2).await.unwrap();
    assert_eq!((of(&second), second.next), (vec!["ticket-0001".to_owned()], None));
}
