//! What reading costs in memory, counted: a full workbook little, a hostile file never more than a function
//! has to give.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]
#![allow(clippy::print_stdout, reason = "docs/MEASURED.md has what is printed: nextest shows it on request")]

#[path = "build/mod.rs"]
mod build;

use build::reads::TODAY;
use build::{
    Deflated, Parts, deflated, deflated_blanks, good, headings, letters, wide, with_part, zip_as_declared,
};
use portal_core::claim::Claim;
use portal_core::mco::McoList;
use portal_workbook::{
    MAX_BYTES, MAX_INFLATED, MOST_ANSWER_ROWS, Refused, RowFault, TicketToAnswer, annotate_answers,
    annotate_claims, answers_to_fill_in, blank_claims, read_answers, read_claims, read_registrations,
};
use rstest::rstest;

const MEGABYTE: u64 = 1 << 20;
/// A quarter of a function's memory.
const HOSTILE: u64 = 64 * MEGABYTE;
const FULL: u64 = 12 * MEGABYTE;

/// The answer, after a look at what it cost above what was in use before.
fn within<T>(most: u64, what: &str, work: impl FnOnce() -> T) -> T {
    let mut answer = None;
    let counted = allocation_counter::measure(|| answer = Some(work()));
    println!(
        "{what}: {:.1} MB at most, {} allocations",
        counted.bytes_max as f64 / MEGABYTE as f64,
        counted.count_total
    );
    assert!(counted.bytes_max <= most, "{what}: {} bytes", counted.bytes_max);
    answer.unwrap()
}

fn refused(what: &str, file: &[u8]) -> Refused {
    let claims = within(HOSTILE, what, || read_claims(file, &TODAY).map(|book| book.rows.len()));
    let providers = within(HOSTILE, what, || read_registrations(file).map(|book| book.rows.len()));
    let answers = within(HOSTILE, what, || read_answers(file).map(|book| book.tickets.len()));
    assert!(providers.is_err() && answers.is_err());
    claims.unwrap_err()
}

#[test]
fn a_thousand_claims_are_handed_out_read_and_given_back_within_a_functions_means() {
    let claim = Claim {
        member_last_name: "Quillfeather-Featherstonehaugh".parse().ok(),
        member_first_name: "Ottoline Euphemia".parse().ok(),
        rin: "012345678".parse().ok(),
        mco_claim_number: "23ABC0001234-000000000000000000000".parse().ok(),
        billed: "1250.00".parse().ok(),
        ..Claim::default()
    };
    let ticket = |number: u32| TicketToAnswer {
        number: format!("IL-0000-{number:04}-X").parse().unwrap(),
        due: None,
        tracking_number: "PDXGR0012345".parse().ok(),
        provider: "363456789001 (NPI 1234567893)".to_owned(),
        category: None,
        claims: vec![claim.clone(); MOST_ANSWER_ROWS / 10],
    };
    let tickets: Vec<TicketToAnswer> = (0..10).map(ticket).collect();
    let file = within(HOSTILE, "hand out", || answers_to_fill_in(&tickets, true).unwrap());
    // With all that may be typed into it besides, it can be sent.
    assert!(file.len() < MAX_BYTES / 8, "{}", file.len());
    let read = within(HOSTILE, "read", || read_answers(&file).unwrap());
    assert_eq!(read.faults[0].code, "nothing_answered");
    let wrong: Vec<RowFault> = (2..1_002)
        .flat_map(|row| {
            ["outcome", "amount", "reason"].map(|column| RowFault::new(row, column, "missing", "?"))
        })
        .collect();
    let back = within(HOSTILE, "annotate", || annotate_answers(&read, &wrong, &[], &build::spanish).unwrap());
    assert!(back.len() < MAX_BYTES / 2, "{}", back.len());
    // Its marks and its list of faults are within what is read.
    assert_eq!(within(HOSTILE, "read again", || read_answers(&back).unwrap()).faults, read.faults);
}

#[test]
fn a_full_workbook_is_read_and_given_back_in_twelve_megabytes() {
    let file = include_bytes!("../../../tests/workbooks/openpyxl-100-rows.xlsx");
    let mcos = McoList::published().unwrap();
    let read = within(FULL, "read", || read_claims(file, &TODAY).unwrap());
    assert_eq!((read.rows.len(), read.faults.len()), (100, 0));
    let wrong = |column: &'static str| {
        read.rows.iter().map(move |row| RowFault::new(row.number, column, "rin_shape", "Nine digits."))
    };
    let faults: Vec<RowFault> =
        ["rin", "billed", "service_from", "comment"].into_iter().flat_map(wrong).collect();
    let back =
        within(FULL, "annotate", || annotate_claims(&read, &mcos, &faults, &[], &build::spanish).unwrap());
    assert!(back.len() < 256 * 1024);
    assert!(within(FULL, "blank", || blank_claims(&mcos).unwrap()).len() < 64 * 1024);
}

