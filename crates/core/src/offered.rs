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
    let passed = ticket.due().is_some_and(|due| due.deadline.has_passed(now));
    match r#move {
        Move::Present | Move::Propose | Move::Withdraw | Move::Close => true,
        Move::AskExtension => ticket.extension == Extension::NotAsked && !passed,
        Move::DecideExtension => matches!(ticket.extension, Extension::Asked { .. }),
        Move::Accept => !passed,
        // R10: of an MCO that is late; R12: of a proposal in time.
        Move::AskReview => passed == matches!(ticket.state, State::WithMco { .. }),
        Move::GiveEvidence => match ticket.state {
            State::InReview { review: Review::Evidence { provider_done, mco_done }, .. } => {
                let own = if role == Role::Provider { provider_done } else { mco_done };
                !own && !passed
            }
            _ => false,
        },
        Move::Decide => match ticket.state {
            State::InReview { review: Review::Evidence { .. }, .. } => passed,
            _ => true,
        },
        Move::LookAtUrgent => ticket.urgent_look.is_some(),
        Move::StrikeClock => false,
    }
}
