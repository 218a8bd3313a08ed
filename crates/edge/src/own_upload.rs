//! One's own workbook, named in a request: what it holds or became, or why it cannot be taken, as a fault of
//! `/upload_id`.

use crate::caller::Caller;
use chrono::{DateTime, Utc};
use portal_core::fault::Fault;
use portal_store::{Became, Held, Purpose, Slot, Upload, UploadState};

/// What there is to take.
#[derive(Clone, Debug)]
pub enum Taken {
    /// It can be filed.
    Valid(Held),
    /// It was.
    Filed(Became),
}

/// The caller's own upload for this purpose. Somebody else's looks like one that is not there; `then` is what comes
/// once it is valid.
///
/// # Errors
/// Why it cannot be taken.
pub fn own_upload(
    upload: Option<Upload>,
    caller: &Caller,
    purpose: Purpose,
    then: &str,
    now: DateTime<Utc>,
) -> Result<(Slot, Taken), Fault> {
    let own = upload.filter(|upload| upload.slot.user == caller.user);
    let Some(Upload { slot, state, .. }) = own else {
        return Err(fault("upload_unknown", "You have no upload of this id. POST /uploads opens one."));
    };
    if slot.purpose != purpose {
        return Err(of_another_kind(purpose));
    }
    match state {
        UploadState::Valid(_, held) => Ok((slot, Taken::Valid(held))),
        UploadState::Filed(became, _) => Ok((slot, Taken::Filed(became))),
        UploadState::Rejected(_) => Err(fault(
            "upload_rejected",
            "The workbook has faults: GET /uploads/{id} tells them all. Put them right and upload it again.",
        )),
        UploadState::Waiting if slot.is_over(now) => Err(fault(
            "upload_expired",
            "No file came before the upload closed, or it could not be read in time. Open a new one with POST /uploads.",
        )),
        UploadState::Waiting => Err(Fault::new(
            "/upload_id",
            "upload_waiting",
            format!(
                "The workbook was not read yet. Ask GET /uploads/{{id}} until it says \"valid\", then {then}."
            ),
        )),
    }
}

/// The workbook is not of the kind that is wanted.
pub fn of_another_kind(wanted: Purpose) -> Fault {
    match wanted {
        Purpose::Claims => fault(
            "upload_not_claims",
            "This upload is for a workbook of another kind. Upload a claims workbook.",
        ),
        Purpose::Registrations => fault(
            "upload_not_registrations",
            "This upload is for a workbook of another kind. Upload a workbook of registrations.",
        ),
        Purpose::Answers => fault(
            "upload_not_answers",
            "This upload is for a workbook of another kind. Upload an answer workbook.",
        ),
    }
}

fn fault(code: &'static str, message: &'static str) -> Fault {
    Fault::new("/upload_id", code, message)
}
