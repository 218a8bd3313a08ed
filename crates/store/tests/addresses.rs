//! Addresses that are not written to, on a real table.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, TimeDelta, Utc};
use portal_core::identity::Email;
use portal_store::{Marked, Mute};
use portal_testkit::database::TABLE;
use portal_testkit::desk::Desk;
use sha2::{Digest, Sha256};

fn email(text: &str) -> Email {
    text.parse().unwrap()
}

#[tokio::test]
async fn an_address_is_marked_in_any_case_until_it_is_released_and_later_again() {
    let desk = Desk::open().await;
    let (store, now, lead) = (&desk.database.store, desk.now, "lead".parse().unwrap());
    let address = email("billing@prairie.example.org");
    assert_eq!(store.marked_address(&address).await.unwrap(), None);
    assert_eq!(store.release_address(&address, &lead, now).await.unwrap(), None);
    store.mark_address(&email("Billing@Prairie.example.org"), Mute::Bounced, now).await.unwrap();
    let marked = Marked { because: Mute::Bounced, marked_at: now, released_at: None };
    assert_eq!(store.marked_address(&address).await.unwrap(), Some(marked));
    let later: DateTime<Utc> = now + TimeDelta::hours(1);
    let released = Marked { released_at: Some(later), ..marked };
    for at in [later, later + TimeDelta::hours(1)] {
        // Who lifts it again finds it lifted.
        assert_eq!(store.release_address(&address, &lead, at).await.unwrap(), Some(released));
    }
    // The old report, told once more.
    store.mark_address(&address, Mute::Bounced, now).await.unwrap();
    assert_eq!(store.marked_address(&address).await.unwrap(), Some(released));
    let again = later + TimeDelta::days(1);
    store.mark_address(&address, Mute::Complained, again).await.unwrap();
    let marked = Marked { because: Mute::Complained, marked_at: again, released_at: None };
    assert_eq!(store.marked_address(&address).await.unwrap(), Some(marked));
}

#[tokio::test]
async fn no_key_shows_an_address() {
    let desk = Desk::open().await;
    let address = email("jane@example.org");
    desk.database.store.mark_address(&address, Mute::Bounced, desk.now).await.unwrap();
    let hash = hex::encode(Sha256::digest("jane@example.org"));
    let get = desk.database.client.get_item().table_name(TABLE);
    let get = get.key("pk", AttributeValue::S(format!("ADDRESS#{hash}")));
    let item = get.key("sk", AttributeValue::S("STATE".to_owned())).send().await.unwrap().item.unwrap();
    assert!(!format!("{item:?}").contains("jane"));
}
