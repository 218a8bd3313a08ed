//! What programs make of a workbook when they save it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

#[path = "build/mod.rs"]
mod build;

use build::reads::{at, codes, day, faults, read, with};
use build::{Given, Parts, good_row, headings, letters, number, ticket, wide};
use rstest::rstest;

#[test]
fn an_old_mac_counts_days_from_1904() {
    let parts = Parts::one_row(&[(at("Service from"), number("<v>44773</v>"))]).replace(
        "xl/workbook.xml",
        "<workbookPr/>",
        r#"<workbookPr date1904="1"/>"#,
    );
    assert_eq!(read(&parts).rows[0].claim.service_from, Some(day("2026-08-01")));
}

/// LibreOffice writes neither; others leave out the numbers of rows and cells, or half of them.
#[test]
fn rows_and_cells_without_numbers_follow_each_other() {
    let bare = |row: String| {
        let mut text = String::new();
        for piece in row.split_inclusive('>') {
            let start =
                piece.split_once(" r=\"").map(|(before, after)| (before, after.split_once('"').unwrap().1));
            text += &start.map_or(piece.to_owned(), |(before, rest)| format!("{before}{rest}"));
        }
        text
    };
    let rows = bare(headings() + &good_row(2)) + &good_row(3) + &bare(good_row(4));
    assert!(rows.starts_with("<row><c t="), "{}", &rows[..60]);
    let book = read(&Parts::sheets(&[("Claims", &rows)]));
    assert_eq!(
        (faults(&book), book.rows.iter().map(|row| row.number).collect::<Vec<_>>()),
        (vec![], vec![2, 3, 4])
    );
    assert_eq!(book.rows[2].claim.mco_claim_number.as_ref().unwrap().as_str(), "23ABC0000004");
}

