//! How our workbooks look, blank or given back: formats, checks, notes, locks.

use crate::cells::{Cell, MAX_ROWS};
use crate::cells_out;
use crate::column::{Column, Given, Kind};
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DataValidationRule, DocProperties, ExcelDateTime,
    Format, FormatAlign, FormatBorder, Formula, Note, ProtectionOptions, Workbook, Worksheet, XlsxError,
};
use std::collections::BTreeMap;
use std::fmt;

/// A workbook that could not be written.
#[derive(Debug)]
pub struct WriteError(XlsxError);

impl From<XlsxError> for WriteError {
    fn from(error: XlsxError) -> Self {
        Self(error)
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("failed to write the workbook")
    }
}

impl std::error::Error for WriteError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

/// Where drop-downs find their choices.
const LISTS_SHEET: &str = "Lists";

/// As Excel's own, in pixels.
const ROW_HEIGHT: u32 = 20;
const COLUMN_WIDTH: u32 = 64;

/// How days are shown.
pub(crate) const DAY_FORMAT: &str = "mm/dd/yyyy";
/// The largest amount that core's `Money` takes.
const MOST_DOLLARS: f64 = 10_000_000.0;

/// Marks of cells by (row, place in the list of columns), rows as people see them.
pub(crate) type Marks = BTreeMap<(u32, usize), String>;

/// Rows to write under the headings, by row as people see it.
pub(crate) struct Filled<'a> {
    /// Of each row ours, then the sender's own.
    pub(crate) cells: &'a BTreeMap<u32, Vec<Option<Cell>>>,
    /// What stands over the sender's own columns.
    pub(crate) own_headings: &'a [Option<Cell>],
    pub(crate) epoch_1904: bool,
    pub(crate) marks: Marks,
}

/// A new workbook that says what it is, and always the same bytes: the date of creation is fixed.
pub(crate) fn workbook(title: &str, version: &str) -> Result<Workbook, WriteError> {
    let mut book = Workbook::new();
    // Cells are unlocked that have no other format: a row can be deleted only where none of its cells is locked, and
    // there is room for columns of one's own.
    book.set_default_format(&Format::new().set_unlocked(), ROW_HEIGHT, COLUMN_WIDTH)?;
    let properties = DocProperties::new()
        .set_title(title)
        .set_author("Provider Resolution Portal")
        .set_creation_datetime(&ExcelDateTime::from_ymd(2026, 1, 1)?)
        .set_custom_property("Portal workbook", version);
    book.set_properties(&properties);
    Ok(book)
}

pub(crate) fn heading_format() -> Format {
    Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_background_color(Color::RGB(0x1B_2B_4B))
        .set_font_color(Color::White)
        .set_border_bottom(FormatBorder::Medium)
}

pub(crate) fn column_format(kind: &Kind) -> Format {
    let format = if kind.is_given() {
        // Slanted as well as grey, so that nobody has to see colours.
        Format::new().set_background_color(Color::RGB(0xED_EF_F0)).set_italic()
    } else {
        Format::new().set_unlocked()
    };
    match kind {
        Kind::Text(_)
        | Kind::Identifier(_)
        | Kind::Code(_)
        | Kind::Digits(_)
        | Kind::Choice(_)
        | Kind::Listed(..)
        | Kind::Given(Given::Text) => format.set_num_format("@"),
        Kind::Day | Kind::Given(Given::Day) => format.set_num_format(DAY_FORMAT),
        Kind::Money | Kind::Given(Given::Money) => format.set_num_format("#,##0.00"),
        Kind::Given(Given::Count) => format.set_num_format("0"),
    }
}

/// How a marked cell looks: a thick border as well as a colour, and a note, so that nobody has to see colours.
pub(crate) fn marked(format: Format) -> Format {
    format
        .set_background_color(Color::RGB(0xFF_F1_C2))
        .set_border(FormatBorder::Medium)
        .set_border_color(Color::RGB(0xB5_09_09))
}

/// Names the cells by which screen readers know what a column or a row is about: with `ColumnTitle` the headings
/// of columns, with `Title` a corner whose row and column are both headings. `last` is the last of them.
pub(crate) fn name_headings(
    book: &mut Workbook,
    sheet: &str,
    kind: &str,
    last: usize,
) -> Result<(), WriteError> {
    let last = rust_xlsxwriter::utility::column_number_to_name(u16::try_from(last).unwrap_or(0));
    book.define_name(format!("{sheet}!{kind}{sheet}"), &format!("={sheet}!$A$1:${last}$1"))?;
    Ok(())
}

/// Locks the headings and leaves everything else to people. No password: the lock is against accidents.
pub(crate) fn lock(sheet: &mut Worksheet) {
    sheet.protect_with_options(&ProtectionOptions {
        format_cells: true,
        format_columns: true,
        format_rows: true,
        insert_rows: true,
        delete_rows: true,
        sort: true,
        use_autofilter: true,
        ..ProtectionOptions::new()
    });
}

