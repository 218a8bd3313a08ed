//! Rows, headings and sheets as people really send them, and what is said about them.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

#[path = "build/mod.rs"]
mod build;

use build::reads::{at, faults, read, refusal};
use build::{
    GOOD, GOOD_PROVIDER, Given, HEADINGS, PROVIDER_HEADINGS, Parts, good_row, headings, number, row,
};
use portal_workbook::{Refused, read_registrations};

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
    let mut atypical = GOOD_PROVIDER.map(Given::Text);
    (atypical[1], atypical[2]) = (Given::Text("Atypical"), Given::Text("363456789002"));
    let mut wrong = GOOD_PROVIDER.map(Given::Text);
    (wrong[1], wrong[3], wrong[8]) = (Given::Text("1234567890"), Given::Nothing, number("<v>2134</v>"));
    let rows = row(1, &PROVIDER_HEADINGS.map(Given::Text))
        + &row(2, &GOOD_PROVIDER.map(Given::Text))
        + &row(3, &atypical)
        + &row(4, &wrong)
        + &row(5, &GOOD_PROVIDER.map(Given::Text));
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
