//! The four steps of every move on a ticket: read, decide, commit, answer.

use crate::body::Sent;
use crate::caller::Caller;
use crate::portal::Portal;
use crate::problem::Problem;
use crate::repeat;
use crate::ticket_view::TicketView;
use crate::version::Expected;
use axum::response::Response;
use portal_core::decide::{Command, decide};
use portal_core::identity::TicketId;
use portal_store::{CommitError, Committed, Dossier, Membership, Once, OnceAnswer, StoreError};

/// What became of one try.
enum Made {
    /// The move, now.
    Now(Box<Dossier>),
    /// The move, before, by the same request.
    Before(OnceAnswer),
    /// Someone else moved the ticket between reading and committing.
    Overtaken,
}

/// Makes a move: reads the ticket, what the caller may act as, and whether the request was answered
/// before, side by side; lets the rulebook decide; commits; answers with the ticket. `command` makes
/// the command once the ticket is known, for what it says may depend on the claims.
///
/// Who has not said which version they saw is not refused because the sweeper wrote a reminder in the
/// same moment: the move is decided anew, once.
///
/// # Errors
/// 404 where the ticket is not the caller's to know of; 409 and 422 as the rulebook says.
pub async fn make_move(
    portal: &Portal,
    caller: &Caller,
    id: &TicketId,
    expected: Expected,
    sent: &Sent,
    command: impl Fn(&Dossier) -> Result<Command, Problem>,
) -> Result<Response, Problem> {
    let once = sent.once(&caller.user);
    let once = once.as_ref();
    let mut made = attempt(portal, caller, id, expected, once, &command).await;
    if matches!(made, Ok(Made::Overtaken)) && expected.0.is_none() {
        made = attempt(portal, caller, id, expected, once, &command).await;
    }
    let before = match made {
        Ok(Made::Now(dossier)) => return Ok(TicketView::found(&dossier, caller)),
        Ok(Made::Before(answer)) => answer,
        Ok(Made::Overtaken) => repeat::or_first_answer(portal, once, CommitError::Stale.into()).await?,
        Err(refusal) => repeat::or_first_answer(portal, once, refusal).await?,
    };
    let shown = repeat::shown_again(portal, caller, &before, sent.request_id()).await?;
    Ok(TicketView::found(&shown, caller))
}

async fn attempt(
    portal: &Portal,
    caller: &Caller,
    id: &TicketId,
    expected: Expected,
    once: Option<&Once>,
    command: impl Fn(&Dossier) -> Result<Command, Problem>,
) -> Result<Made, Problem> {
    let (store, now) = (portal.store(), portal.now());
    let (dossier, replayed, memberships) =
        tokio::try_join!(store.dossier(id), store.replayed(once), memberships(portal, caller))?;
    let dossier = dossier.ok_or_else(Problem::not_found)?;
    let actor = caller.actor(memberships.into_iter().map(|membership| membership.medicaid_id));
    if !dossier.ticket.is_visible_to(&actor) {
        return Err(Problem::not_found());
    }
    if let Some(answer) = repeat::answered(replayed)? {
        return Ok(Made::Before(answer));
    }
    expected.check(dossier.ticket.version)?;
    let change = decide(&dossier.ticket, command(&dossier)?, &actor, now, portal.policy_at(now))?;
    match store.commit(&dossier, &change, once).await {
        Ok(Committed::Fresh(dossier)) => Ok(Made::Now(Box::new(dossier))),
        Ok(Committed::Replayed(dossier)) => {
            Ok(Made::Before(OnceAnswer::Ticket(dossier.ticket.id, dossier.ticket.version)))
        }
        Err(CommitError::Stale) => Ok(Made::Overtaken),
        Err(error) => Err(error.into()),
    }
}

/// What a provider's account acts for; nothing is asked for anyone else's.
///
/// # Errors
/// When the table fails.
pub async fn memberships(portal: &Portal, caller: &Caller) -> Result<Vec<Membership>, StoreError> {
    if caller.is_provider() { portal.store().memberships(&caller.user).await } else { Ok(Vec::new()) }
}
