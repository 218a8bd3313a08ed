//! `GET /people/{id}` for people: one of them, the invitation sent again, and the form that ends the
//! membership, which has to be sent from here: nobody is put out by one click in a list.

use super::{name_of, organisation_of};
use crate::departure::on_record;
use crate::handler::Desk;
use askama::Template;
use axum::response::Response;
use http::StatusCode;
use portal_core::identity::UserId;
use portal_core::organisation::{DepartureReason, Organisation, Person};
use portal_edge::page::{again, html};
use portal_edge::{Caller, Filled, Frame, Part, Problem, Sent, Visit};

#[derive(Template)]
#[template(path = "person.html")]
struct PersonPage {
    frame: Frame,
    filled: Filled,
    person: Person,
    organisation: Organisation,
    of: String,
    list: String,
    /// Whether it is the reader.
    own: bool,
}

/// The page.
///
/// # Errors
/// When it fails.
pub fn person_page(
    desk: &Desk,
    visit: &Visit,
    caller: &Caller,
    (organisation, person): (Organisation, Person),
) -> Result<Response, Problem> {
    page(desk, visit, caller, (StatusCode::OK, Filled::default()), (organisation, person))
}

/// The answer to what was sent about one of them and refused: to a program, why; to a person their page
/// again, with what was typed.
///
/// # Errors
/// The problem, to a program, and where the form sent otherwise would not put it right.
pub async fn refused(
    desk: &Desk,
    caller: &Caller,
    id: &UserId,
    sent: &Sent,
    problem: Problem,
) -> Result<Response, Problem> {
    let organisation = organisation_of(desk, caller, sent).filter(|_| sent.visit().is_page());
    let Some(organisation) = organisation else { return Err(problem) };
    if !matches!(problem.status(), StatusCode::CONFLICT | StatusCode::UNPROCESSABLE_ENTITY) {
        return Err(problem);
    }
    let person = on_record(desk, &organisation, id).await?;
    let shown = (organisation, person);
    again(sent, problem, |visit, status, filled| page(desk, visit, caller, (status, filled), shown))
}

fn page(
    desk: &Desk,
    visit: &Visit,
    caller: &Caller,
    (status, filled): (StatusCode, Filled),
    (organisation, person): (Organisation, Person),
) -> Result<Response, Problem> {
    let title = person.name.as_str().to_owned();
    let frame = Frame::of_form(visit, Part::from(caller), title, &filled);
    let frame = frame.at(super::address(&organisation, &person));
    let (of, list) = (name_of(desk, &organisation), super::list_of(&organisation));
    let own = person.id == caller.user;
    html(status, &PersonPage { frame, filled, person, organisation, of, list, own })
}
