//! Tables handed out, as a workbook or as CSV. What people typed stays text in both: a spreadsheet that
//! opens them never meets a formula.

use crate::layout::{self, WriteError};
use chrono::{Datelike, NaiveDate};
use portal_core::money::Money;
use rust_xlsxwriter::{ExcelDateTime, Format, Worksheet};

/// The version mark in an export's properties.
pub const EXPORT_VERSION: &str = "export 1";

/// One cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Empty,
    /// Text, whatever it begins with.
    Text(String),
    /// A count.
    Count(u32),
    /// US dollars.
    Money(Money),
    /// A civil day.
    Day(NaiveDate),
    /// Yes or no.
    Flag(bool),
}

impl<T: ToString> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, |value| Self::Text(value.to_string()))
    }
}

/// A table of one kind of thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its sheet.
    pub sheet: &'static str,
    /// Headings, each with a width in characters.
    pub columns: &'static [(&'static str, u16)],
    /// Its rows, each as long as the headings.
    pub rows: Vec<Vec<Value>>,
}

/// The tables as a workbook of this title, a sheet each: frozen headings, filters, real dates and amounts.
///
/// # Errors
/// When the writer refuses it, such as more rows than a sheet holds.
pub fn to_workbook(title: &str, tables: &[Table]) -> Result<Vec<u8>, WriteError> {
    let mut book = layout::workbook(title, EXPORT_VERSION)?;
    for table in tables {
        write_sheet(book.add_worksheet(), table)?;
    }
    Ok(book.save_to_buffer()?)
}

fn write_sheet(sheet: &mut Worksheet, table: &Table) -> Result<(), WriteError> {
    sheet.set_name(table.sheet)?.set_freeze_panes(1, 0)?.set_repeat_rows(0, 0)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    let heading = layout::heading_format();
    for (at, (name, width)) in (0_u16..).zip(table.columns) {
        sheet.set_column_width(at, f64::from(*width))?;
        sheet.write_string_with_format(0, at, *name, &heading)?;
    }
    let text = Format::new().set_num_format("@");
    let money = Format::new().set_num_format("#,##0.00");
    let day = Format::new().set_num_format("mm/dd/yyyy");
    for (row, values) in (1_u32..).zip(&table.rows) {
        for (at, value) in (0_u16..).zip(values) {
            match value {
                Value::Empty => continue,
                Value::Text(value) => sheet.write_string_with_format(row, at, value, &text)?,
                Value::Count(value) => sheet.write_number(row, at, *value)?,
                Value::Money(value) => sheet.write_number_with_format(row, at, dollars(*value), &money)?,
                Value::Day(value) => sheet.write_datetime_with_format(row, at, excel_day(*value)?, &day)?,
                Value::Flag(value) => sheet.write_string(row, at, yes_or_no(*value))?,
            };
        }
    }
    let last_row = u32::try_from(table.rows.len()).unwrap_or(u32::MAX);
    let last_column = u16::try_from(table.columns.len()).unwrap_or(u16::MAX).saturating_sub(1);
    sheet.autofilter(0, 0, last_row, last_column)?;
    Ok(())
}

/// The table as CSV by RFC 4180, in UTF-8. A cell that a spreadsheet would take for a formula begins with
/// an apostrophe.
///
/// # Errors
/// When the writer fails, which writing to memory does not.
pub fn to_csv(table: &Table) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(table.columns.iter().map(|(name, _)| *name))?;
    for row in &table.rows {
        writer.write_record(row.iter().map(|value| match value {
            Value::Empty => String::new(),
            Value::Text(value) => harmless(value),
            Value::Count(value) => value.to_string(),
            Value::Money(value) => value.to_string(),
            Value::Day(value) => value.to_string(),
            Value::Flag(value) => yes_or_no(*value).to_owned(),
        }))?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

/// An apostrophe before what begins like a formula; leading blanks hide none, for spreadsheets skip them.
fn harmless(text: &str) -> String {
    let formula =
        |c: char| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠');
    let begins = |text: &str| text.chars().next().is_some_and(formula);
    if begins(text) || begins(text.trim_start()) { format!("'{text}") } else { text.to_owned() }
}

fn excel_day(day: NaiveDate) -> Result<ExcelDateTime, WriteError> {
    let part = |part: u32| u8::try_from(part).unwrap_or(u8::MAX);
    let year = u16::try_from(day.year()).unwrap_or(u16::MAX);
    Ok(ExcelDateTime::from_ymd(year, part(day.month()), part(day.day()))?)
}

const fn yes_or_no(value: bool) -> &'static str {
    if value { "yes" } else { "no" }
}

/// Exact to the cent up to a hundred billion dollars.
fn dollars(money: Money) -> f64 {
    money.to_string().parse().unwrap_or(f64::NAN)
}
