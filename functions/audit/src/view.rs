//! The record as it is answered. No health information in it: who, when, in which part, of what.

use chrono::{DateTime, Utc};
use portal_core::actor::Role;
use portal_core::identity::{TicketId, UploadId, UserId};
use portal_core::text::Text;
use portal_store::{Chronicle, Page, Reading, Readings, Record};
use serde::Serialize;

/// A ticket's timeline and its record of readings, each followed from its first entry on.
#[derive(Serialize)]
pub struct TicketRecord {
    ticket_id: TicketId,
    /// Whether both are, and what was filed is as it was.
    whole: bool,
    timeline: TimelineProof,
    /// Whether what was submitted, and every claim, is what the timeline's first entry holds the digest of.
    filing_whole: bool,
    readings: Vec<ReadingView>,
    /// Whether all of the record holds, not only this page.
    readings_whole: bool,
    /// The first place at which it does not.
    readings_broken_from: Option<u64>,
    next_cursor: Option<String>,
}

#[derive(Serialize)]
struct TimelineProof {
    entries: u64,
    head: Option<String>,
    whole: bool,
    /// The first place at which it does not hold.
    broken_from: Option<u64>,
}

#[derive(Serialize)]
struct ReadingView {
    seq: u64,
    at: DateTime<Utc>,
    user: UserId,
    role: Role,
    what: String,
    request_id: String,
    /// Why, of a glass that was broken.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Text<500>>,
    hash: String,
}

/// An upload's record of readings.
#[derive(Serialize)]
pub struct UploadRecord {
    upload_id: UploadId,
    /// Whether all of it holds, not only this page.
    whole: bool,
    readings: Vec<ReadingView>,
    /// The first place at which it does not.
    readings_broken_from: Option<u64>,
    next_cursor: Option<String>,
}

/// What one person opened.
#[derive(Serialize)]
pub struct PersonRecord {
    user: UserId,
    readings: Vec<OpenedView>,
    next_cursor: Option<String>,
}

#[derive(Serialize)]
struct OpenedView {
    of: Record,
    #[serde(flatten)]
    reading: ReadingView,
}

impl TicketRecord {
    /// Of what was read.
    pub fn of(ticket_id: TicketId, timeline: Chronicle, readings: Readings) -> Self {
        let (timeline_whole, readings_whole) =
            (timeline.broken_from.is_none(), readings.broken_from.is_none());
        Self {
            ticket_id,
            whole: timeline_whole && timeline.filing_holds && readings_whole,
            timeline: TimelineProof {
                entries: timeline.entries,
                head: timeline.head,
                whole: timeline_whole,
                broken_from: timeline.broken_from,
            },
            filing_whole: timeline.filing_holds,
            readings: readings.items.into_iter().map(ReadingView::from).collect(),
            readings_whole,
            readings_broken_from: readings.broken_from,
            next_cursor: readings.next.map(|place| place.to_string()),
        }
    }
}

impl UploadRecord {
    /// Of what was read.
    pub fn of(upload_id: UploadId, readings: Readings) -> Self {
        Self {
            upload_id,
            whole: readings.broken_from.is_none(),
            readings: readings.items.into_iter().map(ReadingView::from).collect(),
            readings_broken_from: readings.broken_from,
            next_cursor: readings.next.map(|place| place.to_string()),
        }
    }
}

impl PersonRecord {
    /// Of a page.
    pub fn of(user: UserId, page: Page<Reading>) -> Self {
        let opened = |reading: Reading| OpenedView { of: reading.of.clone(), reading: reading.into() };
        Self { user, readings: page.items.into_iter().map(opened).collect(), next_cursor: page.next }
    }
}

impl From<Reading> for ReadingView {
    fn from(reading: Reading) -> Self {
        let Reading { seq, of: _, at, user, role, what, request_id, reason, hash } = reading;
        Self { seq, at, user, role, what, request_id, reason, hash }
    }
}
