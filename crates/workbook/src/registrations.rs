//! The registrations workbook: up to 100 providers or facilities at once (R2).

use crate::blank::REGISTRATIONS_VERSION;
use crate::book::Book;
use crate::cells::{Cell, MAX_ROWS};
use crate::fault::{Note, RowFault};
use crate::guard;
use crate::notes;
use crate::provider_columns::PROVIDER_COLUMNS;
use crate::refused::Refused;
use crate::table::{self, Table};
use crate::{claims, column};
use portal_core::registration::RegistrationForm;
use std::collections::BTreeMap;
use std::fmt;

/// Name of the sheet that holds the providers.
pub(crate) const PROVIDERS_SHEET: &str = "Providers";

/// One provider and where it stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderRow {
    /// The row as people see it in the sheet.
    pub number: u32,
    /// What the row says. Who to contact and who is acting are not in the workbook: the caller adds them.
    pub form: RegistrationForm,
}

/// A registrations workbook that could be read, faults or not.
#[derive(Clone, PartialEq)]
pub struct RegistrationsWorkbook {
    /// 1 to 100 providers, in the order of the sheet.
    pub rows: Vec<ProviderRow>,
    /// What must be put right.
    pub faults: Vec<RowFault>,
    /// What is worth a second look and stops nothing.
    pub warnings: Vec<RowFault>,
    /// What was ignored or repaired.
    pub notes: Vec<Note>,
    pub(crate) own_headings: Vec<Option<Cell>>,
    pub(crate) cells: BTreeMap<u32, Vec<Option<Cell>>>,
    pub(crate) epoch_1904: bool,
}

impl RegistrationsWorkbook {
    /// Adds faults that need more than the file, each at its place among those of reading.
    pub fn add_faults(&mut self, faults: impl IntoIterator<Item = RowFault>) {
        self.faults.extend(faults);
        Self::sort(&mut self.faults);
    }

    /// Puts faults or warnings in the order of the sheet: by row and column.
    fn sort(findings: &mut [RowFault]) {
        findings.sort_by_key(|finding| (finding.row, column::place(PROVIDER_COLUMNS, finding.column)));
    }

    /// What was read at the place of a fault, as people see it.
    pub fn found(&self, fault: &RowFault) -> Option<String> {
        claims::found(&self.cells, PROVIDER_COLUMNS, fault, self.epoch_1904)
    }
}

impl fmt::Debug for RegistrationsWorkbook {
    /// Without what the cells hold.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RegistrationsWorkbook({} rows, {} faults)", self.rows.len(), self.faults.len())
    }
}

/// Reads a registrations workbook.
///
/// # Errors
/// A file that is refused as a whole; faults of cells are in the value.
pub fn read_registrations(bytes: &[u8]) -> Result<RegistrationsWorkbook, Refused> {
    let (parts, names) = guard::unpack(bytes)?;
    let book = Book::open(&parts, &names)?;
    let sheet = book.sheet_of_rows(PROVIDERS_SHEET)?;
    let epoch_1904 = sheet.epoch_1904();
    let Table { rows: read, mut faults, warnings, mut notes, own_headings } =
        table::read(sheet, PROVIDER_COLUMNS, MAX_ROWS)?.not_empty()?;
    notes.extend(notes::other_template(book.template(), REGISTRATIONS_VERSION));
    let mut rows = Vec::with_capacity(read.len());
    let mut cells = BTreeMap::new();
    for row in read {
        cells.insert(row.number, row.cells);
        rows.push(ProviderRow { number: row.number, form: row.value });
    }
    faults.extend(duplicates(&rows));
    RegistrationsWorkbook::sort(&mut faults);
    Ok(RegistrationsWorkbook { rows, faults, warnings, notes, own_headings, cells, epoch_1904 })
}

/// The same provider, known by its Medicaid ID, in two rows: the later one is at fault and names the first.
fn duplicates(rows: &[ProviderRow]) -> Vec<RowFault> {
    let repeats = table::repeats(
        rows.iter().filter_map(|row| Some((row.number, row.form.medicaid_id.as_ref()?.as_str()))),
    );
    let fault = |(row, first)| {
        let message = format!(
            "Row {first} has the same Medicaid ID, which is one provider's. Delete one of the two rows, or correct the ID of one."
        );
        RowFault::new(row, "medicaid_id", "duplicate_in_file", message).telling("row", first)
    };
    repeats.into_iter().map(fault).collect()
}
