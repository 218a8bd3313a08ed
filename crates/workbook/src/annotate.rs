//! The workbook given back with what is wrong in it, cell by cell, so that it can be corrected and uploaded
//! as it is: its marks, notes and Faults sheet are not read.

use crate::blank::{self, CLAIMS_VERSION, REGISTRATIONS_VERSION, TicketFill};
use crate::claim_columns::CLAIM_COLUMNS;
use crate::claims::{CLAIMS_SHEET, ClaimsWorkbook, TICKET_SHEET};
use crate::column::{Column, place};
use crate::fault::RowFault;
use crate::faults_sheet::{self, InSpanish, Listed, Location};
use crate::layout::{self, Filled, Marks, WriteError};
use crate::provider_columns::PROVIDER_COLUMNS;
use crate::registrations::{PROVIDERS_SHEET, RegistrationsWorkbook};
use crate::ticket::{self, TICKET_LINES};
use portal_core::mco::McoList;

/// A claims workbook in the layout of the blank one, with the cells that were read, and `faults` and
/// `warnings` marked and listed, with the notes under them.
///
/// # Errors
/// When the writer refuses what was read, such as a row past Excel's last.
pub fn annotate_claims(
    read: &ClaimsWorkbook,
    mcos: &McoList,
    faults: &[RowFault],
    warnings: &[RowFault],
    spanish: InSpanish<'_>,
) -> Result<Vec<u8>, WriteError> {
    let (on_ticket, on_rows): (Vec<Entry<'_>>, Vec<Entry<'_>>) =
        entries(faults, warnings).partition(|entry| entry.line().is_some());
    let filled = Filled {
        cells: &read.cells,
        own_headings: &read.own_headings,
        epoch_1904: read.epoch_1904,
        marks: marks_among(&on_rows, CLAIM_COLUMNS),
    };
    let ticket = TicketFill {
        cells: &read.ticket_cells,
        epoch_1904: read.epoch_1904,
        marks: marks(&on_ticket, |entry| {
            let line = entry.line().unwrap_or(0);
            (blank::ticket_row(line).saturating_add(1), line)
        }),
    };
    let mut book = layout::workbook("Claims in dispute with a managed-care plan", CLAIMS_VERSION)?;
    blank::claims_sheets(&mut book, mcos, Some(&filled), &ticket)?;
    let entries: Vec<Entry<'_>> = on_ticket.into_iter().chain(on_rows).collect();
    faults_sheet::add(
        &mut book,
        &Listed { entries: &entries, notes: &read.notes, spanish },
        |fault| read.found(fault),
        |entry| match entry.line() {
            Some(line) => Location {
                sheet: TICKET_SHEET,
                row: blank::ticket_row(line).saturating_add(1),
                column: 1,
                heading: TICKET_LINES.get(line).map_or("", |line| line.label),
            },
            None => Location::of(CLAIMS_SHEET, CLAIM_COLUMNS, entry.fault),
        },
    )?;
    blank::lists(book.add_worksheet(), mcos)?;
    Ok(book.save_to_buffer()?)
}

/// A registrations workbook with `faults`, and what was worth a second look in reading it, marked in it.
///
/// # Errors
/// When the writer refuses what was read, such as a row past Excel's last.
pub fn annotate_registrations(
    read: &RegistrationsWorkbook,
    faults: &[RowFault],
    spanish: InSpanish<'_>,
) -> Result<Vec<u8>, WriteError> {
    let entries: Vec<Entry<'_>> = entries(faults, &read.warnings).collect();
    let filled = Filled {
        cells: &read.cells,
        own_headings: &read.own_headings,
        epoch_1904: read.epoch_1904,
        marks: marks_among(&entries, PROVIDER_COLUMNS),
    };
    let mut book = layout::workbook("Providers to register", REGISTRATIONS_VERSION)?;
    blank::registrations_sheets(&mut book, Some(&filled))?;
    faults_sheet::add(
        &mut book,
        &Listed { entries: &entries, notes: &read.notes, spanish },
        |fault| read.found(fault),
        |entry| Location::of(PROVIDERS_SHEET, PROVIDER_COLUMNS, entry.fault),
    )?;
    blank::provider_lists(book.add_worksheet())?;
    Ok(book.save_to_buffer()?)
}

/// What is to be done about what was found, in English and in Spanish.
const TO_CORRECT: [&str; 2] = ["To correct", "Por corregir"];
const PLEASE_CHECK: [&str; 2] = ["Please check", "Por revisar"];

/// A fault or a warning.
pub(crate) struct Entry<'a> {
    pub(crate) kind: [&'static str; 2],
    pub(crate) fault: &'a RowFault,
}

impl Entry<'_> {
    /// The line of the Ticket sheet, when that is where it is.
    fn line(&self) -> Option<usize> {
        ticket::line(self.fault.column)
    }
}

/// What is wrong, then what is worth a second look.
pub(crate) fn entries<'a>(
    faults: &'a [RowFault],
    warnings: &'a [RowFault],
) -> impl Iterator<Item = Entry<'a>> {
    let faults = faults.iter().map(|fault| Entry { kind: TO_CORRECT, fault });
    faults.chain(warnings.iter().map(|fault| Entry { kind: PLEASE_CHECK, fault }))
}

/// The marks of what is wrong in rows of these columns.
pub(crate) fn marks_among<T>(entries: &[Entry<'_>], columns: &[Column<T>]) -> Marks {
    marks(entries, |entry| (entry.fault.row, place(columns, entry.fault.column)))
}

fn marks(entries: &[Entry<'_>], at: impl Fn(&Entry<'_>) -> (u32, usize)) -> Marks {
    let mut marks = Marks::new();
    for entry in entries {
        let text = marks.entry(at(entry)).or_default();
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&format!("{}: {}", entry.kind[0], entry.fault.message));
    }
    marks
}
