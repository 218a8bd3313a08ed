//! `GET /tickets` for people: a list with its filters, the next page, and the same as a file.

use crate::asked::ListAsked;
use crate::desks::desks_of;
use crate::handler::Desk;
use crate::lists::page;
use crate::waiting::Offered;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use portal_core::moves::StateName;
use portal_edge::page::frame::html;
use portal_edge::{Asked, Caller, Filled, Frame, Part, Problem, Visit};
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
    /// What was asked for, as the end of an address: what is sent of the list carries it, so that it is not lost.
    asked: String,
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
    desk: &Desk,
    (visit, caller): (&Visit, &Caller),
    asked: &Asked,
    (found, offered): (Result<TicketPage, Problem>, Option<Offered>),
) -> Result<Response, Problem> {
    match found {
        Ok(found) => shown(desk, (visit, caller), asked, (found, offered), None),
        Err(problem) if problem.status() == StatusCode::UNPROCESSABLE_ENTITY => {
            let nothing = TicketPage::of(Vec::new());
            shown(desk, (visit, caller), asked, (nothing, offered), Some(problem))
        }
        Err(problem) => Err(problem),
    }
}

/// The same list again, with what is wrong with what was sent of it.
///
/// # Errors
/// When it fails.
pub async fn list_again(
    desk: &Desk,
    (visit, caller): (&Visit, &Caller),
    asked: &Asked,
    problem: Problem,
) -> Result<Response, Problem> {
    let read = ListAsked::read(asked);
    let of_mco_desk = read.as_ref().is_ok_and(ListAsked::is_of_mco_desk);
    let found = async { page(desk, caller, &read?).await }.await;
    let listed = found.as_ref().ok().map(|page| (page, of_mco_desk));
    let offered = Offered::beside(desk, caller, asked, listed).await?;
    match found {
        Ok(found) => shown(desk, (visit, caller), asked, (found, offered), Some(problem)),
        faulty => list_page(desk, (visit, caller), asked, (faulty, offered)),
    }
}

fn shown(
    desk: &Desk,
    (visit, caller): (&Visit, &Caller),
    asked: &Asked,
    (TicketPage { tickets, next, .. }, offered): (TicketPage, Option<Offered>),
    wrong: Option<Problem>,
) -> Result<Response, Problem> {
    let status = wrong.as_ref().map_or(StatusCode::OK, Problem::status);
    let filled = asked.filled().faulty(wrong.as_ref().map(Problem::field_faults).unwrap_or_default());
    let title = visit.language.say("Tickets", "Disputas");
    let here = format!("/tickets{}", asked.query());
    let frame = Frame::of_form(visit, Part::from(caller), title, &filled).at(here);
    let states = StateName::ALL.iter().map(|state| (state.code(), frame.label(state.label()).into_owned()));
    let desks = desks_of(&caller.kind).iter();
    let desks = desks.map(|name| (name.code(), frame.label(name.label()).into_owned()));
    let page = ListPage {
        states: states.collect(),
        desks: desks.collect(),
        mcos: desk.portal.mcos().all().iter().map(|mco| (mco.code.to_string(), mco.name.clone())).collect(),
        asked: asked.query(),
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
    let mut response = html(status, &page)?;
    if let Some(problem) = wrong {
        // For the log.
        response.extensions_mut().insert(problem);
    }
    Ok(response)
}
