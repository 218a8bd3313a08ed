//! One ticket handed out whole: as a workbook with a sheet for each thing on it, or its claims as CSV. Holds health
//! information, as the ticket does: who takes it is on record first.

use crate::export::handed_out;
use axum::response::Response;
use chrono::{DateTime, Utc};
use portal_core::chicago::local;
use portal_core::claim::Claim;
use portal_core::outcome::{Finding, Outcome};
use portal_edge::page::happened;
use portal_edge::ticket_view::{AnswerView, ClaimView, VerdictView};
use portal_edge::{Language, Problem, TicketView};
use portal_workbook::MEDIA_TYPE;
use portal_workbook::export::{Table, Value, to_csv, to_workbook};

const FACTS: &[(&str, u16)] = &[("What", 26), ("As filed, and as it stands", 80)];
const CLAIMS: &[(&str, u16)] = &[
    ("Ticket number", 20),
    ("Claim", 8),
    ("MCO tracking number", 24),
    ("Date filed with MCO", 14),
    ("MCO answer date", 14),
    ("Member last name", 20),
    ("Member first name", 18),
    ("RIN", 12),
    ("Date of birth", 12),
    ("Service from", 12),
    ("Service to", 12),
    ("MCO claim number", 22),
    ("Claim type", 12),
    ("Billed", 12),
    ("Paid", 12),
    ("Expected", 12),
    ("In dispute", 12),
    ("Denial date", 12),
    ("CARC", 8),
    ("RARC", 8),
    ("Procedure or revenue code", 12),
    ("Authorization number", 20),
    ("Rendering NPI", 14),
    ("Comment", 40),
    ("Proposed", 20),
    ("Amount proposed", 14),
    ("Reason of the MCO", 40),
    ("Decided", 20),
    ("Amount decided", 14),
    ("Reason of HFS", 40),
];
const TIMELINE: &[(&str, u16)] =
    &[("No.", 6), ("At (Chicago)", 20), ("By", 12), ("What", 34), ("Last day set", 14), ("In words", 80)];
const MESSAGES: &[(&str, u16)] = &[("At (Chicago)", 20), ("By", 12), ("Read by", 20), ("Message", 100)];
const FILES: &[(&str, u16)] =
    &[("At (Chicago)", 20), ("By", 12), ("Name", 40), ("Where it stands", 24), ("SHA-256", 66)];

/// Its claims as CSV, with what was proposed and decided on each.
///
/// # Errors
/// When it cannot be written.
pub fn csv(ticket: &TicketView) -> Result<Response, Problem> {
    let bytes = to_csv(&claims(ticket)).map_err(|error| Problem::internal(error.to_string()))?;
    Ok(handed_out(bytes, "text/csv; charset=utf-8; header=present", &name(ticket, "csv"), None))
}

/// All of it as a workbook.
///
/// # Errors
/// When it cannot be written.
pub fn workbook(ticket: &TicketView) -> Result<Response, Problem> {
    let tables = [facts(ticket), claims(ticket), timeline(ticket), messages(ticket), files(ticket)];
    let title = format!("Ticket {}", ticket.number);
    let bytes = to_workbook(&title, &tables).map_err(|error| Problem::internal(error.to_string()))?;
    Ok(handed_out(bytes, MEDIA_TYPE, &name(ticket, "xlsx"), None))
}

fn name(ticket: &TicketView, ending: &str) -> String {
    format!("ticket-{}.{ending}", ticket.number)
}

