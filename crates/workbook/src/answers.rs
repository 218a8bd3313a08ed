//! The answer workbook: an MCO's proposals on many tickets at once (R10), and every fault of every row at once.

use crate::answer_columns::{ANSWER_COLUMNS, SUMMARY_COLUMNS, SummaryRow};
use crate::answered::{AnswerRow, AnsweredTicket};
use crate::answers_out::ANSWERS_VERSION;
use crate::book::Book;
use crate::cells::Cell;
use crate::claims;
use crate::column::Column;
use crate::fault::{Note, RowFault};
use crate::guard;
use crate::merged;
use crate::notes;
use crate::refused::Refused;
use crate::table::{self, ReadRow, Table};
use portal_core::identity::TicketNumber;
use portal_core::outcome::Summary;
use std::collections::BTreeMap;
use std::fmt;

/// Name of the sheet with the claims to answer.
pub(crate) const ANSWERS_SHEET: &str = "Answers";
/// Name of the sheet with their tickets.
pub(crate) const SUMMARIES_SHEET: &str = "Tickets";

/// Most rows on either sheet: ten full tickets, or as many small ones as one request sends.
pub const MOST_ANSWER_ROWS: usize = 1_000;
/// Most tickets that one workbook answers.
pub const MOST_ANSWERED_TICKETS: usize = 50;
/// Most bytes of summaries and reasons together: what is read is kept as one item of the table.
const MOST_TEXT: usize = 300_000;

/// An answer workbook that could be read, faults or not. It keeps its cells so that
/// [`crate::annotate_answers`] can give them back.
#[derive(Clone, PartialEq)]
pub struct AnswersWorkbook {
    /// The tickets for which something is filled in, in the order of the sheets.
    pub tickets: Vec<AnsweredTicket>,
    /// What must be put right before the proposals can be sent.
    pub faults: Vec<RowFault>,
    /// What is worth a second look and stops nothing.
    pub warnings: Vec<RowFault>,
    /// What was ignored or repaired, and how many tickets are left for later.
    pub notes: Vec<Note>,
    pub(crate) cells: BTreeMap<u32, Vec<Option<Cell>>>,
    pub(crate) own_headings: Vec<Option<Cell>>,
    pub(crate) summary_cells: BTreeMap<u32, Vec<Option<Cell>>>,
    pub(crate) own_summary_headings: Vec<Option<Cell>>,
    pub(crate) epoch_1904: bool,
}

impl AnswersWorkbook {
    /// Adds faults that need more than the file, each at its place among those of reading.
    pub fn add_faults(&mut self, faults: impl IntoIterator<Item = RowFault>) {
        self.faults.extend(faults);
        sort(&mut self.faults);
    }

    /// Adds warnings, which all need more than the file.
    pub fn add_warnings(&mut self, warnings: impl IntoIterator<Item = RowFault>) {
        self.warnings.extend(warnings);
        sort(&mut self.warnings);
    }

    /// How many rows answer something: a claim each, and a ticket each that has no row of a claim.
    pub fn answering_rows(&self) -> usize {
        self.tickets.iter().map(|ticket| ticket.rows.len().max(1)).sum()
    }

    /// What was read at the place of a fault, as people see it: health information, for the sender alone.
    pub fn found(&self, fault: &RowFault) -> Option<String> {
        if is_of_summaries(fault) {
            claims::found(&self.summary_cells, SUMMARY_COLUMNS, fault, self.epoch_1904)
        } else {
            claims::found(&self.cells, ANSWER_COLUMNS, fault, self.epoch_1904)
        }
    }
}

impl fmt::Debug for AnswersWorkbook {
    /// Without what the cells hold.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AnswersWorkbook({} tickets, {} faults)", self.tickets.len(), self.faults.len())
    }
}

/// Whether a fault is of the sheet Tickets.
pub(crate) fn is_of_summaries(fault: &RowFault) -> bool {
    fault.column.starts_with("tickets.")
}

