//! The answer workbook handed out with the tickets that wait, and given back with what is wrong in it.

use crate::annotate;
use crate::answer_columns::{ANSWER_COLUMNS, SUMMARY_COLUMNS, choices};
use crate::answers::{ANSWERS_SHEET, AnswersWorkbook, SUMMARIES_SHEET, is_of_summaries};
use crate::cells::Cell;
use crate::column::Column;
use crate::fault::RowFault;
use crate::faults_sheet::{self, InSpanish, Listed, Location};
use crate::filled;
use crate::instructions;
use crate::layout::{self, Filled, Marks, WriteError};
use chrono::NaiveDate;
use portal_core::category::Category;
use portal_core::claim::Claim;
use portal_core::identity::{TicketNumber, TrackingNumber};
use rust_xlsxwriter::Workbook;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt;

/// The version mark in the answer workbook's properties.
pub const ANSWERS_VERSION: &str = "answers 1";

const TITLE: &str = "Answers to disputed claims";

/// A ticket that waits for its MCO's answer.
#[derive(Clone, PartialEq)]
pub struct TicketToAnswer {
    /// What people quote.
    pub number: TicketNumber,
    /// The last day for the answer.
    pub due: Option<NaiveDate>,
    /// The number the MCO gave the dispute.
    pub tracking_number: Option<TrackingNumber>,
    /// The provider, as the MCO knows it.
    pub provider: String,
    /// What it is about.
    pub category: Option<Category>,
    /// Its claims.
    pub claims: Vec<Claim>,
}

impl fmt::Debug for TicketToAnswer {
    /// Without what the claims say.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TicketToAnswer({}, {} claims)", self.number, self.claims.len())
    }
}

type Cells = BTreeMap<u32, Vec<Option<Cell>>>;

/// The workbook for an MCO to fill in: sheets Answers, Tickets, Instructions, and a hidden one with the lists.
/// `more` says that there are tickets which are not in it.
///
/// # Errors
/// When the writer refuses what is filled in.
pub fn answers_to_fill_in(tickets: &[TicketToAnswer], more: bool) -> Result<Vec<u8>, WriteError> {
    let claims = tickets.iter().flat_map(|ticket| {
        (1_u32..).zip(&ticket.claims).map(move |(place, claim)| answer_row(ticket, place, claim))
    });
    let cells: Cells = (2..).zip(claims).collect();
    let summary_cells: Cells = (2..).zip(tickets.iter().map(summary_row)).collect();
    let mut book = layout::workbook(TITLE, ANSWERS_VERSION)?;
    let lines = match (more, tickets.is_empty()) {
        (true, _) => [instructions::ANSWERS, instructions::MORE_ANSWERS].concat(),
        (false, true) => [instructions::NO_ANSWERS, instructions::ANSWERS].concat(),
        (false, false) => instructions::ANSWERS.to_vec(),
    };
    let unmarked = |cells| Filled { cells, own_headings: &[], epoch_1904: false, marks: Marks::new() };
    sheets(&mut book, &unmarked(&cells), &unmarked(&summary_cells), &lines)?;
    layout::lists(book.add_worksheet(), &[choices().collect()])?;
    Ok(book.save_to_buffer()?)
}

/// An answer workbook with what is wrong, and what is worth a second look, marked in it.
///
/// # Errors
/// When the writer refuses what was read, such as a row past Excel's last.
pub fn annotate_answers(
    read: &AnswersWorkbook,
    faults: &[RowFault],
    warnings: &[RowFault],
    spanish: InSpanish<'_>,
) -> Result<Vec<u8>, WriteError> {
    let entries = annotate::entries(faults, warnings);
    let (of_tickets, of_claims): (Vec<_>, Vec<_>) = entries.partition(|entry| is_of_summaries(entry.fault));
    let answers = Filled {
        cells: &read.cells,
        own_headings: &read.own_headings,
        epoch_1904: read.epoch_1904,
        marks: annotate::marks_among(&of_claims, ANSWER_COLUMNS),
    };
    let summaries = Filled {
        cells: &read.summary_cells,
        own_headings: &read.own_summary_headings,
        epoch_1904: read.epoch_1904,
        marks: annotate::marks_among(&of_tickets, SUMMARY_COLUMNS),
    };
    let mut book = layout::workbook(TITLE, ANSWERS_VERSION)?;
    sheets(&mut book, &answers, &summaries, instructions::ANSWERS)?;
    let all: Vec<_> = of_claims.into_iter().chain(of_tickets).collect();
    faults_sheet::add(
        &mut book,
        &Listed { entries: &all, notes: &read.notes, spanish },
        |fault| read.found(fault),
        |entry| {
            if is_of_summaries(entry.fault) {
                Location::of(SUMMARIES_SHEET, SUMMARY_COLUMNS, entry.fault)
            } else {
                Location::of(ANSWERS_SHEET, ANSWER_COLUMNS, entry.fault)
            }
        },
    )?;
    layout::lists(book.add_worksheet(), &[choices().collect()])?;
    Ok(book.save_to_buffer()?)
}

fn sheets(
    book: &mut Workbook,
    answers: &Filled<'_>,
    summaries: &Filled<'_>,
    lines: &[&str],
) -> Result<(), WriteError> {
    layout::rows_sheet(book.add_worksheet(), ANSWERS_SHEET, ANSWER_COLUMNS, Some(answers))?;
    layout::rows_sheet(book.add_worksheet(), SUMMARIES_SHEET, SUMMARY_COLUMNS, Some(summaries))?;
    layout::name_headings(book, ANSWERS_SHEET, "ColumnTitle", ANSWER_COLUMNS.len().saturating_sub(1))?;
    layout::name_headings(book, SUMMARIES_SHEET, "ColumnTitle", SUMMARY_COLUMNS.len().saturating_sub(1))?;
    layout::instructions(book.add_worksheet(), lines)
}

fn answer_row(ticket: &TicketToAnswer, place: u32, claim: &Claim) -> Vec<Option<Cell>> {
    // The columns bear the names of a claim's fields, which are all text in JSON.
    let mut fields = match serde_json::to_value(claim) {
        Ok(Value::Object(fields)) => fields,
        Ok(_) | Err(_) => Map::new(),
    };
    let tracking = claim.mco_tracking_number.as_ref().or(ticket.tracking_number.as_ref());
    say(&mut fields, "mco_tracking_number", tracking);
    say(&mut fields, "ticket_number", Some(&ticket.number));
    say(&mut fields, "answer_due", ticket.due.as_ref());
    say(&mut fields, "claim", Some(&place));
    cells(ANSWER_COLUMNS, &fields)
}

fn summary_row(ticket: &TicketToAnswer) -> Vec<Option<Cell>> {
    let mut fields = Map::new();
    say(&mut fields, "tickets.ticket_number", Some(&ticket.number));
    say(&mut fields, "tickets.provider", Some(&ticket.provider));
    say(&mut fields, "tickets.category", ticket.category.map(Category::label).as_ref());
    say(&mut fields, "tickets.answer_due", ticket.due.as_ref());
    say(&mut fields, "tickets.claims", Some(&ticket.claims.len()));
    cells(SUMMARY_COLUMNS, &fields)
}

fn say(fields: &mut Map<String, Value>, name: &str, value: Option<&impl ToString>) {
    if let Some(value) = value {
        fields.insert(name.to_owned(), Value::String(value.to_string()));
    }
}

fn cells<T>(columns: &[Column<T>], fields: &Map<String, Value>) -> Vec<Option<Cell>> {
    let said = |column: &Column<T>| filled::cell(column, fields.get(column.name)?.as_str()?);
    columns.iter().map(said).collect()
}
