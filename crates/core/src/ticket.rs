//! A ticket: what it is about, where it stands, and which clock runs.

use crate::actor::{Actor, Role, Standing};
use crate::category::{Category, Program};
use crate::code_list;
use crate::deadline::Deadline;
use crate::identity::{MedicaidId, TicketId, TicketNumber, TrackingNumber};
use crate::mco::McoCode;
use crate::money::Money;
use crate::moves::StateName;
use crate::outcome::Closure;
use crate::submission::ProviderRef;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

code_list! {
    /// What intake noticed and leaves to people.
    pub enum Flag {
        LateUnderHfsPractice = "late_under_hfs_practice", "Late under R4, timely under R4': staff decide";
        DissimilarReasons = "dissimilar_reasons", "The claims were denied for different reasons (R7)";
    }
}

/// What a ticket is about: fixed when it is filed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// For whom it is filed.
    pub provider: ProviderRef,
    /// The MCO; absent only on a ticket closed as incomplete.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mco: Option<McoCode>,
    /// The program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub program: Option<Program>,
    /// The reason of the dispute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<Category>,
    /// The MCO's tracking number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mco_tracking_number: Option<TrackingNumber>,
    /// The Chicago day it was filed with the MCO.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filed_with_mco: Option<NaiveDate>,
    /// R15.
    pub urgent: bool,
    /// How many claims it holds.
    pub claims: u16,
    /// What was billed on all of them.
    pub billed: Money,
    /// What is in dispute on all of them.
    pub in_dispute: Money,
    /// SHA-256 over the submission and its claims.
    pub digest: String,
    /// What intake noticed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<Flag>,
}

/// Where the one extension stands (R11).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Extension {
    /// Nobody has asked.
    #[default]
    NotAsked,
    /// Asked; HFS has to say.
    Asked {
        /// By which side.
        by: Role,
    },
    /// Granted: the due date has moved, once.
    Granted,
    /// Refused.
    Refused,
}

/// How far a review is (R13, R14).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Review {
    /// Both sides put in what they have.
    Evidence {
        /// The provider has said that it is done.
        provider_done: bool,
        /// The MCO has said that it is done.
        mco_done: bool,
    },
    /// HFS decides.
    Deciding {
        /// Since when its decision is overdue.
        overdue_since: Option<DateTime<Utc>>,
    },
}

/// The ladder's last step (R10): an overdue answer that stays out goes to whoever leads HFS's staff.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Escalation {
    /// The last day on which an answer still keeps it from the lead.
    After(Deadline),
    /// When the lead was told.
    Done(DateTime<Utc>),
}

/// The states of domain.md §4, each with what is true only in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// HFS has to present it (R9).
    Received {
        /// Last day to present.
        due: Deadline,
        /// Since when that is overdue.
        overdue_since: Option<DateTime<Utc>>,
    },
    /// The MCO has to answer (R10).
    WithMco {
        /// The Chicago day of presentation, from which R10 and R11 count.
        presented_on: NaiveDate,
        /// Last day to answer.
        due: Deadline,
        /// Since when that is overdue.
        overdue_since: Option<DateTime<Utc>>,
        /// The ladder's last step, once it is overdue.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        escalation: Option<Escalation>,
    },
    /// The provider has to accept or ask for review (R12).
    Proposed {
        /// Last day to do so.
        due: Deadline,
        /// Whether the proposal came after its own last day.
        late: bool,
    },
    /// HFS reviews (R13, R14).
    InReview {
        /// Last day of this stage.
        due: Deadline,
        /// Which stage.
        review: Review,
    },
    /// The provider accepted the proposal.
    Resolved,
    /// HFS decided.
    Decided,
    /// Closed, by the machine or by HFS.
    Closed(Closure),
    /// The provider withdrew it.
    Withdrawn,
}

impl State {
    /// The state's name.
    pub const fn name(&self) -> StateName {
        match self {
            Self::Received { .. } => StateName::Received,
            Self::WithMco { .. } => StateName::WithMco,
            Self::Proposed { .. } => StateName::Proposed,
            Self::InReview { .. } => StateName::InReview,
            Self::Resolved => StateName::Resolved,
            Self::Decided => StateName::Decided,
            Self::Closed(_) => StateName::Closed,
            Self::Withdrawn => StateName::Withdrawn,
        }
    }
}

/// Whose move it is: the work queue a ticket lies on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Desk {
    /// HFS has to present it.
    HfsIntake,
    /// HFS reviews it.
    HfsReview,
    /// The MCO has to answer.
    Mco(McoCode),
    /// The provider has to answer.
    Provider(MedicaidId),
}

