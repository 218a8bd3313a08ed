//! Files that other programs made; `tests/workbooks` has the script of each, and nobody in them exists.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use chrono::NaiveDate;
use portal_core::claim::Claim;
use portal_core::mco::McoList;
use portal_workbook::{
    ClaimsWorkbook, Expectation, Refused, RowFault, TicketSheet, annotate_claims, read_claims,
};
use rstest::rstest;
use std::collections::BTreeSet;
use std::path::PathBuf;

const TODAY: Expectation = Expectation { today: NaiveDate::from_ymd_opt(2026, 11, 24).unwrap() };

/// A CSV has one sheet.
const WITHOUT_TICKET: &str = "libreoffice-from-csv.xlsx";

fn folder() -> PathBuf {
    // Of the package's folder, in which tests run.
    PathBuf::from("../../tests/workbooks")
}

fn read(name: &str) -> Result<ClaimsWorkbook, Refused> {
    read_claims(&std::fs::read(folder().join(name)).unwrap(), &TODAY)
}

/// A full workbook of openpyxl: what every file of the corpus says about its first claims.
fn model() -> Vec<Claim> {
    read("openpyxl-100-rows.xlsx").unwrap().claims().cloned().collect()
}

type Found<'a> = Vec<(u32, &'a str, &'a str)>;

fn places(faults: &[RowFault]) -> Found<'_> {
    faults.iter().map(|fault| (fault.row, fault.column, fault.code)).collect()
}

#[test]
fn a_full_workbook_of_openpyxl_has_a_hundred_claims() {
    let book = read("openpyxl-100-rows.xlsx").unwrap();
    assert_eq!((book.rows.len(), book.faults.len(), book.notes.len()), (100, 0, 0));
    let last = &book.rows[99].claim;
    assert_eq!(book.rows[99].number, 101);
    assert_eq!(last.rin.as_ref().unwrap().as_str(), "012345100");
    assert_eq!(last.mco_answered, NaiveDate::from_ymd_opt(2026, 11, 5));
    assert_eq!(last.billed.unwrap().cents(), 135_000);
    assert_eq!(last.procedure_code.as_ref().unwrap().as_str(), "99284");
    assert_eq!(book.ticket.npi.as_ref().unwrap().as_str(), "1234567893");
    assert_eq!(book.ticket.category.unwrap().code(), "claim_denial/authorization");
}

/// Of each file: how many of its claims are those of the model, its faults, its notes.
#[rstest]
#[case("openpyxl-1904.xlsx", 3, &[], &[])]
#[case("openpyxl-untidy.xlsx", 0, &[(3, "rin", "rin_lost_zero"), (4, "billed", "formula_uncalculated")], &["extra_columns", "hidden_rows"])]
#[case("rust_xlsxwriter-claims-1.xlsx", 3, &[], &["other_template"])]
#[case("libreoffice-blank-filled.xlsx", 3, &[], &["other_template"])]
#[case("libreoffice-from-csv.xlsx", 0, &[(2, "rin", "rin_lost_zero"), (3, "rin", "rin_lost_zero"), (4, "rin", "rin_lost_zero")], &["ticket_sheet_incomplete"])]
#[case("libreoffice-typed.xlsx", 2, &[(6, "paid", "error_value")], &["heading_row", "extra_columns", "hidden_columns", "hidden_rows"])]
#[case("exceljs-hidden.xlsx", 3, &[], &["hidden_columns", "hidden_rows"])]
#[case("exceljs-streamed.xlsx", 2, &[(4, "rin", "rin_lost_zero"), (4, "service_from", "date_nonexistent"), (4, "billed", "money_decimals")], &[])]
#[case("sheetjs-text.xlsx", 3, &[], &["heading_row", "absent_columns"])]
#[case("pyexcelerate.xlsx", 3, &[], &[])]
fn a_file_of_another_program_is_read(
    #[case] name: &str,
    #[case] alike: usize,
    #[case] faults: &[(u32, &str, &str)],
    #[case] notes: &[&str],
) {
    let book = read(name).unwrap();
    let model = model();
    let same = book.claims().zip(&model).take_while(|(claim, model)| claim == model).count();
    assert_eq!((places(&book.faults), same), (faults.to_vec(), alike));
    assert_eq!(book.notes.iter().map(|note| note.code).collect::<Vec<_>>(), notes);
    // PyExcelerate gives its days no format, and neither did a formula in LibreOffice.
    let days = ["filed_with_mco", "mco_answered", "date_of_birth", "service_from", "service_to", "denied_on"];
    let bare: Vec<(u32, &str)> = match name {
        "pyexcelerate.xlsx" => (2..=4).flat_map(|row| days.map(|column| (row, column))).collect(),
        "libreoffice-typed.xlsx" => (4..=6).map(|row| (row, "denied_on")).collect(),
        _ => Vec::new(),
    };
    let bare: Found<'_> = bare.into_iter().map(|(row, column)| (row, column, "day_from_number")).collect();
    assert_eq!(places(&book.warnings), bare);
    let ticket = if name == WITHOUT_TICKET {
        TicketSheet::default()
    } else {
        read("openpyxl-100-rows.xlsx").unwrap().ticket
    };
    assert_eq!(book.ticket, ticket);
}

