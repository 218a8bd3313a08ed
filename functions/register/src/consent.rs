//! `POST /registrations/{id}/consent` (R1): a provider's own staff say whether a billing agent may act for it.
//! Who is not asked does not learn that the registration is there.

use crate::filed::Filed;
use crate::handler::{found, overtaken, own_registration};
use crate::kept::kept;
use crate::pages::opened::on_its_page;
use crate::view::{Reader, RegistrationView};
use axum::extract::State;
use axum::response::Response;
use portal_core::category::ActingAs;
use portal_core::identity::RegistrationId;
use portal_core::registration::{Registration, RegistrationForm};
use portal_edge::{Bearer, Caller, Fields, Key, Portal, Problem, Sent, memberships, repeat};
use portal_store::{CommitError, Membership, Once, RegistrationCommitted};

/// Whether there is somebody to ask: the provider's own staff, about a billing agent.
pub async fn is_staffed(portal: &Portal, form: &RegistrationForm) -> Result<bool, Problem> {
    match (&form.medicaid_id, form.acting_as) {
        (Some(provider), Some(ActingAs::BillingAgent)) => Ok(portal.store().has_staff(provider).await?),
        (None, _) | (_, None | Some(ActingAs::ProviderStaff)) => Ok(false),
    }
}

/// The membership by which someone is asked: of the staff of the provider that the registration names.
pub fn asked_of<'a>(members: &'a [Membership], registration: &Registration) -> Option<&'a Membership> {
    let provider = registration.form.medicaid_id.as_ref().filter(|_| registration.consent.is_some())?;
    members.iter().find(|member| member.medicaid_id == *provider && member.is_of_staff())
}

pub async fn say(
    State(portal): State<Portal>,
    Bearer(caller): Bearer,
    Key(id): Key<RegistrationId>,
    sent: Sent,
) -> Result<Response, Problem> {
    caller.require_provider()?;
    let said = said_or_before(&portal, &caller, &id, &sent).await;
    let answered = said.map(|said| RegistrationView::found(&said, Reader::Registrant));
    on_its_page(&portal, &caller, &id, &sent, answered).await
}

async fn said_or_before(
    portal: &Portal,
    caller: &Caller,
    id: &RegistrationId,
    sent: &Sent,
) -> Result<Registration, Problem> {
    let once = sent.once(&caller.user);
    match said(portal, caller, id, sent, once.as_ref()).await {
        Ok(said) => Ok(said),
        Err(refusal) => {
            repeat::or_first_answer(portal, once.as_ref(), refusal).await?;
            found(portal, id).await
        }
    }
}

async fn said(
    portal: &Portal,
    caller: &Caller,
    id: &RegistrationId,
    sent: &Sent,
    once: Option<&Once>,
) -> Result<Registration, Problem> {
    let (store, now) = (portal.store(), portal.now());
    let read = async { Ok(tokio::try_join!(store.registration(id), store.replayed(once))?) };
    let ((registration, replayed), members) = tokio::try_join!(read, memberships(portal, caller))?;
    let registration = registration.ok_or_else(Problem::not_found)?;
    let by = asked_of(&members, &registration).ok_or_else(Problem::not_found)?;
    let mut fields = sent.fields();
    let given = fields.must("consent", Fields::boolean);
    let given = fields.finish_with(given)?;
    if repeat::answered(replayed)?.is_some() {
        return Ok(registration);
    }
    if registration.user == caller.user {
        return Err(own_registration());
    }
    let after = registration.consent(given, caller.user.clone(), now)?;
    let answer = kept(&Filed::from(&after))?;
    match store.consent_to_registration(&registration, &after, by, now, once, &answer).await {
        Ok(RegistrationCommitted::Fresh) => Ok(after),
        Ok(RegistrationCommitted::Replayed(_)) => found(portal, id).await,
        Err(CommitError::MembershipGone) => Err(Problem::not_found()),
        Err(CommitError::Stale) => Err(overtaken(portal, id).await),
        Err(error) => Err(error.into()),
    }
}
