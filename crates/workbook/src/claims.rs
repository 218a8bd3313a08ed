//! The claims workbook: every claim, and every fault of every row at once (R6, R7).

use crate::blank::CLAIMS_VERSION;
use crate::book::Book;
use crate::cells::{Cell, MAX_ROWS, Sheet};
use crate::claim_columns::CLAIM_COLUMNS;
use crate::column::{self, Column};
use crate::fault::{Note, RowFault};
use crate::guard;
use crate::notes;
use crate::refused::Refused;
use crate::table::{self, ReadRow, Table};
use crate::ticket::{self, ReadTicket, TicketSheet};
use crate::value;
use chrono::NaiveDate;
use portal_core::claim::Claim;
use portal_core::impossible::{days_out_of_order, future_days};
use portal_core::mco::{Mco, McoCode, McoList};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;

/// Name of the sheet that holds the claims.
pub(crate) const CLAIMS_SHEET: &str = "Claims";
/// Name of the sheet that holds what they have in common.
pub(crate) const TICKET_SHEET: &str = "Ticket";

/// What the reader must know that the file cannot say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// The civil day in America/Chicago; a later day in a cell is a fault.
    pub today: NaiveDate,
}

/// One claim and where it stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The row as people see it in the sheet.
    pub number: u32,
    /// The claim, without the fields whose cells are empty or faulty.
    pub claim: Claim,
}

/// A claims workbook that could be read, faults or not. It keeps its cells so that
/// [`crate::annotate_claims`] can give them back.
#[derive(Clone, PartialEq)]
pub struct ClaimsWorkbook {
    /// What the Ticket sheet says; empty when there is no such sheet, which a note then says.
    pub ticket: TicketSheet,
    /// 1 to 100 claims, in the order of the sheet.
    pub rows: Vec<Row>,
    /// What must be put right before the workbook can be filed.
    pub faults: Vec<RowFault>,
    /// What is worth a second look and stops nothing.
    pub warnings: Vec<RowFault>,
    /// What was ignored or repaired.
    pub notes: Vec<Note>,
    /// Of each row ours, then the sender's own.
    pub(crate) cells: BTreeMap<u32, Vec<Option<Cell>>>,
    pub(crate) own_headings: Vec<Option<Cell>>,
    pub(crate) ticket_cells: Vec<Option<Cell>>,
    pub(crate) epoch_1904: bool,
}

impl ClaimsWorkbook {
    /// Whether the claims can be filed as they are, as far as a file can tell.
    pub fn is_valid(&self) -> bool {
        self.faults.is_empty()
    }

    /// Adds faults that need more than the file, each at its place among those of reading.
    pub fn add_faults(&mut self, faults: impl IntoIterator<Item = RowFault>) {
        self.faults.extend(faults);
        Self::sort(&mut self.faults);
    }

    /// The same of warnings.
    pub fn add_warnings(&mut self, warnings: impl IntoIterator<Item = RowFault>) {
        self.warnings.extend(warnings);
        Self::sort(&mut self.warnings);
    }

    /// What was read at the place of a fault, as people see it: health information, for the sender alone.
    pub fn found(&self, fault: &RowFault) -> Option<String> {
        if let Some(line) = ticket::line(fault.column) {
            return value::shown(self.ticket_cells.get(line)?.as_ref()?, false, self.epoch_1904);
        }
        found(&self.cells, CLAIM_COLUMNS, fault, self.epoch_1904)
    }

    /// Puts faults or warnings in the order of the sheets: those of the Ticket sheet, then by row and column.
    fn sort(findings: &mut [RowFault]) {
        let place = |finding: &RowFault| match ticket::line(finding.column) {
            Some(line) => (0, finding.row, line),
            None => (1, finding.row, column::place(CLAIM_COLUMNS, finding.column)),
        };
        findings.sort_by_key(place);
    }