#[rstest]
#[case("openpyxl-101-rows.xlsx", Refused::TooManyRows { most: 100, row: 102 })]
#[case("libreoffice.xls", Refused::OldXls)]
#[case("libreoffice.ods", Refused::OpenDocument)]
#[case("sheetjs.xls", Refused::OldXls)]
#[case("sheetjs.xlsb", Refused::Xlsb)]
#[case("sheetjs.csv", Refused::Text)]
#[case("password.xlsx", Refused::PasswordProtected)]
fn a_file_that_is_not_taken_is_told_why(#[case] name: &str, #[case] why: Refused) {
    assert_eq!(read(name).unwrap_err(), why);
}

/// The names of all workbooks of the folder.
fn names() -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder()).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names
        .filter(|name| [".xlsx", ".xls", ".xlsb", ".ods", ".csv"].iter().any(|end| name.ends_with(end)))
        .collect()
}

#[test]
fn every_file_of_the_folder_is_in_a_test_above() {
    let tests = include_str!("corpus.rs");
    let absent: Vec<String> =
        names().into_iter().filter(|name| !tests.contains(&format!("\"{name}\""))).collect();
    assert_eq!(absent, Vec::<String>::new());
    assert!(names().len() >= 17);
}

#[test]
fn every_file_that_is_read_is_given_back_marked_and_reads_as_before() {
    let mcos = McoList::published().unwrap();
    for name in names() {
        let Ok(book) = read(&name) else { continue };
        let back =
            annotate_claims(&book, &mcos, &book.faults, &book.warnings, &|_, _, english| english.to_owned())
                .unwrap();
        let again = read_claims(&back, &TODAY).unwrap();
        assert_eq!(again.claims().collect::<Vec<_>>(), book.claims().collect::<Vec<_>>(), "{name}");
        // A cell that held an error is given back empty: that is a fault of another name.
        let cells = |book: &ClaimsWorkbook| book.faults.iter().map(|f| (f.row, f.column)).collect::<Vec<_>>();
        assert_eq!(cells(&again), cells(&book), "{name}");
        // The sender's own columns come back, and are as unread as before; what the Ticket sheet lacks nobody fills in.
        let own = book.notes.iter().any(|note| note.code == "extra_columns").then_some("extra_columns");
        let lacking = (name == WITHOUT_TICKET).then_some("ticket_sheet_incomplete");
        let mut expected: Vec<&str> = own.into_iter().chain(lacking).collect();
        let mut codes = again.notes.iter().map(|note| note.code).collect::<Vec<_>>();
        expected.sort_unstable();
        codes.sort_unstable();
        assert_eq!(codes, expected, "{name}");
    }
}
