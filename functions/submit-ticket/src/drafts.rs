//! Drafts: begun, written step by step, listed, thrown away. A step is saved as it was typed; what is
//! wrong with it is told on the way back to it, and at the check.

use crate::check_page;
use crate::step_page::{self, DraftsPage, NewPage};
use crate::steps::Step;
use crate::unsaved::{self, StepText, too_large};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use portal_core::identity::{DraftId, TicketId, UploadId};
use portal_core::submission::Submission;
use portal_core::text::Text;
use portal_edge::page::visit::secret;
use portal_edge::page::{self, frame::html, see_other};
use portal_edge::{
    Asked, Bearer, Caller, Filled, Frame, Key, Keys, MaybeSent, Part, Portal, Problem, Sent, Visit,
    memberships, open_ticket, repeat, still_here,
};
use portal_store::{
    CommitError, Contents, Draft, DraftOrTicket, DraftWas, Held, MOST_DRAFTS, OnceAnswer, UploadState,
};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// `GET /tickets/new`: what is needed, and the button that begins a draft.
pub async fn new(
    State(portal): State<Portal>,
    Bearer(caller): Bearer,
    visit: Visit,
    asked: Asked,
) -> Result<Response, Problem> {
    caller.require_provider()?;
    let mut fields = asked.fields();
    let draft = fields.text::<DraftId>("draft");
    fields.text::<TicketId>("from");
    fields.text::<UploadId>("upload_id");
    fields.finish()?;
    let registered = !memberships(&portal, &caller).await?.is_empty();
    if let Some(draft) = draft {
        return Ok(see_other(&format!("/drafts/{draft}/1")));
    }
    new_page(&visit, &caller, (StatusCode::OK, asked.filled()), registered)
}

fn new_page(
    visit: &Visit,
    caller: &Caller,
    (status, filled): (StatusCode, Filled),
    registered: bool,
) -> Result<Response, Problem> {
    let title = visit.language.say("File a dispute", "Presentar una disputa");
    let frame = Frame::of_form(visit, Part::from(caller), title, &filled).at("/tickets/new".to_owned());
    html(status, &NewPage { frame, filled, registered })
}

/// `POST /tickets/new`: a draft, blank, or from a ticket that is over, or of an upload, or with the text of a step
/// whose own draft is gone.
pub async fn start(
    State(portal): State<Portal>,
    Bearer(caller): Bearer,
    MaybeSent(sent): MaybeSent,
) -> Result<Response, Problem> {
    caller.require_provider()?;
    let text = StepText::of(&sent);
    match begun(&portal, &caller, &sent, &text).await {
        Ok(id) => Ok(see_other(&format!("/drafts/{id}/{}", text.step.unwrap_or(Step::Dispute).number()))),
        Err(problem) => match text.step {
            Some(step) => unsaved::still_without_draft(&portal, &caller, step, &sent, problem).await,
            // Whether they act for somebody was not looked up, and is not what is wrong.
            None => page::again(&sent, problem, |visit, status, filled| {
                new_page(visit, &caller, (status, filled), true)
            }),
        },
    }
}

async fn begun(portal: &Portal, caller: &Caller, sent: &Sent, text: &StepText) -> Result<DraftId, Problem> {
    let (from, upload) = text.named()?;
    let (store, now, once) = (portal.store(), portal.now(), sent.once(&caller.user));
    let read =
        async { Ok(tokio::try_join!(store.count_drafts(&caller.user), store.replayed(once.as_ref()))?) };
    let ((count, replayed), ()) = tokio::try_join!(read, still_here(portal, caller))?;
    if let Some(before) = repeat::answered(replayed)? {
        let OnceAnswer::Json(id) = before else { return Err(CommitError::KeyReused.into()) };
        return id.parse().map_err(|_| Problem::internal("an idempotency record names no draft"));
    }
    if count >= MOST_DRAFTS {
        return Err(Problem::conflict(
            "too_many_drafts",
            "You have 20 drafts already. File one of them, or discard those you no longer need.",
        ));
    }
    let mut typed = match &from {
        Some(ticket) => anew(portal, caller, ticket, sent.request_id()).await?,
        None => Map::new(),
    };
    if let Some(upload) = upload {
        typed.extend(said_by_workbook(portal, caller, &upload).await?);
        typed.insert("upload_id".to_owned(), json!(upload));
    }
    // What a person typed stands above what was looked up.
    typed.extend(text.typed.clone());
    let mut steps = BTreeMap::new();
    for step in Step::ALL {
        let kept = step.kept(&typed).ok_or_else(too_large)?;
        steps.extend((!kept.is_empty()).then(|| (step.number(), kept)));
    }
    let draft = Draft { id: portal.ids().draft_id(now)?, form_key: secret(), from, steps, updated_at: now };
    Ok(store.begin_draft(&caller.user, &draft, once.as_ref()).await?)
}

/// What the Ticket sheet of one's own workbook says: nobody has to type it again. Whatever is wrong with the
/// upload, the step of the claims says it.
async fn said_by_workbook(
    portal: &Portal,
    caller: &Caller,
    id: &UploadId,
) -> Result<Map<String, Value>, Problem> {
    let upload = portal.store().upload(id).await?.filter(|upload| upload.slot.user == caller.user);
    let Some(UploadState::Valid(_, Held::Claims(contents))) = upload.map(|upload| upload.state) else {
        return Ok(Map::new());
    };
    let Contents { mco, program, category, npi: _, medicaid_id, claims: _ } = contents;
    let provider = medicaid_id.map(|id| json!({"medicaid_id": id}));
    let (mco, program, category) =
        (mco.map(|mco| json!(mco)), program.map(|one| json!(one)), category.map(|one| json!(one)));
    let said = [("provider", provider), ("mco", mco), ("program", program), ("category", category)];
    Ok(said.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect())
}

