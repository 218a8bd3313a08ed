//! The four steps of every move on a ticket: read, decide, commit, answer.

use crate::body::Sent;
use crate::caller::Caller;
use crate::portal::Portal;
use crate::problem::Problem;
use crate::ticket_view::TicketView;
use crate::version::Expected;
use axum::response::Response;
use portal_core::decide::{Command, decide};
use portal_core::identity::TicketId;
use portal_store::{CommitError, Dossier, Membership, OnceAnswer, Replay, StoreError};

/// Makes a move: reads the ticket, what the caller may act as, and whether the request was answered
/// before, side by side; lets the rulebook decide; commits; answers with the ticket. `command` makes
/// the command once the ticket is known, for what it says may depend on the claims.
///
/// # Errors
/// 404 where the ticket is not the caller's to know of; 409 and 422 as the rulebook says.
pub async fn make_move(
    portal: &Portal,
    caller: &Caller,
    id: &TicketId,
    expected: Expected,
    sent: &Sent,
    command: impl FnOnce(&Dossier) -> Result<Command, Problem>,
) -> Result<Response, Problem> {
    let (store, now, once) = (portal.store(), portal.now(), sent.once(&caller.user));
    let (dossier, replayed, memberships) =
        tokio::try_join!(store.dossier(id), store.replayed(once.as_ref()), memberships(portal, caller))?;
    let dossier = dossier.ok_or_else(Problem::not_found)?;
    let actor = caller.actor(memberships.into_iter().map(|membership| membership.medicaid_id));
    if !dossier.ticket.is_visible_to(&actor) {
        return Err(Problem::not_found());
    }
    match replayed {
        Some(Replay::OtherPayload | Replay::Same(OnceAnswer::Json(_))) => {
            return Err(CommitError::KeyReused.into());
        }
        // The hash covers the path: what was answered before was this ticket.
        Some(Replay::Same(answer @ OnceAnswer::Ticket(..))) => {
            return Ok(TicketView::found(&store.first_answer(&answer).await?));
        }
        None => expected.check(dossier.ticket.version)?,
    }
    let command = command(&dossier)?;
    let change = decide(&dossier.ticket, command, &actor, now, portal.policy_at(now))?;
    let committed = store.commit(&dossier, &change, once.as_ref()).await?;
    Ok(TicketView::found(&committed.into_inner()))
}

/// What a provider's account acts for; nothing is asked for anyone else's.
///
/// # Errors
/// When the table fails.
pub async fn memberships(portal: &Portal, caller: &Caller) -> Result<Vec<Membership>, StoreError> {
    if caller.is_provider() { portal.store().memberships(&caller.user).await } else { Ok(Vec::new()) }
}