    /// The claims alone, in the order of the sheet.
    pub fn claims(&self) -> impl Iterator<Item = &Claim> {
        self.rows.iter().map(|row| &row.claim)
    }
}

impl fmt::Debug for ClaimsWorkbook {
    /// Without what the cells hold.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ClaimsWorkbook({} rows, {} faults)", self.rows.len(), self.faults.len())
    }
}

/// Reads a claims workbook. Windows (R4) and open duplicates are the caller's to check: they need more than
/// the file.
///
/// # Errors
/// A file that is refused as a whole; faults of cells are in the value.
pub fn read_claims(bytes: &[u8], expectation: &Expectation) -> Result<ClaimsWorkbook, Refused> {
    let (parts, names) = guard::unpack(bytes)?;
    let book = Book::open(&parts, &names)?;
    let sheet = book.sheet_of_rows(CLAIMS_SHEET)?;
    let (ticket, hidden_ticket) = match book.sheet(TICKET_SHEET)? {
        Some(mut sheet) => (ticket::read(&sheet.rows(MAX_ROWS)?), sheet.hidden_name()),
        None => (ticket::read(&Sheet::default()), None),
    };
    let lacking = &ticket.lacking;
    let epoch_1904 = sheet.epoch_1904();
    let Table { rows: read, mut faults, mut warnings, mut notes, own_headings } =
        table::read(sheet, CLAIM_COLUMNS, MAX_ROWS)?.not_empty()?;
    notes.extend(notes::hidden_sheet(hidden_ticket));
    notes.extend(notes::other_template(book.template(), CLAIMS_VERSION));
    notes.extend(notes::ticket_sheet_incomplete(lacking));

    warnings.extend(other_mcos(&own_headings, &read, ticket.ticket.mco.as_ref()));
    let mut rows = Vec::with_capacity(read.len());
    let mut cells = BTreeMap::new();
    for row in read {
        cells.insert(row.number, row.cells);
        rows.push(Row { number: row.number, claim: row.value });
    }
    for row in &rows {
        faults.extend(impossible_days(row, expectation.today));
    }
    faults.extend(duplicates(&rows));
    faults.extend(ticket.faults);
    warnings.extend(rows.iter().filter_map(paid_over_billed));
    warnings.extend(rows.iter().filter_map(odd_tracking_number));
    warnings.extend(dissimilar_reasons(&rows));
    warnings.extend(ticket.warnings);
    ClaimsWorkbook::sort(&mut faults);
    ClaimsWorkbook::sort(&mut warnings);
    let ReadTicket { ticket, cells: ticket_cells, .. } = ticket;
    Ok(ClaimsWorkbook {
        ticket,
        rows,
        faults,
        warnings,
        notes,
        cells,
        own_headings,
        ticket_cells,
        epoch_1904,
    })
}

/// What was read at the place of a fault among rows.
pub(crate) fn found<T>(
    rows: &BTreeMap<u32, Vec<Option<Cell>>>,
    columns: &[Column<T>],
    fault: &RowFault,
    epoch_1904: bool,
) -> Option<String> {
    let place = columns.iter().position(|column| column.name == fault.column)?;
    let is_day = columns.get(place)?.kind.is_day();
    value::shown(rows.get(&fault.row)?.get(place)?.as_ref()?, is_day, epoch_1904)
}

/// Days that cannot be: the checks of a claim that was typed.
fn impossible_days(row: &Row, today: NaiveDate) -> impl Iterator<Item = RowFault> {
    future_days(&row.claim, today)
        .chain(days_out_of_order(&row.claim))
        .map(|(column, fault)| RowFault::of(row.number, column, fault))
}

/// The same claim in two rows: the later one is at fault and names the first.
fn duplicates(rows: &[Row]) -> Vec<RowFault> {
    let repeats = table::repeats(rows.iter().filter_map(|row| Some((row.number, row.claim.sameness()?))));
    let fault = |(row, first)| {
        let message = format!(
            "Row {first} has the same claim number and first day of service. Delete one of the two rows."
        );
        RowFault::new(row, "mco_claim_number", "duplicate_in_file", message).telling("row", first)
    };
    repeats.into_iter().map(fault).collect()
}

