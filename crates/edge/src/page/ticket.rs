//! A ticket's page: where it stands, what can be done now, and everything on it. The same view as the
//! JSON's; a form on it that was refused comes back with what was typed.

use super::doing::Doing;
use super::fill::Filled;
use super::frame::{Frame, Part, html, see_other};
use super::language::Language;
use super::visit::Visit;
use crate::body::Sent;
use crate::caller::Caller;
use crate::correspondence_view::FileView;
use crate::opened::open_ticket;
use crate::portal::Portal;
use crate::problem::Problem;
use crate::ticket_view::TicketView;
use askama::Template;
use axum::response::Response;
use chrono::NaiveDate;
use http::StatusCode;
use portal_core::actor::Role;
use portal_core::attachment::{FileKind, FileStatus};
use portal_core::identity::{FileId, TicketId};
use portal_core::moves::Move;
use portal_core::offered::offered;
use portal_core::outcome::{ClosureReason, Finding, Outcome};
use portal_store::{Dossier, Lane};

#[derive(Template)]
#[template(path = "ticket.html")]
struct TicketPage {
    frame: Frame,
    ticket: TicketView,
    /// The forms that the reader may send now.
    forms: Vec<Doing>,
    /// The one that is open.
    doing: Option<Doing>,
    offered: Vec<Move>,
    filled: Filled,
    today: NaiveDate,
    /// In which part the page is read.
    side: Role,
    done: bool,
}

impl TicketPage {
    fn choices(&self, of: &str) -> Vec<(&'static str, String)> {
        let label = |english: &str| self.frame.label(english).into_owned();
        match of {
            "outcome" => Outcome::ALL.iter().map(|one| (one.code(), label(one.label()))).collect(),
            "for" => Finding::ALL.iter().map(|one| (one.code(), label(one.label()))).collect(),
            "closure" => {
                let by_people = ClosureReason::ALL.iter().filter(|one| **one != ClosureReason::Lapsed);
                by_people.map(|one| (one.code(), label(one.label()))).collect()
            }
            "kind" => FileKind::ALL.iter().map(|one| (one.code(), label(one.label()))).collect(),
            "ruling" => vec![
                ("grant", self.frame.say("Grant it", "Concederla").to_owned()),
                ("refuse", self.frame.say("Refuse it", "Denegarla").to_owned()),
            ],
            "answer" => {
                let accept = (Move::Accept, "accept", "Accept the proposal", "Aceptar la propuesta");
                let review = (Move::AskReview, "review", "Ask HFS to review", "Pedir que HFS revise");
                let may = [accept, review].into_iter().filter(|(row, ..)| self.offered.contains(row));
                may.map(|(_, code, english, spanish)| (code, self.frame.say(english, spanish).to_owned()))
                    .collect()
            }
            _ => vec![
                ("parties", self.frame.say("Both parties and HFS", "Ambas partes y HFS").to_owned()),
                ("hfs", self.frame.say("HFS only", "Solo HFS").to_owned()),
            ],
        }
    }

    /// Which field of a proposal or decision holds a claim's verdict.
    fn verdict(&self) -> &'static str {
        if self.doing == Some(Doing::Decide) { "for" } else { "outcome" }
    }

    /// A claim's own field of the open form.
    fn field(&self, index: &usize, name: &str) -> String {
        format!("claims.{index}.{name}")
    }

    fn label_of(&self, doing: &Doing) -> &'static str {
        doing.label(self.frame.language)
    }

    /// Whether it is the reader whose turn it is; of HFS the page says what it must do.
    fn is_mine(&self, whose: &str) -> bool {
        whose != "hfs" && self.frame.is(whose)
    }

    fn is_open(&self, doing: &Doing) -> bool {
        self.doing == Some(*doing)
    }

    fn is_doing(&self, path: &str) -> bool {
        self.doing.is_some_and(|doing| doing.path() == path)
    }

    /// The files that the open form may point to: of one's own side for evidence, of any for a message.
    fn citable(&self) -> Vec<&FileView> {
        let evidence = self.doing == Some(Doing::GiveEvidence);
        let may = |file: &&FileView| match file.status {
            FileStatus::Quarantined | FileStatus::Clean | FileStatus::Unscanned => {
                !evidence || (file.by == self.side && file.lane == Lane::Parties)
            }
            FileStatus::Waiting | FileStatus::Refused | FileStatus::Infected => false,
        };
        self.ticket.files.iter().filter(may).collect()
    }

    /// What a file is called that a message points to; blank where its reader may not see it.
    fn file_name(&self, id: &FileId) -> &str {
        let named = self.ticket.files.iter().find(|file| file.file_id == *id);
        named.map_or("", |file| file.name.as_str())
    }

    fn event(&self, what: &str) -> String {
        event(self.frame.language, what)
    }

    fn part(&self, code: &str) -> &'static str {
        part(self.frame.language, code)
    }
}

