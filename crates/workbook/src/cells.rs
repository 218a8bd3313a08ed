//! The cells of a sheet, within limits: its declared dimensions are never believed.

use crate::answers::ANSWERS_SHEET;
use crate::claims::CLAIMS_SHEET;
use crate::guard::{self, Part};
use crate::package::{Properties, Relation, WorkbookPart, relations_of};
use crate::refused::Refused;
use crate::registrations::PROVIDERS_SHEET;
use crate::scan::{Census, Content, scan_part};
use crate::sheet_part::{Hidden, RawCell, SheetPart, ValueKind};
use crate::strings;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

/// Most rows of claims or providers in one workbook (R6).
pub const MAX_ROWS: usize = 100;
/// Rows above the data in which headings are looked for: people put a title over them.
pub(crate) const HEADING_ROWS: usize = 5;
/// Most bytes of text kept from a sheet: one shared string can be shown by every cell.
const MAX_TEXT: usize = 4 * 1024 * 1024;
/// Most characters in a cell, as in Excel.
const MAX_CELL_CHARS: usize = 32_767;

/// What a cell holds, before anyone asks it to be a date or an amount.
#[derive(Clone, PartialEq)]
pub(crate) enum Cell {
    /// Text as it stands in the file.
    Text(String),
    /// A number, whatever its format makes of it: a day is so many days since the workbook's own epoch.
    Number(f64),
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

/// Looks a file over without reading its rows.
///
/// # Errors
/// Why it is refused.
pub fn admit(bytes: &[u8]) -> Result<(), Refused> {
    let (parts, names) = guard::unpack(bytes)?;
    Book::open(&parts, &names).map(drop)
}

/// An open workbook.
#[derive(Default)]
pub(crate) struct Book<'t> {
    workbook: WorkbookPart,
    /// By the part's name.
    sheets: BTreeMap<&'t str, SheetPart<'t>>,
    strings: Vec<Cow<'t, str>>,
    /// Relationships of the workbook's own part.
    relations: Vec<Relation>,
    template: Option<String>,
}

impl<'t> Book<'t> {
    /// Opens what the guard unpacked.
    pub(crate) fn open(parts: &'t [Part], names: &[String]) -> Result<Self, Refused> {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let (mut census, mut relations) = (Census::default(), Vec::new());
        let (mut workbooks, mut tables) = (BTreeMap::new(), BTreeMap::new());
        let mut book = Self::default();
        for Part { name, text } in parts {
            match scan_part(name, text, &names, &mut census)? {
                Content::Sheet(sheet) => drop(book.sheets.insert(name, sheet)),
                Content::SharedStrings(strings) => drop(tables.insert(name.as_str(), strings.all)),
                Content::Workbook(workbook) => drop(workbooks.insert(name.as_str(), workbook)),
                Content::Properties(Properties { template: Some(template), .. }) => {
                    book.template = Some(template)
                }
                Content::Relations(found) => relations.extend(found),
                Content::Properties(_) | Content::Types | Content::Other => {}
            }
        }
        let root = relations.iter().find(|one| one.kind == "officeDocument" && one.holder == "_rels/.rels");
        let root = root.map_or("xl/workbook.xml", |relation| relation.target.as_str()).to_owned();
        let holder = relations_of(&root);
        relations.retain(|relation| relation.holder == holder);
        book.workbook = workbooks.remove(root.as_str()).ok_or(Refused::Unreadable)?;
        let table = relations.iter().find(|relation| relation.kind == "sharedStrings");
        let table = table.map_or("xl/sharedstrings.xml", |relation| relation.target.as_str());
        book.strings = tables.remove(table).unwrap_or_default();
        book.relations = relations;
        Ok(book)
    }

    /// Which blank workbook it was made from, such as `claims 1`, when it says so.
    pub(crate) fn template(&self) -> Option<&str> {
        self.template.as_deref()
    }

    /// The relationship of the sheet of this name, whatever its case.
    fn relation(&self, name: &str) -> Option<&str> {
        let mut sheets = self.workbook.sheets.iter();
        sheets.find(|(other, _)| other.trim().eq_ignore_ascii_case(name)).map(|(_, id)| id.as_str())
    }

