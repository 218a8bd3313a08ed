//! Files that other programs made; `tests/workbooks` has the script of each.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use chrono::NaiveDate;
use portal_workbook::{ClaimsWorkbook, Expectation, Refused, read_claims};
use std::path::Path;

fn read(name: &str) -> Result<ClaimsWorkbook, Refused> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/workbooks").join(name);
    let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
    read_claims(&std::fs::read(path).unwrap(), &Expectation { today })
}

fn day(text: &str) -> Option<NaiveDate> {
    text.parse().ok()
}

#[test]
fn a_full_workbook_of_openpyxl_has_a_hundred_claims() {
    let book = read("openpyxl-100-rows.xlsx").unwrap();
    assert_eq!((book.rows.len(), book.faults.len(), book.notes.len()), (100, 0, 0));
    let last = &book.rows[99].claim;
    assert_eq!(book.rows[99].number, 101);
    assert_eq!(last.rin.as_ref().unwrap().as_str(), "012345100");
    assert_eq!(last.mco_answered, day("2026-11-05"));
    assert_eq!(last.billed.unwrap().cents(), 135_000);
    assert_eq!(last.procedure_code.as_ref().unwrap().as_str(), "99284");
    assert_eq!(book.ticket.npi.as_ref().unwrap().as_str(), "1234567893");
    assert_eq!(book.ticket.category.unwrap().code(), "claim_denial/authorization");
}

#[test]
fn days_counted_from_1904_are_the_same_days() {
    let claims = |name: &str| read(name).unwrap().claims().take(3).cloned().collect::<Vec<_>>();
    assert_eq!(claims("openpyxl-1904.xlsx"), claims("openpyxl-100-rows.xlsx"));
}

#[test]
fn an_untidy_workbook_is_read_and_its_two_faults_are_named() {
    let book = read("openpyxl-untidy.xlsx").unwrap();
    let faults: Vec<(u32, &str, &str)> = book.faults.iter().map(|f| (f.row, f.column, f.code)).collect();
    assert_eq!(faults, [(3, "rin", "rin_lost_zero"), (4, "billed", "formula_uncalculated")]);
    assert_eq!(book.rows.len(), 4);
    let first = &book.rows[0].claim;
    assert_eq!(first.member_last_name.as_ref().unwrap().as_str(), "Example");
    assert_eq!(first.mco_claim_number.as_ref().unwrap().as_str(), "23ABC-0000001");
    assert_eq!((first.filed_with_mco, first.service_from), (day("2026-10-20"), day("2026-08-01")));
    assert_eq!(first.billed.unwrap().cents(), 125_100);
    assert_eq!(book.rows[3].claim.rendering_npi.as_ref().unwrap().as_str(), "1234567893");
    assert_eq!(book.notes.iter().map(|note| note.code).collect::<Vec<_>>(), ["extra_columns"]);
}

#[test]
fn one_row_too_many_is_refused() {
    assert_eq!(read("openpyxl-101-rows.xlsx").unwrap_err(), Refused::TooManyRows);
}
