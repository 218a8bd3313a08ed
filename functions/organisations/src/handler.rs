//! The routes, `GET /people`, and `GET /people/{id}`.

use crate::asked::organisation_asked;
use crate::pages::Done;
use crate::view::{PeopleView, PersonView};
use crate::{contacts, departure, invitation, pages, sent_again};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use portal_core::identity::UserId;
use portal_core::organisation::{Organisation, Person};
use portal_edge::{Asked, Bearer, Caller, Key, Problem, Visit, With, still_here};
use portal_store::Accounts;

/// The portal and its user pool; none where another issuer's accounts are taken.
pub type Desk = With<Option<Accounts>>;

/// The routes.
pub fn routes(desk: Desk) -> Router {
    Router::new()
        .route("/people", get(list).post(invitation::invite))
        .route("/people/{id}", get(read))
        .route("/people/{id}/invitation", post(sent_again::send_again))
        .route("/people/{id}/departure", post(departure::leave))
        .route("/mcos/{code}/contacts", get(contacts::read).put(contacts::set))
        .with_state(desk)
}

/// The people of an organisation, as they were asked for.
pub struct Found {
    pub organisation: Organisation,
    pub people: Vec<Person>,
    /// What was carried out before, to be said on the page.
    pub done: Option<Done>,
}

/// Everyone on record: an organisation has some tens of people, so there are no pages.
async fn list(
    State(desk): State<Desk>,
    Bearer(caller): Bearer,
    visit: Visit,
    asked: Asked,
) -> Result<Response, Problem> {
    let found = found(&desk, &caller, &visit, &asked).await;
    if visit.is_page() {
        return pages::list::list_page(&desk, &visit, &caller, &asked, found);
    }
    let people = found?.people.iter().map(PersonView::from).collect();
    Ok(Json(PeopleView { people }).into_response())
}

async fn found(desk: &Desk, caller: &Caller, visit: &Visit, asked: &Asked) -> Result<Found, Problem> {
    let mut fields = asked.fields();
    let organisation = organisation_asked(caller, &mut fields, desk.portal.mcos())?;
    let done = if visit.is_page() { fields.one_of("done", &Done::WORDS) } else { None };
    fields.finish()?;
    let read = async { Ok(desk.portal.store().people(&organisation).await?) };
    let (people, ()) = tokio::try_join!(read, still_here(&desk.portal, caller))?;
    Ok(Found { organisation, people: in_order(people), done })
}

/// Who is here first, by name.
pub fn in_order(mut people: Vec<Person>) -> Vec<Person> {
    people.sort_by_cached_key(|person| {
        (person.left.is_some(), person.name.as_str().to_lowercase(), person.id.clone())
    });
    people
}

async fn read(
    State(desk): State<Desk>,
    Bearer(caller): Bearer,
    visit: Visit,
    Key(id): Key<UserId>,
    asked: Asked,
) -> Result<Response, Problem> {
    let mut fields = asked.fields();
    let organisation = organisation_asked(&caller, &mut fields, desk.portal.mcos())?;
    fields.finish()?;
    let read = async { Ok(desk.portal.store().person(&organisation, &id).await?) };
    let (person, ()) = tokio::try_join!(read, still_here(&desk.portal, &caller))?;
    let person = person.ok_or_else(Problem::not_found)?;
    if visit.is_page() {
        return pages::person::person_page(&desk, &visit, &caller, (organisation, person));
    }
    Ok(Json(PersonView::from(&person)).into_response())
}

/// The user pool.
///
/// # Errors
/// 500 where the accounts are another issuer's, whose people are invited there.
pub fn accounts(desk: &Desk) -> Result<&Accounts, Problem> {
    desk.own.as_ref().ok_or_else(|| Problem::internal("no user pool is configured"))
}
