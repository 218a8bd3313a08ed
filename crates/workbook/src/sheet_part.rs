//! What the XML of a sheet holds: its cells as they stand there, and what it hides.

use crate::refused::Refused;
use crate::strings;
use quick_xml::events::BytesStart;
use std::borrow::Cow;
use std::ops::RangeInclusive;

/// Columns past this are not kept: 21 are ours, the rest is room for people's own.
pub(crate) const MAX_COLUMNS: u32 = 64;
/// As in Excel.
const LAST_ROW: u32 = 1_048_576;
/// As in Excel: XFD.
const LAST_COLUMN: u32 = 16_384;
/// Most hidden rows and ranges of columns kept of a sheet: more than can hold claims.
const MAX_HIDDEN: usize = 1_000;

/// What the value of a cell is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ValueKind {
    /// A number, as far as it is one.
    Number,
    /// The place of a shared string.
    Shared,
    /// Text.
    Text,
    /// Text in the cell itself, in an element of its own.
    Inline,
    /// `0` or `1`.
    Truth,
    /// An error such as `#N/A`.
    Error,
}

/// A cell that is not empty, at its row and column, counted from zero.
pub(crate) struct RawCell<'t> {
    pub(crate) row: u32,
    pub(crate) column: u32,
    pub(crate) kind: ValueKind,
    /// Its place among the styles of cells.
    pub(crate) style: u32,
    pub(crate) value: Cow<'t, str>,
    /// Whether a formula stands behind the value.
    pub(crate) has_formula: bool,
}

/// What a sheet hides, counted from zero.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Hidden {
    pub(crate) rows: Vec<u32>,
    columns: Vec<RangeInclusive<u32>>,
}

impl Hidden {
    /// Whether this column is hidden.
    pub(crate) fn column(&self, at: u32) -> bool {
        self.columns.iter().any(|range| range.contains(&at))
    }
}

/// A sheet, element by element.
#[derive(Default)]
pub(crate) struct SheetPart<'t> {
    pub(crate) cells: Vec<RawCell<'t>>,
    pub(crate) hidden: Hidden,
    /// Rows with something past the columns that are kept.
    pub(crate) wide_rows: Vec<u32>,
    in_data: bool,
    /// Where a row and a cell are that do not say it themselves.
    row: u32,
    column: u32,
    open: Option<RawCell<'t>>,
    is_value: bool,
    is_phonetic: bool,
}

impl<'t> SheetPart<'t> {
    pub(crate) fn start(&mut self, element: &str, start: &BytesStart<'_>) -> Result<(), Refused> {
        match (element, &mut self.open) {
            ("v", Some(cell)) => self.is_value = cell.kind != ValueKind::Inline,
            ("c", _) if self.in_data => self.open = Some(self.cell(start)?),
            ("f", Some(cell)) => cell.has_formula = true,
            ("is", Some(cell)) => cell.kind = ValueKind::Inline,
            ("t", Some(cell)) => self.is_value = cell.kind == ValueKind::Inline && !self.is_phonetic,
            ("rPh", _) => self.is_phonetic = true,
            ("row", _) if self.in_data => self.start_row(start)?,
            ("sheetData", _) => self.in_data = true,
            ("col", _) if self.hidden.columns.len() < MAX_HIDDEN && is_hidden(start, "width")? => {
                if let (Some(first), Some(last)) = (number(start, "min")?, number(start, "max")?) {
                    self.hidden.columns.push(first.saturating_sub(1)..=last.saturating_sub(1));
                }
            }
            _ => {}
        }
        Ok(())
    }

    pub(crate) fn text(&mut self, text: Cow<'t, str>) {
        if let (true, Some(cell)) = (self.is_value, &mut self.open) {
            strings::add(&mut cell.value, text);
        }
    }

    pub(crate) fn end(&mut self, name: &str) {
        match name {
            "v" | "t" => self.is_value = false,
            "rPh" => self.is_phonetic = false,
            "c" => {
                if let Some(cell) = self.open.take() {
                    self.column = cell.column.saturating_add(1);
                    let is_empty = cell.value.is_empty() && !cell.has_formula;
                    if cell.column < MAX_COLUMNS && !is_empty {
                        self.cells.push(cell);
                    } else if !is_empty && self.wide_rows.last() != Some(&cell.row) {
                        self.wide_rows.push(cell.row);
                    }
                }
            }
            "row" => self.row = self.row.saturating_add(1),
            "sheetData" => self.in_data = false,
            _ => {}
        }
    }

