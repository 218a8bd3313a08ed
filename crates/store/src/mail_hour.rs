//! How many letters may leave in an hour: one counter, which every sender shares.

use crate::error::StoreError;
use crate::item::{number, read, text};
use crate::outbox::held;
use crate::{Store, keys};
use aws_sdk_dynamodb::types::ReturnValue;
use chrono::{DateTime, TimeDelta, Utc};

/// For how long an hour can be looked up afterwards.
const KEPT: TimeDelta = TimeDelta::days(30);

impl Store {
    /// How many letters were begun in the hour of `now`.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn mails_begun(&self, now: DateTime<Utc>) -> Result<u32, StoreError> {
        let item = self.item(keys::mail_hour(now), keys::HOUR).await?;
        item.map_or(Ok(0), |item| read(&item, "begun"))
    }

    /// Counts `letters` into the hour of `now`, if it has not come to `most` yet, and gives the new
    /// count. `None` once it has: nothing is counted then. The last sender to be let in may go over by
    /// the letters of its one item, so that an item with more letters than an hour still leaves.
    ///
    /// # Errors
    /// When the table fails. The SDK's own second try may count twice, which sends less and never more.
    pub async fn begin_mails(
        &self,
        now: DateTime<Utc>,
        letters: u32,
        most: u32,
    ) -> Result<Option<u32>, StoreError> {
        let expires = (now + KEPT).timestamp().unsigned_abs();
        let update = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("pk", text(keys::mail_hour(now)))
            .key("sk", text(keys::HOUR))
            .update_expression("ADD begun :letters SET expires = :expires")
            .condition_expression("attribute_not_exists(begun) OR begun < :most")
            .expression_attribute_values(":letters", number(letters.into()))
            .expression_attribute_values(":expires", number(expires))
            .expression_attribute_values(":most", number(most.into()))
            .return_values(ReturnValue::AllNew);
        let counted = held(update.send().await)?.and_then(|output| output.attributes);
        counted.map(|item| read(&item, "begun")).transpose()
    }
}
