//! The record as it is answered. No health information in it: who, when, in which part, of what.

use axum::Json;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use portal_core::actor::Role;
use portal_core::identity::{TicketId, UploadId, UserId};
use portal_core::text::Text;
use portal_store::{Chronicle, Page, Reading, Readings, Record};
use serde::Serialize;

/// What was looked at.
pub enum Shown {
    /// A ticket's.
    Ticket(TicketRecord),
    /// An upload's.
    Upload(UploadRecord),
    /// A person's.
    Person(PersonRecord),
}

impl IntoResponse for Shown {
    fn into_response(self) -> Response {
        match self {
            Self::Ticket(record) => Json(record).into_response(),
            Self::Upload(record) => Json(record).into_response(),
            Self::Person(record) => Json(record).into_response(),
        }
    }
}

/// A ticket's timeline and its record of readings, each followed from its first entry on.
#[derive(Serialize)]
pub struct TicketRecord {
    pub ticket_id: TicketId,
    /// Whether both are, and what was filed is as it was.
    pub whole: bool,
    pub timeline: TimelineProof,
    /// Whether what was submitted, and every claim, is what the timeline's first entry holds the digest of.
    pub filing_whole: bool,
    pub readings: Vec<ReadingView>,
    /// Whether all of the record holds, not only this page.
    pub readings_whole: bool,
    /// The first place at which it does not.
    pub readings_broken_from: Option<u64>,
    pub next_cursor: Option<String>,
}

#[derive(Serialize)]
pub struct TimelineProof {
    pub entries: u64,
    pub head: Option<String>,
    pub whole: bool,
    /// The first place at which it does not hold.
    pub broken_from: Option<u64>,
}

#[derive(Serialize)]
pub struct ReadingView {
    pub seq: u64,
    pub at: DateTime<Utc>,
    pub user: UserId,
    pub role: Role,
    pub what: String,
    pub request_id: String,
    /// Why, of a glass that was broken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text<500>>,
    pub hash: String,
}

/// An upload's record of readings.
#[derive(Serialize)]
pub struct UploadRecord {
    pub upload_id: UploadId,
    /// Whether all of it holds, not only this page.
    pub whole: bool,
    pub readings: Vec<ReadingView>,
    /// The first place at which it does not.
    pub readings_broken_from: Option<u64>,
    pub next_cursor: Option<String>,
}

/// What one person opened.
#[derive(Serialize)]
pub struct PersonRecord {
    pub user: UserId,
    pub readings: Vec<OpenedView>,
    pub next_cursor: Option<String>,
}

#[derive(Serialize)]
pub struct OpenedView {
    pub of: Record,
    #[serde(flatten)]
    pub reading: ReadingView,
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
