//! The audit of reads: who opened what, when. Only ever added to.

use crate::error::StoreError;
use crate::item::{Item, text};
use crate::{Store, keys};
use chrono::{DateTime, Utc};
use portal_core::actor::Role;
use portal_core::identity::UserId;

/// An opening of something that holds health information.
#[derive(Clone, Debug)]
pub struct Access<'a> {
    /// Who.
    pub user: &'a UserId,
    /// In which part.
    pub role: Role,
    /// Of what: a ticket's or an upload's key.
    pub of: &'a str,
    /// When.
    pub at: DateTime<Utc>,
    /// In which request.
    pub request_id: &'a str,
}

impl Store {
    /// Puts an access on record; what is not on record is not shown.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn record_access(&self, access: &Access<'_>) -> Result<(), StoreError> {
        let item = Item::from([
            ("pk".to_owned(), text(format!("AUDIT#{}", access.of))),
            ("sk".to_owned(), text(keys::at(access.at, access.request_id))),
            ("user".to_owned(), text(access.user.as_str())),
            ("role".to_owned(), text(access.role.code())),
            ("what".to_owned(), text("read")),
        ]);
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(pk)");
        match put.send().await {
            Ok(_) => Ok(()),
            // Written by the SDK's own first try, whose answer was late: the key names the request.
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(|error| error.is_conditional_check_failed_exception()) =>
            {
                Ok(())
            }
            Err(error) => Err(StoreError::from_sdk(&error)),
        }
    }
}
