//! Registrations (R1, R2): filed, listed, opened, decided on and revoked.

use crate::batch::{self, UPLOAD};
use crate::batch_list::{BATCH, OfBatch};
use crate::consent;
use crate::decision::decision_of;
use crate::decisions::decide_several;
use crate::filed::Filed;
use crate::filed_batch::FiledBatch;
use crate::form::form_of;
use crate::kept::{from_kept, kept};
use crate::listing::{Listed, Listing};
use crate::me;
use crate::opened::Opened;
use crate::pages::opened::on_its_page;
use crate::pages::{self, blank};
use crate::release::release;
use crate::view::{Reader, RegistrationView};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use http::StatusCode;
use portal_core::identity::RegistrationId;
use portal_core::registration::{
    Registration, RegistrationDecision, RegistrationRefusal, RegistrationStatus, register,
};
use portal_core::text::Reason;
use portal_edge::{
    Asked, Bearer, Caller, Expected, Fields, Key, Portal, Problem, Sent, Visit, repeat, still_here,
};
use portal_store::{CommitError, Once, RegistrationCommitted};

/// The routes.
pub fn routes(portal: Portal) -> Router {
    Router::new()
        .route("/addresses/release", put(release))
        .route("/me", get(me::read).put(me::choose).post(me::choose))
        .route("/registrations", post(file).get(list))
        .route("/registrations/new", get(blank::form))
        .route("/registrations/decisions", post(decide_several))
        .route("/registrations/{id}", get(open))
        .route("/registrations/{id}/consent", post(consent::say))
        .route("/registrations/{id}/decision", post(decide))
        .route("/registrations/{id}/revocation", post(revoke))
        .with_state(portal)
}

async fn file(State(portal): State<Portal>, Bearer(caller): Bearer, sent: Sent) -> Result<Response, Problem> {
    caller.require_provider()?;
    if sent.fields().names(UPLOAD) {
        let filed = batch::filed(&portal, &caller, &sent).await;
        if sent.visit().is_page() {
            return pages::batch_form::answered(&caller, &sent, filed);
        }
        return filed.map(FiledBatch::answer);
    }
    let filed = filed(&portal, &caller, &sent).await;
    if sent.visit().is_page() {
        return blank::answered(&caller, &sent, filed);
    }
    filed.map(Filed::answer)
}

async fn filed(portal: &Portal, caller: &Caller, sent: &Sent) -> Result<Filed, Problem> {
    let form = form_of(sent)?;
    let staffed = consent::is_staffed(portal, &form);
    let (staffed, ()) = tokio::try_join!(staffed, still_here(portal, caller))?;
    let (now, once) = (portal.now(), sent.once(&caller.user));
    let id = portal.ids().registration_id(now)?;
    let (registration, notice) = register(id, caller.user.clone(), form, now, portal.policy_at(now));
    let registration = if staffed { registration.awaiting_consent() } else { registration };
    let filed = Filed::from(&registration);
    // Nothing more has to be read first: a repeat learns the first answer from its own refused transaction.
    let store = portal.store();
    match store.file_registration(&registration, notice, once.as_ref(), &kept(&filed)?).await? {
        RegistrationCommitted::Fresh => Ok(filed),
        RegistrationCommitted::Replayed(kept) => from_kept(&kept),
    }
}

async fn list(
    State(portal): State<Portal>,
    Bearer(caller): Bearer,
    visit: Visit,
    asked: Asked,
) -> Result<Response, Problem> {
    if asked.fields().names(BATCH) {
        let of = OfBatch::asked(&portal, &caller, &asked).await?;
        if visit.is_page() {
            return pages::batch::page(&visit, &caller, &of, (StatusCode::OK, asked.filled()));
        }
        return Ok(Json(Listed::from(&of)).into_response());
    }
    let listed = listed(&portal, &caller, &asked).await;
    if visit.is_page() {
        return pages::list::list_page(&visit, &caller, &asked, listed);
    }
    Ok(Json(listed?).into_response())
}

