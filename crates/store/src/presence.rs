//! Whose tokens count: an item beside a person's memberships, which alone closes an account, and says since
//! when its sessions count. Tokens live on for a while, and the user pool can be down.

use crate::error::StoreError;
use crate::item::{Item, read_text, text};
use crate::transaction::{Part, Transaction};
use crate::{Store, keys};
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{ConditionCheck, ReturnValuesOnConditionCheckFailure, Update};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use portal_core::identity::UserId;

/// What the table says of an account's tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Presence {
    /// Its owner has left: none counts.
    pub left: bool,
    /// When its owner last signed out everywhere.
    pub signed_out_at: Option<DateTime<Utc>>,
}

impl Presence {
    /// Whether its owner has signed out everywhere since a session began. One that does not say when it
    /// began counts no more once they have.
    pub fn signed_out_after(&self, began: Option<DateTime<Utc>>) -> bool {
        self.signed_out_at.is_some_and(|at| began.is_none_or(|began| began < at))
    }

    fn of(item: Option<&Item>) -> Result<Self, StoreError> {
        let Some(item) = item else { return Ok(Self::default()) };
        let signed_out_at = match item.get(SIGNED_OUT_AT) {
            Some(_) => Some(
                read_text(item, SIGNED_OUT_AT)?.parse().map_err(|_| StoreError::Corrupt(SIGNED_OUT_AT))?,
            ),
            None => None,
        };
        Ok(Self { left: item.contains_key(LEFT_AT), signed_out_at })
    }

    /// What it says among a person's items.
    pub(crate) fn among(items: &[Item]) -> Result<Self, StoreError> {
        Self::of(items.iter().find(|item| item.get("sk") == Some(&text(keys::ACCOUNT))))
    }
}

/// What became of signing out everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignedOut {
    /// Every session that began before this instant counts no more, from now on.
    Now(DateTime<Utc>),
    /// The session that asked was ended before, at this instant.
    Before(DateTime<Utc>),
    /// The account is closed.
    AccountClosed,
}

const LEFT_AT: &str = "left_at";
const SIGNED_OUT_AT: &str = "signed_out_at";

/// Records that a person has left: who closed the account, and when. Fails where they have left before.
pub(crate) fn departure(store: &Store, user: &UserId, by: &UserId, at: DateTime<Utc>) -> UpdateBuilder {
    Update::builder()
        .table_name(&store.table)
        .key("pk", text(keys::user(user)))
        .key("sk", text(keys::ACCOUNT))
        .update_expression("SET left_at = :at, left_by = :by")
        .condition_expression("attribute_not_exists(left_at)")
        .expression_attribute_values(":at", text(written(at)))
        .expression_attribute_values(":by", text(by.as_str()))
}

type UpdateBuilder = aws_sdk_dynamodb::types::builders::UpdateBuilder;

/// Instants of one length, so that the table compares them as it compares text.
fn written(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

impl Store {
    /// Whether an account's tokens count. One strongly consistent read, so that what closes them works on
    /// the next request.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn presence(&self, user: &UserId) -> Result<Presence, StoreError> {
        Presence::of(self.item(keys::user(user), keys::ACCOUNT).await?.as_ref())
    }

    /// Ends every session of a person at this instant, for one whose own session began at `began`. One
    /// conditional write: a session that was ended before ends no other, so that whoever holds an old token
    /// cannot keep its owner out; and to ask twice is the same as to ask once.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn sign_out_everywhere(
        &self,
        user: &UserId,
        began: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Result<SignedOut, StoreError> {
        // The issuer's clock may be ahead of ours: what asks for the end is ended too.
        let at = began.map_or(now, |began| now.max(began + TimeDelta::seconds(1)));
        let mut update = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("pk", text(keys::user(user)))
            .key("sk", text(keys::ACCOUNT))
            .update_expression("SET signed_out_at = :at")
            .expression_attribute_values(":at", text(written(at)))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let counts = match began {
            Some(began) => {
                update = update.expression_attribute_values(":began", text(written(began)));
                "(attribute_not_exists(signed_out_at) OR signed_out_at <= :began)"
            }
            None => "attribute_not_exists(signed_out_at)",
        };
        let condition = format!("attribute_not_exists(left_at) AND {counts}");
        let error = match update.condition_expression(condition).send().await {
            Ok(_) => return Ok(SignedOut::Now(at)),
            Err(error) => error,
        };
        let Some(UpdateItemError::ConditionalCheckFailedException(failed)) = error.as_service_error() else {
            return Err(StoreError::from_sdk(&error));
        };
        let stands = Presence::of(failed.item())?;
        match stands.signed_out_at {
            _ if stands.left => Ok(SignedOut::AccountClosed),
            Some(at) => Ok(SignedOut::Before(at)),
            None => Err(StoreError::Corrupt("an account that refused for no reason")),
        }
    }

    /// Ends every session of a person at this instant, for whoever has just shown otherwise than by a session that
    /// the account is theirs. One that was ended later stays ended; one that is closed stays closed.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn end_every_session(&self, user: &UserId, now: DateTime<Utc>) -> Result<(), StoreError> {
        let ended = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("pk", text(keys::user(user)))
            .key("sk", text(keys::ACCOUNT))
            .update_expression("SET signed_out_at = :at")
            .condition_expression(
                "attribute_not_exists(left_at) AND (attribute_not_exists(signed_out_at) OR signed_out_at < :at)",
            )
            .expression_attribute_values(":at", text(written(now)))
            .send()
            .await;
        match ended {
            Ok(_) => Ok(()),
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(UpdateItemError::is_conditional_check_failed_exception) =>
            {
                Ok(())
            }
            Err(error) => Err(StoreError::from_sdk(&error)),
        }
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
            .key("sk", text(keys::ACCOUNT))
            .condition_expression("attribute_not_exists(left_at)");
        transaction.check(here, Part::Presence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_counts_unless_its_owner_signed_out_since_it_began() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let noon = "2026-11-24T18:00:00Z";
        for (signed_out_at, began, ended) in [
            (None, Some("2026-11-24T17:00:00Z"), false),
            (Some(noon), Some("2026-11-24T17:59:59Z"), true),
            (Some(noon), Some(noon), false),
            (Some(noon), Some("2026-11-24T18:00:01Z"), false),
            // Nobody knows when it began.
            (Some(noon), None, true),
        ] {
            let presence = Presence { left: false, signed_out_at: signed_out_at.map(at) };
            assert_eq!(presence.signed_out_after(began.map(at)), ended, "{began:?}");
        }
    }
}
