//! HFS's queues that are no desk. A ticket lies on one desk at the most, whosever move it is; on any of
//! these it lies besides, while something about it waits for HFS.

use crate::code_list;
use crate::ticket::{Extension, State, Ticket};
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_queue_has_a_name_of_its_own() {
        let names: std::collections::BTreeSet<&str> = Queue::ALL.iter().map(|queue| queue.code()).collect();
        assert_eq!(names.len(), Queue::ALL.len());
    }
}
