//! A sheet, read cell by cell within limits: its declared dimensions are never believed.

use crate::guard::Admitted;
use crate::refused::Refused;
use crate::shape::{Hidden, Shape};
use calamine::{DataRef, Reader, Xlsx, XlsxError};
use std::collections::BTreeMap;
use std::fmt;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Most rows of claims or providers in one workbook (R6).
pub const MAX_ROWS: usize = 100;
/// Rows above the data in which headings are looked for: people put a title over them.
pub(crate) const HEADING_ROWS: usize = 5;
/// Most cells looked at, empty ones included: Google Sheets writes 26,000 styled empty cells.
const MAX_CELLS: usize = 200_000;
/// Columns past this are not kept: 21 are ours, the rest is room for people's own.
const MAX_COLUMNS: u32 = 64;
/// Most bytes of text kept from a sheet: one shared string can be shown by every cell.
const MAX_TEXT: usize = 4 * 1024 * 1024;
/// Most characters in a cell, as in Excel.
const MAX_CELL_CHARS: usize = 32_767;

/// What a cell holds, before anyone asks it to be a date or an amount.
#[derive(Clone, PartialEq)]
pub(crate) enum Cell {
    /// Text as it stands in the file.
    Text(String),
    /// A number without a date's format.
    Number(f64),
    /// A number shown as a date, in days since the workbook's own epoch.
    Serial(f64),
    /// An error such as `#N/A`.
    Error,
    /// A formula that no program has calculated yet.
    Uncalculated,
}

impl fmt::Debug for Cell {
    /// Cells hold health information: only what kind it is.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text(_) => "Text",
            Self::Number(_) => "Number",
            Self::Serial(_) => "Serial",
            Self::Error => "Error",
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
    /// Whether reading stopped before the end, since there are more rows than are taken anyway.
    pub(crate) cut_short: bool,
    /// What is hidden in it.
    pub(crate) hidden: Hidden,
}

/// An open workbook.
pub(crate) struct Book<'a> {
    xlsx: Xlsx<Cursor<&'a [u8]>>,
    shape: Shape,
}

impl<'a> Book<'a> {
    /// Opens what the guard admitted.
    pub(crate) fn open(admitted: Admitted<'a>) -> Result<Self, Refused> {
        let bytes = admitted.bytes();
        let xlsx = contained(|| Xlsx::new(Cursor::new(bytes)).map_err(|error| refusal(&error)))?;
        Ok(Self { xlsx, shape: admitted.shape })
    }

    /// Which blank workbook it was made from, such as `claims 1`, when it says so.
    pub(crate) fn template(&self) -> Option<&str> {
        self.shape.template()
    }

    /// Whether there is a sheet of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.xlsx.sheet_names().iter().any(|n| n.trim().eq_ignore_ascii_case(name))
    }

    /// The sheet of this name, whatever its case; `None` when there is none.
    ///
    /// # Errors
    /// More cells or text than are taken, a sheet that contradicts itself, or one that cannot be read.
    pub(crate) fn sheet(&mut self, name: &str) -> Result<Option<Sheet>, Refused> {
        let Some(name) = self.xlsx.sheet_names().into_iter().find(|n| n.trim().eq_ignore_ascii_case(name))
        else {
            return Ok(None);
        };
        let hidden = self.shape.take_hidden(&name);
        let mut sheet = Sheet { epoch_1904: self.xlsx.has_1904_epoch(), hidden, ..Sheet::default() };
        contained(|| {
            let mut cells = self.xlsx.worksheet_cells_reader(&name).map_err(|error| refusal(&error))?;
            let (mut count, mut text) = (0_usize, 0_usize);
            while let Some(record) =
                cells.next_cell_with_formula_metadata().map_err(|error| refusal(&error))?
            {
                count += 1;
                if count > MAX_CELLS {
                    return Err(Refused::SheetTooLarge);
                }
                let (row, column) = record.pos;
                if column >= MAX_COLUMNS {
                    continue;
                }
                let Some(cell) = cell(record.value, record.formula.is_some()) else { continue };
                if let Cell::Text(kept) = &cell {
                    text += kept.len();
                }
                if text > MAX_TEXT {
                    return Err(Refused::SheetTooLarge);
                }
                // Two cells at one place: programs disagree on which one counts, so nobody may say.
                if !put(sheet.rows.entry(row).or_default(), column, cell) {
                    return Err(Refused::Damaged);
                }
                // Enough to know that there are too many; the rest of a million rows is never read.
                if sheet.rows.len() > HEADING_ROWS + MAX_ROWS {
                    sheet.cut_short = true;
                    return Ok(());
                }
            }
            Ok(())
        })?;
        Ok(Some(sheet))
    }
}

/// Puts a cell at its place in a row; false when there is one already. Programs write from left to right.
fn put(row: &mut Row, column: u32, cell: Cell) -> bool {
    match row.binary_search_by_key(&column, |(at, _)| *at) {
        Ok(_) => return false,
        Err(at) => row.insert(at, (column, cell)),
    }
    true
}

/// What is kept of a value: nothing of blanks.
fn cell(value: DataRef<'_>, formula: bool) -> Option<Cell> {
    let text = |text: &str| {
        // So many bytes hold no more characters: most cells need not be counted.
        let end = if text.len() <= MAX_CELL_CHARS { None } else { text.char_indices().nth(MAX_CELL_CHARS) };
        let kept = end.and_then(|(end, _)| text.get(..end)).unwrap_or(text);
        (!crate::value::is_blank(kept)).then(|| Cell::Text(kept.to_owned()))
    };
    match value {
        DataRef::Int(number) => Some(Cell::Text(number.to_string())),
        DataRef::Float(number) => Some(Cell::Number(number)),
        DataRef::String(string) => text(&string),
        DataRef::SharedString(string) => text(string),
        DataRef::DateTimeIso(string) | DataRef::DurationIso(string) => text(&string),
        DataRef::Bool(truth) => Some(Cell::Text(if truth { "TRUE" } else { "FALSE" }.to_owned())),
        DataRef::DateTime(serial) => Some(Cell::Serial(serial.as_f64())),
        DataRef::Error(_) => Some(Cell::Error),
        DataRef::Empty => formula.then_some(Cell::Uncalculated),
    }
}

fn refusal(error: &XlsxError) -> Refused {
    if matches!(error, XlsxError::CellError(_)) { Refused::UnknownErrorValue } else { Refused::Unreadable }
}

/// Runs the reader so that its panic is an answer. calamine 0.38 can panic on what the guard cannot see,
/// such as a cell reference that overflows.
fn contained<T>(read: impl FnOnce() -> Result<T, Refused>) -> Result<T, Refused> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or(Err(Refused::Unreadable))
}
