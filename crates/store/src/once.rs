//! Idempotency: a repeat of the same request gets the first answer, another request under the same
//! key is refused. The record is written in the same transaction as what it remembers.

use crate::error::{CommitError, StoreError};
use crate::item::{Item, read_id, read_text, text};
use crate::{Store, keys};
use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, TimeDelta, Utc};
use portal_core::identity::{TicketId, UserId};

/// How long a key is remembered. Longer than any client retries; the record then tidies itself away.
const REMEMBERED: TimeDelta = TimeDelta::days(7);

/// An idempotency key as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Once {
    /// Whose key it is: two people may use the same one.
    pub caller: UserId,
    /// The key.
    pub key: String,
    /// SHA-256 over the request.
    pub payload_hash: String,
}

/// What was answered the first time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OnceAnswer {
    /// A ticket at a version: the timeline up to there makes the answer again.
    Ticket(TicketId, u64),
    /// A small answer, kept as it was; never holds health information.
    Json(String),
}

/// What the table knows of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Replay {
    /// The same request: this was the answer.
    Same(OnceAnswer),
    /// Another request used this key.
    OtherPayload,
}

impl Once {
    pub(crate) fn item(&self, answer: &OnceAnswer, now: DateTime<Utc>) -> Item {
        let mut item = Item::from([
            ("pk".to_owned(), text(keys::once(&self.caller, &self.key))),
            ("sk".to_owned(), text(keys::ONCE)),
            ("payload_hash".to_owned(), text(&self.payload_hash)),
            ("expires".to_owned(), AttributeValue::N((now + REMEMBERED).timestamp().to_string())),
        ]);
        match answer {
            OnceAnswer::Ticket(id, version) => {
                item.insert("ticket".to_owned(), text(id.as_str()));
                item.insert("version".to_owned(), AttributeValue::N(version.to_string()));
            }
            OnceAnswer::Json(json) => {
                item.insert("answer".to_owned(), text(json));
            }
        }
        item
    }

    /// What a record says to this request.
    pub(crate) fn judge(&self, record: &Item) -> Result<Replay, StoreError> {
        if read_text(record, "payload_hash")? != self.payload_hash {
            return Ok(Replay::OtherPayload);
        }
        if record.contains_key("answer") {
            return Ok(Replay::Same(OnceAnswer::Json(read_text(record, "answer")?)));
        }
        let version = crate::item::read(record, "version")?;
        Ok(Replay::Same(OnceAnswer::Ticket(read_id(record, "ticket")?, version)))
    }
}

impl Store {
    /// Looks a key up before anything is decided. One read.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn replayed(&self, once: Option<&Once>) -> Result<Option<Replay>, StoreError> {
        let Some(once) = once else { return Ok(None) };
        match self.item(keys::once(&once.caller, &once.key), keys::ONCE).await? {
            Some(record) => once.judge(&record).map(Some),
            None => Ok(None),
        }
    }

    /// One item, strongly consistent.
    pub(crate) async fn item(&self, pk: String, sk: &str) -> Result<Option<Item>, StoreError> {
        let got = self
            .client
            .get_item()
            .table_name(&self.table)
            .key("pk", text(pk))
            .key("sk", text(sk))
            .consistent_read(true)
            .send()
            .await;
        Ok(got.map_err(|error| StoreError::from_sdk(&error))?.item)
    }
}

impl From<Replay> for Result<OnceAnswer, CommitError> {
    fn from(replay: Replay) -> Self {
        match replay {
            Replay::Same(answer) => Ok(answer),
            Replay::OtherPayload => Err(CommitError::KeyReused),
        }
    }
}
