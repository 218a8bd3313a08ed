//! What is added beside a ticket, and moves nothing, so that it meets no version: a message, a place for a
//! file. Tried anew where something stood in its way; a repeat is told what was added first.

use portal_core::identity::TicketId;
use portal_core::ticket::Ticket;
use portal_edge::{Caller, Portal, Problem, before_writing, repeat};
use portal_store::{CommitError, Committed, Dossier, Head, Once, OnceAnswer, Record};

/// What became of one try.
pub enum Tried<T> {
    /// Added, now.
    Now(T),
    /// Added before, by the same request.
    Before(OnceAnswer),
    /// The ticket has ended or filled up, or others were first, between reading and writing.
    Overtaken,
}

/// What was added.
pub enum Added<T> {
    /// This, now.
    Now(T),
    /// What this is the key of, before.
    Before(String),
}

/// What has to be known first.
pub struct Known {
    pub dossier: Dossier,
    /// Where the record of the ticket ends.
    pub head: Head,
    /// What the same request was answered before.
    pub before: Option<OnceAnswer>,
}

impl Known {
    /// Reads it, side by side.
    pub async fn of(
        portal: &Portal,
        caller: &Caller,
        id: &TicketId,
        once: Option<&Once>,
    ) -> Result<Self, Problem> {
        let of = Record::Ticket(id.clone());
        let head = async { portal.store().audit_head(&of).await.map_err(Problem::from) };
        let ((dossier, _, before), head) = tokio::try_join!(before_writing(portal, caller, id, once), head)?;
        Ok(Self { dossier, head, before })
    }
}

impl<T> Tried<T> {
    /// What the table said to it.
    pub fn committed(committed: Result<Committed<String>, CommitError>, made: T) -> Result<Self, Problem> {
        match committed {
            Ok(Committed::Fresh(_)) => Ok(Self::Now(made)),
            Ok(Committed::Replayed(key)) => Ok(Self::Before(OnceAnswer::Json(key))),
            Err(CommitError::Stale) => Ok(Self::Overtaken),
            // Revoked between reading and writing: the ticket is someone else's now.
            Err(CommitError::MembershipGone) => Err(Problem::not_found()),
            Err(error) => Err(error.into()),
        }
    }
}

/// Tries up to so many times: what stands in its way at last is said by name.
///
/// # Errors
/// What the last try was refused for, unless the same request was answered before.
pub async fn add<T, F>(
    portal: &Portal,
    once: Option<&Once>,
    tries: u32,
    attempt: impl Fn() -> F,
) -> Result<Added<T>, Problem>
where
    F: Future<Output = Result<Tried<T>, Problem>>,
{
    let mut tried = attempt().await;
    for _ in 1..tries {
        if !matches!(tried, Ok(Tried::Overtaken)) {
            break;
        }
        tried = attempt().await;
    }
    let before = match tried {
        Ok(Tried::Now(made)) => return Ok(Added::Now(made)),
        Ok(Tried::Before(answer)) => answer,
        Ok(Tried::Overtaken) => repeat::or_first_answer(portal, once, CommitError::Stale.into()).await?,
        Err(refusal) => repeat::or_first_answer(portal, once, refusal).await?,
    };
    match before {
        OnceAnswer::Json(key) => Ok(Added::Before(key)),
        OnceAnswer::Ticket(..) => Err(CommitError::KeyReused.into()),
    }
}

/// Goes on while the ticket is not over; `what` says what is done to one no more.
///
/// # Errors
/// 409 once it is.
pub fn require_going_on(ticket: &Ticket, what: &str) -> Result<(), Problem> {
    let state = ticket.state.name();
    if !state.is_terminal() {
        return Ok(());
    }
    let detail = format!("Nothing more is {what} a ticket that is over: its state is \"{}\".", state.label());
    Err(Problem::conflict("wrong_state", detail).telling("state", state.label()).with("state", state.code()))
}
