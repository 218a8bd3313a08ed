//! A ticket's page: where it stands, what can be done now, and everything on it. The same view as the
//! JSON's; a form on it that was refused comes back with what was typed.

use super::claim_facts;
use super::doing::Doing;
use super::fill::Filled;
use super::frame::{Frame, Part, html, see_other};
use super::happened;
use super::language::Language;
use super::look::Look;
use super::visit::Visit;
use super::words::label;
use crate::body::Sent;
use crate::caller::Caller;
use crate::correspondence_view::FileView;
use crate::opened::open_ticket;
use crate::portal::Portal;
use crate::problem::Problem;
use crate::ticket_view::{ClaimView, EntryView, TicketView, VerdictView};
use crate::version::stale_version;
use askama::Template;
use axum::response::Response;
use chrono::NaiveDate;
use http::StatusCode;
use portal_core::actor::Role;
use portal_core::attachment::{FileKind, FileStatus};
use portal_core::claim::Claim;
use portal_core::identity::{Email, FileId, Phone, TicketId};
use portal_core::money::Money;
use portal_core::moves::{Move, StateName};
use portal_core::offered::offered;
use portal_core::outcome::{ClaimReason, ClosureReason, ClosureText, Finding, Outcome, Summary};
use portal_core::submission::Contact;
use portal_core::text::{Reason, Statement, Text};
use portal_store::{Dossier, Lane, MessageText};
use std::borrow::Cow;

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
    /// What the open form would come to, where it is looked over.
    look: Option<Look>,
    /// What the MCO is called.
    mco: Option<String>,
    /// R10: days that the MCO has for its proposal, by the policy in force.
    proposal_days: u32,
    /// R11: days that the one extension adds, by the same.
    extension_days: u32,
    today: NaiveDate,
    /// In which part the page is read.
    side: Role,
    /// Which version the open form is about.
    version: u64,
    /// What came after this version was not known to whoever sent the form.
    news_from: Option<u64>,
    /// What was carried out just now.
    done: Option<&'static str>,
}

/// What of a ticket's page is open.
#[derive(Default)]
struct Open {
    doing: Option<Doing>,
    filled: Filled,
    look: Option<Look>,
    /// Which version of the ticket its sender saw.
    seen: Option<u64>,
    /// Whether that is why it was refused.
    overtaken: bool,
    done: Option<&'static str>,
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

    /// The claim of this number.
    fn claim(&self, number: &u16) -> Option<&ClaimView> {
        self.ticket.claims.iter().find(|line| line.claim == usize::from(*number))
    }

    /// A verdict in words.
    fn verdict_words(&self, line: &VerdictView) -> Cow<'static, str> {
        let outcome = line.outcome.and_then(|code| code.parse::<Outcome>().ok()).map(Outcome::label);
        let finding = line.finding.and_then(|code| code.parse::<Finding>().ok()).map(Finding::label);
        label(self.frame.language, outcome.or(finding).unwrap_or_default())
    }

    /// What else is known of a claim.
    fn more_of(&self, claim: &Claim) -> Vec<(String, String)> {
        claim_facts::more_of(self.frame.language, claim)
    }

    fn paid(&self) -> Money {
        self.ticket.claims.iter().filter_map(|line| line.fields.paid).sum()
    }

    fn expected(&self) -> Money {
        self.ticket.claims.iter().filter_map(|line| line.fields.expected).sum()
    }

    /// The amounts that were typed into the form, where it came back.
    fn typed_in_all(&self) -> Option<Money> {
        let typed =
            (0..self.ticket.claims.len()).map(|at| self.filled.value(&self.field(&at, "amount")).parse());
        let typed: Vec<Money> = typed.filter_map(Result::ok).collect();
        (!typed.is_empty()).then(|| typed.into_iter().sum())
    }

    /// What came while the form was written.
    fn news(&self) -> Vec<&EntryView> {
        let new = |entry: &&EntryView| self.news_from.is_some_and(|seen| entry.seq > seen);
        self.ticket.timeline.iter().filter(new).collect()
    }

    fn consequence(&self, doing: &Doing) -> &'static str {
        doing.consequence(self.frame.language, &self.filled)
    }

    /// R5: what is over is filed anew, never taken up again.
    fn may_file_anew(&self) -> bool {
        self.side == Role::Provider && self.ticket.state.is_terminal()
    }

    /// Whom the other side and HFS may ask, where it was said.
    fn contact(&self) -> Option<String> {
        let Contact { name, phone, email } = &self.ticket.contact;
        let (name, phone) = (name.as_ref().map(Text::as_str), phone.as_ref().map(Phone::as_str));
        let said: Vec<&str> =
            [name, phone, email.as_ref().map(Email::as_str)].into_iter().flatten().collect();
        (!said.is_empty()).then(|| said.join(", "))
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
        happened::event(self.frame.language, what)
    }

    fn part(&self, code: &str) -> &'static str {
        happened::part(self.frame.language, code)
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
    (asked, done): (Option<&str>, Option<&str>),
) -> Result<Response, Problem> {
    let doing = asked.and_then(Doing::at);
    let done = done.and_then(|what| match what {
        FILED => Some(filed(visit.language, dossier.ticket.state.name())),
        path => Doing::at(path).map(|doing| doing.done(visit.language)),
    });
    page(portal, visit, caller, dossier, Open { doing, done, ..Open::default() }, StatusCode::OK)
}

