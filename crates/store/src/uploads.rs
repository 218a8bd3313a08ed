//! Uploads: a slot that someone opened, and what was read from the file that landed in it. The first
//! version of the file that was read counts; events may come twice, late, or in another order.

use crate::error::{CommitError, StoreError};
use crate::held::{Became, Division, Findings, Held};
use crate::item::{Item, attribute, read, read_id, read_text, text, unpack};
use crate::once::{Once, OnceAnswer};
use crate::sent_answers::SentAnswer;
use crate::transaction::{Outcome, Part, Transaction};
use crate::upload_list::{UploadStatus, UploadSummary};
use crate::{Store, keys};
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::builders::UpdateBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure, Update};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use portal_core::identity::{DraftId, UploadId, UserId};
use portal_core::mco::McoCode;
use portal_core::text::Text;
use portal_core::{chicago, code_list};
use serde::{Deserialize, Serialize};

/// How long after a slot closed its file may still be on the way to being read.
const ON_ITS_WAY: TimeDelta = TimeDelta::minutes(15);

/// How long an upload is kept. What was filed from it is on the ticket.
const KEPT: TimeDelta = TimeDelta::days(30);

/// When an upload goes that is wanted until the end of this day too.
pub(crate) fn goes_at(slot: &Slot, last: Option<NaiveDate>) -> DateTime<Utc> {
    let kept = slot.opened_at + KEPT;
    last.map_or(kept, |last| kept.max(chicago::end_of(last)))
}

/// The same as the table is told.
pub(crate) fn expires(goes_at: DateTime<Utc>) -> AttributeValue {
    AttributeValue::N(goes_at.timestamp().to_string())
}

code_list! {
    /// What a workbook is for.
    pub enum Purpose {
        Claims = "claims", "Claims in dispute";
        Registrations = "registrations", "Providers to register";
        Answers = "answers", "Answers to open tickets";
    }
}

/// A slot for one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// Key.
    pub id: UploadId,
    /// Whose it is.
    pub user: UserId,
    /// What for.
    pub purpose: Purpose,
    /// What the sender calls the file: it may name a patient, so only the sender is shown it.
    pub name: Text<200>,
    /// The MCO whose open tickets it answers: its opener's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mco: Option<McoCode>,
    /// The draft that its claims are for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<DraftId>,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// Until when the file may be posted.
    pub closes_at: DateTime<Utc>,
}

/// Where an upload stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UploadState {
    /// Nothing was read yet.
    Waiting,
    /// It can be filed.
    Valid(Findings, Held),
    /// It cannot.
    Rejected(Findings),
    /// It was filed; and what had been found in it.
    Filed(Became, Findings),
}

/// An upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Its slot.
    pub slot: Slot,
    /// Where it stands.
    pub state: UploadState,
    /// Whether a further file was posted to the slot; it was not read.
    pub used_twice: bool,
    /// Whether filing has begun, and broke off if it is not over soon.
    pub begun: bool,
    /// What became of each answer, of a workbook that was sent.
    pub sent: Vec<SentAnswer>,
}

impl Upload {
    /// What was found in its file, as long as nothing was filed from it.
    pub const fn findings(&self) -> Option<&Findings> {
        match &self.state {
            UploadState::Valid(findings, _) | UploadState::Rejected(findings) => Some(findings),
            UploadState::Waiting | UploadState::Filed(..) => None,
        }
    }

    /// How its rows divide: still, once those for now were filed, since the others are kept for later.
    pub const fn division(&self) -> Option<&Division> {
        match &self.state {
            UploadState::Valid(findings, _)
            | UploadState::Rejected(findings)
            | UploadState::Filed(_, findings) => findings.division.as_ref(),
            UploadState::Waiting => None,
        }
    }
}

/// What became of writing down what was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// It is written.
    Now,
    /// This version was read before.
    Before,
    /// Another version was read before: this one does not count.
    SlotUsed,
    /// There is no such slot.
    Unknown,
}