fn facts(ticket: &TicketView) -> Table {
    let text = |value: &str| Value::Text(value.to_owned());
    let answered = |answer: &Option<AnswerView>| answer.as_ref().map(|answer| answer.summary.as_str()).into();
    let (provider, contact, due) = (&ticket.provider, &ticket.contact, ticket.due.as_ref());
    let rows: Vec<(&str, Value)> = vec![
        ("Ticket number", text(ticket.number.as_str())),
        ("State", text(ticket.state.label())),
        ("Filed", at(ticket.filed_at)),
        ("Due", due.map_or(Value::Empty, |due| Value::Day(due.date))),
        ("Due from", due.map(|due| happened::part(Language::English, due.whose)).into()),
        ("Due under rule", due.map(|due| due.rule.code()).into()),
        ("Closed because", ticket.closure.as_ref().map(|closure| closure.reason.label()).into()),
        ("Closed, in words", ticket.closure.as_ref().map(|closure| closure.text.as_str()).into()),
        ("Provider Medicaid ID", text(provider.medicaid_id.as_str())),
        ("Provider NPI", provider.npi.as_ref().map(|npi| npi.as_str()).into()),
        ("MCO", ticket.mco.as_ref().into()),
        ("Program", ticket.program.map(|program| program.label()).into()),
        ("Category", ticket.category.map(|category| category.label()).into()),
        ("MCO tracking number", ticket.mco_tracking_number.as_ref().into()),
        ("Date filed with MCO", ticket.filed_with_mco.map_or(Value::Empty, Value::Day)),
        ("MCO answer", ticket.mco_answer.map(|answer| answer.label()).into()),
        ("MCO answer date", ticket.mco_answered.map_or(Value::Empty, Value::Day)),
        ("Peer-to-peer review", ticket.peer_to_peer.map(|answer| answer.label()).into()),
        ("Peer-to-peer review date", ticket.peer_to_peer_on.map_or(Value::Empty, Value::Day)),
        ("Urgent", Value::Flag(ticket.urgent)),
        ("Why urgent", ticket.urgent_reason.as_ref().map(|text| text.as_str()).into()),
        ("Filed by a billing agent", Value::Flag(ticket.billing_agent)),
        ("Contact name", contact.name.as_ref().map(|name| name.as_str()).into()),
        ("Contact telephone", contact.phone.as_ref().map(|phone| phone.as_str()).into()),
        ("Contact e-mail", contact.email.as_ref().map(|email| email.as_str()).into()),
        ("What happened", ticket.description.as_ref().map(|text| text.as_str()).into()),
        ("What is sought", ticket.outcome_sought.as_ref().map(|text| text.as_str()).into()),
        ("Billed", Value::Money(ticket.billed)),
        ("In dispute", Value::Money(ticket.in_dispute)),
        ("The MCO's proposal", answered(&ticket.proposal)),
        (
            "Proposed in all",
            ticket.proposal.as_ref().map_or(Value::Empty, |answer| Value::Money(answer.total)),
        ),
        ("HFS's decision", answered(&ticket.decision)),
        (
            "Decided in all",
            ticket.decision.as_ref().map_or(Value::Empty, |answer| Value::Money(answer.total)),
        ),
    ];
    let given = rows.into_iter().filter(|(_, value)| *value != Value::Empty);
    Table {
        sheet: "Ticket",
        columns: FACTS,
        rows: given.map(|(what, value)| vec![text(what), value]).collect(),
    }
}

fn claims(ticket: &TicketView) -> Table {
    let rows = ticket.claims.iter().map(|line| claim(ticket, line)).collect();
    Table { sheet: "Claims", columns: CLAIMS, rows }
}

