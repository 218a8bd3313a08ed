//! `GET /tickets`, `GET /tickets/{id}`, and what anyone may read.

use crate::acquaintances::Acquaintances;
use crate::anew;
use crate::answers;
use crate::asked::ListAsked;
use crate::chosen::chosen;
use crate::export;
use crate::narrowed::Form;
use crate::openapi;
use crate::pages::list::list_page;
use crate::pages::{home, plain};
use crate::public;
use crate::waiting::Offered;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use axum::{Json, Router};
use portal_core::actor::Role;
use portal_core::identity::{MedicaidId, TicketId};
use portal_core::text::Text;
use portal_edge::page::ticket::ticket_page;
use portal_edge::{
    Asked, Bearer, Caller, Key, Problem, Reader, RequestId, TicketView, Visit, With, memberships,
    open_ticket, still_here,
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
            let listed = found.as_ref().ok().filter(|_| of_mco_desk);
            let offered = Offered::beside(&desk, &caller, (&asked, listed)).await?;
            list_page(&desk, &visit, &caller, &asked, (found, offered))
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

/// One page of the tickets asked for.
///
/// # Errors
/// As the caller's part has it; 422 for what cannot be asked.
pub async fn page(desk: &Desk, caller: &Caller, asked: &ListAsked) -> Result<TicketPage, Problem> {
    if caller.is_provider() {
        return list_of_provider(desk, caller, asked).await;
    }
    let (page, ()) = tokio::try_join!(page_of_others(desk, caller, asked), still_here(&desk.portal, caller))?;
    Ok(page)
}

async fn page_of_others(desk: &Desk, caller: &Caller, asked: &ListAsked) -> Result<TicketPage, Problem> {
    let store = desk.portal.store();
    if let (Role::Hfs, Some(number)) = (caller.role(), asked.number_alone()) {
        let tickets = store.summary_of(number).await?.into_iter().collect();
        return Ok(TicketPage::of(tickets));
    }
    let (queries, listing) = asked.of_others(caller, desk.portal.today())?;
    Ok(store.list(&queries, &listing).await?)
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

/// Memberships and list side by side, on the guess that the caller acts for whom it acted last; where
/// that is wrong, the list is read again.
async fn list_of_provider(desk: &Desk, caller: &Caller, asked: &ListAsked) -> Result<TicketPage, Problem> {
    let store = desk.portal.store();
    let guess = desk.own.guess(&caller.user);
    let guessed = async {
        let Some((queries, listing)) = guess.as_ref().and_then(|guess| asked.of_provider(guess).ok()) else {
            return Ok(None);
        };
        Ok(Some(store.list(&queries, &listing).await?))
    };
    let (members, page) = tokio::try_join!(memberships(&desk.portal, caller), guessed)?;
    let acts_for: Vec<MedicaidId> = members.into_iter().map(|member| member.medicaid_id).collect();
    desk.own.remember(&caller.user, &acts_for);
    match page {
        Some(page) if guess.as_ref() == Some(&acts_for) => Ok(page),
        Some(_) | None => {
            let (queries, listing) = asked.of_provider(&acts_for)?;
            Ok(store.list(&queries, &listing).await?)
        }
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
    let dossier = open_ticket(&desk.portal, &caller, &id, &request_id).await?;
    if !visit.is_page() {
        return Ok(TicketView::found(&dossier, &caller));
    }
    let mut fields = asked.fields();
    let (doing, done) = (fields.text::<Text<40>>("do"), fields.boolean("done") == Some(true));
    fields.finish()?;
    ticket_page(&desk.portal, &visit, &caller, &dossier, (doing.as_ref().map(Text::as_str), done))
}
