//! An upload as it is answered.

use crate::providers::ProviderView;
use crate::read::Links;
use chrono::{DateTime, NaiveDate, Utc};
use portal_core::claim::Claim;
use portal_core::identity::{TicketId, TicketNumber, UploadId};
use portal_core::money::Money;
use portal_core::outcome::{ClaimReason, ClaimVerdict, Outcome, Summary};
use portal_core::text::Text;
use portal_store::{
    Became, ClaimRow, Division, Finding, Held, Kept, Purpose, SentAnswer, Slot, TicketAnswer, Upload,
    UploadForm, UploadState,
};
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

/// Which rows may be filed now, and which are kept for when.
#[derive(Serialize)]
pub struct DivisionView {
    pub now: Vec<u32>,
    /// The last day on which all of these may be filed.
    pub now_until: Option<NaiveDate>,
    pub later: Vec<KeptView>,
    pub late: Vec<u32>,
    pub open: Vec<u32>,
}

/// Rows that are kept, and the workbook that holds them alone.
#[derive(Serialize)]
pub struct KeptView {
    pub from: NaiveDate,
    pub until: NaiveDate,
    pub rows: Vec<u32>,
    pub url: Option<String>,
}

impl DivisionView {
    fn of(division: Division, urls: Vec<Option<String>>) -> Self {
        let Division { now, now_until, later, late, open } = division;
        let urls = urls.into_iter().chain(std::iter::repeat(None));
        let kept = |(Kept { from, until, last: _, rows, key: _ }, url)| KeptView { from, until, rows, url };
        Self { now, now_until, later: later.into_iter().zip(urls).map(kept).collect(), late, open }
    }
}

/// What an answer workbook proposes on a ticket, as `POST /tickets/{id}/proposal` takes it, and where it stands.
/// Holds health information: whoever gets it is on record for it.
#[derive(Serialize)]
struct AnswerView {
    ticket_id: TicketId,
    number: TicketNumber,
    due: Option<NaiveDate>,
    total: Money,
    summary: Summary,
    claims: Vec<VerdictView>,
}

/// What is proposed on a claim, and its row.
#[derive(Serialize)]
struct VerdictView {
    row: u32,
    claim: u16,
    outcome: Outcome,
    amount: Money,
    reason: Option<ClaimReason>,
}

impl AnswerView {
    fn of(answer: TicketAnswer) -> Self {
        let TicketAnswer { ticket_id, number, due, rows, proposal, .. } = answer;
        let total = proposal.total();
        let verdict = |(row, verdict): (u32, ClaimVerdict<Outcome>)| VerdictView {
            row,
            claim: verdict.claim,
            outcome: verdict.verdict,
            amount: verdict.amount,
            reason: verdict.reason,
        };
        let claims = rows.into_iter().zip(proposal.claims).map(verdict).collect();
        Self { ticket_id, number, due, total, summary: proposal.summary, claims }
    }
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
    /// R4: how its rows divide, where some of them come on the wrong day and nothing else is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub division: Option<DivisionView>,
    /// What an answer workbook proposes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    answers: Vec<AnswerView>,
    /// What became of each answer, of an answer workbook that was sent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sent: Vec<SentAnswer>,
    /// Of a workbook of registrations, its providers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    registrations: Vec<ProviderView>,
    /// The ticket that was filed from it.
    #[serde(skip_serializing_if = "Option::is_none")]
    ticket_id: Option<TicketId>,
    /// Under which the registrations are found that were filed from it.
    #[serde(skip_serializing_if = "Option::is_none")]
    batch: Option<UploadId>,
    expires_at: DateTime<Utc>,
}

impl UploadView {
    /// The upload at `now`, with what leads to the workbooks that were made of it.
    pub fn of(upload: Upload, links: Links, now: DateTime<Utc>) -> Self {
        let Links { annotated: annotated_url, kept } = links;
        let divided = |division: Option<Division>| division.map(|division| DivisionView::of(division, kept));
        let Upload { slot, state, used_twice, begun: _, sent } = upload;
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
            division: None,
            answers: Vec::new(),
            sent,
            registrations: Vec::new(),
            ticket_id: None,
            batch: None,
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
                view.division = divided(findings.division);
                let row = |ClaimRow { row, claim }| RowView { row, claim };
                match held {
                    Held::Claims(contents) => view.claims = contents.claims.into_iter().map(row).collect(),
                    Held::Answers(answers) => {
                        view.answers = answers.into_iter().map(AnswerView::of).collect()
                    }
                    Held::Registrations(rows) => view.registrations = rows.iter().map(Into::into).collect(),
                }
            }
            UploadState::Rejected(findings) => {
                (view.status, view.rows) = ("rejected", findings.rows);
                (view.faults, view.warnings) = (findings.faults, findings.warnings);
                view.division = divided(findings.division);
            }
            // Its claims are on the ticket, but for those that are kept for later.
            UploadState::Filed(became, findings) => {
                (view.status, view.rows) = ("valid", findings.rows);
                view.division = divided(findings.division);
                match became {
                    Became::Ticket(ticket) => view.ticket_id = Some(ticket),
                    Became::Registrations => view.batch = Some(slot.id),
                    Became::Proposals(_) => {}
                }
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
    Finding { code: code.to_owned(), message: message.to_owned(), ..Finding::default() }
}
