//! A sweep costs what is due, never what is stored.

use super::*;
use aws_sdk_dynamodb::types::{AttributeValue, PutRequest, WriteRequest};
use futures_util::StreamExt;
use portal_testkit::database::{Database, TABLE};

const DUE: u32 = 100;
/// What DynamoDB takes in one batch.
const BATCH: usize = 25;

/// Writes headers of tickets that are open and not due: what the index knows of a ticket.
async fn store_sleeping(database: &Database, count: usize) {
    let header = |number: usize| {
        let id = format!("sleeping-{number:06}");
        let (day, shard) = (1 + number % 28, number % usize::from(SHARDS));
        PutRequest::builder()
            .item("pk", AttributeValue::S(format!("TICKET#{id}")))
            .item("sk", AttributeValue::S("TICKET".to_owned()))
            .item("due_pk", AttributeValue::S(format!("DUE#TICKET#{shard}")))
            .item("due_sk", AttributeValue::S(format!("2027-02-{day:02}T06:00:00.000Z#{id}")))
            .build()
            .unwrap()
    };
    let batches = (0..count).step_by(BATCH).map(async |first| {
        let batch = (first..count.min(first + BATCH))
            .map(|number| WriteRequest::builder().put_request(header(number)).build())
            .collect();
        let written = database.client.batch_write_item().request_items(TABLE, batch).send().await.unwrap();
        assert!(written.unprocessed_items.is_none_or(|left| left.is_empty()));
    });
    futures_util::stream::iter(batches).buffer_unordered(8).for_each(async |()| {}).await;
}

/// Sweeps a hundred due tickets among so many that sleep.
async fn only_what_is_due_is_paid_for(stored: usize) {
    let desk = desk().await;
    store_sleeping(&desk.database, stored).await;
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

#[tokio::test]
async fn of_ten_thousand_open_tickets_only_the_hundred_that_are_due_are_paid_for() {
    only_what_is_due_is_paid_for(10_000).await;
}

#[tokio::test]
#[ignore = "filling an unoptimised table takes 45 s: run it with --run-ignored all"]
async fn of_a_hundred_thousand_open_tickets_only_the_hundred_that_are_due_are_paid_for() {
    only_what_is_due_is_paid_for(100_000).await;
}
