//! Who has left: an item beside a person's memberships, which alone closes the account. Tokens live on for an
//! hour, and the user pool can be down.

use crate::error::StoreError;
use crate::item::{Item, text};
use crate::transaction::{Part, Transaction};
use crate::{Store, keys};
use aws_sdk_dynamodb::types::ConditionCheck;
use chrono::{DateTime, SecondsFormat, Utc};
use portal_core::identity::UserId;

/// The item of a person who left: who closed the account, and when.
pub(crate) fn departure(user: &UserId, by: &UserId, at: DateTime<Utc>) -> Item {
    Item::from([
        ("pk".to_owned(), text(keys::user(user))),
        ("sk".to_owned(), text(keys::LEFT)),
        ("by".to_owned(), text(by.as_str())),
        ("at".to_owned(), text(at.to_rfc3339_opts(SecondsFormat::Millis, true))),
    ])
}

pub(crate) fn is_departure(item: &Item) -> bool {
    item.get("sk").and_then(|sk| sk.as_s().ok()).is_some_and(|sk| sk == keys::LEFT)
}

impl Store {
    /// Whether a person has left. One strongly consistent read, so that it works on the next request.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn has_left(&self, user: &UserId) -> Result<bool, StoreError> {
        Ok(self.item(keys::user(user), keys::LEFT).await?.is_some())
    }

    /// Adds to what an account writes that it was not closed since it was last looked at.
    pub(crate) fn require_presence(
        &self,
        transaction: &mut Transaction,
        user: &UserId,
    ) -> Result<(), StoreError> {
        let here = ConditionCheck::builder()
            .table_name(&self.table)
            .key("pk", text(keys::user(user)))
            .key("sk", text(keys::LEFT))
            .condition_expression("attribute_not_exists(pk)");
        transaction.check(here, Part::Presence)
    }
}
