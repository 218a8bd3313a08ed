//! What someone asks of a ticket, and why they may be refused.

use crate::actor::Role;
use crate::deadline::Deadline;
use crate::fault::Fault;
use crate::identity::FileId;
use crate::moves::{Move, StateName};
use crate::outcome::{ClosureReason, ClosureText, Decision, Proposal};
use crate::text::{Reason, Statement};

/// What someone asks of a ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the move of its name; fields are what api.md's body holds")]
pub enum Command {
    Present,
    Propose(Proposal),
    AskExtension { reason: Reason },
    DecideExtension { grant: bool, reason: Option<Reason> },
    Accept { reason: Option<Reason> },
    AskReview { reason: Option<Reason> },
    GiveEvidence { statement: Option<Statement>, files: Vec<FileId>, done: bool },
    Decide(Decision),
    Withdraw { reason: Option<Reason> },
    Close { reason: ClosureReason, text: Option<ClosureText> },
    LookAtUrgent,
    StrikeClock,
}

impl Command {
    /// The row of the table it stands on.
    pub const fn r#move(&self) -> Move {
        match self {
            Self::Present => Move::Present,
            Self::Propose(_) => Move::Propose,
            Self::AskExtension { .. } => Move::AskExtension,
            Self::DecideExtension { .. } => Move::DecideExtension,
            Self::Accept { .. } => Move::Accept,
            Self::AskReview { .. } => Move::AskReview,
            Self::GiveEvidence { .. } => Move::GiveEvidence,
            Self::Decide(_) => Move::Decide,
            Self::Withdraw { .. } => Move::Withdraw,
            Self::Close { .. } => Move::Close,
            Self::LookAtUrgent => Move::LookAtUrgent,
            Self::StrikeClock => Move::StrikeClock,
        }
    }
}

/// Why a command may not be carried out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The ticket is not this person's to know of.
    #[error("failed to find the ticket")]
    NotFound,
    /// This part never makes this move.
    #[error("failed to {}: {} never does", .r#move.code(), .role.code())]
    RoleMayNot {
        /// The move.
        r#move: Move,
        /// The part.
        role: Role,
    },
    /// Not in this state.
    #[error("failed to {}: the ticket is {}", .r#move.code(), .state.code())]
    WrongState {
        /// The move.
        r#move: Move,
        /// The ticket's state.
        state: StateName,
    },
    /// The last day for this has passed.
    #[error("failed to act in time: the last day was {}", .0.date)]
    DeadlinePassed(Deadline),
    /// R10: the MCO still has time.
    #[error("failed to ask for review: the MCO has until {}", .0.date)]
    NotYetOverdue(Deadline),
    /// R11: the one extension was asked for already, whatever became of it.
    #[error("failed to extend: a ticket has one extension")]
    ExtensionSpent,
    /// R11: nobody has asked.
    #[error("failed to decide on an extension: none is asked for")]
    NoExtensionAsked,
    /// R13: evidence may still come in.
    #[error("failed to decide: evidence may come in until {}", .0.date)]
    EvidenceOpen(Deadline),
    /// R13: both sides are done, or the last day has passed: HFS decides now.
    #[error("failed to take evidence: HFS is deciding")]
    EvidenceOver,
    /// R13: this side has said that it is done.
    #[error("failed to take evidence: this side is done")]
    EvidenceDone,
    /// HFS closes with a reason of its own and, for `other`, with words.
    #[error("failed to close: the request has faults")]
    Invalid(Vec<Fault>),
    /// R15: the ticket is not urgent, or HFS has looked.
    #[error("failed to note a look: none is owed")]
    NoLookOwed,
    /// The timeline refused what the rules allowed: a fault of ours.
    #[error("failed to apply what was decided")]
    Broken,
}
