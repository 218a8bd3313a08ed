//! `GET /registrations` for people: their own, and what each lacks; to HFS, what waits.

use super::named;
use crate::listing::Listed;
use askama::Template;
use axum::response::Response;
use http::StatusCode;
use portal_core::registration::RegistrationStatus;
use portal_edge::page::html;
use portal_edge::{Asked, Caller, Filled, Frame, Part, Problem, Visit};

#[derive(Template)]
#[template(path = "registrations.html")]
struct ListPage {
    frame: Frame,
    filled: Filled,
    listed: Listed,
    statuses: Vec<(&'static str, String)>,
    next: Option<String>,
}

impl ListPage {
    /// What is missing, in words.
    fn missing(&self, names: &[String]) -> String {
        let names: Vec<String> = named(&self.frame, names).into_iter().map(|(_, words)| words).collect();
        names.join(", ")
    }

    fn may_file_again(&self, status: &RegistrationStatus) -> bool {
        self.frame.is("provider")
            && matches!(status, RegistrationStatus::Denied | RegistrationStatus::Revoked)
    }
}

/// The page; where what was asked has faults, the filter with those, and nothing listed.
///
/// # Errors
/// The problem, where another filter would not put it right.
pub fn list_page(
    visit: &Visit,
    caller: &Caller,
    asked: &Asked,
    listed: Result<Listed, Problem>,
) -> Result<Response, Problem> {
    let (status, filled, listed) = match listed {
        Ok(listed) => (StatusCode::OK, asked.filled(), listed),
        Err(problem) if problem.status() == StatusCode::UNPROCESSABLE_ENTITY => {
            let nothing = Listed { registrations: Vec::new(), next_cursor: None, unfiled: None };
            (problem.status(), asked.filled().faulty(problem.field_faults()), nothing)
        }
        Err(problem) => return Err(problem),
    };
    let title = visit.language.say("Registrations", "Registros");
    let frame = Frame::of_form(visit, Part::from(caller), title, &filled);
    let statuses =
        RegistrationStatus::ALL.iter().map(|one| (one.code(), frame.label(one.label()).into_owned()));
    let page = ListPage {
        statuses: statuses.collect(),
        next: listed.next_cursor.as_ref().map(|cursor| asked.with("cursor", cursor)),
        filled,
        listed,
        frame,
    };
    html(status, &page)
}
