//! `GET /`: what the portal is; to who is signed in, what needs them now.

use crate::asked::{DeskName, ListAsked};
use crate::handler::{Desk, page};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use portal_edge::page::frame::html;
use portal_edge::{Caller, CallerKind, Frame, Problem, Reader, Visit};
use portal_store::Summary;

/// Tickets shown; the list has the rest.
const MOST: u16 = 10;

#[derive(Template)]
#[template(path = "start.html")]
struct StartPage {
    frame: Frame,
}

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    frame: Frame,
    desks: Vec<Waiting>,
    today: NaiveDate,
}

/// A queue, and what lies at its top.
struct Waiting {
    name: &'static str,
    desk: DeskName,
    tickets: Vec<Summary>,
    more: bool,
}

/// `GET /`.
pub async fn home(State(desk): State<Desk>, visit: Visit, reader: Reader) -> Result<Response, Problem> {
    let part = reader.part();
    let Reader(Some(caller)) = reader else {
        let title = visit.language.say(
            "Settle a disputed Medicaid claim with a managed-care plan",
            "Resuelva un reclamo de Medicaid en disputa con un plan de atención administrada",
        );
        return html(StatusCode::OK, &StartPage { frame: Frame::new(&visit, part, title) });
    };
    let title = visit.language.say("What needs you now", "Lo que necesita su atención");
    let asked = queues(&visit, &caller);
    let pages = asked.iter().map(|(_, queue)| {
        let asked = ListAsked::of_desk(*queue, MOST);
        let (desk, caller) = (&desk, &caller);
        async move { page(desk, caller, &asked).await }
    });
    let pages = futures_util::future::try_join_all(pages).await?;
    let desks = asked.into_iter().zip(pages).map(|((name, desk), page)| Waiting {
        name,
        desk,
        tickets: page.tickets,
        more: page.next.is_some(),
    });
    let (desks, today) = (desks.collect(), desk.portal.today());
    html(StatusCode::OK, &HomePage { frame: Frame::new(&visit, part, title), desks, today })
}

/// The queues that are somebody's, with what each is called.
fn queues(visit: &Visit, caller: &Caller) -> Vec<(&'static str, DeskName)> {
    let say = |english, spanish| visit.language.say(english, spanish);
    match &caller.kind {
        CallerKind::Provider => {
            vec![(
                say("Proposals that wait for your answer", "Propuestas que esperan su respuesta"),
                DeskName::Provider,
            )]
        }
        CallerKind::Mco(_) => {
            vec![(
                say("Disputes that wait for your answer", "Disputas que esperan su respuesta"),
                DeskName::Mco,
            )]
        }
        CallerKind::Hfs { lead } => {
            let mut queues = vec![
                (say("To be looked at: urgent", "Por revisar: urgentes"), DeskName::Urgent),
                (say("To be presented", "Por remitir"), DeskName::Intake),
                (say("Extensions asked for", "Prórrogas solicitadas"), DeskName::Extensions),
                (say("In review", "En revisión"), DeskName::Review),
            ];
            if *lead {
                queues.push((say("Overdue", "Vencidas"), DeskName::Overdue));
            }
            queues
        }
    }
}
