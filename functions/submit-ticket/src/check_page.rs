//! The last step: what filing would come to, in plain words, and the button that files.

use crate::check::Checked;
use crate::draft;
use crate::handler::checked;
use crate::steps::Step;
use crate::vouched::{Part as Vouched, vouched};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use portal_core::fault::Fault;
use portal_edge::page::frame::html;
use portal_edge::{Caller, Fields, Filled, Frame, Part, Portal, Problem, Sent, Visit};
use portal_store::Draft;
use serde_json::json;

#[derive(Template)]
#[template(path = "check.html")]
struct CheckPage {
    frame: Frame,
    filled: Filled,
    draft: String,
    form_key: String,
    /// What is filed, as people read it.
    vouched: Vec<Vouched>,
    /// R10: so many days the MCO has to answer.
    proposal_days: u32,
    /// None where it was refused as it was filed.
    checked: Option<Checked>,
    /// What has to be filled in, so that it is not closed as incomplete.
    to_fill: Vec<Fault>,
    today: NaiveDate,
}

impl CheckPage {
    /// Where a fault is put right.
    fn place(&self, fault: &Fault) -> String {
        let step = Step::of_pointer(&fault.field).unwrap_or(Step::Dispute).number();
        format!("/drafts/{}/{step}#{}", self.draft, Filled::field_of(fault))
    }

    fn steps(&self) -> Vec<(u8, &'static str)> {
        Step::ALL.into_iter().map(|step| (step.number(), step.label(self.frame.language))).collect()
    }

    fn would_be(&self) -> &'static str {
        self.checked.as_ref().map_or("refused", |checked| checked.would_be)
    }

    fn label_of(&self, step: &Step) -> &'static str {
        step.label(self.frame.language)
    }

    /// Everything that is sent when it is filed, as it is on the page.
    fn sent(&self) -> Vec<(String, String)> {
        self.filled.flat()
    }
}

/// The check of a draft.
///
/// # Errors
/// When the table fails.
pub async fn page(
    portal: &Portal,
    visit: &Visit,
    caller: &Caller,
    draft: Draft,
) -> Result<Response, Problem> {
    let mut fields = draft.fields();
    fields.insert("draft_id".to_owned(), json!(draft.id));
    let read = draft::Draft::read(Fields::of_text(&fields));
    let checked = match checked(portal, caller, read).await {
        Ok(checked) => checked,
        Err(problem) if problem.status() == StatusCode::FORBIDDEN => {
            Checked::refused(vec![problem.as_fault("/provider/medicaid_id")])
        }
        Err(problem) => return Err(problem),
    };
    let missing = checked.closure.iter().flat_map(|closure| &closure.missing);
    let to_fill =
        missing.map(|pointer| Fault::new(pointer, "missing", "Fill this in: it is required.")).collect();
    let filled = Filled::with(fields.clone()).faulty(&checked.faults);
    let frame = frame(visit, caller, &filled, draft.id.as_str());
    let page = CheckPage {
        vouched: vouched(&frame, portal.mcos(), &fields),
        proposal_days: portal.policy().proposal_days,
        frame,
        filled,
        draft: draft.id.as_str().to_owned(),
        form_key: draft.form_key,
        checked: Some(checked),
        to_fill,
        today: portal.today(),
    };
    html(StatusCode::OK, &page)
}

/// The same after it was filed and refused: nothing that was typed is lost.
///
/// # Errors
/// When it fails, or no draft was filed.
pub fn refused(
    portal: &Portal,
    caller: &Caller,
    (status, filled): (StatusCode, Filled),
    sent: &Sent,
) -> Result<Response, Problem> {
    let draft = filled.value("draft_id").parse::<portal_core::identity::DraftId>();
    let draft = draft.map_err(|_| Problem::not_found())?.as_str().to_owned();
    let frame = frame(sent.visit(), caller, &filled, &draft);
    let page = CheckPage {
        vouched: vouched(&frame, portal.mcos(), sent.object()),
        proposal_days: portal.policy().proposal_days,
        frame,
        filled,
        draft,
        form_key: sent.idempotency_key().unwrap_or_default().to_owned(),
        checked: None,
        to_fill: Vec::new(),
        today: NaiveDate::MIN,
    };
    html(status, &page)
}

fn frame(visit: &Visit, caller: &Caller, filled: &Filled, draft: &str) -> Frame {
    let title = visit.language.say("Check and file", "Revisar y presentar");
    Frame::of_form(visit, Part::from(caller), title, filled).at(format!("/drafts/{draft}/5"))
}
