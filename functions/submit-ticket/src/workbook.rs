//! Claims that come from an uploaded workbook: whose it must be, how far it must be, and what its
//! Ticket sheet says.

use crate::draft::Draft;
use chrono::{DateTime, Utc};
use portal_core::fault::Fault;
use portal_core::identity::UploadId;
use portal_edge::own_upload::{Taken, of_another_kind, own_upload};
use portal_edge::{Caller, Portal};
use portal_store::{Became, Contents, Held, Purpose, StoreError, Upload};

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
        match own_upload(upload, caller, Purpose::Claims, "file", now) {
            Ok((_, Taken::Valid(Held::Claims(contents)))) => self.fill_in(contents),
            Ok((_, Taken::Filed(Became::Ticket(ticket)))) => self.spent_on = Some(ticket),
            Ok((
                _,
                Taken::Valid(Held::Registrations(_) | Held::Answers(_))
                | Taken::Filed(Became::Registrations | Became::Proposals(_)),
            )) => self.faults.push(of_another_kind(Purpose::Claims)),
            Err(fault) => self.faults.push(fault),
        }
        if self.medicaid_id.is_none() && self.spent_on.is_none() {
            self.provider_missing();
        }
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
