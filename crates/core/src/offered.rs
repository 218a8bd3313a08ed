//! What someone may do with a ticket now: the rows of the table of moves whose other conditions hold.

use crate::actor::Role;
use crate::moves::{Move, TABLE};
use crate::ticket::{Extension, Review, State, Ticket};
use chrono::{DateTime, Utc};

/// The moves that this part may make at `now`, in the table's order. The machine is offered nothing.
pub fn offered(ticket: &Ticket, role: Role, now: DateTime<Utc>) -> Vec<Move> {
    let state = ticket.state.name();
    let rows = TABLE.iter().filter(|(at, _, by)| *at == state && *by == role && role != Role::Machine);
    rows.map(|(_, r#move, _)| *r#move).filter(|r#move| holds(ticket, *r#move, role, now)).collect()
}

fn holds(ticket: &Ticket, r#move: Move, role: Role, now: DateTime<Utc>) -> bool {
    let passed = ticket.is_overdue(now);
    match r#move {
        Move::Present | Move::Propose | Move::Withdraw | Move::Close => true,
        Move::AskExtension => ticket.extension == Extension::NotAsked && !passed,
        Move::DecideExtension => matches!(ticket.extension, Extension::Asked { .. }),
        Move::Accept => !passed,
        // R10: of an MCO that is late; R12: of a proposal in time.
        Move::AskReview => passed == matches!(ticket.state, State::WithMco { .. }),
        Move::GiveEvidence => evidence(ticket).is_some_and(|done| !done.of(role)) && !passed,
        // R13: once both sides are done, or their time is over.
        Move::Decide => evidence(ticket).is_none() || passed,
        Move::LookAtUrgent => ticket.urgent_look.is_some(),
        Move::StrikeClock => false,
    }
}

/// Who has said that they are done, while evidence may come in.
struct Done {
    provider: bool,
    mco: bool,
}

impl Done {
    fn of(&self, role: Role) -> bool {
        if role == Role::Provider { self.provider } else { self.mco }
    }
}

fn evidence(ticket: &Ticket) -> Option<Done> {
    if let State::InReview { review: Review::Evidence { provider_done, mco_done }, .. } = ticket.state {
        Some(Done { provider: provider_done, mco: mco_done })
    } else {
        None
    }
}
