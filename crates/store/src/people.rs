//! The people of HFS and of each MCO: who was invited, by whom, and who has left. Who leads lies beside them,
//! so that two leads who end each other's accounts at once cannot leave nobody.

use crate::error::{CommitError, StoreError};
use crate::item::{Item, attribute, read, text};
use crate::once::{Once, OnceAnswer};
use crate::presence::departure as leaving;
use crate::transaction::{Outcome, Part, Transaction};
use crate::{Store, keys};
use aws_sdk_dynamodb::types::builders::UpdateBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, Update};
use portal_core::identity::UserId;
use portal_core::organisation::{Departure, Organisation, Person};

/// What became of a write about a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PersonCommitted {
    /// It is written.
    Fresh,
    /// The same request was carried out before, about this person.
    Before(UserId),
}

/// Whether an organisation may be left without a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LastLead {
    /// Its last one stays.
    Stays,
    /// Another organisation sees to it that there will be one: HFS, for an MCO.
    MayGo,
}

impl Store {
    /// Everyone on record with an organisation, those who left too. One query.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn people(&self, of: &Organisation) -> Result<Vec<Person>, StoreError> {
        let items = self.partition(keys::organisation(of)).await?;
        items.iter().filter(|item| item.contains_key("person")).map(|item| read(item, "person")).collect()
    }

    /// One of an organisation's people.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn person(&self, of: &Organisation, id: &UserId) -> Result<Option<Person>, StoreError> {
        let item = self.item(keys::organisation(of), &keys::person(id)).await?;
        item.map(|item| read(&item, "person")).transpose()
    }

    /// Puts someone on record with an organisation.
    ///
    /// # Errors
    /// `Stale` where they are on record already, with this organisation or another.
    pub async fn record_person(
        &self,
        of: &Organisation,
        person: &Person,
        once: Option<&Once>,
    ) -> Result<PersonCommitted, CommitError> {
        let mut transaction = Transaction::default();
        let answer = OnceAnswer::Json(person.id.as_str().to_owned());
        transaction.once(self, once, &answer, person.invited_at)?;
        let item = Item::from([
            ("pk".to_owned(), text(keys::organisation(of))),
            ("sk".to_owned(), text(keys::person(&person.id))),
            ("person".to_owned(), attribute(person)?),
        ]);
        transaction.insert(self, item, Part::Version)?;
        self.require_presence(&mut transaction, &person.invited_by)?;
        // An account is one organisation's: an invitation that broke off half made is no other's to take up.
        if person.username.is_some() {
            let whose = Item::from([
                ("pk".to_owned(), text(keys::user(&person.id))),
                ("sk".to_owned(), text(keys::ORGANISATION)),
                ("organisation".to_owned(), text(keys::organisation(of))),
            ]);
            transaction.insert(self, whose, Part::Version)?;
        }
        if leads(person) {
            transaction.update(self.leads(of, "ADD leads :lead", &person.id), Part::Free)?;
        }
        self.finish_person(transaction, once).await
    }

    /// Closes the account of one of an organisation's people, and puts that on record with it.
    ///
    /// # Errors
    /// `Stale` where they left before, `LastLead` where nobody would lead the organisation's users.
    pub async fn record_departure(
        &self,
        of: &Organisation,
        person: &Person,
        departure: &Departure,
        last_lead: LastLead,
        once: Option<&Once>,
    ) -> Result<PersonCommitted, CommitError> {
        let mut transaction = Transaction::default();
        let answer = OnceAnswer::Json(person.id.as_str().to_owned());
        transaction.once(self, once, &answer, departure.at)?;
        let left = Update::builder()
            .table_name(&self.table)
            .key("pk", text(keys::organisation(of)))
            .key("sk", text(keys::person(&person.id)))
            .update_expression("SET person.#left = :left")
            .condition_expression("attribute_exists(pk) AND attribute_not_exists(person.#left)")
            .expression_attribute_names("#left", "left")
            .expression_attribute_values(":left", attribute(departure)?);
        transaction.update(left, Part::Version)?;
        // Whoever ends their own account writes that very item.
        if departure.by != person.id {
            self.require_presence(&mut transaction, &departure.by)?;
        }
        transaction.update(leaving(self, &person.id, &departure.by, departure.at), Part::Version)?;
        if leads(person) {
            let mut leads = self.leads(of, "DELETE leads :lead", &person.id);
            if last_lead == LastLead::Stays {
                leads = leads
                    .condition_expression("NOT contains(leads, :id) OR size(leads) > :one")
                    .expression_attribute_values(":id", text(person.id.as_str()))
                    .expression_attribute_values(":one", AttributeValue::N("1".to_owned()));
            }
            transaction.update(leads, Part::LastLead)?;
        }
        self.finish_person(transaction, once).await
    }

    fn leads(&self, of: &Organisation, expression: &str, id: &UserId) -> UpdateBuilder {
        Update::builder()
            .table_name(&self.table)
            .key("pk", text(keys::organisation(of)))
            .key("sk", text(keys::LEADS))
            .update_expression(expression)
            .expression_attribute_values(":lead", AttributeValue::Ss(vec![id.as_str().to_owned()]))
    }

    async fn finish_person(
        &self,
        transaction: Transaction,
        once: Option<&Once>,
    ) -> Result<PersonCommitted, CommitError> {
        match transaction.commit(self, once).await? {
            Outcome::Done => Ok(PersonCommitted::Fresh),
            Outcome::Before(OnceAnswer::Json(id)) => {
                let id = id.parse().map_err(|_| StoreError::Corrupt("an idempotency record"))?;
                Ok(PersonCommitted::Before(id))
            }
            Outcome::Before(OnceAnswer::Ticket(..)) => Err(CommitError::KeyReused),
        }
    }
}

/// Whether someone counts as a lead: one whom nobody let in leads nobody.
fn leads(person: &Person) -> bool {
    person.lead && person.username.is_some()
}
