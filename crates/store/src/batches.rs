//! A workbook of registrations, filed: a registration a row, and what names them all.
//!
//! A transaction takes a hundred actions, so as a rule everything is written in one; what it cannot hold is
//! written in one before, together with all that is to follow. Whoever sends the workbook again finishes that.

use crate::error::{CommitError, StoreError};
use crate::item::{Item, attribute, pack, text, unpack};
use crate::once::{Once, OnceAnswer};
use crate::outbox::{self, Subject};
use crate::registrations::{RegistrationCommitted, registration_item};
use crate::transaction::{Outcome, Part, Transaction};
use crate::{Store, keys, uploads};
use aws_sdk_dynamodb::types::{AttributeValue, Update};
use chrono::{DateTime, TimeDelta, Utc};
use portal_core::identity::{RegistrationId, UploadId, UserId};
use portal_core::notice::{Audience, Notice, NoticeKind};
use portal_core::registration::Registration;
use serde::{Deserialize, Serialize};

/// The registrations of one transaction. Beside them it writes what names them all, the upload, the letter
/// owed and the request's own record.
const MOST_AT_ONCE: usize = 96;

/// How long what has begun may take to be finished.
const TO_FINISH: TimeDelta = TimeDelta::days(90);

/// How long after its upload goes what is still to be filed of it: the table tidies away in no order, and nobody
/// may find the one without the other.
const AFTER_THE_UPLOAD: TimeDelta = TimeDelta::days(7);

/// A workbook of registrations that was filed, or of which filing has begun. It stays, whatever becomes of the
/// rest: each of its registrations leads to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// The upload of the workbook.
    pub upload: UploadId,
    /// Who filed it.
    pub user: UserId,
    /// Its registrations, in the order of the rows; of those that filing did not come to, the keys are not taken.
    pub registrations: Vec<RegistrationId>,
}

impl Batch {
    /// How many registrations are still to be filed, of what `registrations_in_batch` found.
    pub const fn unfiled(&self, found: &[Registration]) -> usize {
        self.registrations.len().saturating_sub(found.len())
    }

    fn item(&self) -> Result<Item, StoreError> {
        let mut item = key(&self.upload, keys::BATCH);
        item.insert("batch".to_owned(), pack(self)?);
        Ok(item)
    }

    /// What is to be filed, the forms with it: it goes once it is filed, or some time after the upload does.
    fn begun_item(
        &self,
        registrations: &[Registration],
        upload_goes_at: DateTime<Utc>,
    ) -> Result<Item, StoreError> {
        let mut item = key(&self.upload, keys::BEGUN);
        item.insert("begun".to_owned(), pack(&registrations)?);
        item.insert("expires".to_owned(), uploads::expires(upload_goes_at + AFTER_THE_UPLOAD));
        Ok(item)
    }
}

fn key(upload: &UploadId, sk: &str) -> Item {
    Item::from([("pk".to_owned(), text(keys::batch(upload))), ("sk".to_owned(), text(sk))])
}

/// How many of so many registrations are written before the last transaction.
const fn ahead(count: usize) -> usize {
    count.saturating_sub(MOST_AT_ONCE)
}

impl Store {
    /// Begins to file a workbook where one transaction cannot hold it: writes what would not fit in the last one,
    /// and keeps all that is to follow. What it gives back is what is to be filed: these registrations, or those
    /// of an earlier request that did not come to its end, which is finished as it was begun.
    ///
    /// # Errors
    /// `UploadSpent` where the upload is filed, or cannot be; else why nothing was written.
    pub async fn begin_batch(
        &self,
        batch: &Batch,
        registrations: Vec<Registration>,
        now: DateTime<Utc>,
    ) -> Result<Vec<Registration>, CommitError> {
        let ahead = ahead(registrations.len());
        if ahead == 0 {
            return Ok(registrations);
        }
        let goes_at = now + TO_FINISH;
        let mut transaction = Transaction::default();
        transaction.insert(self, batch.item()?, Part::Version)?;
        transaction.insert(self, batch.begun_item(&registrations, goes_at)?, Part::Version)?;
        // What it is made of stays for as long as it may take to be finished.
        let valid = self
            .valid_upload(&batch.upload, &batch.user)
            .update_expression("SET begun = :yes, expires = :expires, summary.goes_at = :goes")
            .expression_attribute_values(":yes", AttributeValue::Bool(true))
            .expression_attribute_values(":expires", uploads::expires(goes_at))
            .expression_attribute_values(":goes", attribute(&goes_at)?);
        transaction.update(valid, Part::Upload)?;
        for registration in registrations.iter().take(ahead) {
            transaction.insert(self, registration_item(registration)?, Part::Free)?;
        }
        match transaction.commit(self, None).await {
            Ok(_) => Ok(registrations),
            Err(CommitError::Stale) => self.begun(&batch.upload).await,
            Err(error) => Err(error),
        }
    }

