//! Several moves in one request (adr/0030): each in a transaction of its own, under a key of its own. One that is
//! refused holds up no other, and what broke off is finished by the repeat.

use crate::caller::Caller;
use crate::make_move::{Carried, OneMove};
use crate::portal::Portal;
use crate::problem::Problem;
use crate::version::Expected;
use futures_util::StreamExt;
use futures_util::stream;
use http::StatusCode;
use portal_core::decide::Command;
use portal_core::identity::TicketId;
use portal_store::{Dossier, Once};

/// Tickets under way at once: the table takes far more, the function's memory and the SDK's connections not.
const AT_ONCE: usize = 8;

/// One of several moves.
#[derive(Clone, Debug)]
pub struct OneOfSeveral {
    /// On which ticket.
    pub id: TicketId,
    /// What a repeat of it is known by.
    pub once: Option<Once>,
    /// What is asked.
    pub command: Command,
}

/// What became of one of them.
#[derive(Clone, Debug)]
pub struct BecameOf {
    /// The ticket.
    pub id: TicketId,
    /// The ticket after the move, made now or before by the same request; or why it was not made.
    pub made: Result<Box<Dossier>, Problem>,
}

/// Makes each of these moves, so many at once, and tells what became of each in their order.
///
/// # Errors
/// 401 of the whole: whoever is not let in is told so, and not once a ticket.
pub async fn carry_out_each(
    portal: &Portal,
    caller: &Caller,
    moves: impl IntoIterator<Item = OneOfSeveral>,
) -> Result<Vec<BecameOf>, Problem> {
    let each = stream::iter(moves).map(|one| carried_out(portal, caller, one));
    let all: Vec<BecameOf> = each.buffered(AT_ONCE).collect().await;
    let shut_out = |one: &BecameOf| {
        one.made.as_ref().err().filter(|problem| problem.status() == StatusCode::UNAUTHORIZED).cloned()
    };
    all.iter().find_map(shut_out).map_or(Ok(all), Err)
}

async fn carried_out(portal: &Portal, caller: &Caller, one: OneOfSeveral) -> BecameOf {
    let OneOfSeveral { id, once, command } = one;
    let asked = OneMove { portal, caller, id: &id, expected: Expected(None), once: once.as_ref() };
    let made = match asked.carried_out(|_| Ok(command.clone())).await {
        Ok(Carried::Now(dossier)) => Ok(dossier),
        Ok(Carried::Before(answer)) => {
            portal.store().first_answer(&answer).await.map(Box::new).map_err(Problem::from)
        }
        Err(problem) => Err(problem),
    };
    if let Some(problem) = made.as_ref().err().filter(|problem| problem.status().is_server_error()) {
        tracing::error!(code = problem.code(), cause = problem.cause(), "one of several moves");
    }
    BecameOf { id, made }
}
