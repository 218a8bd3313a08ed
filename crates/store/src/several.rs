//! Items by their keys, many in one request.

use crate::Store;
use crate::error::StoreError;
use crate::item::Item;
use crate::transaction::wait;
use aws_sdk_dynamodb::types::KeysAndAttributes;
use std::collections::HashMap;

/// What one request reads at the most, as DynamoDB has it.
const BATCH: usize = 100;
/// How often what a throttled table left unread is asked for.
const TRIES: u32 = 12;

impl Store {
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
