//! The timeline: what happened to a ticket, each entry chained by hash to the one before. Replaying
//! it makes the same ticket.

use crate::actor::{Actor, Role};
use crate::deadline::Deadline;
use crate::identity::{FileId, TicketId, TicketNumber, UserId};
use crate::outcome::{Closure, Decision, Proposal};
use crate::policy::Rule;
use crate::text::{Reason, Statement};
use crate::ticket::{Escalation, Extension, Opening, Review, State, Ticket, UrgentLook};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Something that happened. What people wrote may hold health information.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "variants and fields carry the names of domain.md §4")]
pub enum Event {
    Filed {
        opening: Box<Opening>,
        due: Deadline,
        urgent_look: Option<Deadline>,
    },
    Presented {
        on: NaiveDate,
        due: Deadline,
    },
    ExtensionAsked {
        reason: Reason,
    },
    ExtensionGranted {
        due: Deadline,
        reason: Option<Reason>,
    },
    ExtensionRefused {
        reason: Option<Reason>,
    },
    Proposed {
        proposal: Proposal,
        due: Deadline,
        late: bool,
    },
    Accepted {
        reason: Option<Reason>,
    },
    ReviewAsked {
        reason: Option<Reason>,
        due: Deadline,
    },
    EvidenceGiven {
        statement: Option<Statement>,
        files: Vec<FileId>,
        done: bool,
    },
    EvidenceClosed {
        due: Deadline,
    },
    Decided {
        decision: Decision,
    },
    Withdrawn {
        reason: Option<Reason>,
    },
    Closed {
        closure: Closure,
    },
    Reminded {
        due: NaiveDate,
        days_left: u32,
    },
    FellOverdue {
        rule: Rule,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        escalates_after: Option<Deadline>,
    },
    Escalated,
    UrgentLookOverdue,
    UrgentLooked,
}

impl Event {
    /// The event's stable name, as the timeline shows it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Filed { .. } => "filed",
            Self::Presented { .. } => "presented",
            Self::ExtensionAsked { .. } => "extension_asked",
            Self::ExtensionGranted { .. } => "extension_granted",
            Self::ExtensionRefused { .. } => "extension_refused",
            Self::Proposed { .. } => "proposed",
            Self::Accepted { .. } => "accepted",
            Self::ReviewAsked { .. } => "review_asked",
            Self::EvidenceGiven { .. } => "evidence_given",
            Self::EvidenceClosed { .. } => "evidence_closed",
            Self::Decided { .. } => "decided",
            Self::Withdrawn { .. } => "withdrawn",
            Self::Closed { .. } => "closed",
            Self::Reminded { .. } => "reminded",
            Self::FellOverdue { .. } => "overdue",
            Self::Escalated => "escalated",
            Self::UrgentLookOverdue => "urgent_look_overdue",
            Self::UrgentLooked => "urgent_looked",
        }
    }
}

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct By {
    /// The part played.
    pub role: Role,
    /// The account; none for the machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<UserId>,
}

impl From<&Actor> for By {
    fn from(actor: &Actor) -> Self {
        Self { role: actor.role(), user: actor.user.clone() }
    }
}

/// One entry of a timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Place in the timeline, from 1.
    pub seq: u64,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: By,
    /// What.
    pub event: Event,
    /// The next instant at which the machine has to look, once this has happened.
    pub wakes_at: Option<DateTime<Utc>>,
    /// SHA-256, in hex, over the hash before and all of the above.
    pub hash: String,
}

/// Why a timeline does not make a ticket.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReplayError {
    /// It does not begin with `filed`, or holds nothing.
    #[error("failed to replay the timeline: it does not begin with a filing")]
    NoFiling,
    /// An entry is missing or out of place.
    #[error("failed to replay the timeline: entry {0} is not in its place")]
    OutOfPlace(u64),
    /// An entry's hash does not follow from the one before it.
    #[error("failed to replay the timeline: the hash of entry {0} does not hold")]
    HashBroken(u64),
    /// An entry cannot happen in the state before it.
    #[error("failed to replay the timeline: entry {0} cannot follow the one before it")]
    Impossible(u64),
}