async fn listed(portal: &Portal, caller: &Caller, asked: &Asked) -> Result<Listed, Problem> {
    let listing = Listing::read(asked, caller)?;
    let page = async { Ok(listing.page(portal.store()).await?) };
    let (page, ()) = tokio::try_join!(page, still_here(portal, caller))?;
    Ok(page.into())
}

async fn open(
    State(portal): State<Portal>,
    Bearer(caller): Bearer,
    visit: Visit,
    Key(id): Key<RegistrationId>,
) -> Result<Response, Problem> {
    let opened = Opened::read(&portal, &caller, &id).await?;
    if visit.is_page() {
        return pages::opened::opened_page(&visit, &caller, &opened);
    }
    Ok(RegistrationView::found(&opened.registration, opened.reader))
}

async fn decide(
    State(portal): State<Portal>,
    Bearer(caller): Bearer,
    Key(id): Key<RegistrationId>,
    expected: Expected,
    sent: Sent,
) -> Result<Response, Problem> {
    caller.require_hfs()?;
    let decided = match decision_of(&sent) {
        Ok(decision) => {
            let once = sent.once(&caller.user);
            decided_or_before(&portal, &caller, &id, expected, decision, once.as_ref()).await
        }
        Err(faults) => Err(faults),
    };
    let answered = decided.map(|decided| RegistrationView::found(&decided, Reader::Hfs));
    on_its_page(&portal, &caller, &id, &sent, answered).await
}

/// A registration once it was decided on: now, or before by the same request.
///
/// # Errors
/// 404 where there is none; 409 where it was decided on already, or needs a consent; 403 on one's own.
pub async fn decided_or_before(
    portal: &Portal,
    caller: &Caller,
    id: &RegistrationId,
    expected: Expected,
    decision: RegistrationDecision,
    once: Option<&Once>,
) -> Result<Registration, Problem> {
    match decided(portal, caller, id, expected, decision, once).await {
        Ok(decided) => Ok(decided),
        Err(refusal) => {
            repeat::or_first_answer(portal, once, refusal).await?;
            Ok(found(portal, id).await?.as_decided())
        }
    }
}

async fn decided(
    portal: &Portal,
    caller: &Caller,
    id: &RegistrationId,
    expected: Expected,
    decision: RegistrationDecision,
    once: Option<&Once>,
) -> Result<Registration, Problem> {
    let (store, now) = (portal.store(), portal.now());
    let read = async { Ok(tokio::try_join!(store.registration(id), store.replayed(once))?) };
    let ((registration, replayed), ()) = tokio::try_join!(read, still_here(portal, caller))?;
    let registration = registration.ok_or_else(Problem::not_found)?;
    if repeat::answered(replayed)?.is_some() {
        // Read after the record of the request: the decision is in it, whatever came since.
        return Ok(found(portal, id).await?.as_decided());
    }
    expected.check(registration.version)?;
    if registration.user == caller.user {
        return Err(own_registration());
    }
    let asked = consented(portal, &registration).await?;
    let (after, notice) = match asked.decide(decision, &caller.actor([]), now) {
        Ok(decided) => decided,
        // R1: there was nobody to ask when it was filed, and now there is. They are asked.
        Err(refusal) if registration.consent.is_none() && asked.consent.is_some() => {
            let waits = Registration { version: registration.version + 1, ..asked };
            store.ask_consent(&registration, &waits, now).await?;
            return Err(refusal.into());
        }
        Err(refusal) => return Err(refusal.into()),
    };
    let answer = kept(&Filed::from(&after))?;
    match store.decide_registration(&registration, &after, notice, now, once, &answer).await {
        Ok(RegistrationCommitted::Fresh) => Ok(after),
        Ok(RegistrationCommitted::Replayed(_)) => Ok(found(portal, id).await?.as_decided()),
        Err(CommitError::Stale) => Err(overtaken(portal, id).await),
        Err(error) => Err(error.into()),
    }
}

