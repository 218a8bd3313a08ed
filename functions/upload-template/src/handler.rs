//! `POST /uploads` and `GET /uploads/{id}`.

use crate::glass;
use crate::view::{Opened, UploadView};
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use chrono::TimeDelta;
use portal_core::actor::Role;
use portal_core::fault::FieldFault;
use portal_core::identity::UploadId;
use portal_core::text::Text;
use portal_edge::{Bearer, Fields, Key, Problem, RequestId, Sent, With, still_here};
use portal_store::{
    Access, CommitError, Files, OnceAnswer, Purpose, Record, Replay, Slot, StoreError, Upload, UploadForm,
    UploadRules, UploadState, What,
};
use portal_workbook::{MAX_BYTES, MEDIA_TYPE};
use std::sync::Arc;

/// How long a slot is open.
const OPEN_FOR: TimeDelta = TimeDelta::minutes(15);

/// The portal with its bucket; where that could not be opened, requests that need it fail.
pub type Desk = With<Arc<Result<Files, StoreError>>>;

/// The routes.
pub fn routes(desk: Desk) -> Router {
    Router::new()
        .route("/uploads", post(open))
        .route("/uploads/{id}", get(read))
        .route("/uploads/{id}/glass", post(glass::broken))
        .with_state(desk)
}

async fn open(
    State(desk): State<Desk>,
    Bearer(caller): Bearer,
    sent: Sent,
) -> Result<(StatusCode, Json<Opened>), Problem> {
    caller.require_provider()?;
    let (purpose, name) = asked(&sent)?;
    let (store, now, once) = (desk.portal.store(), desk.portal.now(), sent.once(&caller.user));
    let read = async { Ok(store.replayed(once.as_ref()).await?) };
    let (replayed, ()) = tokio::try_join!(read, still_here(&desk.portal, &caller))?;
    let slot = match replayed {
        None => {
            let id = desk.portal.ids().upload_id(now)?;
            let slot =
                Slot { id, user: caller.user, purpose, name, opened_at: now, closes_at: now + OPEN_FOR };
            let opened = store.open_upload(&slot, once.as_ref()).await?;
            if opened == slot.id { slot } else { opened_before(&desk, &opened).await? }
        }
        Some(Replay::Same(OnceAnswer::Json(id))) => {
            let id = id.parse().map_err(|_| Problem::internal("an idempotency record names no upload"))?;
            opened_before(&desk, &id).await?
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
    Ok((StatusCode::CREATED, Json(Opened::of(&slot, form(&desk, &slot).await?))))
}

/// What is to be uploaded. The bucket holds the file to the size it takes at most; saying the size
/// first spares a clerk the wait.
fn asked(sent: &Sent) -> Result<(Purpose, Text<200>), Problem> {
    let mut fields = sent.fields();
    let purpose = fields.must("purpose", Fields::text::<Purpose>);
    if purpose == Some(Purpose::Registrations) {
        let message = "A workbook of several registrations is not taken yet: register each provider with POST /registrations.";
        fields.fault("purpose", FieldFault::new("purpose_not_taken", message));
    }
    let name = fields.must("name", Fields::text::<Text<200>>);
    if name.as_ref().is_some_and(|name| !name.as_str().to_ascii_lowercase().ends_with(".xlsx")) {
        let message =
            "Only .xlsx workbooks are taken: in Excel, save the file as \"Excel Workbook (.xlsx)\".";
        fields.fault("name", FieldFault::new("not_an_xlsx_name", message));
    }
    let size = fields.must("size", |fields, name| fields.integer(name, 0..=u64::MAX));
    if size == Some(0) {
        fields.fault("size", FieldFault::new("file_empty", "The file is empty."));
    }
    if size.is_some_and(|size| size > MAX_BYTES as u64) {
        let message = "The file is larger than 2 MB. A workbook of 100 claims is far smaller: remove pictures and other sheets.";
        fields.fault("size", FieldFault::new("file_too_large", message));
    }
    fields.finish_with(purpose.zip(name))
}

async fn opened_before(desk: &Desk, id: &UploadId) -> Result<Slot, Problem> {
    let upload = desk.portal.store().upload(id).await?;
    upload.map(|upload| upload.slot).ok_or_else(Problem::not_found)
}

fn files(desk: &Desk) -> Result<&Files, Problem> {
    desk.own.as_ref().as_ref().map_err(|error| Problem::internal(error.to_string()))
}

async fn form(desk: &Desk, slot: &Slot) -> Result<UploadForm, Problem> {
    let key = slot.object_key();
    let rules = UploadRules {
        key: &key,
        content_type: MEDIA_TYPE,
        size: (1, MAX_BYTES as u64),
        sha256: None,
        until: slot.closes_at,
    };
    Ok(files(desk)?.upload_form(&rules, desk.portal.now()).await?)
}

async fn read(
    State(desk): State<Desk>,
    Bearer(caller): Bearer,
    Key(id): Key<UploadId>,
    RequestId(request_id): RequestId,
) -> Result<Json<UploadView>, Problem> {
    caller.require_provider()?;
    let (store, now) = (desk.portal.store(), desk.portal.now());
    let of = Record::Upload(id.clone());
    let read = async { Ok(tokio::try_join!(store.upload(&id), store.audit_head(&of))?) };
    let ((upload, head), ()) = tokio::try_join!(read, still_here(&desk.portal, &caller))?;
    let upload = upload.filter(|upload| upload.slot.user == caller.user).ok_or_else(Problem::not_found)?;
    if matches!(upload.state, UploadState::Valid(..) | UploadState::Rejected(_)) {
        let access = Access {
            user: &caller.user,
            role: Role::Provider,
            of,
            what: What::Read,
            at: now,
            request_id: &request_id,
            reason: None,
        };
        store.record_access(&access, head).await?;
    }
    shown(&desk, upload).await
}

/// The upload as it stands, with an address of its annotated workbook. Whoever sees it is on record by now.
pub async fn shown(desk: &Desk, upload: Upload) -> Result<Json<UploadView>, Problem> {
    let now = desk.portal.now();
    let annotated = match upload.findings().and_then(|findings| findings.annotated.as_ref()) {
        Some(key) => {
            let name = "claims-with-faults.xlsx";
            Some(files(desk)?.read_url(key, None, name, now, TimeDelta::minutes(15)).await?)
        }
        None => None,
    };
    Ok(Json(UploadView::of(upload, annotated, now)))
}
