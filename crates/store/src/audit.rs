//! Putting readings on record: each in one transaction with the head of its record, so that of two at
//! once both are on it, one after the other. Only ever added to.

use crate::dossier::Dossier;
use crate::error::{CommitError, StoreError};
use crate::item::{Item, number, read, text};
use crate::once::{Once, OnceAnswer};
use crate::readings::Reading;
use crate::tickets::Committed;
use crate::transaction::{Outcome, Part, Transaction, built, token, wait};
use crate::{Store, keys};
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::builders::UpdateBuilder;
use aws_sdk_dynamodb::types::{
    CancellationReason, Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update,
};
use chrono::{DateTime, Utc};
use portal_core::actor::Role;
use portal_core::code_list;
use portal_core::identity::{TicketId, UploadId, UserId};
use portal_core::text::Text;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How often an entry that came second is tried again: fifty who open a ticket in the same instant are
/// all on record after a handful of tries.
const TRIES: u32 = 30;

/// How often a write that somebody was put on record before is tried again.
const COMMITS: u32 = 12;

code_list! {
    /// How something was opened.
    pub enum What {
        Read = "read", "Opened";
        ReadAgain = "read_again", "Shown again to a repeat of the request that made it";
        Audit = "audit", "Its record was opened";
        BreakGlass = "break_glass", "Opened by whoever leads HFS staff, for a reason";
        Message = "message", "A message was written on it";
        File = "file", "A place for a file was opened on it";
        Download = "download", "A link to one of its files was given";
        Workbook = "workbook", "Its claims were given in a workbook of several tickets";
    }
}

/// What a record is kept of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Record {
    /// A ticket.
    Ticket(TicketId),
    /// An upload.
    Upload(UploadId),
    /// What a person opened: who looked at that is on record too.
    Reader(UserId),
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ticket(id) => write!(f, "{id}"),
            Self::Upload(id) => write!(f, "{id}"),
            Self::Reader(id) => write!(f, "READER#{id}"),
        }
    }
}

/// An opening of something that holds health information.
#[derive(Clone, Debug)]
pub struct Access<'a> {
    /// Who.
    pub user: &'a UserId,
    /// In which part.
    pub role: Role,
    /// Of what.
    pub of: Record,
    /// How.
    pub what: What,
    /// When.
    pub at: DateTime<Utc>,
    /// In which request.
    pub request_id: &'a str,
    /// Why, where that has to be said.
    pub reason: Option<&'a Text<500>>,
}

/// Where a record ends, as far as was read: what the next entry goes on from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The last entry's place; 0 where there is none.
    pub(crate) seq: u64,
    /// The hash that the next entry is chained to.
    pub(crate) hash: String,
    /// The hash that the head's item holds, if there is an item.
    stands: Option<String>,
}

impl Head {
    pub(crate) fn at(seq: u64, hash: String) -> Self {
        Self { seq, stands: Some(hash.clone()), hash }
    }

    /// What a head's item says. One that does not read is the end of nothing: the record goes on, and
    /// the break shows.
    pub(crate) fn of_item(item: &Item) -> Self {
        let (seq, hash) = (read(item, "seq").unwrap_or(0), read(item, "hash").unwrap_or_default());
        Self::at(seq, hash)
    }

    pub(crate) fn is_absent(&self) -> bool {
        self.stands.is_none()
    }

    fn stored(item: Option<&Item>) -> Self {
        item.map_or_else(Self::default, Self::of_item)
    }
}

/// What became of one try.
enum Tried {
    Written,
    /// Somebody else was put on record first; the record now ends here, where that was told.
    Overtaken(Option<Head>),
    /// There is an entry already where the head says that there is none.
    Disagrees,
}

