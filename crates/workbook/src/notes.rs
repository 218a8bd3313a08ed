//! What was ignored or repaired in a workbook, and is said: neither a fault nor a warning.

use crate::fault::Note;
use rust_xlsxwriter::utility::column_number_to_name;
use std::borrow::Cow;

fn note(code: &'static str, message: impl Into<Cow<'static, str>>) -> Note {
    Note { code, message: message.into() }
}

/// The headings stood below row 1: a title, or empty rows, are above them. The row as people see it.
pub(crate) fn heading_row(row: u32) -> Option<Note> {
    (row > 1).then(|| note("heading_row", format!("The headings were found in row {row}.")))
}

/// Columns of the sender's own, counted from zero, and from which on they are not given back.
pub(crate) fn extra_columns(columns: &[u32], left_out: Option<u32>) -> Option<Note> {
    let letters = |column: u32| column_number_to_name(u16::try_from(column).unwrap_or(u16::MAX));
    let list: Vec<String> =
        columns.iter().copied().filter(|at| left_out.is_none_or(|end| *at < end)).map(letters).collect();
    let mut message = "Columns that are not of the blank workbook were not read.".to_owned();
    if !list.is_empty() {
        message += " With a workbook that is given back they come to the right of ours, as values without formulas: ";
        message += &format!("{}.", list.join(", "));
    }
    if let Some(left_out) = left_out {
        message += &format!(" Not given back: {} and those after it.", letters(left_out));
    }
    (!columns.is_empty() || left_out.is_some()).then(|| note("extra_columns", message))
}

/// Columns that may be absent, and are.
pub(crate) fn absent_columns(headings: &[&str]) -> Option<Note> {
    let message = || format!("These columns are absent and were taken as empty: {}.", headings.join(", "));
    (!headings.is_empty()).then(|| note("absent_columns", message()))
}

/// Rows that are hidden, as by a filter: whoever hid them may think that they were left out.
pub(crate) fn hidden_rows(rows: &[u32]) -> Option<Note> {
    let list = || rows.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    (!rows.is_empty()).then(|| {
        note(
            "hidden_rows",
            format!(
                "These rows are hidden and were read all the same: {}. Delete those that do not belong here.",
                list()
            ),
        )
    })
}

/// Columns that are hidden.
pub(crate) fn hidden_columns(headings: &[&str]) -> Option<Note> {
    let message = || format!("These columns are hidden and were read all the same: {}.", headings.join(", "));
    (!headings.is_empty()).then(|| note("hidden_columns", message()))
}

/// Tickets of an answer workbook for which nothing is filled in.
pub(crate) fn left_for_later(tickets: usize) -> Option<Note> {
    let message = || format!("{tickets} ticket(s) have nothing filled in and are left for later.");
    (tickets > 0).then(|| note("left_for_later", message()))
}

/// The workbook says that it was made from another version of the blank one. `current` is like `claims 2`.
pub(crate) fn other_template(found: Option<&str>, current: &str) -> Option<Note> {
    let (kind, version) = current.rsplit_once(' ')?;
    let found = found?.strip_prefix(kind)?.trim().parse::<u32>().ok()?;
    (found.to_string() != version).then(|| {
        note(
            "other_template",
            format!("This workbook was made from version {found} of the blank workbook and read as usual; the portal now hands out version {version}."),
        )
    })
}
