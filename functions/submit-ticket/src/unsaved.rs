//! What a person typed into a step and the portal could not keep comes back with everything in it: what is too
//! long, to be shortened; what belonged to a draft that is gone, to begin a new one with.

use crate::draft;
use crate::step_page::{self, Gone, Written};
use crate::steps::Step;
use axum::http::StatusCode;
use axum::response::Response;
use portal_core::fault::Fault;
use portal_core::identity::{DraftId, TicketId, UploadId};
use portal_edge::{Caller, Fields, Portal, Problem, Sent, memberships};
use serde_json::{Map, Value};

/// What begins a draft: the text of a step, where it is sent, and what else a draft is begun from.
pub struct StepText {
    /// Whose fields were typed.
    pub step: Option<Step>,
    /// What stands in steps.
    pub typed: Map<String, Value>,
    rest: Map<String, Value>,
}

impl StepText {
    /// What was sent.
    pub fn of(sent: &Sent) -> Self {
        let in_steps = |name: &str| Step::ALL.into_iter().any(|step| step.names().contains(&name));
        let split = |wanted: &dyn Fn(&str) -> bool| -> Map<String, Value> {
            let own = sent.object().iter().filter(|(name, _)| wanted(name));
            own.map(|(name, value)| (name.clone(), value.clone())).collect()
        };
        let rest = split(&|name| !in_steps(name) || name == "upload_id");
        let step = rest.get("step").and_then(Value::as_str).and_then(|step| step.parse().ok());
        let typed = if step.is_some() { split(&|name| in_steps(name)) } else { Map::new() };
        Self { step, typed, rest: if step.is_some() { rest } else { sent.object().clone() } }
    }

    /// The ticket that is over, and the upload, from which a draft is to begin.
    ///
    /// # Errors
    /// 422 with every fault.
    pub fn named(&self) -> Result<(Option<TicketId>, Option<UploadId>), Problem> {
        let mut fields = Fields::of_text(&self.rest);
        let named = (fields.text("from"), fields.text("upload_id"));
        fields.text::<Step>("step");
        fields.finish()?;
        Ok(named)
    }
}

/// 422: more than a draft keeps.
pub fn too_large() -> Problem {
    let message =
        "This is more than a ticket holds. Shorten the texts; attachments go on the ticket once it is filed.";
    Problem::unprocessable("draft_too_large", message).at(Fault::new("", "draft_too_large", message))
}

/// The step again, with what is too long in it.
///
/// # Errors
/// The problem, to a program.
pub async fn too_large_to_save(
    portal: &Portal,
    caller: &Caller,
    (id, step): (&DraftId, Step),
    sent: &Sent,
) -> Result<Response, Problem> {
    let problem = too_large();
    if !sent.visit().is_page() {
        return Err(problem);
    }
    let read = async { Ok(portal.store().draft(&caller.user, id).await?) };
    let (draft, members) = tokio::try_join!(read, memberships(portal, caller))?;
    let written = draft.as_ref().map_or_else(|| Written::Nowhere(Gone::default()), Written::Draft);
    let mut faults = problem.field_faults().to_vec();
    faults.extend(faults_of(step, sent.object()));
    let typed = (sent.object(), faults.as_slice());
    let again =
        step_page::again(portal, (sent.visit(), caller), (written, step), typed, problem.status(), &members);
    logged(again?, problem)
}

/// The step again, to begin a new draft with: its own was filed or discarded meanwhile.
///
/// # Errors
/// 404, to a program.
pub async fn without_draft(
    portal: &Portal,
    caller: &Caller,
    (step, became): (Step, Option<TicketId>),
    sent: &Sent,
) -> Result<Response, Problem> {
    let fault = match &became {
        Some(_) => Fault::new(
            "",
            "draft_filed",
            "A ticket was filed from this draft already, so this step was not saved. Nothing you typed is lost: you may start a new draft with it.",
        ),
        None => Fault::new(
            "",
            "draft_discarded",
            "This draft was discarded, so this step was not saved. Nothing you typed is lost: you may start a new draft with it.",
        ),
    };
    let gone = Gone { became };
    nowhere(portal, caller, (step, gone), sent, (Problem::not_found(), vec![fault])).await
}

/// The same where no new draft could be begun with it either.
///
/// # Errors
/// The problem, to a program, or where another form would not put it right.
pub async fn still_without_draft(
    portal: &Portal,
    caller: &Caller,
    step: Step,
    sent: &Sent,
    problem: Problem,
) -> Result<Response, Problem> {
    if !matches!(problem.status(), StatusCode::CONFLICT | StatusCode::UNPROCESSABLE_ENTITY) {
        return Err(problem);
    }
    let mut faults = problem.field_faults().to_vec();
    if faults.is_empty() {
        faults.push(Fault::new("", problem.code(), problem.detail().to_owned()));
    }
    nowhere(portal, caller, (step, Gone::default()), sent, (problem, faults)).await
}

async fn nowhere(
    portal: &Portal,
    caller: &Caller,
    (step, gone): (Step, Gone),
    sent: &Sent,
    (problem, faults): (Problem, Vec<Fault>),
) -> Result<Response, Problem> {
    if !sent.visit().is_page() {
        return Err(problem);
    }
    let members = memberships(portal, caller).await?;
    let (written, typed) = (Written::Nowhere(gone), (sent.object(), faults.as_slice()));
    let again =
        step_page::again(portal, (sent.visit(), caller), (written, step), typed, problem.status(), &members);
    logged(again?, problem)
}

/// What is wrong with the fields of a step.
pub fn faults_of(step: Step, typed: &Map<String, Value>) -> impl Iterator<Item = Fault> {
    let faults = draft::Draft::read(Fields::of_text(typed)).faults;
    faults.into_iter().filter(move |fault| Step::of_pointer(&fault.field) == Some(step))
}

fn logged(mut response: Response, problem: Problem) -> Result<Response, Problem> {
    response.extensions_mut().insert(problem);
    Ok(response)
}
