//! What can go wrong here, without the items' contents: they hold health information.

use aws_smithy_runtime_api::client::result::SdkError;
use portal_core::identity::TicketId;

/// A failure of the table, the bucket or the way there.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Throttled, timed out, unreachable, or down: try again later.
    #[error("failed to reach the table: {0}")]
    Unavailable(String),
    /// The request was refused: a permission or a request of ours is wrong.
    #[error("failed to be admitted by the table: {0}")]
    Refused(String),
    /// An item does not read as what it should be.
    #[error("failed to read an item: {0}")]
    Corrupt(&'static str),
}

impl StoreError {
    /// Whether the same call may succeed later.
    pub const fn retryable(&self) -> bool {
        match self {
            Self::Unavailable(_) => true,
            Self::Refused(_) | Self::Corrupt(_) => false,
        }
    }

    /// Sorts an SDK error. Only the error's code is kept: messages may quote keys.
    pub(crate) fn from_sdk<E, R>(error: &SdkError<E, R>) -> Self
    where
        E: aws_smithy_types::error::metadata::ProvideErrorMetadata,
    {
        match error {
            SdkError::ServiceError(service) => {
                let code = service.err().code().unwrap_or("unknown");
                match code {
                    "ThrottlingException"
                    | "ProvisionedThroughputExceededException"
                    | "RequestLimitExceeded"
                    | "InternalServerError"
                    | "ServiceUnavailable"
                    | "TransactionConflictException"
                    | "TransactionInProgressException"
                    | "TooManyRequestsException"
                    | "InternalErrorException"
                    | "SlowDown"
                    | "InternalError" => Self::Unavailable(code.to_owned()),
                    _ => Self::Refused(code.to_owned()),
                }
            }
            SdkError::TimeoutError(_) => Self::Unavailable("timeout".to_owned()),
            SdkError::DispatchFailure(_) => Self::Unavailable("no connection".to_owned()),
            SdkError::ResponseError(_) => Self::Unavailable("broken response".to_owned()),
            SdkError::ConstructionFailure(_) => Self::Refused("request not built".to_owned()),
            _ => Self::Refused("unknown".to_owned()),
        }
    }
}

/// Why a write was not made. Nothing of it was.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// Someone else moved the ticket first.
    #[error("failed to commit: the version has moved on")]
    Stale,
    /// The idempotency key was used with another request.
    #[error("failed to commit: the key belongs to another request")]
    KeyReused,
    /// The dispute is open already.
    #[error("failed to commit: the dispute is open already")]
    Duplicate(TicketId),
    /// The caller no longer acts for the provider.
    #[error("failed to commit: the caller does not act for the provider")]
    MembershipGone,
    /// The caller's account was closed.
    #[error("failed to commit: the account was closed")]
    AccountClosed,
    /// The upload is not valid, or a ticket was filed from it already.
    #[error("failed to commit: the upload cannot be filed")]
    UploadSpent,
    /// Nobody else leads the organisation's users.
    #[error("failed to commit: nobody else leads the organisation's users")]
    LastLead,
    /// Lost to others again and again.
    #[error("failed to commit: others were faster each time")]
    Conflict,
    /// The table failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
