//! An upload as it is answered.

use chrono::{DateTime, Utc};
use portal_core::claim::Claim;
use portal_core::identity::{TicketId, UploadId};
use portal_core::text::Text;
use portal_store::{Became, ClaimRow, Finding, Held, Purpose, Slot, Upload, UploadForm, UploadState};
use serde::Serialize;
use std::collections::BTreeMap;

/// A slot that was opened: the form to post the file with, straight to the bucket.
#[derive(Serialize)]
pub struct Opened {
    upload_id: UploadId,
    url: String,
    fields: BTreeMap<String, String>,
    expires_at: DateTime<Utc>,
}

impl Opened {
    /// The slot with its form.
    pub fn of(slot: &Slot, form: UploadForm) -> Self {
        Self { upload_id: slot.id.clone(), url: form.url, fields: form.fields, expires_at: slot.closes_at }
    }
}

/// A claim and its row. Holds health information: whoever gets it is on record for it.
#[derive(Serialize)]
struct RowView {
    row: u32,
    #[serde(flatten)]
    claim: Claim,
}

/// An upload, with what was found in it.
#[derive(Serialize)]
pub struct UploadView {
    upload_id: UploadId,
    purpose: Purpose,
    name: Text<200>,
    status: &'static str,
    pub rows: u32,
    pub faults: Vec<Finding>,
    pub warnings: Vec<Finding>,
    annotated_url: Option<String>,
    claims: Vec<RowView>,
    /// The ticket that was filed from it.
    #[serde(skip_serializing_if = "Option::is_none")]
    ticket_id: Option<TicketId>,
    expires_at: DateTime<Utc>,
}

impl UploadView {
    /// The upload at `now`; `annotated_url` leads to its annotated workbook.
    pub fn of(upload: Upload, annotated_url: Option<String>, now: DateTime<Utc>) -> Self {
        let Upload { slot, state, used_twice } = upload;
        let mut view = Self {
            upload_id: slot.id.clone(),
            purpose: slot.purpose,
            name: slot.name.clone(),
            status: "waiting",
            rows: 0,
            faults: Vec::new(),
            warnings: Vec::new(),
            annotated_url,
            claims: Vec::new(),
            ticket_id: None,
            expires_at: slot.closes_at,
        };
        match state {
            UploadState::Waiting if slot.is_over(now) => {
                view.status = "rejected";
                view.faults.push(of_the_file(
                    "upload_expired",
                    "No file came before the upload closed, or it could not be read in time. Open a new upload and send the workbook again.",
                ));
            }
            UploadState::Waiting => {}
            UploadState::Valid(findings, held) => {
                (view.status, view.rows) = ("valid", findings.rows);
                view.warnings = findings.warnings;
                let row = |ClaimRow { row, claim }| RowView { row, claim };
                view.claims = match held {
                    Held::Claims(contents) => contents.claims.into_iter().map(row).collect(),
                    Held::Registrations(_) | Held::Answers(_) => Vec::new(),
                };
            }
            UploadState::Rejected(findings) => {
                (view.status, view.rows) = ("rejected", findings.rows);
                (view.faults, view.warnings) = (findings.faults, findings.warnings);
            }
            // Its claims are on the ticket.
            UploadState::Filed(became, rows) => {
                (view.status, view.rows) = ("valid", rows);
                view.ticket_id = match became {
                    Became::Ticket(ticket) => Some(ticket),
                    Became::Registrations | Became::Proposals => None,
                };
            }
        }
        if used_twice {
            view.warnings.push(of_the_file(
                "slot_used_twice",
                "A second file was posted to this upload. It was not read: open a new upload for it.",
            ));
        }
        view
    }
}

fn of_the_file(code: &str, message: &str) -> Finding {
    Finding { row: None, column: None, code: code.to_owned(), message: message.to_owned() }
}