    /// Whether there is a sheet of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.relation(name).is_some()
    }

    /// The sheet of this name that such a workbook has.
    ///
    /// # Errors
    /// As [`Book::sheet`]; where it is not there, that it is not, or which other workbook of ours this is.
    pub(crate) fn rows_of(&mut self, name: &'static str, most: usize) -> Result<Sheet, Refused> {
        if let Some(sheet) = self.sheet(name, most)? {
            return Ok(sheet);
        }
        let other = [CLAIMS_SHEET, PROVIDERS_SHEET, ANSWERS_SHEET].into_iter().find(|other| self.has(other));
        Err(other.map_or(Refused::NoSheet { sheet: name }, |sheet| Refused::OtherWorkbook { sheet }))
    }

    /// The sheet of this name, whatever its case, of so many rows under headings at the most; `None` when
    /// there is none.
    ///
    /// # Errors
    /// More text than is taken, a sheet that contradicts itself, or one that is not there.
    pub(crate) fn sheet(&mut self, name: &str, most: usize) -> Result<Option<Sheet>, Refused> {
        let Some(id) = self.relation(name) else { return Ok(None) };
        let relation = self.relations.iter().find(|one| one.kind == "worksheet" && one.id == id);
        let part = relation.and_then(|relation| self.sheets.remove(relation.target.as_str()));
        let SheetPart { cells, hidden, .. } = part.ok_or(Refused::Unreadable)?;
        let mut sheet = Sheet { epoch_1904: self.workbook.epoch_1904, hidden, ..Sheet::default() };
        let mut text = 0_usize;
        for raw in cells {
            let (row, column) = (raw.row, raw.column);
            let Some(cell) = self.cell(raw)? else { continue };
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
            // Enough to know that there are too many.
            if sheet.rows.len() > HEADING_ROWS + most {
                sheet.cut_short = true;
                break;
            }
        }
        Ok(Some(sheet))
    }

    /// What is kept of a cell: nothing of blanks.
    fn cell(&self, raw: RawCell<'_>) -> Result<Option<Cell>, Refused> {
        let RawCell { kind, value, has_formula, .. } = raw;
        Ok(match kind {
            // A formula whose text is empty has a result; one without a value has none.
            ValueKind::Number | ValueKind::Shared | ValueKind::Truth if value.trim().is_empty() => {
                has_formula.then_some(Cell::Uncalculated)
            }
            ValueKind::Number => match value.trim().parse() {
                Ok(number) => Some(Cell::Number(number)),
                Err(_) => text(&value),
            },
            ValueKind::Shared => {
                let place = value.trim().parse::<usize>().ok();
                text(place.and_then(|place| self.strings.get(place)).ok_or(Refused::Damaged)?)
            }
            ValueKind::Text | ValueKind::Inline => text(&value),
            ValueKind::Truth => match value.trim() {
                "1" | "true" => text("TRUE"),
                _ => text("FALSE"),
            },
            ValueKind::Error => Some(Cell::Error),
        })
    }
}

/// Puts a cell at its place in a row; false when there is one already. Programs write from left to right.
fn put(row: &mut Row, column: u32, cell: Cell) -> bool {
    if row.last().is_none_or(|(last, _)| *last < column) {
        row.push((column, cell));
        return true;
    }
    match row.binary_search_by_key(&column, |(at, _)| *at) {
        Ok(_) => return false,
        Err(at) => row.insert(at, (column, cell)),
    }
    true
}

/// Text that is not blank, as much of it as a cell can hold.
fn text(text: &str) -> Option<Cell> {
    let text = strings::unescaped(text);
    // So many bytes hold no more characters: most cells need not be counted.
    let end = if text.len() <= MAX_CELL_CHARS { None } else { text.char_indices().nth(MAX_CELL_CHARS) };
    let kept = end.and_then(|(end, _)| text.get(..end)).unwrap_or(&text);
    (!crate::value::is_blank(kept)).then(|| Cell::Text(kept.to_owned()))
}
