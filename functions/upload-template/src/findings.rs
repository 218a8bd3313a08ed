//! Faults and warnings of a workbook, as a page says them: row by row, in its language.

use portal_edge::page::words;
use portal_edge::{Frame, Language};
use portal_store::Finding;
use std::collections::BTreeSet;

/// A finding as it is read.
pub struct Told {
    /// The row as people see it in the sheet; none of the file as a whole, or its Ticket sheet.
    pub row: Option<u32>,
    /// Whether it is of the Ticket sheet, whose lines are no rows of claims.
    pub is_of_ticket: bool,
    /// The column's heading; blank where it is of none.
    pub column: String,
    /// What is wrong, and how to put it right.
    pub words: String,
    /// What was read there.
    pub found: Option<String>,
    /// The address of the ticket that it names.
    pub ticket: Option<String>,
}

/// The findings of a file: of its Ticket sheet, then in the order of its rows, then of the whole.
pub fn told(frame: &Frame, findings: &[Finding]) -> Vec<Told> {
    let mut told: Vec<Told> = findings.iter().map(|finding| one(frame, finding)).collect();
    // As the reader puts them, which it did not always.
    told.sort_by_key(|told| (!told.is_of_ticket, told.row.is_none(), told.row));
    told
}

/// How many there are and where, in words.
pub fn counted(language: Language, told: &[Told]) -> String {
    let say = |english, spanish| language.say(english, spanish);
    let faults = if told.len() == 1 { say("fault", "error") } else { say("faults", "errores") };
    let rows = told.iter().filter_map(|told| told.row).collect::<BTreeSet<_>>().len();
    let rows = match rows {
        0 => None,
        1 => Some(say("in 1 row", "en 1 fila").to_owned()),
        rows => Some(format!("{} {rows} {}", say("in", "en"), say("rows", "filas"))),
    };
    let ticket = say("on the sheet Ticket", "en la hoja Ticket").to_owned();
    let places = [rows, told.iter().any(|told| told.is_of_ticket).then_some(ticket)];
    let places: Vec<String> = places.into_iter().flatten().collect();
    format!("{} {faults} {}", told.len(), places.join(say(" and ", " y "))).trim_end().to_owned()
}

fn one(frame: &Frame, finding: &Finding) -> Told {
    let Finding { row, column, code, message, told, found } = finding;
    let column = column.as_deref().unwrap_or_default();
    let line = column.strip_prefix("ticket.");
    Told {
        row: row.filter(|_| line.is_none()),
        is_of_ticket: line.is_some(),
        column: heading(frame, line.unwrap_or(column)),
        words: words::of_workbook(frame.language, code, message, told).into_owned(),
        found: found.as_ref().map(|found| found.0.clone()),
        ticket: told.get("address").cloned(),
    }
}

/// What a column is called, such as `rin`.
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
    let name = words::field(frame.language, column);
    if name.is_empty() { column.to_owned() } else { name }
}
