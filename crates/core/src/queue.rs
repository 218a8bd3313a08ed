//! Queues that are no desk. A ticket lies on one desk at the most, whosever move it is; in any of these it lies
//! besides: in HFS's while something about it waits for HFS, in a party's while that party may do something though
//! nobody waits for it alone.

use crate::code_list;
use crate::identity::MedicaidId;
use crate::mco::McoCode;
use crate::ticket::{Extension, Review, State, Ticket};
use chrono::{DateTime, Utc};

code_list! {
    /// What waits for HFS.
    pub enum Queue {
        Extensions = "extensions", "An extension is asked for, and HFS has to grant or refuse it (R11)";
        Overdue = "overdue", "What was due is overdue, whosever it is (R9, R10, R14, R15)";
        Urgent = "urgent", "An urgent ticket that HFS has not looked at (R15)";
    }
}

impl Queue {
    /// By when a ticket in this queue wants attention: the place it has in it. `None` where the ticket
    /// is not in it.
    pub fn place_of(self, ticket: &Ticket) -> Option<DateTime<Utc>> {
        let due = ticket.due().map(|due| due.deadline.passes_at);
        let look = ticket.urgent_look;
        match self {
            Self::Extensions => match (&ticket.state, ticket.extension) {
                (State::WithMco { due, .. }, Extension::Asked { .. }) => Some(due.passes_at),
                (
                    State::WithMco { .. }
                    | State::Received { .. }
                    | State::Proposed { .. }
                    | State::InReview { .. }
                    | State::Resolved
                    | State::Decided
                    | State::Closed(_)
                    | State::Withdrawn,
                    Extension::NotAsked | Extension::Asked { .. } | Extension::Granted | Extension::Refused,
                ) => None,
            },
            // Whichever is overdue for longer.
            Self::Overdue => [
                ticket.overdue_since().and(due),
                look.filter(|look| look.overdue_since.is_some()).map(|look| look.due.passes_at),
            ]
            .into_iter()
            .flatten()
            .min(),
            Self::Urgent => look.map(|look| look.due.passes_at),
        }
    }
}

code_list! {
    /// What a party may do, and by when, while the ticket lies on another's desk.
    pub enum PartyQueue {
        Evidence = "evidence", "Both parties may put in evidence, and this one has not said that it is done (R13)";
        Late = "late", "The MCO is late, and the provider may ask for review at once (R10)";
    }
}

/// One of the two parties to a dispute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Party {
    /// The provider, whoever of its people acts for it.
    Provider(MedicaidId),
    /// The MCO.
    Mco(McoCode),
}

impl Party {
    /// The parties to a ticket.
    pub fn to(ticket: &Ticket) -> impl Iterator<Item = Self> {
        let provider = Self::Provider(ticket.opening.provider.medicaid_id.clone());
        std::iter::once(provider).chain(ticket.opening.mco.clone().map(Self::Mco))
    }
}

impl PartyQueue {
    /// The place a ticket has in this queue of a party to it: the end of the last day, the MCO's own where it is
    /// late. `None` where the ticket is not in it.
    pub fn place_of(self, party: &Party, ticket: &Ticket) -> Option<DateTime<Utc>> {
        match (self, party) {
            (Self::Evidence, _) => {
                let State::InReview { due, review: Review::Evidence { provider_done, mco_done } } =
                    ticket.state
                else {
                    return None;
                };
                let done = if matches!(party, Party::Provider(_)) { provider_done } else { mco_done };
                (!done).then_some(due.passes_at)
            }
            (Self::Late, Party::Provider(_)) => {
                if let State::WithMco { due, overdue_since: Some(_), .. } = ticket.state {
                    Some(due.passes_at)
                } else {
                    None
                }
            }
            (Self::Late, Party::Mco(_)) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_queue_has_a_name_of_its_own() {
        let codes = Queue::ALL.iter().map(|queue| queue.code());
        let codes = codes.chain(PartyQueue::ALL.iter().map(|queue| queue.code()));
        let names: std::collections::BTreeSet<&str> = codes.collect();
        assert_eq!(names.len(), Queue::ALL.len() + PartyQueue::ALL.len());
    }
}
