//! What is handed out opens as what it was, and starts no formula.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use calamine::{Data, Reader, Xlsx};
use portal_workbook::export::{Table, Value, to_csv, to_workbook};
use proptest::prelude::*;
use std::io::Cursor;

fn table(rows: Vec<Vec<Value>>) -> Table {
    Table { sheet: "Tickets", columns: &[("Number", 20), ("Paid", 12), ("Due", 12)], rows }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn cells(bytes: Vec<u8>) -> (Vec<Vec<Data>>, usize) {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let formulas = book.worksheet_formula("Tickets").unwrap().used_cells().count();
    let range = book.worksheet_range("Tickets").unwrap();
    (range.rows().map(<[Data]>::to_vec).collect(), formulas)
}

#[test]
fn a_workbook_holds_real_amounts_and_days() {
    let row = vec![
        text("IL-1"),
        Value::Money("1234.50".parse().unwrap()),
        Value::Day("2026-12-24".parse().unwrap()),
    ];
    let (rows, formulas) = cells(to_workbook("Tickets", &[table(vec![row])]).unwrap());
    assert_eq!(formulas, 0);
    assert_eq!(rows[1][0], Data::String("IL-1".to_owned()));
    assert_eq!(rows[1][1], Data::Float(1234.5));
    assert!(matches!(rows[1][2], Data::DateTime(_)), "{:?}", rows[1][2]);
}

#[test]
fn csv_is_what_rfc_4180_says() {
    let row = vec![text("a, \"b\""), Value::Flag(true), Value::Empty];
    let csv = String::from_utf8(to_csv(&table(vec![row])).unwrap()).unwrap();
    assert_eq!(csv, "Number,Paid,Due\r\n\"a, \"\"b\"\"\",yes,\r\n");
}

#[test]
fn what_begins_like_a_formula_is_text_in_both() {
    for hostile in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1"] {
        let made = table(vec![vec![text(hostile), Value::Empty, Value::Empty]]);
        let csv = to_csv(&made).unwrap();
        let mut reader = csv::Reader::from_reader(csv.as_slice());
        let cell = reader.records().next().unwrap().unwrap()[0].to_owned();
        assert_eq!(cell, format!("'{hostile}"));
        let (rows, formulas) = cells(to_workbook("Tickets", std::slice::from_ref(&made)).unwrap());
        assert_eq!((formulas, &rows[1][0]), (0, &Data::String(hostile.to_owned())));
    }
}

proptest! {
    #[test]
    fn no_text_starts_a_formula_or_loses_a_character_in_csv(sent in "\\PC{0,40}") {
        let csv = to_csv(&table(vec![vec![text(&sent), Value::Empty, Value::Empty]])).unwrap();
        let mut reader = csv::Reader::from_reader(csv.as_slice());
        let cell = reader.records().next().unwrap().unwrap()[0].to_owned();
        prop_assert!(!cell.trim_start().starts_with(['=', '+', '-', '@']));
        prop_assert_eq!(cell.strip_prefix('\'').filter(|rest| *rest == sent).unwrap_or(&cell), &sent);
    }
}
