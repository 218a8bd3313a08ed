//! An open workbook: its parts put together, its sheets found by name, within limits: their declared dimensions are
//! never believed.

use crate::answers::ANSWERS_SHEET;
use crate::cells::{Cell, Sheet, put, text, with_zeros};
use crate::census::Census;
use crate::claims::CLAIMS_SHEET;
use crate::day;
use crate::guard::{self, Part};
use crate::package::{Properties, Relation, SheetEntry, WorkbookPart, relations_of};
use crate::refused::Refused;
use crate::registrations::PROVIDERS_SHEET;
use crate::scan::{Content, scan_part};
use crate::sheet_part::{Hidden, Merged, RawCell, SheetPart, ValueKind};
use crate::styles::{Shows, StylesPart};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Most bytes of text kept from a sheet: one shared string can be shown by every cell.
const MAX_TEXT: usize = 4 * 1024 * 1024;

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
    styles: StylesPart,
    /// Relationships of the workbook's own part.
    relations: Vec<Relation>,
    template: Option<String>,
}

impl<'t> Book<'t> {
    /// Opens what the guard unpacked.
    pub(crate) fn open(parts: &'t [Part], names: &[String]) -> Result<Self, Refused> {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let (mut census, mut relations) = (Census::default(), Vec::new());
        let (mut workbooks, mut tables, mut looks) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let mut book = Self::default();
        for Part { name, text } in parts {
            match scan_part(name, text, &names, &mut census)? {
                Content::Sheet(sheet) => drop(book.sheets.insert(name, sheet)),
                Content::SharedStrings(strings) => drop(tables.insert(name.as_str(), strings.all)),
                Content::Styles(styles) => drop(looks.insert(name.as_str(), styles)),
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
        let part = |kind, usual| {
            let relation = relations.iter().find(|relation| relation.kind == kind);
            relation.map_or(usual, |relation| relation.target.as_str())
        };
        book.strings = tables.remove(part("sharedStrings", "xl/sharedstrings.xml")).unwrap_or_default();
        book.styles = looks.remove(part("styles", "xl/styles.xml")).unwrap_or_default();
        book.relations = relations;
        Ok(book)
    }

    /// Which blank workbook it was made from, such as `claims 1`, when it says so.
    pub(crate) fn template(&self) -> Option<&str> {
        self.template.as_deref()
    }

    /// The sheet of this name, whatever its case, as the workbook lists it.
    fn entry(&self, name: &str) -> Option<&SheetEntry> {
        self.workbook.sheets.iter().find(|sheet| sheet.name.trim().eq_ignore_ascii_case(name))
    }

    /// Whether there is a sheet of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.entry(name).is_some()
    }

    /// The sheet of this name that such a workbook has.
    ///
    /// # Errors
    /// As [`Book::sheet`]; where it is not there, that it is not, or which other workbook of ours this is.
    pub(crate) fn sheet_of_rows(&self, name: &'static str) -> Result<OpenSheet<'_>, Refused> {
        if let Some(sheet) = self.sheet(name)? {
            return Ok(sheet);
        }
        let other = [CLAIMS_SHEET, PROVIDERS_SHEET, ANSWERS_SHEET].into_iter().find(|other| self.has(other));
        Err(other.map_or(Refused::NoSheet { sheet: name }, |sheet| Refused::OtherWorkbook { sheet }))
    }

    /// The sheet of this name, whatever its case; `None` when there is none.
    ///
    /// # Errors
    /// A sheet that is promised and not there.
    pub(crate) fn sheet(&self, name: &'static str) -> Result<Option<OpenSheet<'_>>, Refused> {
        let Some(SheetEntry { id, is_hidden, .. }) = self.entry(name) else { return Ok(None) };
        let relation = self.relations.iter().find(|one| one.kind == "worksheet" && one.id == *id);
        let part = relation.and_then(|relation| self.sheets.get(relation.target.as_str()));
        let part = part.ok_or(Refused::Unreadable)?;
        Ok(Some(OpenSheet { book: self, part, name, is_hidden: *is_hidden, text: 0 }))
    }

    /// What is kept of a cell: nothing of blanks.
    fn cell(&self, raw: &RawCell<'_>) -> Result<Option<Cell>, Refused> {
        let value = raw.value.as_ref();
        // Programs that cannot calculate save 0 with every formula, and say so.
        if raw.has_formula && self.workbook.is_uncalculated {
            return Ok(Some(Cell::Uncalculated));
        }
        Ok(match raw.kind {
            // A formula whose text is empty has a result; one without a value has none.
            ValueKind::Number | ValueKind::Shared | ValueKind::Truth | ValueKind::Day
                if value.trim().is_empty() =>
            {
                raw.has_formula.then_some(Cell::Uncalculated)
            }
            ValueKind::Number => match value.trim().parse() {
                Ok(number) => Some(self.number(number, raw.style)),
                Err(_) => text(value),
            },
            ValueKind::Shared => {
                let place = value.trim().parse::<usize>().ok();
                text(place.and_then(|place| self.strings.get(place)).ok_or(Refused::Damaged)?)
            }
            ValueKind::Text | ValueKind::Inline => text(value),
            ValueKind::Day => match day::serial_in_xml(value, self.workbook.epoch_1904) {
                Some(serial) => Some(Cell::Day(serial)),
                None => text(value),
            },
            ValueKind::Truth => match value.trim() {
                "1" | "true" => text("TRUE"),
                _ => text("FALSE"),
            },
            ValueKind::Error => Some(Cell::Error),
        })
    }

    /// A number as its format shows it.
    fn number(&self, number: f64, style: u32) -> Cell {
        match self.styles.shows(style) {
            Shows::Day => Cell::Day(number),
            Shows::Zeros(digits) => with_zeros(number, digits).unwrap_or(Cell::Number(number)),
            Shows::Odd(odd) => Cell::Odd(number, odd),
            Shows::Number => Cell::Number(number),
        }
    }
}

/// A sheet whose cells are looked at as they are asked for.
pub(crate) struct OpenSheet<'b> {
    book: &'b Book<'b>,
    part: &'b SheetPart<'b>,
    name: &'static str,
    is_hidden: bool,
    /// Bytes of the text that was kept.
    text: usize,
}

impl<'b> OpenSheet<'b> {
    /// Whether its days count from 1904.
    pub(crate) const fn epoch_1904(&self) -> bool {
        self.book.workbook.epoch_1904
    }

    /// What it hides.
    pub(crate) const fn hidden(&self) -> &'b Hidden {
        &self.part.hidden
    }

    /// Its name, where it is hidden itself.
    pub(crate) fn hidden_name(&self) -> Option<&'static str> {
        self.is_hidden.then_some(self.name)
    }

