//! The record of a day, as it leaves for the bucket from which nothing is deleted: who opened what, and
//! what happened to tickets. Each is found by the day of its own instant, in UTC; nothing is scanned.

use crate::audit::Record;
use crate::error::StoreError;
use crate::item::{Item, attribute, read, read_text, text, unpack};
use crate::readings::Reading;
use crate::{INDEX_PLAN, Store, keys};
use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, NaiveDate, Utc};
use portal_core::identity::TicketId;
use portal_core::timeline::Entry;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// A line of the export. Holds health information.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RecordLine {
    /// Somebody opened something.
    Reading(Reading),
    /// Something happened to a ticket.
    Event {
        /// Which.
        ticket: TicketId,
        /// What.
        entry: Entry,
    },
    /// Something stands here that does not read: it is told of, and stops nothing.
    Unreadable {
        /// Whose it is.
        pk: String,
        /// Which.
        sk: String,
    },
}

/// A page of a day's record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordPage {
    /// In the order in which they were made.
    pub lines: Vec<RecordLine>,
    /// What comes after it.
    pub next: ExportPlace,
}

/// How far the export has come: what it writes next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportPlace {
    /// The day, UTC.
    pub day: NaiveDate,
    /// The part of the index.
    pub shard: u8,
    /// The page of it, from 1.
    pub page: u32,
    /// The sort key after which that begins.
    after: Option<String>,
}

impl ExportPlace {
    /// The first page of a day.
    pub const fn start_of(day: NaiveDate) -> Self {
        Self { day, shard: 0, page: 1, after: None }
    }

    /// What comes after this page, whose last sort key is `last` where there are more in the same part.
    fn then(&self, last: Option<String>) -> Self {
        match last {
            Some(last) => Self { page: self.page + 1, after: Some(last), ..self.clone() },
            None if self.shard + 1 < keys::SHARDS => {
                Self { shard: self.shard + 1, ..Self::start_of(self.day) }
            }
            None => Self::start_of(self.day.succ_opt().unwrap_or(NaiveDate::MAX)),
        }
    }
}

/// The attributes by which an item is found in the record of its day.
pub(crate) fn of_the_day(at: DateTime<Utc>, of: &Record, sk: &str) -> [(String, AttributeValue); 2] {
    let of = of.to_string();
    let place = keys::record(at.date_naive(), keys::shard(&of));
    [("plan_pk".to_owned(), text(place)), ("plan_sk".to_owned(), text(keys::at(at, &format!("{of}#{sk}"))))]
}

impl Store {
    /// The page of a day's record at a place: `limit` items, unless there
    /// are no more, whatever the table gives at a time; so the same place always gives the same page.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn record_page(&self, place: &ExportPlace, limit: u16) -> Result<RecordPage, StoreError> {
        let pk = keys::record(place.day, place.shard);
        let (mut found, mut rest) = (Vec::new(), None);
        loop {
            let left = usize::from(limit) + 1 - found.len();
            let page = self
                .index_query(INDEX_PLAN, &pk, place.after.as_deref(), true)
                // One more than is given says whether there is a next page.
                .limit(i32::try_from(left).unwrap_or(i32::MAX))
                .set_exclusive_start_key(rest)
                .send()
                .await
                .map_err(|error| StoreError::from_sdk(&error))?;
            found.extend(page.items.unwrap_or_default());
            rest = page.last_evaluated_key;
            if rest.is_none() || found.len() > usize::from(limit) {
                break;
            }
        }
        let more = found.len() > usize::from(limit);
        found.truncate(usize::from(limit));
        let last = found.last().filter(|_| more).map(|item| read_text(item, "plan_sk")).transpose()?;
        let events = self.events_at(&found).await?;
        let mut lines = Vec::with_capacity(found.len());
        for item in &found {
            lines.extend(lines_of(item, &events)?);
        }
        Ok(RecordPage { lines, next: place.then(last) })
    }

    /// The events of tickets among what the index found; it holds their keys only.
    async fn events_at(&self, found: &[Item]) -> Result<HashMap<(String, String), Item>, StoreError> {
        let events: Vec<&Item> = found.iter().filter(|item| !item.contains_key("summary")).collect();
        let keys = events.iter().map(|item| {
            let key = |name: &str| Some((name.to_owned(), item.get(name)?.clone()));
            ["pk", "sk"].into_iter().filter_map(key).collect::<Item>()
        });
        let mut read = HashMap::new();
        for item in self.items(keys.collect()).await? {
            read.insert((read_text(&item, "pk")?, read_text(&item, "sk")?), item);
        }
        Ok(read)
    }

    /// How far the export of the record has come; none before its first run.
    ///
    /// # Errors
    /// When the table fails, or the item does not read.
    pub async fn export_place(&self) -> Result<Option<ExportPlace>, StoreError> {
        let item = self.item(keys::EXPORT_OF_RECORD.to_owned(), keys::EXPORT).await?;
        item.map(|item| read(&item, "place")).transpose()
    }

    /// Notes how far the export of the record has come.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn export_reached(&self, place: &ExportPlace) -> Result<(), StoreError> {
        let update = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("pk", text(keys::EXPORT_OF_RECORD))
            .key("sk", text(keys::EXPORT))
            .update_expression("SET #place = :place")
            .expression_attribute_names("#place", "place")
            .expression_attribute_values(":place", attribute(place)?);
        update.send().await.map(|_| ()).map_err(|error| StoreError::from_sdk(&error))
    }
}

/// The lines that an item of the index makes: one, or one for each thing that happened at once.
fn lines_of(found: &Item, events: &HashMap<(String, String), Item>) -> Result<Vec<RecordLine>, StoreError> {
    let key = (read_text(found, "pk")?, read_text(found, "sk")?);
    let lines = if found.contains_key("summary") {
        read::<Reading>(found, "summary").ok().map(|reading| vec![RecordLine::Reading(reading)])
    } else {
        events.get(&key).and_then(|item| {
            let ticket: TicketId = keys::ticket_of(&key.0)?;
            let entries = unpack::<Vec<Entry>>(item, "entries").ok()?;
            Some(
                entries
                    .into_iter()
                    .map(|entry| RecordLine::Event { ticket: ticket.clone(), entry })
                    .collect(),
            )
        })
    };
    Ok(lines.unwrap_or_else(|| vec![RecordLine::Unreadable { pk: key.0, sk: key.1 }]))
}
