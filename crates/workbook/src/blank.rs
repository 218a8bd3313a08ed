//! The workbooks that people fill in. The same release gives the same bytes.

use crate::cells::Cell;
use crate::cells_out;
use crate::claim_columns::CLAIM_COLUMNS;
use crate::claims::{CLAIMS_SHEET, TICKET_SHEET};
use crate::column::Kind;
use crate::layout::{self, Filled, WriteError, from_list};
use crate::provider_columns::{PROVIDER_COLUMNS, choices};
use crate::registrations::PROVIDERS_SHEET;
use crate::ticket::{HINTS, TICKET_LINES};
use crate::{instructions, layout::Marks};
use portal_core::category::{Category, Program};
use portal_core::mco::McoList;
use rust_xlsxwriter::{DataValidation, DataValidationRule, Format, FormatAlign, Workbook, Worksheet};

/// The version mark in the claims workbook's properties ("Portal workbook").
pub const CLAIMS_VERSION: &str = "claims 2";
/// The version mark in the registrations workbook's properties.
pub const REGISTRATIONS_VERSION: &str = "registrations 2";

/// The blank claims workbook: sheets Claims, Ticket, Instructions, and a hidden one with the lists.
///
/// # Errors
/// When the writer refuses its own layout; a test holds that it does not.
pub fn blank_claims(mcos: &McoList) -> Result<Vec<u8>, WriteError> {
    let mut book = layout::workbook("Claims in dispute with a managed-care plan", CLAIMS_VERSION)?;
    claims_sheets(&mut book, mcos, None, &TicketFill::default())?;
    lists(book.add_worksheet(), mcos)?;
    Ok(book.save_to_buffer()?)
}

/// The blank registrations workbook: sheets Providers, Instructions, and a hidden one with the list of kinds.
///
/// # Errors
/// When the writer refuses its own layout; a test holds that it does not.
pub fn blank_registrations() -> Result<Vec<u8>, WriteError> {
    let mut book = layout::workbook("Providers to register", REGISTRATIONS_VERSION)?;
    registrations_sheets(&mut book, None)?;
    provider_lists(book.add_worksheet())?;
    Ok(book.save_to_buffer()?)
}

/// What to write into the Ticket sheet, by line.
#[derive(Default)]
pub(crate) struct TicketFill<'a> {
    pub(crate) cells: &'a [Option<Cell>],
    pub(crate) epoch_1904: bool,
    /// By line.
    pub(crate) marks: Marks,
}

pub(crate) fn claims_sheets(
    book: &mut Workbook,
    mcos: &McoList,
    filled: Option<&Filled<'_>>,
    ticket: &TicketFill<'_>,
) -> Result<(), WriteError> {
    layout::rows_sheet(book.add_worksheet(), CLAIMS_SHEET, CLAIM_COLUMNS, filled)?;
    ticket_sheet(book.add_worksheet(), mcos, ticket)?;
    layout::name_headings(book, CLAIMS_SHEET, "ColumnTitle", CLAIM_COLUMNS.len().saturating_sub(1))?;
    layout::name_headings(book, TICKET_SHEET, "Title", 0)?;
    layout::instructions(book.add_worksheet(), instructions::CLAIMS)
}

pub(crate) fn registrations_sheets(
    book: &mut Workbook,
    filled: Option<&Filled<'_>>,
) -> Result<(), WriteError> {
    layout::rows_sheet(book.add_worksheet(), PROVIDERS_SHEET, PROVIDER_COLUMNS, filled)?;
    layout::name_headings(book, PROVIDERS_SHEET, "ColumnTitle", PROVIDER_COLUMNS.len().saturating_sub(1))?;
    layout::instructions(book.add_worksheet(), instructions::REGISTRATIONS)
}

/// A label, a box and a hint in each row.
fn ticket_sheet(sheet: &mut Worksheet, mcos: &McoList, ticket: &TicketFill<'_>) -> Result<(), WriteError> {
    sheet.set_name(TICKET_SHEET)?.set_freeze_panes(1, 0)?;
    let heading = layout::heading_format();
    for (at, (text, width)) in (0_u16..).zip([("Field", 18), ("Value", 52), (HINTS, 70)]) {
        sheet.set_column_width(at, width)?;
        sheet.write_string_with_format(0, at, text, &heading)?;
    }
    let label = Format::new().set_bold().set_align(FormatAlign::Top);
    let hint = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let value = Format::new().set_unlocked().set_num_format("@").set_align(FormatAlign::Top);
    for (place, line) in TICKET_LINES.iter().enumerate() {
        let row = ticket_row(place);
        sheet.write_string_with_format(row, 0, line.label, &label)?;
        sheet.write_string_with_format(row, 2, line.hint, &hint)?;
        let mark = ticket.marks.get(&(row.saturating_add(1), place));
        let format = if mark.is_some() { layout::marked(value.clone()) } else { value.clone() };
        let cell = ticket.cells.get(place).and_then(Option::as_ref);
        cells_out::write_cell(sheet, (row, 1), cell, &Kind::Text(0), ticket.epoch_1904, &format)?;
        if let Some(mark) = mark {
            sheet.insert_note(row, 1, &layout::note(mark, "What to correct in this cell"))?;
        }
        let rule = match line.column {
            "ticket.mco" => from_list('A', mcos.all().len()),
            "ticket.program" => from_list('B', Program::ALL.len()),
            "ticket.category" => from_list('C', Category::ALL.len()),
            "ticket.npi" => DataValidation::new().allow_text_length(DataValidationRule::EqualTo(10)),
            _ => DataValidation::new().allow_text_length(DataValidationRule::Between(7, 12)),
        };
        sheet.add_data_validation(row, 1, row, 1, &layout::messages(rule, line.label, line.hint)?)?;
    }
    layout::lock(sheet);
    Ok(())
}

/// The row of the Ticket sheet that a line stands in, counted from zero.
pub(crate) fn ticket_row(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX).saturating_add(1)
}

/// The choices for claims, code and label, in a hidden sheet.
pub(crate) fn lists(sheet: &mut Worksheet, mcos: &McoList) -> Result<(), WriteError> {
    let columns = [
        mcos.all().iter().map(|mco| format!("{} – {}", mco.code, mco.name)).collect(),
        Program::ALL.iter().map(|program| format!("{} – {}", program.code(), program.label())).collect(),
        Category::ALL.iter().map(|category| format!("{} – {}", category.code(), category.label())).collect(),
    ];
    layout::lists(sheet, &columns)
}

/// The choices for providers.
pub(crate) fn provider_lists(sheet: &mut Worksheet) -> Result<(), WriteError> {
    layout::lists(sheet, &[choices().collect()])
}
