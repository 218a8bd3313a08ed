//! From the store's errors to problems, and to the faults of events: one exhaustive match each.

use crate::problem::Problem;
use crate::serve::EventFault;
use portal_store::{CommitError, StoreError};

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(_) => Self::unavailable(error.to_string()),
            StoreError::Refused(_) | StoreError::Corrupt(_) => Self::internal(error.to_string()),
        }
    }
}

impl From<StoreError> for EventFault {
    fn from(error: StoreError) -> Self {
        let code = if error.retryable() { Self::UNAVAILABLE } else { Self::STORE_FAILED };
        Self::new(code, error.to_string())
    }
}

impl From<CommitError> for Problem {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Stale => crate::version::stale_version(),
            CommitError::KeyReused => Self::conflict(
                "idempotency_key_reused",
                "You have used this Idempotency-Key for another request. A new request needs a new key; a repeat must be the same to the byte.",
            ),
            CommitError::Duplicate(ticket) => Self::conflict(
                "duplicate",
                "This dispute is open already: its MCO tracking number, or one of its claims, is in an open ticket of this provider. Go on with that ticket, or withdraw it first.",
            )
            .with("ticket", ticket.as_str()),
            CommitError::MembershipGone => Self::not_your_provider(),
            CommitError::AccountClosed => crate::bearer::account_closed(),
            CommitError::UploadSpent => Self::conflict(
                "upload_spent",
                "This workbook is not valid, or a ticket was filed from it already. Upload the workbook again and file with the new upload.",
            ),
            CommitError::LastLead => Self::conflict(
                "last_lead",
                "Nobody would be left to invite people and to close their accounts. Invite another lead first.",
            ),
            CommitError::Conflict => Self::unavailable(error.to_string()),
            // All or nothing, but a time-out does not say which.
            CommitError::Store(error @ StoreError::Unavailable(_)) => Self::uncertain(error.to_string()),
            CommitError::Store(error) => error.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_of_the_store_has_its_status_and_its_name() {
        let unavailable = || StoreError::Unavailable("timeout".to_owned());
        let cases = [
            (Problem::from(unavailable()), 503, "unavailable"),
            (StoreError::Refused("AccessDenied".to_owned()).into(), 500, "internal"),
            (StoreError::Corrupt("state").into(), 500, "internal"),
            (CommitError::Stale.into(), 409, "stale_version"),
            (CommitError::KeyReused.into(), 409, "idempotency_key_reused"),
            (CommitError::Duplicate("ticket-0001".parse().unwrap()).into(), 409, "duplicate"),
            (CommitError::MembershipGone.into(), 403, "not_your_provider"),
            (CommitError::AccountClosed.into(), 401, "account_closed"),
            (CommitError::UploadSpent.into(), 409, "upload_spent"),
            (CommitError::LastLead.into(), 409, "last_lead"),
            (CommitError::Conflict.into(), 503, "unavailable"),
            (CommitError::Store(unavailable()).into(), 503, "uncertain"),
        ];
        for (problem, status, code) in cases {
            assert_eq!((problem.status().as_u16(), problem.code()), (status, code));
        }
    }

    #[test]
    fn why_the_table_failed_is_logged_and_not_told() {
        let problem = Problem::from(StoreError::Refused("AccessDenied".to_owned()));
        assert!(problem.cause().unwrap().contains("AccessDenied"));
        assert!(!problem.detail().contains("AccessDenied"));
    }
}
