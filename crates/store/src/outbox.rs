//! The outbox: letters owed, written in the same transaction as what they tell of, one item a change.
//! A sender takes an item by moving its due instant forward, so that two never hold the same one.

use crate::error::StoreError;
use crate::item::{Item, attribute, number, read, text};
use crate::lists::Page;
use crate::{Store, keys};
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::operation::update_item::{UpdateItemError, UpdateItemOutput};
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
use chrono::{DateTime, Utc};
use portal_core::identity::{Email, UploadId, UserId};
use portal_core::mco::McoCode;
use portal_core::notice::Notice;
use portal_core::registration::Registration;
use portal_core::ticket::Ticket;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The kind of matter that is the registrations of a workbook.
const BATCHES: &str = "batches";

/// What letters are about, and to whom the sender of the matter wants them sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// `tickets` or `registrations`, the path of its page; or `batches`, of registrations.
    pub kind: String,
    /// Its key.
    pub id: String,
    /// A ticket's number.
    pub number: Option<String>,
    /// Its MCO.
    pub mco: Option<McoCode>,
    /// The provider's or registrant's address.
    pub address: Option<Email>,
    /// Who filed it: the provider's or registrant's letters are in the language that they chose.
    #[serde(default)]
    pub filed_by: Option<UserId>,
}

impl Subject {
    /// A ticket, with who filed it and where the provider wants its letters.
    pub fn ticket(ticket: &Ticket, filed_by: Option<&UserId>, address: Option<&Email>) -> Self {
        Self {
            kind: "tickets".to_owned(),
            id: ticket.id.as_str().to_owned(),
            number: Some(ticket.number.as_str().to_owned()),
            mco: ticket.opening.mco.clone(),
            address: address.cloned(),
            filed_by: filed_by.cloned(),
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
            filed_by: Some(registration.user.clone()),
        }
    }

    /// The registrations of a workbook, of which this is one: whoever filed one has filed all.
    pub fn batch(upload: &UploadId, one: &Registration) -> Self {
        Self { kind: BATCHES.to_owned(), id: upload.as_str().to_owned(), ..Self::registration(one) }
    }

    /// Its page, in the portal at this address.
    pub fn link(&self, portal_url: &str) -> String {
        if self.kind == BATCHES {
            return format!("{portal_url}/registrations?batch={}", self.id);
        }
        format!("{portal_url}/{}/{}", self.kind, self.id)
    }
}

/// How an item ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// Every letter has left that was not overtaken by a later one.
    Sent,
    /// At least one never will.
    Undeliverable,
}

impl Delivery {
    /// The code, as kept on the item.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Undeliverable => "undeliverable",
        }
    }
}

/// Whether an attempt counts of which an item is given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// What could be sent was tried.
    Spent,
    /// Something was not even tried: nothing may be given up for that.
    Returned,
}

/// Letters owed, held by whoever took them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxItem {
    /// Its key.
    pub pk: String,
    /// Its place in the index since it was taken: whoever still finds it there holds it.
    pub place: String,
    /// What about.
    pub subject: Subject,
    /// The letters, in their order.
    pub notices: Vec<Notice>,
    /// Which of them were sent.
    pub sent: BTreeSet<usize>,
    /// How often it was taken, this time included: a sender that dies is counted too.
    pub attempts: u32,
}

/// The item that owes these letters; none where there are none.
pub(crate) fn item(
    subject: &Subject,
    notices: &[Notice],
    seq: u64,
    now: DateTime<Utc>,
) -> Result<Option<Item>, StoreError> {
    owed(subject, notices, keys::notice(&subject.id, seq), now)
}

/// The same, under a key of its own.
pub(crate) fn owed(
    subject: &Subject,
    notices: &[Notice],
    pk: String,
    now: DateTime<Utc>,
) -> Result<Option<Item>, StoreError> {
    if notices.is_empty() {
        return Ok(None);
    }
    Ok(Some(Item::from([
        ("due_pk".to_owned(), text(keys::due_notices(keys::shard(&pk)))),
        ("due_sk".to_owned(), text(place(now, &pk))),
        ("pk".to_owned(), text(pk)),
        ("sk".to_owned(), text(keys::NOTICE)),
        ("subject".to_owned(), attribute(subject)?),
        ("notices".to_owned(), attribute(&notices)?),
    ])))
}