    async fn begun(&self, upload: &UploadId) -> Result<Vec<Registration>, CommitError> {
        // If there are none, it was finished since, or they are not kept any more.
        self.batch_begun(upload).await?.ok_or(CommitError::UploadSpent)
    }

    /// The registrations as they were begun, of a workbook of which filing broke off; none once it is finished, or
    /// can be no more.
    ///
    /// # Errors
    /// When the table fails or the item does not read.
    pub async fn batch_begun(&self, upload: &UploadId) -> Result<Option<Vec<Registration>>, StoreError> {
        let item = self.item(keys::batch(upload), keys::BEGUN).await?;
        item.filter(|item| item.contains_key("begun")).map(|item| unpack(&item, "begun")).transpose()
    }

    /// Files a workbook, as it was begun: its registrations, the upload spent, one letter that all were received,
    /// and `answer`, what the request and a repeat of it are answered.
    ///
    /// # Errors
    /// `UploadSpent` where the upload is filed, or cannot be; else why nothing more was written.
    pub async fn file_batch(
        &self,
        batch: &Batch,
        registrations: &[Registration],
        now: DateTime<Utc>,
        once: Option<&Once>,
        answer: &str,
    ) -> Result<RegistrationCommitted, CommitError> {
        let ahead = ahead(registrations.len());
        let mut transaction = Transaction::default();
        transaction.once(self, once, &OnceAnswer::Json(answer.to_owned()), now)?;
        transaction.update(self.upload_filed(&batch.upload, &batch.user, ""), Part::Upload)?;
        // Whatever else is there already is there because it was filed.
        if ahead == 0 {
            transaction.insert(self, batch.item()?, Part::Upload)?;
        } else {
            let whole = Update::builder()
                .table_name(&self.table)
                .set_key(Some(key(&batch.upload, keys::BEGUN)))
                // What is left of it holds nothing of anybody, and goes as it would have gone.
                .update_expression("REMOVE begun")
                .condition_expression("attribute_exists(begun)");
            transaction.update(whole, Part::Upload)?;
        }
        for registration in registrations.iter().skip(ahead) {
            transaction.insert(self, registration_item(registration)?, Part::Upload)?;
        }
        if let Some(first) = registrations.first() {
            let notice = Notice::new(NoticeKind::RegistrationsReceived, Audience::Registrant);
            let subject = Subject::batch(&batch.upload, first);
            if let Some(owed) = outbox::item(&subject, &[notice], 1, now)? {
                transaction.insert(self, owed, Part::Upload)?;
            }
        }
        match transaction.commit(self, once).await? {
            Outcome::Done => Ok(RegistrationCommitted::Fresh),
            Outcome::Before(OnceAnswer::Json(answer)) => Ok(RegistrationCommitted::Replayed(answer)),
            Outcome::Before(OnceAnswer::Ticket(..)) => Err(CommitError::KeyReused),
        }
    }

    /// A workbook of registrations that was filed, or of which filing has begun.
    ///
    /// # Errors
    /// When the table fails or the item does not read.
    pub async fn batch(&self, upload: &UploadId) -> Result<Option<Batch>, StoreError> {
        let item = self.item(keys::batch(upload), keys::BATCH).await?;
        item.map(|item| unpack(&item, "batch")).transpose()
    }

    /// Its registrations as they stand, in the order of the rows. One request.
    ///
    /// # Errors
    /// When the table fails or an item does not read.
    pub async fn registrations_in_batch(&self, batch: &Batch) -> Result<Vec<Registration>, StoreError> {
        let key = |id: &RegistrationId| {
            Item::from([
                ("pk".to_owned(), text(keys::registration(id))),
                ("sk".to_owned(), text(keys::REGISTRATION)),
            ])
        };
        let items = self.items(batch.registrations.iter().map(key).collect()).await?;
        let read = items.iter().map(|item| crate::item::read(item, "summary"));
        let mut registrations: Vec<Registration> = read.collect::<Result<_, _>>()?;
        registrations.sort_by_key(|registration| registration.row);
        Ok(registrations)
    }
}
