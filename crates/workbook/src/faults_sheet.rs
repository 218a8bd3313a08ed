//! The sheet Faults of a workbook given back: everything that is wrong in a list, in both languages, and under
//! it what was ignored or repaired. It is not read.

use crate::annotate::Entry;
use crate::column::{Column, place};
use crate::fault::{Note, RowFault};
use crate::layout::{self, WriteError};
use portal_core::fault::Told;
use rust_xlsxwriter::{Format, FormatAlign, Url, Workbook, Worksheet};

/// Says in Spanish what a code, and what it tells, say in English: who writes a workbook brings the words.
pub type InSpanish<'a> = &'a dyn Fn(&str, &Told, &str) -> String;

/// Where a fault is, as people find it.
pub(crate) struct Location {
    pub(crate) sheet: &'static str,
    /// As people see it.
    pub(crate) row: u32,
    pub(crate) column: usize,
    pub(crate) heading: &'static str,
}

impl Location {
    pub(crate) fn of<T>(sheet: &'static str, columns: &[Column<T>], fault: &RowFault) -> Self {
        let column = place(columns, fault.column);
        let heading = columns.get(column).map_or("", |column| column.heading);
        Self { sheet, row: fault.row, column, heading }
    }
}

const FAULTS_SHEET: &str = "Faults";
/// Its columns, each with a width in characters.
const LIST: [(&str, u8); 9] = [
    ("Sheet / Hoja", 12),
    ("Row / Fila", 8),
    ("Column / Columna", 26),
    ("Kind / Clase", 16),
    ("What was read / Lo que se leyó", 28),
    ("What to do", 70),
    ("Qué hacer", 70),
    ("Go to the cell / Ir a la celda", 16),
    ("Code / Código", 24),
];

/// What is listed on the sheet Faults.
pub(crate) struct Listed<'a> {
    pub(crate) entries: &'a [Entry<'a>],
    pub(crate) notes: &'a [Note],
    pub(crate) spanish: InSpanish<'a>,
}

/// Adds the sheet Faults: every fault and warning in a list, with a link to its cell; then the notes.
pub(crate) fn add(
    book: &mut Workbook,
    listed: &Listed<'_>,
    found: impl Fn(&RowFault) -> Option<String>,
    location: impl Fn(&Entry<'_>) -> Location,
) -> Result<(), WriteError> {
    let sheet = book.add_worksheet();
    sheet.set_name(FAULTS_SHEET)?.set_freeze_panes(1, 0)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    let heading = layout::heading_format();
    for (at, (text, width)) in (0_u16..).zip(LIST) {
        sheet.set_column_width(at, f64::from(width))?;
        sheet.write_string_with_format(0, at, text, &heading)?;
    }
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let words = |sheet: &mut Worksheet, row: u32, (code, told, english): (&str, &Told, &str)| {
        sheet.write_string_with_format(row, 5, english, &wrapped)?;
        sheet.write_string_with_format(row, 6, (listed.spanish)(code, told, english), &wrapped)?;
        sheet.write_string_with_format(row, 8, code, &wrapped).map(drop)
    };
    for (row, entry) in (1_u32..).zip(listed.entries) {
        let Location { sheet: name, row: at_row, column, heading } = location(entry);
        let read = found(entry.fault);
        sheet.write_string_with_format(row, 0, name, &wrapped)?;
        sheet.write_number_with_format(row, 1, f64::from(at_row), &wrapped)?;
        sheet.write_string_with_format(row, 2, heading, &wrapped)?;
        sheet.write_string_with_format(row, 3, entry.kind.join(" / "), &wrapped)?;
        sheet.write_string_with_format(row, 4, read.as_deref().unwrap_or("(nothing / nada)"), &wrapped)?;
        words(sheet, row, (entry.fault.code, &entry.fault.told, &entry.fault.message))?;
        let at = u16::try_from(column).unwrap_or(0);
        let cell = rust_xlsxwriter::utility::row_col_to_cell(at_row.saturating_sub(1), at);
        let text = format!("{name} {cell}");
        sheet.write_url(row, 7, Url::new(format!("internal:{name}!{cell}")).set_text(text))?;
    }
    if !listed.notes.is_empty() {
        let title = u32::try_from(listed.entries.len()).unwrap_or(u32::MAX).saturating_add(2);
        let bold = Format::new().set_bold();
        sheet.write_string_with_format(title, 0, "Notes / Avisos", &bold)?;
        for (row, note) in (title.saturating_add(1)..).zip(listed.notes) {
            sheet.write_string_with_format(row, 3, "Note / Aviso", &wrapped)?;
            words(sheet, row, (note.code, &note.told, &note.message))?;
        }
    }
    layout::name_headings(book, FAULTS_SHEET, "ColumnTitle", LIST.len().saturating_sub(1))
}
