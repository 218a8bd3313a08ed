//! `GET /tickets/{id}/files/{file_id}`: a link to a clean file, which ends after a minute, for whoever
//! sees the ticket; and they are on record before they have it. A browser is led on to the file itself.

use crate::file_page;
use crate::files::{Desk, bucket};
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, TimeDelta, Utc};
use portal_core::attachment::FileStatus;
use portal_core::identity::{FileDigest, FileId, FileName, TicketId};
use portal_edge::page::see_other;
use portal_edge::{Asked, Bearer, Caller, Keys, Problem, RequestId, Visit, With, open_to_take};
use portal_store::{Dossier, FileSlot, Measure, What};
use serde::Serialize;

/// How long a link leads to the file.
const LASTS: TimeDelta = TimeDelta::seconds(60);

/// A link to a file, and what the file is called by who sent it: the link itself does not say.
#[derive(Serialize)]
pub struct LinkView {
    url: String,
    expires_at: DateTime<Utc>,
    name: FileName,
    size: u64,
    sha256: FileDigest,
}

/// A file that may be handed out.
struct Ready {
    slot: FileSlot,
    measure: Measure,
    /// The version that was checked and scanned.
    version: String,
    saved_as: String,
}

pub async fn hand_out(
    State(desk): State<Desk>,
    Bearer(caller): Bearer,
    Keys(ticket, file): Keys<TicketId, FileId>,
    visit: Visit,
    asked: Asked,
    RequestId(request_id): RequestId,
) -> Result<Response, Problem> {
    if visit.is_page()
        && let Some(page) = file_page::page(&desk, &visit, &caller, (&ticket, &file), &asked).await?
    {
        return Ok(page);
    }
    let With { portal, own } = &desk;
    let wanted = |dossier: &Dossier| ready(dossier, &file, &caller);
    let Ready { slot, measure, version, saved_as } =
        open_to_take(portal, &caller, &ticket, What::Download, wanted, &request_id).await?;
    let (key, now) = (slot.object_key(&ticket), portal.now());
    let url = bucket(own)?.read_url(&key, Some(&version), &saved_as, now, LASTS).await?;
    if visit.is_page() {
        return Ok(see_other(&url));
    }
    let Measure { size, sha256 } = measure;
    Ok(Json(LinkView { url, expires_at: now + LASTS, name: slot.name, size, sha256 }).into_response())
}

fn ready(dossier: &Dossier, file: &FileId, caller: &Caller) -> Result<Ready, Problem> {
    let file = dossier.attachments.find(file, caller.role()).ok_or_else(Problem::not_found)?;
    match (file.status, file.version.as_ref().zip(file.measure())) {
        (FileStatus::Clean, Some((version, measure))) => Ok(Ready {
            slot: file.slot.clone(),
            measure: measure.clone(),
            version: version.clone(),
            saved_as: saved_as(dossier, &file.slot),
        }),
        (FileStatus::Clean, None) => {
            Err(Problem::internal("a clean file of no version, or that nobody measured"))
        }
        (
            status @ (FileStatus::Waiting
            | FileStatus::Quarantined
            | FileStatus::Refused
            | FileStatus::Infected
            | FileStatus::Unscanned),
            _,
        ) => Err(Problem::conflict("file_not_ready", status.label())
            .telling("status", status.label())
            .with("file_status", status.code())),
    }
}

/// What a browser saves it as. An address is logged by everyone it passes, and what the sender calls the
/// file may name a patient.
fn saved_as(dossier: &Dossier, slot: &FileSlot) -> String {
    let id = slot.id.as_str();
    let end = id.get(id.len().saturating_sub(8)..).unwrap_or(id);
    format!("{}-{end}.{}", dossier.ticket.number, slot.kind.ending())
}
