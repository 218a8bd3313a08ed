//! `GET /tickets` for people: a list with its filters, the next page, and the same as a file.

use crate::asked::DeskName;
use crate::waiting::Offered;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use portal_core::moves::StateName;
use portal_edge::page::frame::html;
use portal_edge::{Asked, Caller, CallerKind, Filled, Frame, Part, Problem, Visit};
use portal_store::{Summary, TicketPage};

#[derive(Template)]
#[template(path = "list.html")]
struct ListPage {
    frame: Frame,
    filled: Filled,
    tickets: Vec<Summary>,
    today: NaiveDate,
    /// Whether some of them wait for the reader to present them.
    presentable: bool,
    next: Option<String>,
    /// To an MCO, what of its open tickets it may take away as workbooks.
    offered: Option<Offered>,
    csv: String,
    workbook: String,
    states: Vec<(&'static str, String)>,
    desks: Vec<(&'static str, String)>,
    mcos: Vec<(String, String)>,
}

/// The page; where what was asked has faults, the filters with those, and no tickets.
///
/// # Errors
/// When it fails, or the problem is none that other filters would put right.
pub fn list_page(
    desk: &crate::handler::Desk,
    visit: &Visit,
    caller: &Caller,
    asked: &Asked,
    (found, offered): (Result<TicketPage, Problem>, Option<Offered>),
) -> Result<Response, Problem> {
    let (status, filled, TicketPage { tickets, next, .. }) = match found {
        Ok(page) => (StatusCode::OK, asked.filled(), page),
        Err(problem) if problem.status() == StatusCode::UNPROCESSABLE_ENTITY => {
            let filled = asked.filled().faulty(problem.field_faults());
            (problem.status(), filled, TicketPage::of(Vec::new()))
        }
        Err(problem) => return Err(problem),
    };
    let title = visit.language.say("Tickets", "Disputas");
    let frame = Frame::of_form(visit, Part::from(caller), title, &filled);
    let states = StateName::ALL.iter().map(|state| (state.code(), frame.label(state.label()).into_owned()));
    let desks = desks(caller).iter().map(|name| (name.code(), frame.label(name.label()).into_owned()));
    let page = ListPage {
        states: states.collect(),
        desks: desks.collect(),
        mcos: desk.portal.mcos().all().iter().map(|mco| (mco.code.to_string(), mco.name.clone())).collect(),
        offered,
        next: next.map(|place| asked.with("cursor", &place.to_string())),
        csv: asked.with("format", "csv"),
        workbook: asked.with("format", "xlsx"),
        today: desk.portal.today(),
        presentable: frame.is("hfs") && tickets.iter().any(|ticket| ticket.state == StateName::Received),
        filled,
        tickets,
        frame,
    };
    html(status, &page)
}

/// The desks that a part may ask for.
fn desks(caller: &Caller) -> &'static [DeskName] {
    match caller.kind {
        CallerKind::Provider => &[DeskName::Provider],
        CallerKind::Mco(_) => &[DeskName::Mco],
        CallerKind::Hfs { lead: false } => {
            &[DeskName::Intake, DeskName::Extensions, DeskName::Urgent, DeskName::Review]
        }
        CallerKind::Hfs { lead: true } => {
            &[DeskName::Intake, DeskName::Extensions, DeskName::Urgent, DeskName::Review, DeskName::Overdue]
        }
    }
}
