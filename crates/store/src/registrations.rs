//! Registrations, and the membership that an approval makes in the same transaction.

use crate::error::{CommitError, StoreError};
use crate::item::{Item, attribute, number, read, text};
use crate::memberships::Membership;
use crate::once::{Once, OnceAnswer};
use crate::outbox::{self, Subject};
use crate::transaction::{Outcome, Part, Transaction};
use crate::{INDEX_DESK, INDEX_OWNER, Store, keys};
use aws_sdk_dynamodb::types::Update;
use chrono::{DateTime, Utc};
use portal_core::identity::{RegistrationId, UserId};
use portal_core::notice::Notice;
use portal_core::registration::{Registration, RegistrationStatus};

/// How many registrations a list shows: a person holds a handful, HFS's queue is worked off daily.
const LISTED: i32 = 100;

/// What became of a registration's write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegistrationCommitted {
    /// It is written.
    Fresh,
    /// The same request was answered before, with this.
    Replayed(String),
}

impl Store {
    /// Files a registration. `answer` is what the request is answered, and a repeat of it.
    ///
    /// # Errors
    /// When nothing was written, and why.
    pub async fn file_registration(
        &self,
        registration: &Registration,
        notice: Notice,
        once: Option<&Once>,
        answer: &str,
    ) -> Result<RegistrationCommitted, CommitError> {
        let now = registration.filed_at;
        let id = registration.id.as_str();
        let mut item = Item::from([
            ("pk".to_owned(), text(keys::registration(&registration.id))),
            ("sk".to_owned(), text(keys::REGISTRATION)),
            ("version".to_owned(), number(registration.version)),
            ("summary".to_owned(), attribute(registration)?),
            ("owner_pk".to_owned(), text(keys::user(&registration.user))),
            ("owner_sk".to_owned(), text(keys::at(now, id))),
        ]);
        if registration.status == RegistrationStatus::Pending {
            item.extend([
                ("desk_pk".to_owned(), text(keys::DESK_REGISTRATIONS)),
                ("desk_sk".to_owned(), text(keys::at(now, id))),
            ]);
        }
        let mut transaction = Transaction::default();
        transaction.once(self, once, &OnceAnswer::Json(answer.to_owned()), now)?;
        transaction.insert(self, item, Part::Version)?;
        self.finish_registration(transaction, registration, notice, once, now).await
    }

    /// Commits HFS's decision, if nobody decided since `before` was read.
    ///
    /// # Errors
    /// When nothing was written, and why.
    pub async fn decide_registration(
        &self,
        before: &Registration,
        after: &Registration,
        notice: Notice,
        now: DateTime<Utc>,
        once: Option<&Once>,
        answer: &str,
    ) -> Result<RegistrationCommitted, CommitError> {
        let update = Update::builder()
            .table_name(&self.table)
            .key("pk", text(keys::registration(&after.id)))
            .key("sk", text(keys::REGISTRATION))
            .condition_expression("version = :before")
            .update_expression("SET version = :after, summary = :summary REMOVE desk_pk, desk_sk")
            .expression_attribute_values(":before", number(before.version))
            .expression_attribute_values(":after", number(after.version))
            .expression_attribute_values(":summary", attribute(after)?);
        let mut transaction = Transaction::default();
        transaction.once(self, once, &OnceAnswer::Json(answer.to_owned()), now)?;
        transaction.update(update, Part::Version)?;
        if after.status == RegistrationStatus::Approved
            && let Some(membership) = Membership::of(after)
        {
            transaction.put(self, membership.item()?)?;
        }
        self.finish_registration(transaction, after, notice, once, now).await
    }

    async fn finish_registration(
        &self,
        mut transaction: Transaction,
        registration: &Registration,
        notice: Notice,
        once: Option<&Once>,
        now: DateTime<Utc>,
    ) -> Result<RegistrationCommitted, CommitError> {
        if let Some(owed) =
            outbox::item(&Subject::registration(registration), &[notice], registration.version, now)?
        {
            transaction.insert(self, owed, Part::Free)?;
        }
        let token = format!("{}{}{now}", registration.id, registration.version);
        match transaction.commit(self, once, &token).await? {
            Outcome::Done => Ok(RegistrationCommitted::Fresh),
            Outcome::Before(OnceAnswer::Json(answer)) => Ok(RegistrationCommitted::Replayed(answer)),
            Outcome::Before(OnceAnswer::Ticket(..)) => Err(CommitError::KeyReused),
        }
    }

    /// A registration.
    ///
    /// # Errors
    /// When the table fails or the item does not read.
    pub async fn registration(&self, id: &RegistrationId) -> Result<Option<Registration>, StoreError> {
        let item = self.item(keys::registration(id), keys::REGISTRATION).await?;
        item.map(|item| read(&item, "summary")).transpose()
    }

    /// A person's registrations, newest first.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn registrations_of(&self, user: &UserId) -> Result<Vec<Registration>, StoreError> {
        let items = self.index_items(INDEX_OWNER, &keys::user(user), false, LISTED).await?;
        items.iter().map(|item| read(item, "summary")).collect()
    }

    /// What waits for HFS, oldest first.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn pending_registrations(&self) -> Result<Vec<Registration>, StoreError> {
        let items = self.index_items(INDEX_DESK, keys::DESK_REGISTRATIONS, true, LISTED).await?;
        items.iter().map(|item| read(item, "summary")).collect()
    }
}