impl Entry {
    /// The entry at `seq`, chained to the hash before it (`""` for the first).
    pub fn chained(
        before: &str,
        seq: u64,
        at: DateTime<Utc>,
        by: By,
        event: Event,
        wakes_at: Option<DateTime<Utc>>,
    ) -> Self {
        let mut entry = Self { seq, at, by, event, wakes_at, hash: String::new() };
        entry.hash = entry.hash_after(before);
        entry
    }

    fn hash_after(&self, before: &str) -> String {
        let mut hash = Sha256::new();
        hash.update(before);
        hash.update(b"\n");
        // serde writes a struct's fields in their order, so the same entry always gives the same bytes.
        if let Ok(bytes) = serde_json::to_vec(&(self.seq, self.at, &self.by, &self.event, self.wakes_at)) {
            hash.update(bytes);
        }
        hex::encode(hash.finalize())
    }
}

/// The ticket that the first entry of a timeline makes.
///
/// # Errors
/// When the entry is no filing, or its hash does not hold.
pub fn open(id: TicketId, number: TicketNumber, entry: &Entry) -> Result<Ticket, ReplayError> {
    let Event::Filed { opening, due, urgent_look } = &entry.event else { return Err(ReplayError::NoFiling) };
    if entry.seq != 1 {
        return Err(ReplayError::OutOfPlace(entry.seq));
    }
    if entry.hash != entry.hash_after("") {
        return Err(ReplayError::HashBroken(1));
    }
    Ok(Ticket {
        id,
        number,
        version: 1,
        head: entry.hash.clone(),
        opening: opening.as_ref().clone(),
        filed_at: entry.at,
        state: State::Received { due: *due, overdue_since: None },
        extension: Extension::NotAsked,
        urgent_look: urgent_look.map(|due| UrgentLook { due, overdue_since: None }),
        presented: false,
        wakes_at: entry.wakes_at,
    })
}

/// The ticket after a further entry.
///
/// # Errors
/// When the entry is out of place, its hash does not hold, or it cannot happen in this state.
pub fn apply(ticket: &Ticket, entry: &Entry) -> Result<Ticket, ReplayError> {
    if entry.seq != ticket.version + 1 {
        return Err(ReplayError::OutOfPlace(entry.seq));
    }
    if entry.hash != entry.hash_after(&ticket.head) {
        return Err(ReplayError::HashBroken(entry.seq));
    }
    let mut after =
        advance(ticket, &entry.event, &entry.by, entry.at).ok_or(ReplayError::Impossible(entry.seq))?;
    after.version = entry.seq;
    after.head.clone_from(&entry.hash);
    after.wakes_at = entry.wakes_at;
    Ok(after)
}

/// The ticket that a whole timeline makes.
///
/// # Errors
/// At the first entry that does not hold.
pub fn replay(id: TicketId, number: TicketNumber, entries: &[Entry]) -> Result<Ticket, ReplayError> {
    let (first, rest) = entries.split_first().ok_or(ReplayError::NoFiling)?;
    rest.iter().try_fold(open(id, number, first)?, |ticket, entry| apply(&ticket, entry))
}

