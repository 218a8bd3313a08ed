//! Addresses that are not written to: mail to them came back for good, or its reader complained. They are
//! kept by a hash, so that no key shows one.

use crate::error::StoreError;
use crate::item::{Item, read, text};
use crate::outbox::held;
use crate::{Store, keys};
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::ReturnValue;
use chrono::{DateTime, SecondsFormat, Utc};
use portal_core::code_list;
use portal_core::identity::{Email, UserId};

code_list! {
    /// Why an address is not written to.
    pub enum Mute {
        Bounced = "bounced", "Mail to it came back for good";
        Complained = "complained", "Its reader called a mail unwanted";
    }
}

/// What is known of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marked {
    /// Why it was marked.
    pub because: Mute,
    /// When the mail service said so.
    pub marked_at: DateTime<Utc>,
    /// When HFS lifted the mark; a mark that was lifted says nothing.
    pub released_at: Option<DateTime<Utc>>,
}

impl Marked {
    fn read(item: &Item) -> Result<Self, StoreError> {
        Ok(Self {
            because: read(item, "because")?,
            marked_at: read(item, "marked_at")?,
            released_at: read(item, "released_at")?,
        })
    }
}

impl Store {
    /// Marks an address, as of `at`. A report from before the mark was lifted, told once more, marks nothing.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn mark_address(
        &self,
        address: &Email,
        because: Mute,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let update = self
            .update_address(address)
            .update_expression("SET because = :because, marked_at = :at REMOVE released_at, released_by")
            .condition_expression("attribute_not_exists(released_at) OR released_at < :at")
            .expression_attribute_values(":because", text(because.code()))
            .expression_attribute_values(":at", text(instant(at)));
        held(update.send().await).map(|_| ())
    }

    /// What is known of an address; `None` where nothing is.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn marked_address(&self, address: &Email) -> Result<Option<Marked>, StoreError> {
        let item = self.item(keys::address(address), keys::STATE).await?;
        item.as_ref().map(Marked::read).transpose()
    }

    /// Lifts the mark of an address, and says what is known of it now; `None` where it has none. Lifting it
    /// again changes nothing.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn release_address(
        &self,
        address: &Email,
        by: &UserId,
        now: DateTime<Utc>,
    ) -> Result<Option<Marked>, StoreError> {
        let update = self
            .update_address(address)
            .update_expression(
                "SET released_at = if_not_exists(released_at, :now), released_by = if_not_exists(released_by, :by)",
            )
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_values(":now", text(instant(now)))
            .expression_attribute_values(":by", text(by.as_str()))
            .return_values(ReturnValue::AllNew);
        let known = held(update.send().await)?.and_then(|output| output.attributes);
        known.as_ref().map(Marked::read).transpose()
    }

    fn update_address(&self, address: &Email) -> UpdateItemFluentBuilder {
        let update = self.client.update_item().table_name(&self.table);
        update.key("pk", text(keys::address(address))).key("sk", text(keys::STATE))
    }
}

/// Of one width, so that instants compare as texts do.
fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}
