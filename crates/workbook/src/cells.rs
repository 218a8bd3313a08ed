//! What the cells of a sheet hold.

use crate::refused::Refused;
use crate::strings;
use std::collections::BTreeMap;
use std::fmt;

/// Most rows of claims or providers in one workbook (R6).
pub const MAX_ROWS: usize = 100;
/// Most characters in a cell, as Excel counts them: in units of UTF-16.
const MAX_CELL_UNITS: usize = 32_767;

/// What a cell holds, before anyone asks it to be a date or an amount.
#[derive(Clone, PartialEq)]
pub(crate) enum Cell {
    /// Text as it stands in the file.
    Text(String),
    /// A number that is shown as one, though it may be meant as a day.
    Number(f64),
    /// A number that its format shows as a day or a time: so many days since the workbook's own epoch.
    Day(f64),
    /// An error such as `#N/A`.
    Error,
    /// A number that its format shows as something else: what people see there is not what the file holds.
    Odd(f64, Odd),
    /// A formula that no program has calculated yet.
    Uncalculated,
}

/// What a format can make of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Odd {
    /// `1.23E+08`, as which 1234E05 is kept once it was typed.
    Scientific,
    /// `80%` of 0.8.
    Percent,
    /// Thousands, or millions.
    Scaled,
}

impl Odd {
    /// A format that shows it so again.
    pub(crate) const fn format(self) -> &'static str {
        match self {
            Self::Scientific => "0.00E+00",
            Self::Percent => "0.00%",
            Self::Scaled => "#,##0,",
        }
    }
}

impl fmt::Debug for Cell {
    /// Cells hold health information: only what kind it is.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text(_) => "Text",
            Self::Number(_) => "Number",
            Self::Day(_) => "Day",
            Self::Error => "Error",
            Self::Odd(..) => "Odd",
            Self::Uncalculated => "Uncalculated",
        })
    }
}

/// A row: its cells and their columns, from left to right, counted from zero.
pub(crate) type Row = Vec<(u32, Cell)>;

/// The cells of one sheet that are not blank.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Sheet {
    pub(crate) rows: BTreeMap<u32, Row>,
    /// Whether the workbook counts days from 1904, as old Macs did.
    pub(crate) epoch_1904: bool,
}

/// Puts a cell at its place in a row. Programs write from left to right.
///
/// # Errors
/// Two cells at one place: programs disagree on which one counts, so nobody may say.
pub(crate) fn put(row: &mut Row, column: u32, cell: Cell) -> Result<(), Refused> {
    if row.last().is_none_or(|(last, _)| *last < column) {
        row.push((column, cell));
        return Ok(());
    }
    match row.binary_search_by_key(&column, |(at, _)| *at) {
        Ok(_) => return Err(Refused::Damaged),
        Err(at) => row.insert(at, (column, cell)),
    }
    Ok(())
}

/// A number as so many digits; nothing where it has as many already, or is none that can be shown so.
pub(crate) fn with_zeros(number: f64, digits: usize) -> Option<Cell> {
    let is_shorter = number.fract() == 0.0 && (0.0..10_f64.powi(14)).contains(&number);
    let text = is_shorter.then(|| format!("{number:0digits$}")).filter(|text| text.starts_with('0'));
    text.map(Cell::Text)
}

/// As much of a text as a cell can hold. So many bytes are no more units: most cells need not be counted.
fn fitting(text: &str) -> &str {
    if text.len() <= MAX_CELL_UNITS {
        return text;
    }
    let mut units: usize = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > MAX_CELL_UNITS
    });
    end.and_then(|(end, _)| text.get(..end)).unwrap_or(text)
}

/// Text that is not blank, as much of it as a cell can hold.
pub(crate) fn text(text: &str) -> Option<Cell> {
    let text = strings::unescaped(text);
    let kept = fitting(&text);
    (!crate::value::is_blank(kept)).then(|| Cell::Text(kept.to_owned()))
}
