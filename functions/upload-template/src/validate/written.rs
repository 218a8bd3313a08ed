//! What was found in a file, as it is written down and as the workbook given back says it in Spanish.

use portal_core::fault::Told;
use portal_edge::Language;
use portal_edge::page::words;
use portal_store::{Finding, Found};
use portal_workbook::{Note, Refused, RowFault};
use std::collections::BTreeMap;

/// A fault or a warning, and what was read at its place. Of the Ticket sheet it has no row.
pub fn finding(fault: &RowFault, found: Option<String>) -> Finding {
    Finding {
        row: Some(fault.row).filter(|row| *row > 0),
        column: Some(fault.column.to_owned()),
        told: stored(&fault.told),
        found: found.map(Found),
        ..of_the_file(fault.code, &fault.message)
    }
}

/// What was ignored or repaired.
pub fn notes(notes: &[Note]) -> impl Iterator<Item = Finding> {
    notes.iter().map(|note| Finding { told: stored(&note.told), ..of_the_file(note.code, &note.message) })
}

/// Why a file is not taken at all.
pub fn refused(reason: &Refused) -> Finding {
    Finding { told: stored(&reason.told()), ..of_the_file(reason.code(), &reason.message()) }
}

/// Something about the file as a whole.
pub fn of_the_file(code: &str, message: &str) -> Finding {
    Finding { code: code.to_owned(), message: message.to_owned(), ..Finding::default() }
}

fn stored(told: &Told) -> BTreeMap<String, String> {
    told.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}

/// The Spanish words of the list in a workbook given back.
pub fn in_spanish(code: &str, told: &Told, english: &str) -> String {
    words::of_workbook(Language::Spanish, code, english, told).into_owned()
}
