//! `GET /window` for people: when may I file, and why then.

use crate::handler::Desk;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use portal_core::window::Window;
use portal_edge::page::frame::html;
use portal_edge::{Asked, Filled, Frame, Problem, Reader, Visit, WindowView};

#[derive(Template)]
#[template(path = "window.html")]
struct WindowPage {
    frame: Frame,
    filled: Filled,
    found: Option<Found>,
}

/// What was worked out, and how today lies to it.
struct Found {
    filed: NaiveDate,
    view: WindowView,
    today: NaiveDate,
}

impl Found {
    fn is_early(&self) -> bool {
        self.today < self.view.earliest
    }

    fn is_late(&self) -> bool {
        self.view.latest < self.today
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
    found: Result<(NaiveDate, Window), Problem>,
) -> Result<Response, Problem> {
    let title = visit.language.say("When may I file?", "¿Cuándo puedo presentar?");
    let filled = asked.filled();
    let (status, filled, found) = match found {
        Ok((filed, window)) => {
            let found = Found { filed, view: WindowView::from(&window), today: desk.portal.today() };
            (StatusCode::OK, filled, Some(found))
        }
        Err(_) if asked.is_empty() => (StatusCode::OK, filled, None),
        Err(problem) => (problem.status(), filled.faulty(problem.field_faults()), None),
    };
    html(status, &WindowPage { frame: Frame::of_form(visit, reader.part(), title, &filled), filled, found })
}
