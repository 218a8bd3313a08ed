//! `GET /tickets`, `GET /tickets/{id}`, and what anyone may read.

use crate::acquaintances::Acquaintances;
use crate::anew;
use crate::answers;
use crate::asked::ListAsked;
use crate::chosen::chosen;
use crate::export;
use crate::lists::page;
use crate::narrowed::Form;
use crate::openapi;
use crate::pages::list::list_page;
use crate::pages::{home, plain};
use crate::public;
use crate::record;
use crate::waiting::Offered;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use axum::{Json, Router};
use portal_core::identity::TicketId;
use portal_core::text::Text;
use portal_edge::page::ticket::ticket_page;
use portal_edge::{
    Asked, Bearer, Caller, Key, Problem, Reader, RequestId, TicketView, Visit, With, open_ticket,
};
use portal_store::{Summary, TicketPage};
use serde::Serialize;

/// The portal, and who asked lately.
pub type Desk = With<Acquaintances>;

/// The routes.
pub fn routes(desk: Desk) -> Router {
    Router::new()
        .route("/", get(home::home))
        .route("/rules", get(plain::rules))
        .route("/accessibility", get(plain::accessibility))
        .route("/status", get(plain::status))
        .route("/language/{language}", get(plain::choose_language))
        .route("/health", get(public::health))
        .route("/openapi.json", get(openapi::description))
        .route("/window", get(public::window))
        .route("/workbooks/claims.xlsx", get(public::claims_workbook))
        .route("/workbooks/registrations.xlsx", get(public::registrations_workbook))
        .route("/workbooks/answers.xlsx", get(answers::workbook))
        .route("/tickets", get(list))
        .route("/tickets/export", post(chosen))
        .route("/tickets/{id}", get(read))
        .route("/tickets/{id}/anew", get(anew::body))
        .route("/tickets/{id}/claims.xlsx", get(anew::workbook))
        .route("/{*path}", any(nowhere))
        .with_state(desk)
}

/// What no route of the gateway knows comes here. The reader is looked up for the menu of the page that says
/// so, and for nothing else.
async fn nowhere(_reader: Reader) -> Problem {
    Problem::not_found()
}

/// A page of tickets: no member, no RIN, no claim number in it.
#[derive(Serialize)]
struct ListView {
    tickets: Vec<Summary>,
    next_cursor: Option<String>,
}

async fn list(
    State(desk): State<Desk>,
    Bearer(caller): Bearer,
    visit: Visit,
    asked: Asked,
) -> Result<Response, Problem> {
    let read = ListAsked::read(&asked);
    let form = read.as_ref().map_or(Form::Json, |read| read.form);
    let today = desk.portal.today();
    match form {
        Form::Json if visit.is_page() => {
            let of_mco_desk = read.as_ref().is_ok_and(ListAsked::is_of_mco_desk);
            let found = async { page(&desk, &caller, &read?).await }.await;
            let listed = found.as_ref().ok().map(|page| (page, of_mco_desk));
            let offered = Offered::beside(&desk, &caller, &asked, listed).await?;
            list_page(&desk, (&visit, &caller), &asked, (found, offered))
        }
        Form::Json => {
            let TicketPage { tickets, next, .. } = page(&desk, &caller, &read?).await?;
            let next_cursor = next.map(|place| place.to_string());
            Ok(Json(ListView { tickets, next_cursor }).into_response())
        }
        Form::Csv => export::csv(&pages(&desk, &caller, read?).await?, today),
        Form::Workbook => export::workbook(&pages(&desk, &caller, read?).await?, today),
    }
}

/// Pages looked through for one export: where rare tickets are wanted in a long list, it ends sooner and
/// says where the rest begins.
const MOST_LOOKS: u32 = 10;

/// As many pages as an export holds: where only some tickets are wanted, a page may be short.
async fn pages(desk: &Desk, caller: &Caller, mut asked: ListAsked) -> Result<TicketPage, Problem> {
    let mut tickets = Vec::new();
    let mut looks = 0;
    loop {
        looks += 1;
        let page = page(desk, caller, &asked).await?;
        asked.listing.limit =
            asked.listing.limit.saturating_sub(u16::try_from(page.tickets.len()).unwrap_or(u16::MAX));
        tickets.extend(page.tickets);
        if page.next.is_none() || asked.listing.limit == 0 || looks == MOST_LOOKS {
            return Ok(TicketPage { next: page.next, ..TicketPage::of(tickets) });
        }
        asked.listing.after = page.next;
    }
}

async fn read(
    State(desk): State<Desk>,
    Bearer(caller): Bearer,
    visit: Visit,
    Key(id): Key<TicketId>,
    asked: Asked,
    RequestId(request_id): RequestId,
) -> Result<Response, Problem> {
    let mut fields = asked.fields();
    let (doing, done) = (fields.text::<Text<40>>("do"), fields.text::<Text<40>>("done"));
    let form = Form::asked(&mut fields);
    fields.finish()?;
    let dossier = open_ticket(&desk.portal, &caller, &id, &request_id).await?;
    match form {
        Form::Json if visit.is_page() => {}
        Form::Json => return Ok(TicketView::found(&dossier, &caller)),
        Form::Csv => return record::csv(&TicketView::of(&dossier, caller.role())),
        Form::Workbook => return record::workbook(&TicketView::of(&dossier, caller.role())),
    }
    let asked = (doing.as_ref().map(Text::as_str), done.as_ref().map(Text::as_str));
    ticket_page(&desk.portal, &visit, &caller, &dossier, asked)
}