/// Reads an answer workbook. Whether the tickets are there and wait for an answer, and their claims, is the
/// caller's to know: [`AnsweredTicket::against`] holds an answer against them.
///
/// # Errors
/// A file that is refused as a whole; faults of cells are in the value.
pub fn read_answers(bytes: &[u8]) -> Result<AnswersWorkbook, Refused> {
    let (parts, names) = guard::unpack(bytes)?;
    let book = Book::open(&parts, &names)?;
    let answers = book.sheet_of_rows(ANSWERS_SHEET)?;
    let Some(summaries) = book.sheet(SUMMARIES_SHEET)? else {
        return Err(Refused::NoSheet { sheet: SUMMARIES_SHEET });
    };
    let epoch_1904 = answers.epoch_1904();
    let mut answers = table::read(answers, ANSWER_COLUMNS, MOST_ANSWER_ROWS)?;
    let mut summaries = table::read(summaries, SUMMARY_COLUMNS, MOST_ANSWER_ROWS)?;
    if answers.rows.is_empty() && summaries.rows.is_empty() {
        return Err(Refused::NoRows);
    }
    let mut notes = answers.notes.clone();
    notes.extend(summaries.notes.iter().filter(|note| !answers.notes.contains(note)).cloned());
    notes.extend(notes::other_template(book.template(), ANSWERS_VERSION));

    let mut sorted = Sorted::default();
    let (cells, summary_cells) = (cells_of(&answers), cells_of(&summaries));
    let own_headings = std::mem::take(&mut answers.own_headings);
    let own_summary_headings = std::mem::take(&mut summaries.own_headings);
    sorted.take_in(answers, summaries);
    let first = (cells.keys().next(), summary_cells.keys().next());
    let Sorted { tickets, mut faults, left } = sorted;
    notes.extend(notes::left_for_later(left));
    let tickets = answered(tickets, &mut faults);
    if tickets.is_empty() && faults.is_empty() {
        let (row, column) = match first {
            (Some(row), _) => (*row, "outcome"),
            (None, row) => (row.copied().unwrap_or_default(), "tickets.summary"),
        };
        let message = "Nothing is filled in: answer at least one ticket, with an outcome for each of its claims and a summary.";
        faults.push(RowFault::new(row, column, "nothing_answered", message));
    }
    sort(&mut faults);
    let warnings = Vec::new();
    Ok(AnswersWorkbook {
        tickets,
        faults,
        warnings,
        notes,
        cells,
        own_headings,
        summary_cells,
        own_summary_headings,
        epoch_1904,
    })
}

/// Puts faults in the order of the sheets, rows and columns.
fn sort(faults: &mut [RowFault]) {
    let place = |fault: &RowFault| {
        let answers = ANSWER_COLUMNS.iter().map(|column| column.name);
        let all = answers.chain(SUMMARY_COLUMNS.iter().map(|column| column.name));
        all.into_iter().position(|name| name == fault.column)
    };
    faults.sort_by_key(|fault| (is_of_summaries(fault), fault.row, place(fault)));
}

fn cells_of<T>(table: &Table<T>) -> BTreeMap<u32, Vec<Option<Cell>>> {
    table.rows.iter().map(|row| (row.number, row.cells.clone())).collect()
}

/// Everything that is said of one ticket.
#[derive(Default)]
struct Said {
    rows: Vec<AnswerRow>,
    summary: Option<(u32, Option<Summary>)>,
    faults: Vec<RowFault>,
    is_filled_in: bool,
}

/// The rows by their tickets, in the order in which those come first.
#[derive(Default)]
struct Sorted {
    tickets: Vec<(TicketNumber, Said)>,
    /// Of rows that are filled in and of no ticket that can be read.
    faults: Vec<RowFault>,
    /// Tickets for which nothing is filled in.
    left: usize,
}

