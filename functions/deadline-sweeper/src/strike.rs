//! One ticket whose clock has struck: read, decide, commit.

use chrono::{DateTime, Utc};
use portal_core::actor::Actor;
use portal_core::decide::{Command, Refusal, decide};
use portal_core::identity::TicketId;
use portal_core::timeline::Entry;
use portal_edge::Portal;
use portal_store::{CommitError, StoreError};

/// Why nothing was carried out.
#[derive(Debug)]
pub enum Miss {
    /// Someone was there first, or there is nothing to do: a look at the wrong time changes nothing.
    AlreadyDone,
    /// The ticket does not read, or the table failed. Names no one.
    Failed {
        /// Stable name.
        code: &'static str,
        /// What the log says of it.
        cause: String,
    },
}

/// Carries out what has come due on a ticket at `now`; gives what went on its timeline.
///
/// # Errors
/// When nothing did.
pub async fn strike(portal: &Portal, ticket: &TicketId, now: DateTime<Utc>) -> Result<Vec<Entry>, Miss> {
    let store = portal.store();
    let dossier = store.dossier(ticket).await?.ok_or_else(|| Miss::Failed {
        code: "ticket_gone",
        cause: "the index names a ticket that is not there".to_owned(),
    })?;
    // The event may be older than what someone has done since: a timeline never goes back.
    let now = dossier.entries.last().map_or(now, |last| last.at.max(now));
    let change = decide(&dossier.ticket, Command::StrikeClock, &Actor::MACHINE, now, portal.policy_at(now))?;
    if change.entries.is_empty() {
        return Err(Miss::AlreadyDone);
    }
    // The event may be of a day whose record has left: this goes on the record of today.
    store.commit_written(&dossier, &change, now.max(portal.now()), None).await?;
    Ok(change.entries)
}

impl From<StoreError> for Miss {
    fn from(error: StoreError) -> Self {
        let code = match error {
            StoreError::Unavailable(_) => "table_unavailable",
            StoreError::Refused(_) => "table_refused",
            StoreError::Corrupt(_) => "ticket_corrupt",
        };
        Self::Failed { code, cause: error.to_string() }
    }
}

impl From<CommitError> for Miss {
    fn from(error: CommitError) -> Self {
        let code = match error {
            CommitError::Stale => return Self::AlreadyDone,
            CommitError::Store(error) => return error.into(),
            CommitError::Conflict => "table_unavailable",
            CommitError::KeyReused
            | CommitError::Duplicate(_)
            | CommitError::MembershipGone
            | CommitError::AccountClosed
            | CommitError::UploadSpent
            | CommitError::LastLead => "commit_refused",
        };
        Self::Failed { code, cause: error.to_string() }
    }
}

impl From<Refusal> for Miss {
    fn from(refusal: Refusal) -> Self {
        Self::Failed { code: "strike_refused", cause: refusal.to_string() }
    }
}
