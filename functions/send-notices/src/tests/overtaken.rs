//! A week without mail: the sweeper has written every letter, and the reader wants the last.

use super::*;
use portal_core::actor::Actor;
use portal_core::chicago::start_of;
use portal_core::decide::{Command, decide};
use portal_core::identity::TicketId;

impl Room {
    /// The sweeper looks at the ticket `days` before its due date, and a day after for -1.
    pub(super) async fn swept(&self, ticket: &TicketId, days: i64) -> DateTime<Utc> {
        let store = &self.desk.database.store;
        let dossier = store.dossier(ticket).await.unwrap().unwrap();
        let at = start_of(dossier.ticket.due().unwrap().deadline.date) - TimeDelta::days(days);
        let policy = self.desk.portal.policy();
        let change = decide(&dossier.ticket, Command::StrikeClock, &Actor::MACHINE, at, policy).unwrap();
        store.commit(&dossier, &change, None).await.unwrap();
        at
    }

    pub(super) async fn round_at(&self, at: DateTime<Utc>) -> Tally {
        self.round((at - self.desk.now).num_minutes() + 1).await
    }
}

pub(super) async fn a_disputed_ticket(room: &Room) -> TicketId {
    room.files(1).await;
    let item = room.due(0).await.remove(0);
    assert_eq!(room.round(0).await.sent, 2);
    item.split('#').nth(1).unwrap().parse().unwrap()
}

#[tokio::test]
async fn of_three_reminders_of_one_day_only_the_last_is_sent() {
    let room = Room::open().await;
    let ticket = a_disputed_ticket(&room).await;
    room.swept(&ticket, 10).await;
    room.swept(&ticket, 5).await;
    let last = room.swept(&ticket, 1).await;
    assert_eq!(
        room.round_at(last).await,
        Tally { taken: 3, sent: 1, mails: 1, overtaken: 2, ..Tally::default() }
    );
    let reminders: Vec<_> =
        room.mails().into_iter().filter(|(_, subject)| subject.contains("left")).collect();
    assert!(
        matches!(&reminders[..], [(to, subject)] if to == MCO && subject.ends_with("1 day left")),
        "{reminders:?}"
    );
}

#[tokio::test]
async fn once_a_day_has_passed_nobody_is_reminded_of_it() {
    let room = Room::open().await;
    let ticket = a_disputed_ticket(&room).await;
    room.swept(&ticket, 1).await;
    let passed = room.swept(&ticket, -1).await;
    let tally = room.round_at(passed).await;
    assert_eq!((tally.taken, tally.sent, tally.overtaken), (2, 4, 1));
    assert!(room.mails().iter().all(|(_, subject)| !subject.contains("left")));
}
