//! `GET /uploads/{id}`: where an upload stands and what was found in it. Who sees what was in the file is
//! on record first, by page and by JSON alike.

use crate::handler::{Desk, files};
use crate::page;
use crate::view::UploadView;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::TimeDelta;
use portal_core::actor::Role;
use portal_core::identity::UploadId;
use portal_edge::page::see_other;
use portal_edge::{Asked, Bearer, Caller, Key, Problem, RequestId, Visit, still_here};
use portal_store::{Access, Record, Upload, UploadState, What};

pub async fn read(
    State(desk): State<Desk>,
    Bearer(caller): Bearer,
    Key(id): Key<UploadId>,
    visit: Visit,
    asked: Asked,
    RequestId(request_id): RequestId,
) -> Result<Response, Problem> {
    caller.require_provider()?;
    if visit.is_page() && asked.fields().names("etag") {
        // The bucket leads back here and adds what it knows of the file: none of that stays in an address.
        return Ok(see_other(&format!("/uploads/{id}?sent=true")));
    }
    let (store, of) = (desk.portal.store(), Record::Upload(id.clone()));
    let read = async { Ok(tokio::try_join!(store.upload(&id), store.audit_head(&of))?) };
    let ((upload, head), ()) = tokio::try_join!(read, still_here(&desk.portal, &caller))?;
    let mut upload = own(upload, &caller)?;
    let sent = visit.is_page() && asked.fields().names("sent");
    if sent {
        upload = once_read(&desk, &caller, upload).await?;
    }
    if matches!(upload.state, UploadState::Valid(..) | UploadState::Rejected(_)) {
        let access = Access {
            user: &caller.user,
            role: Role::Provider,
            of,
            what: What::Read,
            at: desk.portal.now(),
            request_id: &request_id,
            reason: None,
        };
        store.record_access(&access, head).await?;
    }
    if visit.is_page() {
        page::upload_page(&desk, &visit, &caller, upload, sent).await
    } else {
        Ok(shown(&desk, upload).await?.into_response())
    }
}

/// Someone else's upload looks like one that is not there.
fn own(upload: Option<Upload>, caller: &Caller) -> Result<Upload, Problem> {
    upload.filter(|upload| upload.slot.user == caller.user).ok_or_else(Problem::not_found)
}

/// The upload once its file was read, or after so long as a page may keep somebody waiting. Waiting here
/// spares them a page that reloads itself, which WCAG 2.2.1 does not want.
async fn once_read(desk: &Desk, caller: &Caller, mut upload: Upload) -> Result<Upload, Problem> {
    for pause in desk.own.patience {
        if upload.state != UploadState::Waiting || upload.slot.is_over(desk.portal.now()) {
            break;
        }
        tokio::time::sleep(*pause).await;
        upload = own(desk.portal.store().upload(&upload.slot.id).await?, caller)?;
    }
    Ok(upload)
}

/// The upload as it stands, with an address of its annotated workbook. Whoever sees it is on record by now.
pub async fn shown(desk: &Desk, upload: Upload) -> Result<Json<UploadView>, Problem> {
    let annotated = annotated(desk, &upload).await?;
    Ok(Json(UploadView::of(upload, annotated, desk.portal.now())))
}

/// Where the annotated workbook is to be had, for a quarter of an hour.
pub async fn annotated(desk: &Desk, upload: &Upload) -> Result<Option<String>, Problem> {
    let Some(key) = upload.findings().and_then(|findings| findings.annotated.as_ref()) else {
        return Ok(None);
    };
    let name = "claims-with-faults.xlsx";
    let url = files(desk)?.read_url(key, None, name, desk.portal.now(), TimeDelta::minutes(15)).await?;
    Ok(Some(url))
}