/// A due date and whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// The last day.
    pub deadline: Deadline,
    /// Who has to act; `None` where both parties do.
    pub whose: Option<Role>,
}

/// R15: HFS has to look at an urgent ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UrgentLook {
    /// Last day to look.
    pub due: Deadline,
    /// Since when that is overdue.
    pub overdue_since: Option<DateTime<Utc>>,
}

/// A ticket, as its timeline made it. The claims, the description and what people wrote are kept
/// beside it, not in it: moving a ticket needs none of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// Key.
    pub id: TicketId,
    /// What people quote.
    pub number: TicketNumber,
    /// How many timeline entries made it.
    pub version: u64,
    /// The last entry's hash.
    pub head: String,
    /// What it is about.
    pub opening: Opening,
    /// When it was filed.
    pub filed_at: DateTime<Utc>,
    /// Where it stands.
    pub state: State,
    /// Where the one extension stands.
    pub extension: Extension,
    /// R15, while HFS has not looked.
    pub urgent_look: Option<UrgentLook>,
    /// Whether it was presented to the MCO: from then on the MCO sees it.
    pub presented: bool,
    /// The next instant at which the machine has to look.
    pub wakes_at: Option<DateTime<Utc>>,
}

impl Ticket {
    /// Whether someone may know that it exists.
    pub fn is_visible_to(&self, actor: &Actor) -> bool {
        match &actor.standing {
            Standing::Provider { acts_for } => acts_for.contains(&self.opening.provider.medicaid_id),
            Standing::Mco(code) => self.presented && self.opening.mco.as_ref() == Some(code),
            Standing::Hfs { .. } | Standing::Machine => true,
        }
    }

    /// What is due and from whom.
    pub const fn due(&self) -> Option<Due> {
        match self.state {
            State::Received { due, .. } | State::InReview { due, review: Review::Deciding { .. } } => {
                Some(Due { deadline: due, whose: Some(Role::Hfs) })
            }
            State::WithMco { due, .. } => Some(Due { deadline: due, whose: Some(Role::Mco) }),
            State::Proposed { due, .. } => Some(Due { deadline: due, whose: Some(Role::Provider) }),
            State::InReview { due, review: Review::Evidence { .. } } => {
                Some(Due { deadline: due, whose: None })
            }
            State::Resolved | State::Decided | State::Closed(_) | State::Withdrawn => None,
        }
    }

    /// Since when what is due is overdue, as the timeline records it.
    pub const fn overdue_since(&self) -> Option<DateTime<Utc>> {
        match self.state {
            State::Received { overdue_since, .. }
            | State::WithMco { overdue_since, .. }
            | State::InReview { review: Review::Deciding { overdue_since }, .. } => overdue_since,
            State::InReview { review: Review::Evidence { .. }, .. }
            | State::Proposed { .. }
            | State::Resolved
            | State::Decided
            | State::Closed(_)
            | State::Withdrawn => None,
        }
    }

    /// Whether the last day of what is due has passed: by the clock, or on the timeline already, where the
    /// clock that wrote it ran ahead of this one. What was once told to everyone is not taken back.
    pub fn is_overdue(&self, now: DateTime<Utc>) -> bool {
        self.overdue_since().is_some() || self.due().is_some_and(|due| due.deadline.has_passed(now))
    }

    /// When whoever leads HFS's staff was told that the MCO still has not answered.
    pub const fn escalated_at(&self) -> Option<DateTime<Utc>> {
        match self.state {
            State::WithMco { escalation: Some(Escalation::Done(at)), .. } => Some(at),
            State::WithMco { escalation: Some(Escalation::After(_)) | None, .. }
            | State::Received { .. }
            | State::Proposed { .. }
            | State::InReview { .. }
            | State::Resolved
            | State::Decided
            | State::Closed(_)
            | State::Withdrawn => None,
        }
    }

    /// Whose move it is.
    pub fn desk(&self) -> Option<Desk> {
        match self.state {
            State::Received { .. } => Some(Desk::HfsIntake),
            State::WithMco { .. } => self.opening.mco.clone().map(Desk::Mco),
            State::Proposed { .. } => Some(Desk::Provider(self.opening.provider.medicaid_id.clone())),
            State::InReview { .. } => Some(Desk::HfsReview),
            State::Resolved | State::Decided | State::Closed(_) | State::Withdrawn => None,
        }
    }
}
