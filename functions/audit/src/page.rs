//! The record for people: who saw what, when, and whether the record and the timeline are whole.

use crate::view::{ReadingView, Shown, TicketRecord};
use askama::Template;
use axum::response::Response;
use http::StatusCode;
use portal_edge::page::html;
use portal_edge::{Asked, Caller, Filled, Frame, Part, Problem, Visit};
use portal_store::{Record, What};
use std::borrow::Cow;

#[derive(Template)]
#[template(path = "record.html")]
struct RecordPage {
    frame: Frame,
    filled: Filled,
    /// Whether a record is shown, and of what.
    of: Option<String>,
    ticket: Option<TicketRecord>,
    /// Whether the record of readings is whole; of a person's, which runs across records, not known.
    whole: Option<bool>,
    broken_from: Option<u64>,
    readings: Vec<Line>,
    next: Option<String>,
}

/// Somebody's opening of something; of what, in a person's record.
struct Line {
    of: Option<Record>,
    reading: ReadingView,
}

impl RecordPage {
    fn what(&self, code: &str) -> Cow<'_, str> {
        let known = code.parse::<What>().map(What::label);
        known.map_or_else(|_| Cow::Owned(code.to_owned()), |english| self.frame.label(english))
    }
}

/// The page: the forms alone, with the record that was asked for, or with what is wrong with the question.
///
/// # Errors
/// The problem, where another question would not put it right.
pub fn record_page(
    visit: &Visit,
    caller: &Caller,
    asked: &Asked,
    shown: Result<Option<Shown>, Problem>,
) -> Result<Response, Problem> {
    let (status, filled, shown) = match shown {
        Ok(shown) => (StatusCode::OK, asked.filled(), shown),
        Err(problem) if problem.status() == StatusCode::UNPROCESSABLE_ENTITY => {
            (problem.status(), asked.filled().faulty(problem.field_faults()), None)
        }
        Err(problem) => return Err(problem),
    };
    let title = visit.language.say("Who saw what", "Quién vio qué");
    let frame = Frame::of_form(visit, Part::from(caller), title, &filled);
    let mut page = RecordPage {
        frame,
        filled,
        of: None,
        ticket: None,
        whole: None,
        broken_from: None,
        readings: Vec::new(),
        next: None,
    };
    let plain = |reading| Line { of: None, reading };
    let next = match shown {
        None => None,
        Some(Shown::Ticket(mut record)) => {
            page.of = Some(record.ticket_id.to_string());
            (page.whole, page.broken_from) = (Some(record.readings_whole), record.readings_broken_from);
            page.readings = std::mem::take(&mut record.readings).into_iter().map(plain).collect();
            let next = record.next_cursor.take();
            page.ticket = Some(record);
            next
        }
        Some(Shown::Upload(record)) => {
            page.of = Some(record.upload_id.to_string());
            (page.whole, page.broken_from) = (Some(record.whole), record.readings_broken_from);
            page.readings = record.readings.into_iter().map(plain).collect();
            record.next_cursor
        }
        Some(Shown::Person(record)) => {
            page.of = Some(record.user.to_string());
            let lines = record.readings.into_iter();
            page.readings = lines.map(|one| Line { of: Some(one.of), reading: one.reading }).collect();
            record.next_cursor
        }
    };
    page.next = next.map(|cursor| asked.with("cursor", &cursor));
    html(status, &page)
}