#[test]
fn two_megabytes_that_inflate_to_two_gigabytes_are_refused_by_the_directory() {
    let bomb = deflated_blanks(512);
    let file = with_part("xl/worksheets/sheet1.xml", bomb, 512 * (4 << 20));
    assert!((MAX_BYTES - 64 * 1024..=MAX_BYTES).contains(&file.len()), "{}", file.len());
    assert_eq!(refused("2 GB", &file), Refused::InflatesTooLarge);
    assert_eq!(refused("5 MB", &vec![b'P'; 5 << 20]), Refused::TooLarge);
}

#[rstest]
#[case(1_000)]
#[case(u32::try_from(MAX_INFLATED).unwrap() - 100_000)]
fn a_bomb_that_declares_less_is_stopped_while_it_inflates(#[case] declared: u32) {
    let file = with_part("xl/worksheets/sheet1.xml", deflated_blanks(500), declared);
    assert!(matches!(refused("lie", &file), Refused::Damaged | Refused::InflatesTooLarge));
}

#[test]
fn a_directory_of_many_thousand_parts_is_refused() {
    let names: Vec<String> = (0..18_000).map(|n| format!("{n:x}")).collect();
    let parts: Vec<(&str, Deflated, u32)> =
        names.iter().map(|name| (name.as_str(), deflated(b""), 0)).collect();
    let file = zip_as_declared(&parts);
    assert!(file.len() <= MAX_BYTES, "{}", file.len());
    assert_eq!(refused("directory", &file), Refused::TooManyEntries);
}

#[test]
fn a_sheet_of_every_row_that_excel_has_is_refused() {
    let empty = "<row/>".repeat(1_048_576);
    let file = Parts::sheets(&[("Claims", &empty), ("Providers", &empty)]).zip();
    assert_eq!(refused("1,048,576 rows", &file), Refused::TooManyElements);
    let filled = "<row><c><v>1</v></c></row>".repeat(50_000);
    let file = Parts::sheets(&[("Claims", &(headings() + &filled))]).zip();
    assert_eq!(refused("50,000 filled rows", &file), Refused::TooManyRows { most: 100, row: 102 });
}

