//! What a spreadsheet made of what was typed: days, numbers without their zeros, formulas that nobody calculated.
//! What people see in the cell is what is read, or it is said.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "build/mod.rs"]
mod build;

use build::reads::{TODAY, at};
use build::{GOOD, Given, Parts, good_row, headings, number, row, spanish};
use portal_core::mco::McoList;
use portal_workbook::{
    ClaimsWorkbook, RowFault, annotate_claims, annotate_registrations, read_claims, read_registrations,
};
use rstest::rstest;

/// Formats of cells, by `s`: General, a built-in day, days and other numbers by codes of the workbook's own.
const STYLES: &str = r##"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="4"><numFmt numFmtId="164" formatCode="[$-409]d\-mmm;@"/><numFmt numFmtId="165" formatCode="&quot;day &quot;0"/><numFmt numFmtId="166" formatCode="000000000"/><numFmt numFmtId="14" formatCode="0"/></numFmts><cellStyleXfs><xf numFmtId="22"/></cellStyleXfs><cellXfs count="7"><xf numFmtId="0"/><xf numFmtId="16"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="14"/><xf numFmtId="20"/></cellXfs><dxfs><dxf><numFmt numFmtId="0" formatCode="d"/></dxf></dxfs></styleSheet>"##;

fn read(parts: Parts) -> ClaimsWorkbook {
    read_claims(&parts.with("xl/styles.xml", STYLES).zip(), &TODAY).unwrap()
}

/// One row, good but for one cell.
fn with(heading: &str, given: Given) -> ClaimsWorkbook {
    read(Parts::one_row(&[(at(heading), given)]))
}

fn told(findings: &[RowFault]) -> Vec<(&str, &str)> {
    findings.iter().map(|finding| (finding.column, finding.code)).collect()
}

/// The workbook given back, read as it is.
fn again(book: &ClaimsWorkbook) -> ClaimsWorkbook {
    let mcos = McoList::published().unwrap();
    read_claims(&annotate_claims(book, &mcos, &book.faults, &book.warnings, &spanish).unwrap(), &TODAY)
        .unwrap()
}

/// Typed as 3-15, shown as 15-Mar.
#[rstest]
#[case("Authorization number", r#"s="1""#, "authorization_number")]
#[case("Authorization number", r#"s="2""#, "authorization_number")]
#[case("MCO tracking number", r#"s="2""#, "mco_tracking_number")]
#[case("MCO claim number", r#"s="6""#, "mco_claim_number")]
#[case("RIN", r#"s="1""#, "rin")]
#[case("Procedure or revenue code", r#"s="1""#, "procedure_code")]
#[case("CARC", r#"s="1""#, "carc")]
#[case("Claim type", r#"s="1""#, "claim_type")]
#[case("Member last name", r#"s="1""#, "member_last_name")]
#[case("Billed", r#"s="1""#, "billed")]
fn what_became_a_date_is_a_fault_until_it_is_typed_again(
    #[case] heading: &str,
    #[case] style: &'static str,
    #[case] column: &str,
) {
    let book = with(heading, Given::Raw(style, "<v>46096</v>"));
    assert_eq!(told(&book.faults), [(column, "became_a_date")]);
    assert_eq!(book.found(&book.faults[0]).unwrap(), "3/15/2026");
    let again = again(&book);
    assert_eq!((again.faults, again.rows), (book.faults, book.rows));
}

#[rstest]
#[case(r#"s="0""#)]
#[case(r#"s="3""#)]
#[case(r#"s="5""#)]
#[case(r#"s="99""#)]
#[case(r#"s="-1""#)]
fn a_number_that_is_shown_as_one_is_no_date(#[case] style: &'static str) {
    let book = with("Authorization number", Given::Raw(style, "<v>46096</v>"));
    assert_eq!(told(&book.faults), []);
    assert_eq!(book.rows[0].claim.authorization_number.as_ref().unwrap().as_str(), "46096");
}

