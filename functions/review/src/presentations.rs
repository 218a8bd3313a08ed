//! `POST /tickets/presentations`: HFS presents several tickets in one request. Each is a move of its own, in a
//! transaction of its own, under a key of its own: one that is refused holds up no other, and a request that
//! broke off is finished by its repeat.

use askama::Template;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use portal_core::decide::Command;
use portal_core::fault::FieldFault;
use portal_core::identity::{TicketId, TicketNumber};
use portal_core::moves::StateName;
use portal_edge::page::html;
use portal_edge::several::{BecameOf, OneOfSeveral, Told, carry_out_each, may_do_again, once_each};
use portal_edge::{Bearer, Frame, Part, Portal, Problem, Sent};
use serde::Serialize;

/// Tickets in one request: a page of the list.
const MOST: usize = 50;

/// What became of each, in the order in which they were named.
#[derive(Serialize)]
struct Presentations {
    tickets: Vec<Presentation>,
}

/// What became of one ticket.
#[derive(Serialize)]
struct Presentation {
    ticket_id: TicketId,
    outcome: Outcome,
    /// Of one that was presented.
    number: Option<TicketNumber>,
    #[serde(flatten)]
    told: Told,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    /// Now, or before by the same request.
    Presented,
    /// Before, by another one.
    AlreadyPresented,
    /// Not, and not by sending it again.
    Refused,
    /// Not, as far as is known: sending it again may do.
    Failed,
}

#[derive(Template)]
#[template(path = "presentations.html")]
struct PresentationsPage {
    frame: Frame,
    tickets: Vec<Presentation>,
    /// R10: so many days the MCO has to answer.
    proposal_days: u32,
    /// What the form would send again.
    again: Option<String>,
}

impl PresentationsPage {
    fn count(&self, outcome: &str) -> usize {
        self.tickets.iter().filter(|one| one.is(outcome)).count()
    }
}

impl Presentation {
    fn is(&self, outcome: &str) -> bool {
        match self.outcome {
            Outcome::Presented => outcome == "presented",
            Outcome::AlreadyPresented => outcome == "already_presented",
            Outcome::Refused => outcome == "refused",
            Outcome::Failed => outcome == "failed",
        }
    }
}

impl Presentation {
    fn of(BecameOf { id, made }: BecameOf) -> Self {
        match made {
            Ok(dossier) => Self {
                ticket_id: id,
                outcome: Outcome::Presented,
                number: Some(dossier.ticket.number),
                told: Told::done(),
            },
            Err(problem) => {
                Self { ticket_id: id, outcome: outcome(&problem), number: None, told: problem.into() }
            }
        }
    }
}

pub async fn present_several(
    State(portal): State<Portal>,
    Bearer(caller): Bearer,
    sent: Sent,
) -> Result<Response, Problem> {
    caller.require_hfs()?;
    let ids = ids_of(&sent)?;
    let moves = ids.into_iter().map(|id| OneOfSeveral {
        once: sent.once_for(&caller.user, id.as_str()),
        id,
        command: Command::Present,
    });
    let made = carry_out_each(&portal, &caller, moves.collect::<Vec<_>>()).await?;
    let tickets: Vec<Presentation> = made.into_iter().map(Presentation::of).collect();
    let visit = sent.visit();
    if !visit.is_page() {
        return Ok(Json(Presentations { tickets }).into_response());
    }
    let title = visit.language.say("What became of the tickets", "Lo que pasó con las disputas");
    let frame = Frame::new(visit, Part::from(&caller), title).at("/tickets?desk=intake".to_owned());
    let failed = tickets.iter().any(|one| one.outcome == Outcome::Failed);
    let again = sent.idempotency_key().filter(|_| failed).map(str::to_owned);
    let proposal_days = portal.policy().proposal_days;
    html(StatusCode::OK, &PresentationsPage { frame, tickets, proposal_days, again })
}

/// The tickets named, each once.
fn ids_of(sent: &Sent) -> Result<Vec<TicketId>, Problem> {
    let mut fields = sent.fields();
    let named = fields.texts::<TicketId>("tickets", MOST);
    if named.as_ref().is_some_and(Vec::is_empty) || (named.is_none() && !fields.names("tickets")) {
        fields.fault("tickets", FieldFault::new("nothing_chosen", "Choose at least one ticket."));
    }
    fields.finish_with(named.or_else(|| Some(Vec::new()))).map(once_each)
}

fn outcome(problem: &Problem) -> Outcome {
    if may_do_again(problem) {
        return Outcome::Failed;
    }
    let state = problem.member("state").and_then(|state| state.as_str()).and_then(|state| state.parse().ok());
    match state {
        Some(StateName::WithMco | StateName::Proposed | StateName::InReview) => Outcome::AlreadyPresented,
        Some(StateName::Resolved | StateName::Decided) => Outcome::AlreadyPresented,
        Some(StateName::Received | StateName::Closed | StateName::Withdrawn) | None => Outcome::Refused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use portal_store::CommitError;

    #[test]
    fn one_that_others_overtook_twice_is_not_refused_for_good() {
        let overtaken = BecameOf { id: "ticket-0001".parse().unwrap(), made: Err(CommitError::Stale.into()) };
        let told = Presentation::of(overtaken);
        assert_eq!((told.outcome, told.told.status), (Outcome::Failed, 409));
        let gone = BecameOf { id: "ticket-0001".parse().unwrap(), made: Err(Problem::not_found()) };
        assert_eq!(Presentation::of(gone).outcome, Outcome::Refused);
    }
}
