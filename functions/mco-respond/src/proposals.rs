//! `POST /tickets/proposals`: the proposals of an answer workbook (R10), each a move of its own, in a transaction of
//! its own, under a key made of the upload and the ticket (adr/0033): sent again under whatever key, the workbook
//! proposes nothing twice, and finishes what failed. Keys are remembered a week; after it a ticket's state refuses it.

use askama::Template;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use portal_core::decide::Command;
use portal_core::fault::Fault;
use portal_core::identity::{TicketId, TicketNumber, UploadId};
use portal_core::outcome::ClaimVerdict;
use portal_core::outcome::Outcome as Verdict;
use portal_core::ticket::State as TicketState;
use portal_edge::idempotency::once_of_part;
use portal_edge::page::html;
use portal_edge::several::{BecameOf, OneOfSeveral, carry_out_each};
use portal_edge::{Bearer, Caller, Fields, Frame, Part, Portal, Problem, Sent, still_here};
use portal_store::{Became, Dossier, Held, Purpose, Slot, TicketAnswer, Upload, UploadState};
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
    /// The status that its own request would have been answered with.
    status: u16,
    /// Whether it came after its last day.
    late: bool,
    /// Of one that was not made: why, for programs and for people.
    code: Option<&'static str>,
    detail: Option<String>,
    #[serde(skip)]
    problem: Option<Problem>,
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

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    /// Now, or before from the same workbook.
    Proposed,
    /// Not, and not by sending it again.
    Refused,
    /// Not, as far as is known: sending it again may do.
    Failed,
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
        match self.outcome {
            Outcome::Proposed => outcome == "proposed",
            Outcome::Refused => outcome == "refused",
            Outcome::Failed => outcome == "failed",
        }
    }

    fn of(answer: &TicketAnswer, BecameOf { id, made }: BecameOf) -> Self {
        let one = Self {
            ticket_id: id,
            number: answer.number.clone(),
            outcome: Outcome::Proposed,
            status: StatusCode::OK.as_u16(),
            late: false,
            code: None,
            detail: None,
            problem: None,
            claims: answer.proposal.claims.len(),
        };
        match made {
            Ok(dossier) => Self { late: is_late(&dossier), ..one },
            Err(problem) => Self {
                outcome: if may_do_again(&problem) { Outcome::Failed } else { Outcome::Refused },
                status: problem.status().as_u16(),
                code: Some(problem.code()),
                detail: Some(problem.detail().to_owned()),
                problem: Some(problem),
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

/// Whether sending it again may do: nobody knows what became of it, or others wrote on the ticket just then.
fn may_do_again(problem: &Problem) -> bool {
    problem.status().is_server_error() || problem.code() == "stale_version"
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
    if tickets.iter().all(|one| one.outcome != Outcome::Failed) {
        // Each is settled: the workbook says that it was sent. Where this does not come through, sending it again does.
        store.answers_sent(&slot, u32::try_from(rows.len()).unwrap_or(u32::MAX)).await?;
    }
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

/// What the caller's own workbook answers. Someone else's looks like one that is not there.
fn answers_of(
    upload: Option<Upload>,
    caller: &Caller,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<(Slot, Vec<TicketAnswer>), Problem> {
    let own = upload.filter(|upload| upload.slot.user == caller.user);
    let fault = |code, message: &'static str| Problem::faults(vec![Fault::new("/upload_id", code, message)]);
    let Some(Upload { slot, state, .. }) = own else {
        return Err(fault("upload_unknown", "You have no upload of this id. POST /uploads opens one."));
    };
    match state {
        UploadState::Valid(_, Held::Answers(answers)) | UploadState::Filed(Became::Proposals(answers), _) => {
            Ok((slot, answers))
        }
        UploadState::Valid(_, Held::Claims(_) | Held::Registrations(_))
        | UploadState::Filed(Became::Ticket(_) | Became::Registrations, _) => Err(fault(
            "upload_not_answers",
            "This upload is for a workbook of another kind. Upload an answer workbook.",
        )),
        UploadState::Rejected(_) | UploadState::Waiting if slot.purpose != Purpose::Answers => Err(fault(
            "upload_not_answers",
            "This upload is for a workbook of another kind. Upload an answer workbook.",
        )),
        UploadState::Rejected(_) => Err(fault(
            "upload_rejected",
            "The workbook has faults: GET /uploads/{id} tells them all. Put them right and upload it again.",
        )),
        UploadState::Waiting if slot.is_over(now) => Err(fault(
            "upload_expired",
            "No file came before the upload closed, or it could not be read in time. Open a new one with POST /uploads.",
        )),
        UploadState::Waiting => Err(fault(
            "upload_waiting",
            "The workbook was not read yet. Ask GET /uploads/{id} until it says \"valid\", then send its proposals.",
        )),
    }
}
