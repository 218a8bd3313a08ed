//! Reads a claims workbook so many times, after as many to warm up, and prints how long each reading took, in
//! milliseconds, as `tests/workbooks/race` does for other readers: `time_reading FILE TIMES`, run by `infra/race.py`.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "an example that cannot go on has failed, and prints"
)]

use chrono::NaiveDate;
use portal_workbook::{Expectation, read_claims};
use std::time::Instant;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let (file, times) = (std::fs::read(&arguments[1]).unwrap(), arguments[2].parse::<usize>().unwrap());
    let expectation = Expectation { today: NaiveDate::from_ymd_opt(2026, 11, 24).unwrap() };
    let read = || read_claims(&file, &expectation).unwrap();
    let first = read();
    assert_eq!((first.rows.len(), first.faults.len(), first.warnings.len()), (100, 0, 0));
    (0..times).for_each(|_| assert_eq!(read().rows.len(), 100));
    let taken: Vec<f64> = (0..times)
        .map(|_| {
            let start = Instant::now();
            assert_eq!(read().rows.len(), 100);
            start.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    println!("{taken:?}");
}
