//! The circuit breaker: so many letters an hour, and no more, whoever sends them.

use super::*;
use futures_util::future::join_all;

/// The hour's letters: opening the room sends two of them.
const MOST: u32 = 8;

impl Room {
    async fn with_eight_disputes() -> Self {
        let room = Self::open().await;
        for number in 0..8 {
            room.files(number).await;
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
    assert_eq!(room.round_of_few(0).await, Tally { taken: 3, sent: 6, ..stopped });
    // Within the hour nothing is even taken: waiting spends no attempt.
    assert_eq!(room.round_of_few(1).await, stopped);
    assert_eq!(room.round_of_few(60).await, Tally { taken: 4, sent: 8, ..stopped });
    assert_eq!(room.round_of_few(120).await, Tally { taken: 1, sent: 2, ..Tally::default() });
    let mails = room.mails();
    let mut once = mails.clone();
    once.dedup();
    assert_eq!((mails.len(), once), (16, mails));
}

#[tokio::test]
async fn two_senders_at_once_share_the_hour() {
    let room = Room::with_eight_disputes().await;
    let tallies = join_all([room.round_of_few(0), room.round_of_few(0)]).await;
    let total = |of: fn(&Tally) -> u64| tallies.iter().map(of).sum::<u64>();
    assert_eq!((total(|tally| tally.sent), total(|tally| tally.failed + tally.undeliverable)), (6, 0));
    let later = room.round(60).await;
    assert_eq!((later.sent, later.stopped), (10, 0));
}

#[tokio::test]
async fn a_letter_that_no_mail_service_sees_uses_up_none_of_the_hour() {
    let room = Room::open().await;
    room.mco_takes_mail_at("disputes@elsewhere.example.com").await;
    room.files(1).await;
    assert_eq!(room.round_of_few(0).await, Tally { taken: 1, sent: 1, held: 1, ..Tally::default() });
    assert_eq!(room.desk.database.store.mails_begun(room.desk.now).await.unwrap(), 2 + 1);
}