/// A ticket that is over, as the body of a new one: whoever files it vouches for it anew.
async fn anew(
    portal: &Portal,
    caller: &Caller,
    id: &TicketId,
    request_id: &str,
) -> Result<Map<String, Value>, Problem> {
    let dossier = open_ticket(portal, caller, id, request_id).await?;
    if !dossier.ticket.state.name().is_terminal() {
        return Err(Problem::conflict(
            "ticket_is_open",
            "This ticket is not over yet, and the same dispute cannot be open twice. Go on with it, or withdraw it first.",
        ));
    }
    let submission = Submission { attested: false, upload_id: None, ..dossier.submission };
    let unwritable = |_| Problem::internal("a submission that cannot be written");
    let Value::Object(mut typed) = serde_json::to_value(submission).map_err(unwritable)? else {
        return Err(Problem::internal("a submission that is no object"));
    };
    // Several claims come by workbook, corrected (R6).
    if let [claim] = dossier.claims.as_slice() {
        typed.insert("claims".to_owned(), json!([claim]));
    }
    Ok(typed)
}

/// `GET /drafts`.
pub async fn list(
    State(portal): State<Portal>,
    Bearer(caller): Bearer,
    visit: Visit,
) -> Result<Response, Problem> {
    caller.require_provider()?;
    let read = async { Ok(portal.store().drafts(&caller.user).await?) };
    let (drafts, ()) = tokio::try_join!(read, still_here(&portal, &caller))?;
    let title = visit.language.say("Your drafts", "Sus borradores");
    let lines = drafts.iter().map(step_page::Line::of).collect();
    html(StatusCode::OK, &DraftsPage { frame: Frame::new(&visit, Part::from(&caller), title), lines })
}

/// `GET /drafts/{id}/{step}`.
pub async fn step(
    State(portal): State<Portal>,
    Bearer(caller): Bearer,
    visit: Visit,
    Keys(id, step): Keys<DraftId, Step>,
) -> Result<Response, Problem> {
    caller.require_provider()?;
    let read = async { Ok(portal.store().draft_or_ticket(&caller.user, &id).await?) };
    let (found, members) = tokio::try_join!(read, memberships(&portal, &caller))?;
    let draft = match found.ok_or_else(Problem::not_found)? {
        DraftOrTicket::Draft(draft) => draft,
        // Back, after it was filed.
        DraftOrTicket::Ticket(ticket) => return Ok(see_other(&format!("/tickets/{ticket}"))),
    };
    match step {
        Step::Check => check_page::page(&portal, &visit, &caller, draft).await,
        Step::Dispute | Step::Subject | Step::Claims | Step::Contact => {
            step_page::page(&portal, &visit, &caller, (&draft, step), &members)
        }
    }
}

/// `POST /drafts/{id}/{step}`: kept as it was typed, and on to the next step, or for later. What cannot be kept
/// comes back.
pub async fn save(
    State(portal): State<Portal>,
    Bearer(caller): Bearer,
    Keys(id, step): Keys<DraftId, Step>,
    sent: Sent,
) -> Result<Response, Problem> {
    caller.require_provider()?;
    still_here(&portal, &caller).await?;
    if step == Step::Check {
        return Err(Problem::not_found());
    }
    let typed = sent.object();
    let Some(kept) = step.kept(typed) else {
        return unsaved::too_large_to_save(&portal, &caller, (&id, step), &sent).await;
    };
    let became =
        match portal.store().save_step(&caller.user, &id, (step.number(), &kept), portal.now()).await? {
            DraftWas::Open => {
                let later = typed.get("then").and_then(Value::as_str) == Some("later");
                let next = format!("/drafts/{id}/{}", step.next().number());
                return Ok(see_other(if later { "/drafts" } else { &next }));
            }
            DraftWas::Filed(ticket) => Some(ticket),
            DraftWas::NotThere => None,
        };
    unsaved::without_draft(&portal, &caller, (step, became), &sent).await
}

/// `POST /drafts/{id}/discard`.
pub async fn discard(
    State(portal): State<Portal>,
    Bearer(caller): Bearer,
    Key(id): Key<DraftId>,
    MaybeSent(_): MaybeSent,
) -> Result<Response, Problem> {
    caller.require_provider()?;
    still_here(&portal, &caller).await?;
    match portal.store().discard_draft(&caller.user, &id).await? {
        DraftWas::Open => Ok(see_other("/drafts")),
        // Nobody should take for thrown away what was filed.
        DraftWas::Filed(ticket) => Ok(see_other(&format!("/tickets/{ticket}"))),
        DraftWas::NotThere => Err(Problem::not_found()),
    }
}

/// What a list shows of a draft, where it was typed well.
pub fn shown(draft: &Draft, step: Step, name: &str) -> Option<Text<60>> {
    draft.steps.get(&step.number())?.get(name)?.as_str()?.parse().ok()
}
