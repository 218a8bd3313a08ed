//! Reads what was made, and says what came of it.

use super::{Given, HEADINGS, Parts};
use chrono::NaiveDate;
use portal_workbook::{ClaimsWorkbook, Expectation, Refused, read_claims};

pub const TODAY: Expectation = Expectation { today: NaiveDate::from_ymd_opt(2026, 11, 24).unwrap() };

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn read(parts: &Parts) -> ClaimsWorkbook {
    read_claims(&parts.zip(), &TODAY).unwrap()
}

/// Why a workbook of these sheets is not read.
pub fn refusal(sheets: &[(&str, &str)]) -> Refused {
    read_claims(&Parts::sheets(sheets).zip(), &TODAY).unwrap_err()
}

pub fn at(heading: &str) -> usize {
    HEADINGS.iter().position(|h| *h == heading).unwrap()
}

/// One row, good but for one cell.
pub fn with(heading: &str, given: Given) -> ClaimsWorkbook {
    read(&Parts::one_row(&[(at(heading), given)]))
}

/// (row, column, code) of every fault.
pub fn faults(book: &ClaimsWorkbook) -> Vec<(u32, &str, &str)> {
    book.faults.iter().map(|fault| (fault.row, fault.column, fault.code)).collect()
}

pub fn codes(book: &ClaimsWorkbook) -> Vec<&str> {
    book.notes.iter().map(|note| note.code).collect()
}
