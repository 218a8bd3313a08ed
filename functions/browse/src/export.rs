//! A list handed out whole, as CSV or as a workbook. It holds what the list holds: no member, no RIN, no
//! claim number.

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use portal_core::chicago::day_of;
use portal_edge::Problem;
use portal_store::{Summary, TicketPage};
use portal_workbook::MEDIA_TYPE;
use portal_workbook::export::{Table, Value, to_csv, to_workbook};

/// Where the rest begins, when there is more than a file holds.
pub const NEXT_CURSOR: HeaderName = HeaderName::from_static("x-next-cursor");

const TITLE: &str = "Tickets of the Provider Resolution Portal";

const COLUMNS: &[(&str, u16)] = &[
    ("Ticket number", 20),
    ("State", 12),
    ("Provider Medicaid ID", 20),
    ("MCO", 10),
    ("Category", 30),
    ("MCO tracking number", 24),
    ("Urgent", 8),
    ("Claims", 8),
    ("In dispute", 14),
    ("Filed", 12),
    ("Due", 12),
    ("Rule", 8),
    ("Overdue", 10),
    ("Escalated", 10),
];

/// The page as CSV.
///
/// # Errors
/// When it cannot be written.
pub fn csv(page: &TicketPage, today: NaiveDate) -> Result<Response, Problem> {
    let bytes = to_csv(&table(&page.tickets)).map_err(|error| Problem::internal(error.to_string()))?;
    let name = format!("tickets-{today}.csv");
    Ok(handed_out(bytes, "text/csv; charset=utf-8; header=present", &name, next(page)))
}

/// The page as a workbook.
///
/// # Errors
/// When it cannot be written.
pub fn workbook(page: &TicketPage, today: NaiveDate) -> Result<Response, Problem> {
    let bytes =
        to_workbook(TITLE, &[table(&page.tickets)]).map_err(|error| Problem::internal(error.to_string()))?;
    Ok(handed_out(bytes, MEDIA_TYPE, &format!("tickets-{today}.xlsx"), next(page)))
}

/// A file of this kind and name, and where the rest begins if there is more.
pub fn handed_out(bytes: Vec<u8>, kind: &'static str, name: &str, next: Option<String>) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    let said = [(CONTENT_DISPOSITION, Some(format!("attachment; filename=\"{name}\""))), (NEXT_CURSOR, next)];
    for (header, value) in said {
        // A day, a ticket's number and a cursor are plain ASCII.
        if let Some(value) = value.and_then(|value| HeaderValue::from_str(&value).ok()) {
            headers.insert(header, value);
        }
    }
    (headers, bytes).into_response()
}

fn next(page: &TicketPage) -> Option<String> {
    page.next.as_ref().map(ToString::to_string)
}

fn table(tickets: &[Summary]) -> Table {
    let rows = tickets.iter().map(row).collect();
    Table { sheet: "Tickets", columns: COLUMNS, rows }
}

fn row(ticket: &Summary) -> Vec<Value> {
    vec![
        Value::Text(ticket.number.to_string()),
        Value::Text(ticket.state.label().to_owned()),
        Value::Text(ticket.provider.to_string()),
        ticket.mco.as_ref().into(),
        ticket.category.map(|category| category.label()).into(),
        ticket.mco_tracking_number.as_ref().into(),
        Value::Flag(ticket.urgent),
        Value::Count(u32::from(ticket.claims)),
        Value::Money(ticket.in_dispute),
        Value::Day(day_of(ticket.filed_at)),
        ticket.due.map_or(Value::Empty, Value::Day),
        ticket.rule.into(),
        Value::Flag(ticket.overdue),
        Value::Flag(ticket.escalated),
    ]
}
