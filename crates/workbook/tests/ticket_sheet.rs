//! The Ticket sheet as people make it by themselves, and what is said of what it lacks.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "build/mod.rs"]
mod build;

use build::reads::{TODAY, faults};
use build::{Given, Parts, good_row, headings, row};
use portal_workbook::{ClaimsWorkbook, RowFault, read_claims};
use rstest::rstest;

/// A workbook of one good row with this Ticket sheet, a text in every cell.
fn with(ticket: &[&[&'static str]]) -> ClaimsWorkbook {
    let given = |text: &&'static str| if text.is_empty() { Given::Nothing } else { Given::Text(text) };
    let line = |(n, cells): (u32, &&[&'static str])| row(n, &cells.iter().map(given).collect::<Vec<_>>());
    let rows: String = (1..).zip(ticket).map(line).collect();
    let claims = headings() + &good_row(2);
    read_claims(&Parts::sheets(&[("Claims", &claims), ("Ticket", &rows)]).zip(), &TODAY).unwrap()
}

/// The lines that are said to be lacking.
fn lacking(book: &ClaimsWorkbook) -> Option<&str> {
    let note = book.notes.iter().find(|note| note.code == "ticket_sheet_incomplete")?;
    assert!(note.message.contains(&note.told["lines"]), "{}", note.message);
    Some(&note.told["lines"])
}

const FULL: [&[&str]; 5] = [
    &["MCO", "ABHIL"],
    &["Program", "HCI"],
    &["Category", "claim_denial/authorization"],
    &["Provider NPI", "1234567893"],
    &["Medicaid ID", "363456789001"],
];

#[rstest]
#[case("Health plan")]
#[case("Plan:")]
#[case("MANAGED CARE PLAN")]
#[case("Managed Care Organization (MCO)")]
#[case("Plan de salud *")]
fn the_plan_is_known_by_the_names_that_people_give_it(#[case] label: &'static str) {
    let mut lines = FULL;
    let plan = [label, "ABHIL"];
    lines[0] = &plan;
    let book = with(&lines);
    assert_eq!((book.ticket.mco.as_ref().unwrap().as_str(), lacking(&book)), ("ABHIL", None));
}

#[rstest]
#[case(&["MCO", "", "ABHIL"])]
#[case(&["", "MCO", "", "", "", "ABHIL"])]
#[case(&["1.", "Health plan", "", "ABHIL – Aetna", "as on the card"])]
fn a_value_may_stand_some_columns_right_of_its_label(#[case] line: &[&'static str]) {
    let mut lines = FULL;
    lines[0] = line;
    let book = with(&lines);
    assert_eq!((book.ticket.mco.as_ref().unwrap().as_str(), lacking(&book)), ("ABHIL", None));
    assert_eq!(faults(&book), []);
}

#[test]
fn two_lines_side_by_side_are_both_read_and_none_takes_the_value_of_the_next() {
    let book = with(&[&["MCO", "ABHIL", "Program", "HCI"], &["Category", "", "Medicaid ID", "363456789001"]]);
    assert_eq!(book.ticket.program.unwrap().code(), "HCI");
    assert_eq!(book.ticket.medicaid_id.as_ref().unwrap().as_str(), "363456789001");
    assert_eq!((book.ticket.category, lacking(&book)), (None, Some("Category, Provider NPI")));
}

#[test]
fn what_is_not_found_is_named_and_so_is_what_that_leaves_unchecked() {
    let book = with(&[
        &["Insurer", "ABHIL"],
        FULL[1],
        FULL[2],
        FULL[3],
        &["Medicaid ID", "", "", "", "", "", "far"],
    ]);
    assert_eq!((faults(&book), lacking(&book)), (vec![], Some("MCO, Medicaid ID")));
    let message = &book.notes[0].message;
    for said in ["ticket's body", "closed as incomplete (R5)", "contract and open tickets", "form asks"] {
        assert!(message.contains(said), "{said}: {message}");
    }
}

#[test]
fn a_workbook_without_a_ticket_sheet_lacks_all_of_it() {
    let file = Parts::these_sheets(&[("Claims", &(headings() + &good_row(2)))]);
    let book = read_claims(&file.zip(), &TODAY).unwrap();
    assert_eq!(lacking(&book), Some("MCO, Program, Category, Provider NPI, Medicaid ID"));
    // Not even a value that is wrong is lacking: it is a fault.
    let book = with(&[&["MCO", "7"], FULL[1], FULL[2], FULL[3], FULL[4]]);
    assert_eq!((lacking(&book), faults(&book)), (None, vec![(0, "ticket.mco", "mco_shape")]));
}

#[test]
fn a_provider_without_an_npi_leaves_its_line_empty() {
    let book = with(&[FULL[0], FULL[1], FULL[2], &["Provider NPI", ""], FULL[4]]);
    assert_eq!(lacking(&book), None);
}

#[test]
fn the_hints_of_the_blank_workbook_are_no_values() {
    let lines: [&[&str]; 3] = [
        &["Field", "Value", "What to enter"],
        &["MCO", "", "Choose the managed-care plan."],
        &["Program", "HCI", "Choose the program."],
    ];
    let book = with(&lines);
    assert_eq!((faults(&book), book.ticket.mco.clone()), (vec![], None));
    assert_eq!(lacking(&book), Some("MCO, Category, Provider NPI, Medicaid ID"));
    assert_eq!(book.ticket.program.unwrap().code(), "HCI");
}

#[test]
fn what_is_wrong_on_it_is_of_no_row_and_comes_first_whoever_finds_it() {
    let mut book = with(&[FULL[0], FULL[1], FULL[2], FULL[3], &["Medicaid ID", "?"]]);
    let fault = |row, column| RowFault::new(row, column, "found_later", "");
    book.add_faults([fault(3, "rin"), fault(2, "carc"), fault(2, "rin"), fault(0, "ticket.mco")]);
    let places: Vec<(u32, &str)> = book.faults.iter().map(|fault| (fault.row, fault.column)).collect();
    let expected = [(0, "ticket.mco"), (0, "ticket.medicaid_id"), (2, "rin"), (2, "carc"), (3, "rin")];
    assert_eq!(places, expected);
    assert_eq!(book.found(&book.faults[1]).as_deref(), Some("?"));
    book.add_warnings([fault(9, "carc"), fault(2, "carc")]);
    assert_eq!(book.warnings.iter().map(|one| one.row).collect::<Vec<_>>(), [2, 9]);
}
