//! `POST /tickets/{id}/files`: a slot for one file, posted straight to the bucket, and never handed out
//! before it was checked and scanned.

use crate::added::{Added, Known, Tried, add, require_going_on};
use crate::announced::{Announced, announced};
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, TimeDelta, Utc};
use http::StatusCode;
use portal_core::actor::Role;
use portal_core::attachment::{Full, LARGEST_FILE};
use portal_core::identity::{FileId, TicketId};
use portal_core::share::Share;
use portal_edge::page::see_other;
use portal_edge::page::ticket::on_its_page;
use portal_edge::{Bearer, Caller, Key, Problem, Sent, With, at_ticket, open_ticket};
use portal_store::{
    CommitError, Dossier, FileSlot, Files, Measure, Once, Said, StoreError, UploadForm, UploadRules,
};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// How long a slot is open.
const OPEN_FOR: TimeDelta = TimeDelta::minutes(15);

/// How often a slot is decided on anew where others were opened meanwhile: a browser attaches several
/// files at once, and each round one of them is through.
const TRIES: u32 = 8;

/// How long a slot is open to a person, who is yet to look for the file.
const OPEN_ON_A_PAGE: TimeDelta = TimeDelta::minutes(30);

/// The most that the bucket takes of a file whose size nobody said: more than one may have, so that what is
/// too large, or empty, is refused by the check, in words.
const MOST_POSTED: u64 = 2 * LARGEST_FILE;

/// How long after each other a page looks whether the file that was just sent has been checked: three
/// seconds in all, where most are in one.
pub const PATIENCE: &[Duration] =
    &[Duration::from_millis(400), Duration::from_millis(600), Duration::from_secs(1), Duration::from_secs(1)];

/// What this function stands on beside the portal.
pub struct Own {
    /// The bucket; where it could not be opened, requests that need it fail.
    pub files: Result<Files, StoreError>,
    /// The pauses between a page's looks.
    pub patience: &'static [Duration],
}

/// The same, shared.
pub type Bucket = Arc<Own>;
/// The portal with its bucket.
pub type Desk = With<Bucket>;

/// A slot as it is answered. `upload_id` is what `POST /uploads` calls the same.
#[derive(Serialize)]
struct SlotView {
    file_id: FileId,
    upload_id: FileId,
    url: String,
    fields: BTreeMap<String, String>,
    expires_at: DateTime<Utc>,
}

/// To a program, the form to post the file with; a person is led on to the slot's page, which has that form.
pub async fn open(
    State(desk): State<Desk>,
    Bearer(caller): Bearer,
    Key(id): Key<TicketId>,
    sent: Sent,
) -> Result<Response, Problem> {
    let opened = opened(&desk, &caller, &id, &sent).await;
    if !sent.visit().is_page() {
        return created(&desk, &id, &opened?).await;
    }
    match opened {
        Ok(slot) => Ok(see_other(&format!("/tickets/{id}/files/{}", slot.id))),
        Err(problem) => on_its_page(&desk.portal, &caller, &id, &sent, Err(problem)).await,
    }
}

async fn opened(desk: &Desk, caller: &Caller, id: &TicketId, sent: &Sent) -> Result<FileSlot, Problem> {
    let once = sent.once(&caller.user);
    let once = once.as_ref();
    let first = match add(&desk.portal, once, TRIES, || attempt(desk, caller, id, sent, once)).await? {
        Added::Now(slot) => return Ok(*slot),
        Added::Before(first) => first,
    };
    let dossier = open_ticket(&desk.portal, caller, id, sent.request_id()).await?;
    let first: FileId = first.parse().map_err(|_| CommitError::KeyReused)?;
    let file = dossier.attachments.find(&first, caller.role()).ok_or_else(Problem::not_found)?;
    if desk.portal.now() > file.slot.closes_at {
        return Err(Problem::conflict(
            "upload_expired",
            "You opened this slot before, and it has closed since. Open a new one, under a new Idempotency-Key.",
        ));
    }
    Ok(file.slot.clone())
}

