//! `POST /people/{id}/departure`. The table closes the account, from the next request on; then the user pool
//! ends its sessions. A repeat finishes what was left half done, with or without a key: leaving is leaving.

use crate::asked::organisation_asked;
use crate::handler::{Desk, accounts};
use crate::invitation::person_of;
use crate::pages::{Done, list_after, person};
use crate::view::PersonView;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use portal_core::identity::UserId;
use portal_core::organisation::{Departure, DepartureReason, Organisation, Person};
use portal_edge::page::see_other;
use portal_edge::{Bearer, Caller, Fields, Key, Problem, Sent, repeat, still_here};
use portal_store::{CommitError, LastLead, Once, PersonCommitted};

pub async fn leave(
    State(desk): State<Desk>,
    Bearer(caller): Bearer,
    Key(id): Key<UserId>,
    sent: Sent,
) -> Result<Response, Problem> {
    match closed(&desk, &caller, &id, &sent).await {
        Ok((organisation, _)) if sent.visit().is_page() => {
            Ok(see_other(&list_after(&organisation, Done::Left)))
        }
        Ok((_, person)) => Ok(Json(PersonView::from(&person)).into_response()),
        Err(problem) => person::refused(&desk, &caller, &id, &sent, problem).await,
    }
}

async fn closed(
    desk: &Desk,
    caller: &Caller,
    id: &UserId,
    sent: &Sent,
) -> Result<(Organisation, Person), Problem> {
    let mut fields = sent.fields();
    let organisation = organisation_asked(caller, &mut fields, desk.portal.mcos())?;
    let reason = fields.must("reason", Fields::text::<DepartureReason>);
    let reason = fields.finish_with(reason)?;
    let once = sent.once(&caller.user);
    let person = match left(desk, caller, &organisation, id, reason, once.as_ref()).await {
        Ok(person) => person,
        Err(refusal) => {
            let first = repeat::or_first_answer(&desk.portal, once.as_ref(), refusal).await?;
            on_record(desk, &organisation, &person_of(&first)?).await?
        }
    };
    if let Some(username) = &person.username {
        accounts(desk)?.close(username).await.map_err(|error| {
            Problem::half_done(
                "Their account is closed here, from now on. The sign-in service did not answer: send the request again, so that their sessions end there too.",
                error.to_string(),
            )
        })?;
    }
    Ok((organisation, person))
}

/// The person, on record as one who left: now, or before.
async fn left(
    desk: &Desk,
    caller: &Caller,
    organisation: &Organisation,
    id: &UserId,
    reason: DepartureReason,
    once: Option<&Once>,
) -> Result<Person, Problem> {
    let (store, now) = (desk.portal.store(), desk.portal.now());
    let read = async { Ok(tokio::try_join!(store.person(organisation, id), store.replayed(once))?) };
    let ((person, replayed), ()) = tokio::try_join!(read, still_here(&desk.portal, caller))?;
    if let Some(first) = repeat::answered(replayed)? {
        return on_record(desk, organisation, &person_of(&first)?).await;
    }
    let person = person.ok_or_else(Problem::not_found)?;
    if person.left.is_some() {
        return Ok(person);
    }
    let departure = Departure { by: caller.user.clone(), at: now, reason };
    let own = caller.require_organisation_lead()? == *organisation;
    let last_lead = if own { LastLead::Stays } else { LastLead::MayGo };
    match store.record_departure(organisation, &person, &departure, last_lead, once).await {
        Ok(PersonCommitted::Fresh) => Ok(Person { left: Some(departure), ..person }),
        Ok(PersonCommitted::Before(id)) => on_record(desk, organisation, &id).await,
        // A colleague was faster.
        Err(CommitError::Stale) => on_record(desk, organisation, id).await,
        Err(error) => Err(error.into()),
    }
}

/// One of an organisation's people.
///
/// # Errors
/// 404 where there is no such person.
pub async fn on_record(desk: &Desk, organisation: &Organisation, id: &UserId) -> Result<Person, Problem> {
    desk.portal.store().person(organisation, id).await?.ok_or_else(Problem::not_found)
}
