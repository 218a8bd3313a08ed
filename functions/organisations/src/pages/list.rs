//! `GET /people` for people: who is in the organisation, and the form that invites somebody. HFS's leads look
//! at an MCO's too, whose first lead they invite.

use super::{Done, address, name_of, organisation_of};
use crate::handler::{Desk, Found, in_order};
use askama::Template;
use axum::response::Response;
use http::StatusCode;
use portal_core::organisation::{Organisation, Person};
use portal_edge::page::{again, html};
use portal_edge::{Asked, Caller, Filled, Frame, Part, Problem, Sent, Visit};

#[derive(Template)]
#[template(path = "people.html")]
struct PeoplePage {
    frame: Frame,
    filled: Filled,
    organisation: Organisation,
    people: Vec<Person>,
    /// Of whom HFS's leads may look at the people.
    mcos: Vec<(String, String)>,
    /// Whether only leads are invited: into an MCO, by HFS.
    leads_only: bool,
    done: Option<Done>,
}

impl PeoplePage {
    fn address(&self, person: &Person) -> String {
        address(&self.organisation, person)
    }

    fn here(&self) -> usize {
        self.people.iter().filter(|person| person.left.is_none()).count()
    }

    fn said(&self) -> Option<&'static str> {
        let say = |english, spanish| self.frame.language.say(english, spanish);
        Some(match self.done? {
            Done::Invited => say(
                "They are invited: the sign-in service writes to them, with a password for three days.",
                "Se envió la invitación: el servicio de acceso les escribe, con una contraseña para tres días.",
            ),
            Done::SentAgain => say(
                "If they have not signed in yet, another invitation is on its way to them.",
                "Si aún no han iniciado sesión, otra invitación está en camino.",
            ),
            Done::Left => say(
                "The membership has ended. They see nothing any more.",
                "El acceso terminó. Esa persona ya no ve nada.",
            ),
        })
    }
}

/// The page; where what was asked has faults, the reader's own organisation without its people, and those.
///
/// # Errors
/// The problem, where asking for another organisation would not put it right.
pub fn list_page(
    desk: &Desk,
    visit: &Visit,
    caller: &Caller,
    asked: &Asked,
    found: Result<Found, Problem>,
) -> Result<Response, Problem> {
    match found {
        Ok(found) => page(desk, visit, caller, (StatusCode::OK, asked.filled()), found),
        Err(problem) if problem.status() == StatusCode::UNPROCESSABLE_ENTITY => {
            let filled = asked.filled().faulty(problem.field_faults());
            let organisation = caller.require_organisation_lead()?;
            let found = Found { organisation, people: Vec::new(), done: None };
            page(desk, visit, caller, (problem.status(), filled), found)
        }
        Err(problem) => Err(problem),
    }
}

/// The answer to an invitation that was refused: to a program, why; to a person the list again, with the
/// form as it was filled in.
///
/// # Errors
/// The problem, to a program, and where the form sent otherwise would not put it right.
pub async fn refused(
    desk: &Desk,
    caller: &Caller,
    sent: &Sent,
    problem: Problem,
) -> Result<Response, Problem> {
    let organisation = organisation_of(desk, caller, sent).filter(|_| sent.visit().is_page());
    let Some(organisation) = organisation else { return Err(problem) };
    let people = in_order(desk.portal.store().people(&organisation).await?);
    let found = Found { organisation, people, done: None };
    again(sent, problem, |visit, status, filled| page(desk, visit, caller, (status, filled), found))
}

fn page(
    desk: &Desk,
    visit: &Visit,
    caller: &Caller,
    (status, filled): (StatusCode, Filled),
    Found { organisation, people, done }: Found,
) -> Result<Response, Problem> {
    let own = caller.require_organisation_lead()?;
    let of = name_of(desk, &organisation);
    let title = format!("{} {of}", visit.language.say("People of", "Personas de"));
    let frame = Frame::of_form(visit, Part::from(caller), title, &filled).at(super::list_of(&organisation));
    let mcos = match own {
        Organisation::Hfs => {
            desk.portal.mcos().all().iter().map(|mco| (mco.code.to_string(), mco.name.clone())).collect()
        }
        Organisation::Mco(_) => Vec::new(),
    };
    let leads_only = own != organisation;
    html(status, &PeoplePage { frame, filled, organisation, people, mcos, leads_only, done })
}
