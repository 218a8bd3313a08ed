//! `GET /window` for people: when may I file, and why then.

use super::window_words::window_words;
use crate::handler::Desk;
use crate::public::WorkedOut;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use portal_core::deadline::Deadline;
use portal_core::policy::{Policy, WindowReading};
use portal_core::window::{LastDays, Timeliness, filing_window_as};
use portal_edge::page::frame::html;
use portal_edge::{Asked, Filled, Frame, Problem, Reader, Visit, WindowView};

#[derive(Template)]
#[template(path = "window.html")]
struct WindowPage<'a> {
    frame: Frame,
    filled: Filled,
    words: String,
    policy: &'a Policy,
    found: Option<Found>,
}

/// What was worked out, and how today lies to it.
struct Found {
    filed: NaiveDate,
    answered: Option<NaiveDate>,
    view: WindowView,
    last_days: Vec<LastDay>,
    timeliness: Timeliness,
    /// Late in the reading in force, timely in another one: HFS staff look at it.
    left_to_staff: bool,
    today: NaiveDate,
}

/// A last day that the reading in force chooses from.
struct LastDay {
    /// So many days.
    count: u32,
    /// After the MCO's answer, and not after it was filed with it.
    after_answer: bool,
    date: NaiveDate,
    moved_from: Option<NaiveDate>,
    because: Option<String>,
}

impl LastDay {
    fn of((count, after_answer): (u32, bool), deadline: Deadline) -> Self {
        let Deadline { date, moved_from, because, .. } = deadline;
        Self { count, after_answer, date, moved_from, because: because.map(|day| day.to_string()) }
    }
}

impl Found {
    fn of(worked_out: WorkedOut, policy: &Policy, today: NaiveDate) -> Self {
        let WorkedOut { filed, answered, window } = worked_out;
        let LastDays { by_filing, by_answer } = LastDays::of(filed, answered, policy);
        let mut last_days = vec![LastDay::of((policy.file_until_day, false), by_filing)];
        match window.reading {
            WindowReading::HfsPractice => {}
            WindowReading::EarlierOf | WindowReading::LaterOf => last_days
                .extend(by_answer.map(|last| LastDay::of((policy.file_after_answer_days, true), last))),
        }
        let timeliness = window.judge(today);
        let later = || filing_window_as(WindowReading::LaterOf, filed, answered, policy).judge(today);
        Self {
            filed,
            answered,
            view: WindowView::from(&window),
            last_days,
            timeliness,
            left_to_staff: timeliness == Timeliness::Late && later() != Timeliness::Late,
            today,
        }
    }

    fn is_early(&self) -> bool {
        self.timeliness == Timeliness::Early
    }

    fn is_late(&self) -> bool {
        self.timeliness == Timeliness::Late
    }

    /// Whether the reading in force is this one.
    fn is_read(&self, reading: &str) -> bool {
        self.view.policy.code() == reading
    }
}

/// The page: blank, with the answer, or with what is wrong with what was asked.
///
/// # Errors
/// When it fails.
pub fn page(
    desk: &Desk,
    visit: &Visit,
    reader: &Reader,
    asked: &Asked,
    found: Result<WorkedOut, Problem>,
) -> Result<Response, Problem> {
    let title = visit.language.say("When may I file?", "¿Cuándo puedo presentar?");
    let (policy, filled) = (desk.portal.policy(), asked.filled());
    let (status, filled, found) = match found {
        Ok(worked_out) => (StatusCode::OK, filled, Some(Found::of(worked_out, policy, desk.portal.today()))),
        Err(_) if asked.is_empty() => (StatusCode::OK, filled, None),
        Err(problem) => (problem.status(), filled.faulty(problem.field_faults()), None),
    };
    let words = window_words(visit.language, policy);
    let frame = Frame::of_form(visit, reader.part(), title, &filled);
    html(status, &WindowPage { frame, filled, words, policy, found })
}