    fn start_row(&mut self, start: &BytesStart<'_>) -> Result<(), Refused> {
        self.column = 0;
        if let Some(number) = number(start, "r")? {
            self.row = number.checked_sub(1).filter(|row| *row < LAST_ROW).ok_or(Refused::Unreadable)?;
        }
        if self.hidden.rows.len() < MAX_HIDDEN && is_hidden(start, "ht")? {
            self.hidden.rows.push(self.row);
        }
        Ok(())
    }

    /// The cell that begins, without its value.
    fn cell(&self, start: &BytesStart<'_>) -> Result<RawCell<'t>, Refused> {
        let (row, column) = (self.row, self.column);
        let mut cell = RawCell {
            row,
            column,
            kind: ValueKind::Number,
            style: 0,
            value: Cow::Borrowed(""),
            has_formula: false,
        };
        let mut rest = start.attributes_raw();
        while let Some((name, value, next)) = plain_attribute(rest) {
            cell.say(name, value)?;
            rest = next;
        }
        if !rest.trim_ascii().is_empty() {
            for attribute in start.attributes().with_checks(false) {
                let attribute = attribute.map_err(|_| Refused::Damaged)?;
                cell.say(attribute.key.as_ref(), &attribute.value)?;
            }
        }
        Ok(cell)
    }
}

impl RawCell<'_> {
    fn say(&mut self, name: &str, value: &str) -> Result<(), Refused> {
        match name {
            "r" => (self.row, self.column) = place(value)?,
            "s" => self.style = value.parse().unwrap_or(u32::MAX),
            "t" => self.kind = kind_of(value)?,
            _ => {}
        }
        Ok(())
    }
}

/// The name and value of an attribute in the form in which every program writes it, ` r="B7"`, and what follows: a
/// full workbook has thousands.
fn plain_attribute(text: &str) -> Option<(&str, &str, &str)> {
    let text = text.strip_prefix(' ')?;
    let (name, rest) = text.split_at_checked(text.bytes().position(|byte| byte == b'=')?)?;
    let rest = rest.strip_prefix("=\"")?;
    let (value, rest) = rest.split_at_checked(rest.bytes().position(|byte| byte == b'"')?)?;
    let rest = rest.get(1..)?;
    let is_plain = name.bytes().all(|byte| byte.is_ascii_alphabetic()) && !name.is_empty();
    (is_plain && (rest.is_empty() || rest.starts_with(' '))).then_some((name, value, rest))
}

fn kind_of(name: &str) -> Result<ValueKind, Refused> {
    Ok(match name {
        "n" => ValueKind::Number,
        "s" => ValueKind::Shared,
        // Days in the Strict format are text as well.
        "str" | "d" => ValueKind::Text,
        "inlineStr" => ValueKind::Inline,
        "b" => ValueKind::Truth,
        "e" => ValueKind::Error,
        _ => return Err(Refused::Unreadable),
    })
}

/// `B7` is row 6, column 1.
fn place(reference: &str) -> Result<(u32, u32), Refused> {
    let digits = reference.find(|c: char| c.is_ascii_digit()).unwrap_or(reference.len());
    let (letters, digits) = reference.split_at_checked(digits).unwrap_or((reference, ""));
    let mut column: u32 = 0;
    for letter in letters.bytes() {
        if !letter.is_ascii_alphabetic() || column > LAST_COLUMN {
            return Err(Refused::Unreadable);
        }
        column = column * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1;
    }
    let row: u32 = digits.parse().map_err(|_| Refused::Unreadable)?;
    if !(1..=LAST_ROW).contains(&row) || !(1..=LAST_COLUMN).contains(&column) {
        return Err(Refused::Unreadable);
    }
    Ok((row - 1, column - 1))
}

/// By a flag, or by having no size.
fn is_hidden(start: &BytesStart<'_>, size: &str) -> Result<bool, Refused> {
    let raw = start.attributes_raw();
    if !raw.contains("hidden") && !raw.contains(size) {
        return Ok(false);
    }
    let flag = attribute(start, "hidden")?;
    Ok(matches!(flag.as_str(), "1" | "true") || attribute(start, size)?.parse::<f64>() == Ok(0.0))
}

fn number(start: &BytesStart<'_>, name: &str) -> Result<Option<u32>, Refused> {
    let text = attribute(start, name)?;
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|_| Refused::Unreadable) }
}

/// The value of an attribute as whoever opens the workbook reads it: a reference (`&#109;`) hides nothing. Empty when
/// there is none.
pub(crate) fn attribute(start: &BytesStart<'_>, name: &str) -> Result<String, Refused> {
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|_| Refused::Damaged)?;
        if attribute.key.local_name().as_ref() == name {
            let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0);
            return value.map(Cow::into_owned).map_err(|_| Refused::Damaged);
        }
    }
    Ok(String::new())
}
