//! The queues beside the desks, HFS's and the parties': one small item of the ticket for each, which lies in the
//! `desk` index while the ticket waits in that queue, and is written in the same transaction as what put it there.

use crate::error::StoreError;
use crate::item::{attribute, text};
use crate::lists::Summary;
use crate::transaction::{Part, Transaction};
use crate::{Store, keys};
use aws_sdk_dynamodb::types::Update;
use chrono::{DateTime, Utc};
use portal_core::queue::{Party, PartyQueue, Queue};
use portal_core::ticket::Ticket;
use std::collections::BTreeMap;

/// Adds what a change means for the queues: nothing for those that the ticket is not in and was not in.
pub(crate) fn follow(
    transaction: &mut Transaction,
    store: &Store,
    before: Option<&Ticket>,
    after: &Ticket,
) -> Result<(), StoreError> {
    let mark = |name: &str| {
        let mark = Update::builder().table_name(&store.table);
        mark.key("pk", text(keys::ticket(&after.id))).key("sk", text(name))
    };
    let waits = places(after);
    for (name, (queue, at)) in &waits {
        let update = mark(name)
            .update_expression("SET desk_pk = :pk, desk_sk = :sk, summary = :summary")
            .expression_attribute_values(":pk", text(queue))
            .expression_attribute_values(":sk", text(keys::at(*at, after.id.as_str())))
            .expression_attribute_values(":summary", attribute(&Summary::of(after))?);
        transaction.update(update, Part::Free)?;
    }
    let waited = before.map(places).unwrap_or_default();
    for name in waited.keys().filter(|name| !waits.contains_key(*name)) {
        // It stays, and lies in no index: nothing of ours may delete.
        transaction.update(mark(name).update_expression("REMOVE desk_pk, desk_sk, summary"), Part::Free)?;
    }
    Ok(())
}

/// Where a ticket waits beside its desk: by the name of its mark, the queue, and its place in it.
fn places(ticket: &Ticket) -> BTreeMap<String, (String, DateTime<Utc>)> {
    let of_hfs = Queue::ALL
        .iter()
        .filter_map(|queue| Some((keys::queue_mark(*queue), (keys::queue(*queue), queue.place_of(ticket)?))));
    let of_party = |party: Party| {
        PartyQueue::ALL.iter().filter_map(move |queue| {
            let place = queue.place_of(&party, ticket)?;
            Some((keys::party_mark(*queue, &party), (keys::party_queue(*queue, &party), place)))
        })
    };
    of_hfs.chain(Party::to(ticket).flat_map(of_party)).collect()
}
