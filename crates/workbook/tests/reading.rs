//! What people really type into cells, and what is said about it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

#[path = "build/mod.rs"]
mod build;

use build::reads::{at, day, faults, read, with};
use build::{GOOD, Given, Parts, headings, number, row};
use rstest::rstest;

#[test]
fn a_good_row_becomes_a_claim() {
    let book = read(&Parts::one_row(&[]));
    assert_eq!(faults(&book), []);
    assert!(book.warnings.is_empty() && book.notes.is_empty());
    let [row] = book.rows.as_slice() else { panic!("one row") };
    let claim = &row.claim;
    assert_eq!(row.number, 2);
    assert_eq!(claim.mco_tracking_number.as_ref().unwrap().as_str(), "PDXGR0012345");
    assert_eq!(claim.filed_with_mco, Some(day("2026-10-20")));
    assert_eq!(claim.mco_answered, Some(day("2026-11-05")));
    assert_eq!(claim.member_last_name.as_ref().unwrap().as_str(), "Doe");
    assert_eq!(claim.rin.as_ref().unwrap().as_str(), "012345678");
    assert_eq!(claim.date_of_birth, Some(day("1980-02-29")));
    assert_eq!(claim.service_to, Some(day("2026-08-03")));
    assert_eq!(claim.billed.unwrap().cents(), 125_000);
    assert_eq!(claim.expected.unwrap().cents(), 98_025);
    assert_eq!(claim.rendering_npi.as_ref().unwrap().as_str(), "1234567893");
    assert_eq!(claim.comment.as_ref().unwrap().as_str(), "first");
    assert_eq!(claim.missing().count(), 0);
}

#[rstest]
#[case(Given::Raw("", "<v>46235</v>"), "2026-08-01")]
#[case(Given::Raw(r#"s="1""#, "<v>46235</v>"), "2026-08-01")]
#[case(Given::Raw(r#"s="1""#, "<v>46235.75</v>"), "2026-08-01")]
#[case(Given::Raw(r#"t="d""#, "<v>2026-08-01T10:30:00</v>"), "2026-08-01")]
#[case(Given::Text("2026-08-01"), "2026-08-01")]
#[case(Given::Text("8/1/2026"), "2026-08-01")]
#[case(Given::Text("08-01-2026"), "2026-08-01")]
#[case(Given::Text("8/1/2026 10:30 AM"), "2026-08-01")]
#[case(Given::Text("2026-08-01T00:00:00.000-05:00"), "2026-08-01")]
#[case(Given::Text("\u{a0}２０２６-０８-０１\u{200b}"), "2026-08-01")]
#[case(Given::Text("20260801"), "2026-08-01")]
#[case(Given::Raw("", "<v>20260801</v>"), "2026-08-01")]
#[case(Given::Raw(r#"s="1""#, r"<f>A1+1</f><v>46235</v>"), "2026-08-01")]
fn a_day_is_read_in_every_shape_it_comes_in(#[case] given: Given, #[case] expected: &str) {
    let book = with("Service from", given);
    assert_eq!(faults(&book), []);
    assert_eq!(book.rows[0].claim.service_from, Some(day(expected)));
}

#[rstest]
#[case("59", "1900-02-28")]
#[case("61", "1900-03-01")]
#[case("1", "1900-01-01")]
#[case("44196", "2020-12-31")]
fn serials_count_from_1900_with_its_day_that_never_was(#[case] serial: &'static str, #[case] expected: &str) {
    let cell: &'static str = Box::leak(format!("<v>{serial}</v>").into_boxed_str());
    let book = with("Date of birth", number(cell));
    assert_eq!(book.rows[0].claim.date_of_birth, Some(day(expected)));
}