/// The page of a ticket as it was opened.
///
/// # Errors
/// When it fails.
pub fn ticket_page(
    portal: &Portal,
    visit: &Visit,
    caller: &Caller,
    dossier: &Dossier,
    asked: (Option<&str>, bool),
) -> Result<Response, Problem> {
    let doing = asked.0.and_then(|path| Doing::ALL.iter().copied().find(|doing| doing.path() == path));
    page(portal, visit, caller, dossier, (doing, Filled::default(), asked.1), StatusCode::OK)
}

fn page(
    portal: &Portal,
    visit: &Visit,
    caller: &Caller,
    dossier: &Dossier,
    (doing, filled, done): (Option<Doing>, Filled, bool),
    status: StatusCode,
) -> Result<Response, Problem> {
    let offered = offered(&dossier.ticket, caller.role(), portal.now());
    // A ticket that is over takes files of HFS only.
    let takes_files = caller.role() == Role::Hfs || !dossier.ticket.state.name().is_terminal();
    let is_offered = |doing: &Doing| doing.is_among(&offered) && (*doing != Doing::Attach || takes_files);
    let forms: Vec<Doing> = Doing::ALL.iter().copied().filter(is_offered).collect();
    let title = format!("{} {}", visit.language.say("Ticket", "Disputa"), dossier.ticket.number);
    let page = TicketPage {
        frame: Frame::of_form(visit, Part::from(caller), title, &filled)
            .at(format!("/tickets/{}", dossier.ticket.id)),
        ticket: TicketView::of(dossier, caller.role()),
        // What was refused is shown even where it may no longer be sent: what was typed is not lost.
        doing: doing.filter(|doing| forms.contains(doing) || !filled.faults().is_empty()),
        forms,
        offered,
        filled,
        today: portal.today(),
        side: caller.role(),
        done,
    };
    html(status, &page)
}

/// The answer to what was sent to a ticket: to a program, what it was; to a person the ticket's page,
/// anew after what was carried out, with the form again after what was refused.
///
/// # Errors
/// The problem, to a program, and where the ticket cannot be shown.
pub async fn on_its_page(
    portal: &Portal,
    caller: &Caller,
    id: &TicketId,
    sent: &Sent,
    answered: Result<Response, Problem>,
) -> Result<Response, Problem> {
    let visit = sent.visit();
    if !visit.is_page() {
        return answered;
    }
    let problem = match answered {
        Ok(_) => return Ok(see_other(&format!("/tickets/{id}?done=true"))),
        Err(problem) => problem,
    };
    if !matches!(problem.status(), StatusCode::CONFLICT | StatusCode::UNPROCESSABLE_ENTITY) {
        return Err(problem);
    }
    let dossier = open_ticket(portal, caller, id, sent.request_id()).await?;
    let doing = Doing::sent_to(&visit.address);
    super::again(sent, problem, |visit, status, filled| {
        page(portal, visit, caller, &dossier, (doing, filled, false), status)
    })
}

fn part(language: Language, code: &str) -> &'static str {
    match code {
        "provider" => language.say("Provider", "Proveedor"),
        "mco" => "MCO",
        "hfs" => "HFS",
        "both" => language.say("Both parties", "Ambas partes"),
        _ => language.say("Portal", "Portal"),
    }
}

/// What an entry of the timeline tells of.
fn event(language: Language, what: &str) -> String {
    let (english, spanish) = match what {
        "filed" => ("Filed", "Presentada"),
        "presented" => ("Presented to the MCO", "Remitida al MCO"),
        "proposed" => ("The MCO made a proposal", "El MCO hizo una propuesta"),
        "extension_asked" => ("More time was asked for", "Se pidió más tiempo"),
        "extension_granted" => ("More time was granted", "Se concedió más tiempo"),
        "extension_refused" => ("More time was refused", "Se denegó más tiempo"),
        "accepted" => ("The proposal was accepted", "Se aceptó la propuesta"),
        "review_asked" => ("HFS was asked to review", "Se pidió a HFS que revise"),
        "evidence_given" => ("Evidence was put in", "Se aportaron pruebas"),
        "evidence_closed" => ("The time for evidence ended", "Terminó el plazo de pruebas"),
        "decided" => ("HFS decided", "HFS decidió"),
        "withdrawn" => ("Withdrawn", "Retirada"),
        "closed" => ("Closed", "Cerrada"),
        "reminded" => ("A reminder was sent", "Se envió un recordatorio"),
        "fell_overdue" => ("The last day passed", "Pasó el último día"),
        "escalated" => ("Told to HFS's lead", "Se avisó al responsable de HFS"),
        "urgent_look_overdue" => ("HFS's look at it is overdue", "La revisión urgente de HFS está vencida"),
        "urgent_looked" => ("HFS has looked at it", "HFS la revisó"),
        other => return other.replace('_', " "),
    };
    language.say(english, spanish).to_owned()
}
