//! What has come due: read from the sparse index, so a sweep costs what is due and not what is stored.

use crate::error::StoreError;
use crate::item::{read_text, text};
use crate::lists::Page;
use crate::{INDEX_DUE, Store, keys};
use chrono::{DateTime, Utc};
use portal_core::identity::TicketId;

/// Tickets whose clock has struck.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DuePage {
    /// In their order.
    pub items: Vec<DueKey>,
    /// How many keys of the page are none of ours: they are passed over, for the others' sake.
    pub unreadable: u64,
    /// Where the next page begins; `None` at the end.
    pub next: Option<String>,
}

/// A ticket whose clock has struck.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueKey {
    /// The ticket.
    pub ticket: TicketId,
    /// Since when.
    pub since: DateTime<Utc>,
}

impl Store {
    /// The tickets of a shard that are due up to `until`, oldest first, after a place.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn due_tickets(
        &self,
        shard: u8,
        until: DateTime<Utc>,
        limit: u16,
        after: Option<String>,
    ) -> Result<DuePage, StoreError> {
        let rows = self.due(&keys::due_tickets(shard), until, limit, after).await?;
        let mut page = DuePage { next: rows.next, ..DuePage::default() };
        for (pk, due_sk) in rows.items {
            match due_key(&pk, &due_sk) {
                Some(key) => page.items.push(key),
                None => page.unreadable += 1,
            }
        }
        Ok(page)
    }

    /// Keys and due places of a partition of the `due` index.
    pub(crate) async fn due(
        &self,
        partition: &str,
        until: DateTime<Utc>,
        limit: u16,
        after: Option<String>,
    ) -> Result<Page<(String, String)>, StoreError> {
        let page = self
            .client
            .query()
            .table_name(&self.table)
            .index_name(INDEX_DUE)
            .key_condition_expression("due_pk = :pk AND due_sk BETWEEN :after AND :until")
            .expression_attribute_values(":pk", text(partition))
            // A place itself is passed over by the character that follows every one.
            .expression_attribute_values(
                ":after",
                text(after.map_or_else(|| "0".to_owned(), |after| format!("{after}!"))),
            )
            .expression_attribute_values(":until", text(keys::until(until)))
            .limit(i32::from(limit))
            .send()
            .await
            .map_err(|error| StoreError::from_sdk(&error))?;
        let more = page.last_evaluated_key.is_some();
        let mut items = Vec::new();
        for item in page.items.unwrap_or_default() {
            items.push((read_text(&item, "pk")?, read_text(&item, "due_sk")?));
        }
        let next = items.last().filter(|_| more).map(|(_, sk)| sk.clone());
        Ok(Page { items, next })
    }
}

fn due_key(pk: &str, due_sk: &str) -> Option<DueKey> {
    let ticket = pk.strip_prefix("TICKET#")?.parse().ok()?;
    let (since, _) = due_sk.split_once('#')?;
    Some(DueKey { ticket, since: since.parse().ok()? })
}
