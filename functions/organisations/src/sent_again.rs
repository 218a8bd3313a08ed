//! `POST /people/{id}/invitation`: the mail did not arrive, or its password has grown old. The answer does
//! not say whether there was anything to send: nor does it say, by that, whether an address has an account
//! elsewhere.

use crate::asked::organisation_asked;
use crate::handler::{Desk, accounts};
use crate::invitation::{has_left, let_in};
use crate::pages::{Done, list_after, person};
use crate::view::PersonView;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use portal_core::identity::UserId;
use portal_core::organisation::{Organisation, Person};
use portal_edge::page::see_other;
use portal_edge::{Bearer, Caller, Key, MaybeSent, Problem, Sent, still_here};

pub async fn send_again(
    State(desk): State<Desk>,
    Bearer(caller): Bearer,
    Key(id): Key<UserId>,
    MaybeSent(sent): MaybeSent,
) -> Result<Response, Problem> {
    match sent_again(&desk, &caller, &id, &sent).await {
        Ok((organisation, _)) if sent.visit().is_page() => {
            Ok(see_other(&list_after(&organisation, Done::SentAgain)))
        }
        Ok((_, person)) => Ok(Json(PersonView::from(&person)).into_response()),
        Err(problem) => person::refused(&desk, &caller, &id, &sent, problem).await,
    }
}

async fn sent_again(
    desk: &Desk,
    caller: &Caller,
    id: &UserId,
    sent: &Sent,
) -> Result<(Organisation, Person), Problem> {
    let mut fields = sent.fields();
    let organisation = organisation_asked(caller, &mut fields, desk.portal.mcos())?;
    fields.finish()?;
    let read = async { Ok(desk.portal.store().person(&organisation, id).await?) };
    let (person, ()) = tokio::try_join!(read, still_here(&desk.portal, caller))?;
    let person = person.ok_or_else(Problem::not_found)?;
    if person.left.is_some() {
        return Err(has_left());
    }
    // An invitation that broke off is finished on the way.
    let_in(desk, &organisation, &person).await?;
    if let Some(username) = &person.username {
        accounts(desk)?.invite_again(username).await?;
    }
    Ok((organisation, person))
}
