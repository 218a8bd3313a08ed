//! Mail that is down, senders that die.

use super::*;
use crate::in_hand::{MAX_ATTEMPTS, wait_after};
use portal_testkit::post::Service;

#[tokio::test]
async fn when_the_mail_is_down_a_round_stops_and_each_letter_is_sent_once_when_it_is_up() {
    let room = Room::open().await;
    for number in 0..3 {
        room.files(number).await;
    }
    room.post.set(Service::Fails);
    let down = Tally { taken: 3, put_off: 3, more: true, ..Tally::default() };
    assert_eq!(room.round(0).await, down);
    // One mail was tried, once: the SDK's own retry could send it twice.
    assert_eq!(room.post.requests(), 1);
    assert!(room.mails().is_empty());
    room.post.set(Service::Takes);
    assert_eq!(room.round(0).await, Tally::default());
    assert_eq!(room.round(1).await, Tally { taken: 3, sent: 6, mails: 2, ..Tally::default() });
    assert_eq!(room.mails().len(), 2);
}

#[tokio::test]
async fn what_was_not_tried_for_an_outage_waits_five_minutes_and_loses_no_attempt() {
    let room = Room::open().await;
    room.files_from(1, "one@prairie.example.org").await;
    room.files_from(2, "two@prairie.example.org").await;
    for item in room.due(0).await {
        room.set(&item, "attempts", AttributeValue::N((MAX_ATTEMPTS - 1).to_string())).await;
    }
    room.post.set(Service::Fails);
    // Of both items a letter was not tried: neither is given up, though this was their last attempt.
    assert_eq!(room.round(0).await, Tally { taken: 2, put_off: 2, more: true, ..Tally::default() });
    room.post.set(Service::Takes);
    assert!(room.due(4).await.is_empty());
    assert_eq!(room.round(5).await, Tally { taken: 2, sent: 4, mails: 3, ..Tally::default() });
}

#[tokio::test]
async fn throttled_or_denied_letters_are_kept() {
    for service in [Service::Throttles, Service::Denies] {
        let room = Room::open().await;
        room.files(1).await;
        room.post.set(service);
        assert_eq!(room.round(0).await, Tally { taken: 1, put_off: 1, more: true, ..Tally::default() });
        room.post.set(Service::Takes);
        assert_eq!(room.round(1).await, Tally { taken: 1, sent: 2, mails: 2, ..Tally::default() });
    }
}

#[tokio::test]
async fn a_recipient_that_is_not_verified_holds_up_nobody_else() {
    let room = Room::open().await;
    for number in 0..3 {
        room.files(number).await;
    }
    room.post.reject(PROVIDER);
    assert_eq!(room.round(0).await, Tally { taken: 3, sent: 3, mails: 1, put_off: 3, ..Tally::default() });
    // Only what is still owed is tried again.
    let again = Tally { taken: 3, already_sent: 3, put_off: 3, ..Tally::default() };
    assert_eq!(room.round(1).await, again);
    assert_eq!(room.mails().len(), 1);
}

#[tokio::test]
async fn what_a_dead_sender_took_is_taken_again_after_its_lease_and_counted() {
    let room = Room::open().await;
    room.files(1).await;
    let store = &room.desk.database.store;
    let item = room.due(0).await.remove(0);
    // It sent one letter, said so, and died.
    let lease = room.after(10);
    let held = store.take_notices(&item, room.desk.now, lease).await.unwrap().unwrap();
    store.mark_sent(&held, 0).await.unwrap();
    assert_eq!(room.round(9).await, Tally::default());
    assert_eq!(
        room.round(10).await,
        Tally { taken: 1, sent: 1, mails: 1, already_sent: 1, ..Tally::default() }
    );
    assert_eq!(room.mails().iter().map(|(to, _)| to.as_str()).collect::<Vec<_>>(), [MCO]);
    assert_eq!(room.on_record(&item).await["attempts"], AttributeValue::N("2".to_owned()));
}

#[tokio::test]
async fn after_sixty_attempts_a_letter_is_given_up_on_record() {
    let room = Room::open().await;
    room.files(1).await;
    room.post.reject(PROVIDER);
    room.post.reject(MCO);
    let item = room.due(0).await.remove(0);
    room.set(&item, "attempts", AttributeValue::N((MAX_ATTEMPTS - 1).to_string())).await;
    assert_eq!(room.round(0).await, Tally { taken: 1, undeliverable: 2, ..Tally::default() });
    assert_eq!(room.outcome(&item).await.as_deref(), Some("undeliverable"));
    assert!(room.due(60 * 24 * 30).await.is_empty());
}

#[tokio::test]
async fn an_item_of_which_senders_died_sixty_times_is_not_tried_again() {
    let room = Room::open().await;
    room.files(1).await;
    let item = room.due(0).await.remove(0);
    room.set(&item, "attempts", AttributeValue::N(MAX_ATTEMPTS.to_string())).await;
    assert_eq!(room.round(0).await, Tally { taken: 1, undeliverable: 2, ..Tally::default() });
    assert_eq!((room.post.requests(), room.outcome(&item).await.as_deref()), (0, Some("undeliverable")));
}

#[test]
fn the_wait_doubles_from_a_minute_to_two_hours_and_sixty_attempts_take_more_than_four_days() {
    let minutes = |attempt| wait_after(attempt).num_minutes();
    assert_eq!([1, 2, 3, 7, 8, 9, 33, 60].map(minutes), [1, 2, 4, 64, 120, 120, 120, 120]);
    let all: i64 = (1..MAX_ATTEMPTS).map(minutes).sum();
    assert!(all > 4 * 24 * 60, "{all}");
}
