//! `GET /uploads/{id}`: where an upload stands and what was found in it. Who sees what was in the file is
//! on record first, by page and by JSON alike.

use crate::handler::{Desk, files};
use crate::page;
use crate::view::UploadView;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::TimeDelta;
use portal_core::identity::UploadId;
use portal_edge::page::see_other;
use portal_edge::{Asked, Bearer, Caller, Key, Problem, RequestId, Visit, still_here};
use portal_store::{Access, Head, Purpose, Record, Upload, UploadState, What};

pub async fn read(
    State(desk): State<Desk>,
    Bearer(caller): Bearer,
    Key(id): Key<UploadId>,
    visit: Visit,
    asked: Asked,
    RequestId(request_id): RequestId,
) -> Result<Response, Problem> {
    caller.require_party()?;
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
    on_record(&desk, &caller, &upload, head, &request_id).await?;
    if visit.is_page() {
        page::upload_page(&desk, &visit, &caller, upload, sent).await
    } else {
        Ok(shown(&desk, upload).await?.into_response())
    }
}

/// Puts on record that its sender sees what was in the file, where something of it is shown: what was filed is read on
/// the ticket, but not the rows that are kept for later.
pub async fn on_record(
    desk: &Desk,
    caller: &Caller,
    upload: &Upload,
    head: Head,
    request_id: &str,
) -> Result<(), Problem> {
    let keeps = upload.division().is_some_and(|division| !division.later.is_empty());
    match upload.state {
        UploadState::Waiting => return Ok(()),
        UploadState::Filed(..) if !keeps => return Ok(()),
        UploadState::Filed(..) | UploadState::Valid(..) | UploadState::Rejected(_) => {}
    }
    let access = Access {
        user: &caller.user,
        role: caller.role(),
        of: Record::Upload(upload.slot.id.clone()),
        what: What::Read,
        at: desk.portal.now(),
        request_id,
        reason: None,
    };
    Ok(desk.portal.store().record_access(&access, head).await?)
}

/// Someone else's upload looks like one that is not there.
pub fn own(upload: Option<Upload>, caller: &Caller) -> Result<Upload, Problem> {
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
    let links = links(desk, &upload).await?;
    Ok(Json(UploadView::of(upload, links, desk.portal.now())))
}

/// What a workbook is called that is given back with its faults marked.
const fn with_faults(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Claims => "claims-with-faults.xlsx",
        Purpose::Registrations => "registrations-with-faults.xlsx",
        Purpose::Answers => "answers-with-faults.xlsx",
    }
}

/// Where the workbooks that were made of one are to be had, for a quarter of an hour.
#[derive(Default)]
pub struct Links {
    /// With its faults marked.
    pub annotated: Option<String>,
    /// Of the rows that are kept for later, in their order.
    pub kept: Vec<Option<String>>,
}

pub async fn links(desk: &Desk, upload: &Upload) -> Result<Links, Problem> {
    let annotated = upload.findings().and_then(|findings| findings.annotated.as_ref());
    let mut links =
        Links { annotated: link(desk, annotated, with_faults(upload.slot.purpose)).await?, kept: Vec::new() };
    for kept in upload.division().iter().flat_map(|division| &division.later) {
        let name = format!("claims-from-{}.xlsx", kept.from);
        links.kept.push(link(desk, kept.key.as_ref(), &name).await?);
    }
    Ok(links)
}

async fn link(desk: &Desk, key: Option<&String>, name: &str) -> Result<Option<String>, Problem> {
    let Some(key) = key else { return Ok(None) };
    let url = files(desk)?.read_url(key, None, name, desk.portal.now(), TimeDelta::minutes(15)).await?;
    Ok(Some(url))
}
