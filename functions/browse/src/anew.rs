//! "File a new one from this": a ticket that is over, as the body of a new one, and its claims as a workbook
//! to correct. A closed ticket is never reopened (R5).

use crate::handler::Desk;
use axum::Json;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use portal_core::claim::Claim;
use portal_core::identity::TicketId;
use portal_core::submission::Submission;
use portal_edge::{Bearer, Key, Problem, RequestId, open_ticket};
use portal_workbook::{MEDIA_TYPE, filled_claims};
use serde::Serialize;

/// A ticket to file, as `POST /tickets` takes it.
#[derive(Serialize)]
struct Anew {
    #[serde(flatten)]
    submission: Submission,
    claims: Vec<Claim>,
}

/// What can be filed from a ticket that is over.
#[derive(Serialize)]
struct AnewView {
    ticket: Anew,
    /// Where the claims are to be had, when they come by workbook (R6).
    claims_workbook: Option<String>,
}

/// `GET /tickets/{id}/anew`.
pub async fn body(
    State(desk): State<Desk>,
    Bearer(caller): Bearer,
    Key(id): Key<TicketId>,
    RequestId(request_id): RequestId,
) -> Result<Response, Problem> {
    caller.require_provider()?;
    let dossier = open_ticket(&desk.portal, &caller, &id, &request_id).await?;
    if !dossier.ticket.state.name().is_terminal() {
        return Err(Problem::conflict(
            "ticket_is_open",
            "This ticket is not over yet, and the same dispute cannot be open twice. Go on with it, or withdraw it first.",
        ));
    }
    // Whoever files it vouches for it anew, and a workbook is filed once.
    let submission = Submission { attested: false, upload_id: None, ..dossier.submission };
    let (claims, claims_workbook) = match dossier.claims.len() {
        0 | 1 => (dossier.claims, None),
        _ => (Vec::new(), Some(format!("/tickets/{id}/claims.xlsx"))),
    };
    Ok(Json(AnewView { ticket: Anew { submission, claims }, claims_workbook }).into_response())
}

/// `GET /tickets/{id}/claims.xlsx`: to the parties and HFS, whenever.
pub async fn workbook(
    State(desk): State<Desk>,
    Bearer(caller): Bearer,
    Key(id): Key<TicketId>,
    RequestId(request_id): RequestId,
) -> Result<Response, Problem> {
    let dossier = open_ticket(&desk.portal, &caller, &id, &request_id).await?;
    let bytes = filled_claims(&dossier.submission, &dossier.claims, desk.portal.mcos())
        .map_err(|error| Problem::internal(error.to_string()))?;
    let name = format!("attachment; filename=\"claims-{}.xlsx\"", dossier.ticket.number);
    Ok(([(CONTENT_TYPE, MEDIA_TYPE.to_owned()), (CONTENT_DISPOSITION, name)], bytes).into_response())
}
