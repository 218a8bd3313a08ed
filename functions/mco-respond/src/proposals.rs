//! `POST /tickets/proposals`: the proposals of an answer workbook (R10), each a move of its own, in a transaction of
//! its own, under a key made of the upload and the ticket (adr/0033): sent again under whatever key, the workbook
//! proposes nothing twice, and finishes what failed. Keys are remembered a week; after it a ticket's state refuses it.

use askama::Template;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use portal_core::decide::Command;
use portal_core::identity::{TicketId, TicketNumber, UploadId};
use portal_core::outcome::ClaimVerdict;
use portal_core::outcome::Outcome as Verdict;
use portal_core::ticket::State as TicketState;
use portal_edge::idempotency::once_of_part;
use portal_edge::own_upload::{Taken, of_another_kind, own_upload};
use portal_edge::page::html;
use portal_edge::several::{BecameOf, OneOfSeveral, Told, carry_out_each, may_do_again};
use portal_edge::{Bearer, Caller, Fields, Frame, Part, Portal, Problem, Sent, still_here};
use portal_store::AnswerOutcome as Outcome;
use portal_store::{Became, Dossier, Held, Purpose, SentAnswer, Slot, TicketAnswer, Upload};
use serde::Serialize;

/// What became of each, in the order of the workbook.
#[derive(Serialize)]
struct Proposals {
    upload_id: UploadId,
    tickets: Vec<Proposed>,
    rows: Vec<RowOf>,
}

/// What became of one ticket.
#[derive(Serialize)]
struct Proposed {
    ticket_id: TicketId,
    number: TicketNumber,
    outcome: Outcome,
    /// Whether it came after its last day.
    late: bool,
    #[serde(flatten)]
    told: Told,
    #[serde(skip)]
    claims: usize,
}

/// What became of one row: of a claim, or of a ticket without claims.
#[derive(Serialize)]
struct RowOf {
    /// The row as people see it in the sheet.
    row: u32,
    number: TicketNumber,
    /// The claim's number on its ticket.
    claim: Option<u16>,
    outcome: Outcome,
    late: bool,
}

#[derive(Template)]
#[template(path = "proposals.html")]
struct ProposalsPage {
    frame: Frame,
    upload: UploadId,
    tickets: Vec<Proposed>,
}

impl ProposalsPage {
    fn count(&self, outcome: &str) -> usize {
        self.tickets.iter().filter(|one| one.is(outcome)).count()
    }
}

impl Proposed {
    fn is(&self, outcome: &str) -> bool {
        self.outcome.code() == outcome
    }

    fn of(answer: &TicketAnswer, BecameOf { id, made }: BecameOf) -> Self {
        let one = Self {
            ticket_id: id,
            number: answer.number.clone(),
            outcome: Outcome::Proposed,
            late: false,
            told: Told::done(),
            claims: answer.proposal.claims.len(),
        };
        match made {
            Ok(dossier) => Self { late: is_late(&dossier), ..one },
            Err(problem) => Self {
                outcome: if may_do_again(&problem) { Outcome::Failed } else { Outcome::Refused },
                told: problem.into(),
                ..one
            },
        }
    }

    /// The rows of the workbook that are about it.
    fn rows<'a>(&'a self, answer: &'a TicketAnswer) -> impl Iterator<Item = RowOf> + 'a {
        let row = |row: u32, claim| RowOf {
            row,
            number: self.number.clone(),
            claim,
            outcome: self.outcome,
            late: self.late,
        };
        let of_claim = |claim: &ClaimVerdict<Verdict>| Some(claim.claim);
        let claims = answer.rows.iter().zip(answer.proposal.claims.iter().map(of_claim));
        let words = answer.rows.is_empty().then_some((&answer.summary_row, None));
        claims.chain(words).map(move |(place, claim)| row(*place, claim))
    }
}

impl From<&Proposed> for SentAnswer {
    fn from(one: &Proposed) -> Self {
        Self {
            ticket_id: one.ticket_id.clone(),
            outcome: one.outcome,
            late: one.late,
            code: one.told.code.map(str::to_owned),
        }
    }
}

pub async fn propose_several(
    State(portal): State<Portal>,
    Bearer(caller): Bearer,
    sent: Sent,
) -> Result<Response, Problem> {
    caller.require_mco()?;
    let mut fields = sent.fields();
    let id = fields.must("upload_id", Fields::text::<UploadId>);
    let id = fields.finish_with(id)?;
    let store = portal.store();
    let read = async { Ok(store.upload(&id).await?) };
    let (upload, ()) = tokio::try_join!(read, still_here(&portal, &caller))?;
    let before = upload.as_ref().map(|upload| upload.sent.clone()).unwrap_or_default();
    let (slot, answers) = answers_of(upload, &caller, portal.now())?;
    let moves = answers.iter().map(|answer| OneOfSeveral {
        id: answer.ticket_id.clone(),
        once: Some(once_of_part(&caller.user, &["proposal", id.as_str(), answer.ticket_id.as_str()])),
        command: Command::Propose(answer.proposal.clone()),
    });
    let made = carry_out_each(&portal, &caller, moves.collect::<Vec<_>>()).await?;
    let tickets: Vec<Proposed> =
        answers.iter().zip(made).map(|(answer, made)| Proposed::of(answer, made)).collect();
    let rows: Vec<RowOf> =
        tickets.iter().zip(&answers).flat_map(|(ticket, answer)| ticket.rows(answer)).collect();
    // The upload tells it from now on. Where this does not come through, sending it again does.
    let sent_answers = tickets.iter().map(SentAnswer::from).collect();
    store.answers_sent(&slot, &SentAnswer::after(&before, sent_answers)).await?;
    let visit = sent.visit();
    if !visit.is_page() {
        return Ok(Json(Proposals { upload_id: id, tickets, rows }).into_response());
    }
    let title = visit.language.say("What became of your proposals", "Lo que pasó con sus propuestas");
    let frame = Frame::new(visit, Part::from(&caller), title).at(format!("/uploads/{id}"));
    html(StatusCode::OK, &ProposalsPage { frame, upload: id, tickets })
}

fn is_late(after: &Dossier) -> bool {
    matches!(after.ticket.state, TicketState::Proposed { late: true, .. })
}

/// What the caller's own workbook answers.
fn answers_of(
    upload: Option<Upload>,
    caller: &Caller,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<(Slot, Vec<TicketAnswer>), Problem> {
    let refused = |fault| Problem::faults(vec![fault]);
    let (slot, taken) =
        own_upload(upload, caller, Purpose::Answers, "send its proposals", now).map_err(refused)?;
    match taken {
        Taken::Valid(Held::Answers(answers)) | Taken::Filed(Became::Proposals(answers)) => {
            Ok((slot, answers))
        }
        Taken::Valid(Held::Claims(_) | Held::Registrations(_))
        | Taken::Filed(Became::Ticket(_) | Became::Registrations) => {
            Err(refused(of_another_kind(Purpose::Answers)))
        }
    }
}
