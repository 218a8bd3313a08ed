//! Blank workbooks, and workbooks given back, read again by our own reader.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "build/mod.rs"]
mod build;

use build::reads::TODAY;
use build::{
    GOOD, GOOD_PROVIDER, Given, PROVIDER_HEADINGS, Parts, good_row, headings, number, row, spanish, unzipped,
};
use portal_core::mco::McoList;
use portal_workbook::{
    CLAIMS_VERSION, REGISTRATIONS_VERSION, Refused, RowFault, admit, annotate_claims, annotate_registrations,
    blank_claims, blank_registrations, read_claims, read_registrations,
};
use std::io::{Cursor, Read};
use zip::ZipArchive;

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// Replaces one part of a workbook: what a person's program does when it saves.
fn saved(bytes: &[u8], name: &str, change: impl Fn(String) -> String) -> Vec<u8> {
    let mut parts = unzipped(bytes);
    for (part, content) in &mut parts.0 {
        if part == name {
            *content = change(String::from_utf8(std::mem::take(content)).unwrap()).into_bytes();
        }
    }
    parts.zip()
}

#[test]
fn the_same_release_gives_the_same_bytes() {
    let mcos = McoList::published().unwrap();
    assert!(blank_claims(&mcos).unwrap() == blank_claims(&mcos).unwrap());
    assert!(blank_registrations().unwrap() == blank_registrations().unwrap());
    let blank = blank_claims(&mcos).unwrap();
    // Whenever it is made: no part bears the time.
    let mut archive = ZipArchive::new(Cursor::new(&blank)).unwrap();
    for index in 0..archive.len() {
        let made = archive.by_index(index).unwrap().last_modified().unwrap();
        assert_eq!((made.year(), made.month(), made.day()), (1980, 1, 1));
    }
    assert!(part(&blank, "docProps/core.xml").contains("2026-01-01T00:00:00Z</dcterms:created>"));
    assert!(part(&blank, "docProps/custom.xml").contains(CLAIMS_VERSION));
    assert!(blank.len() < 64 * 1024, "{}", blank.len());
}

#[test]
fn a_blank_workbook_is_admitted_and_has_no_rows() {
    let blank = blank_claims(&McoList::published().unwrap()).unwrap();
    assert!(admit(&blank).is_ok());
    assert_eq!(read_claims(&blank, &TODAY).unwrap_err(), Refused::NoRows);
    assert_eq!(read_registrations(&blank_registrations().unwrap()).unwrap_err(), Refused::NoRows);
}

