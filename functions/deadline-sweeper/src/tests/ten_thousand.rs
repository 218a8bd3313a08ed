//! Ten thousand tickets due at once, two sweepers, and one of them killed: each transition once, none lost.

use super::*;
use crate::sweep::Limits;
use futures_util::{StreamExt, stream};
use std::time::Duration;

const DUE: u32 = 10_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_due_are_swept_once_each_by_two_sweepers_of_which_one_is_killed() {
    let desk = desk().await;
    let membership = membership(&desk).await;
    let tickets: Vec<TicketId> = stream::iter(0..DUE)
        .map(|number| {
            let (desk, membership) = (&desk, &membership);
            async move { filed_by(desk, number, false, membership).await.ticket.id }
        })
        .buffer_unordered(16)
        .collect()
        .await;

    let late = desk.at(OVERDUE);
    // As long as it takes, which on the embedded table and a busy machine is longer than a function has.
    let limits = Limits { budget: Duration::from_secs(3600), ..Limits::default() };
    let sweeper = || Sweeper { limits, ..Sweeper::new(late.portal.clone()) };
    let now = late.now;
    let (killed, other) = (sweeper(), sweeper());
    desk.database.requests.take();
    let killed = tokio::spawn(async move { killed.sweep(now).await });
    let other = tokio::spawn(async move { other.sweep(now).await });
    // In the middle of its work: wherever it stands then, in a read, in a write, between them.
    let requests = &desk.database.requests;
    while requests.seen() < 2_000 {
        tokio::task::yield_now().await;
    }
    killed.abort();
    assert!(killed.await.unwrap_err().is_cancelled());
    let swept = other.await.unwrap();
    assert_eq!((swept.failed, swept.unread_shards, swept.more), (0, 0, false), "{swept:?}");
    // What the killed one had done counts among them; the rest the other did, each ticket once.
    assert!(swept.overdue > 0 && swept.overdue < u64::from(DUE), "{swept:?}");

    // One more run ends what the killed one may have left: nothing, or nobody did it.
    let rest = sweeper().sweep(now).await;
    assert_eq!(rest, Swept::default());
    let entries: Vec<usize> = stream::iter(&tickets)
        .map(|ticket| async { ticket_of(&desk, ticket).await.entries.len() })
        .buffer_unordered(16)
        .collect()
        .await;
    assert!(entries.iter().all(|entries| *entries == 3), "filed, presented, overdue: no more and no less");
    // One outbox item from the filing, one from falling overdue.
    assert_eq!(owed(&desk).await, 2 * 10_000);
}

/// How many outbox items are owed.
async fn owed(desk: &Desk) -> usize {
    let much_later = desk.now + chrono::TimeDelta::days(1000);
    let mut owed = 0;
    for shard in 0..SHARDS {
        let mut after = None;
        loop {
            let page = desk.database.store.due_notices(shard, much_later, 1000, after).await.unwrap();
            owed += page.items.len();
            after = page.next;
            if after.is_none() {
                break;
            }
        }
    }
    owed
}
