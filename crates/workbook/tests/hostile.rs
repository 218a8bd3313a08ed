//! Files that do harm to a reader that trusts them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

#[path = "build/mod.rs"]
mod build;

use build::{Parts, good, good_row, headings, wide};
use chrono::NaiveDate;
use portal_workbook::{
    Expectation, MAX_BYTES, MAX_ENTRIES, Refused, read_answers, read_claims, read_registrations,
};
use rstest::rstest;

/// Why a file is refused as claims; whatever else it is taken for, it is refused too.
fn refusal(bytes: &[u8]) -> Refused {
    let others = [read_registrations(bytes).err(), read_answers(bytes).err()];
    let today = Expectation { today: NaiveDate::from_ymd_opt(2026, 11, 24).unwrap() };
    match read_claims(bytes, &today) {
        Ok(_) => panic!("taken"),
        Err(refused) => {
            for other in others {
                let other = other.unwrap();
                // A sheet of the kind that was not asked for is not looked into.
                assert!(other.code() == refused.code() || other.code() == "other_workbook", "{other}");
            }
            refused
        }
    }
}

fn old_container(stream: &str) -> Vec<u8> {
    let mut bytes = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    bytes.resize(512, 0);
    bytes.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
    bytes
}

#[rstest]
#[case(b"".to_vec(), "empty_file")]
#[case(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3".to_vec(), "not_xlsx_pdf")]
#[case(b"MCO tracking number,RIN\r\nA1,012345678\r\n".to_vec(), "not_xlsx_text")]
#[case("\u{feff}<html><table></table></html>".as_bytes().to_vec(), "not_xlsx_text")]
#[case(vec![0xFF, 0xFE, b'a', 0], "not_xlsx_text")]
#[case(old_container("Workbook"), "not_xlsx_old_xls")]
#[case(old_container("EncryptedPackage"), "not_xlsx_password")]
#[case(vec![0x89, b'P', b'N', b'G', 0, 1, 2], "not_xlsx")]
#[case(vec![b'a'; MAX_BYTES + 1], "file_too_large")]
fn a_file_of_another_kind_is_told_what_it_is(#[case] bytes: Vec<u8>, #[case] code: &str) {
    assert_eq!(refusal(&bytes).code(), code);
}

#[test]
fn the_way_out_of_a_csv_is_said() {
    // Opened, formatted and saved again it would have lost the zeros by then.
    let message = refusal(b"a,b\n1,2\n").message();
    assert!(message.contains("From Text/CSV") && message.contains("to Text, so that"), "{message}");
    assert!(!message.contains("Save As"), "{message}");
}

#[rstest]
#[case("xl/vbaProject.bin", "macro")]
#[case("xl/macrosheets/sheet1.xml", "macro")]
#[case("xl/externalLinks/externalLink1.xml", "external_links")]
#[case("xl/connections.xml", "external_links")]
#[case("xl/embeddings/oleObject1.bin", "embedded_objects")]
#[case("xl/activeX/activeX1.bin", "embedded_objects")]
#[case("../../etc/passwd", "unsafe_entry_name")]
#[case("xl\\..\\..\\x.xml", "unsafe_entry_name")]
#[case("/etc/passwd", "unsafe_entry_name")]
#[case("C:\\x.xml", "unsafe_entry_name")]
#[case("xl/workbook.bin", "not_xlsx_xlsb")]
fn a_part_that_can_do_harm_is_refused_by_its_name(#[case] part: &str, #[case] code: &str) {
    assert_eq!(refusal(&good().with(part, "<x/>").zip()).code(), code);
}

#[test]
fn a_macro_enabled_workbook_without_a_macro_is_refused_too() {
    // Written with a reference, it is the same word to whoever opens the workbook.
    for kind in ["vnd.ms-excel.sheet.macroEnabled.main", "vnd.ms-excel.sheet.&#109;acro&#x45;nabled.main"] {
        let plain = "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main";
        let file = good().replace("[Content_Types].xml", plain, kind);
        assert_eq!(refusal(&file.zip()), Refused::Macro, "{kind}");
    }
}

