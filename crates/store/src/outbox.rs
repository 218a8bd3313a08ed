//! The outbox: letters owed, written in the same transaction as what they tell of, one item a change.
//! A sender takes an item by moving its due instant forward, so that two never hold the same one.

use crate::error::StoreError;
use crate::item::{Item, attribute, read, read_text, text};
use crate::lists::Page;
use crate::{Store, keys};
use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, Utc};
use portal_core::identity::Email;
use portal_core::mco::McoCode;
use portal_core::notice::Notice;
use portal_core::registration::Registration;
use portal_core::ticket::Ticket;
use serde::{Deserialize, Serialize};

/// What letters are about, and to whom the sender of the matter wants them sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// `tickets` or `registrations`: the path of its page.
    pub kind: String,
    /// Its key.
    pub id: String,
    /// A ticket's number.
    pub number: Option<String>,
    /// Its MCO.
    pub mco: Option<McoCode>,
    /// The provider's or registrant's address.
    pub address: Option<Email>,
}

impl Subject {
    /// A ticket.
    pub fn ticket(ticket: &Ticket, address: Option<&Email>) -> Self {
        Self {
            kind: "tickets".to_owned(),
            id: ticket.id.as_str().to_owned(),
            number: Some(ticket.number.as_str().to_owned()),
            mco: ticket.opening.mco.clone(),
            address: address.cloned(),
        }
    }

    /// A registration.
    pub fn registration(registration: &Registration) -> Self {
        Self {
            kind: "registrations".to_owned(),
            id: registration.id.as_str().to_owned(),
            number: None,
            mco: None,
            address: registration.form.contact_email.clone(),
        }
    }
}

/// Letters owed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxItem {
    /// Its key.
    pub pk: String,
    /// Its place in the index, as seen when it was read: moving it is taking the item.
    pub place: String,
    /// What about.
    pub subject: Subject,
    /// The letters, in their order.
    pub notices: Vec<Notice>,
    /// Which of them were sent.
    pub sent: Vec<usize>,
    /// How often sending has failed.
    pub attempts: u32,
}

/// The item that owes these letters; none where there are none.
pub(crate) fn item(
    subject: &Subject,
    notices: &[Notice],
    seq: u64,
    now: DateTime<Utc>,
) -> Result<Option<Item>, StoreError> {
    if notices.is_empty() {
        return Ok(None);
    }
    let pk = keys::notice(&subject.id, seq);
    Ok(Some(Item::from([
        ("due_pk".to_owned(), text(keys::due_notices(keys::shard(&pk)))),
        ("due_sk".to_owned(), text(keys::at(now, &subject.id))),
        ("pk".to_owned(), text(pk)),
        ("sk".to_owned(), text(keys::NOTICE)),
        ("subject".to_owned(), attribute(subject)?),
        ("notices".to_owned(), attribute(&notices)?),
    ])))
}

impl Store {
    /// Keys of the items of a shard that are due up to `until`, oldest first, after a place.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn due_notices(
        &self,
        shard: u8,
        until: DateTime<Utc>,
        limit: u16,
        after: Option<String>,
    ) -> Result<Page<String>, StoreError> {
        let page = self.due(&keys::due_notices(shard), until, limit, after).await?;
        Ok(Page { items: page.items.into_iter().map(|(pk, _)| pk).collect(), next: page.next })
    }

    /// Takes an item until `until`; `None` where another sender was faster or it is done.
    ///
    /// # Errors
    /// When the table fails or the item does not read.
    pub async fn take_notices(
        &self,
        pk: &str,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Option<OutboxItem>, StoreError> {
        let Some(seen) = self.item(pk.to_owned(), keys::NOTICE).await? else { return Ok(None) };
        let Ok(place) = read_text(&seen, "due_sk") else { return Ok(None) };
        if place > keys::until(now) {
            return Ok(None);
        }
        let subject: Subject = read(&seen, "subject")?;
        let taken = keys::at(until, &subject.id);
        if !self.move_notice(pk, &place, Some(&taken), None).await? {
            return Ok(None);
        }
        let sent: Option<Vec<usize>> = read(&seen, "sent")?;
        let attempts: Option<u32> = read(&seen, "attempts")?;
        Ok(Some(OutboxItem {
            pk: pk.to_owned(),
            place: taken,
            subject,
            notices: read(&seen, "notices")?,
            sent: sent.unwrap_or_default(),
            attempts: attempts.unwrap_or_default(),
        }))
    }

    /// Marks a letter as sent.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn mark_sent(&self, item: &OutboxItem, index: usize) -> Result<(), StoreError> {
        let update = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("pk", text(&item.pk))
            .key("sk", text(keys::NOTICE))
            .update_expression("SET sent = list_append(if_not_exists(sent, :none), :index)")
            .expression_attribute_values(":none", AttributeValue::L(Vec::new()))
            .expression_attribute_values(
                ":index",
                AttributeValue::L(vec![AttributeValue::N(index.to_string())]),
            );
        update.send().await.map(|_| ()).map_err(|error| StoreError::from_sdk(&error))
    }

    /// Ends an item: it leaves the index and stays on record.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn finish_notices(&self, item: &OutboxItem) -> Result<bool, StoreError> {
        self.move_notice(&item.pk, &item.place, None, None).await
    }

    /// Gives an item back, to be tried again at `next`.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn give_back_notices(
        &self,
        item: &OutboxItem,
        next: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let place = keys::at(next, &item.subject.id);
        self.move_notice(&item.pk, &item.place, Some(&place), Some(item.attempts + 1)).await
    }

    /// Moves an item's place, if it is where it was seen.
    async fn move_notice(
        &self,
        pk: &str,
        seen: &str,
        to: Option<&str>,
        attempts: Option<u32>,
    ) -> Result<bool, StoreError> {
        let mut update = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("pk", text(pk))
            .key("sk", text(keys::NOTICE))
            // Whoever moves it first holds it.
            .condition_expression("due_sk = :seen")
            .expression_attribute_values(":seen", text(seen));
        update = match (to, attempts) {
            (Some(to), None) => {
                update.update_expression("SET due_sk = :to").expression_attribute_values(":to", text(to))
            }
            (Some(to), Some(attempts)) => update
                .update_expression("SET due_sk = :to, attempts = :attempts")
                .expression_attribute_values(":to", text(to))
                .expression_attribute_values(":attempts", AttributeValue::N(attempts.to_string())),
            (None, _) => update.update_expression("REMOVE due_pk, due_sk"),
        };
        match update.send().await {
            Ok(_) => Ok(true),
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(|error| error.is_conditional_check_failed_exception()) =>
            {
                Ok(false)
            }
            Err(error) => Err(StoreError::from_sdk(&error)),
        }
    }
}
