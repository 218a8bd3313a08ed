//! `POST /tickets/check` and `POST /tickets`: the same reading and the same rules; only one of them
//! keeps anything. Beside them the pages on which a person writes one.

use crate::check::Checked;
use crate::check_page;
use crate::draft::{Dispute, Draft};
use crate::drafts;
use crate::standing::standing;
use crate::workbook::upload_of;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Json, Router};
use portal_core::fault::Fault;
use portal_core::intake::{Assessment, Filing, assess, file};
use portal_core::submission::Submission;
use portal_edge::page::ticket::FILED;
use portal_edge::page::{self, see_other};
use portal_edge::{Bearer, Caller, Portal, Problem, Sent, TicketView, memberships, repeat};
use portal_store::{Committed, Dossier, Membership, Once, OnceAnswer, Replay};

/// The routes.
pub fn routes(portal: Portal) -> Router {
    Router::new()
        .route("/tickets/check", post(check))
        .route("/tickets", post(file_ticket))
        .route("/tickets/new", get(drafts::new).post(drafts::start))
        .route("/drafts", get(drafts::list))
        .route("/drafts/{id}/discard", post(drafts::discard))
        .route("/drafts/{id}/{step}", get(drafts::step).post(drafts::save))
        .with_state(portal)
}

async fn check(
    State(portal): State<Portal>,
    Bearer(caller): Bearer,
    sent: Sent,
) -> Result<Json<Checked>, Problem> {
    caller.require_provider()?;
    Ok(Json(checked(&portal, &caller, Draft::read(sent.fields())).await?))
}

/// What filing a dispute now would come to.
///
/// # Errors
/// 403 where the caller does not act for its provider; when the table fails.
pub async fn checked(portal: &Portal, caller: &Caller, draft: Draft) -> Result<Checked, Problem> {
    let (draft, members, _) = read(portal, caller, draft, None).await?;
    if let Some(ticket) = draft.spent_on.clone() {
        return Ok(Checked::spent(ticket, draft.faults));
    }
    let Some(medicaid_id) = draft.medicaid_id.clone() else {
        return Ok(Checked::refused(draft.faults));
    };
    let membership = standing(portal, caller, members, &medicaid_id).await?;
    let dispute = draft.of(&membership);
    let open = match &dispute.submission.mco {
        Some(mco) => {
            let keys = dispute.submission.duplicate_keys(&dispute.claims);
            portal.store().open_duplicates(&medicaid_id, mco, &keys).await?
        }
        None => Default::default(),
    };
    let assessment = assessed(portal, &dispute);
    let warnings = odd_tracking_number(portal, &dispute.submission).into_iter().collect();
    let faults = all_faults(dispute, &assessment);
    let checked = Checked::of(&assessment, faults, open.into_values().collect(), portal.policy());
    Ok(Checked { warnings, ..checked })
}

/// R3: the number has another shape than the MCO's have. That refuses nothing.
fn odd_tracking_number(portal: &Portal, submission: &Submission) -> Option<Fault> {
    let mco = portal.mcos().find(submission.mco.as_ref()?)?;
    let is_odd = mco.finds_odd(submission.mco_tracking_number.as_ref()?);
    let odd = || {
        let fault = Fault::new("/mco_tracking_number", "odd_tracking_number", mco.says_odd());
        fault.telling("mco", &mco.name)
    };
    is_odd.then(odd)
}

/// To a program, the ticket; to a person the way to it, or the check again with what refused it.
async fn file_ticket(
    State(portal): State<Portal>,
    Bearer(caller): Bearer,
    sent: Sent,
) -> Result<Response, Problem> {
    let answered = file_once(&portal, &caller, &sent).await;
    if !sent.visit().is_page() {
        return answered.map(|dossier| TicketView::created(&dossier, &caller));
    }
    match answered {
        Ok(dossier) => {
            let id = &dossier.ticket.id;
            // Of one that was closed at once its page says so first.
            let place = if dossier.ticket.state.name().is_terminal() {
                format!("/tickets/{id}")
            } else {
                format!("/tickets/{id}?done={FILED}")
            };
            Ok(see_other(&place))
        }
        Err(problem) => page::again(&sent, problem, |_, status, filled| {
            check_page::refused(&portal, &caller, (status, filled), &sent)
        }),
    }
}

async fn file_once(portal: &Portal, caller: &Caller, sent: &Sent) -> Result<Dossier, Problem> {
    let once = sent.once(&caller.user);
    let before = match filed(portal, caller, sent, once.as_ref()).await {
        Ok(Filed::Now(dossier)) => return Ok(*dossier),
        Ok(Filed::Before(answer)) => answer,
        Err(refusal) => repeat::or_first_answer(portal, once.as_ref(), refusal).await?,
    };
    repeat::shown_again(portal, caller, &before, sent.request_id()).await
}

/// What became of a filing.
enum Filed {
    /// It is filed.
    Now(Box<Dossier>),
    /// It was filed before, by the same request.
    Before(OnceAnswer),
}

async fn filed(portal: &Portal, caller: &Caller, sent: &Sent, once: Option<&Once>) -> Result<Filed, Problem> {
    let (store, now) = (portal.store(), portal.now());
    caller.require_provider()?;
    let (draft, members, replayed) = read(portal, caller, Draft::read(sent.fields()), once).await?;
    if let Some(answer) = repeat::answered(replayed)? {
        return Ok(Filed::Before(answer));
    }
    draft.require_unspent()?;
    let Some(medicaid_id) = draft.medicaid_id.clone() else { return Err(Problem::faults(draft.faults)) };
    let membership = standing(portal, caller, members, &medicaid_id).await?;
    let kept = draft.draft_id.clone();
    let dispute = draft.of(&membership);
    if !dispute.faults.is_empty() {
        let assessment = assessed(portal, &dispute);
        return Err(Problem::faults(all_faults(dispute, &assessment)));
    }
    let Dispute { submission, claims, .. } = dispute;
    let (id, number) = (portal.ids().ticket_id(now)?, portal.ids().ticket_number()?);
    let filing = Filing { id, number, submission: &submission, claims: &claims };
    let actor = caller.actor([medicaid_id]);
    let change = file(filing, &actor, now, portal.policy_at(now), portal.mcos())?;
    let committed = store.file_draft(&change, &submission, &claims, &membership, once, kept.as_ref()).await?;
    Ok(match committed {
        Committed::Fresh(dossier) => Filed::Now(Box::new(dossier)),
        Committed::Replayed(dossier) => {
            Filed::Before(OnceAnswer::Ticket(dossier.ticket.id, dossier.ticket.version))
        }
    })
}

/// What was sent, for whom the caller acts, and whether it was answered before: read side by side.
async fn read(
    portal: &Portal,
    caller: &Caller,
    mut draft: Draft,
    once: Option<&Once>,
) -> Result<(Draft, Vec<Membership>, Option<Replay>), Problem> {
    let read = async {
        Ok(tokio::try_join!(portal.store().replayed(once), upload_of(portal, draft.upload_id.as_ref()))?)
    };
    let (members, (replayed, upload)) = tokio::try_join!(memberships(portal, caller), read)?;
    draft.take(upload, caller, portal.now());
    Ok((draft, members, replayed))
}

fn assessed(portal: &Portal, dispute: &Dispute) -> Assessment {
    assess(&dispute.submission, &dispute.claims, portal.today(), portal.policy(), portal.mcos())
}

/// What could not be read and what cannot be true, together.
fn all_faults(dispute: Dispute, assessment: &Assessment) -> Vec<Fault> {
    let mut faults = dispute.faults;
    faults.extend(assessment.faults.iter().cloned());
    faults
}