#[test]
fn what_is_hidden_is_read_and_said() {
    let third = good_row(4).replace(r#"<row r="4">"#, r#"<row r="4" hidden="1">"#);
    let fourth = good_row(5).replace(r#"<row r="5">"#, r#"<row r="5" ht="0" customHeight="1">"#);
    let empty = r#"<row r="9" hidden="true"/>"#;
    let rows = headings() + &good_row(2) + &good_row(3) + &third + &fourth + empty;
    let columns = r#"<cols><col min="6" max="7" width="9" hidden="1"/><col min="8" max="8" width="0"/><col min="30" max="40" hidden="1"/></cols><sheetData>"#;
    let file = Parts::sheets(&[("Ticket", &ticket()), ("Claims", &rows)]).replace(
        "xl/worksheets/sheet2.xml",
        "<sheetData>",
        columns,
    );
    let book = read(&file);
    assert_eq!((book.rows.len(), faults(&book)), (4, vec![]));
    assert_eq!(codes(&book), ["hidden_columns", "hidden_rows"]);
    assert!(
        book.notes[0].message.ends_with("RIN, Date of birth, Service from."),
        "{}",
        book.notes[0].message
    );
    assert!(book.notes[1].message.contains(": 4, 5."), "{}", book.notes[1].message);
}

#[rstest]
#[case(None, &[])]
#[case(Some("claims 2"), &[])]
#[case(Some("claims 1"), &["other_template"])]
#[case(Some(" claims 9 "), &["other_template"])]
#[case(Some("claims and all kinds of things that no release of ours ever wrote"), &[])]
#[case(Some("registrations 1"), &[])]
fn the_version_of_the_blank_workbook_is_told_and_stops_nothing(
    #[case] mark: Option<&str>,
    #[case] expected: &[&str],
) {
    let mut file = Parts::one_row(&[]);
    if let Some(mark) = mark {
        let properties = format!(
            r#"<Properties xmlns:vt="x"><property name="Other"><vt:lpwstr>claims 7</vt:lpwstr></property><property pid="2" name="Portal workbook"><vt:lpwstr>{mark}</vt:lpwstr></property></Properties>"#
        );
        file = file.with("docProps/custom.xml", properties);
    }
    let book = read(&file);
    assert_eq!((codes(&book), faults(&book)), (expected.to_vec(), vec![]));
}

#[test]
fn a_thousand_formatted_rows_under_the_last_are_no_rows() {
    // As Google Sheets exports: every cell of its grid of 1,000 by 26 is there, most of them empty.
    let cells = |n: u32| (0..26).map(|c| format!(r#"<c r="{}{n}" s="1"/>"#, letters(c))).collect::<String>();
    let empty: String = (3..=1000)
        .map(|n| format!(r#"<row r="{n}" ht="15.75" customHeight="1">{}</row>"#, cells(n)))
        .collect();
    let book = read(&Parts::sheets(&[("Claims", &(headings() + &good_row(2) + &empty))]));
    assert_eq!((book.rows.len(), faults(&book), codes(&book)), (1, vec![], vec![]));
}

/// As Power Query leaves it in a workbook in which it was opened once.
#[test]
fn a_part_in_another_encoding_stops_nothing() {
    let mashup = "\u{feff}<?xml version=\"1.0\" encoding=\"utf-16\"?><DataMashup xmlns=\"http://schemas.microsoft.com/DataMashup\">AAAAABYDAABQSwMEFAACAAgA</DataMashup>";
    let book = read(&Parts::one_row(&[]).with("customXml/item1.xml", wide(mashup, u16::to_le_bytes)));
    assert_eq!((book.rows.len(), faults(&book), codes(&book)), (1, vec![], vec![]));
    // Nor does it in the sheet itself, or the mark of UTF-8, which .NET writes.
    for encoded in [
        |text: &str| wide(text, u16::to_le_bytes),
        |text: &str| wide(text, u16::to_be_bytes),
        |text: &str| format!("\u{feff}{text}").into_bytes(),
    ] {
        let Parts(parts) = Parts::one_row(&[]);
        let parts = parts.into_iter().map(|(name, content)| {
            let content = encoded(&String::from_utf8(content).unwrap());
            (name, content)
        });
        let book = read(&Parts(parts.collect()));
        assert_eq!((faults(&book), book.rows[0].claim.service_to), (vec![], Some(day("2026-08-03"))));
    }
}

/// "Strict Open XML Spreadsheet", one of the choices of Excel's Save As: other namespaces, ISO days.
#[test]
fn a_strict_workbook_is_read() {
    let strict = |text: &str| {
        text.replace(
            "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            "http://purl.oclc.org/ooxml/spreadsheetml/main",
        )
        .replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
    };
    let plain = Parts::one_row(&[(at("Service from"), Given::Raw(r#"s="1" t="d""#, "<v>2026-08-01</v>"))]);
    let parts = plain.0.iter().map(|(name, content)| {
        (name.clone(), strict(&String::from_utf8(content.clone()).unwrap()).into_bytes())
    });
    let book = read(&Parts(parts.collect()));
    assert_eq!((faults(&book), book.rows[0].claim.service_from), (vec![], Some(day("2026-08-01"))));
}

#[rstest]
#[case::shared(r#"t="s""#, "<v>1</v>")]
#[case::shared_in_pieces(r#"t="s""#, "<v>2</v>")]
#[case::inline(r#"t="inlineStr""#, "<is><t>Doe</t></is>")]
#[case::inline_in_pieces(r#"t="inlineStr""#, "<is><r><t>D</t></r><r><rPr><b/></rPr><t>oe</t></r></is>")]
#[case::formula(r#"t="str""#, "<f>UPPER(A1)</f><v>Doe</v>")]
#[case::formula_without_its_text(r#"t="str""#, "<v> Doe </v>")]
#[case::character_data(r#"t="inlineStr""#, "<is><t>D<![CDATA[o]]>&#101;</t></is>")]
#[case::spelled_out(r#"t="inlineStr""#, "<is><t>_x0044_oe</t></is>")]
#[case::without_its_type("", "<is><t>Doe</t></is>")]
#[case::with_a_value_beside_it(r#"t="inlineStr""#, "<v>9</v><is><t>Doe</t></is>")]
#[case::spaced(r#"t="inlineStr""#, "<is><t xml:space=\"preserve\"> &#160;Doe\u{a0} </t></is>")]
fn text_is_read_in_every_shape_it_comes_in(#[case] attributes: &'static str, #[case] inner: &'static str) {
    let table = r#"<sst uniqueCount="3"><si><t>x</t></si><si><t>Doe</t></si><si><r><t>D</t></r><r><t>oe</t></r><rPh sb="0" eb="1"><t>ド</t></rPh></si></sst>"#;
    let file =
        Parts::one_row(&[(at("Member last name"), Given::Raw(attributes, inner))]).with_shared_strings(table);
    assert_eq!(read(&file).rows[0].claim.member_last_name.as_ref().unwrap().as_str(), "Doe");
}

#[test]
fn what_a_formula_came_to_when_it_was_saved_counts() {
    let book = with("Billed", Given::Raw("", "<f>1000+SUM(L3:L9)</f><v>1250</v>"));
    assert_eq!((faults(&book), book.rows[0].claim.billed.unwrap().cents()), (vec![], 125_000));
    let book = with("RIN", Given::Raw(r#"t="str""#, r#"<f>TEXT(A1,"000000000")</f><v>012345678</v>"#));
    assert_eq!(book.rows[0].claim.rin.as_ref().unwrap().as_str(), "012345678");
    let book = with("RIN", Given::Raw(r#"t="e""#, "<f>VLOOKUP(A1,B:B,1)</f><v>#N/A</v>"));
    assert_eq!(faults(&book), [(2, "rin", "error_value")]);
}
