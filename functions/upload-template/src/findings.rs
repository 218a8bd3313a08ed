//! Faults and warnings of a workbook, as a page says them: row by row, in its language.

use portal_edge::Frame;
use portal_edge::page::words;
use portal_store::Finding;
use std::collections::{BTreeMap, BTreeSet};

/// Where these were found, the English words name the days that matter; the Spanish ones, which are
/// looked up by the code alone, cannot.
const NAME_DAYS: [&str; 4] = ["too_early", "too_late", "late_under_hfs_practice", "window_ends_soon"];

/// And here, which rows or headings.
const NAME_PLACES: [&str; 4] = ["wrong_headings", "absent_columns", "hidden_rows", "hidden_columns"];

/// A finding as it is read.
pub struct Told {
    /// The row as people see it in the sheet; none of the file as a whole, or its Ticket sheet.
    pub row: Option<u32>,
    /// The column's heading; blank where it is of none.
    pub column: String,
    /// What is wrong, and how to put it right.
    pub words: String,
    /// What was read there.
    pub found: Option<String>,
    /// The ticket that it names.
    pub ticket: Option<String>,
}

/// The findings of a file in the order of its rows.
pub fn told(frame: &Frame, findings: &[Finding]) -> Vec<Told> {
    let mut told: Vec<Told> = findings.iter().map(|finding| one(frame, finding)).collect();
    told.sort_by_key(|told| told.row);
    told
}

/// In how many rows something was found.
pub fn rows(told: &[Told]) -> usize {
    told.iter().filter_map(|told| told.row).collect::<BTreeSet<_>>().len()
}

fn one(frame: &Frame, finding: &Finding) -> Told {
    let Finding { row, column, code, message, found } = finding;
    let column = column.as_deref().unwrap_or_default();
    let mut words =
        words::of_workbook(frame.language, code, message, &BTreeMap::<String, String>::new()).into_owned();
    if words != *message {
        let named = if NAME_DAYS.contains(&code.as_str()) {
            days(message).iter().map(|day| frame.day(day)).collect::<Vec<_>>().join(" – ")
        } else if NAME_PLACES.contains(&code.as_str()) {
            places(message).unwrap_or_default().to_owned()
        } else {
            String::new()
        };
        if !named.is_empty() {
            words = format!("{words} ({named})");
        }
    }
    Told {
        row: *row,
        column: heading(frame, column),
        words,
        found: found.as_ref().map(|found| found.0.clone()),
        ticket: ticket(message),
    }
}

/// What a column is called: `rin`, or of the Ticket sheet `ticket.mco`.
fn heading(frame: &Frame, column: &str) -> String {
    // The headings of an answer workbook, where a form calls the same otherwise.
    match column {
        "ticket_number" => return frame.say("Ticket number", "Número de disputa").to_owned(),
        "outcome" => return frame.say("Outcome", "Outcome (resultado)").to_owned(),
        "tickets.ticket_number" => {
            return frame.say("Tickets: Ticket number", "Tickets: número de disputa").to_owned();
        }
        "tickets.summary" => return frame.say("Tickets: Summary", "Tickets: Summary (resumen)").to_owned(),
        _ => {}
    }
    let (sheet, name) = column.strip_prefix("ticket.").map_or(("", column), |name| ("Ticket: ", name));
    let name = words::field(frame.language, &format!("/{name}"));
    if name.is_empty() { column.to_owned() } else { format!("{sheet}{name}") }
}

fn days(message: &str) -> Vec<chrono::NaiveDate> {
    message.split_whitespace().filter_map(|word| word.trim_matches(['.', ',', ':']).parse().ok()).collect()
}

fn places(message: &str) -> Option<&str> {
    message.split_once(": ")?.1.split('.').next()
}

/// The address of the ticket that a message names.
fn ticket(message: &str) -> Option<String> {
    let word = message.split_whitespace().find(|word| word.starts_with("/tickets/"))?;
    Some(word.trim_end_matches(['.', ',']).to_owned())
}
