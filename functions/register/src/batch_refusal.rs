//! Why a workbook of registrations is not filed: it cannot be, it was, or filing it broke off and it is not kept any
//! more. Which of these, the table says: nobody is told of rows that HFS has not got that they were filed.

use chrono::{DateTime, Utc};
use portal_core::fault::Fault;
use portal_core::identity::UploadId;
use portal_edge::own_upload::{Taken, of_another_kind, own_upload};
use portal_edge::{Caller, Portal, Problem};
use portal_store::{Became, CommitError, Held, ProviderRow, Purpose, Upload};

/// The rows of one's own valid workbook of registrations.
///
/// # Errors
/// Why it cannot be filed, as a fault of `/upload_id`; 409 where it was filed.
pub fn rows_of(upload: Upload, caller: &Caller, now: DateTime<Utc>) -> Result<Vec<ProviderRow>, Problem> {
    let own = own_upload(Some(upload), caller, Purpose::Registrations, "file", now);
    let (slot, taken) = own.map_err(refused)?;
    match taken {
        Taken::Valid(Held::Registrations(rows)) => Ok(rows),
        Taken::Filed(Became::Registrations) => Err(filed_before(&slot.id)),
        Taken::Valid(Held::Claims(_) | Held::Answers(_))
        | Taken::Filed(Became::Ticket(_) | Became::Proposals(_)) => {
            Err(refused(of_another_kind(Purpose::Registrations)))
        }
    }
}

/// What is said of an upload that is not there, or not the caller's: what they filed from it outlasts it.
///
/// # Errors
/// When the table fails.
pub async fn not_kept(portal: &Portal, caller: &Caller, id: &UploadId) -> Result<Problem, Problem> {
    match begun_before(portal, caller, id).await? {
        Some(problem) => Ok(problem),
        None => {
            let unknown = own_upload(None, caller, Purpose::Registrations, "file", portal.now());
            Ok(unknown.map_or_else(refused, |_| Problem::not_found()))
        }
    }
}

/// What is said where nothing was written: of a workbook that was valid a moment before, what became of it since.
pub async fn of(portal: &Portal, caller: &Caller, id: &UploadId, error: CommitError) -> Problem {
    match error {
        CommitError::UploadSpent => spent(portal, caller, id).await.unwrap_or_else(|problem| problem),
        error => error.into(),
    }
}

async fn spent(portal: &Portal, caller: &Caller, id: &UploadId) -> Result<Problem, Problem> {
    let Some(upload) = portal.store().upload(id).await? else {
        return not_kept(portal, caller, id).await;
    };
    match rows_of(upload, caller, portal.now()) {
        Err(problem) => Ok(problem),
        // Still valid: filing has begun, and how it was begun is not kept any more.
        Ok(_) => {
            let before = begun_before(portal, caller, id).await?;
            Ok(before.unwrap_or_else(|| CommitError::Conflict.into()))
        }
    }
}

/// What became of the caller's own registrations of this workbook, where there are any.
async fn begun_before(portal: &Portal, caller: &Caller, id: &UploadId) -> Result<Option<Problem>, Problem> {
    let store = portal.store();
    let batch = store.batch(id).await?.filter(|batch| batch.user == caller.user);
    let Some(batch) = batch else { return Ok(None) };
    let filed = store.registrations_in_batch(&batch).await?;
    Ok(Some(if batch.unfiled(&filed) == 0 { filed_before(id) } else { broken_off(id) }))
}

fn refused(fault: Fault) -> Problem {
    Problem::faults(vec![fault])
}

fn filed_before(upload: &UploadId) -> Problem {
    Problem::conflict(
        "registrations_filed",
        "The registrations of this workbook were filed already: GET /registrations?batch= with its upload_id tells how they stand. What is to be registered anew comes in a new workbook.",
    )
    .with("batch", upload.as_str())
}

fn broken_off(upload: &UploadId) -> Problem {
    Problem::conflict(
        "batch_broken_off",
        "Filing this workbook broke off, and it is not kept any more. GET /registrations?batch= with its upload_id tells which rows HFS has: register the others with a new workbook.",
    )
    .with("batch", upload.as_str())
}
