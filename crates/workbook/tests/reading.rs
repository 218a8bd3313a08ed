//! What people really send, and what is said about it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

#[path = "build/mod.rs"]
mod build;

use build::{GOOD, Given, HEADINGS, Parts, good_row, headings, letters, number, row, wide};
use chrono::NaiveDate;
use portal_workbook::{ClaimsWorkbook, Expectation, Refused, read_claims, read_registrations};
use rstest::rstest;

const TODAY: Expectation = Expectation { today: NaiveDate::from_ymd_opt(2026, 11, 24).unwrap() };

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn read(parts: &Parts) -> ClaimsWorkbook {
    read_claims(&parts.zip(), &TODAY).unwrap()
}

fn at(heading: &str) -> usize {
    HEADINGS.iter().position(|h| *h == heading).unwrap()
}

/// One row, good but for one cell.
fn with(heading: &str, given: Given) -> ClaimsWorkbook {
    read(&Parts::one_row(&[(at(heading), given)]))
}

/// (row, column, code) of every fault.
fn faults(book: &ClaimsWorkbook) -> Vec<(u32, &str, &str)> {
    book.faults.iter().map(|fault| (fault.row, fault.column, fault.code)).collect()
}

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

#[test]
fn an_old_mac_counts_days_from_1904() {
    let parts = Parts::one_row(&[(at("Service from"), number("<v>44773</v>"))]).replace(
        "xl/workbook.xml",
        "<workbookPr/>",
        r#"<workbookPr date1904="1"/>"#,
    );
    assert_eq!(read(&parts).rows[0].claim.service_from, Some(day("2026-08-01")));
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
fn every_fault_of_every_row_comes_at_once() {
    let mut second = GOOD.map(Given::Text);
    second[at("RIN")] = number("<v>12345678</v>");
    second[at("Billed")] = Given::Text("many");
    second[at("Date filed with MCO")] = Given::Nothing;
    let mut third = GOOD.map(Given::Text);
    third[at("MCO tracking number")] = Given::Text("  \u{a0}");
    third[at("MCO claim number")] = Given::Text("23ABC9999999");
    third[at("Service to")] = Given::Text("2026-07-31");
    let rows = headings() + &good_row(2) + &row(3, &second) + &row(7, &third);
    let book = read(&Parts::sheets(&[("Claims", &rows)]));
    assert_eq!(
        faults(&book),
        [
            (3, "filed_with_mco", "missing"),
            (3, "rin", "rin_lost_zero"),
            (3, "billed", "money_shape"),
            (7, "mco_tracking_number", "missing"),
            (7, "service_to", "dates_out_of_order"),
        ]
    );
    assert_eq!(book.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [2, 3, 7]);
}

#[test]
fn the_same_claim_in_two_rows_names_the_first() {
    let rows = headings() + &row(2, &GOOD.map(Given::Text)) + &good_row(3) + &row(9, &GOOD.map(Given::Text));
    let book = read(&Parts::sheets(&[("Claims", &rows)]));
    assert_eq!(faults(&book), [(9, "mco_claim_number", "duplicate_in_file")]);
    assert!(book.faults[0].message.contains("Row 2"));
}

#[test]
fn reasons_that_differ_are_a_warning_not_a_fault() {
    let other = good_row(3).replace(">197<", ">B7<");
    let book = read(&Parts::sheets(&[("Claims", &(headings() + &good_row(2) + &other))]));
    assert_eq!(faults(&book), []);
    assert_eq!((book.warnings[0].row, book.warnings[0].code), (3, "dissimilar_reasons"));
}

#[test]
fn every_row_whose_reason_is_not_that_of_most_is_told_so() {
    let reasons = ["B7", "197", "197", "", "B7", "45", "197"];
    let row = |(n, reason): (u32, &&str)| good_row(n).replace(">197<", &format!(">{reason}<"));
    let rows = headings() + &(2..).zip(&reasons).map(row).collect::<String>();
    let book = read(&Parts::sheets(&[("Claims", &rows)]));
    let told: Vec<(u32, &str)> =
        book.warnings.iter().map(|warning| (warning.row, warning.told["row"].as_str())).collect();
    assert_eq!(told, [(2, "3"), (6, "3"), (7, "3")]);
    assert!(book.warnings.iter().all(|warning| warning.message.contains("that of row 3.")));
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
fn headings_are_found_in_any_order_case_and_language() {
    let mut headings: Vec<String> = HEADINGS.iter().map(|h| format!("  {} ", h.to_uppercase())).collect();
    headings.reverse();
    headings[0] = "comentario".to_owned();
    headings.push("Our own column".to_owned());
    let mut cells: Vec<Given> = GOOD.iter().rev().map(|text| Given::Text(text)).collect();
    cells.push(Given::Text("internal"));
    let leaked: Vec<Given> =
        headings.into_iter().map(|h| Given::Text(Box::leak(h.into_boxed_str()))).collect();
    let rows = row(3, &leaked) + &row(4, &cells);
    let book = read(&Parts::sheets(&[("CLAIMS ", &rows)]));
    assert_eq!(faults(&book), []);
    assert_eq!(book.rows[0].claim, read(&Parts::one_row(&[])).rows[0].claim);
    assert_eq!(book.rows[0].number, 4);
    let codes: Vec<&str> = book.notes.iter().map(|note| note.code).collect();
    assert_eq!(codes, ["heading_row", "extra_columns"]);
}

fn codes(book: &ClaimsWorkbook) -> Vec<&str> {
    book.notes.iter().map(|note| note.code).collect()
}

#[test]
fn a_workbook_in_spanish_is_read() {
    let spanish = [
        "Número de seguimiento de la MCO",
        "Fecha de presentación ante la MCO",
        "Fecha de respuesta de la MCO",
        "Apellido del afiliado",
        "Nombre del afiliado",
        "RIN del afiliado",
        "Fecha de nacimiento",
        "Servicio desde",
        "Servicio hasta",
        "Número de reclamación de la MCO",
        "Tipo de reclamación",
        "Facturado",
        "Pagado",
        "Esperado",
        "Fecha de denegación",
        "Código CARC",
        "Código RARC",
        "Código de procedimiento o ingreso",
        "NUMERO  DE AUTORIZACION",
        "NPI del proveedor que prestó el servicio",
        "Comentario",
    ];
    let rows = row(1, &spanish.map(Given::Text)) + &row(2, &GOOD.map(Given::Text));
    let ticket = row(1, &[Given::Text("Plan (MCO)"), Given::Text("ABHIL")])
        + &row(2, &[Given::Text("Programa"), Given::Text("HCI")])
        + &row(3, &[Given::Text("Categoria"), Given::Text("claim_denial/authorization")])
        + &row(4, &[Given::Text("NPI del proveedor"), Given::Text("1234567893")])
        + &row(5, &[Given::Text("ID de Medicaid"), Given::Text("363456789001")]);
    let book = read(&Parts::sheets(&[("Claims", &rows), ("Ticket", &ticket)]));
    assert_eq!((faults(&book).len(), book.notes.len()), (0, 0));
    assert_eq!(book.rows[0].claim, read(&Parts::one_row(&[])).rows[0].claim);
    assert!(book.ticket.mco.is_some() && book.ticket.program.is_some() && book.ticket.category.is_some());
    assert!(book.ticket.npi.is_some() && book.ticket.medicaid_id.is_some());
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
    let relation = r#"<Relationship Id="s" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;
    let file = Parts::one_row(&[(at("Member last name"), Given::Raw(attributes, inner))])
        .with("xl/sharedStrings.xml", table)
        .replace("xl/_rels/workbook.xml.rels", "</Relationships>", relation);
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
fn a_time_of_day_never_moves_a_day() {
    // 23:59:59 and a half, as a spreadsheet of a billing system has it.
    for given in ["<v>46235.99999421</v>", "<v>46235.0000001</v>"] {
        let book = with("Service from", Given::Raw(r#"s="1""#, given));
        assert_eq!(book.rows[0].claim.service_from, Some(day("2026-08-01")));
    }
}

#[test]
fn what_is_hidden_is_read_and_said() {
    let third = good_row(4).replace(r#"<row r="4">"#, r#"<row r="4" hidden="1">"#);
    let fourth = good_row(5).replace(r#"<row r="5">"#, r#"<row r="5" ht="0" customHeight="1">"#);
    let empty = r#"<row r="9" hidden="true"/>"#;
    let rows = headings() + &good_row(2) + &good_row(3) + &third + &fourth + empty;
    let columns = r#"<cols><col min="6" max="7" width="9" hidden="1"/><col min="8" max="8" width="0"/><col min="30" max="40" hidden="1"/></cols><sheetData>"#;
    let file = Parts::sheets(&[("Ticket", &build::ticket()), ("Claims", &rows)]).replace(
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

fn refusal(sheets: &[(&str, &str)]) -> Refused {
    read_claims(&Parts::sheets(sheets).zip(), &TODAY).unwrap_err()
}

#[test]
fn wrong_sheets_and_headings_are_refused_by_name() {
    assert_eq!(refusal(&[("Sheet1", &(headings() + &good_row(2)))]), Refused::NoSheet { sheet: "Claims" });
    let without = headings().replace(">RIN<", ">Member number<").replace(">Paid<", "><");
    let rows = without + &good_row(2);
    assert_eq!(refusal(&[("Claims", &rows)]), Refused::Headings { missing: vec!["RIN", "Paid"] });
    let twice = headings().replace(">Comment<", ">rin<") + &good_row(2);
    assert_eq!(refusal(&[("Claims", &twice)]), Refused::RepeatedHeading { heading: "RIN" });
    let Refused::Headings { missing } = refusal(&[("Claims", "")]) else { panic!("no headings") };
    assert_eq!(missing.len(), 13);
}

#[test]
fn from_one_to_a_hundred_rows_are_taken() {
    let rows = |last: u32| headings() + &(2..=last).map(good_row).collect::<String>();
    assert_eq!(refusal(&[("Claims", &rows(1))]), Refused::NoRows);
    assert_eq!(
        refusal(&[("Claims", &(headings() + r#"<row r="2"><c r="A2" s="1"/></row>"#))]),
        Refused::NoRows
    );
    assert_eq!(refusal(&[("Claims", &rows(102))]), Refused::TooManyRows { most: 100, row: 102 });
    let full = read(&Parts::sheets(&[("Claims", &rows(101))]));
    assert_eq!((full.rows.len(), faults(&full).len()), (100, 0));
}

/// As when a helper column was copied down to row 500.
#[test]
fn rows_that_hold_only_the_senders_own_columns_are_no_rows() {
    let own = |n: u32| format!(r#"<row r="{n}"><c r="Z{n}"><v>1</v></c></row>"#);
    let tail: String = (3..500).map(own).collect();
    let book = read(&Parts::sheets(&[("Claims", &(headings() + &good_row(2) + &tail + &good_row(500)))]));
    assert_eq!(book.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [2, 500]);
    let rows: String = (501..=600).map(good_row).collect();
    let rows = headings() + &good_row(2) + &tail + &rows;
    assert_eq!(refusal(&[("Claims", &rows)]), Refused::TooManyRows { most: 100, row: 600 });
}

/// A program that sorts by its own columns may write rows in any order.
#[test]
fn rows_out_of_order_are_read_in_the_order_of_the_sheet() {
    let rows = good_row(9)
        + &headings()
        + &good_row(3)
        + &good_row(6)
        + r#"<row r="3"><c r="Z3"><v>1</v></c></row>"#;
    let book = read(&Parts::sheets(&[("Claims", &rows)]));
    assert_eq!(book.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [3, 6, 9]);
    let twice = rows + r#"<row r="6"><c r="F6"><v>123456789</v></c></row>"#;
    assert_eq!(refusal(&[("Claims", &twice)]), Refused::Damaged);
}

#[test]
fn the_ticket_sheet_says_what_all_rows_share() {
    let claims = headings() + &good_row(2);
    let ticket = row(1, &[Given::Text("Field"), Given::Text("Value")])
        + &row(2, &[Given::Text("MCO"), Given::Text("ABHIL – Aetna Better Health of Illinois")])
        + &row(3, &[Given::Text("program "), Given::Text("hci")])
        + &row(4, &[Given::Text("CATEGORY"), Given::Text("claim_denial/authorization")])
        + &row(5, &[Given::Text("Provider NPI"), number("<v>1234567893</v>")])
        + &row(6, &[Given::Text("Medicaid ID"), Given::Text("363456789001")]);
    let book = read(&Parts::sheets(&[("Claims", &claims), ("Ticket", &ticket)]));
    assert_eq!(faults(&book), []);
    let sheet = &book.ticket;
    assert_eq!(sheet.mco.as_ref().unwrap().as_str(), "ABHIL");
    assert_eq!(sheet.program.unwrap().code(), "HCI");
    assert_eq!(sheet.category.unwrap().code(), "claim_denial/authorization");
    assert_eq!(sheet.npi.as_ref().unwrap().as_str(), "1234567893");
    assert_eq!(sheet.medicaid_id.as_ref().unwrap().as_str(), "363456789001");

    let wrong = ticket.replace("363456789001", "?");
    let book = read(&Parts::sheets(&[("Claims", &claims), ("Ticket", &wrong)]));
    assert_eq!(faults(&book), [(0, "ticket.medicaid_id", "medicaid_id_shape")]);
    assert_eq!(book.ticket.medicaid_id, None);
}

#[test]
fn providers_are_read_with_every_fault() {
    let headings =
        ["Provider name", "NPI", "Medicaid ID", "TIN", "Provider type", "Street", "City", "State", "ZIP"];
    let good = [
        "Lake Clinic",
        "1234567893",
        "363456789001",
        "371234567",
        "clinic",
        "1 Main St",
        "Springfield",
        "IL",
        "62701",
    ];
    let mut atypical = good.map(Given::Text);
    (atypical[1], atypical[2]) = (Given::Text("Atypical"), Given::Text("363456789002"));
    let mut wrong = good.map(Given::Text);
    (wrong[1], wrong[3], wrong[8]) = (Given::Text("1234567890"), Given::Nothing, number("<v>2134</v>"));
    let rows = row(1, &headings.map(Given::Text))
        + &row(2, &good.map(Given::Text))
        + &row(3, &atypical)
        + &row(4, &wrong)
        + &row(5, &good.map(Given::Text));
    let book = read_registrations(&Parts::sheets(&[("Providers", &rows)]).zip()).unwrap();
    let faults: Vec<(u32, &str, &str)> = book.faults.iter().map(|f| (f.row, f.column, f.code)).collect();
    assert_eq!(
        faults,
        [
            (4, "npi", "npi_check_digit"),
            // A Medicaid ID is one provider's, whatever its NPI.
            (4, "medicaid_id", "duplicate_in_file"),
            (4, "tin", "missing"),
            (4, "zip", "zip_shape"),
            (5, "medicaid_id", "duplicate_in_file")
        ]
    );
    assert!(book.rows[1].form.atypical && book.rows[1].form.npi.is_none());
    assert_eq!(book.rows[0].form.tin.as_ref().unwrap().as_str(), "371234567");
    let claims = Parts::sheets(&[("Claims", &rows)]).zip();
    assert_eq!(read_registrations(&claims).unwrap_err(), Refused::OtherWorkbook { sheet: "Claims" });
    let others = Parts::sheets(&[("Sheet1", &rows)]).zip();
    assert_eq!(read_registrations(&others).unwrap_err(), Refused::NoSheet { sheet: "Providers" });
}