#[rstest]
#[case(100_000_000, Refused::InflatesTooLarge)]
#[case(19_000_000, Refused::SharedStrings)]
fn a_shared_string_of_a_hundred_million_characters_is_refused(#[case] length: usize, #[case] by: Refused) {
    let table = format!(r#"<sst uniqueCount="1"><si><t>{}</t></si></sst>"#, "x".repeat(length));
    let declared = u32::try_from(table.len()).unwrap();
    let file = with_part("xl/sharedStrings.xml", deflated(table.as_bytes()), declared);
    assert_eq!(refused("a long string", &file), by);
}

#[rstest]
#[case::references("&#00000000000000000065;")]
#[case::character_data("<![CDATA[xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx]]>")]
#[case::runs("<r><t>xxxxxxxxxxxxxxxxxxxxxx</t></r>")]
fn text_in_little_pieces_is_counted_too(#[case] piece: &str) {
    let text = piece.repeat(10_000_000 / piece.len());
    let table = format!(r#"<sst uniqueCount="1"><si><t>{text}</t></si></sst>"#);
    let declared = u32::try_from(table.len()).unwrap();
    let file = with_part("xl/sharedStrings.xml", deflated(table.as_bytes()), declared);
    assert!(matches!(refused("pieces", &file), Refused::SharedStrings | Refused::TooManyElements));
}

/// Three bytes of UTF-8 for two of UTF-16.
#[test]
fn a_part_in_another_encoding_is_bounded_by_what_it_becomes() {
    let part = wide(&format!("<a>{}</a>", "ド".repeat(9_000_000)), u16::to_le_bytes);
    let declared = u32::try_from(part.len()).unwrap();
    let file = with_part("customXml/item1.xml", deflated(&part), declared);
    assert_eq!(refused("UTF-16", &file), Refused::InflatesTooLarge);
}

#[test]
fn a_hundred_thousand_sheets_and_deep_nesting_are_refused() {
    let sheets = r#"<sheet name="x" sheetId="9" r:id="rId1"/>"#.repeat(100_000) + "</sheets>";
    let file = good().replace("xl/workbook.xml", "</sheets>", &sheets).zip();
    assert_eq!(refused("sheets", &file), Refused::TooManySheets);
    let file = good().with("docProps/custom.xml", "<a>".repeat(6_000_000)).zip();
    assert_eq!(refused("depth", &file), Refused::TooDeep);
}

/// What stays just under every limit costs a reader the most.
#[rstest]
#[case::strings("xl/sharedStrings.xml", format!(r#"<sst uniqueCount="50000">{}</sst>"#, format!("<si><t>{}</t></si>", "x".repeat(150)).repeat(50_000)))]
#[case::one_string("xl/sharedStrings.xml", format!(r#"<sst uniqueCount="1"><si><t>{}</t></si></sst>"#, "x".repeat(8_000_000)))]
#[case::fonts("xl/styles.xml", format!(r#"<styleSheet><fonts count="1"><font><name val="{}"/></font></fonts><cellXfs>{}</cellXfs></styleSheet>"#, "n".repeat(2_000), r#"<xf numFmtId="0" fontId="0"/>"#.repeat(10_000)))]
#[case::formats("xl/styles.xml", format!("<styleSheet><numFmts>{}</numFmts><cellXfs>{}</cellXfs></styleSheet>", (0..100_000).map(|id| format!(r#"<numFmt numFmtId="{id}" formatCode="d"/>"#)).collect::<String>(), r#"<xf numFmtId="99999"/>"#.repeat(100_000)))]
#[case::own_columns("xl/worksheets/sheet1.xml", format!("<worksheet><sheetData>{}{}</sheetData></worksheet>", headings(), (2..80_000).map(|row| format!(r#"<row><c r="Z{row}"><v>1</v></c></row>"#)).collect::<String>()))]
#[case::wide_rows("xl/worksheets/sheet1.xml", format!("<worksheet><sheetData>{}{}</sheetData></worksheet>", headings(), (2..80_000).map(|row| format!(r#"<row><c r="ZZ{row}"><v>1</v></c></row>"#)).collect::<String>()))]
#[case::comment("xl/worksheets/sheet1.xml", format!("<worksheet><!--{}--><sheetData/></worksheet>", "x".repeat(19_000_000)))]
#[case::attribute("xl/worksheets/sheet1.xml", format!(r#"<worksheet><sheetData><row r="{}"/></sheetData></worksheet>"#, "1".repeat(19_000_000)))]
#[case::relations("xl/_rels/workbook.xml.rels", format!("<Relationships>{}</Relationships>", r#"<Relationship Id="r" Type="http://x/worksheet" Target="a.xml"/>"#.repeat(300_000)))]
#[case::hidden("xl/worksheets/sheet1.xml", format!(r#"<worksheet><cols>{}</cols><sheetData/></worksheet>"#, r#"<col min="1" max="9" hidden="1"/>"#.repeat(100_000)))]
#[case::merged("xl/worksheets/sheet1.xml", format!(r#"<worksheet><sheetData>{}{}</sheetData><mergeCells>{}</mergeCells></worksheet>"#, headings(), (2..=101).map(|n| format!(r#"<row r="{n}"><c r="A{n}"><v>1</v></c></row>"#)).collect::<String>(), r#"<mergeCell ref="A2:XFD1048576"/>"#.repeat(100_000)))]
#[case::cells("xl/worksheets/sheet1.xml", format!("<worksheet><sheetData>{}</sheetData></worksheet>", (1..=100).map(|row| format!(r#"<row r="{row}">{}</row>"#, (0..1_000).map(|at| format!(r#"<c r="{}{row}"><v>1</v></c>"#, letters(at))).collect::<String>())).collect::<String>()))]
#[case::formulas("xl/worksheets/sheet1.xml", format!("<worksheet><sheetData><row>{}</row></sheetData></worksheet>", format!("<c><f>{}</f></c>", "A1+".repeat(1_000)).repeat(2_500)))]
fn what_stays_under_every_limit_is_bounded_too(#[case] part: &str, #[case] content: String) {
    let declared = u32::try_from(content.len()).unwrap();
    assert!(u64::from(declared) < MAX_INFLATED);
    let file = with_part(part, deflated(content.as_bytes()), declared);
    within(HOSTILE, part, || read_claims(&file, &TODAY).map(|book| book.rows.len()).ok());
}