impl Slot {
    /// Where its file lies in the bucket.
    pub fn object_key(&self) -> String {
        object_key(&self.id)
    }

    /// Whether nothing can come of it any more, if nothing has yet.
    pub fn is_over(&self, now: DateTime<Utc>) -> bool {
        now > on_its_way_until(self.closes_at)
    }
}

/// Until when a file may still come to be read that was posted to a slot before it closed.
pub fn on_its_way_until(closes_at: DateTime<Utc>) -> DateTime<Utc> {
    closes_at + ON_ITS_WAY
}

/// Where the file of an upload lies in the bucket.
pub fn object_key(id: &UploadId) -> String {
    format!("{UPLOADS}{id}")
}

/// The upload whose file lies at a key.
pub fn upload_at(key: &str) -> Option<UploadId> {
    key.strip_prefix(UPLOADS)?.parse().ok()
}

const UPLOADS: &str = "uploads/";

impl Store {
    /// Opens a slot; a repeat is told the slot that the first request opened.
    ///
    /// # Errors
    /// When nothing was written, and why.
    pub async fn open_upload(&self, slot: &Slot, once: Option<&Once>) -> Result<UploadId, CommitError> {
        let item = Item::from([
            ("pk".to_owned(), text(keys::upload(&slot.id))),
            ("sk".to_owned(), text(keys::UPLOAD)),
            ("status".to_owned(), text(UploadStatus::Waiting.code())),
            ("user".to_owned(), text(slot.user.as_str())),
            ("slot".to_owned(), attribute(slot)?),
            ("summary".to_owned(), attribute(&UploadSummary::opened(slot))?),
            ("owner_pk".to_owned(), text(keys::uploads(&slot.user))),
            ("owner_sk".to_owned(), text(keys::at(slot.opened_at, slot.id.as_str()))),
            ("expires".to_owned(), expires(goes_at(slot, None))),
        ]);
        let mut transaction = Transaction::default();
        let answer = OnceAnswer::Json(slot.id.as_str().to_owned());
        transaction.once(self, once, &answer, slot.opened_at)?;
        transaction.insert(self, item, Part::Version)?;
        match transaction.commit(self, once).await? {
            Outcome::Done => Ok(slot.id.clone()),
            Outcome::Before(OnceAnswer::Json(id)) => {
                Ok(id.parse().map_err(|_| StoreError::Corrupt("an idempotency record"))?)
            }
            Outcome::Before(OnceAnswer::Ticket(..)) => Err(CommitError::KeyReused),
        }
    }

    /// An upload.
    ///
    /// # Errors
    /// When the table fails or the item does not read.
    pub async fn upload(&self, id: &UploadId) -> Result<Option<Upload>, StoreError> {
        let Some(item) = self.item(keys::upload(id), keys::UPLOAD).await? else { return Ok(None) };
        let slot: Slot = read(&item, "slot")?;
        let state = match read_id(&item, "status")? {
            UploadStatus::Waiting => UploadState::Waiting,
            UploadStatus::Valid => {
                UploadState::Valid(unpack(&item, "findings")?, Held::of_item(&item, slot.purpose)?)
            }
            UploadStatus::Rejected => UploadState::Rejected(unpack(&item, "findings")?),
            UploadStatus::Filed => {
                UploadState::Filed(Became::of_item(&item, slot.purpose)?, unpack(&item, "findings")?)
            }
        };
        Ok(Some(Upload {
            slot,
            state,
            used_twice: item.contains_key("used_twice"),
            begun: item.contains_key("begun"),
            sent: if item.contains_key("sent") { unpack(&item, "sent")? } else { Vec::new() },
        }))
    }

