//! What was ignored or repaired in a workbook, and is said: neither a fault nor a warning.

use crate::fault::Note;
use rust_xlsxwriter::utility::column_number_to_name;

/// The headings stood below row 1: a title, or empty rows, are above them. The row as people see it.
pub(crate) fn heading_row(row: u32) -> Option<Note> {
    let message = || format!("The headings were found in row {row}.");
    (row > 1).then(|| Note::new("heading_row", message()).telling("row", row))
}

/// Columns of the sender's own, counted from zero, and from which on they are not given back.
pub(crate) fn extra_columns(columns: &[u32], left_out: Option<u32>) -> Option<Note> {
    let letters = |all: &mut dyn Iterator<Item = u32>| all.map(letter).collect::<Vec<_>>().join(", ");
    let given_back = letters(&mut columns.iter().copied().filter(|at| left_out.is_none_or(|end| *at < end)));
    let mut message = "Columns that are not of the blank workbook were not read.".to_owned();
    if !given_back.is_empty() {
        message += " With a workbook that is given back they come to the right of ours, as values without formulas: ";
        message += &format!("{given_back}.");
    }
    if let Some(left_out) = left_out {
        message += &format!(" Not given back: {} and those after it.", letter(left_out));
    }
    let all = letters(&mut columns.iter().copied().chain(left_out));
    (!columns.is_empty() || left_out.is_some())
        .then(|| Note::new("extra_columns", message).telling("columns", all))
}

/// Columns that may be absent, and are.
pub(crate) fn absent_columns(headings: &[&str]) -> Option<Note> {
    let headings = listed(headings)?;
    let message = format!("These columns are absent and were taken as empty: {headings}.");
    Some(Note::new("absent_columns", message).telling("headings", headings))
}

/// Rows that are hidden, as by a filter: whoever hid them may think that they were left out.
pub(crate) fn hidden_rows(rows: &[u32]) -> Option<Note> {
    let rows = listed(rows)?;
    let message = format!(
        "These rows are hidden and were read all the same: {rows}. Delete those that do not belong here."
    );
    Some(Note::new("hidden_rows", message).telling("rows", rows))
}

/// Columns that are hidden.
pub(crate) fn hidden_columns(headings: &[&str]) -> Option<Note> {
    let headings = listed(headings)?;
    let message = format!("These columns are hidden and were read all the same: {headings}.");
    Some(Note::new("hidden_columns", message).telling("headings", headings))
}

/// A sheet that is hidden, beside which another one may have been filled in.
pub(crate) fn hidden_sheet(name: Option<&str>) -> Option<Note> {
    let name = name?;
    let message = format!(
        "The sheet {name} is hidden and was read all the same. Check that it is the one that you filled in."
    );
    Some(Note::new("hidden_sheet", message).telling("sheet", name))
}

/// Tickets of an answer workbook for which nothing is filled in.
pub(crate) fn left_for_later(tickets: usize) -> Option<Note> {
    let message = || format!("{tickets} ticket(s) have nothing filled in and are left for later.");
    (tickets > 0).then(|| Note::new("left_for_later", message()).telling("count", tickets))
}

/// The workbook says that it was made from another version of the blank one. `current` is like `claims 2`.
pub(crate) fn other_template(found: Option<&str>, current: &str) -> Option<Note> {
    let (kind, version) = current.rsplit_once(' ')?;
    let found = found?.strip_prefix(kind)?.trim().parse::<u32>().ok()?;
    let message = || {
        format!(
            "This workbook was made from version {found} of the blank workbook and read as usual; the portal now hands out version {version}."
        )
    };
    let note =
        || Note::new("other_template", message()).telling("version", found).telling("current", version);
    (found.to_string() != version).then(note)
}

/// Lines of the Ticket sheet that were not found, or hold nothing.
pub(crate) fn ticket_sheet_incomplete(labels: &[&str]) -> Option<Note> {
    let lines = listed(labels)?;
    // R5: what is filed without its MCO, program or category is closed; without a provider it is not taken.
    let message = format!(
        "These lines of the sheet Ticket were not found, or hold no value: {lines}. The form asks for them when you file. A program that files this workbook must give them in the ticket's body: without the MCO, the program or the category the ticket is closed as incomplete (R5), without the Medicaid ID it is not taken. Until all of these are given, the MCO's contract and open tickets about the same cannot be checked."
    );
    Some(Note::new("ticket_sheet_incomplete", message).telling("lines", lines))
}

fn listed(names: &[impl ToString]) -> Option<String> {
    Some(joined(names)).filter(|names| !names.is_empty())
}

/// Names as a sentence lists them.
pub(crate) fn joined(names: &[impl ToString]) -> String {
    names.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// What people call a column that is counted from zero.
pub(crate) fn letter(column: u32) -> String {
    column_number_to_name(u16::try_from(column).unwrap_or(u16::MAX))
}
