//! The circuit breaker: so many letters an hour, and no more, whoever sends them.

use super::*;
use crate::in_hand::MAX_ATTEMPTS;
use futures_util::future::join_all;

/// The hour's mails: opening the room sends one of them.
const MOST: u32 = 7;

impl Room {
    /// From eight providers, to one MCO: nine readers.
    async fn with_eight_disputes() -> Self {
        let room = Self::open().await;
        for number in 0..8 {
            room.files_from(number, &format!("billing{number}@prairie.example.org")).await;
        }
        room
    }

    async fn round_of_few(&self, minutes: i64) -> Tally {
        let mut sender = self.sender(minutes);
        sender.limits.mails_per_hour = MOST;
        sender.send_due(self.after(minutes)).await
    }
}

#[tokio::test]
async fn a_round_stops_at_the_hours_number_and_the_next_hours_go_on_with_nothing_lost() {
    let room = Room::with_eight_disputes().await;
    let stopped = Tally { stopped: 1, more: true, ..Tally::default() };
    // Five providers, and the MCO of all eight.
    assert_eq!(room.round_of_few(0).await, Tally { taken: 8, sent: 13, mails: 6, put_off: 3, ..stopped });
    // Within the hour nothing is even taken.
    assert_eq!(room.round_of_few(1).await, stopped);
    for item in room.due(1).await {
        // Waiting has spent no attempt.
        assert_eq!(room.on_record(&item).await["attempts"], AttributeValue::N("0".to_owned()));
    }
    let rest = Tally { taken: 3, sent: 3, mails: 3, already_sent: 3, ..Tally::default() };
    assert_eq!(room.round_of_few(60).await, rest);
    let mails = room.mails();
    let mut once = mails.clone();
    once.dedup();
    assert_eq!((mails.len(), once), (9, mails));
}

#[tokio::test]
async fn a_last_attempt_in_an_hour_that_is_spent_gives_nothing_up() {
    let room = Room::open().await;
    room.files(1).await;
    let item = room.due(0).await.remove(0);
    room.set(&item, "attempts", AttributeValue::N((MAX_ATTEMPTS - 1).to_string())).await;
    let mut sender = room.sender(0);
    sender.limits.mails_per_hour = 2;
    let one_left =
        Tally { taken: 1, sent: 1, mails: 1, put_off: 1, stopped: 1, more: true, ..Tally::default() };
    assert_eq!(sender.send_due(room.desk.now).await, one_left);
    let rest = Tally { taken: 1, sent: 1, mails: 1, already_sent: 1, ..Tally::default() };
    assert_eq!(room.round(60).await, rest);
    assert_eq!(room.outcome(&item).await.as_deref(), Some("sent"));
}

#[tokio::test]
async fn two_senders_at_once_share_the_hour() {
    let room = Room::with_eight_disputes().await;
    let tallies = join_all([room.round_of_few(0), room.round_of_few(0)]).await;
    let total = |of: fn(&Tally) -> u64| tallies.iter().map(of).sum::<u64>();
    assert_eq!((total(|tally| tally.mails), total(|tally| tally.failed + tally.undeliverable)), (6, 0));
    let sent = total(|tally| tally.sent);
    let later = room.round(60).await;
    assert_eq!((later.sent + sent, later.stopped), (16, 0));
}

#[tokio::test]
async fn a_letter_that_no_mail_service_sees_uses_up_none_of_the_hour() {
    let room = Room::open().await;
    room.mco_takes_mail_at("disputes@elsewhere.example.com").await;
    room.files(1).await;
    assert_eq!(
        room.round_of_few(0).await,
        Tally { taken: 1, sent: 1, mails: 1, held: 1, ..Tally::default() }
    );
    assert_eq!(room.desk.database.store.mails_begun(room.desk.now).await.unwrap(), 1 + 1);
}