async fn attempt(
    desk: &Desk,
    caller: &Caller,
    id: &TicketId,
    sent: &Sent,
    once: Option<&Once>,
) -> Result<Tried<Box<FileSlot>>, Problem> {
    let portal = &desk.portal;
    let now = portal.now();
    let Known { dossier, head, before } = Known::of(portal, caller, id, once).await?;
    if let Some(answer) = before {
        return Ok(Tried::Before(answer));
    }
    let Announced { name, kind, measure, lane } = announced(sent, caller.role())?;
    require_open(&dossier, caller.role())?;
    let said = admitted(&dossier, caller.role(), now, measure)?;
    let id = portal.ids().key(now)?.parse().map_err(|_| Problem::internal("a key that is no key"))?;
    let (user, by) = (caller.user.clone(), caller.role());
    let closes_at = now + if sent.is_form() { OPEN_ON_A_PAGE } else { OPEN_FOR };
    let slot = FileSlot { id, name, kind, said, by, user, lane, at: now, closes_at };
    let opened = portal.store().open_file_slot(&dossier, &slot, (sent.request_id(), head), once).await;
    Tried::committed(opened, Box::new(slot))
}

/// The side's share has room for it. A file of unknown size has as much kept for it as one may have, or as
/// is left.
fn admitted(
    dossier: &Dossier,
    by: Role,
    now: DateTime<Utc>,
    measure: Option<Measure>,
) -> Result<Said, Problem> {
    let (share, taken) = (Share::of(by), dossier.attachments.taken(by, now));
    match measure {
        Some(measure) => taken.admit(measure.size, share).map(|()| Said::Measured(measure)),
        None => taken.room(share).map(|most| Said::Nothing { most }),
    }
    .map_err(|what| full(what, share))
}

/// A ticket that is over takes nothing more of the parties. HFS may still put a file to it: a letter
/// that came late, a copy for the record.
fn require_open(dossier: &Dossier, by: Role) -> Result<(), Problem> {
    if by == Role::Hfs { Ok(()) } else { require_going_on(&dossier.ticket, "attached to") }
}

/// Of its own share a side may know what is left: it follows from its own files.
fn full(full: Full, share: Share) -> Problem {
    match full {
        Full::Files => {
            let most = share.files;
            let detail = format!(
                "Your side has put {most} files to this ticket, as many as one side can. Put several documents into one PDF."
            );
            Problem::conflict("files_full", detail).telling("files", most)
        }
        Full::Bytes(left) => {
            let (megabytes, kilobytes) = (share.bytes >> 20, left >> 10);
            let detail = format!(
                "Your side's files on a ticket may take {megabytes} MB together, and {kilobytes} KB of them are left: there is no room for a file of this size. Send a smaller one."
            );
            Problem::conflict("files_full", detail)
                .telling("megabytes", megabytes)
                .telling("kilobytes", kilobytes)
        }
        Full::Slots => {
            let most = share.slots;
            let detail = format!(
                "Your side has announced {most} files on this ticket, as many as one side can: go on by mail, or ask HFS."
            );
            Problem::conflict("files_full", detail).telling("announced", most)
        }
    }
}

/// 201 with the form to post the file with, and the ticket as where it will be seen.
async fn created(desk: &Desk, ticket: &TicketId, slot: &FileSlot) -> Result<Response, Problem> {
    let form = form(desk, ticket, slot, None).await?;
    let view = SlotView {
        file_id: slot.id.clone(),
        upload_id: slot.id.clone(),
        url: form.url,
        fields: form.fields,
        expires_at: slot.closes_at,
    };
    Ok(at_ticket(ticket, (StatusCode::CREATED, Json(view)).into_response()))
}

/// The form with which a slot's file is posted, and from there on to where.
pub async fn form(
    desk: &Desk,
    ticket: &TicketId,
    slot: &FileSlot,
    redirect: Option<&str>,
) -> Result<UploadForm, Problem> {
    let key = slot.object_key(ticket);
    let (size, sha256) = match &slot.said {
        Said::Measured(Measure { size, sha256 }) => ((*size, *size), Some(sha256)),
        Said::Nothing { .. } => ((0, MOST_POSTED), None),
    };
    let rules = UploadRules {
        key: &key,
        content_type: slot.kind.media_type(),
        size,
        sha256,
        redirect,
        until: slot.closes_at,
    };
    Ok(bucket(&desk.own)?.upload_form(&rules, desk.portal.now()).await?)
}

/// The bucket, if it could be opened.
pub fn bucket(own: &Own) -> Result<&Files, Problem> {
    own.files.as_ref().map_err(|error| Problem::internal(error.to_string()))
}
