//! Registrations (R1, R2): filed, listed, opened and decided on.

use crate::decision::decision_of;
use crate::filed::Filed;
use crate::form::form_of;
use crate::listing::{Listed, Listing};
use crate::view::{Reader, RegistrationView};
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Json, Router};
use portal_core::identity::RegistrationId;
use portal_core::registration::{Registration, RegistrationRefusal, register};
use portal_edge::{Asked, Caller, CallerKind, Expected, Key, Portal, Problem, Sent, repeat};
use portal_store::{CommitError, Once, RegistrationCommitted};

/// The routes.
pub fn routes(portal: Portal) -> Router {
    Router::new()
        .route("/registrations", post(file).get(list))
        .route("/registrations/{id}", get(open))
        .route("/registrations/{id}/decision", post(decide))
        .with_state(portal)
}

async fn file(State(portal): State<Portal>, caller: Caller, sent: Sent) -> Result<Response, Problem> {
    caller.require_provider()?;
    let form = form_of(&sent)?;
    let (now, once) = (portal.now(), sent.once(&caller.user));
    let id = portal.ids().registration_id(now)?;
    let (registration, notice) = register(id, caller.user, form, now, portal.policy_at(now));
    let filed = Filed::from(&registration);
    // Nothing has to be read first: a repeat learns the first answer from its own refused transaction.
    let store = portal.store();
    match store.file_registration(&registration, notice, once.as_ref(), &filed.kept()?).await? {
        RegistrationCommitted::Fresh => Ok(filed.answer()),
        RegistrationCommitted::Replayed(kept) => Ok(Filed::from_kept(&kept)?.answer()),
    }
}

async fn list(State(portal): State<Portal>, caller: Caller, asked: Asked) -> Result<Json<Listed>, Problem> {
    let listing = Listing::read(&asked, &caller)?;
    Ok(Json(listing.page(portal.store()).await?.into()))
}

async fn open(
    State(portal): State<Portal>,
    caller: Caller,
    Key(id): Key<RegistrationId>,
) -> Result<Response, Problem> {
    let registration = found(&portal, &id).await?;
    if !registration.is_visible_to(&caller.actor([])) {
        return Err(Problem::not_found());
    }
    let reader = match caller.kind {
        CallerKind::Hfs { .. } => Reader::Hfs,
        CallerKind::Provider | CallerKind::Mco(_) => Reader::Registrant,
    };
    Ok(RegistrationView::found(&registration, reader))
}

async fn decide(
    State(portal): State<Portal>,
    caller: Caller,
    Key(id): Key<RegistrationId>,
    expected: Expected,
    sent: Sent,
) -> Result<Response, Problem> {
    caller.require_hfs()?;
    let once = sent.once(&caller.user);
    match decided(&portal, &caller, &id, expected, &sent, once.as_ref()).await {
        Ok(decided) => Ok(RegistrationView::found(&decided, Reader::Hfs)),
        Err(refusal) => {
            repeat::or_first_answer(&portal, once.as_ref(), refusal).await?;
            decided_before(&portal, &id).await
        }
    }
}

async fn decided(
    portal: &Portal,
    caller: &Caller,
    id: &RegistrationId,
    expected: Expected,
    sent: &Sent,
    once: Option<&Once>,
) -> Result<Registration, Problem> {
    let decision = decision_of(sent)?;
    let (store, now) = (portal.store(), portal.now());
    let (registration, replayed) = tokio::try_join!(store.registration(id), store.replayed(once))?;
    let registration = registration.ok_or_else(Problem::not_found)?;
    if repeat::answered(replayed)?.is_some() {
        // A decision is final: it is the registration as it stands, read after the record of the request.
        return found(portal, id).await;
    }
    expected.check(registration.version)?;
    if registration.user == caller.user {
        return Err(own_registration());
    }
    let (after, notice) = registration.decide(decision, &caller.actor([]), now)?;
    let kept = Filed::from(&after).kept()?;
    match store.decide_registration(&registration, &after, notice, now, once, &kept).await {
        Ok(RegistrationCommitted::Fresh) => Ok(after),
        Ok(RegistrationCommitted::Replayed(_)) => found(portal, id).await,
        // Only a decision changes a registration: a colleague was faster.
        Err(CommitError::Stale) => {
            Err(RegistrationRefusal::AlreadyDecided(found(portal, id).await?.status).into())
        }
        Err(error) => Err(error.into()),
    }
}

/// What the same request was answered before.
async fn decided_before(portal: &Portal, id: &RegistrationId) -> Result<Response, Problem> {
    Ok(RegistrationView::found(&found(portal, id).await?, Reader::Hfs))
}

async fn found(portal: &Portal, id: &RegistrationId) -> Result<Registration, Problem> {
    portal.store().registration(id).await?.ok_or_else(Problem::not_found)
}

/// Whoever asks to act for a provider is not who says that they may.
fn own_registration() -> Problem {
    Problem::forbidden("own_registration", "This registration is your own: a colleague has to decide on it.")
}
