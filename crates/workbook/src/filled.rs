//! The claims workbook filled in: with the claims of a ticket, to correct and file anew, or with some rows of
//! another workbook, to keep until they may be filed.

use crate::blank::{self, CLAIMS_VERSION, TicketFill};
use crate::cells::Cell;
use crate::claim_columns::CLAIM_COLUMNS;
use crate::claims::ClaimsWorkbook;
use crate::column::{Column, Given, Kind};
use crate::day;
use crate::layout::{self, Filled, Marks, WriteError};
use portal_core::claim::Claim;
use portal_core::mco::McoList;
use portal_core::submission::Submission;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A claims workbook in the layout of the blank one, with these claims in it. What a row does not say
/// itself, such as its tracking number, is taken from the ticket, whose only row it then is.
///
/// # Errors
/// When the writer refuses what is filled in.
pub fn filled_claims(
    submission: &Submission,
    claims: &[Claim],
    mcos: &McoList,
) -> Result<Vec<u8>, WriteError> {
    let cells: BTreeMap<u32, Vec<Option<Cell>>> =
        (2..).zip(claims.iter().map(|claim| row(submission, claim))).collect();
    let text = |text: Option<String>| text.map(Cell::Text);
    let provider = &submission.provider;
    let ticket_cells = [
        text(submission.mco.as_ref().map(ToString::to_string)),
        text(submission.program.map(|program| program.code().to_owned())),
        text(submission.category.map(|category| category.code().to_owned())),
        text(provider.npi.as_ref().map(ToString::to_string)),
        text(Some(provider.medicaid_id.to_string())),
    ];
    written(
        &Filled { cells: &cells, own_headings: &[], epoch_1904: false, marks: Marks::new() },
        &ticket_cells,
        mcos,
    )
}

/// A claims workbook of some rows of one that was read, one under the other, with its Ticket sheet; nothing is
/// marked in it.
///
/// # Errors
/// When the writer refuses what was read.
pub fn chosen_claims(read: &ClaimsWorkbook, rows: &[u32], mcos: &McoList) -> Result<Vec<u8>, WriteError> {
    let chosen = rows.iter().filter_map(|row| read.cells.get(row).cloned());
    let (own_headings, epoch_1904) = (read.own_headings.as_slice(), read.epoch_1904);
    let cells = (2..).zip(chosen).collect();
    written(
        &Filled { cells: &cells, own_headings, epoch_1904, marks: Marks::new() },
        &read.ticket_cells,
        mcos,
    )
}

fn written(
    filled: &Filled<'_>,
    ticket_cells: &[Option<Cell>],
    mcos: &McoList,
) -> Result<Vec<u8>, WriteError> {
    let ticket = TicketFill { cells: ticket_cells, epoch_1904: filled.epoch_1904, marks: Marks::new() };
    let mut book = layout::workbook("Claims in dispute with a managed-care plan", CLAIMS_VERSION)?;
    blank::claims_sheets(&mut book, mcos, Some(filled), &ticket)?;
    blank::lists(book.add_worksheet(), mcos)?;
    Ok(book.save_to_buffer()?)
}

fn row(submission: &Submission, claim: &Claim) -> Vec<Option<Cell>> {
    let mut claim = claim.clone();
    claim.mco_tracking_number = claim.mco_tracking_number.or_else(|| submission.mco_tracking_number.clone());
    claim.filed_with_mco = claim.filed_with_mco.or(submission.filed_with_mco);
    claim.mco_answered = claim.mco_answered.or(submission.mco_answered);
    // The columns bear the names of the fields, and every field of a claim is text in JSON.
    let fields = match serde_json::to_value(&claim) {
        Ok(Value::Object(fields)) => fields,
        Ok(_) | Err(_) => Map::new(),
    };
    CLAIM_COLUMNS
        .iter()
        .map(|column| fields.get(column.name).and_then(Value::as_str).and_then(|text| cell(column, text)))
        .collect()
}

/// What a column's cell holds that says this, as JSON has it.
pub(crate) fn cell<T>(column: &Column<T>, text: &str) -> Option<Cell> {
    match column.kind {
        Kind::Text(_)
        | Kind::Identifier(_)
        | Kind::Code(_)
        | Kind::Digits(_)
        | Kind::Choice(_)
        | Kind::Listed(..)
        | Kind::Given(Given::Text) => Some(Cell::Text(text.to_owned())),
        Kind::Money | Kind::Given(Given::Money | Given::Count) => text.parse().ok().map(Cell::Number),
        Kind::Day | Kind::Given(Given::Day) => text.parse().ok().and_then(day::serial).map(Cell::Day),
    }
}
