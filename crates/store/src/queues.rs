//! HFS's queues beside the desks: one small item of the ticket for each, which lies in the `desk` index
//! while the ticket waits in that queue, and is written in the same transaction as what put it there.

use crate::error::StoreError;
use crate::item::{attribute, text};
use crate::lists::Summary;
use crate::transaction::{Part, Transaction};
use crate::{Store, keys};
use aws_sdk_dynamodb::types::Update;
use portal_core::queue::Queue;
use portal_core::ticket::Ticket;

/// Adds what a change means for the queues: nothing for those that the ticket is not in and was not in.
pub(crate) fn follow(
    transaction: &mut Transaction,
    store: &Store,
    before: Option<&Ticket>,
    after: &Ticket,
) -> Result<(), StoreError> {
    for queue in Queue::ALL {
        let place = queue.place_of(after);
        let update = Update::builder()
            .table_name(&store.table)
            .key("pk", text(keys::ticket(&after.id)))
            .key("sk", text(keys::queue_mark(*queue)));
        let update = match place {
            Some(at) => update
                .update_expression("SET desk_pk = :pk, desk_sk = :sk, summary = :summary")
                .expression_attribute_values(":pk", text(keys::queue(*queue)))
                .expression_attribute_values(":sk", text(keys::at(at, after.id.as_str())))
                .expression_attribute_values(":summary", attribute(&Summary::of(after))?),
            // It stays, and lies in no index: nothing of ours may delete.
            None if before.is_some_and(|before| queue.place_of(before).is_some()) => {
                update.update_expression("REMOVE desk_pk, desk_sk, summary")
            }
            None => continue,
        };
        transaction.update(update, Part::Free)?;
    }
    Ok(())
}