impl Sorted {
    fn take_in(&mut self, answers: Table<AnswerRow>, summaries: Table<SummaryRow>) {
        let mut places: BTreeMap<TicketNumber, usize> = BTreeMap::new();
        let mut faults = by_row(answers.faults);
        for ReadRow { number, mut value, cells } in answers.rows {
            let faults = faults.remove(&number).unwrap_or_default();
            let is_filled_in = is_filled_in(ANSWER_COLUMNS, &cells, &faults);
            value.row = number;
            if let Some(said) = self.of(&mut places, value.ticket.clone(), is_filled_in, faults) {
                said.rows.push(value);
            }
        }
        let mut faults = by_row(summaries.faults);
        for ReadRow { number, value: SummaryRow { ticket, summary }, cells } in summaries.rows {
            let faults = faults.remove(&number).unwrap_or_default();
            let is_filled_in = is_filled_in(SUMMARY_COLUMNS, &cells, &faults);
            let Some(said) = self.of(&mut places, ticket, is_filled_in, faults) else { continue };
            match said.summary {
                None => said.summary = Some((number, summary)),
                Some((first, _)) if is_filled_in => {
                    let message = format!("Row {first} is about the same ticket. Keep one of the two rows.");
                    let fault = RowFault::new(number, "tickets.ticket_number", "duplicate_in_file", message);
                    said.faults.push(fault.telling("row", first));
                }
                Some(_) => {}
            }
        }
        let all = self.tickets.len();
        self.tickets.retain(|(_, said)| said.is_filled_in);
        self.left = all - self.tickets.len();
    }

    /// What is said of a row's ticket so far. Where the row does not say which, its faults count if anything
    /// is filled in.
    fn of(
        &mut self,
        places: &mut BTreeMap<TicketNumber, usize>,
        ticket: Option<TicketNumber>,
        is_filled_in: bool,
        faults: Vec<RowFault>,
    ) -> Option<&mut Said> {
        let Some(ticket) = ticket else {
            self.faults.extend(faults.into_iter().filter(|_| is_filled_in));
            return None;
        };
        let place = *places.entry(ticket.clone()).or_insert_with(|| {
            self.tickets.push((ticket, Said::default()));
            self.tickets.len() - 1
        });
        let (_, said) = self.tickets.get_mut(place)?;
        said.is_filled_in |= is_filled_in;
        said.faults.extend(faults);
        Some(said)
    }
}

/// Whether a row has something of the MCO's: a cell that holds a value, or one that is merged with it, which whoever
/// looks at the sheet sees filled in.
fn is_filled_in<T>(columns: &[Column<T>], cells: &[Option<Cell>], faults: &[RowFault]) -> bool {
    let merged = merged::fault().code;
    columns.iter().zip(cells).any(|(column, cell)| {
        let is_merged = || faults.iter().any(|fault| fault.code == merged && fault.column == column.name);
        !column.kind.is_given() && (cell.is_some() || is_merged())
    })
}

fn by_row(faults: Vec<RowFault>) -> BTreeMap<u32, Vec<RowFault>> {
    let mut rows: BTreeMap<u32, Vec<RowFault>> = BTreeMap::new();
    for fault in faults {
        rows.entry(fault.row).or_default().push(fault);
    }
    rows
}

/// The tickets that are answered, and what is missing of each.
fn answered(tickets: Vec<(TicketNumber, Said)>, faults: &mut Vec<RowFault>) -> Vec<AnsweredTicket> {
    let (mut answered, mut bytes) = (Vec::with_capacity(tickets.len()), 0_usize);
    for (number, Said { rows, summary, faults: mut own, .. }) in tickets {
        let (summary_row, summary) = match summary {
            Some((row, summary)) => (Some(row), summary),
            None => (None, None),
        };
        let mut ticket = AnsweredTicket::new(number, (summary_row, summary), rows);
        ticket.mark(&own);
        own.extend(ticket.missing());
        if answered.len() == MOST_ANSWERED_TICKETS {
            let message = format!(
                "One workbook answers at most {MOST_ANSWERED_TICKETS} tickets. Empty the rows of this one and of those after it, and answer them with another workbook."
            );
            let (row, column) = ticket.place();
            let fault = RowFault::new(row, column, "too_many_tickets", message);
            own.push(fault.telling("most", MOST_ANSWERED_TICKETS));
        }
        let before = bytes;
        bytes += ticket.bytes();
        if before <= MOST_TEXT && bytes > MOST_TEXT {
            let message = "The summaries and reasons are more text than one workbook may hold. Empty the rows of this ticket and of those after it, and answer them with another workbook.";
            let (row, column) = ticket.place();
            own.push(RowFault::new(row, column, "too_much_text", message));
        }
        ticket.mark(&own);
        faults.extend(own);
        answered.push(ticket);
    }
    answered
}