#[rstest]
#[case(r#"s="1""#, "<v>46235</v>", "8/1/2026")]
#[case(r#"s="1""#, "<v>46235.4375</v>", "8/1/2026 10:30")]
#[case(r#"s="1""#, "<v>46235.9999999</v>", "8/1/2026 23:59")]
#[case(r#"s="3""#, "<v>46235</v>", "46235")]
fn a_day_in_a_comment_is_the_day(
    #[case] style: &'static str,
    #[case] value: &'static str,
    #[case] expected: &str,
) {
    let book = with("Comment", Given::Raw(style, value));
    assert_eq!(told(&book.faults), []);
    assert_eq!(book.rows[0].claim.comment.as_ref().unwrap().as_str(), expected);
    assert_eq!(again(&book).rows, book.rows);
    let old_mac = Parts::one_row(&[(at("Comment"), Given::Raw(r#"s="1""#, "<v>44773</v>"))]);
    let book = read(old_mac.replace("xl/workbook.xml", "<workbookPr/>", r#"<workbookPr date1904="1"/>"#));
    assert_eq!(book.rows[0].claim.comment.as_ref().unwrap().as_str(), "8/1/2026");
    assert_eq!(again(&book).rows, book.rows);
}

#[test]
fn a_comment_that_became_a_time_is_a_fault() {
    let book = with("Comment", Given::Raw(r#"s="6""#, "<v>0.135</v>"));
    assert_eq!(told(&book.faults), [("comment", "became_a_date")]);
    assert_eq!(told(&again(&book).faults), told(&book.faults));
}

/// 022980 was typed, for 29 February 1980: the spreadsheet kept 22980, which is a day in 1962.
#[test]
fn a_bare_number_in_a_column_of_days_is_read_and_worth_a_second_look() {
    let book = with("Date of birth", number("<v>22980</v>"));
    assert_eq!(
        (told(&book.faults), told(&book.warnings)),
        (vec![], vec![("date_of_birth", "day_from_number")])
    );
    assert_eq!(book.found(&book.warnings[0]).unwrap(), "11/30/1962");
    assert!(!book.warnings[0].message.contains("1962"));
    // Given back, it is shown as that day.
    let again = again(&book);
    assert_eq!((again.rows, told(&again.warnings)), (book.rows, vec![]));
    for (style, value) in [(r#"s="1""#, "<v>22980</v>"), ("", "<v>19800229</v>")] {
        assert_eq!(told(&with("Date of birth", Given::Raw(style, value)).warnings), [], "{style}{value}");
    }
}

/// Three workbooks of one day: it is given back as a day that Excel can show, whatever it was written as.
#[rstest]
#[case("", "<v>20260801</v>", false)]
#[case("", "<v>20260801</v>", true)]
#[case(r#"s="1""#, "<v>46235.75</v>", false)]
#[case(r#"s="1""#, "<v>44773</v>", true)]
fn a_day_is_given_back_as_its_serial(
    #[case] style: &'static str,
    #[case] value: &'static str,
    #[case] old_mac: bool,
) {
    let mut parts =
        Parts::one_row(&[(at("Service from"), Given::Raw(style, value)), (at("RIN"), Given::Nothing)]);
    if old_mac {
        parts = parts.replace("xl/workbook.xml", "<workbookPr/>", r#"<workbookPr date1904="1"/>"#);
    }
    let book = read(parts);
    let back = annotate_claims(&book, &McoList::published().unwrap(), &book.faults, &[], &spanish).unwrap();
    let sheet =
        build::unzipped(&back).0.into_iter().find(|(name, _)| name == "xl/worksheets/sheet1.xml").unwrap().1;
    assert!(String::from_utf8(sheet).unwrap().contains("<v>46235</v>"));
    assert_eq!(read_claims(&back, &TODAY).unwrap().rows, book.rows);
}

#[rstest]
#[case("<v>20269999</v>", "date_nonexistent")]
#[case("<v>60</v>", "date_nonexistent")]
#[case("<v>-7</v>", "date_shape")]
fn a_number_that_is_no_day_is_given_back_as_it_is(#[case] value: &'static str, #[case] code: &str) {
    let book = with("Service from", number(value));
    assert_eq!(told(&book.faults), [("service_from", code)]);
    let again = again(&book);
    assert_eq!((again.faults, again.rows), (book.faults, book.rows));
}

#[rstest]
#[case("MCO tracking number", "mco_tracking_number")]
#[case("MCO claim number", "mco_claim_number")]
#[case("Authorization number", "authorization_number")]
fn an_identifier_that_is_a_number_may_have_lost_its_zeros(#[case] heading: &str, #[case] column: &str) {
    let book = with(heading, number("<v>12345678</v>"));
    assert_eq!((told(&book.faults), told(&book.warnings)), (vec![], vec![(column, "zeros_perhaps_lost")]));
    assert_eq!(told(&with(heading, Given::Text("0012345678")).warnings), []);
}

#[test]
fn nothing_is_said_of_zeros_where_none_can_be_lost() {
    for (heading, value) in [
        ("Rendering NPI", "<v>1234567893</v>"),
        ("CARC", "<v>197</v>"),
        ("RIN", "<v>123456789</v>"),
        ("Billed", "<v>12</v>"),
    ] {
        let book = with(heading, number(value));
        assert_eq!((told(&book.faults), told(&book.warnings)), (vec![], vec![]), "{heading}");
    }
    // A fault says it already.
    let book = with("MCO claim number", number("<v>123</v>"));
    assert_eq!(
        (told(&book.faults), told(&book.warnings)),
        (vec![("mco_claim_number", "mco_claim_number_shape")], vec![])
    );
}

/// 00100 is anesthesia, 0100 a room, and as numbers they are the same.
#[rstest]
#[case("<v>100</v>", true)]
#[case("<v>1999</v>", true)]
#[case("<v>7</v>", true)]
#[case("<v>99284</v>", false)]
fn a_code_that_is_a_short_number_is_not_guessed(#[case] value: &'static str, #[case] is_short: bool) {
    let book = with("Procedure or revenue code", number(value));
    let expected = if is_short { vec![("procedure_code", "code_lost_zeros")] } else { vec![] };
    assert_eq!(told(&book.faults), expected);
    // Given back it is as wrong as it was: as text it would be a revenue code.
    let again = again(&book);
    assert_eq!((again.faults, again.rows), (book.faults, book.rows));
    assert_eq!(told(&with("Procedure or revenue code", Given::Text("100")).faults), []);
}

#[test]
fn zeros_that_a_format_shows_are_read() {
    let book = with("RIN", Given::Raw(r#"s="4""#, "<v>12345678</v>"));
    assert_eq!((told(&book.faults), told(&book.warnings)), (vec![], vec![]));
    assert_eq!(book.rows[0].claim.rin.as_ref().unwrap().as_str(), "012345678");
    let book = with("MCO claim number", Given::Raw(r#"s="4""#, "<v>1234567890</v>"));
    assert_eq!(told(&book.warnings), [("mco_claim_number", "zeros_perhaps_lost")]);
    for value in ["<v>-5</v>", "<v>1.5</v>", "<v>1e300</v>", "<v>NaN</v>"] {
        assert!(!with("RIN", Given::Raw(r#"s="4""#, value)).faults.is_empty(), "{value}");
    }
}

#[test]
fn a_medicaid_id_that_is_a_number_may_have_lost_its_zeros() {
    let ticket = |id| row(6, &[Given::Text("Medicaid ID"), number(id)]);
    for (id, expected) in [
        ("<v>36345678900</v>", vec![("ticket.medicaid_id", "zeros_perhaps_lost")]),
        ("<v>363456789001</v>", vec![]),
    ] {
        let book = read(Parts::sheets(&[("Claims", &(headings() + &good_row(2))), ("Ticket", &ticket(id))]));
        assert_eq!((told(&book.faults), told(&book.warnings)), (vec![], expected));
    }
    let headings =
        ["Provider name", "NPI", "Medicaid ID", "TIN", "Provider type", "Street", "City", "State", "ZIP"];
    let good =
        ["Lake Clinic", "atypical", "", "371234567", "clinic", "1 Main St", "Springfield", "IL", "62701"];
    let mut cells = good.map(Given::Text);
    cells[2] = number("<v>36345678</v>");
    let rows = row(1, &headings.map(Given::Text)) + &row(2, &cells);
    let book = read_registrations(&Parts::sheets(&[("Providers", &rows)]).zip()).unwrap();
    assert_eq!(
        (told(&book.faults), told(&book.warnings)),
        (vec![], vec![("medicaid_id", "zeros_perhaps_lost")])
    );
    let back = annotate_registrations(&book, &[], &spanish).unwrap();
    let strings =
        build::unzipped(&back).0.into_iter().find(|(name, _)| name == "xl/sharedStrings.xml").unwrap().1;
    assert!(String::from_utf8(strings).unwrap().contains("zeros_perhaps_lost"));
}

/// As XlsxWriter saves formulas: with 0 for what they come to, and the word that they have to be calculated.
#[rstest]
#[case(r#"<calcPr calcId="124519" fullCalcOnLoad="1"/>"#, true)]
#[case(r#"<calcPr fullCalcOnLoad="true"/>"#, true)]
#[case(r#"<calcPr fullCalcOnLoad="0"/>"#, false)]
#[case(r#"<calcPr calcId="191029"/>"#, false)]
fn a_result_that_nobody_calculated_is_not_believed(#[case] properties: &str, #[case] is_uncalculated: bool) {
    let changed = [
        (at("Paid"), Given::Raw("", "<f>L2*0.8</f><v>0</v>")),
        (at("Comment"), Given::Raw(r#"t="str""#, "<f>T(A1)</f><v>stale</v>")),
    ];
    let parts =
        Parts::one_row(&changed).replace("xl/workbook.xml", "</sheets>", &format!("</sheets>{properties}"));
    let book = read(parts);
    let expected = [("paid", "formula_uncalculated"), ("comment", "formula_uncalculated")];
    assert_eq!(told(&book.faults), if is_uncalculated { expected.to_vec() } else { vec![] });
    assert_eq!(book.rows[0].claim.paid.is_none(), is_uncalculated);
    // What is no formula is as it was.
    assert!(book.rows[0].claim.billed.is_some());
}

#[test]
fn findings_are_put_in_the_order_of_the_sheets() {
    let mut cells = GOOD.map(Given::Text);
    cells[at("RIN")] = number("<v>12345678</v>");
    let ticket = row(1, &[Given::Text("MCO"), Given::Text("no such plan")]);
    let rows = headings() + &good_row(2) + &row(3, &cells);
    let book = read(Parts::sheets(&[("Claims", &rows), ("Ticket", &ticket)]));
    let late = |row| RowFault::new(row, "filed_with_mco", "too_late", "");
    let mut book = book;
    book.add_faults([late(9), late(3), RowFault::new(0, "ticket.npi", "not_yours", "")]);
    let faults = &book.faults;
    let places: Vec<(u32, &str)> = faults.iter().map(|fault| (fault.row, fault.column)).collect();
    let expected =
        [(0, "ticket.mco"), (0, "ticket.npi"), (3, "filed_with_mco"), (3, "rin"), (9, "filed_with_mco")];
    assert_eq!(places, expected);
}
