//! A ticket opened by someone: only what they may see, and never unrecorded.

use crate::caller::Caller;
use crate::portal::Portal;
use crate::problem::Problem;
use crate::repeat;
use portal_core::actor::Actor;
use portal_core::identity::TicketId;
use portal_store::{Access, Dossier, Membership, Once, OnceAnswer, StoreError};

/// The ticket as it stands, to whoever may see it, on record.
///
/// # Errors
/// 404 when the ticket is not there, or not the caller's to know of.
pub async fn open_ticket(
    portal: &Portal,
    caller: &Caller,
    id: &TicketId,
    request_id: &str,
) -> Result<Dossier, Problem> {
    let (dossier, members) = tokio::try_join!(portal.store().dossier(id), memberships(portal, caller))?;
    let dossier = dossier.ok_or_else(Problem::not_found)?;
    record(portal, &acting(caller, members), &dossier, caller, request_id).await?;
    Ok(dossier)
}

/// What a write on a ticket has to know first: the ticket, who writes, and what the same request was
/// answered before. Read side by side.
///
/// # Errors
/// 404 when the ticket is not there, or not the caller's to know of; 409 when the key belongs to
/// another request.
pub async fn before_writing(
    portal: &Portal,
    caller: &Caller,
    id: &TicketId,
    once: Option<&Once>,
) -> Result<(Dossier, Actor, Option<OnceAnswer>), Problem> {
    let store = portal.store();
    let (dossier, replayed, members) =
        tokio::try_join!(store.dossier(id), store.replayed(once), memberships(portal, caller))?;
    let dossier = dossier.ok_or_else(Problem::not_found)?;
    let actor = acting(caller, members);
    require_sight(&dossier, &actor)?;
    Ok((dossier, actor, repeat::answered(replayed)?))
}

/// Puts on record that someone reads a ticket; what is not on record is not shown.
///
/// # Errors
/// 404 when the ticket is not theirs to know of.
pub(crate) async fn record(
    portal: &Portal,
    actor: &Actor,
    dossier: &Dossier,
    caller: &Caller,
    request_id: &str,
) -> Result<(), Problem> {
    require_sight(dossier, actor)?;
    let access = Access {
        user: &caller.user,
        role: actor.role(),
        of: dossier.ticket.id.as_str(),
        at: portal.now(),
        request_id,
    };
    Ok(portal.store().record_access(&access).await?)
}

fn require_sight(dossier: &Dossier, actor: &Actor) -> Result<(), Problem> {
    if dossier.ticket.is_visible_to(actor) { Ok(()) } else { Err(Problem::not_found()) }
}

/// The actor that the caller is, with these memberships.
pub(crate) fn acting(caller: &Caller, members: Vec<Membership>) -> Actor {
    caller.actor(members.into_iter().map(|member| member.medicaid_id))
}

/// What a provider's account acts for; nothing is asked for anyone else's.
///
/// # Errors
/// When the table fails.
pub async fn memberships(portal: &Portal, caller: &Caller) -> Result<Vec<Membership>, StoreError> {
    if caller.is_provider() { portal.store().memberships(&caller.user).await } else { Ok(Vec::new()) }
}