fn page(
    portal: &Portal,
    visit: &Visit,
    caller: &Caller,
    dossier: &Dossier,
    Open { doing, filled, look, seen, overtaken, done }: Open,
    status: StatusCode,
) -> Result<Response, Problem> {
    let offered = offered(&dossier.ticket, caller.role(), portal.now());
    // A ticket that is over takes no messages, and files of HFS only.
    let is_over = dossier.ticket.state.name().is_terminal();
    let is_offered = |doing: &Doing| match doing {
        Doing::Write => !is_over,
        Doing::Attach => !is_over || caller.role() == Role::Hfs,
        doing => doing.is_among(&offered),
    };
    let forms: Vec<Doing> = Doing::ALL.iter().copied().filter(is_offered).collect();
    let title = format!("{} {}", visit.language.say("Ticket", "Disputa"), dossier.ticket.number);
    let page = TicketPage {
        frame: Frame::of_form(visit, Part::from(caller), title, &filled)
            .at(format!("/tickets/{}", dossier.ticket.id)),
        ticket: TicketView::of(dossier, caller.role()),
        // What was refused is shown even where it may no longer be sent: what was typed is not lost.
        doing: doing.filter(|doing| forms.contains(doing) || !filled.is_empty()),
        forms,
        offered,
        filled,
        look,
        mco: dossier
            .submission
            .mco
            .as_ref()
            .and_then(|code| portal.mcos().find(code))
            .map(|mco| mco.name.clone()),
        proposal_days: portal.policy().proposal_days,
        extension_days: portal.policy().extension_days,
        today: portal.today(),
        side: caller.role(),
        // Who is shown what is new has seen the ticket as it stands.
        version: seen.filter(|_| !overtaken).unwrap_or(dossier.ticket.version),
        news_from: seen.filter(|_| overtaken),
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
    let doing = Doing::sent_to(&visit.address);
    let problem = match answered {
        Ok(_) => return Ok(see_other(&carried_out(id, doing))),
        Err(problem) => problem,
    };
    if !matches!(problem.status(), StatusCode::CONFLICT | StatusCode::UNPROCESSABLE_ENTITY) {
        return Err(problem);
    }
    let dossier = open_ticket(portal, caller, id, sent.request_id()).await?;
    let overtaken = problem.code() == "stale_version";
    super::again(sent, problem, |visit, status, filled| {
        let open = Open { doing, filled, seen: sent.seen(), overtaken, ..Open::default() };
        page(portal, visit, caller, &dossier, open, status)
    })
}

/// Where a ticket tells of what was carried out.
pub fn carried_out(id: &TicketId, doing: Option<Doing>) -> String {
    doing.map_or_else(|| format!("/tickets/{id}"), |doing| format!("/tickets/{id}?done={}", doing.path()))
}

/// What of a new ticket is told by its page.
pub const FILED: &str = "filed";

const fn filed(language: Language, state: StateName) -> &'static str {
    match state {
        StateName::WithMco => language.say("Filed. The MCO has it now.", "Presentada. El MCO ya la tiene."),
        StateName::Received => language.say(
            "Filed. HFS looks at it first, and then presents it to the MCO.",
            "Presentada. HFS la revisa primero y luego la remite al MCO.",
        ),
        // Whoever opens an old link of theirs reads where it stands below.
        StateName::Proposed
        | StateName::InReview
        | StateName::Resolved
        | StateName::Decided
        | StateName::Closed
        | StateName::Withdrawn => language.say("Filed.", "Presentada."),
    }
}

/// The form that was sent, on its ticket's page, before it counts: what it would come to, or to be changed.
///
/// # Errors
/// Where the ticket cannot be shown.
pub async fn before_it_counts(
    portal: &Portal,
    caller: &Caller,
    id: &TicketId,
    sent: &Sent,
    look: Option<Look>,
) -> Result<Response, Problem> {
    let (visit, filled) = (sent.visit(), sent.filled());
    let dossier = open_ticket(portal, caller, id, sent.request_id()).await?;
    if look.as_ref().is_some_and(|look| look.version != dossier.ticket.version) {
        return on_its_page(portal, caller, id, sent, Err(stale_version())).await;
    }
    let open =
        Open { doing: Doing::sent_to(&visit.address), filled, look, seen: sent.seen(), ..Open::default() };
    page(portal, visit, caller, &dossier, open, StatusCode::OK)
}