#[rstest]
#[case(Given::Text("08/01/26"), "date_shape")]
#[case(Given::Text("1 August 2026"), "date_shape")]
#[case(Given::Text("2026/08-01"), "date_shape")]
#[case(Given::Text("10/20/2026 (resubmitted 11/02/2026)"), "date_shape")]
#[case(Given::Text("8/1/2026 - 8/9/2026"), "date_shape")]
#[case(Given::Text("8/1/2026 to 8/9/2026"), "date_shape")]
#[case(Given::Text("8/1/2026 10:30 8/2/2026"), "date_shape")]
#[case(Given::Text("2026-02-30"), "date_nonexistent")]
#[case(Given::Text("13/1/2026"), "date_nonexistent")]
#[case(Given::Text("0206-08-01"), "date_year")]
#[case(Given::Text("2027-01-01"), "date_in_future")]
#[case(number("<v>60</v>"), "date_nonexistent")]
#[case(number("<v>0.5</v>"), "date_shape")]
#[case(number("<v>-99999999999999</v>"), "date_shape")]
#[case(number("<v>1e300</v>"), "digits_lost")]
#[case(number("<v>NaN</v>"), "digits_lost")]
#[case(Given::Raw(r#"s="1""#, "<v>-1e18</v>"), "digits_lost")]
#[case(Given::Raw(r#"s="1""#, "<v>inf</v>"), "digits_lost")]
#[case(Given::Raw(r#"t="e""#, "<v>#N/A</v>"), "error_value")]
#[case(Given::Raw(r#"t="e""#, "<v>#SPILL!</v>"), "error_value")]
#[case(Given::Raw(r#"t="b""#, "<v>1</v>"), "date_shape")]
#[case(Given::Raw("", "<f>TODAY()</f>"), "formula_uncalculated")]
fn a_day_that_is_none_is_a_fault_of_its_cell(#[case] given: Given, #[case] code: &str) {
    let book = with("Service from", given);
    assert!(faults(&book).contains(&(2, "service_from", code)), "{:?}", faults(&book));
}

#[rstest]
#[case("RIN", number("<v>12345678</v>"), "rin", "rin_lost_zero")]
#[case("RIN", Given::Text("12345678"), "rin", "rin_lost_zero")]
#[case("RIN", Given::Text("1.2345678E7"), "rin", "rin_lost_zero")]
#[case("RIN", Given::Text("1.23457E+08"), "rin", "digits_lost")]
#[case("RIN", Given::Text("_x0001_12345678"), "rin", "control_character")]
#[case("Rendering NPI", Given::Text("1234567898"), "rendering_npi", "npi_check_digit")]
#[case("Rendering NPI", number("<v>123456789</v>"), "rendering_npi", "npi_shape")]
#[case("MCO claim number", number("<v>1234567890123456789</v>"), "mco_claim_number", "digits_lost")]
#[case("Billed", number("<v>-5</v>"), "billed", "money_negative")]
#[case("Billed", Given::Text("(5.00)"), "billed", "money_negative")]
#[case("Billed", number("<v>1.005</v>"), "billed", "money_decimals")]
#[case("Billed", Given::Text("1.005"), "billed", "money_decimals")]
#[case("Claim type", Given::Text("UB04"), "claim_type", "unknown_code")]
#[case("Comment", Given::Text("\u{1}"), "comment", "control_character")]
fn a_wrong_value_is_a_fault_of_its_cell(
    #[case] heading: &str,
    #[case] given: Given,
    #[case] column: &str,
    #[case] code: &str,
) {
    // XML cannot hold U+0001 itself; Excel writes it as _x0001_, and careless programs write it raw.
    assert_eq!(faults(&with(heading, given)), [(2, column, code)]);
}

#[rstest]
#[case("<v>1234567893</v>")]
#[case("<v>1.234567893E9</v>")]
#[case("<v>1234567893.0</v>")]
fn an_npi_that_became_a_number_is_read(#[case] cell: &'static str) {
    let book = with("Rendering NPI", number(cell));
    assert_eq!(book.rows[0].claim.rendering_npi.as_ref().unwrap().as_str(), "1234567893");
    let book = with("Rendering NPI", Given::Text("1.234567893E9"));
    assert_eq!(book.rows[0].claim.rendering_npi.as_ref().unwrap().as_str(), "1234567893");
}

