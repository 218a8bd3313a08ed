//! `POST /tickets/{id}/files`: a slot for one file, posted straight to the bucket, and never handed out
//! before it was checked and scanned.

use crate::added::{Added, Known, Tried, add, require_going_on};
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, TimeDelta, Utc};
use http::StatusCode;
use portal_core::actor::Role;
use portal_core::attachment::{FileKind, Full, LARGEST_FILE};
use portal_core::fault::FieldFault;
use portal_core::identity::{FileDigest, FileId, FileName, TicketId};
use portal_core::share::Share;
use portal_edge::{Bearer, Caller, Fields, Key, Problem, Sent, With, at_ticket, open_ticket};
use portal_store::{CommitError, Dossier, FileSlot, Files, Lane, Once, StoreError, UploadRules};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How long a slot is open.
const OPEN_FOR: TimeDelta = TimeDelta::minutes(15);

/// How often a slot is decided on anew where others were opened meanwhile: a browser attaches several
/// files at once, and each round one of them is through.
const TRIES: u32 = 8;

/// The bucket; where it could not be opened, requests that need it fail.
pub type Bucket = Arc<Result<Files, StoreError>>;
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

/// What is to be attached.
struct Announced {
    name: FileName,
    kind: FileKind,
    size: u64,
    sha256: FileDigest,
    lane: Lane,
}

pub async fn open(
    State(desk): State<Desk>,
    Bearer(caller): Bearer,
    Key(id): Key<TicketId>,
    sent: Sent,
) -> Result<Response, Problem> {
    let once = sent.once(&caller.user);
    let once = once.as_ref();
    let first = match add(&desk.portal, once, TRIES, || attempt(&desk, &caller, &id, &sent, once)).await? {
        Added::Now(slot) => return created(&desk, &id, &slot).await,
        Added::Before(first) => first,
    };
    let dossier = open_ticket(&desk.portal, &caller, &id, sent.request_id()).await?;
    let first: FileId = first.parse().map_err(|_| CommitError::KeyReused)?;
    let file = dossier.attachments.find(&first, caller.role()).ok_or_else(Problem::not_found)?;
    if desk.portal.now() > file.slot.closes_at {
        return Err(Problem::conflict(
            "upload_expired",
            "You opened this slot before, and it has closed since. Open a new one, under a new Idempotency-Key.",
        ));
    }
    created(&desk, &id, &file.slot).await
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
    let Announced { name, kind, size, sha256, lane } = announced(sent, caller.role())?;
    require_open(&dossier, caller.role())?;
    let share = Share::of(caller.role());
    dossier.attachments.taken(caller.role(), now).admit(size, share).map_err(|what| full(what, share))?;
    let id = portal.ids().key(now)?.parse().map_err(|_| Problem::internal("a key that is no key"))?;
    let (user, by, closes_at) = (caller.user.clone(), caller.role(), now + OPEN_FOR);
    let slot = FileSlot { id, name, kind, size, sha256, by, user, lane, at: now, closes_at };
    let opened = portal.store().open_file_slot(&dossier, &slot, (sent.request_id(), head), once).await;
    Tried::committed(opened, Box::new(slot))
}

/// What a sender says of the file beforehand: the bucket, and then the check, hold them to it.
fn announced(sent: &Sent, by: Role) -> Result<Announced, Problem> {
    let mut fields = sent.fields();
    let name = fields.must("name", Fields::text::<FileName>);
    let kind = name.as_ref().and_then(FileKind::claimed_by);
    if name.is_some() && kind.is_none() {
        let kinds: Vec<String> = FileKind::ALL.iter().map(|kind| kind.code().to_uppercase()).collect();
        let message = format!(
            "Files of these kinds are taken: {}. Save the file as one of them, with its ending in the name.",
            kinds.join(", ")
        );
        fields.fault("name", FieldFault::new("kind_not_taken", message));
    }
    let size = fields.must("size", |fields, name| fields.integer(name, 0..=u64::MAX));
    if size == Some(0) {
        fields.fault("size", FieldFault::new("file_empty", "The file is empty."));
    }
    if size.is_some_and(|size| size > LARGEST_FILE) {
        let message = "The file is larger than 25 MB. Split it, or scan it with fewer dots to the inch.";
        fields.fault("size", FieldFault::new("file_too_large", message));
    }
    let sha256 = fields.must("sha256", Fields::text::<FileDigest>);
    let lane = fields.text::<Lane>("lane").unwrap_or(Lane::Parties);
    let announced = (|| Some(Announced { name: name?, kind: kind?, size: size?, sha256: sha256?, lane }))();
    let announced = fields.finish_with(announced)?;
    if lane.is_open_to(by) {
        return Ok(announced);
    }
    Err(Problem::forbidden(
        "role_may_not",
        "This lane is for HFS staff only. Leave it out, or say \"parties\": both parties and HFS see the file.",
    ))
}

/// A ticket that is over takes nothing more of the parties. HFS may still put a file to it: a letter
/// that came late, a copy for the record.
fn require_open(dossier: &Dossier, by: Role) -> Result<(), Problem> {
    if by == Role::Hfs { Ok(()) } else { require_going_on(&dossier.ticket, "attached to") }
}

/// Of its own share a side may know what is left: it follows from its own files.
fn full(full: Full, share: Share) -> Problem {
    let detail = match full {
        Full::Files => format!(
            "Your side has put {} files to this ticket, as many as one side can. Put several documents into one PDF.",
            share.files
        ),
        Full::Bytes(left) => format!(
            "Your side's files on a ticket may take {} MB together, and {} KB of them are left: there is no room for a file of this size. Send a smaller one.",
            share.bytes >> 20,
            left >> 10
        ),
        Full::Slots => format!(
            "Your side has announced {} files on this ticket, as many as one side can: go on by mail, or ask HFS.",
            share.slots
        ),
    };
    Problem::conflict("files_full", detail)
}

/// 201 with the form to post the file with, and the ticket as where it will be seen.
async fn created(desk: &Desk, ticket: &TicketId, slot: &FileSlot) -> Result<Response, Problem> {
    let key = slot.object_key(ticket);
    let rules = UploadRules {
        key: &key,
        content_type: slot.kind.media_type(),
        size: (slot.size, slot.size),
        sha256: Some(&slot.sha256),
        until: slot.closes_at,
    };
    let form = bucket(&desk.own)?.upload_form(&rules, desk.portal.now()).await?;
    let view = SlotView {
        file_id: slot.id.clone(),
        upload_id: slot.id.clone(),
        url: form.url,
        fields: form.fields,
        expires_at: slot.closes_at,
    };
    Ok(at_ticket(ticket, (StatusCode::CREATED, Json(view)).into_response()))
}

/// The bucket, if it could be opened.
pub fn bucket(own: &Bucket) -> Result<&Files, Problem> {
    own.as_ref().as_ref().map_err(|error| Problem::internal(error.to_string()))
}