#[test]
fn a_macro_kind_by_default_counts_where_there_is_such_a_part() {
    let kind = r#"ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>"#;
    let promised = |extension: &str| {
        let default = format!(r#"<Default Extension="{extension}" {kind}"#);
        good().replace("[Content_Types].xml", "</Types>", &default)
    };
    assert_eq!(refusal(&promised("XML").zip()), Refused::Macro);
    assert_eq!(refusal(&promised("bin").with("xl/any.bin", "x").zip()), Refused::Macro);
    let today = Expectation { today: NaiveDate::from_ymd_opt(2026, 11, 24).unwrap() };
    assert!(read_claims(&promised("bin").zip(), &today).is_ok());
}

#[test]
fn an_external_link_is_seen_whatever_its_part_is_called() {
    let link = r#"</sheets></workbook>"#;
    let file = good().replace("xl/workbook.xml", link, link).replace(
        "xl/_rels/workbook.xml.rels",
        "</Relationships>",
        r#"<Relationship Id="x" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink" Target="innocent.xml"/></Relationships>"#,
    );
    assert_eq!(refusal(&file.zip()), Refused::ExternalLinks);
}

#[test]
fn a_sheet_hidden_in_a_part_that_is_not_scanned_is_refused() {
    let file = good().replace("xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", "media/image1.png");
    assert_eq!(refusal(&file.with("xl/media/image1.png", "<worksheet/>").zip()), Refused::Damaged);
}

#[test]
fn an_opendocument_sheet_and_a_letter_are_no_workbooks() {
    let ods =
        good().with("mimetype", "application/vnd.oasis.opendocument.spreadsheet").with("content.xml", "<x/>");
    assert_eq!(refusal(&ods.zip()), Refused::OpenDocument);
    assert_eq!(refusal(&good().with("word/document.xml", "<x/>").zip()), Refused::NotXlsx);
    assert_eq!(refusal(&Parts(vec![("a.txt".to_owned(), b"a".to_vec())]).zip()), Refused::NotXlsx);
}

#[test]
fn a_download_that_broke_off_is_told_so() {
    let whole = good().zip();
    assert_eq!(refusal(&whole[..whole.len() / 2]), Refused::Truncated);
    assert_eq!(refusal(&whole[..whole.len() - 30]), Refused::Truncated);
    assert_eq!(refusal(b"PK\x03\x04"), Refused::Truncated);
}

#[test]
fn an_encrypted_entry_is_refused_without_asking_for_a_password() {
    let mut bytes = good().zip();
    // Bit 0 of the flags, in the local headers (at 6) and in the directory (at 8).
    for at in 0..bytes.len() - 10 {
        match &bytes[at..at + 4] {
            b"PK\x03\x04" => bytes[at + 6] |= 1,
            b"PK\x01\x02" => bytes[at + 8] |= 1,
            _ => {}
        }
    }
    assert_eq!(refusal(&bytes), Refused::EncryptedEntry);
}

#[test]
fn too_many_parts_are_refused_by_the_directory_alone() {
    let mut file = good();
    for index in 0..MAX_ENTRIES {
        file = file.with(&format!("xl/worksheets/more{index}.xml"), "<worksheet/>");
    }
    assert_eq!(refusal(&file.zip()), Refused::TooManyEntries);
}

#[test]
fn a_bomb_is_refused_by_its_declared_size() {
    let file = good().with("xl/worksheets/sheet1.xml", vec![b' '; 21 << 20]).zip();
    assert!(file.len() < 64 << 10);
    assert_eq!(refusal(&file), Refused::InflatesTooLarge);
}

#[test]
fn a_bomb_that_lies_about_its_size_is_refused_while_it_inflates() {
    let mut bytes = good().with("xl/worksheets/sheet1.xml", vec![b' '; 21 << 20]).zip();
    let truth = (21_u32 << 20).to_le_bytes();
    let mut lies = 0;
    for at in 0..bytes.len() - 4 {
        if bytes[at..at + 4] == truth {
            bytes[at..at + 4].copy_from_slice(&100_u32.to_le_bytes());
            lies += 1;
        }
    }
    assert!(lies >= 1);
    assert!(matches!(refusal(&bytes), Refused::Damaged | Refused::InflatesTooLarge));
}

#[rstest]
#[case(r#"<sst uniqueCount="4000000000000"/>"#)]
#[case(r#"<sst uniqueCount="99999999999999999999999"/>"#)]
#[case(r#"<x:sst xmlns:x="y" count="0" uniqueCount="-1"></x:sst>"#)]
fn what_a_table_of_shared_strings_declares_is_not_believed(#[case] table: &str) {
    let today = Expectation { today: NaiveDate::from_ymd_opt(2026, 11, 24).unwrap() };
    assert!(read_claims(&good().with("xl/sharedStrings.xml", table).zip(), &today).is_ok());
}

#[test]
fn more_shared_strings_than_declared_are_counted() {
    let table = format!(r#"<sst uniqueCount="1">{}</sst>"#, "<si/>".repeat(50_001));
    assert_eq!(refusal(&good().with("xl/sharedStrings.xml", table).zip()), Refused::SharedStrings);
}

#[test]
fn entities_are_refused_where_they_are_declared() {
    let laughs = r#"<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]><sst uniqueCount="1"><si><t>&lol2;</t></si></sst>"#;
    assert_eq!(refusal(&good().with("xl/sharedStrings.xml", laughs).zip()), Refused::EntityDeclaration);
}

/// In UTF-16, with its mark and without, as Excel would follow it.
#[rstest]
#[case::little(u16::to_le_bytes)]
#[case::big(u16::to_be_bytes)]
fn another_encoding_hides_nothing(#[case] bytes: fn(u16) -> [u8; 2]) {
    let laughs = r#"<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]><x>&lol2;</x>"#;
    for (mark, part) in [("\u{feff}", "customXml/item1.xml"), ("", "xl/sharedStrings.xml")] {
        let part = good().with(part, wide(&format!("{mark}{laughs}"), bytes));
        assert_eq!(refusal(&part.zip()), Refused::EntityDeclaration);
    }
    let link =
        r#"<Relationships><Relationship Id="x" Type="http://x/externalLink" Target="y"/></Relationships>"#;
    let file = good().with("xl/worksheets/_rels/sheet1.xml.rels", wide(link, bytes));
    assert_eq!(refusal(&file.zip()), Refused::ExternalLinks);
    let deep = good().with("customXml/item1.xml", wide(&"<a>".repeat(100_000), bytes));
    assert_eq!(refusal(&deep.zip()), Refused::TooDeep);
    let odd = good().with("customXml/item1.xml", wide("<a/>", bytes)[..7].to_vec());
    assert_eq!(refusal(&odd.zip()), Refused::Damaged);
}

#[test]
fn deep_nesting_is_refused() {
    let deep = "<a>".repeat(100_000);
    assert_eq!(refusal(&good().with("docProps/custom.xml", deep).zip()), Refused::TooDeep);
}

#[test]
fn a_hundred_thousand_sheets_on_one_part_are_refused() {
    let sheets = r#"<sheet name="x" sheetId="9" r:id="rId1"/>"#.repeat(100_000) + "</sheets>";
    assert_eq!(
        refusal(&good().replace("xl/workbook.xml", "</sheets>", &sheets).zip()),
        Refused::TooManySheets
    );
}

#[test]
fn a_million_rows_are_refused_after_the_first_hundred() {
    let rows: String =
        (2..20_000).map(|n| format!(r#"<row r="{n}"><c r="A{n}"><v>1</v></c></row>"#)).collect();
    assert_eq!(
        refusal(&Parts::sheets(&[("Claims", &(headings() + &rows))]).zip()),
        Refused::TooManyRows { most: 100, row: 102 }
    );
}

#[test]
fn cells_without_end_are_refused_even_when_they_are_empty() {
    let rows: String = "<row>".to_owned() + &"<c/>".repeat(500_001) + "</row>";
    assert_eq!(refusal(&Parts::sheets(&[("Claims", &(headings() + &rows))]).zip()), Refused::TooManyElements);
}

#[test]
fn one_shared_string_shown_by_every_cell_is_not_multiplied() {
    let table = format!(r#"<sst uniqueCount="1"><si><t>{}</t></si></sst>"#, "x".repeat(32_000));
    let rows: String = (2..90)
        .map(|n| {
            let cells: String =
                (0..21).map(|c| format!(r#"<c r="{}{n}" t="s"><v>0</v></c>"#, build::letters(c))).collect();
            format!(r#"<row r="{n}">{cells}</row>"#)
        })
        .collect();
    let file = Parts::sheets(&[("Claims", &(headings() + &rows))]).with("xl/sharedStrings.xml", table);
    assert_eq!(refusal(&file.zip()), Refused::SheetTooLarge);
}

#[test]
fn corners_of_the_sheet_and_its_declared_dimension_are_not_believed() {
    let rows = headings() + &good_row(2) + r#"<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#;
    let file = Parts::sheets(&[("Claims", &rows)]).replace(
        "xl/worksheets/sheet1.xml",
        "<sheetData>",
        r#"<dimension ref="A1:XFD1048576"/><sheetData>"#,
    );
    let today = Expectation { today: NaiveDate::from_ymd_opt(2026, 11, 24).unwrap() };
    assert_eq!(read_claims(&file.zip(), &today).unwrap().rows.len(), 1);
}

#[rstest]
#[case("A99999999999999999999")]
#[case("ZZZZZZZZZZZZZZZZ1")]
#[case("1A")]
#[case("A0")]
#[case("A1048577")]
#[case("XFE2")]
#[case("A-1")]
#[case("Ä2")]
fn a_cell_reference_that_is_none_is_not_guessed(#[case] reference: &str) {
    let rows = headings() + &good_row(2).replace("A2", reference);
    assert_eq!(refusal(&Parts::sheets(&[("Claims", &rows)]).zip()), Refused::Unreadable);
}

#[test]
fn two_cells_at_one_place_are_refused_since_programs_disagree_on_them() {
    let rows = headings() + &good_row(2) + r#"<row r="2"><c r="F2"><v>123456789</v></c></row>"#;
    assert_eq!(refusal(&Parts::sheets(&[("Claims", &rows)]).zip()), Refused::Damaged);
}

#[test]
fn two_parts_of_one_name_are_refused_since_programs_disagree_on_them() {
    let file = good().with("xl/worksheets/SHEET1.xml", "<worksheet/>");
    assert_eq!(refusal(&file.zip()), Refused::Damaged);
}

#[test]
fn a_sheet_that_is_not_there_is_unreadable() {
    let file = good().replace("xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", "worksheets/other.xml");
    assert_eq!(refusal(&file.zip()), Refused::Unreadable);
}
