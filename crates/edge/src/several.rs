//! Several things in one request (adr/0030), moves on tickets among them: each in a transaction of its own, under a
//! key of its own. One that is refused holds up no other, and what broke off is finished by the repeat.

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
use serde::Serialize;

/// So many under way at once: the table takes far more, the function's memory and the SDK's connections not.
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
    each(moves, |one| carried_out(portal, caller, one), |one| one.made.as_ref().err()).await
}

/// What one of several is told: what its own request would have been answered.
#[derive(Clone, Debug, Serialize)]
pub struct Told {
    /// The status.
    pub status: u16,
    /// Of one that was not carried out: why, for programs.
    pub code: Option<&'static str>,
    /// And for people.
    pub detail: Option<String>,
    /// The whole of it.
    #[serde(skip)]
    pub problem: Option<Problem>,
}

impl Told {
    /// It was carried out, now or before by the same request.
    pub const fn done() -> Self {
        Self { status: StatusCode::OK.as_u16(), code: None, detail: None, problem: None }
    }

    /// Whether sending it again may do.
    pub fn may_do_again(&self) -> bool {
        self.problem.as_ref().is_some_and(may_do_again)
    }
}

/// Whether sending it again may do: nobody knows what became of it, or others wrote there just then, twice in a row.
pub fn may_do_again(problem: &Problem) -> bool {
    problem.status().is_server_error() || problem.code() == "stale_version"
}

impl From<Problem> for Told {
    fn from(problem: Problem) -> Self {
        Self {
            status: problem.status().as_u16(),
            code: Some(problem.code()),
            detail: Some(problem.detail().to_owned()),
            problem: Some(problem),
        }
    }
}

/// Carries out each, so many at once, and says what became of it, in their order; `refused` is why one was not
/// carried out. What is our fault is logged, for nobody else will tell of it.
///
/// # Errors
/// 401 of the whole: whoever is not let in is told so, and not once a part.
pub async fn each<T, R, F>(
    parts: impl IntoIterator<Item = T>,
    carry_out: impl Fn(T) -> F,
    refused: impl Fn(&R) -> Option<&Problem>,
) -> Result<Vec<R>, Problem>
where
    F: Future<Output = R>,
{
    let all: Vec<R> = stream::iter(parts).map(carry_out).buffered(AT_ONCE).collect().await;
    let problems = || all.iter().filter_map(&refused);
    for problem in problems().filter(|problem| problem.status().is_server_error()) {
        tracing::error!(code = problem.code(), cause = problem.cause(), "one of several");
    }
    let shut_out = problems().find(|problem| problem.status() == StatusCode::UNAUTHORIZED).cloned();
    shut_out.map_or(Ok(all), Err)
}

/// The same things, each once, where it was named first.
pub fn once_each<T: PartialEq>(named: Vec<T>) -> Vec<T> {
    let mut each = Vec::with_capacity(named.len());
    for one in named {
        if !each.contains(&one) {
            each.push(one);
        }
    }
    each
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
    BecameOf { id, made }
}

#[cfg(test)]
mod tests {
    use super::*;
    use portal_store::{CommitError, StoreError};

    #[test]
    fn what_was_overtaken_or_nobody_knows_of_may_do_again_and_a_refusal_does_not() {
        let down = CommitError::Store(StoreError::Unavailable("timeout".to_owned()));
        for error in [CommitError::Stale, CommitError::Conflict, down] {
            assert!(Told::from(Problem::from(error)).may_do_again());
        }
        for refused in [Problem::not_found(), CommitError::KeyReused.into(), Problem::faults(Vec::new())] {
            assert!(!Told::from(refused).may_do_again());
        }
        assert!(!Told::done().may_do_again());
    }
}
