//! `GET /workbooks/answers.xlsx`: an MCO's open tickets as a workbook in which it answers them (R10), the most
//! urgent first. It holds what the claims say of their members: each ticket's record tells who took it away, before
//! anything is handed out.

use crate::handler::Desk;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, StreamExt, TryStreamExt};
use portal_core::identity::TicketId;
use portal_core::moves::StateName;
use portal_core::ticket::Desk as Queue;
use portal_edge::{Bearer, Caller, Problem, RequestId, open_to_take, still_here};
use portal_store::{Dossier, Listing, Summary, TicketQuery, What};
use portal_workbook::{
    MEDIA_TYPE, MOST_ANSWER_ROWS, MOST_ANSWERED_TICKETS, TicketToAnswer, answers_to_fill_in,
};

/// Says that more tickets wait than the workbook holds.
const MORE: HeaderName = HeaderName::from_static("x-more-tickets");
/// Tickets opened at once: each is read, and put on record, by itself.
const AT_ONCE: usize = 8;

pub async fn workbook(
    State(desk): State<Desk>,
    Bearer(caller): Bearer,
    RequestId(request_id): RequestId,
) -> Result<Response, Problem> {
    let mco = caller.require_mco()?;
    let (store, waiting) = (desk.portal.store(), [TicketQuery::Desk(Queue::Mco(mco.clone()))]);
    let limit = u16::try_from(MOST_ANSWERED_TICKETS).unwrap_or(u16::MAX);
    let listing = Listing { limit, ..Listing::default() };
    let listed = async { Ok(store.list(&waiting, &listing).await?) };
    let (page, ()) = tokio::try_join!(listed, still_here(&desk.portal, &caller))?;
    let all = page.tickets.len();
    let chosen = fitting(page.tickets);
    let more = page.next.is_some() || chosen.len() < all;
    let opened = chosen.into_iter().map(|id| taken(&desk, &caller, id, &request_id));
    let opened: Vec<Option<TicketToAnswer>> = stream::iter(opened).buffered(AT_ONCE).try_collect().await?;
    let tickets: Vec<TicketToAnswer> = opened.into_iter().flatten().collect();
    let bytes = answers_to_fill_in(&tickets, more).map_err(|error| Problem::internal(error.to_string()))?;
    let name = format!("attachment; filename=\"answers-{mco}-{}.xlsx\"", desk.portal.today());
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    headers.insert(MORE, HeaderValue::from_static(if more { "true" } else { "false" }));
    // A code and a day are plain ASCII.
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(CONTENT_DISPOSITION, name);
    }
    Ok((headers, bytes).into_response())
}

/// The first of them, as many as have no more claims together than the workbook has rows: none that is due
/// sooner is passed over for a smaller one.
fn fitting(tickets: Vec<Summary>) -> Vec<TicketId> {
    let mut claims = 0_usize;
    let fits = |ticket: &Summary| {
        claims += usize::from(ticket.claims);
        claims <= MOST_ANSWER_ROWS
    };
    tickets.into_iter().take_while(fits).map(|ticket| ticket.ticket_id).collect()
}

/// A ticket, on record; none where it waits no more since it was listed.
async fn taken(
    desk: &Desk,
    caller: &Caller,
    id: TicketId,
    request_id: &str,
) -> Result<Option<TicketToAnswer>, Problem> {
    let mut waits = true;
    let take = |dossier: &Dossier| {
        waits = dossier.ticket.state.name() == StateName::WithMco;
        // Nobody is on record for what is not handed out.
        if waits { Ok(to_answer(dossier)) } else { Err(Problem::not_found()) }
    };
    match open_to_take(&desk.portal, caller, &id, What::Workbook, take, request_id).await {
        Ok(ticket) => Ok(Some(ticket)),
        Err(_) if !waits => Ok(None),
        Err(problem) => Err(problem),
    }
}

fn to_answer(dossier: &Dossier) -> TicketToAnswer {
    let Dossier { ticket, submission, claims, .. } = dossier;
    let provider = &submission.provider;
    let npi = provider.npi.as_ref().map(|npi| format!(" (NPI {npi})")).unwrap_or_default();
    TicketToAnswer {
        number: ticket.number.clone(),
        due: ticket.due().map(|due| due.deadline.date),
        tracking_number: submission.mco_tracking_number.clone(),
        provider: format!("{}{npi}", provider.medicaid_id),
        category: submission.category,
        claims: claims.clone(),
    }
}
