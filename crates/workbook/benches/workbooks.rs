//! What a full workbook of 100 claims costs to read and to give back. `docs/MEASURED.md` has the targets.
#![allow(clippy::unwrap_used, reason = "a benchmark that cannot go on has failed")]

#[path = "../tests/build/mod.rs"]
mod build;

use build::{deflated, deflated_blanks, good, with_part};
use calamine::{Reader, Xlsx};
use chrono::NaiveDate;
use criterion::Criterion;
use portal_core::mco::McoList;
use portal_workbook::{Expectation, RowFault, admit, annotate_claims, read_claims};
use std::hint::black_box;
use std::io::Cursor;

/// Made by `tests/workbooks/make_openpyxl.py`.
const WORKBOOK: &[u8] = include_bytes!("../../../tests/workbooks/openpyxl-100-rows.xlsx");

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let expectation = Expectation { today: NaiveDate::from_ymd_opt(2026, 11, 24).unwrap() };
    let mcos = McoList::published().unwrap();
    let read = read_claims(WORKBOOK, &expectation).unwrap();
    assert_eq!((read.rows.len(), read.faults.len()), (100, 0));
    let fault = |row: u32| RowFault::new(row, "rin", "rin_lost_zero", "The RIN has 8 digits.");
    let faults: Vec<RowFault> = read.rows.iter().map(|row| fault(row.number)).collect();

    let mut group = criterion.benchmark_group("100 rows");
    group.bench_function("read", |bench| {
        bench.iter(|| read_claims(black_box(WORKBOOK), &expectation).unwrap())
    });
    group.bench_function("admit", |bench| bench.iter(|| admit(black_box(WORKBOOK)).unwrap()));
    // What one would use without us: no limits, no claims, no faults.
    group.bench_function("calamine alone", |bench| {
        bench.iter(|| {
            let mut book = Xlsx::new(Cursor::new(black_box(WORKBOOK))).unwrap();
            ["Claims", "Ticket"].map(|sheet| book.worksheet_range(sheet).unwrap().get_size())
        });
    });
    group.bench_function("annotate, no fault", |bench| {
        bench.iter(|| annotate_claims(black_box(&read), &mcos, &[], &[]).unwrap());
    });
    group.bench_function("annotate, faults: 100", |bench| {
        bench.iter(|| annotate_claims(black_box(&read), &mcos, &faults, &[]).unwrap());
    });
    group.finish();

    // How long a file can keep us that means harm.
    let mut group = criterion.benchmark_group("refused");
    group.sample_size(10);
    for (what, file) in hostile() {
        assert!(read_claims(&file, &expectation).is_err(), "{what}");
        group.bench_function(what, |bench| {
            bench.iter(|| read_claims(black_box(&file), &expectation).is_err())
        });
    }
    group.finish();
    criterion.final_summary();
}

fn hostile() -> Vec<(&'static str, Vec<u8>)> {
    let part = |name: &str, content: &str| {
        with_part(name, deflated(content.as_bytes()), u32::try_from(content.len()).unwrap())
    };
    let strings = |text: &str| part("xl/sharedStrings.xml", &format!("<sst><si><t>{text}</t></si></sst>"));
    let sheet = |rows: &str| {
        part("xl/worksheets/sheet1.xml", &format!("<worksheet><sheetData>{rows}</sheetData></worksheet>"))
    };
    let sheets = r#"<sheet name="x" sheetId="9" r:id="rId1"/>"#.repeat(100_000) + "</sheets>";
    vec![
        ("2 MB of 2 GB", with_part("xl/worksheets/sheet1.xml", deflated_blanks(512), 512 * (4 << 20))),
        (
            "2 MB of 2 GB that declare 1 kB",
            with_part("xl/worksheets/sheet1.xml", deflated_blanks(500), 1_000),
        ),
        ("1,048,576 empty rows", sheet(&"<row/>".repeat(1_048_576))),
        ("100,000 filled rows", sheet(&"<row><c><v>1</v></c></row>".repeat(100_000))),
        ("a string of 19 million characters", strings(&"x".repeat(19_000_000))),
        ("2 million references", strings(&"&#65;".repeat(2_000_000))),
        ("100,000 sheets", good().replace("xl/workbook.xml", "</sheets>", &sheets).zip()),
        ("6 million elements deep", part("docProps/app.xml", &"<a>".repeat(6_000_000))),
    ]
}
