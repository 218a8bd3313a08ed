//! `POST /people`. The account comes first, for it brings the person's key; it is in no group yet, and so is
//! nobody. Then it is put on record, and only then into the groups that give it sight of anything. Whatever
//! breaks off on the way, the same request takes up where it stopped.

use crate::asked::organisation_asked;
use crate::handler::{Desk, accounts};
use crate::pages::{Done, list, list_after};
use crate::view::PersonView;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use portal_core::fault::{Fault, FieldFault};
use portal_core::identity::{Email, UserId};
use portal_core::organisation::{Organisation, Person};
use portal_core::text::Text;
use portal_edge::page::see_other;
use portal_edge::{Bearer, Caller, Fields, Problem, Sent, repeat, still_here};
use portal_store::{CommitError, Invited, Once, OnceAnswer, PersonCommitted};

/// An invitation as it was sent.
struct Invitation {
    organisation: Organisation,
    email: Email,
    name: Text<100>,
    lead: bool,
}

pub async fn invite(
    State(desk): State<Desk>,
    Bearer(caller): Bearer,
    sent: Sent,
) -> Result<Response, Problem> {
    match invited_and_let_in(&desk, &caller, &sent).await {
        Ok((organisation, _)) if sent.visit().is_page() => {
            Ok(see_other(&list_after(&organisation, Done::Invited)))
        }
        Ok((_, person)) => Ok((StatusCode::CREATED, Json(PersonView::from(&person))).into_response()),
        Err(problem) => list::refused(&desk, &caller, &sent, problem).await,
    }
}

async fn invited_and_let_in(
    desk: &Desk,
    caller: &Caller,
    sent: &Sent,
) -> Result<(Organisation, Person), Problem> {
    let invitation = Invitation::read(sent, caller, desk)?;
    let once = sent.once(&caller.user);
    let person = match invited(desk, caller, &invitation, once.as_ref()).await {
        Ok(person) => person,
        Err(refusal) => {
            let first = repeat::or_first_answer(&desk.portal, once.as_ref(), refusal).await?;
            let person = desk.portal.store().person(&invitation.organisation, &person_of(&first)?).await?;
            person.ok_or_else(|| Problem::internal("a person on record who is not there"))?
        }
    };
    let_in(desk, &invitation.organisation, &person).await?;
    Ok((invitation.organisation, person))
}

impl Invitation {
    fn read(sent: &Sent, caller: &Caller, desk: &Desk) -> Result<Self, Problem> {
        let mut fields = sent.fields();
        let organisation = organisation_asked(caller, &mut fields, desk.portal.mcos())?;
        let email = fields.must("email", Fields::text::<Email>);
        let name = fields.must("name", Fields::text::<Text<100>>);
        let lead = fields.boolean("lead").unwrap_or(false);
        let of_another = caller.require_organisation_lead()? != organisation;
        if of_another && !lead {
            let message =
                "HFS invites those who lead an MCO's users: send \"lead\": true. They invite the others.";
            fields.fault("lead", FieldFault::new("leads_only", message));
        }
        let (email, name) = fields.finish_with(email.zip(name))?;
        Ok(Self { organisation, email, name, lead })
    }
}