#[rstest]
#[case(number("<v>1234.5</v>"), 123_450)]
#[case(number("<v>980.25</v>"), 98_025)]
#[case(number("<v>0.30000000000000004</v>"), 30)]
#[case(number("<v>1234.1000000000001</v>"), 123_410)]
#[case(number("<v>1E+3</v>"), 100_000)]
#[case(Given::Text(" $1,234.50 "), 123_450)]
#[case(Given::Text("１２.５０"), 1_250)]
fn an_amount_is_read_as_excel_shows_it(#[case] given: Given, #[case] cents: u64) {
    let book = with("Expected", given);
    assert_eq!(faults(&book), []);
    assert_eq!(book.rows[0].claim.expected.unwrap().cents(), cents);
}

#[test]
fn what_nobody_can_see_is_dropped_and_dashes_become_hyphens() {
    let book = with("MCO claim number", Given::Text("\u{feff}23ABC–0001234\u{200b}\u{a0}"));
    assert_eq!(book.rows[0].claim.mco_claim_number.as_ref().unwrap().as_str(), "23ABC-0001234");
    let book = with("RIN", Given::Text("'０１２３４５６７８"));
    assert_eq!(book.rows[0].claim.rin.as_ref().unwrap().as_str(), "012345678");
}

#[test]
fn nothing_that_was_typed_is_in_a_fault_or_in_debug() {
    let mut typed = GOOD.map(|_| Given::Text("SECRET~VALUE"));
    typed[0] = Given::Text("SECRET~VALUE");
    let book = read(&Parts::sheets(&[("Claims", &(headings() + &row(2, &typed)))]));
    assert!(book.faults.len() > 10);
    assert!(!format!("{book:?}{:?}{:?}", book.faults, book.rows).contains("SECRET"));
}

#[test]
fn a_time_of_day_never_moves_a_day() {
    // 23:59:59 and a half, as a spreadsheet of a billing system has it.
    for given in ["<v>46235.99999421</v>", "<v>46235.0000001</v>"] {
        let book = with("Service from", Given::Raw(r#"s="1""#, given));
        assert_eq!(book.rows[0].claim.service_from, Some(day("2026-08-01")));
    }
}

#[test]
fn a_tracking_number_that_is_none_is_worth_a_second_look() {
    for (text, warned) in [("PENDING", true), ("N/A", true), ("23ABC0001234", true), ("GR 17", false)] {
        let book = with("MCO tracking number", Given::Text(text));
        let codes: Vec<&str> = book.warnings.iter().map(|warning| warning.code).collect();
        assert_eq!(codes, if warned { vec!["odd_tracking_number"] } else { vec![] }, "{text}");
    }
}

#[test]
fn what_was_read_is_told_to_whoever_sent_it() {
    let mut cells = GOOD.map(Given::Text);
    cells[at("RIN")] = number("<v>12345678</v>");
    cells[at("Service to")] = Given::Raw(r#"s="1""#, "<v>46204</v>");
    cells[at("Billed")] = Given::Text("many");
    cells[at("Paid")] = Given::Nothing;
    cells[at("Expected")] = Given::Raw(r#"t="e""#, "<v>#REF!</v>");
    cells[at("MCO claim number")] = number("<v>1234567890123456789</v>");
    cells[at("Authorization number")] = Given::Raw(r#"s="1""#, "<v>46096</v>");
    cells[at("Rendering NPI")] = number("<v>-2e300</v>");
    let ticket = row(1, &[Given::Text("MCO"), Given::Text("no such plan")]);
    let rows = headings() + &row(2, &cells);
    let book = read(&Parts::sheets(&[("Claims", &rows), ("Ticket", &ticket)]));
    let found: Vec<(&str, Option<String>)> =
        book.faults.iter().map(|fault| (fault.column, book.found(fault))).collect();
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(
        found,
        [
            ("ticket.mco", text("no such plan")),
            ("rin", text("12345678")),
            ("service_to", text("07/01/2026")),
            ("mco_claim_number", text("1.23456789012346E+18")),
            ("billed", text("many")),
            ("paid", None),
            ("expected", text("(an error value)")),
            ("authorization_number", text("3/15/2026")),
            ("rendering_npi", text("-2E+300")),
        ]
    );
}
