//! The workbook given back with what is wrong in it, cell by cell, so that it can be corrected and uploaded
//! as it is: its marks, notes and Faults sheet are not read.

use crate::blank::{self, CLAIMS_VERSION, REGISTRATIONS_VERSION, TicketFill};
use crate::claim_columns::CLAIM_COLUMNS;
use crate::claims::{CLAIMS_SHEET, ClaimsWorkbook, TICKET_SHEET};
use crate::column::{Column, place};
use crate::fault::RowFault;
use crate::layout::{self, Filled, Marks, WriteError};
use crate::provider_columns::PROVIDER_COLUMNS;
use crate::registrations::{PROVIDERS_SHEET, RegistrationsWorkbook};
use crate::ticket::{self, TICKET_LINES};
use portal_core::mco::McoList;
use rust_xlsxwriter::{Format, FormatAlign, Url, Workbook, Worksheet};

/// A claims workbook in the layout of the blank one, with the cells that were read, and `faults` and
/// `warnings` marked. They may be more than the reader found: the caller adds windows and open duplicates.
///
/// # Errors
/// When the writer refuses what was read, such as a row past Excel's last.
pub fn annotate_claims(
    read: &ClaimsWorkbook,
    mcos: &McoList,
    faults: &[RowFault],
    warnings: &[RowFault],
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
    add_faults_sheet(
        &mut book,
        &entries,
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
    add_faults_sheet(
        &mut book,
        &entries,
        |fault| read.found(fault),
        |entry| Location::of(PROVIDERS_SHEET, PROVIDER_COLUMNS, entry.fault),
    )?;
    blank::provider_lists(book.add_worksheet())?;
    Ok(book.save_to_buffer()?)
}

/// A fault or a warning.
pub(crate) struct Entry<'a> {
    kind: &'static str,
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
    let faults = faults.iter().map(|fault| Entry { kind: "To correct", fault });
    faults.chain(warnings.iter().map(|fault| Entry { kind: "Please check", fault }))
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
        text.push_str(&format!("{}: {}", entry.kind, entry.fault.message));
    }
    marks
}

/// Where a fault is, as people find it.
pub(crate) struct Location {
    sheet: &'static str,
    /// As people see it.
    row: u32,
    column: usize,
    heading: &'static str,
}

impl Location {
    pub(crate) fn of<T>(sheet: &'static str, columns: &[Column<T>], fault: &RowFault) -> Self {
        let column = place(columns, fault.column);
        let heading = columns.get(column).map_or("", |column| column.heading);
        Self { sheet, row: fault.row, column, heading }
    }
}

/// Where every fault and warning is listed; not read.
const FAULTS_SHEET: &str = "Faults";
/// The Faults sheet's columns, each with a width in characters.
const LIST: [(&str, u8); 8] = [
    ("Sheet", 12),
    ("Row", 8),
    ("Column", 26),
    ("Kind", 14),
    ("What was read", 28),
    ("What to do", 90),
    ("Go to the cell", 16),
    ("Code", 24),
];

/// Adds the sheet Faults: every fault and warning in a list, with a link to its cell.
pub(crate) fn add_faults_sheet(
    book: &mut Workbook,
    entries: &[Entry<'_>],
    found: impl Fn(&RowFault) -> Option<String>,
    location: impl Fn(&Entry<'_>) -> Location,
) -> Result<(), WriteError> {
    faults_sheet(book.add_worksheet(), entries, found, location)?;
    layout::name_headings(book, FAULTS_SHEET, "ColumnTitle", LIST.len().saturating_sub(1))
}

fn faults_sheet(
    sheet: &mut Worksheet,
    entries: &[Entry<'_>],
    found: impl Fn(&RowFault) -> Option<String>,
    location: impl Fn(&Entry<'_>) -> Location,
) -> Result<(), WriteError> {
    sheet.set_name(FAULTS_SHEET)?.set_freeze_panes(1, 0)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    let heading = layout::heading_format();
    for (at, (text, width)) in (0_u16..).zip(LIST) {
        sheet.set_column_width(at, f64::from(width))?;
        sheet.write_string_with_format(0, at, text, &heading)?;
    }
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    for (row, entry) in (1_u32..).zip(entries) {
        let Location { sheet: name, row: at_row, column, heading } = location(entry);
        let read = found(entry.fault);
        sheet.write_string_with_format(row, 0, name, &wrapped)?;
        sheet.write_number_with_format(row, 1, f64::from(at_row), &wrapped)?;
        sheet.write_string_with_format(row, 2, heading, &wrapped)?;
        sheet.write_string_with_format(row, 3, entry.kind, &wrapped)?;
        sheet.write_string_with_format(row, 4, read.as_deref().unwrap_or("(nothing)"), &wrapped)?;
        sheet.write_string_with_format(row, 5, entry.fault.message.as_ref(), &wrapped)?;
        let at = u16::try_from(column).unwrap_or(0);
        let cell = rust_xlsxwriter::utility::row_col_to_cell(at_row.saturating_sub(1), at);
        let text = format!("{name} {cell}");
        sheet.write_url(row, 6, Url::new(format!("internal:{name}!{cell}")).set_text(text))?;
        sheet.write_string_with_format(row, 7, entry.fault.code, &wrapped)?;
    }
    Ok(())
}
