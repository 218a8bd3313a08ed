//! What the XML of a sheet holds: its cells as they stand there, and what it hides.

use crate::plain::{self, Plain};
use crate::refused::Refused;
use crate::strings;
use crate::table::HEADING_ROWS;
use quick_xml::events::BytesStart;
use std::borrow::Cow;
use std::ops::RangeInclusive;

/// Columns past this are not kept: 21 are ours, the rest is room for people's own.
pub(crate) const MAX_COLUMNS: u32 = 64;
/// A cell has as many bytes in XML, if few.
const CELL_BYTES: usize = 40;
/// The cells of a full workbook.
const FULL: usize = 2_200;
/// As in Excel.
const LAST_ROW: u32 = 1_048_576;
/// As in Excel: XFD.
const LAST_COLUMN: u32 = 16_384;
/// Most hidden rows and ranges of columns kept of a sheet: more than can hold claims.
const MAX_HIDDEN: usize = 1_000;
/// Most ranges of merged cells kept: every two cells of a full workbook.
const MAX_MERGED: usize = 2_000;
/// Most cells kept of the first rows that lie past the columns: more than the widest export has headings.
const MAX_WIDE: usize = 2_000;

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
    /// A day as text, as the Strict format has it: `2026-08-01T00:00:00`.
    Day,
}

/// Cells shown as one, counted from zero: of them the first holds the value.
pub(crate) struct Merged {
    pub(crate) rows: RangeInclusive<u32>,
    pub(crate) columns: RangeInclusive<u32>,
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
    /// Of the first rows, what stands there: it may be a heading.
    pub(crate) wide_headings: Vec<RawCell<'t>>,
    pub(crate) merged: Vec<Merged>,
    in_data: bool,
    /// Where a row and a cell are that do not say it themselves.
    row: u32,
    column: u32,
    open: Option<RawCell<'t>>,
    is_value: bool,
    is_phonetic: bool,
}

impl<'t> SheetPart<'t> {
    /// An empty one with room for the cells of a part of so many bytes, within limits.
    pub(crate) fn with_room_for(bytes: usize) -> Self {
        Self { cells: Vec::with_capacity((bytes / CELL_BYTES).min(FULL)), ..Self::default() }
    }

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
            ("mergeCell", _) if self.merged.len() < MAX_MERGED => {
                self.merged.extend(merged(&attribute(start, "ref")?));
            }
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
                    self.keep(cell);
                }
            }
            "row" => self.row = self.row.saturating_add(1),
            "sheetData" => self.in_data = false,
            _ => {}
        }
    }

    /// Keeps the cell at the beginning of what is left of the part, when it is plain: what was found then.
    pub(crate) fn plain(&mut self, left: &'t str) -> Option<Plain<'t>> {
        let is_inside = self.open.is_some() || self.is_value || self.is_phonetic;
        if !self.in_data || is_inside {
            return None;
        }
        let mut cell = RawCell::at(self.row, self.column);
        let plain = plain::cell(left, &mut cell)?;
        self.keep(cell);
        Some(plain)
    }

    fn keep(&mut self, cell: RawCell<'t>) {
        self.column = cell.column.saturating_add(1);
        let is_empty = cell.value.is_empty() && !cell.has_formula;
        if cell.column < MAX_COLUMNS && !is_empty {
            self.cells.push(cell);
        } else if !is_empty {
            if self.wide_rows.last() != Some(&cell.row) {
                self.wide_rows.push(cell.row);
            }
            if cell.row < HEADING_ROWS && self.wide_headings.len() < MAX_WIDE {
                self.wide_headings.push(cell);
            }
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
        let mut cell = RawCell::at(self.row, self.column);
        let mut rest = start.attributes_raw();
        while let Some((name, value, next)) = plain::attribute(rest) {
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
    /// One of which nothing is known yet but where it stands, if it does not say so itself.
    pub(crate) const fn at(row: u32, column: u32) -> Self {
        Self { row, column, kind: ValueKind::Number, style: 0, value: Cow::Borrowed(""), has_formula: false }
    }

    /// Takes what one of its attributes says.
    pub(crate) fn say(&mut self, name: &str, value: &str) -> Result<(), Refused> {
        match name {
            "r" => (self.row, self.column) = place(value)?,
            "s" => self.style = value.parse().unwrap_or(u32::MAX),
            "t" => self.kind = kind_of(value)?,
            _ => {}
        }
        Ok(())
    }
}

fn kind_of(name: &str) -> Result<ValueKind, Refused> {
    Ok(match name {
        "n" => ValueKind::Number,
        "s" => ValueKind::Shared,
        "str" => ValueKind::Text,
        "d" => ValueKind::Day,
        "inlineStr" => ValueKind::Inline,
        "b" => ValueKind::Truth,
        "e" => ValueKind::Error,
        _ => return Err(Refused::Unreadable),
    })
}

/// `B7` is row 6, column 1.
fn place(reference: &str) -> Result<(u32, u32), Refused> {
    let (mut row, mut column, mut has_digits) = (0_u32, 0_u32, false);
    for byte in reference.bytes() {
        match byte.to_ascii_uppercase() {
            letter @ b'A'..=b'Z' if !has_digits && column <= LAST_COLUMN => {
                column = column * 26 + u32::from(letter - b'A') + 1;
            }
            digit @ b'0'..=b'9' if row <= LAST_ROW => {
                has_digits = true;
                row = row * 10 + u32::from(digit - b'0');
            }
            _ => return Err(Refused::Unreadable),
        }
    }
    if !(1..=LAST_ROW).contains(&row) || !(1..=LAST_COLUMN).contains(&column) {
        return Err(Refused::Unreadable);
    }
    Ok((row - 1, column - 1))
}

/// `B2:C5`; nothing where that says no range of cells: then nothing is shown as one.
fn merged(reference: &str) -> Option<Merged> {
    let (first, last) = reference.split_once(':')?;
    let ((top, left), (bottom, right)) = (place(first).ok()?, place(last).ok()?);
    Some(Merged { rows: top..=bottom, columns: left..=right })
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