    /// Cells that are shown as one.
    pub(crate) fn merged(&self) -> &'b [Merged] {
        &self.part.merged
    }

    /// Of the first rows, the cells past the columns that are kept.
    pub(crate) fn wide_headings(&self) -> &'b [RawCell<'b>] {
        &self.part.wide_headings
    }

    /// Its cells as they stand in the file.
    pub(crate) fn cells(&self) -> &'b [RawCell<'b>] {
        &self.part.cells
    }

    /// Rows with something past the columns that are kept.
    pub(crate) fn wide_rows(&self) -> &'b [u32] {
        &self.part.wide_rows
    }

    /// What is kept of one of its cells: nothing of blanks.
    ///
    /// # Errors
    /// A shared string that is not there, more text than is kept of a sheet.
    pub(crate) fn read(&mut self, raw: &RawCell<'_>) -> Result<Option<Cell>, Refused> {
        let cell = self.book.cell(raw)?;
        if let Some(Cell::Text(kept)) = &cell {
            self.text += kept.len();
            if self.text > MAX_TEXT {
                return Err(Refused::SheetTooLarge);
            }
        }
        Ok(cell)
    }

    /// So many of its rows, in the order of the file.
    ///
    /// # Errors
    /// As [`OpenSheet::read`]; two cells at one place.
    pub(crate) fn rows(&mut self, most: usize) -> Result<Sheet, Refused> {
        let mut sheet = Sheet { epoch_1904: self.epoch_1904(), ..Sheet::default() };
        for raw in self.cells() {
            let Some(cell) = self.read(raw)? else { continue };
            put(sheet.rows.entry(raw.row).or_default(), raw.column, cell)?;
            if sheet.rows.len() > most {
                break;
            }
        }
        Ok(sheet)
    }
}