fn claim(ticket: &TicketView, line: &ClaimView) -> Vec<Value> {
    let claim: &Claim = &line.fields;
    let day = |day: Option<_>| day.map_or(Value::Empty, Value::Day);
    let money = |amount: Option<_>| amount.map_or(Value::Empty, Value::Money);
    let verdict = |answer: &Option<AnswerView>| -> [Value; 3] {
        let lines = answer.iter().flat_map(|answer| &answer.claims);
        let found = lines.into_iter().find(|verdict| usize::from(verdict.claim) == line.claim);
        match found {
            None => [Value::Empty, Value::Empty, Value::Empty],
            Some(verdict) => [
                words(verdict).into(),
                Value::Money(verdict.amount),
                verdict.reason.as_ref().map(|reason| reason.as_str()).into(),
            ],
        }
    };
    let mut row = vec![
        Value::Text(ticket.number.to_string()),
        Value::Count(u32::try_from(line.claim).unwrap_or(u32::MAX)),
        claim
            .mco_tracking_number
            .as_ref()
            .map(|number| number.as_str().to_owned())
            .or_else(|| ticket.mco_tracking_number.clone())
            .into(),
        day(claim.filed_with_mco.or(ticket.filed_with_mco)),
        day(claim.mco_answered.or(ticket.mco_answered)),
        claim.member_last_name.as_ref().map(|name| name.as_str()).into(),
        claim.member_first_name.as_ref().map(|name| name.as_str()).into(),
        claim.rin.as_ref().map(|rin| rin.as_str()).into(),
        day(claim.date_of_birth),
        day(claim.service_from),
        day(claim.service_to),
        claim.mco_claim_number.as_ref().map(|number| number.as_str()).into(),
        claim.claim_type.map(|kind| kind.code()).into(),
        money(claim.billed),
        money(claim.paid),
        money(claim.expected),
        Value::Money(claim.in_dispute()),
        day(claim.denied_on),
        claim.carc.as_ref().map(|code| code.as_str()).into(),
        claim.rarc.as_ref().map(|code| code.as_str()).into(),
        claim.procedure_code.as_ref().map(|code| code.as_str()).into(),
        claim.authorization_number.as_ref().map(|number| number.as_str()).into(),
        claim.rendering_npi.as_ref().map(|npi| npi.as_str()).into(),
        claim.comment.as_ref().map(|text| text.as_str()).into(),
    ];
    row.extend(verdict(&ticket.proposal));
    row.extend(verdict(&ticket.decision));
    row
}

fn words(verdict: &VerdictView) -> Option<&'static str> {
    let outcome = verdict.outcome.and_then(|code| code.parse::<Outcome>().ok()).map(Outcome::label);
    outcome.or_else(|| verdict.finding.and_then(|code| code.parse::<Finding>().ok()).map(Finding::label))
}

fn timeline(ticket: &TicketView) -> Table {
    let row = |entry: &portal_edge::ticket_view::EntryView| {
        vec![
            Value::Count(u32::try_from(entry.seq).unwrap_or(u32::MAX)),
            at(entry.at),
            Value::Text(happened::part(Language::English, entry.by.code()).to_owned()),
            Value::Text(happened::event(Language::English, entry.what)),
            entry.due.map_or(Value::Empty, Value::Day),
            entry.text.as_ref().into(),
        ]
    };
    Table { sheet: "Timeline", columns: TIMELINE, rows: ticket.timeline.iter().map(row).collect() }
}

fn messages(ticket: &TicketView) -> Table {
    let rows = ticket.messages.iter().map(|message| {
        let read: Vec<&str> =
            message.read.iter().map(|read| happened::part(Language::English, read.side.code())).collect();
        vec![
            at(message.at),
            Value::Text(happened::part(Language::English, message.by.code()).to_owned()),
            Value::Text(read.join(", ")),
            Value::Text(message.text.as_str().to_owned()),
        ]
    });
    Table { sheet: "Messages", columns: MESSAGES, rows: rows.collect() }
}

fn files(ticket: &TicketView) -> Table {
    let rows = ticket.files.iter().map(|file| {
        vec![
            at(file.at),
            Value::Text(happened::part(Language::English, file.by.code()).to_owned()),
            Value::Text(file.name.as_str().to_owned()),
            Value::Text(file.status.label().to_owned()),
            file.sha256.as_ref().map(|digest| digest.as_str()).into(),
        ]
    });
    Table { sheet: "Files", columns: FILES, rows: rows.collect() }
}

/// An instant as a clock in Chicago shows it; sorted as text it is sorted by time.
fn at(instant: DateTime<Utc>) -> Value {
    Value::Text(local(instant).format("%Y-%m-%d %H:%M:%S").to_string())
}