#[test]
fn the_blank_workbook_helps_and_protects() {
    let blank = blank_claims(&McoList::published().unwrap()).unwrap();
    let sheet = part(&blank, "xl/worksheets/sheet1.xml");
    for expected in [
        r#"state="frozen""#,
        "<sheetProtection",
        r#"type="list""#,
        r#"type="date""#,
        r#"type="textLength""#,
        "promptTitle",
    ] {
        assert!(sheet.contains(expected), "{expected}");
    }
    assert_eq!(sheet.matches("<dataValidation ").count(), 21);
    assert!(part(&blank, "xl/styles.xml").contains(r#"locked="0""#));
    assert_eq!(part(&blank, "xl/comments1.xml").matches("<comment ").count(), 21);
    // Heard by who cannot see: where the headings are, what each column is called in Spanish, what a note is.
    let book = part(&blank, "xl/workbook.xml");
    for name in ["ColumnTitleClaims", "TitleTicket"] {
        assert!(book.contains(&format!(r#"<definedName name="{name}" localSheetId="#)), "{name}");
    }
    let notes = part(&blank, "xl/comments1.xml");
    assert!(notes.contains("Required.") && notes.contains("En español: Fecha de nacimiento"));
    assert_eq!(
        part(&blank, "xl/drawings/vmlDrawing1.vml").matches(r#"alt="What belongs under "#).count(),
        21
    );
    let names = ["Claims", "Ticket", "Instructions", "Lists"]
        .map(|name| book.find(&format!(r#"name="{name}""#)).unwrap());
    assert!(names.is_sorted());
    let texts = part(&blank, "xl/sharedStrings.xml");
    assert!(
        texts.contains("How to fill in") && texts.contains("Cómo llenar") && texts.contains("ABHIL – Aetna")
    );
}

#[test]
fn a_kind_of_provider_is_offered_by_its_code_and_name() {
    let blank = blank_registrations().unwrap();
    assert!(part(&blank, "xl/worksheets/sheet1.xml").contains("<formula1>Lists!$A$1:$A$12</formula1>"));
    let book = part(&blank, "xl/workbook.xml");
    assert!(book.contains(r#"name="Lists" sheetId="3" state="hidden""#), "{book}");
    assert!(part(&blank, "xl/sharedStrings.xml").contains("behavioral_health – Behavioral health"));
    assert!(part(&blank, "docProps/custom.xml").contains(REGISTRATIONS_VERSION));
}

#[test]
fn a_blank_workbook_filled_in_reads_back_as_the_same_claims() {
    let blank = blank_claims(&McoList::published().unwrap()).unwrap();
    let rows: String = (2..=101).map(good_row).collect();
    let filled = saved(&blank, "xl/worksheets/sheet1.xml", |xml| {
        xml.replace("</sheetData>", &format!("{rows}</sheetData>"))
    });
    let filled = saved(&filled, "xl/worksheets/sheet2.xml", |xml| {
        let start = xml.find(r#"<c r="B2""#).unwrap();
        let end = start + xml[start..].find("/>").unwrap() + 2;
        let cell = r#"<c r="B2" t="inlineStr"><is><t>MER – Meridian</t></is></c>"#;
        format!("{}{cell}{}", &xml[..start], &xml[end..])
    });
    let read = read_claims(&filled, &TODAY).unwrap();
    let by_hand = read_claims(&Parts::sheets(&[("Claims", &(headings() + &rows))]).zip(), &TODAY).unwrap();
    assert_eq!(read.faults, []);
    assert_eq!(read.rows, by_hand.rows);
    assert_eq!(read.ticket.mco.as_ref().unwrap().as_str(), "MER");
    // The hints beside the empty lines are no values.
    assert_eq!(read.notes.len(), 1);
    assert_eq!(read.notes[0].told["lines"], "Program, Category, Medicaid ID");
}

/// A row with three faults, and an amount that begins like a formula.
fn faulty() -> Vec<u8> {
    let mut cells = GOOD.map(Given::Text);
    cells[5] = number("<v>12345678</v>");
    cells[7] = Given::Raw(r#"s="1""#, "<v>46235</v>");
    cells[11] = Given::Text("=1+1");
    cells[12] = number("<v>1234.5</v>");
    cells[13] = Given::Nothing;
    cells[19] = number("<v>1234567893</v>");
    let ticket = row(1, &[Given::Text("MCO"), Given::Text("no such plan")])
        + &row(2, &[Given::Text("Program"), Given::Text("HCI")]);
    Parts::sheets(&[("Claims", &(headings() + &good_row(2) + &row(5, &cells))), ("Ticket", &ticket)]).zip()
}

#[test]
fn a_workbook_given_back_reads_as_it_was_sent() {
    let read = read_claims(&faulty(), &TODAY).unwrap();
    assert_eq!(read.faults.len(), 4);
    let mcos = McoList::published().unwrap();
    let back = annotate_claims(&read, &mcos, &read.faults, &read.warnings, &spanish).unwrap();
    assert!(back == annotate_claims(&read, &mcos, &read.faults, &read.warnings, &spanish).unwrap());
    let again = read_claims(&back, &TODAY).unwrap();
    assert_eq!(again.rows, read.rows);
    // The Ticket sheet is laid out anew: its fault is found at the MCO's line.
    let place = |fault: &RowFault| (fault.column, fault.code);
    assert_eq!(
        again.faults.iter().map(place).collect::<Vec<_>>(),
        read.faults.iter().map(place).collect::<Vec<_>>()
    );
    assert_eq!(again.faults[1..], read.faults[1..]);
    assert_eq!(again.ticket, read.ticket);
    assert_eq!(again.warnings, read.warnings);
}

#[test]
fn a_workbook_given_back_says_what_is_wrong_at_the_cell_and_in_a_list() {
    let read = read_claims(&faulty(), &TODAY).unwrap();
    let late = RowFault::new(2, "filed_with_mco", "too_late", "This row could be filed until 2026-11-01.");
    let faults: Vec<RowFault> = read.faults.iter().cloned().chain([late]).collect();
    let back = annotate_claims(&read, &McoList::published().unwrap(), &faults, &[], &spanish).unwrap();
    let notes = part(&back, "xl/comments1.xml");
    assert!(notes.contains(r#"ref="F5""#) && notes.contains("leading zero"));
    assert!(notes.contains(r#"ref="B2""#) && notes.contains("until 2026-11-01"));
    let list = part(&back, "xl/worksheets/sheet4.xml");
    // The Ticket sheet lacks lines: a title and that note are under the faults.
    assert_eq!(list.matches("<row ").count(), 1 + faults.len() + 2);
    assert!(list.contains("Claims!F5"));
    assert!(!part(&back, "xl/worksheets/sheet1.xml").contains("<f>"), "text never becomes a formula");
}

#[test]
fn the_list_of_a_workbook_given_back_is_in_both_languages_and_has_the_notes() {
    let hidden = good_row(3).replace(r#"<row r="3">"#, r#"<row r="3" hidden="1">"#);
    let mut cells = GOOD.map(Given::Text);
    cells[5] = number("<v>12345678</v>");
    let rows = headings() + &row(2, &cells) + &hidden;
    let read = read_claims(&Parts::sheets(&[("Claims", &rows)]).zip(), &TODAY).unwrap();
    let soon = RowFault::new(3, "filed_with_mco", "window_ends_soon", "Soon.").telling("last", "2026-12-01");
    let mcos = McoList::published().unwrap();
    let back = annotate_claims(&read, &mcos, &read.faults, &[soon], &spanish).unwrap();
    let texts = part(&back, "xl/sharedStrings.xml");
    for text in [
        "Qué hacer",
        "Sheet / Hoja",
        "To correct / Por corregir",
        "Please check / Por revisar",
        "Sobre rin_lost_zero: {}",
        r#"Sobre window_ends_soon: {"last": "2026-12-01"}"#,
        "Notes / Avisos",
        "These rows are hidden and were read all the same: 3.",
        r#"Sobre hidden_rows: {"rows": "3"}"#,
    ] {
        let escaped = text.replace('"', "&quot;");
        assert!(texts.contains(text) || texts.contains(&escaped), "{text}: {texts}");
    }
    let list = part(&back, "xl/worksheets/sheet4.xml");
    // Two faults, an empty row, a title, a note.
    assert!(list.contains(r#"<row r="6""#) && !list.contains(r#"<row r="4""#), "{list}");
}

#[test]
fn a_workbook_given_back_can_be_corrected_and_uploaded() {
    let mut cells = GOOD.map(Given::Text);
    cells[5] = number("<v>12345678</v>");
    let sent = Parts::sheets(&[("Claims", &(headings() + &row(2, &cells)))]).zip();
    let read = read_claims(&sent, &TODAY).unwrap();
    let back = annotate_claims(&read, &McoList::published().unwrap(), &read.faults, &[], &spanish).unwrap();
    let corrected = saved(&back, "xl/sharedStrings.xml", |xml| {
        assert!(xml.contains("<t>12345678</t>"));
        xml.replace("<t>12345678</t>", "<t>012345678</t>")
    });
    let again = read_claims(&corrected, &TODAY).unwrap();
    assert_eq!(again.faults, []);
    assert_eq!(again.rows[0].claim.rin.as_ref().unwrap().as_str(), "012345678");
}

#[test]
fn providers_are_given_back_too() {
    let mut cells = GOOD_PROVIDER;
    (cells[1], cells[4], cells[8]) = ("atypical", "castle", "02134");
    let rows = row(1, &PROVIDER_HEADINGS.map(Given::Text)) + &row(2, &cells.map(Given::Text));
    let read = read_registrations(&Parts::sheets(&[("Providers", &rows)]).zip()).unwrap();
    assert_eq!(read.faults.len(), 1);
    let back = annotate_registrations(&read, &read.faults, &spanish).unwrap();
    assert!(part(&back, "xl/workbook.xml").contains(r#"name="Lists""#));
    let again = read_registrations(&back).unwrap();
    assert_eq!((again.rows, again.faults), (read.rows, read.faults));
}
