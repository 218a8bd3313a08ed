//! Items by their keys, many in one request.

use crate::error::StoreError;
use crate::item::{Item, read, text};
use crate::lists::Summary;
use crate::transaction::wait;
use crate::{Store, keys};
use aws_sdk_dynamodb::types::KeysAndAttributes;
use portal_core::identity::{TicketId, TicketNumber};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What one request reads at the most, as DynamoDB has it.
const BATCH: usize = 100;
/// How often what a throttled table left unread is asked for.
const TRIES: u32 = 12;

impl Store {
    /// The numbers of these tickets, for somebody who may see them all. One request for each hundred.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn numbers_of(
        &self,
        ids: impl IntoIterator<Item = &TicketId>,
    ) -> Result<BTreeMap<TicketId, TicketNumber>, StoreError> {
        let ids: BTreeSet<&TicketId> = ids.into_iter().collect();
        let header = |id: &TicketId| {
            [("pk".to_owned(), text(keys::ticket(id))), ("sk".to_owned(), text(keys::TICKET))]
        };
        let headers = self.items(ids.into_iter().map(|id| Item::from(header(id))).collect()).await?;
        let summaries = headers.iter().map(|header| read::<Summary>(header, "summary"));
        summaries.map(|summary| summary.map(|summary| (summary.ticket_id, summary.number))).collect()
    }

    /// The items of these keys that are there, in no order. Strongly consistent; one request for each hundred.
    pub(crate) async fn items(&self, keys: Vec<Item>) -> Result<Vec<Item>, StoreError> {
        let mut found = Vec::with_capacity(keys.len());
        for batch in keys.chunks(BATCH) {
            let ask = KeysAndAttributes::builder().consistent_read(true).set_keys(Some(batch.to_vec()));
            let ask = ask.build().map_err(|_| StoreError::Refused("request not built".to_owned()))?;
            let mut asked = Some(HashMap::from([(self.table.clone(), ask)]));
            let mut attempt = 0;
            while let Some(ask) = asked.filter(|ask| !ask.is_empty()) {
                if attempt == TRIES {
                    return Err(StoreError::Unavailable("keys left unread".to_owned()));
                }
                if attempt > 0 {
                    wait(attempt).await;
                }
                attempt += 1;
                let got = self.client.batch_get_item().set_request_items(Some(ask)).send().await;
                let got = got.map_err(|error| StoreError::from_sdk(&error))?;
                found.extend(got.responses.unwrap_or_default().remove(&self.table).unwrap_or_default());
                asked = got.unprocessed_keys;
            }
        }
        Ok(found)
    }
}