/// A sheet of rows under locked, frozen headings with a note on each, checked as they are typed.
pub(crate) fn rows_sheet<T>(
    sheet: &mut Worksheet,
    name: &str,
    columns: &[Column<T>],
    filled: Option<&Filled<'_>>,
) -> Result<(), WriteError> {
    sheet.set_name(name)?.set_freeze_panes(1, 0)?.set_repeat_rows(0, 0)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0).set_row_height(0, 32)?;
    let last_typed = filled.and_then(|filled| filled.cells.keys().next_back()).copied().unwrap_or(0);
    let last = last_typed.max(u32::try_from(MAX_ROWS).unwrap_or(u32::MAX));
    let heading = heading_format();
    for (at, column) in (0_u16..).zip(columns) {
        sheet.set_column_width(at, f64::from(column.width))?;
        if !column.kind.is_given() {
            sheet.set_column_format(at, &column_format(&column.kind))?;
        }
        sheet.write_string_with_format(0, at, column.heading, &heading)?;
        let hint = format!("{}\nEn español: {}.", column.hint, column.spanish);
        sheet.insert_note(0, at, &note(&hint, &format!("What belongs under {}", column.heading)))?;
        if let Some(validation) = validation(column)? {
            sheet.add_data_validation(1, at, last, at, &validation)?;
        }
    }
    if let Some(filled) = filled {
        cells_out::rows(sheet, columns, filled)?;
        cells_out::own_columns(sheet, columns.len(), filled)?;
    }
    lock(sheet);
    Ok(())
}

/// A note that screen readers can announce.
pub(crate) fn note(text: &str, alt: &str) -> Note {
    Note::new(text).add_author_prefix(false).set_width(260).set_height(120).set_alt_text(alt)
}

/// What may be typed into a column, where anything may.
fn validation<T>(column: &Column<T>) -> Result<Option<DataValidation>, WriteError> {
    let rule = DataValidation::new();
    let rule = match column.kind {
        Kind::Text(most) | Kind::Identifier(most) | Kind::Code(most) => {
            rule.allow_text_length(DataValidationRule::LessThanOrEqualTo(most))
        }
        Kind::Digits(exactly) => rule.allow_text_length(DataValidationRule::EqualTo(exactly)),
        Kind::Day => rule.allow_date_formula(DataValidationRule::Between(
            Formula::new("DATE(1900,1,1)"),
            Formula::new("TODAY()"),
        )),
        Kind::Money => rule.allow_decimal_number(DataValidationRule::Between(0.0, MOST_DOLLARS)),
        Kind::Choice(codes) => rule.allow_list_strings(codes)?,
        Kind::Listed(list, length) => from_list(list, length),
        Kind::Given(_) => return Ok(None),
    };
    messages(rule, column.heading, column.hint).map(Some)
}

/// One of the first so many in a column of the hidden sheet with the lists.
pub(crate) fn from_list(column: char, length: usize) -> DataValidation {
    // A list typed into the rule itself ends at 255 characters.
    DataValidation::new()
        .allow_list_formula(Formula::new(format!("={LISTS_SHEET}!${column}$1:${column}${length}")))
}

/// The hidden sheet with the lists, a column each.
pub(crate) fn lists(sheet: &mut Worksheet, columns: &[Vec<String>]) -> Result<(), WriteError> {
    sheet.set_name(LISTS_SHEET)?.set_hidden(true);
    for (at, choices) in (0_u16..).zip(columns) {
        for (row, choice) in (0_u32..).zip(choices) {
            sheet.write_string(row, at, choice)?;
        }
    }
    sheet.protect();
    Ok(())
}

/// What Excel says at the cell, and when something else is typed.
pub(crate) fn messages(rule: DataValidation, title: &str, hint: &str) -> Result<DataValidation, WriteError> {
    Ok(rule
        .set_input_title(title)?
        .set_input_message(hint)?
        .set_error_title("Please check this cell")?
        .set_error_message(hint)?
        .set_error_style(DataValidationErrorStyle::Stop))
}

/// A sheet of lines to read; those without a number in front are titles.
pub(crate) fn instructions(sheet: &mut Worksheet, lines: &[&str]) -> Result<(), WriteError> {
    sheet.set_name("Instructions")?.set_column_width(0, 100)?;
    let line_format = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let title_format = Format::new().set_bold().set_font_size(14);
    for (row, line) in (0_u32..).zip(lines) {
        let numbered = line.starts_with(|c: char| c.is_ascii_digit());
        sheet.write_string_with_format(row, 0, *line, if numbered { &line_format } else { &title_format })?;
    }
    sheet.protect();
    Ok(())
}
