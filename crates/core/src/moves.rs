//! The table of moves: which part may do what in which state. This is the table an auditor reads;
//! `decide` adds to each row only the conditions that depend on dates and on the extension.

use crate::actor::Role;
use crate::code_list;

code_list! {
    /// The states of domain.md §4.
    pub enum StateName {
        Received = "received", "Received";
        WithMco = "with_mco", "With the MCO";
        Proposed = "proposed", "Proposal made";
        InReview = "in_review", "In review by HFS";
        Resolved = "resolved", "Resolved";
        Decided = "decided", "Decided by HFS";
        Closed = "closed", "Closed";
        Withdrawn = "withdrawn", "Withdrawn";
    }
}

impl StateName {
    /// Whether no move leaves it (R5, R14).
    pub const fn is_terminal(self) -> bool {
        match self {
            Self::Received | Self::WithMco | Self::Proposed | Self::InReview => false,
            Self::Resolved | Self::Decided | Self::Closed | Self::Withdrawn => true,
        }
    }
}

code_list! {
    /// What can be done to a ticket.
    pub enum Move {
        Present = "present", "Present to the MCO";
        Propose = "propose", "Answer with a proposal";
        AskExtension = "ask_extension", "Ask for the one extension";
        DecideExtension = "decide_extension", "Grant or refuse the extension";
        Accept = "accept", "Accept the proposal";
        AskReview = "ask_review", "Ask HFS to review";
        GiveEvidence = "give_evidence", "Put in evidence";
        Decide = "decide", "Decide";
        Withdraw = "withdraw", "Withdraw";
        Close = "close", "Close with a reason";
        LookAtUrgent = "look_at_urgent", "Note that HFS has looked at the urgent ticket";
        StrikeClock = "strike_clock", "Carry out what has come due";
    }
}

/// Every allowed move. What is not here is refused.
pub const TABLE: &[(StateName, Move, Role)] = &[
    (StateName::Received, Move::Present, Role::Hfs),
    (StateName::Received, Move::Withdraw, Role::Provider),
    (StateName::Received, Move::Close, Role::Hfs),
    (StateName::Received, Move::LookAtUrgent, Role::Hfs),
    (StateName::Received, Move::StrikeClock, Role::Machine),
    (StateName::WithMco, Move::Propose, Role::Mco),
    (StateName::WithMco, Move::AskExtension, Role::Mco),
    (StateName::WithMco, Move::AskExtension, Role::Provider),
    (StateName::WithMco, Move::DecideExtension, Role::Hfs),
    // Only once the MCO is overdue (R10).
    (StateName::WithMco, Move::AskReview, Role::Provider),
    (StateName::WithMco, Move::Withdraw, Role::Provider),
    (StateName::WithMco, Move::Close, Role::Hfs),
    (StateName::WithMco, Move::LookAtUrgent, Role::Hfs),
    (StateName::WithMco, Move::StrikeClock, Role::Machine),
    (StateName::Proposed, Move::Accept, Role::Provider),
    (StateName::Proposed, Move::AskReview, Role::Provider),
    (StateName::Proposed, Move::Withdraw, Role::Provider),
    (StateName::Proposed, Move::Close, Role::Hfs),
    (StateName::Proposed, Move::LookAtUrgent, Role::Hfs),
    (StateName::Proposed, Move::StrikeClock, Role::Machine),
    (StateName::InReview, Move::GiveEvidence, Role::Provider),
    (StateName::InReview, Move::GiveEvidence, Role::Mco),
    // Only once both sides are done or R13 has lapsed.
    (StateName::InReview, Move::Decide, Role::Hfs),
    (StateName::InReview, Move::Withdraw, Role::Provider),
    (StateName::InReview, Move::Close, Role::Hfs),
    (StateName::InReview, Move::LookAtUrgent, Role::Hfs),
    (StateName::InReview, Move::StrikeClock, Role::Machine),
];

/// What the table says of a move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// A row allows it.
    Allowed,
    /// The role never makes this move, in any state.
    NeverThisRole,
    /// The role makes this move, but not in this state.
    NotInThisState,
}

/// Looks a move up.
pub fn verdict(state: StateName, r#move: Move, role: Role) -> Verdict {
    let mut ever = false;
    for (row_state, row_move, row_role) in TABLE {
        if *row_move == r#move && *row_role == role {
            if *row_state == state {
                return Verdict::Allowed;
            }
            ever = true;
        }
    }
    if ever { Verdict::NotInThisState } else { Verdict::NeverThisRole }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_row_leaves_a_terminal_state_and_no_row_stands_twice() {
        assert!(TABLE.iter().all(|(state, _, _)| !state.is_terminal()));
        assert_eq!(TABLE.iter().collect::<BTreeSet<_>>().len(), TABLE.len());
    }

    #[test]
    fn every_move_is_made_by_someone_and_every_open_state_can_be_withdrawn_and_struck() {
        for r#move in Move::ALL {
            assert!(TABLE.iter().any(|(_, row, _)| row == r#move), "{}", r#move.code());
        }
        for state in StateName::ALL.iter().filter(|state| !state.is_terminal()) {
            assert_eq!(verdict(*state, Move::Withdraw, Role::Provider), Verdict::Allowed);
            assert_eq!(verdict(*state, Move::StrikeClock, Role::Machine), Verdict::Allowed);
        }
    }
}