impl Store {
    /// Where the record of something ends. Read it beside what is opened. One read.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn audit_head(&self, of: &Record) -> Result<Head, StoreError> {
        Ok(Head::stored(self.item(keys::audit(of), keys::HEAD).await?.as_ref()))
    }

    /// Puts an access on record, after a head; what is not on record is not shown. One transaction, and
    /// one more each time that somebody else was first.
    ///
    /// # Errors
    /// When the table fails, or others were first again and again.
    pub async fn record_access(&self, access: &Access<'_>, head: Head) -> Result<(), StoreError> {
        self.record(access, head, None).await
    }

    /// The same of a ticket that was opened, with what it says of the messages: that this side has read
    /// them now.
    ///
    /// # Errors
    /// When the table fails, or others were first again and again.
    pub async fn record_reading(
        &self,
        access: &Access<'_>,
        head: Head,
        opened: &Dossier,
    ) -> Result<(), StoreError> {
        let unread = opened.unread_by(access.role);
        if unread.is_empty() {
            return self.record(access, head, None).await;
        }
        let read = self.marked_read(&opened.ticket.id, access.role, &unread, access.at);
        let read = TransactWriteItem::builder().update(built(read.build())?).build();
        self.record(access, head, Some(read)).await
    }

    async fn record(
        &self,
        access: &Access<'_>,
        head: Head,
        beside: Option<TransactWriteItem>,
    ) -> Result<(), StoreError> {
        let mut head = head;
        for attempt in 0..TRIES {
            head = match self.try_to_record(access, &head, beside.as_ref()).await? {
                Tried::Written => return Ok(()),
                // Of two at once the second goes on right after the first.
                Tried::Overtaken(Some(now)) if attempt == 0 => now,
                // In a crowd, whoever waits reads the head anew: the one they were told is old by then.
                Tried::Overtaken(_) => {
                    wait(attempt).await;
                    self.audit_head(&access.of).await?
                }
                Tried::Disagrees => self.mended(&access.of).await?,
            };
        }
        Err(StoreError::Unavailable("others were put on record first each time".to_owned()))
    }

    async fn try_to_record(
        &self,
        access: &Access<'_>,
        head: &Head,
        beside: Option<&TransactWriteItem>,
    ) -> Result<Tried, StoreError> {
        let reading = Reading::after(head, access);
        let mut actions = vec![self.new_entry(&reading)?, self.head_moved(&reading, head)?];
        actions.extend(beside.cloned());
        let sent = self
            .client
            .transact_write_items()
            .set_transact_items(Some(actions))
            .client_request_token(token())
            .send()
            .await;
        let Err(error) = sent else { return Ok(Tried::Written) };
        match error.as_service_error() {
            Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
                judge(cancelled.cancellation_reasons(), &reading)
            }
            Some(TransactWriteItemsError::TransactionInProgressException(_)) => Ok(Tried::Overtaken(None)),
            Some(_) | None => Err(StoreError::from_sdk(&error)),
        }
    }

    /// Puts an access on record as [`Store::record_access`] does, together with the idempotency record of
    /// the request that asks for it.
    ///
    /// # Errors
    /// When nothing was written, and why.
    pub async fn record_once(
        &self,
        access: &Access<'_>,
        head: Head,
        once: Option<&Once>,
    ) -> Result<Committed<String>, CommitError> {
        let key = access.of.to_string();
        let write = |head: &Head| {
            let mut transaction = Transaction::default();
            transaction.once(self, once, &OnceAnswer::Json(key.clone()), access.at)?;
            self.record_in(&mut transaction, access, head)?;
            Ok(transaction)
        };
        self.commit_on_record((&access.of, &key), head, once, write).await
    }

    /// Commits what `write` makes under a key after a head, with its entry on record among it; anew, each
    /// time that somebody else was put on record first. Answers with the key, or with the one that the same
    /// request made before.
    pub(crate) async fn commit_on_record(
        &self,
        (of, key): (&Record, &str),
        head: Head,
        once: Option<&Once>,
        write: impl Fn(&Head) -> Result<Transaction, StoreError>,
    ) -> Result<Committed<String>, CommitError> {
        let mut head = head;
        for attempt in 0..COMMITS {
            match write(&head)?.commit(self, once).await {
                Err(CommitError::Conflict) => {
                    head = self.head_after(of, &head).await?.ok_or(CommitError::Conflict)?;
                }
                Err(error) => return Err(error),
                Ok(Outcome::Done) => return Ok(Committed::Fresh(key.to_owned())),
                Ok(Outcome::Before(OnceAnswer::Json(first))) => return Ok(Committed::Replayed(first)),
                Ok(Outcome::Before(OnceAnswer::Ticket(..))) => return Err(CommitError::KeyReused),
            }
            wait(attempt).await;
        }
        Err(CommitError::Conflict)
    }

    /// Adds an entry to the transaction of what it tells of: whoever is not on record wrote nothing.
    pub(crate) fn record_in(
        &self,
        transaction: &mut Transaction,
        access: &Access<'_>,
        head: &Head,
    ) -> Result<(), StoreError> {
        let reading = Reading::after(head, access);
        transaction.insert(self, reading.item()?, Part::Record)?;
        transaction.update(self.head_update(&reading, head), Part::Record)
    }

    /// The head to go on from after one that a transaction did not get past; none where the record is
    /// still where it was, and something else was in the way.
    pub(crate) async fn head_after(&self, of: &Record, head: &Head) -> Result<Option<Head>, StoreError> {
        let now = self.audit_head(of).await?;
        if now != *head {
            return Ok(Some(now));
        }
        let next = self.item(keys::audit(of), &keys::reading(head.seq + 1)).await?;
        if next.is_some() { self.mended(of).await.map(Some) } else { Ok(None) }
    }

    fn new_entry(&self, reading: &Reading) -> Result<TransactWriteItem, StoreError> {
        let put = Put::builder()
            .table_name(&self.table)
            .set_item(Some(reading.item()?))
            .condition_expression("attribute_not_exists(pk)")
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        Ok(TransactWriteItem::builder().put(built(put.build())?).build())
    }

    fn head_moved(&self, reading: &Reading, head: &Head) -> Result<TransactWriteItem, StoreError> {
        let update = self
            .head_update(reading, head)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        Ok(TransactWriteItem::builder().update(built(update.build())?).build())
    }

    fn head_update(&self, reading: &Reading, head: &Head) -> UpdateBuilder {
        let update = Update::builder()
            .table_name(&self.table)
            .key("pk", text(keys::audit(&reading.of)))
            .key("sk", text(keys::HEAD))
            .update_expression("SET seq = :seq, #hash = :hash")
            .expression_attribute_names("#hash", "hash")
            .expression_attribute_values(":seq", number(reading.seq))
            .expression_attribute_values(":hash", text(&reading.hash));
        match &head.stands {
            // Somebody has been at the head, and it holds no hash to go on from: nobody is locked out by that.
            Some(before) if before.is_empty() => update
                .condition_expression(
                    "attribute_exists(pk) AND (NOT attribute_type(#hash, :text) OR #hash = :before)",
                )
                .expression_attribute_values(":text", text("S"))
                .expression_attribute_values(":before", text(before)),
            Some(before) => update
                .condition_expression("#hash = :before")
                .expression_attribute_values(":before", text(before)),
            None => update.condition_expression("attribute_not_exists(pk)"),
        }
    }

    /// A head for a record whose own is gone or wrong: somebody has been at it. The record goes on after
    /// its last entry, chained to nothing, so that nobody is locked out and the break shows for ever.
    async fn mended(&self, of: &Record) -> Result<Head, StoreError> {
        let stands = self.audit_head(of).await?.stands;
        let last = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :pk AND begins_with(sk, :readings)")
            .expression_attribute_values(":pk", text(keys::audit(of)))
            .expression_attribute_values(":readings", text(keys::READINGS))
            .consistent_read(true)
            .scan_index_forward(false)
            .limit(1)
            .send()
            .await
            .map_err(|error| StoreError::from_sdk(&error))?;
        let last = last.items.unwrap_or_default();
        let seq = last.first().and_then(|item| keys::seq_of_reading(item.get("sk")?.as_s().ok()?));
        Ok(Head { seq: seq.unwrap_or(0), hash: String::new(), stands })
    }
}

/// What the reasons mean: of the entry, then of the head.
fn judge(reasons: &[CancellationReason], reading: &Reading) -> Result<Tried, StoreError> {
    let failed = |reason: &&CancellationReason| reason.code() == Some("ConditionalCheckFailed");
    let (entry, head) = (reasons.first().filter(failed), reasons.get(1).filter(failed));
    // Written by the SDK's own first try, whose answer was late.
    let stands =
        entry.and_then(CancellationReason::item).and_then(|item| read::<Reading>(item, "summary").ok());
    if stands.as_ref() == Some(reading) {
        return Ok(Tried::Written);
    }
    if let Some(head) = head {
        return Ok(Tried::Overtaken(head.item().map(Head::of_item)));
    }
    if entry.is_some() {
        return Ok(Tried::Disagrees);
    }
    let in_the_way = ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"];
    let codes: Vec<&str> =
        reasons.iter().filter_map(CancellationReason::code).filter(|code| *code != "None").collect();
    if codes.iter().any(|code| in_the_way.contains(code)) {
        return Ok(Tried::Overtaken(None));
    }
    Err(StoreError::Refused(codes.join(" ")))
}