/// R7: one MCO on a ticket, the one of the sheet Ticket. A column of the sender's own that says another one is not read,
/// and tells that the row may not be its.
fn other_mcos(
    own_headings: &[Option<Cell>],
    rows: &[ReadRow<Claim>],
    of_ticket: Option<&McoCode>,
) -> Vec<RowFault> {
    let is_of_mcos = |heading: &Option<Cell>| heading.as_ref().is_some_and(ticket::names_the_mco);
    let column = own_headings.iter().position(is_of_mcos);
    let (Some(column), Some(of_ticket), Ok(mcos)) = (column, of_ticket, McoList::published()) else {
        return Vec::new();
    };
    let named = |row: &ReadRow<Claim>| {
        let cell = row.cells.get(CLAIM_COLUMNS.len().saturating_add(column))?.as_ref()?;
        let said = value::folded(&value::code(cell).ok()?);
        let is_said = |mco: &&Mco| [mco.code.as_str(), &mco.name].map(value::folded).contains(&said);
        mcos.all().iter().find(is_said)
    };
    let others = rows.iter().filter(|row| named(row).is_some_and(|mco| mco.code != *of_ticket));
    let message = "A column of your own names another MCO in this row than the sheet Ticket does, with which all rows are disputes (R7). Rows with another MCO belong on a workbook of their own.";
    others.map(|row| RowFault::new(row.number, "mco_tracking_number", "other_mco", message)).collect()
}

/// Possible, but unlikely.
fn paid_over_billed(row: &Row) -> Option<RowFault> {
    let (paid, billed) = (row.claim.paid?, row.claim.billed?);
    let message = "More was paid than billed. Check both amounts.";
    (paid > billed).then(|| RowFault::new(row.number, "paid", "paid_over_billed", message))
}

/// The shape of these numbers differs by plan: only what is no number of a dispute anywhere is odd here.
fn odd_tracking_number(row: &Row) -> Option<RowFault> {
    let number = row.claim.mco_tracking_number.as_ref()?.as_str();
    let claim = row.claim.mco_claim_number.as_ref().map(|claim| claim.as_str());
    let message = if Some(number) == claim {
        "This is also the MCO's number of the claim. Check that it is the number the MCO gave your dispute."
    } else if !number.bytes().any(|byte| byte.is_ascii_digit()) {
        "This has no digit in it. Check that it is the number the MCO gave your dispute."
    } else {
        return None;
    };
    Some(RowFault::new(row.number, "mco_tracking_number", "odd_tracking_number", message))
}

/// R7: claims share a ticket when they raise a common question of fact or policy. Different reason codes
/// are a sign that they do not: every row is told whose code is not the one that most rows have.
fn dissimilar_reasons(rows: &[Row]) -> Vec<RowFault> {
    let reasons = || rows.iter().filter_map(|row| Some((row.number, row.claim.carc.as_ref()?)));
    // How many rows have it, and the first of them.
    let mut counts: BTreeMap<&str, (usize, u32)> = BTreeMap::new();
    for (row, reason) in reasons() {
        counts.entry(reason.as_str()).or_insert((0, row)).0 += 1;
    }
    // Of as many, the one that comes first.
    let most = counts.iter().max_by_key(|(_, (count, first))| (*count, Reverse(*first)));
    let Some((common, (_, first))) = most else { return Vec::new() };
    let others = reasons().filter(|(_, reason)| reason.as_str() != *common);
    others
        .map(|(row, _)| {
            let message = format!(
                "This reason code differs from that of row {first}. Claims on one ticket must raise a common question of fact or policy; others belong on a ticket of their own."
            );
            RowFault::new(row, "carc", "dissimilar_reasons", message).telling("row", first)
        })
        .collect()
}
