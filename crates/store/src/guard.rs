//! The duplicate guard: the keys of a provider's open disputes with an MCO, packed into buckets. They
//! are taken in the transaction that opens a ticket and released in the one that ends it, so two
//! tickets about the same dispute can never both be open.

use crate::error::StoreError;
use crate::item::{Item, text};
use crate::transaction::{Part, Transaction};
use crate::{Store, keys};
use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes, Update};
use portal_core::identity::{MedicaidId, TicketId};
use portal_core::mco::McoCode;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Into how many items the keys of one provider and MCO are packed. One item a key would not fit: a
/// transaction holds 100 actions. At 64, some 1,500 open claims keep every bucket under 1 KB.
pub const GUARD_BUCKETS: u8 = 64;

/// The attribute that stands for a key, and its bucket. Hashed: claim numbers are health information,
/// and names have a length limit.
fn place(key: &str) -> (u8, String) {
    let hash = Sha256::digest(key);
    (hash[0] % GUARD_BUCKETS, format!("k{}", hex::encode(&hash[1..9])))
}

fn buckets(duplicate_keys: &[String]) -> BTreeMap<u8, Vec<String>> {
    let mut buckets: BTreeMap<u8, Vec<String>> = BTreeMap::new();
    for key in duplicate_keys {
        let (bucket, name) = place(key);
        buckets.entry(bucket).or_default().push(name);
    }
    buckets
}

/// Takes the keys for a ticket; fails where one is taken.
pub(crate) fn take(
    transaction: &mut Transaction,
    store: &Store,
    (provider, mco): (&MedicaidId, &McoCode),
    duplicate_keys: &[String],
    ticket: &TicketId,
) -> Result<(), StoreError> {
    for (bucket, names) in buckets(duplicate_keys) {
        let mut update = bucket_update(store, provider, mco, bucket)
            .expression_attribute_values(":ticket", text(ticket.as_str()));
        let (mut sets, mut free) = (Vec::new(), Vec::new());
        for (index, name) in names.iter().enumerate() {
            update = update.expression_attribute_names(format!("#k{index}"), name);
            sets.push(format!("#k{index} = :ticket"));
            free.push(format!("attribute_not_exists(#k{index})"));
        }
        update = update
            .update_expression(format!("SET {}", sets.join(", ")))
            .condition_expression(free.join(" AND "));
        transaction.update(update, Part::Guard(names))?;
    }
    Ok(())
}

/// Releases the keys.
pub(crate) fn release(
    transaction: &mut Transaction,
    store: &Store,
    (provider, mco): (&MedicaidId, &McoCode),
    duplicate_keys: &[String],
) -> Result<(), StoreError> {
    for (bucket, names) in buckets(duplicate_keys) {
        let mut update = bucket_update(store, provider, mco, bucket);
        let mut removed = Vec::new();
        for (index, name) in names.iter().enumerate() {
            update = update.expression_attribute_names(format!("#k{index}"), name);
            removed.push(format!("#k{index}"));
        }
        transaction.update(update.update_expression(format!("REMOVE {}", removed.join(", "))), Part::Free)?;
    }
    Ok(())
}

fn bucket_update(
    store: &Store,
    provider: &MedicaidId,
    mco: &McoCode,
    bucket: u8,
) -> aws_sdk_dynamodb::types::builders::UpdateBuilder {
    Update::builder()
        .table_name(&store.table)
        .key("pk", text(keys::guard(provider, mco, bucket)))
        .key("sk", text(keys::GUARD))
}

/// The ticket that holds one of the keys of a bucket.
pub(crate) fn holder(bucket: Option<&Item>, names: &[String]) -> Result<TicketId, StoreError> {
    let held = bucket.and_then(|bucket| names.iter().find_map(|name| bucket.get(name)));
    match held {
        Some(AttributeValue::S(ticket)) => ticket.parse().map_err(|_| StoreError::Corrupt("a guard")),
        _ => Err(StoreError::Corrupt("a guard")),
    }
}

impl Store {
    /// Which of these keys are in open tickets of the provider with the MCO, and in which: one request,
    /// to warn before anything is filed. Only the transaction that files decides.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn open_duplicates(
        &self,
        provider: &MedicaidId,
        mco: &McoCode,
        duplicate_keys: &[String],
    ) -> Result<BTreeMap<String, TicketId>, StoreError> {
        let mut wanted: BTreeMap<u8, Vec<(&String, String)>> = BTreeMap::new();
        for key in duplicate_keys {
            let (bucket, name) = place(key);
            wanted.entry(bucket).or_default().push((key, name));
        }
        if wanted.is_empty() {
            return Ok(BTreeMap::new());
        }
        let mut ask = KeysAndAttributes::builder().consistent_read(true);
        for bucket in wanted.keys() {
            ask = ask.keys(Item::from([
                ("pk".to_owned(), text(keys::guard(provider, mco, *bucket))),
                ("sk".to_owned(), text(keys::GUARD)),
            ]));
        }
        let ask = ask.build().map_err(|_| StoreError::Refused("request not built".to_owned()))?;
        let got = self.client.batch_get_item().request_items(&self.table, ask).send().await;
        let got = got.map_err(|error| StoreError::from_sdk(&error))?;
        if got.unprocessed_keys().is_some_and(|left| !left.is_empty()) {
            return Err(StoreError::Unavailable("keys left unread".to_owned()));
        }
        let buckets = got.responses.unwrap_or_default().remove(&self.table).unwrap_or_default();
        let mut open = BTreeMap::new();
        for (key, name) in wanted.into_values().flatten() {
            // The names are hashes of the whole key: a name stands in its own bucket only.
            if let Some(value) = buckets.iter().find_map(|bucket| bucket.get(&name)) {
                let ticket = value.as_s().map_err(|_| StoreError::Corrupt("a guard"))?;
                open.insert(key.clone(), ticket.parse().map_err(|_| StoreError::Corrupt("a guard"))?);
            }
        }
        Ok(open)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_hundred_keys_fit_the_actions_of_one_transaction() {
        let all: Vec<String> = (0..200).map(|number| format!("claim:{number}:2026-08-01")).collect();
        let buckets = buckets(&all);
        assert!(buckets.len() <= usize::from(GUARD_BUCKETS));
        assert_eq!(buckets.values().map(Vec::len).sum::<usize>(), 200);
        assert!(!format!("{buckets:?}").contains("claim:"));
    }
}
