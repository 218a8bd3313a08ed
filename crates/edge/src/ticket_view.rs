//! A ticket as it is answered, whoever asks: the one place that says what api.md's ticket holds.

use crate::caller::Caller;
use crate::correspondence_view::{FileView, MessageView};
use axum::Json;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, NaiveDate, Utc};
use http::header::{ETAG, LOCATION};
use http::{HeaderValue, StatusCode};
use portal_core::actor::Role;
use portal_core::category::{Category, McoAnswer, PeerToPeer, Program};
use portal_core::claim::Claim;
use portal_core::identity::{FileId, TicketId, TicketNumber, UploadId};
use portal_core::mco::McoCode;
use portal_core::money::Money;
use portal_core::moves::StateName;
use portal_core::outcome::{Answer, ClaimReason, Closure, Summary};
use portal_core::policy::Rule;
use portal_core::submission::{Contact, ProviderRef, Submission};
use portal_core::text::{Reason, Text};
use portal_core::ticket::{Extension, Flag, Ticket};
use portal_core::timeline::{Entry, Event};
use portal_store::Dossier;
use serde::Serialize;

/// What is due, from whom, and why then.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "the names are those of api.md")]
pub struct DueView {
    /// The last day, in Chicago.
    pub date: NaiveDate,
    /// The UTC instant at which that day has passed.
    pub passes_at: DateTime<Utc>,
    pub rule: Rule,
    /// `provider`, `mco` or `hfs`; `both` while both parties put in evidence.
    pub whose: &'static str,
    /// The policy's version that made the date.
    pub policy: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moved_from: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
}

/// One claim's verdict, under its list's own name.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "the names are those of api.md")]
pub struct VerdictView {
    pub claim: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<&'static str>,
    #[serde(rename = "for", skip_serializing_if = "Option::is_none")]
    pub finding: Option<&'static str>,
    pub amount: Money,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<ClaimReason>,
}

/// A proposal or a decision.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "the names are those of api.md")]
pub struct AnswerView {
    pub summary: Summary,
    pub claims: Vec<VerdictView>,
    /// What is to be paid on all claims together.
    pub total: Money,
    pub at: DateTime<Utc>,
    /// Whether it came after its last day.
    pub late: bool,
}

/// One entry of the timeline.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "the names are those of api.md")]
pub struct EntryView {
    pub seq: u64,
    pub at: DateTime<Utc>,
    /// The part played: the accounts of the other side are nobody's business.
    pub by: Role,
    pub what: &'static str,
    pub hash: String,
    /// What was written, by whoever did it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The same in Spanish, where the portal wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text_es: Option<String>,
    /// The last day that this set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<NaiveDate>,
    /// The files that were put in as evidence.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileId>,
}

/// A claim with its number on the ticket.
#[derive(Clone, Serialize)]
#[allow(missing_docs, reason = "the names are those of api.md")]
pub struct ClaimView {
    pub claim: usize,
    #[serde(flatten)]
    pub fields: Claim,
}

/// A ticket. Holds health information: whoever gets it is on record for it.
#[derive(Clone, Serialize)]
#[allow(missing_docs, reason = "the names are those of api.md")]
pub struct TicketView {
    pub ticket_id: TicketId,
    pub number: TicketNumber,
    pub state: StateName,
    pub version: u64,
    pub filed_at: DateTime<Utc>,
    pub due: Option<DueView>,
    pub overdue_since: Option<DateTime<Utc>>,
    /// When HFS's lead was told that the MCO still has not answered.
    pub escalated_at: Option<DateTime<Utc>>,
    pub closure: Option<Closure>,
    /// `not_asked`, `asked`, `granted` or `refused`.
    pub extension: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extension_asked_by: Option<Role>,
    pub flags: Vec<Flag>,
    pub provider: ProviderRef,
    pub mco: Option<McoCode>,
    pub program: Option<Program>,
    pub mco_tracking_number: Option<String>,
    pub filed_with_mco: Option<NaiveDate>,
    pub mco_answer: Option<McoAnswer>,
    pub mco_answered: Option<NaiveDate>,
    pub peer_to_peer: Option<PeerToPeer>,
    pub peer_to_peer_on: Option<NaiveDate>,
    pub category: Option<Category>,
    pub medicaid_fee_for_service: bool,
    pub medicare_only: bool,
    pub urgent: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub urgent_reason: Option<Text<500>>,
    pub billing_agent: bool,
    pub contact: Contact,
    pub description: Option<Text<4000>>,
    pub outcome_sought: Option<Text<2000>>,
    pub attested: bool,
    pub upload_id: Option<UploadId>,
    pub billed: Money,
    pub in_dispute: Money,
    pub claims: Vec<ClaimView>,
    pub proposal: Option<AnswerView>,
    pub decision: Option<AnswerView>,
    pub timeline: Vec<EntryView>,
    pub messages: Vec<MessageView>,
    pub files: Vec<FileView>,
}

