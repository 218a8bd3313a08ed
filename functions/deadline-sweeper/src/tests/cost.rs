//! A sweep costs what is due, never what is stored.

use super::*;

const DUE: u32 = 100;

/// The header of a ticket that is open and not due: what the index knows of a ticket.
fn sleeping(number: u32) -> [(&'static str, String); 4] {
    let id = format!("sleeping-{number:06}");
    let (day, shard) = (1 + number % 28, number % u32::from(SHARDS));
    [
        ("pk", format!("TICKET#{id}")),
        ("sk", "TICKET".to_owned()),
        ("due_pk", format!("DUE#TICKET#{shard}")),
        ("due_sk", format!("2027-02-{day:02}T06:00:00.000Z#{id}")),
    ]
}

#[tokio::test]
async fn of_a_hundred_thousand_open_tickets_only_the_hundred_that_are_due_are_paid_for() {
    let desk = desk().await;
    desk.database.lay((0..100_000).map(sleeping));
    for number in 0..DUE {
        filed(&desk, number, false).await;
    }
    let requests = &desk.database.requests;
    requests.take();
    let swept = swept_at(&desk, OVERDUE).await;
    let due = u64::from(DUE);
    assert_eq!(swept, Swept { examined: due, overdue: due, ..Swept::default() });
    // One page of each shard; of each ticket that is due, one read and one transaction.
    assert_eq!(requests.take(), usize::from(SHARDS) + 2 * 100);
    assert_eq!(swept_at(&desk, OVERDUE).await, Swept::default());
    assert_eq!(requests.take(), usize::from(SHARDS));
}