/// The registration as it is to be decided on: a billing agent's waits for the consent of the provider's own
/// staff, also where the first of them came after it was filed.
async fn consented(portal: &Portal, registration: &Registration) -> Result<Registration, Problem> {
    let never_asked = registration.consent.is_none();
    if never_asked && consent::is_staffed(portal, &registration.form).await? {
        return Ok(registration.clone().awaiting_consent());
    }
    Ok(registration.clone())
}

/// Why what was read of a registration that waits is no longer so: a colleague has decided on it, or the
/// provider's staff have said something in the same moment.
pub async fn overtaken(portal: &Portal, id: &RegistrationId) -> Problem {
    match found(portal, id).await.map(|registration| registration.status) {
        Ok(RegistrationStatus::Pending) => CommitError::Conflict.into(),
        Ok(
            status
            @ (RegistrationStatus::Approved | RegistrationStatus::Denied | RegistrationStatus::Revoked),
        ) => RegistrationRefusal::AlreadyDecided(status).into(),
        Err(failed) => failed,
    }
}

async fn revoke(
    State(portal): State<Portal>,
    Bearer(caller): Bearer,
    Key(id): Key<RegistrationId>,
    expected: Expected,
    sent: Sent,
) -> Result<Response, Problem> {
    caller.require_hfs()?;
    let revoked = revoked_or_before(&portal, &caller, &id, expected, &sent).await;
    let answered = revoked.map(|revoked| RegistrationView::found(&revoked, Reader::Hfs));
    on_its_page(&portal, &caller, &id, &sent, answered).await
}

async fn revoked_or_before(
    portal: &Portal,
    caller: &Caller,
    id: &RegistrationId,
    expected: Expected,
    sent: &Sent,
) -> Result<Registration, Problem> {
    let once = sent.once(&caller.user);
    match revoked(portal, caller, id, expected, sent, once.as_ref()).await {
        Ok(revoked) => Ok(revoked),
        Err(refusal) => {
            repeat::or_first_answer(portal, once.as_ref(), refusal).await?;
            found(portal, id).await
        }
    }
}

async fn revoked(
    portal: &Portal,
    caller: &Caller,
    id: &RegistrationId,
    expected: Expected,
    sent: &Sent,
    once: Option<&Once>,
) -> Result<Registration, Problem> {
    let mut fields = sent.fields();
    let reason = fields.must("reason", Fields::text::<Reason>);
    let reason = fields.finish_with(reason)?;
    let (store, now) = (portal.store(), portal.now());
    let read = async { Ok(tokio::try_join!(store.registration(id), store.replayed(once))?) };
    let ((registration, replayed), ()) = tokio::try_join!(read, still_here(portal, caller))?;
    let registration = registration.ok_or_else(Problem::not_found)?;
    if repeat::answered(replayed)?.is_some() {
        // A revocation is the last that happens to a registration: it is the one that stands.
        return found(portal, id).await;
    }
    expected.check(registration.version)?;
    let after = registration.revoke(&caller.actor([]), reason, now)?;
    let answer = kept(&Filed::from(&after))?;
    match store.revoke_registration(&registration, &after, now, once, &answer).await {
        Ok(RegistrationCommitted::Fresh) => Ok(after),
        Ok(RegistrationCommitted::Replayed(_)) => found(portal, id).await,
        Err(CommitError::Stale) => {
            // A colleague was faster; else its membership was made anew in the same moment.
            match found(portal, id).await?.status {
                RegistrationStatus::Approved => Err(CommitError::Conflict.into()),
                other @ (RegistrationStatus::Pending
                | RegistrationStatus::Denied
                | RegistrationStatus::Revoked) => Err(RegistrationRefusal::NotApproved(other).into()),
            }
        }
        Err(error) => Err(error.into()),
    }
}

pub async fn found(portal: &Portal, id: &RegistrationId) -> Result<Registration, Problem> {
    portal.store().registration(id).await?.ok_or_else(Problem::not_found)
}

/// Whoever asks to act for a provider is not who says that they may.
pub fn own_registration() -> Problem {
    Problem::forbidden("own_registration", "This registration is your own: a colleague has to decide on it.")
}