impl std::fmt::Debug for TicketView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TicketView({}, version {})", self.ticket_id, self.version)
    }
}

impl TicketView {
    /// The ticket as this part sees it.
    pub fn of(dossier: &Dossier, reader: Role) -> Self {
        let Dossier { ticket, submission, claims, entries, messages, seen, attachments } = dossier;
        let Submission { contact, description, outcome_sought, .. } = submission.clone();
        let (extension, asked_by) = extension(ticket.extension);
        Self {
            ticket_id: ticket.id.clone(),
            number: ticket.number.clone(),
            state: ticket.state.name(),
            version: ticket.version,
            filed_at: ticket.filed_at,
            due: due(ticket),
            overdue_since: ticket.overdue_since(),
            escalated_at: ticket.escalated_at(),
            closure: closure(ticket),
            extension,
            extension_asked_by: asked_by,
            flags: ticket.opening.flags.clone(),
            provider: submission.provider.clone(),
            mco: submission.mco.clone(),
            program: submission.program,
            mco_tracking_number: submission.tracking_number(claims).map(|number| number.as_str().to_owned()),
            filed_with_mco: ticket.opening.filed_with_mco,
            mco_answer: submission.mco_answer,
            mco_answered: submission.mco_answered,
            peer_to_peer: submission.peer_to_peer,
            peer_to_peer_on: submission.peer_to_peer_on,
            category: submission.category,
            medicaid_fee_for_service: submission.medicaid_fee_for_service,
            medicare_only: submission.medicare_only,
            urgent: submission.urgent,
            urgent_reason: submission.urgent_reason.clone(),
            billing_agent: submission.billing_agent,
            contact,
            description,
            outcome_sought,
            attested: submission.attested,
            upload_id: submission.upload_id.clone(),
            billed: ticket.opening.billed,
            in_dispute: ticket.opening.in_dispute,
            claims: (1..)
                .zip(claims)
                .map(|(claim, fields)| ClaimView { claim, fields: fields.clone() })
                .collect(),
            proposal: entries.iter().rev().find_map(proposal),
            decision: entries.iter().rev().find_map(decision),
            timeline: entries.iter().map(entry_view).collect(),
            messages: messages
                .seen_by(reader)
                .map(|message| MessageView::of(message, seen.of(message)))
                .collect(),
            files: attachments.seen_by(reader).map(FileView::from).collect(),
        }
    }

    /// 200 with the ticket, and its version as `ETag`: what `If-Match` takes.
    pub fn found(dossier: &Dossier, reader: &Caller) -> Response {
        Self::answer(StatusCode::OK, dossier, reader)
    }

    /// 201 with the ticket and where it is.
    pub fn created(dossier: &Dossier, reader: &Caller) -> Response {
        at_ticket(&dossier.ticket.id, Self::answer(StatusCode::CREATED, dossier, reader))
    }

    fn answer(status: StatusCode, dossier: &Dossier, reader: &Caller) -> Response {
        let mut response = (status, Json(Self::of(dossier, reader.role()))).into_response();
        if let Ok(version) = HeaderValue::from_str(&format!("\"{}\"", dossier.ticket.version)) {
            response.headers_mut().insert(ETAG, version);
        }
        response
    }
}

/// An answer that says at which ticket that lies which it made.
pub fn at_ticket(ticket: &TicketId, mut response: Response) -> Response {
    if let Ok(place) = HeaderValue::from_str(&format!("/tickets/{ticket}")) {
        response.headers_mut().insert(LOCATION, place);
    }
    response
}

pub(crate) fn due(ticket: &Ticket) -> Option<DueView> {
    let due = ticket.due()?;
    Some(DueView {
        date: due.deadline.date,
        passes_at: due.deadline.passes_at,
        rule: due.deadline.rule,
        whose: due.whose.map_or("both", Role::code),
        policy: due.deadline.policy,
        moved_from: due.deadline.moved_from,
        because: due.deadline.because.map(|day| day.to_string()),
    })
}

