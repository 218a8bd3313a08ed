//! `POST /uploads`: a slot. A program says what it will send, and gets the form to post it with; a person
//! is led on to the slot's page, which has that form.

use crate::handler::{Desk, files, require_part};
use crate::new_page;
use crate::view::Opened;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::TimeDelta;
use portal_core::fault::FieldFault;
use portal_core::identity::{DraftId, UploadId};
use portal_core::text::Text;
use portal_edge::page::{self, see_other};
use portal_edge::{Bearer, Caller, CallerKind, Fields, Problem, Sent, still_here};
use portal_store::{CommitError, OnceAnswer, Purpose, Replay, Slot, UploadForm, UploadRules};
use portal_workbook::{MAX_BYTES, MEDIA_TYPE, Refused};

/// How long a slot is open to a program, which has the file at hand.
const OPEN_FOR: TimeDelta = TimeDelta::minutes(15);
/// How long to a person, who may find on its page that the workbook is not filled in yet. What comes too
/// late the bucket answers, and nobody can dress its answer.
const OPEN_ON_A_PAGE: TimeDelta = TimeDelta::hours(1);

/// What a file is called whose sender cannot say it: a browser without a script knows its name only as it
/// sends it, and then to the bucket.
const UNNAMED: &str = "workbook.xlsx";

/// What is asked for.
struct Wanted {
    purpose: Purpose,
    name: Text<200>,
    draft: Option<DraftId>,
}

pub async fn open(State(desk): State<Desk>, Bearer(caller): Bearer, sent: Sent) -> Result<Response, Problem> {
    caller.require_party()?;
    let opened = opened(&desk, &caller, &sent).await;
    if sent.visit().is_page() {
        return match opened {
            Ok(slot) => Ok(see_other(&format!("/uploads/{}", slot.id))),
            Err(problem) => page::again(&sent, problem, |visit, status, filled| {
                new_page::page(visit, &caller, (status, filled))
            }),
        };
    }
    let slot = opened?;
    let form = form(&desk, &slot, (MAX_BYTES as u64, None)).await?;
    Ok((StatusCode::CREATED, Json(Opened::of(&slot, form))).into_response())
}

async fn opened(desk: &Desk, caller: &Caller, sent: &Sent) -> Result<Slot, Problem> {
    let Wanted { purpose, name, draft } = wanted(sent, caller)?;
    let (store, now, once) = (desk.portal.store(), desk.portal.now(), sent.once(&caller.user));
    let read = async { Ok(store.replayed(once.as_ref()).await?) };
    let (replayed, ()) = tokio::try_join!(read, still_here(&desk.portal, caller))?;
    let slot = match replayed {
        None => {
            let id = desk.portal.ids().upload_id(now)?;
            let closes_at = now + if sent.is_form() { OPEN_ON_A_PAGE } else { OPEN_FOR };
            let user = caller.user.clone();
            // Whose tickets it answers is the token's to say, never the file's.
            let mco = match (purpose, &caller.kind) {
                (Purpose::Answers, CallerKind::Mco(code)) => Some(code.clone()),
                (Purpose::Answers | Purpose::Claims | Purpose::Registrations, _) => None,
            };
            let slot = Slot { id, user, purpose, name, mco, draft, opened_at: now, closes_at };
            let opened = store.open_upload(&slot, once.as_ref()).await?;
            if opened == slot.id { slot } else { opened_before(desk, &opened).await? }
        }
        Some(Replay::Same(OnceAnswer::Json(id))) => {
            let id = id.parse().map_err(|_| Problem::internal("an idempotency record names no upload"))?;
            opened_before(desk, &id).await?
        }
        Some(Replay::OtherPayload | Replay::Same(OnceAnswer::Ticket(..))) => {
            return Err(CommitError::KeyReused.into());
        }
    };
    if now > slot.closes_at {
        return Err(Problem::conflict(
            "upload_expired",
            "You opened this upload before, and it has closed since. Open a new one, under a new Idempotency-Key.",
        ));
    }
    Ok(slot)
}

/// What is to be uploaded. The bucket holds the file to the size it takes at most; saying the size
/// first spares a clerk the wait.
fn wanted(sent: &Sent, caller: &Caller) -> Result<Wanted, Problem> {
    let mut fields = sent.fields();
    let purpose = fields.must("purpose", Fields::text::<Purpose>);
    if let Some(purpose) = purpose {
        require_part(caller, purpose)?;
    }
    let unsaid = sent.is_form() && !fields.names("name") && !fields.names("size");
    let name = if unsaid { UNNAMED.parse().ok() } else { said(&mut fields) };
    let draft = fields.text::<DraftId>("draft_id");
    if draft.is_some() && purpose.is_some_and(|purpose| purpose != Purpose::Claims) {
        let message = "Only a workbook of claims goes into a draft: leave this out.";
        fields.fault("draft_id", FieldFault::new("draft_takes_claims", message));
    }
    let wanted = purpose.zip(name).map(|(purpose, name)| Wanted { purpose, name, draft });
    fields.finish_with(wanted)
}

/// The name of the file, which is looked at together with its size.
fn said(fields: &mut Fields<'_>) -> Option<Text<200>> {
    let name = fields.must("name", Fields::text::<Text<200>>);
    if let Some(refused) = name.as_ref().and_then(|name| Refused::named(name.as_str())) {
        fields.fault("name", FieldFault::new(refused.code(), refused.message()));
    }
    let size = fields.must("size", |fields, name| fields.integer(name, 0..=u64::MAX));
    if size == Some(0) {
        fields.fault("size", FieldFault::new("file_empty", "The file is empty."));
    }
    if size.is_some_and(|size| size > MAX_BYTES as u64) {
        let message = "The file is larger than 2 MB. A workbook of 100 rows is far smaller: remove pictures and other sheets.";
        let fault = FieldFault::new("file_too_large", message);
        fields.fault("size", fault.telling("megabytes", MAX_BYTES >> 20));
    }
    name
}

async fn opened_before(desk: &Desk, id: &UploadId) -> Result<Slot, Problem> {
    let upload = desk.portal.store().upload(id).await?;
    upload.map(|upload| upload.slot).ok_or_else(Problem::not_found)
}

/// The form with which a slot's file is posted: at the most so large, and from there on to where.
pub async fn form(
    desk: &Desk,
    slot: &Slot,
    (most, redirect): (u64, Option<&str>),
) -> Result<UploadForm, Problem> {
    let key = slot.object_key();
    // A page's form takes an empty file too: the reader says of it what the bucket would say in XML.
    let least = u64::from(redirect.is_none());
    let rules = UploadRules {
        key: &key,
        content_type: MEDIA_TYPE,
        size: (least, most),
        sha256: None,
        redirect,
        until: slot.closes_at,
    };
    Ok(files(desk)?.upload_form(&rules, desk.portal.now()).await?)
}
