//! The record of readings: who opened what, each entry chained by hash to the one before, so that one
//! that was deleted, altered or put between shows.

use crate::audit::{Access, Head, Record};
use crate::error::StoreError;
use crate::export::of_the_day;
use crate::item::{Item, attribute, read, text};
use crate::lists::Page;
use crate::place::Place;
use crate::{INDEX_OWNER, Store, keys};
use chrono::{DateTime, Utc};
use portal_core::actor::Role;
use portal_core::identity::UserId;
use portal_core::text::Text;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// One entry of the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// Place in the record of what was opened, from 1.
    pub seq: u64,
    /// What was opened.
    pub of: Record,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub user: UserId,
    /// In which part.
    pub role: Role,
    /// How: a code of [`crate::What`], as text, so that one of a newer release reads too.
    pub what: String,
    /// In which request.
    pub request_id: String,
    /// Why, where that had to be said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text<500>>,
    /// SHA-256, in hex, over the hash before and all of the above.
    pub hash: String,
}

impl Reading {
    /// The entry that an access makes after a head.
    pub(crate) fn after(head: &Head, access: &Access<'_>) -> Self {
        let mut reading = Self {
            seq: head.seq + 1,
            of: access.of.clone(),
            at: access.at,
            user: access.user.clone(),
            role: access.role,
            what: access.what.code().to_owned(),
            request_id: access.request_id.to_owned(),
            reason: access.reason.cloned(),
            hash: String::new(),
        };
        reading.hash = reading.hash_after(&head.hash);
        reading
    }

    fn hash_after(&self, before: &str) -> String {
        let mut hash = Sha256::new();
        hash.update(before);
        hash.update(b"\n");
        // serde writes a tuple in its order, so the same entry always gives the same bytes.
        let all =
            (self.seq, &self.of, self.at, &self.user, self.role, &self.what, &self.request_id, &self.reason);
        if let Ok(bytes) = serde_json::to_vec(&all) {
            hash.update(bytes);
        }
        hex::encode(hash.finalize())
    }

    /// The entry as it is stored, and as the index of who saw what shows it.
    pub(crate) fn item(&self) -> Result<Item, StoreError> {
        let place = format!("{}#{:09}", self.of, self.seq);
        let mut item = Item::from([
            ("pk".to_owned(), text(keys::audit(&self.of))),
            ("sk".to_owned(), text(keys::reading(self.seq))),
            ("summary".to_owned(), attribute(self)?),
            ("owner_pk".to_owned(), text(keys::reader(&self.user))),
            ("owner_sk".to_owned(), text(keys::at(self.at, &place))),
        ]);
        item.extend(of_the_day(self.at, &self.of, &keys::reading(self.seq)));
        Ok(item)
    }

    /// An entry whose attributes are all what was written with it; none where they are not.
    fn of_item(item: &Item) -> Option<Self> {
        let reading: Self = read(item, "summary").ok()?;
        let written = reading.item().ok()?;
        written.iter().all(|(name, value)| item.get(name) == Some(value)).then_some(reading)
    }
}

/// A page of the record of one thing, and whether the whole of it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readings {
    /// What is on the page, in the order of the record. What does not read as an entry is not on it.
    pub items: Vec<Reading>,
    /// Where the next page begins.
    pub next: Option<Place>,
    /// The first place at which the record does not hold; none where it is whole.
    pub broken_from: Option<u64>,
    /// Where the record ends: what the next entry goes on from.
    pub head: Head,
}

impl Readings {
    /// Whether nothing was ever on the record: not even a head is there.
    pub fn is_blank(&self) -> bool {
        self.items.is_empty() && self.broken_from.is_none() && self.head.is_absent()
    }
}

/// A walk along the chain.
#[derive(Default)]
struct Walk {
    seq: u64,
    hash: String,
    broken_from: Option<u64>,
}

impl Walk {
    fn step(&mut self, reading: Option<&Reading>) {
        let next = self.seq + 1;
        let holds = reading
            .is_some_and(|reading| reading.seq == next && reading.hash == reading.hash_after(&self.hash));
        if !holds {
            self.broken_from.get_or_insert(next);
        }
        if let Some(reading) = reading {
            (self.seq, self.hash) = (reading.seq, reading.hash.clone());
        }
    }

    /// Holds the end of the walk against what the head says is the end.
    fn end(&mut self, head: &Head) {
        if head.is_absent() {
            // Nothing says how far the record went: it holds as far as there are entries.
            if self.seq > 0 {
                self.broken_from.get_or_insert(self.seq + 1);
            }
            return;
        }
        let ends = (self.seq, self.hash.as_str()) == (head.seq, head.hash.as_str());
        if !ends {
            let from = if self.seq == head.seq { self.seq } else { self.seq.min(head.seq) + 1 };
            self.broken_from.get_or_insert(from.max(1));
        }
    }
}

impl Store {
    /// A page of the record of one thing. All of the record is read, strongly consistent, and its chain
    /// followed: one query for each MB, some three thousand readings.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn readings(
        &self,
        of: &Record,
        after: Option<&Place>,
        limit: u16,
    ) -> Result<Readings, StoreError> {
        let read = self.read_readings(of, after, limit).await?;
        // A query is no snapshot: one read while somebody is put on record may not add up, and the next does.
        if read.broken_from.is_some() { self.read_readings(of, after, limit).await } else { Ok(read) }
    }

    async fn read_readings(
        &self,
        of: &Record,
        after: Option<&Place>,
        limit: u16,
    ) -> Result<Readings, StoreError> {
        let (mut walk, mut head, mut items, mut more) = (Walk::default(), Head::default(), Vec::new(), false);
        let mut page_after = None;
        loop {
            let page = self
                .client
                .query()
                .table_name(&self.table)
                .key_condition_expression("pk = :pk")
                .expression_attribute_values(":pk", text(keys::audit(of)))
                .consistent_read(true)
                .set_exclusive_start_key(page_after)
                .send()
                .await
                .map_err(|error| StoreError::from_sdk(&error))?;
            for item in page.items.unwrap_or_default() {
                if item.get("sk") == Some(&text(keys::HEAD)) {
                    head = Head::of_item(&item);
                    continue;
                }
                let reading = Reading::of_item(&item).filter(|reading| reading.of == *of);
                walk.step(reading.as_ref());
                let Some(reading) = reading else { continue };
                if after.is_some_and(|place| keys::reading(reading.seq).as_str() <= place.sort_key()) {
                    continue;
                }
                if items.len() < usize::from(limit) { items.push(reading) } else { more = true }
            }
            page_after = page.last_evaluated_key;
            if page_after.is_none() {
                break;
            }
        }
        if walk.seq > head.seq {
            // Somebody was put on record while this was read: the head has moved since, or never does.
            head = self.audit_head(of).await?;
        }
        walk.end(&head);
        let next = items.last().filter(|_| more).map(|last: &Reading| Place::at(keys::reading(last.seq)));
        Ok(Readings { items, next, broken_from: walk.broken_from, head })
    }

    /// A page of what a person opened, newest first. One query of an index, which follows the table
    /// within moments.
    ///
    /// # Errors
    /// When the table fails, or an entry does not read.
    pub async fn readings_by(
        &self,
        user: &UserId,
        after: Option<&Place>,
        limit: u16,
    ) -> Result<Page<Reading>, StoreError> {
        self.index_page((INDEX_OWNER, "owner_sk"), &keys::reader(user), false, after, limit).await
    }
}
