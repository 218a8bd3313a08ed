//! What a sheet shows and the file does not hold, or the other way round: it is said, never guessed.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "build/mod.rs"]
mod build;

use build::reads::{TODAY, at, read};
use build::{GOOD, Given, HEADINGS, Parts, good, good_row, headings, row, spanish, unzipped};
use portal_core::mco::McoList;
use portal_workbook::{ClaimsWorkbook, Refused, RowFault, annotate_claims, blank_claims, read_claims};
use rstest::rstest;

/// By `s`: General, scientific, percent, and codes of the workbook's own for the last two and thousands.
const STYLES: &str = r###"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="3"><numFmt numFmtId="164" formatCode="##0.0E+0"/><numFmt numFmtId="165" formatCode="0.0\ %"/><numFmt numFmtId="166" formatCode="#,##0,"/></numFmts><cellXfs count="6"><xf numFmtId="0"/><xf numFmtId="11"/><xf numFmtId="9"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/></cellXfs></styleSheet>"###;

/// One row, good but for one cell.
fn with(heading: &str, given: Given) -> ClaimsWorkbook {
    read(&Parts::one_row(&[(at(heading), given)]).with("xl/styles.xml", STYLES))
}

fn told(findings: &[RowFault]) -> Vec<(u32, &str, &str)> {
    findings.iter().map(|finding| (finding.row, finding.column, finding.code)).collect()
}

fn given_back(book: &ClaimsWorkbook) -> Vec<u8> {
    let mcos = McoList::published().unwrap();
    annotate_claims(book, &mcos, &book.faults, &book.warnings, &spanish).unwrap()
}

fn again(book: &ClaimsWorkbook) -> ClaimsWorkbook {
    read_claims(&given_back(book), &TODAY).unwrap()
}

/// `1234E05` typed or pasted is a number from then on.
#[rstest]
#[case("MCO claim number", r#"s="1""#, "mco_claim_number")]
#[case("MCO tracking number", r#"s="3""#, "mco_tracking_number")]
#[case("Authorization number", r#"s="1""#, "authorization_number")]
#[case("Procedure or revenue code", r#"s="1""#, "procedure_code")]
#[case("CARC", r#"s="1""#, "carc")]
#[case("Comment", r#"s="1""#, "comment")]
fn what_became_a_power_of_ten_is_a_fault_until_it_is_typed_again(
    #[case] heading: &str,
    #[case] style: &'static str,
    #[case] column: &str,
) {
    let book = with(heading, Given::Raw(style, "<v>123400000</v>"));
    assert_eq!(told(&book.faults), [(2, column, "became_scientific")]);
    assert_eq!(book.found(&book.faults[0]).unwrap(), "1.234E+08");
    let again = again(&book);
    assert_eq!((again.faults, again.rows), (book.faults, book.rows));
}