async fn invited(
    desk: &Desk,
    caller: &Caller,
    invitation: &Invitation,
    once: Option<&Once>,
) -> Result<Person, Problem> {
    let Invitation { organisation, email, name, lead } = invitation;
    let (store, now) = (desk.portal.store(), desk.portal.now());
    let read = async { Ok(tokio::try_join!(store.people(organisation), store.replayed(once))?) };
    let ((people, replayed), ()) = tokio::try_join!(read, still_here(&desk.portal, caller))?;
    if let Some(first) = repeat::answered(replayed)? {
        let id = person_of(&first)?;
        // Read after the record of the request: the person is in it.
        return people.into_iter().find(|person| person.id == id).ok_or_else(Problem::not_found);
    }
    if let Some(known) = people.iter().find(|person| person.is_at(email)) {
        return Err(on_record(desk, organisation, known).await);
    }
    let accounts = accounts(desk)?;
    let username = desk.portal.ids().key(now)?;
    let (id, username) = match accounts.invite(&username, email, name, &organisation.groups(*lead)).await? {
        Invited::Account { id, username } => (id, Some(username)),
        // Who has an account at this address is not the inviter's to learn: the answer is the same, the
        // record too, and nobody is let in.
        Invited::Elsewhere => {
            tracing::warn!(code = "invited_elsewhere", "an invitation to an address that has an account");
            let id = username.parse().map_err(|_| Problem::internal("a key that is no account's"))?;
            (id, None)
        }
        Invited::BadAddress => return Err(Problem::faults(vec![bad_address()])),
    };
    let person = Person {
        id,
        username,
        email: email.clone(),
        name: name.clone(),
        lead: *lead,
        invited_by: caller.user.clone(),
        invited_at: now,
        left: None,
    };
    match store.record_person(organisation, &person, once).await {
        Ok(PersonCommitted::Fresh) => Ok(person),
        Ok(PersonCommitted::Before(id)) => {
            store.person(organisation, &id).await?.ok_or_else(Problem::not_found)
        }
        // A colleague invited them in the same moment.
        Err(CommitError::Stale) => match store.person(organisation, &person.id).await? {
            Some(known) => Err(on_record(desk, organisation, &known).await),
            // The account is another organisation's, whose invitation broke off before it was in any group:
            // it is left alone, as an account elsewhere is.
            None => {
                let id = desk.portal.ids().key(now)?.parse();
                let id = id.map_err(|_| Problem::internal("a key that is no account's"))?;
                let nobody = Person { id, username: None, ..person };
                store.record_person(organisation, &nobody, once).await?;
                Ok(nobody)
            }
        },
        Err(error) => Err(error.into()),
    }
}

/// Into the groups, unless they have left since.
pub async fn let_in(desk: &Desk, organisation: &Organisation, person: &Person) -> Result<(), Problem> {
    match (&person.username, &person.left) {
        (Some(username), None) => {
            let groups = organisation.groups(person.lead);
            Ok(accounts(desk)?.put_into_groups(username, &groups).await?)
        }
        (None, _) | (_, Some(_)) => Ok(()),
    }
}

/// Why someone who is on record is not invited again. An invitation that broke off is finished on the way.
async fn on_record(desk: &Desk, organisation: &Organisation, known: &Person) -> Problem {
    if known.left.is_some() {
        return has_left();
    }
    if let Err(failed) = let_in(desk, organisation, known).await {
        return failed;
    }
    let problem = match invited_again(desk, known).await {
        Ok(false) => {
            Problem::conflict("already_invited", "Someone with this address is among your people already.")
        }
        Ok(true) => Problem::conflict(
            "already_invited",
            "They are among your people already, and have not signed in yet: the invitation was sent to them again.",
        )
        .telling("meanwhile", "the invitation was sent to them again"),
        Err(failed) => return failed,
    };
    problem.with("person_id", known.id.as_str())
}

/// 409: whoever left stays out.
pub fn has_left() -> Problem {
    Problem::conflict(
        "has_left",
        "The account of this address was closed when its owner left, and is not opened again. Invite them at another address.",
    )
}

async fn invited_again(desk: &Desk, known: &Person) -> Result<bool, Problem> {
    match &known.username {
        Some(username) => Ok(accounts(desk)?.invite_again(username).await?),
        None => Ok(false),
    }
}

fn bad_address() -> Fault {
    FieldFault::new(
        "email_refused",
        "No mail can be sent to this address: look whether it is written rightly.",
    )
    .at("/email")
}

/// Whom the answer to a request was about.
pub fn person_of(first: &OnceAnswer) -> Result<UserId, Problem> {
    match first {
        OnceAnswer::Json(id) => id.parse().map_err(|_| CommitError::KeyReused.into()),
        OnceAnswer::Ticket(..) => Err(CommitError::KeyReused.into()),
    }
}
