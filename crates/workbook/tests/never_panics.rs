//! Whatever the bytes, there is an answer.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "build/mod.rs"]
mod build;

use build::{Parts, good_row, headings};
use chrono::NaiveDate;
use portal_core::mco::McoList;
use portal_workbook::{Expectation, annotate_claims, blank_claims, read_claims, read_registrations};
use proptest::prelude::*;
use std::sync::LazyLock;

const TODAY: Expectation = Expectation { today: NaiveDate::from_ymd_opt(2026, 11, 24).unwrap() };

static PARTS: LazyLock<Parts> =
    LazyLock::new(|| Parts::sheets(&[("Claims", &(headings() + &good_row(2) + &good_row(3)))]));
static FILE: LazyLock<Vec<u8>> = LazyLock::new(|| PARTS.zip());
static BLANK: LazyLock<Vec<u8>> = LazyLock::new(|| blank_claims(&McoList::published().unwrap()).unwrap());

/// A refusal, or a workbook of 1 to 100 rows that can be given back.
fn answered(bytes: &[u8]) {
    let _ = read_registrations(bytes);
    if let Ok(book) = read_claims(bytes, &TODAY) {
        assert!((1..=100).contains(&book.rows.len()));
        // Rows past Excel's last cannot be written, and only they.
        let writable = book.rows.iter().all(|row| row.number <= 1_048_576);
        let back = annotate_claims(&book, &McoList::published().unwrap(), &book.faults, &book.warnings);
        assert_eq!(back.is_ok(), writable);
        if let Ok(back) = back {
            assert_eq!(read_claims(&back, &TODAY).unwrap().rows, book.rows);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn random_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..600), zip in any::<bool>()) {
        let head: &[u8] = if zip { b"PK\x03\x04" } else { b"" };
        answered(&[head, &bytes].concat());
    }

    #[test]
    fn a_good_file_with_bytes_changed_is_answered(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8), blank in any::<bool>()) {
        let mut bytes = if blank { BLANK.clone() } else { FILE.clone() };
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        answered(&bytes);
    }

    #[test]
    fn a_good_file_cut_or_doubled_is_answered(from in any::<prop::sample::Index>(), to in any::<prop::sample::Index>()) {
        let (a, b) = (from.index(FILE.len()), to.index(FILE.len()));
        answered(&FILE[a.min(b)..a.max(b)]);
        answered(&[&FILE[..a], &FILE[b..]].concat());
    }

    /// The zip is whole, so that the change reaches the XML readers.
    #[test]
    fn xml_with_bytes_changed_is_answered(part in any::<prop::sample::Index>(), changes in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(b"<>/\"=&;'0195AZ \0\xff_x!-[]eE+.".as_slice())), 1..6)) {
        let chosen = part.index(PARTS.0.len());
        let (name, mut content) = PARTS.0[chosen].clone();
        for (at, byte) in changes {
            let at = at.index(content.len());
            content[at] = byte;
        }
        answered(&Parts(PARTS.0.clone()).with(&name, content).zip());
    }
}