#[test]
fn a_number_of_digits_alone_is_itself_however_it_is_shown() {
    let book = with("Rendering NPI", Given::Raw(r#"s="1""#, "<v>1234567893</v>"));
    assert_eq!(book.rows[0].claim.rendering_npi.as_ref().unwrap().as_str(), "1234567893");
    // Of 1.23E+08 in a file of text nobody knows the other digits.
    let book = with("RIN", Given::Raw(r#"s="1""#, "<v>123000000</v>"));
    assert_eq!(told(&book.faults), [(2, "rin", "digits_lost")]);
    let book = with("Billed", Given::Raw(r#"s="3""#, "<v>1250</v>"));
    assert_eq!((told(&book.faults), book.rows[0].claim.billed.unwrap().cents()), (vec![], 125_000));
}

/// 80% typed under Expected is no 80 cents.
#[rstest]
#[case("Expected", r#"s="2""#, "<v>0.8</v>", "expected", "80%")]
#[case("Paid", r#"s="4""#, "<v>0.125</v>", "paid", "12.5%")]
#[case("Billed", r#"s="5""#, "<v>1250</v>", "billed", "1250")]
#[case("Service from", r#"s="2""#, "<v>462.35</v>", "service_from", "46235%")]
#[case("RIN", r#"s="5""#, "<v>123456789</v>", "rin", "123456789")]
fn a_number_that_is_shown_on_another_scale_is_a_fault(
    #[case] heading: &str,
    #[case] style: &'static str,
    #[case] value: &'static str,
    #[case] column: &str,
    #[case] found: &str,
) {
    let book = with(heading, Given::Raw(style, value));
    assert_eq!(told(&book.faults), [(2, column, "shown_scaled")]);
    assert_eq!(book.found(&book.faults[0]).unwrap(), found);
    assert_eq!(again(&book).faults, book.faults);
}

#[test]
fn a_share_in_a_comment_is_read_as_it_is_shown() {
    let book = with("Comment", Given::Raw(r#"s="2""#, "<v>0.8</v>"));
    assert_eq!(book.rows[0].claim.comment.as_ref().unwrap().as_str(), "80%");
}

#[test]
fn zeros_that_a_number_may_have_lost_are_in_doubt_in_the_workbook_given_back_too() {
    let book = with("MCO claim number", Given::Raw("", "<v>12345678</v>"));
    assert_eq!(told(&book.warnings), [(2, "mco_claim_number", "zeros_perhaps_lost")]);
    let again = again(&book);
    assert_eq!((again.warnings, again.rows), (book.warnings, book.rows));
}

#[rstest]
#[case("8/1/2026, 12:00:00 AM")]
#[case("08/01/2026 12:00:00\u{a0}a.\u{a0}m.")]
#[case("8/1/2026 1:30 p.m.")]
fn the_time_that_programs_write_behind_a_day_is_dropped(#[case] text: &'static str) {
    let book = with("Service from", Given::Text(text));
    assert_eq!((told(&book.faults), book.rows[0].claim.service_from), (vec![], "2026-08-01".parse().ok()));
}

/// Days of the Strict format are days, with and without their time, by either count.
#[rstest]
#[case("<workbookPr/>")]
#[case(r#"<workbookPr date1904="true"/>"#)]
fn a_day_written_in_xml_is_a_day_wherever_it_stands(#[case] properties: &str) {
    let cells = [
        (at("Service from"), Given::Raw(r#"t="d""#, "<v>2026-08-01T00:00:00Z</v>")),
        (at("Authorization number"), Given::Raw(r#"t="d""#, "<v>2026-03-15</v>")),
        (at("Comment"), Given::Raw(r#"t="d""#, "<v>2026-03-15T10:30:00</v>")),
        (at("RARC"), Given::Raw(r#"t="d""#, "<v>N54</v>")),
    ];
    let parts = Parts::one_row(&cells).replace("xl/workbook.xml", "<workbookPr/>", properties);
    let book = read(&parts);
    assert_eq!(told(&book.faults), [(2, "authorization_number", "became_a_date")]);
    let claim = &book.rows[0].claim;
    assert_eq!(claim.service_from, "2026-08-01".parse().ok());
    assert_eq!(claim.comment.as_ref().unwrap().as_str(), "3/15/2026 10:30");
    assert_eq!(claim.rarc.as_ref().unwrap().as_str(), "N54");
}

/// Excel 2013 and later write an element of the same name among their extensions.
#[test]
fn an_extension_does_not_move_the_days_of_an_old_mac() {
    let extension = r#"<extLst><ext xmlns:x15="http://schemas.microsoft.com/office/spreadsheetml/2010/11/main" uri="{140A7094-0E35-4892-8432-C4D2E57EDEB5}"><x15:workbookPr chartTrackingRefBase="1"/></ext></extLst></workbook>"#;
    let parts = Parts::one_row(&[(at("Service from"), Given::Raw("", "<v>44773</v>"))])
        .replace("xl/workbook.xml", "<workbookPr/>", r#"<workbookPr date1904="1"/>"#)
        .replace("xl/workbook.xml", "</workbook>", extension);
    assert_eq!(read(&parts).rows[0].claim.service_from, "2026-08-01".parse().ok());
}

/// What is one box on the screen is one filled cell and others that are empty.
#[test]
fn merged_cells_have_one_value_and_every_row_without_is_told_so() {
    let bare = |n: u32| {
        let cells = GOOD
            .iter()
            .enumerate()
            .map(|(at, text)| if [1, 15].contains(&at) { Given::Nothing } else { Given::Text(text) });
        row(n, &cells.collect::<Vec<_>>()).replace("23ABC0001234", &format!("23ABC{n:07}"))
    };
    let rows = headings() + &good_row(2) + &bare(3) + &bare(4) + &good_row(5);
    // The date filed and the CARC of rows 2 to 4; of what is the sender's own, of empty cells and of nothing: no word.
    let merged = r#"</sheetData><mergeCells count="5"><mergeCell ref="B2:B4"/><mergeCell ref="P2:P4"/><mergeCell ref="Y2:Y9"/><mergeCell ref="A40:C50"/><mergeCell ref="nothing"/></mergeCells>"#;
    let parts = Parts::sheets(&[("Claims", &rows), ("Ticket", &build::ticket())]).replace(
        "xl/worksheets/sheet1.xml",
        "</sheetData>",
        merged,
    );
    let both = |n| [(n, "filed_with_mco", "merged_cells"), (n, "carc", "merged_cells")];
    assert_eq!(told(&read(&parts).faults), [both(3), both(4)].concat());
}

#[test]
fn claims_above_the_headings_are_not_lost_without_a_word() {
    let headings = row(3, &HEADINGS.map(Given::Text));
    let sorted = good_row(1) + &good_row(2) + &headings + &good_row(4);
    let refused = read_claims(&Parts::sheets(&[("Claims", &sorted)]).zip(), &TODAY).unwrap_err();
    assert_eq!(refused, Refused::RowsAboveHeadings { rows: vec![1, 2], headings: 3 });
    assert!(refused.message().contains("in row 3, and are not read: 1, 2."), "{}", refused.message());
    // A title, and a line that says which columns are required, are neither.
    let title = row(1, &[Given::Text("Prairie Hospital"), Given::Text("October")]);
    let marks = row(2, &HEADINGS.map(|_| Given::Text("Required")));
    // Nor is a row that numbers or counts the columns.
    let numbers = row(2, &HEADINGS.map(|_| Given::Raw("", "<v>25</v>")));
    for above in [title.clone() + &marks, title + &numbers] {
        let book = read(&Parts::sheets(&[("Claims", &(above + &headings + &good_row(4)))]));
        assert_eq!((book.rows.len(), told(&book.faults)), (1, vec![]));
    }
}

#[test]
fn headings_past_the_last_column_that_is_read_are_named() {
    let text =
        |place: &str, text: &str| format!(r#"<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>"#);
    let far = headings()
        .replace(">CARC<", ">Reason of my own<")
        .replace("</row>", &(text("BM1", "CARC") + &text("CA1", "Mine") + "</row>"));
    let sheet = far + &good_row(2);
    let refused = read_claims(&Parts::sheets(&[("Claims", &sheet)]).zip(), &TODAY).unwrap_err();
    assert_eq!(refused, Refused::HeadingsTooFarRight { headings: vec!["CARC"] });
    assert!(refused.message().contains("right of column BL"), "{}", refused.message());
    // The same heading further left counts.
    let both = headings().replace("</row>", &(text("BM1", "CARC") + "</row>")) + &good_row(2);
    assert_eq!(read(&Parts::sheets(&[("Claims", &both)])).rows.len(), 1);
}

#[rstest]
#[case("hidden")]
#[case("veryHidden")]
fn a_sheet_that_is_hidden_is_read_and_said(#[case] state: &str) {
    let sheet = r#"<sheet name="Claims""#;
    let hidden = format!(r#"{sheet} state="{state}""#);
    let book = read(&good().replace("xl/workbook.xml", sheet, &hidden));
    let [note] = book.notes.as_slice() else { unreachable!("one note") };
    assert_eq!((note.code, note.told["sheet"].as_str()), ("hidden_sheet", "Claims"));
}

#[test]
fn a_column_of_ones_own_that_names_another_mco_than_the_ticket_is_told_of() {
    let named = |n: u32, mco: &str| {
        let own = format!(r#"<c r="W{n}" t="inlineStr"><is><t>{mco}</t></is></c></row>"#);
        good_row(n).replace("</row>", &own)
    };
    let own = r#"<c r="W1" t="inlineStr"><is><t>Health Plan</t></is></c></row>"#;
    let headings = headings().replace("</row>", own);
    let others = McoList::published().unwrap();
    let other = others.all().iter().find(|mco| mco.code.as_str() != "ABHIL").unwrap();
    let rows = headings
        + &named(2, other.code.as_str())
        + &named(3, "abhil - Aetna")
        + &named(4, &other.name)
        + &named(5, "a plan nobody knows")
        + &good_row(6);
    let book = read(&Parts::sheets(&[("Claims", &rows)]));
    assert_eq!(told(&book.faults), []);
    assert_eq!(told(&book.warnings), [2, 4].map(|row| (row, "mco_tracking_number", "other_mco")));
}

/// Which of them counts, programs disagree.
#[test]
fn two_parts_of_the_very_same_name_are_refused() {
    let parts = good();
    let all = || {
        parts.0.iter().map(|(name, content)| {
            (name.as_str(), build::deflated(content), u32::try_from(content.len()).unwrap())
        })
    };
    let twice: Vec<_> = all().chain(all().filter(|(name, ..)| name.contains("sheet1"))).collect();
    assert_eq!(read_claims(&build::zip_as_declared(&twice), &TODAY).unwrap_err(), Refused::Damaged);
    let once: Vec<_> = all().collect();
    assert!(read_claims(&build::zip_as_declared(&once), &TODAY).is_ok());
}

#[test]
fn the_first_row_that_is_too_many_is_named() {
    let error = |n: u32| row(n, &[Given::Raw(r#"t="e""#, "<f>VLOOKUP(A1,X:X,1)</f><v>#N/A</v>")]);
    let rows: String = headings() + &good_row(2) + &(3..=500).map(error).collect::<String>();
    let refused = read_claims(&Parts::sheets(&[("Claims", &rows)]).zip(), &TODAY).unwrap_err();
    assert_eq!(refused, Refused::TooManyRows { most: 100, row: 102 });
    assert!(refused.message().contains("row 102") && refused.message().contains("formula"), "{refused}");
}

/// Of text that no cell can hold as much is kept as one can: a workbook is given back whatever was in it.
#[test]
fn text_longer_than_a_cell_holds_is_given_back_as_far_as_it_fits() {
    let long = "\u{1f600}".repeat(17_000);
    let own = format!(r#"<c r="W2" t="inlineStr"><is><t>{long}</t></is></c></row>"#);
    let rows = headings() + &good_row(2).replace("</row>", &own);
    let book = read(&Parts::sheets(&[("Claims", &rows)]));
    let strings = unzipped(&given_back(&book))
        .0
        .into_iter()
        .find(|(name, _)| name == "xl/sharedStrings.xml")
        .unwrap()
        .1;
    assert_eq!(String::from_utf8(strings).unwrap().matches('\u{1f600}').count(), 16_383);
}

/// Excel deletes a row of a protected sheet only where none of its cells is locked.
#[test]
fn a_row_can_be_deleted_in_what_is_handed_out() {
    let book = read(&good());
    for workbook in [blank_claims(&McoList::published().unwrap()).unwrap(), given_back(&book)] {
        let parts = unzipped(&workbook);
        let part = |name: &str| {
            String::from_utf8(parts.0.iter().find(|(other, _)| other == name).unwrap().1.clone()).unwrap()
        };
        let (sheet, styles) = (part("xl/worksheets/sheet1.xml"), part("xl/styles.xml"));
        let formats = styles.split("<cellXfs").nth(1).unwrap().split("</cellXfs>").next().unwrap().to_owned();
        let is_unlocked = |style: usize| {
            formats.split("<xf ").nth(style + 1).unwrap().contains(r#"<protection locked="0""#)
        };
        let columns: Vec<&str> = sheet.split("<col ").skip(1).collect();
        for column in &columns {
            let style = column.split("style=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
            assert!(is_unlocked(style.parse().unwrap()), "{column}");
        }
        // What has no format of its own has the first, and no more is said to be there than is.
        assert!(is_unlocked(0) && columns.len() <= HEADINGS.len(), "{}", columns.len());
        assert!(!sheet.contains("XFD"), "{}", &sheet[..400]);
        assert!(sheet.contains(r#"deleteRows="0""#));
    }
}
