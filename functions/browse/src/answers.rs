//! `GET /workbooks/answers.xlsx`: an MCO's open tickets as a workbook in which it answers them (R10), the most
//! urgent first, narrowed as its list is; or those that it chose from the list. It holds what the claims say of their
//! members: each ticket's record tells who took it away, before anything is handed out.

use crate::asked::ListAsked;
use crate::export::NEXT_CURSOR;
use crate::handler::Desk;
use crate::waiting::{Room, Waiting, waiting};
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, StreamExt, TryStreamExt};
use portal_core::fault::Fault;
use portal_core::identity::TicketId;
use portal_core::moves::StateName;
use portal_edge::{Asked, Bearer, Caller, Problem, RequestId, open_to_take, still_here};
use portal_store::{Dossier, Summary, What};
use portal_workbook::{MEDIA_TYPE, TicketToAnswer, answers_to_fill_in};

/// Says that more tickets wait than the workbook holds.
const MORE: HeaderName = HeaderName::from_static("x-more-tickets");
/// Tickets opened at once: each is read, and put on record, by itself.
const AT_ONCE: usize = 8;

pub async fn workbook(
    State(desk): State<Desk>,
    Bearer(caller): Bearer,
    asked: Asked,
    RequestId(request_id): RequestId,
) -> Result<Response, Problem> {
    caller.require_mco()?;
    let asked = ListAsked::of_own_desk(&asked)?;
    let (waiting, ()) = tokio::try_join!(waiting(&desk, &caller, asked), still_here(&desk.portal, &caller))?;
    handed_out(&desk, &caller, waiting, &request_id).await
}

/// The workbook of those of these tickets that wait.
///
/// # Errors
/// 422 where none of them does, or one workbook cannot hold them.
pub async fn of_chosen(
    desk: &Desk,
    caller: &Caller,
    chosen: Vec<Summary>,
    request_id: &str,
) -> Result<Response, Problem> {
    let waits = chosen.into_iter().filter(|ticket| ticket.state == StateName::WithMco);
    let waits: Vec<Summary> = waits.collect();
    if waits.is_empty() {
        let message = "None of the chosen tickets waits for your answer.";
        return Err(Problem::faults(vec![Fault::new("/tickets", "none_waits_for_you", message)]));
    }
    let mut room = Room::default();
    if !waits.iter().all(|ticket| room.takes(ticket)) {
        let message = "An answer workbook holds at most 50 tickets with 1,000 claims together. Choose fewer.";
        return Err(Problem::faults(vec![Fault::new("/tickets", "answers_too_many", message)]));
    }
    let tickets = waits.into_iter().map(|ticket| ticket.ticket_id).collect();
    handed_out(desk, caller, Waiting { tickets, next: None }, request_id).await
}

async fn handed_out(
    desk: &Desk,
    caller: &Caller,
    Waiting { tickets, next }: Waiting,
    request_id: &str,
) -> Result<Response, Problem> {
    let mco = caller.require_mco()?;
    let opened = tickets.into_iter().map(|id| taken(desk, caller, id, request_id));
    let opened: Vec<Option<TicketToAnswer>> = stream::iter(opened).buffered(AT_ONCE).try_collect().await?;
    let tickets: Vec<TicketToAnswer> = opened.into_iter().flatten().collect();
    let more = next.is_some();
    let bytes = answers_to_fill_in(&tickets, more).map_err(|error| Problem::internal(error.to_string()))?;
    let name = format!("attachment; filename=\"answers-{mco}-{}.xlsx\"", desk.portal.today());
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    headers.insert(MORE, HeaderValue::from_static(if more { "true" } else { "false" }));
    // A code, a day and a cursor are plain ASCII.
    let said = [(CONTENT_DISPOSITION, Some(name)), (NEXT_CURSOR, next.map(|place| place.to_string()))];
    for (header, value) in said {
        if let Some(value) = value.and_then(|value| HeaderValue::from_str(&value).ok()) {
            headers.insert(header, value);
        }
    }
    Ok((headers, bytes).into_response())
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
