//! One conditional `TransactWriteItems`, and what its refusal means. A loser learns the winner's
//! answer from the same round trip.

use crate::error::{CommitError, StoreError};
use crate::item::Item;
use crate::once::{Once, OnceAnswer};
use crate::{Store, guard};
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{
    CancellationReason, ConditionCheck, Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update,
};
use std::time::Duration;

/// How often a transaction that collides with another is tried again. Fifty at once on one key need
/// a handful of rounds; each round at least one of them is done.
const TRIES: u32 = 12;

/// What a failed condition of an action means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// The idempotency record is there already.
    Once,
    /// The item has moved on, or is there already.
    Version,
    /// The membership is gone.
    Membership,
    /// The account was closed.
    Presence,
    /// The upload is spent.
    Upload,
    /// A dispute with one of these keys is open.
    Guard(Vec<String>),
    /// The record of readings has gone on.
    Record,
    /// Nobody else leads the organisation's users.
    LastLead,
    /// Has no condition that can fail.
    Free,
}

/// A transaction being put together.
#[derive(Default)]
pub(crate) struct Transaction {
    actions: Vec<TransactWriteItem>,
    parts: Vec<Part>,
}

/// What became of it.
pub(crate) enum Outcome {
    /// It is written.
    Done,
    /// It was written before, by the same request.
    Before(OnceAnswer),
}

impl Transaction {
    /// Adds an item that must not be there yet.
    pub(crate) fn insert(&mut self, store: &Store, item: Item, part: Part) -> Result<(), StoreError> {
        let put = Put::builder()
            .table_name(&store.table)
            .set_item(Some(item))
            // Nothing is ever overwritten by a put: the key must be new.
            .condition_expression("attribute_not_exists(pk)")
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .build();
        self.push(TransactWriteItem::builder().put(built(put)?).build(), part);
        Ok(())
    }

    /// Adds an item whatever is there.
    pub(crate) fn put(&mut self, store: &Store, item: Item) -> Result<(), StoreError> {
        let put = Put::builder().table_name(&store.table).set_item(Some(item)).build();
        self.push(TransactWriteItem::builder().put(built(put)?).build(), Part::Free);
        Ok(())
    }

    /// Adds an update by expression.
    pub(crate) fn update(
        &mut self,
        update: aws_sdk_dynamodb::types::builders::UpdateBuilder,
        part: Part,
    ) -> Result<(), StoreError> {
        let update: Update = built(
            update
                .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
                .build(),
        )?;
        self.push(TransactWriteItem::builder().update(update).build(), part);
        Ok(())
    }

    /// Adds a condition on an item that is not written.
    pub(crate) fn check(
        &mut self,
        check: aws_sdk_dynamodb::types::builders::ConditionCheckBuilder,
        part: Part,
    ) -> Result<(), StoreError> {
        let check: ConditionCheck = built(check.build())?;
        self.push(TransactWriteItem::builder().condition_check(check).build(), part);
        Ok(())
    }

    /// Adds the idempotency record.
    pub(crate) fn once(
        &mut self,
        store: &Store,
        once: Option<&Once>,
        answer: &OnceAnswer,
        now: chrono::DateTime<chrono::Utc>,
    ) -> Result<(), StoreError> {
        match once {
            Some(once) => self.insert(store, once.item(answer, now), Part::Once),
            None => Ok(()),
        }
    }

    fn push(&mut self, action: TransactWriteItem, part: Part) {
        self.actions.push(action);
        self.parts.push(part);
    }

    /// Commits it: all or nothing, tried again where it collided with another.
    pub(crate) async fn commit(self, store: &Store, once: Option<&Once>) -> Result<Outcome, CommitError> {
        let token = token();
        for attempt in 0..TRIES {
            let sent = store
                .client
                .transact_write_items()
                .set_transact_items(Some(self.actions.clone()))
                .client_request_token(&token)
                .send()
                .await;
            let error = match sent {
                Ok(_) => return Ok(Outcome::Done),
                Err(error) => error,
            };
            let service = error.as_service_error();
            match service {
                Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
                    if let Some(outcome) = self.judge(cancelled.cancellation_reasons(), once)? {
                        return Ok(outcome);
                    }
                }
                Some(TransactWriteItemsError::TransactionInProgressException(_)) => {}
                Some(_) | None => return Err(StoreError::from_sdk(&error).into()),
            }
            wait(attempt).await;
        }
        Err(CommitError::Conflict)
    }

    /// What the reasons mean, the most telling first; `None` where only others were in the way.
    fn judge(
        &self,
        reasons: &[CancellationReason],
        once: Option<&Once>,
    ) -> Result<Option<Outcome>, CommitError> {
        let code = |reason: &CancellationReason| reason.code().unwrap_or("None").to_owned();
        let failed = |wanted: fn(&Part) -> bool| {
            self.parts
                .iter()
                .zip(reasons)
                .find(|(part, reason)| wanted(part) && code(reason) == "ConditionalCheckFailed")
        };
        if let (Some((_, reason)), Some(once)) = (failed(|part| *part == Part::Once), once) {
            let record = reason.item().ok_or(StoreError::Corrupt("an idempotency record"))?;
            let answer: Result<OnceAnswer, CommitError> = once.judge(record)?.into();
            return answer.map(|answer| Some(Outcome::Before(answer)));
        }
        // A collision may hide a replay behind it: look again before saying that something failed.
        let collided = |reason: &CancellationReason| {
            matches!(
                code(reason).as_str(),
                "TransactionConflict" | "ThrottlingError" | "ProvisionedThroughputExceeded"
            )
        };
        if reasons.iter().any(collided) {
            return Ok(None);
        }
        if failed(|part| *part == Part::Version).is_some() {
            return Err(CommitError::Stale);
        }
        if failed(|part| *part == Part::Membership).is_some() {
            return Err(CommitError::MembershipGone);
        }
        if failed(|part| *part == Part::Presence).is_some() {
            return Err(CommitError::AccountClosed);
        }
        if failed(|part| *part == Part::Upload).is_some() {
            return Err(CommitError::UploadSpent);
        }
        if failed(|part| *part == Part::LastLead).is_some() {
            return Err(CommitError::LastLead);
        }
        if failed(|part| *part == Part::Record).is_some() {
            return Err(CommitError::Conflict);
        }
        if let Some((Part::Guard(keys), reason)) = failed(|part| matches!(part, Part::Guard(_))) {
            let holder = guard::holder(reason.item(), keys)?;
            return Err(CommitError::Duplicate(holder));
        }
        let codes: Vec<String> = reasons.iter().map(code).filter(|code| code != "None").collect();
        Err(StoreError::Refused(codes.join(" ")).into())
    }
}

/// A token by which the table knows a transaction that the SDK sends again after a time-out: the second try must
/// not meet the first as a stranger. It is this attempt's alone, since the table refuses a token that it knows with
/// anything else in it (`IdempotentParameterMismatch`), and two who ask for the same in the same instant write down
/// their own instants. Which of them was first, the conditions say.
pub(crate) fn token() -> String {
    uuid::Uuid::new_v4().to_string()
}

/// Waits a little longer each time, and never in step with the others.
pub(crate) async fn wait(attempt: u32) {
    let most = 10_u64 << attempt.min(5);
    let wait = rand::Rng::random_range(&mut rand::rng(), 1..=most);
    tokio::time::sleep(Duration::from_millis(wait)).await;
}

pub(crate) fn built<T, E>(result: Result<T, E>) -> Result<T, StoreError> {
    result.map_err(|_| StoreError::Refused("request not built".to_owned()))
}
