//! Whatever the bytes, there is an answer.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "build/mod.rs"]
mod build;

use build::changes::{CORPUS, change, changed};
use build::reads::TODAY;
use build::{Parts, good_row, headings};
use portal_core::mco::McoList;
use portal_workbook::{
    annotate_answers, annotate_claims, blank_claims, read_answers, read_claims, read_registrations,
};
use proptest::prelude::*;
use std::sync::LazyLock;

static PARTS: LazyLock<Parts> =
    LazyLock::new(|| Parts::sheets(&[("Claims", &(headings() + &good_row(2) + &good_row(3)))]));
/// Two tickets answered, one of them wrongly.
static ANSWERS: LazyLock<Parts> = LazyLock::new(|| {
    let line = |number: u32, cells: &[&str]| {
        let cells = cells.iter().map(|text| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>"));
        format!("<row r=\"{number}\">{}</row>", cells.collect::<String>())
    };
    let answers = line(1, &["Ticket number", "Claim", "Outcome", "Amount", "Reason"])
        + &line(2, &["IL-0000-0001-X", "1", "pay", "1.00", "Paid."])
        + &line(3, &["IL-0000-0001-X", "2", "uphold", "0", "No."])
        + &line(4, &["IL-0000-0002-X", "1", "never", "x", "No."]);
    let tickets = line(1, &["Ticket number", "Summary"])
        + &line(2, &["IL-0000-0001-X", "Half."])
        + &line(3, &["IL-0000-0002-X", "None."]);
    Parts::sheets(&[("Answers", &answers), ("Tickets", &tickets)])
});
static FILE: LazyLock<Vec<u8>> = LazyLock::new(|| PARTS.zip());
static BLANK: LazyLock<Vec<u8>> = LazyLock::new(|| blank_claims(&McoList::published().unwrap()).unwrap());

/// A refusal, or a workbook of 1 to 100 rows that can be given back.
fn answered(bytes: &[u8]) {
    let _ = read_registrations(bytes);
    if let Ok(book) = read_answers(bytes) {
        let claims = vec![portal_core::claim::Claim::default(); 2];
        let further: Vec<_> =
            book.tickets.iter().filter_map(|one| one.against(&claims).err()).flatten().collect();
        let writable = |row: &u32| *row <= 1_048_576;
        if book.faults.iter().chain(&further).map(|fault| fault.row).all(|row| writable(&row))
            && let Ok(back) = annotate_answers(&book, &book.faults, &further, &build::spanish)
        {
            assert_eq!(read_answers(&back).unwrap().tickets, book.tickets);
        }
    }
    if let Ok(book) = read_claims(bytes, &TODAY) {
        assert!((1..=100).contains(&book.rows.len()));
        // Rows past Excel's last cannot be written, and only they.
        let writable = book.rows.iter().all(|row| row.number <= 1_048_576);
        let back = annotate_claims(
            &book,
            &McoList::published().unwrap(),
            &book.faults,
            &book.warnings,
            &build::spanish,
        );
        assert_eq!(back.is_ok(), writable);
        if let Ok(back) = back {
            assert_eq!(read_claims(&back, &TODAY).unwrap().rows, book.rows);
        }
    }
}

proptest! {
    // A quarter of PROPTEST_CASES, which is 256 where nobody says otherwise.
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases / 4, ..ProptestConfig::default() })]

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

    /// The zips are whole, so that the changes reach the readers of XML.
    #[test]
    fn files_of_other_programs_with_their_xml_changed_are_answered(
        file in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), change()), 1..8),
    ) {
        let mut parts = Parts(file.get(&CORPUS).0.clone());
        for (part, at, change) in changes {
            let chosen = part.index(parts.0.len());
            changed(&mut parts.0[chosen].1, at, &change);
        }
        answered(&parts.zip());
    }

    #[test]
    fn files_of_other_programs_with_bytes_changed_are_answered(
        file in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let mut bytes = file.get(&CORPUS).zip();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        answered(&bytes);
    }

    #[test]
    fn xml_of_our_own_with_bytes_changed_is_answered(answers in any::<bool>(), part in any::<prop::sample::Index>(), changes in prop::collection::vec((any::<prop::sample::Index>(), change()), 1..6)) {
        let parts = if answers { &ANSWERS.0 } else { &PARTS.0 };
        let (name, mut content) = parts[part.index(parts.len())].clone();
        for (at, change) in changes {
            changed(&mut content, at, &change);
        }
        answered(&Parts(parts.clone()).with(&name, content).zip());
    }
}