    /// Whether there is such an upload; nothing of what is in it is read.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn upload_is_there(&self, id: &UploadId) -> Result<bool, StoreError> {
        let got = self
            .client
            .get_item()
            .table_name(&self.table)
            .key("pk", text(keys::upload(id)))
            .key("sk", text(keys::UPLOAD))
            .projection_expression("pk")
            .consistent_read(true)
            .send()
            .await;
        got.map(|got| got.item.is_some()).map_err(|error| StoreError::from_sdk(&error))
    }

    /// Writes down what was found in a version of the file, unless one was read before. Without
    /// `contents`, or with faults, the upload is rejected; with both, `contents` is what is left of it when it
    /// is divided.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn settle_upload(
        &self,
        slot: &Slot,
        version: &str,
        findings: &Findings,
        contents: Option<&Held>,
    ) -> Result<Settled, StoreError> {
        let is_valid = contents.is_some() && findings.faults.is_empty();
        let status = if is_valid { UploadStatus::Valid } else { UploadStatus::Rejected };
        let summary = UploadSummary::read(slot, status, findings);
        let mut expression =
            "SET #status = :status, object_version = :version, findings = :findings, summary = :summary, expires = :expires"
                .to_owned();
        let mut update = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("pk", text(keys::upload(&slot.id)))
            .key("sk", text(keys::UPLOAD))
            .condition_expression("#status = :waiting")
            .expression_attribute_names("#status", "status")
            .expression_attribute_values(":waiting", text(UploadStatus::Waiting.code()))
            .expression_attribute_values(":status", text(status.code()))
            .expression_attribute_values(":summary", attribute(&summary)?)
            .expression_attribute_values(":version", text(version))
            .expression_attribute_values(":findings", findings.packed()?)
            // What may still be filed, and the workbooks of what is kept for later, are found through it.
            .expression_attribute_values(":expires", expires(summary.goes_at))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        if summary.keeps.is_some() {
            expression.push_str(", owner_sk = :place");
            let place = keys::upload_keeping(slot.opened_at, &slot.id);
            update = update.expression_attribute_values(":place", text(place));
        }
        if let Some(contents) = contents {
            expression.push_str(", contents = :contents");
            update = update.expression_attribute_values(":contents", contents.packed()?);
        }
        match update.update_expression(expression).send().await {
            Ok(_) => Ok(Settled::Now),
            Err(error) => match error.as_service_error() {
                Some(UpdateItemError::ConditionalCheckFailedException(failed)) => {
                    self.not_settled(&slot.id, version, failed.item()).await
                }
                Some(_) | None => Err(StoreError::from_sdk(&error)),
            },
        }
    }

    /// An update of an upload that is valid still, by whoever uploaded it.
    pub(crate) fn valid_upload(&self, id: &UploadId, user: &UserId) -> UpdateBuilder {
        Update::builder()
            .table_name(&self.table)
            .key("pk", text(keys::upload(id)))
            .key("sk", text(keys::UPLOAD))
            .condition_expression("#status = :valid AND #user = :user")
            .expression_attribute_names("#status", "status")
            .expression_attribute_names("#user", "user")
            .expression_attribute_values(":user", text(user.as_str()))
            .expression_attribute_values(":valid", text(UploadStatus::Valid.code()))
    }

    /// What filing from an upload writes of it, and `also`: filed once, as it was validated.
    pub(crate) fn upload_filed(&self, id: &UploadId, user: &UserId, also: &str) -> UpdateBuilder {
        self.valid_upload(id, user)
            .update_expression(format!("SET #status = :filed, summary.#status = :filed{also}"))
            .expression_attribute_values(":filed", text(UploadStatus::Filed.code()))
    }

    async fn not_settled(
        &self,
        id: &UploadId,
        version: &str,
        stands: Option<&Item>,
    ) -> Result<Settled, StoreError> {
        let Some(stands) = stands else { return Ok(Settled::Unknown) };
        if read_text(stands, "object_version").is_ok_and(|read| read == version) {
            return Ok(Settled::Before);
        }
        // Whoever posted twice is told that the second file was not read.
        let mark = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("pk", text(keys::upload(id)))
            .key("sk", text(keys::UPLOAD))
            .update_expression("SET used_twice = :yes")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_values(":yes", AttributeValue::Bool(true));
        mark.send().await.map(|_| Settled::SlotUsed).map_err(|error| StoreError::from_sdk(&error))
    }
}
