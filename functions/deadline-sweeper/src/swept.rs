//! What a sweep did, in numbers: what it returns and what it logs.

use chrono::{DateTime, Utc};
use portal_core::timeline::{Entry, Event};
use serde::Serialize;

/// What a sweep did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Swept {
    /// Tickets looked at.
    pub examined: u64,
    /// Closed, for the provider did not answer the proposal (R12).
    pub lapsed: u64,
    /// Newly marked overdue and escalated (R9, R10, R14, R15).
    pub overdue: u64,
    /// Told to whoever leads HFS's staff, for the MCO still has not answered (R10).
    pub escalated: u64,
    /// Reminded.
    pub reminded: u64,
    /// Reviews whose evidence is over, so that HFS decides (R13).
    pub evidence_closed: u64,
    /// Someone was there first, or there was nothing to do.
    pub already_done: u64,
    /// Tickets that do not read or could not be written, and keys that name none.
    pub failed: u64,
    /// Parts of the index that could not be read.
    pub unread_shards: u64,
    /// Whether the sweep stopped with tickets left.
    pub more: bool,
    /// The age of the oldest due key that this sweep saw and did not carry out, whatever the reason.
    pub oldest_overdue_s: u64,
}

impl Swept {
    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            examined: self.examined + other.examined,
            lapsed: self.lapsed + other.lapsed,
            overdue: self.overdue + other.overdue,
            escalated: self.escalated + other.escalated,
            reminded: self.reminded + other.reminded,
            evidence_closed: self.evidence_closed + other.evidence_closed,
            already_done: self.already_done + other.already_done,
            failed: self.failed + other.failed,
            unread_shards: self.unread_shards + other.unread_shards,
            more: self.more || other.more,
            oldest_overdue_s: self.oldest_overdue_s.max(other.oldest_overdue_s),
        }
    }

    /// Counts what was carried out on a ticket.
    pub fn count(&mut self, entries: &[Entry]) {
        for entry in entries {
            match entry.event {
                Event::Closed { .. } => self.lapsed += 1,
                Event::FellOverdue { .. } | Event::UrgentLookOverdue => self.overdue += 1,
                Event::Escalated => self.escalated += 1,
                Event::Reminded { .. } => self.reminded += 1,
                Event::EvidenceClosed { .. } => self.evidence_closed += 1,
                // The clock does none of these.
                Event::Filed { .. }
                | Event::Presented { .. }
                | Event::ExtensionAsked { .. }
                | Event::ExtensionGranted { .. }
                | Event::ExtensionRefused { .. }
                | Event::Proposed { .. }
                | Event::Accepted { .. }
                | Event::ReviewAsked { .. }
                | Event::EvidenceGiven { .. }
                | Event::Decided { .. }
                | Event::Withdrawn { .. }
                | Event::UrgentLooked => {}
            }
        }
    }

    /// Notes that what came due at `since` is still in the index.
    pub fn leave(&mut self, since: DateTime<Utc>, now: DateTime<Utc>) {
        let age = u64::try_from((now - since).num_seconds()).unwrap_or(0);
        self.oldest_overdue_s = self.oldest_overdue_s.max(age);
    }

    /// Logs it, one field a number: an alarm reads `oldest_overdue_s`.
    pub fn log(&self) {
        let Self {
            examined,
            lapsed,
            overdue,
            escalated,
            reminded,
            evidence_closed,
            already_done,
            failed,
            unread_shards,
            more,
            oldest_overdue_s,
        } = *self;
        tracing::info!(
            examined,
            lapsed,
            overdue,
            escalated,
            reminded,
            evidence_closed,
            already_done,
            failed,
            unread_shards,
            more,
            oldest_overdue_s,
            "swept"
        );
    }
}
