//! The routes, and `GET /people`.

use crate::asked::organisation_asked;
use crate::view::{PeopleView, PersonView};
use crate::{contacts, departure, invitation};
use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};
use portal_edge::{Asked, Bearer, Problem, With, still_here};
use portal_store::Accounts;

/// The portal and its user pool; none where another issuer's accounts are taken.
pub type Desk = With<Option<Accounts>>;

/// The routes.
pub fn routes(desk: Desk) -> Router {
    Router::new()
        .route("/people", get(list).post(invitation::invite))
        .route("/people/{id}/departure", post(departure::leave))
        .route("/mcos/{code}/contacts", get(contacts::read).put(contacts::set))
        .with_state(desk)
}

/// Everyone on record: an organisation has some tens of people, so there are no pages.
async fn list(
    State(desk): State<Desk>,
    Bearer(caller): Bearer,
    asked: Asked,
) -> Result<Json<PeopleView>, Problem> {
    let mut fields = asked.fields();
    let organisation = organisation_asked(&caller, &mut fields, desk.portal.mcos())?;
    fields.finish()?;
    let read = async { Ok(desk.portal.store().people(&organisation).await?) };
    let (mut people, ()) = tokio::try_join!(read, still_here(&desk.portal, &caller))?;
    people.sort_by(|one, other| {
        let key = |person: &portal_core::organisation::Person| {
            (person.left.is_some(), person.name.as_str().to_lowercase(), person.id.clone())
        };
        key(one).cmp(&key(other))
    });
    Ok(Json(PeopleView { people: people.iter().map(PersonView::from).collect() }))
}

/// The user pool.
///
/// # Errors
/// 500 where the accounts are another issuer's, whose people are invited there.
pub fn accounts(desk: &Desk) -> Result<&Accounts, Problem> {
    desk.own.as_ref().ok_or_else(|| Problem::internal("no user pool is configured"))
}
