//! How many mails may leave in an hour: one counter, which every sender shares.

use crate::error::StoreError;
use crate::item::{number, read, text};
use crate::outbox::held;
use crate::{Store, keys};
use chrono::{DateTime, TimeDelta, Utc};

/// For how long an hour can be looked up afterwards.
const KEPT: TimeDelta = TimeDelta::days(30);

impl Store {
    /// How many mails were begun in the hour of `now`.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn mails_begun(&self, now: DateTime<Utc>) -> Result<u32, StoreError> {
        let item = self.item(keys::mail_hour(now), keys::HOUR).await?;
        item.map_or(Ok(0), |item| read(&item, "begun"))
    }

    /// Counts one mail into the hour of `now`. `false` once the hour has come to `most`: nothing is counted
    /// then.
    ///
    /// # Errors
    /// When the table fails. The SDK's own second try may count twice, which sends less and never more.
    pub async fn begin_mail(&self, now: DateTime<Utc>, most: u32) -> Result<bool, StoreError> {
        let expires = (now + KEPT).timestamp().unsigned_abs();
        let update = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("pk", text(keys::mail_hour(now)))
            .key("sk", text(keys::HOUR))
            .update_expression("ADD begun :one SET expires = :expires")
            .condition_expression("attribute_not_exists(begun) OR begun < :most")
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":expires", number(expires))
            .expression_attribute_values(":most", number(most.into()));
        Ok(held(update.send().await)?.is_some())
    }
}