/// The ticket after an event, before its version, hash and clock are set. `None` where the event
/// cannot happen: a terminal state is never left, a due date never moves back.
pub(crate) fn advance(ticket: &Ticket, event: &Event, by: &By, at: DateTime<Utc>) -> Option<Ticket> {
    let mut after = ticket.clone();
    if ticket.state.name().is_terminal() {
        return None;
    }
    match (&mut after.state, event) {
        (state @ State::Received { .. }, Event::Presented { on, due }) => {
            *state = State::WithMco { presented_on: *on, due: *due, overdue_since: None, escalation: None };
            after.presented = true;
        }
        (State::WithMco { .. }, Event::ExtensionAsked { .. }) if ticket.extension == Extension::NotAsked => {
            after.extension = Extension::Asked { by: by.role };
        }
        (
            State::WithMco { due, overdue_since, escalation, .. },
            Event::ExtensionGranted { due: later, .. },
        ) if matches!(ticket.extension, Extension::Asked { .. }) && later.date >= due.date => {
            *due = *later;
            *overdue_since = None;
            *escalation = None;
            after.extension = Extension::Granted;
        }
        (State::WithMco { .. }, Event::ExtensionRefused { .. })
            if matches!(ticket.extension, Extension::Asked { .. }) =>
        {
            after.extension = Extension::Refused;
        }
        (state @ State::WithMco { .. }, Event::Proposed { due, late, .. }) => {
            *state = State::Proposed { due: *due, late: *late };
        }
        (state @ State::Proposed { .. }, Event::Accepted { .. }) => *state = State::Resolved,
        (state @ (State::Proposed { .. } | State::WithMco { .. }), Event::ReviewAsked { due, .. }) => {
            *state = State::InReview {
                due: *due,
                review: Review::Evidence { provider_done: false, mco_done: false },
            };
        }
        (
            State::InReview { review: Review::Evidence { provider_done, mco_done }, .. },
            Event::EvidenceGiven { done, .. },
        ) => match by.role {
            Role::Provider => *provider_done |= done,
            Role::Mco => *mco_done |= done,
            Role::Hfs | Role::Machine => return None,
        },
        (
            State::InReview { due, review: review @ Review::Evidence { .. } },
            Event::EvidenceClosed { due: later },
        ) => {
            *due = *later;
            *review = Review::Deciding { overdue_since: None };
        }
        (state @ State::InReview { review: Review::Deciding { .. }, .. }, Event::Decided { .. }) => {
            *state = State::Decided
        }
        (state, Event::Withdrawn { .. }) => *state = State::Withdrawn,
        (state, Event::Closed { closure }) => *state = State::Closed(closure.clone()),
        (State::WithMco { overdue_since, escalation, .. }, Event::FellOverdue { escalates_after, .. })
            if overdue_since.is_none() =>
        {
            *overdue_since = Some(at);
            *escalation = escalates_after.map(Escalation::After);
        }
        (State::WithMco { escalation: escalation @ Some(Escalation::After(_)), .. }, Event::Escalated) => {
            *escalation = Some(Escalation::Done(at))
        }
        (
            State::Received { overdue_since, .. }
            | State::InReview { review: Review::Deciding { overdue_since }, .. },
            Event::FellOverdue { .. },
        ) if overdue_since.is_none() => *overdue_since = Some(at),
        (_, Event::Reminded { .. }) => {}
        (_, Event::UrgentLookOverdue) => {
            let look = after.urgent_look.as_mut()?;
            look.overdue_since = look.overdue_since.or(Some(at));
        }
        (_, Event::UrgentLooked) => after.urgent_look = None,
        (
            State::Received { .. }
            | State::WithMco { .. }
            | State::Proposed { .. }
            | State::InReview { .. }
            | State::Resolved
            | State::Decided
            | State::Closed(_)
            | State::Withdrawn,
            Event::Filed { .. }
            | Event::Presented { .. }
            | Event::ExtensionAsked { .. }
            | Event::ExtensionGranted { .. }
            | Event::ExtensionRefused { .. }
            | Event::Proposed { .. }
            | Event::Accepted { .. }
            | Event::ReviewAsked { .. }
            | Event::EvidenceGiven { .. }
            | Event::EvidenceClosed { .. }
            | Event::Decided { .. }
            | Event::FellOverdue { .. }
            | Event::Escalated,
        ) => return None,
    }
    if after.state.name().is_terminal() {
        after.urgent_look = None;
    }
    Some(after)
}
