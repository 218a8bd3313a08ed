//! Where an MCO takes its mail, from which day on. Nothing is written over: what held on a day can be told
//! for ever.

use crate::error::{CommitError, StoreError};
use crate::item::{Item, attribute, read, text};
use crate::once::{Once, OnceAnswer};
use crate::transaction::{Outcome, Part, Transaction};
use crate::{Store, keys};
use chrono::{DateTime, NaiveDate, Utc};
use portal_core::identity::{Email, UserId};
use portal_core::mco::McoCode;
use serde::{Deserialize, Serialize};

/// Where an MCO takes its mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contacts {
    /// Its dispute desk.
    pub desk: Email,
    /// Its escalation contact.
    pub escalation: Email,
}

/// The same from a day on, and who said so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactsEntry {
    /// Its dispute desk.
    pub contact: Email,
    /// Its escalation contact.
    pub escalation: Email,
    /// The first day, in Chicago.
    pub effective_from: NaiveDate,
    /// Who said so.
    pub set_by: UserId,
    /// When.
    pub set_at: DateTime<Utc>,
}

impl Store {
    /// Where an MCO takes its mail on a day: by the newest entry that is in force, else as it was set up
    /// with the portal. One query.
    ///
    /// # Errors
    /// When the table fails, or the addresses do not read.
    pub async fn contacts(&self, mco: &McoCode, on: NaiveDate) -> Result<Option<Contacts>, StoreError> {
        let found = self
            .client
            .query()
            .table_name(&self.table)
            // What was set up sorts before every entry.
            .key_condition_expression("pk = :pk AND sk BETWEEN :first AND :last")
            .expression_attribute_values(":pk", text(keys::mco(mco)))
            .expression_attribute_values(":first", text(keys::CONTACT))
            .expression_attribute_values(":last", text(keys::contacts_until(on)))
            .scan_index_forward(false)
            .limit(1)
            .consistent_read(true)
            .send()
            .await
            .map_err(|error| StoreError::from_sdk(&error))?;
        let Some(item) = found.items.unwrap_or_default().into_iter().next() else { return Ok(None) };
        if item.contains_key("entry") {
            let entry: ContactsEntry = read(&item, "entry")?;
            return Ok(Some(Contacts { desk: entry.contact, escalation: entry.escalation }));
        }
        Ok(Some(Contacts { desk: read(&item, "email")?, escalation: read(&item, "escalation_email")? }))
    }

    /// Every entry of an MCO, the one that takes effect last first. One query.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn contacts_entries(&self, mco: &McoCode) -> Result<Vec<ContactsEntry>, StoreError> {
        let items = self.partition(keys::mco(mco)).await?;
        let entries = items.iter().rev().filter(|item| item.contains_key("entry"));
        entries.map(|item| read(item, "entry")).collect()
    }

    /// Adds an entry. Of two for one day, the one that was said last is in force.
    ///
    /// # Errors
    /// When nothing was written, and why.
    pub async fn add_contacts(
        &self,
        mco: &McoCode,
        entry: &ContactsEntry,
        once: Option<&Once>,
    ) -> Result<(), CommitError> {
        let mut transaction = Transaction::default();
        transaction.once(self, once, &OnceAnswer::Json(mco.as_str().to_owned()), entry.set_at)?;
        let item = Item::from([
            ("pk".to_owned(), text(keys::mco(mco))),
            ("sk".to_owned(), text(keys::contacts(entry.effective_from, entry.set_at))),
            ("entry".to_owned(), attribute(entry)?),
        ]);
        transaction.insert(self, item, Part::Version)?;
        self.require_presence(&mut transaction, &entry.set_by)?;
        match transaction.commit(self, once).await? {
            Outcome::Done | Outcome::Before(OnceAnswer::Json(_)) => Ok(()),
            Outcome::Before(OnceAnswer::Ticket(..)) => Err(CommitError::KeyReused),
        }
    }
}
