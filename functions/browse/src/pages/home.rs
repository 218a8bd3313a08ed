//! `GET /`: what the portal is; to who is signed in, what needs them now.

use super::queues::{Queue, queues};
use super::window_words::window_words;
use crate::asked::ListAsked;
use crate::desks::DeskName;
use crate::handler::Desk;
use crate::lists::{Found, found};
use crate::waiting::Offered;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use portal_core::identity::MedicaidId;
use portal_core::policy::Policy;
use portal_core::registration::{Registration, RegistrationStatus};
use portal_edge::page::frame::html;
use portal_edge::{Asked, ByToken, Caller, CallerKind, Frame, Part, Problem, Visit};
use portal_store::{Page, Summary};
use portal_workbook::MOST_ANSWERED_TICKETS;
use std::collections::BTreeSet;

/// Tickets shown of a queue, and registrations; their lists have the rest.
const MOST: u16 = 10;

#[derive(Template)]
#[template(path = "start.html")]
struct StartPage<'a> {
    frame: Frame,
    policy: &'a Policy,
    window: String,
}

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    frame: Frame,
    queues: Vec<Waiting>,
    /// To an MCO, what of its open tickets it may take away as workbooks.
    offered: Option<Offered>,
    today: NaiveDate,
    /// Of HFS's: the registrations that wait for it (R2), the oldest first.
    registrations: Option<Page<Registration>>,
    /// Of a provider's account that acts for nobody: what it has registered for, the newest first (R1).
    unregistered: Option<Vec<Registration>>,
}

/// A queue, and what lies at its top.
struct Waiting {
    queue: Queue,
    tickets: Vec<Summary>,
    more: bool,
}

impl HomePage {
    fn is(&self, registration: &Registration, status: &str) -> bool {
        registration.status.code() == status
    }

    /// What is missing on a registration, as people know its fields.
    fn missing(&self, registration: &Registration) -> String {
        let names: Vec<String> = registration.missing.iter().map(|field| self.frame.named(field)).collect();
        names.join(", ")
    }
}

/// `GET /`.
pub async fn home(
    State(desk): State<Desk>,
    visit: Visit,
    ByToken(caller): ByToken,
) -> Result<Response, Problem> {
    let Some(caller) = caller else { return start(&desk, &visit) };
    match of_caller(&desk, &visit, &caller).await {
        // Whose account is closed, or session ended from elsewhere, is a visitor.
        Err(problem) if problem.status() == StatusCode::UNAUTHORIZED => start(&desk, &visit),
        answered => answered,
    }
}

fn start(desk: &Desk, visit: &Visit) -> Result<Response, Problem> {
    let title = visit.language.say(
        "Settle a disputed Medicaid claim with a managed-care plan",
        "Resuelva un reclamo de Medicaid en disputa con un plan de atención administrada",
    );
    let policy = desk.portal.policy();
    let (frame, window) = (Frame::new(visit, Part::Visitor, title), window_words(visit.language, policy));
    html(StatusCode::OK, &StartPage { frame, policy, window })
}

async fn of_caller(desk: &Desk, visit: &Visit, caller: &Caller) -> Result<Response, Problem> {
    let queues = queues(visit.language, &caller.kind);
    let asked: Vec<ListAsked> =
        queues.iter().map(|queue| ListAsked::of_desk(queue.desk, most_of(queue.desk))).collect();
    let (Found { pages, acts_for }, registrations) =
        tokio::try_join!(found(desk, caller, &asked), waiting_registrations(desk, caller))?;
    let mut offered = None;
    let mut waiting = Vec::with_capacity(pages.len());
    for (queue, mut page) in queues.into_iter().zip(pages) {
        if queue.desk == DeskName::Mco && matches!(caller.kind, CallerKind::Mco(_)) {
            offered = Some(Offered::of(&page, &Asked::default()));
        }
        let more = page.next.is_some() || page.tickets.len() > usize::from(MOST);
        page.tickets.truncate(usize::from(MOST));
        waiting.push(Waiting { queue, tickets: page.tickets, more });
    }
    let title = visit.language.say("What needs you now", "Lo que necesita su atención");
    let page = HomePage {
        queues: waiting,
        offered,
        unregistered: unregistered(desk, caller, &acts_for).await?,
        registrations,
        today: desk.portal.today(),
        frame: Frame::new(visit, Part::from(caller), title),
    };
    html(StatusCode::OK, &page)
}

/// How many are read of a queue: an MCO is offered its own as workbooks, which hold more than is shown.
fn most_of(desk: DeskName) -> u16 {
    let of_workbook = u16::try_from(MOST_ANSWERED_TICKETS).unwrap_or(u16::MAX);
    if desk == DeskName::Mco { MOST.max(of_workbook) } else { MOST }
}

/// R2: what HFS has not decided on. One query.
async fn waiting_registrations(desk: &Desk, caller: &Caller) -> Result<Option<Page<Registration>>, Problem> {
    match caller.kind {
        CallerKind::Provider | CallerKind::Mco(_) => Ok(None),
        CallerKind::Hfs { .. } => {
            Ok(Some(desk.portal.store().registrations_in(RegistrationStatus::Pending, None, MOST).await?))
        }
    }
}

/// R1: who acts for nobody files nothing, and is told how far that is. One query, and only of those; of each
/// provider the newest registration, since an older one says nothing any more.
async fn unregistered(
    desk: &Desk,
    caller: &Caller,
    acts_for: &[MedicaidId],
) -> Result<Option<Vec<Registration>>, Problem> {
    if !caller.is_provider() || !acts_for.is_empty() {
        return Ok(None);
    }
    let mut registered = desk.portal.store().registrations_by(&caller.user, None, MOST).await?.items;
    let mut known = BTreeSet::new();
    registered.retain(|one| one.form.medicaid_id.clone().is_none_or(|provider| known.insert(provider)));
    Ok(Some(registered))
}