/// By instant, then by the item's own key: no two share a place, so that a page cannot end between them.
fn place(due: DateTime<Utc>, pk: &str) -> String {
    keys::at(due, pk)
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

    /// Takes an item until `until`, in one conditional write; `None` where another sender was faster or
    /// it is done.
    ///
    /// # Errors
    /// When the table fails. When the item does not read, it is taken all the same: it comes back after
    /// `until` and is in nobody's way before.
    pub async fn take_notices(
        &self,
        pk: &str,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Option<OutboxItem>, StoreError> {
        let taken = place(until, pk);
        let update = self
            .update_notice(pk)
            .update_expression("SET due_sk = :taken, attempts = if_not_exists(attempts, :none) + :one")
            // Whoever moves it first holds it. An item that is done has no place.
            .condition_expression("due_sk <= :now")
            .expression_attribute_values(":taken", text(&taken))
            .expression_attribute_values(":none", number(0))
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":now", text(keys::until(now)))
            .return_values(ReturnValue::AllNew);
        let Some(item) = held(update.send().await)?.and_then(|output| output.attributes) else {
            return Ok(None);
        };
        let sent: Option<BTreeSet<usize>> = read(&item, "sent")?;
        Ok(Some(OutboxItem {
            pk: pk.to_owned(),
            place: taken,
            subject: read(&item, "subject")?,
            notices: read(&item, "notices")?,
            sent: sent.unwrap_or_default(),
            attempts: read(&item, "attempts")?,
        }))
    }

    /// Marks a letter as sent. Without regard to who holds the item: the letter has left.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn mark_sent(&self, item: &OutboxItem, index: usize) -> Result<(), StoreError> {
        let update = self
            .update_notice(&item.pk)
            // A set: the SDK's own second try changes nothing.
            .update_expression("ADD sent :index")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_values(":index", AttributeValue::Ns(vec![index.to_string()]));
        held(update.send().await).map(|_| ())
    }

    /// Ends an item: it leaves the index and stays on record, with how it ended. `false` where another
    /// sender has taken it since.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn finish_notices(&self, item: &OutboxItem, delivery: Delivery) -> Result<bool, StoreError> {
        let update = self
            .update_notice(&item.pk)
            .update_expression("SET outcome = :outcome REMOVE due_pk, due_sk")
            .condition_expression("due_sk = :place")
            .expression_attribute_values(":outcome", text(delivery.code()))
            .expression_attribute_values(":place", text(&item.place));
        Ok(held(update.send().await)?.is_some())
    }

    /// Gives an item back, to be tried again at `next`. `false` where another sender has taken it since.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn give_back_notices(
        &self,
        item: &OutboxItem,
        next: DateTime<Utc>,
        attempt: Attempt,
    ) -> Result<bool, StoreError> {
        let attempts = match attempt {
            Attempt::Spent => item.attempts,
            Attempt::Returned => item.attempts.saturating_sub(1),
        };
        let update = self
            .update_notice(&item.pk)
            .update_expression("SET due_sk = :next, attempts = :attempts")
            // Whoever still holds it is the only one who counts: the number is the one it was taken with.
            .condition_expression("due_sk = :place")
            .expression_attribute_values(":attempts", number(attempts.into()))
            .expression_attribute_values(":next", text(place(next, &item.pk)))
            .expression_attribute_values(":place", text(&item.place));
        Ok(held(update.send().await)?.is_some())
    }

    fn update_notice(&self, pk: &str) -> UpdateItemFluentBuilder {
        self.client.update_item().table_name(&self.table).key("pk", text(pk)).key("sk", text(keys::NOTICE))
    }
}

/// What a conditional update gave; `None` where its condition did not hold.
pub(crate) fn held<R>(
    sent: Result<UpdateItemOutput, SdkError<UpdateItemError, R>>,
) -> Result<Option<UpdateItemOutput>, StoreError> {
    match sent {
        Ok(output) => Ok(Some(output)),
        Err(error)
            if error
                .as_service_error()
                .is_some_and(UpdateItemError::is_conditional_check_failed_exception) =>
        {
            Ok(None)
        }
        Err(error) => Err(StoreError::from_sdk(&error)),
    }
}
