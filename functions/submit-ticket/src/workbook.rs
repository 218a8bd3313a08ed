//! Claims that come from an uploaded workbook: whose it must be, how far it must be, and what its
//! Ticket sheet says.

use crate::draft::Draft;
use chrono::{DateTime, Utc};
use portal_core::fault::Fault;
use portal_core::identity::UploadId;
use portal_edge::{Caller, Portal};
use portal_store::{Became, Contents, Held, Purpose, StoreError, Upload, UploadState};

/// The upload that a draft names.
///
/// # Errors
/// When the table fails.
pub async fn upload_of(portal: &Portal, id: Option<&UploadId>) -> Result<Option<Upload>, StoreError> {
    match id {
        Some(id) => portal.store().upload(id).await,
        None => Ok(None),
    }
}

impl Draft {
    /// Takes the claims of the upload that the draft names; why they cannot be taken is a fault.
    pub fn take(&mut self, upload: Option<Upload>, caller: &Caller, now: DateTime<Utc>) {
        if self.upload_id.is_none() {
            return;
        }
        // Someone else's upload looks like one that is not there.
        let own = upload.filter(|upload| upload.slot.user == caller.user);
        match own {
            None => self.no_upload(
                "upload_unknown",
                "You have no upload of this id. POST /uploads opens one.",
            ),
            Some(Upload { slot, .. }) if slot.purpose != Purpose::Claims => self.not_of_claims(),
            Some(Upload { state: UploadState::Valid(_, Held::Claims(contents)), .. }) => self.fill_in(contents),
            Some(Upload { state: UploadState::Filed(Became::Ticket(ticket), _), .. }) => self.spent_on = Some(ticket),
            Some(Upload {
                state:
                    UploadState::Valid(_, Held::Registrations(_) | Held::Answers(_))
                    | UploadState::Filed(Became::Registrations | Became::Proposals(_), _),
                ..
            }) => self.not_of_claims(),
            Some(Upload { state: UploadState::Rejected(_), .. }) => self.no_upload(
                "upload_rejected",
                "The workbook has faults: GET /uploads/{id} tells them all. Put them right and upload it again.",
            ),
            Some(Upload { slot, state: UploadState::Waiting, .. }) if slot.is_over(now) => self.no_upload(
                "upload_expired",
                "No file came before the upload closed, or it could not be read in time. Open a new one with POST /uploads.",
            ),
            Some(Upload { state: UploadState::Waiting, .. }) => self.no_upload(
                "upload_waiting",
                "The workbook was not read yet. Ask GET /uploads/{id} until it says \"valid\", then file.",
            ),
        }
        if self.medicaid_id.is_none() && self.spent_on.is_none() {
            self.provider_missing();
        }
    }

    fn not_of_claims(&mut self) {
        self.no_upload(
            "upload_not_claims",
            "This upload is for a workbook of another kind. Upload a claims workbook.",
        );
    }

    fn no_upload(&mut self, code: &'static str, message: &'static str) {
        self.faults.push(Fault::new("/upload_id", code, message));
    }

    /// The sheet says what the body leaves out; where both say it, they must agree.
    fn fill_in(&mut self, contents: Contents) {
        let faults = &mut self.faults;
        agree(&mut self.mco, contents.mco, "/mco", faults);
        agree(&mut self.program, contents.program, "/program", faults);
        agree(&mut self.category, contents.category, "/category", faults);
        agree(&mut self.npi, contents.npi, "/provider/npi", faults);
        agree(&mut self.medicaid_id, contents.medicaid_id, "/provider/medicaid_id", faults);
        self.claims = contents.claims.into_iter().map(|row| row.claim).collect();
    }
}

fn agree<T: PartialEq>(body: &mut Option<T>, sheet: Option<T>, field: &str, faults: &mut Vec<Fault>) {
    match (body.as_ref(), sheet) {
        (Some(said), Some(sheet)) if *said != sheet => {
            let message = "This differs from what the workbook's Ticket sheet says. Leave it out here, or upload a workbook that agrees.";
            faults.push(Fault::new(field, "differs_from_workbook", message));
        }
        (None, sheet) => *body = sheet,
        (Some(_), _) => {}
    }
}
