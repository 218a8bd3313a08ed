//! What a full workbook of 100 claims costs to read and to give back. `docs/MEASURED.md` has the targets.
#![allow(clippy::unwrap_used, reason = "a benchmark that cannot go on has failed")]

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
    criterion.final_summary();
}
