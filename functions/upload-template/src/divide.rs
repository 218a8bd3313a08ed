//! `POST /uploads/{id}/division`: of a workbook in which nothing is wrong but some rows' days, what may be filed
//! now stays; the rest is kept in workbooks of its own.

use crate::handler::Desk;
use crate::read::{on_record, own, shown};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use portal_core::identity::UploadId;
use portal_edge::page::see_other;
use portal_edge::{Bearer, Key, Problem, Sent, still_here};
use portal_store::{CommitError, Division, Finding, Findings, Record, Upload, UploadState};

pub async fn divide(
    State(desk): State<Desk>,
    Bearer(caller): Bearer,
    Key(id): Key<UploadId>,
    sent: Sent,
) -> Result<Response, Problem> {
    caller.require_provider()?;
    let (store, of) = (desk.portal.store(), Record::Upload(id.clone()));
    let read = async { Ok(tokio::try_join!(store.upload(&id), store.audit_head(&of))?) };
    let ((upload, head), ()) = tokio::try_join!(read, still_here(&desk.portal, &caller))?;
    let upload = own(upload, &caller)?;
    sent.fields().finish()?;
    let upload = match asked_for(&upload, desk.portal.today())? {
        None => upload,
        Some(findings) => {
            let once = sent.once(&caller.user);
            match store.divide_upload(&upload.slot, &findings, once.as_ref(), desk.portal.now()).await {
                // Somebody was faster: their own other window, as a rule.
                Ok(()) | Err(CommitError::Stale) => own(store.upload(&id).await?, &caller)?,
                Err(error) => return Err(error.into()),
            }
        }
    };
    if sent.visit().is_page() {
        return Ok(see_other(&format!("/uploads/{id}")));
    }
    on_record(&desk, &caller, &upload, head, sent.request_id()).await?;
    Ok(shown(&desk, upload).await?.into_response())
}

/// What is still to be said of the rows that stay; nothing where this was done before.
fn asked_for(upload: &Upload, today: NaiveDate) -> Result<Option<Findings>, Problem> {
    match &upload.state {
        UploadState::Valid(Findings { division: Some(_), .. }, _) | UploadState::Filed(..) => Ok(None),
        UploadState::Rejected(findings) => match &findings.division {
            Some(division) if !division.now.is_empty() => {
                if division.now_until.is_some_and(|last| today > last) {
                    return Err(Problem::conflict(
                        "read_too_long_ago",
                        "Since this workbook was read, the last day of one of its rows has gone by. Upload it again: it is judged by today.",
                    ));
                }
                Ok(Some(left(findings, division)))
            }
            Some(_) | None => Err(nothing_to_divide()),
        },
        UploadState::Waiting | UploadState::Valid(..) => Err(nothing_to_divide()),
    }
}

fn left(findings: &Findings, division: &Division) -> Findings {
    let stays = |finding: &&Finding| finding.row.is_none_or(|row| division.now.contains(&row));
    Findings {
        rows: u32::try_from(division.now.len()).unwrap_or(u32::MAX),
        faults: Vec::new(),
        // It has the rows in it that were left out.
        annotated: None,
        warnings: findings.warnings.iter().filter(stays).cloned().collect(),
        ..findings.clone()
    }
}

fn nothing_to_divide() -> Problem {
    Problem::conflict(
        "nothing_to_divide",
        "There is nothing to divide: a workbook divides where some of its rows may be filed now, and nothing is wrong with the others but their day.",
    )
}
