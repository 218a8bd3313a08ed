//! A ticket opened by someone: only what they may see, and never unrecorded.

use crate::bearer::{counts, still_here};
use crate::caller::Caller;
use crate::portal::Portal;
use crate::problem::Problem;
use crate::repeat;
use portal_core::actor::Actor;
use portal_core::identity::TicketId;
use portal_store::{Access, Dossier, Membership, Once, OnceAnswer, Profile, Record, What};

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
    let stands = async { portal.store().dossier(id).await?.ok_or_else(Problem::not_found) };
    let (dossier, ()) = opened(portal, caller, id, What::Read, stands, request_id, |_| Ok(())).await?;
    Ok(dossier)
}

/// Something of the ticket as it stands, to whoever may see the ticket and is on record for it. Nobody is
/// on record for what `take` refuses.
///
/// # Errors
/// 404 when the ticket is not there, or not the caller's to know of; what `take` says.
pub async fn open_to_take<T>(
    portal: &Portal,
    caller: &Caller,
    id: &TicketId,
    what: What,
    take: impl FnOnce(&Dossier) -> Result<T, Problem>,
    request_id: &str,
) -> Result<T, Problem> {
    let stands = async { portal.store().dossier(id).await?.ok_or_else(Problem::not_found) };
    let (_, taken) = opened(portal, caller, id, what, stands, request_id, take).await?;
    Ok(taken)
}

/// What was read of a ticket, to whoever may see it, on record: what is not on record is not shown. The
/// end of the record is read beside it.
///
/// # Errors
/// 404 when the ticket is not theirs to know of.
pub(crate) async fn opened<T>(
    portal: &Portal,
    caller: &Caller,
    id: &TicketId,
    what: What,
    read: impl Future<Output = Result<Dossier, Problem>>,
    request_id: &str,
    take: impl FnOnce(&Dossier) -> Result<T, Problem>,
) -> Result<(Dossier, T), Problem> {
    let (store, of) = (portal.store(), Record::Ticket(id.clone()));
    let head = async { store.audit_head(&of).await.map_err(Problem::from) };
    let (dossier, members, head) = tokio::try_join!(read, memberships(portal, caller), head)?;
    let actor = acting(caller, members);
    require_sight(&dossier, &actor)?;
    let taken = take(&dossier)?;
    let (user, role, at) = (&caller.user, actor.role(), portal.now());
    let access = Access { user, role, of: of.clone(), what, at, request_id, reason: None };
    match what {
        What::Read => store.record_reading(&access, head, &dossier).await?,
        // Whoever gets an answer again, or a file, has not gone through the messages.
        What::ReadAgain
        | What::Audit
        | What::BreakGlass
        | What::Message
        | What::File
        | What::Download
        | What::Workbook => {
            store.record_access(&access, head).await?;
        }
    }
    Ok((dossier, taken))
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
    let read = async { Ok(tokio::try_join!(store.dossier(id), store.replayed(once))?) };
    let ((dossier, replayed), members) = tokio::try_join!(read, memberships(portal, caller))?;
    let dossier = dossier.ok_or_else(Problem::not_found)?;
    let actor = acting(caller, members);
    require_sight(&dossier, &actor)?;
    Ok((dossier, actor, repeat::answered(replayed)?))
}

fn require_sight(dossier: &Dossier, actor: &Actor) -> Result<(), Problem> {
    if dossier.ticket.is_visible_to(actor) { Ok(()) } else { Err(Problem::not_found()) }
}

/// The actor that the caller is, with these memberships.
fn acting(caller: &Caller, members: Vec<Membership>) -> Actor {
    caller.actor(members.into_iter().map(|member| member.medicaid_id))
}

/// What the caller chose and for whom it acts: of an account that is still open. One read.
///
/// # Errors
/// 401 once the account was closed, or the session ended from elsewhere.
pub async fn profile(portal: &Portal, caller: &Caller) -> Result<Profile, Problem> {
    let (presence, profile) = portal.store().profile_and_presence(&caller.user).await?;
    counts(caller, &presence)?;
    Ok(profile)
}

/// What a provider's account acts for, nothing for anyone else's: of an account that is still open. One
/// read, whoever asks.
///
/// # Errors
/// 401 once the account was closed, or the session ended from elsewhere.
pub async fn memberships(portal: &Portal, caller: &Caller) -> Result<Vec<Membership>, Problem> {
    if caller.is_provider() {
        let (presence, members) = portal.store().memberships_and_presence(&caller.user).await?;
        counts(caller, &presence)?;
        return Ok(members);
    }
    still_here(portal, caller).await?;
    Ok(Vec::new())
}
