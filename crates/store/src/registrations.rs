//! Registrations, and the membership that an approval makes in the same transaction.

use crate::error::{CommitError, StoreError};
use crate::item::{Item, attribute, number, read, text};
use crate::lists::Page;
use crate::memberships::Membership;
use crate::once::{Once, OnceAnswer};
use crate::outbox::{self, Subject};
use crate::place::Place;
use crate::transaction::{Outcome, Part, Transaction};
use crate::{INDEX_DESK, INDEX_OWNER, Store, keys};
use aws_sdk_dynamodb::types::Update;
use aws_sdk_dynamodb::types::builders::UpdateBuilder;
use chrono::{DateTime, Utc};
use portal_core::identity::{MedicaidId, RegistrationId, UserId};
use portal_core::notice::Notice;
use portal_core::registration::{Registration, RegistrationStatus};
use std::collections::BTreeSet;

/// Registrations of one query, where all of somebody's are looked through: most people hold a handful.
const LISTED: u16 = 100;

/// What became of a registration's write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegistrationCommitted {
    /// It is written.
    Fresh,
    /// The same request was answered before, with this.
    Replayed(String),
}

/// The item of a registration that was just filed.
pub(crate) fn registration_item(registration: &Registration) -> Result<Item, StoreError> {
    let (now, id) = (registration.filed_at, registration.id.as_str());
    Ok(Item::from([
        ("pk".to_owned(), text(keys::registration(&registration.id))),
        ("sk".to_owned(), text(keys::REGISTRATION)),
        ("version".to_owned(), number(registration.version)),
        ("summary".to_owned(), attribute(registration)?),
        ("owner_pk".to_owned(), text(keys::user(&registration.user))),
        ("owner_sk".to_owned(), text(keys::at(now, id))),
        ("desk_pk".to_owned(), text(keys::desk_registrations(registration.status))),
        ("desk_sk".to_owned(), text(keys::at(now, id))),
    ]))
}

/// The place at which a page says that the next one begins.
fn place(next: &str) -> Result<Place, StoreError> {
    next.parse().map_err(|_| StoreError::Corrupt("a place in a list"))
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
        let mut transaction = Transaction::default();
        transaction.once(self, once, &OnceAnswer::Json(answer.to_owned()), now)?;
        transaction.insert(self, registration_item(registration)?, Part::Version)?;
        self.finish_registration(transaction, registration, Some(notice), once, now).await
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
        let mut transaction = Transaction::default();
        transaction.once(self, once, &OnceAnswer::Json(answer.to_owned()), now)?;
        transaction.update(self.registration_update(before, after, now)?, Part::Version)?;
        if let Some(by) = &after.decided_by {
            self.require_presence(&mut transaction, by)?;
        }
        if after.status == RegistrationStatus::Approved
            && let Some(membership) = Membership::of(after)
        {
            transaction.put(self, membership.item()?)?;
        }
        self.finish_registration(transaction, after, Some(notice), once, now).await
    }

    /// Asks a provider's own staff for their consent to a registration that waits.
    ///
    /// # Errors
    /// `Stale` where something else was said of it in the same moment.
    pub async fn ask_consent(
        &self,
        before: &Registration,
        after: &Registration,
        now: DateTime<Utc>,
    ) -> Result<(), CommitError> {
        let mut transaction = Transaction::default();
        transaction.update(self.registration_update(before, after, now)?, Part::Version)?;
        self.finish_registration(transaction, after, None, None, now).await.map(drop)
    }

    /// By expression, on its version: an attribute that a newer release wrote stays.
    pub(crate) fn registration_update(
        &self,
        before: &Registration,
        after: &Registration,
        now: DateTime<Utc>,
    ) -> Result<UpdateBuilder, StoreError> {
        Ok(Update::builder()
            .table_name(&self.table)
            .key("pk", text(keys::registration(&after.id)))
            .key("sk", text(keys::REGISTRATION))
            .condition_expression("version = :before")
            .update_expression("SET version = :after, summary = :summary, desk_pk = :desk, desk_sk = :place")
            .expression_attribute_values(":before", number(before.version))
            .expression_attribute_values(":after", number(after.version))
            .expression_attribute_values(":summary", attribute(after)?)
            .expression_attribute_values(":desk", text(keys::desk_registrations(after.status)))
            .expression_attribute_values(":place", text(keys::at(now, after.id.as_str()))))
    }

    pub(crate) async fn finish_registration(
        &self,
        mut transaction: Transaction,
        registration: &Registration,
        notice: Option<Notice>,
        once: Option<&Once>,
        now: DateTime<Utc>,
    ) -> Result<RegistrationCommitted, CommitError> {
        let (subject, notices) = (Subject::registration(registration), Vec::from_iter(notice));
        if let Some(owed) = outbox::item(&subject, &notices, registration.version, now)? {
            transaction.insert(self, owed, Part::Free)?;
        }
        match transaction.commit(self, once).await? {
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

    /// A person's newest registration for a provider, however many others came after it. One query for each hundred
    /// registrations.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn registration_for(
        &self,
        user: &UserId,
        provider: &MedicaidId,
    ) -> Result<Option<Registration>, StoreError> {
        let mut after = None;
        loop {
            let page = self.registrations_by(user, after.as_ref(), LISTED).await?;
            let named = |one: &Registration| one.form.medicaid_id.as_ref() == Some(provider);
            if let Some(newest) = page.items.into_iter().find(named) {
                return Ok(Some(newest));
            }
            after = match page.next {
                Some(next) => Some(place(&next)?),
                None => return Ok(None),
            };
        }
    }

    /// A page of a person's registrations, newest first. One query.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn registrations_by(
        &self,
        user: &UserId,
        after: Option<&Place>,
        limit: u16,
    ) -> Result<Page<Registration>, StoreError> {
        self.index_page((INDEX_OWNER, "owner_sk"), &keys::user(user), false, after, limit).await
    }

    /// The providers of a person's registrations that wait for HFS, however many there are. One query for each
    /// hundred registrations.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn awaited_providers(&self, user: &UserId) -> Result<BTreeSet<MedicaidId>, StoreError> {
        let (mut providers, mut after) = (BTreeSet::new(), None);
        loop {
            let page = self.registrations_by(user, after.as_ref(), LISTED).await?;
            let waits = page.items.into_iter().filter(|one| one.status == RegistrationStatus::Pending);
            providers.extend(waits.filter_map(|one| one.form.medicaid_id));
            let Some(next) = page.next else { return Ok(providers) };
            after = Some(place(&next)?);
        }
    }

    /// A page of everyone's registrations that stand so: what waits for HFS oldest first, what is
    /// decided newest first. One query.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn registrations_in(
        &self,
        status: RegistrationStatus,
        after: Option<&Place>,
        limit: u16,
    ) -> Result<Page<Registration>, StoreError> {
        let oldest_first = match status {
            RegistrationStatus::Pending => true,
            RegistrationStatus::Approved | RegistrationStatus::Denied | RegistrationStatus::Revoked => false,
        };
        let pk = keys::desk_registrations(status);
        self.index_page((INDEX_DESK, "desk_sk"), &pk, oldest_first, after, limit).await
    }
}