fn closure(ticket: &Ticket) -> Option<Closure> {
    match &ticket.state {
        portal_core::ticket::State::Closed(closure) => Some(closure.clone()),
        _ => None,
    }
}

const fn extension(extension: Extension) -> (&'static str, Option<Role>) {
    match extension {
        Extension::NotAsked => ("not_asked", None),
        Extension::Asked { by } => ("asked", Some(by)),
        Extension::Granted => ("granted", None),
        Extension::Refused => ("refused", None),
    }
}

pub(crate) fn proposal(entry: &Entry) -> Option<AnswerView> {
    let Event::Proposed { proposal, late, .. } = &entry.event else { return None };
    Some(answer(proposal, entry.at, *late, |outcome| (Some(outcome.code()), None)))
}

pub(crate) fn decision(entry: &Entry) -> Option<AnswerView> {
    let Event::Decided { decision } = &entry.event else { return None };
    Some(answer(decision, entry.at, false, |finding| (None, Some(finding.code()))))
}

type Named = (Option<&'static str>, Option<&'static str>);

fn answer<V: portal_core::outcome::Verdict>(
    answer: &Answer<V>,
    at: DateTime<Utc>,
    late: bool,
    name: fn(V) -> Named,
) -> AnswerView {
    let claims = answer.claims.iter().map(|line| {
        let (outcome, finding) = name(line.verdict);
        VerdictView { claim: line.claim, outcome, finding, amount: line.amount, reason: line.reason.clone() }
    });
    AnswerView { summary: answer.summary.clone(), claims: claims.collect(), total: answer.total(), at, late }
}

fn entry_view(entry: &Entry) -> EntryView {
    EntryView {
        seq: entry.seq,
        at: entry.at,
        by: entry.by.role,
        what: entry.event.name(),
        hash: entry.hash.clone(),
        text: written(&entry.event),
        text_es: in_spanish(&entry.event),
        due: set_due(&entry.event),
        files: put_in(&entry.event).to_vec(),
    }
}

/// Evidence is the only move that files come with.
fn put_in(event: &Event) -> &[FileId] {
    if let Event::EvidenceGiven { files, .. } = event { files } else { &[] }
}

fn written(event: &Event) -> Option<String> {
    let said = |text: &Option<Reason>| text.as_ref().map(|text| text.as_str().to_owned());
    match event {
        Event::ExtensionAsked { reason } => Some(reason.as_str().to_owned()),
        Event::ExtensionGranted { reason, .. }
        | Event::ExtensionRefused { reason }
        | Event::Accepted { reason }
        | Event::ReviewAsked { reason, .. }
        | Event::Withdrawn { reason } => said(reason),
        Event::EvidenceGiven { statement, .. } => statement.as_ref().map(|text| text.as_str().to_owned()),
        Event::Closed { closure } => Some(closure.text.clone()),
        // The proposal and the decision stand on the ticket itself.
        Event::Filed { .. }
        | Event::Presented { .. }
        | Event::Proposed { .. }
        | Event::EvidenceClosed { .. }
        | Event::Decided { .. }
        | Event::Reminded { .. }
        | Event::FellOverdue { .. }
        | Event::Escalated
        | Event::UrgentLookOverdue
        | Event::UrgentLooked => None,
    }
}

/// Only what the portal itself said has both languages.
fn in_spanish(event: &Event) -> Option<String> {
    if let Event::Closed { closure } = event { closure.text_es.clone() } else { None }
}

fn set_due(event: &Event) -> Option<NaiveDate> {
    match event {
        Event::Filed { due, .. }
        | Event::Presented { due, .. }
        | Event::ExtensionGranted { due, .. }
        | Event::Proposed { due, .. }
        | Event::ReviewAsked { due, .. }
        | Event::EvidenceClosed { due } => Some(due.date),
        Event::Reminded { due, .. } => Some(*due),
        Event::FellOverdue { escalates_after, .. } => escalates_after.map(|last| last.date),
        Event::ExtensionAsked { .. }
        | Event::ExtensionRefused { .. }
        | Event::Accepted { .. }
        | Event::EvidenceGiven { .. }
        | Event::Decided { .. }
        | Event::Withdrawn { .. }
        | Event::Closed { .. }
        | Event::Escalated
        | Event::UrgentLookOverdue
        | Event::UrgentLooked => None,
    }
}
