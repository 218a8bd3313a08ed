//! Whatever the bytes, there is an answer.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "build/mod.rs"]
mod build;

use build::{Parts, good_row, headings, unzipped};
use chrono::NaiveDate;
use portal_core::mco::McoList;
use portal_workbook::{
    Expectation, annotate_answers, annotate_claims, blank_claims, read_answers, read_claims,
    read_registrations,
};
use proptest::prelude::*;
use std::sync::LazyLock;

const TODAY: Expectation = Expectation { today: NaiveDate::from_ymd_opt(2026, 11, 24).unwrap() };

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

/// The parts of every workbook that other programs made: `tests/workbooks`.
static CORPUS: LazyLock<Vec<Parts>> = LazyLock::new(|| {
    let mut paths: Vec<_> =
        std::fs::read_dir("../../tests/workbooks").unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "xlsx"));
    paths.sort();
    let files = paths.iter().map(|path| std::fs::read(path).unwrap());
    files
        .filter(|bytes| bytes.starts_with(b"PK") && bytes.len() < 20_000)
        .map(|bytes| unzipped(&bytes))
        .collect()
});

/// What a hostile hand, or a broken program, makes of a piece of XML.
#[derive(Clone, Debug)]
enum Change {
    /// A byte becomes another.
    Byte(u8),
    /// The element or text that begins here is gone.
    Drop,
    /// It is there many times.
    Repeat(usize),
    /// The number or word in quotes that begins here is another.
    Quoted(&'static str),
    /// The part ends here.
    End,
}

const QUOTED: &[&str] = &[
    "",
    "0",
    "-1",
    "1",
    "65535",
    "1048576",
    "1048577",
    "4294967295",
    "4294967296",
    "99999999999999999999",
    "1e308",
    "NaN",
    "A1",
    "XFD1048576",
    "ZZZZZZZ1",
    "A0",
    "$A$1:$XFD$1048576",
    "s",
    "str",
    "inlineStr",
    "b",
    "e",
    "d",
    "n",
    "true",
    "&#0;",
    "&lt;",
    "rId1",
    "../../x.xml",
    "/xl/workbook.xml",
    "Claims",
    "Ticket",
    "yyyy\\-mm",
    "0.0%",
    "0.00E+00",
    "#,##0,",
    "A2:XFD1048576",
    "B2:A1",
    "veryHidden",
    "General",
];

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        prop::sample::select(b"<>/\"=&;'0195AZ \0\xff_x!-[]eE+.".as_slice()).prop_map(Change::Byte),
        Just(Change::Drop),
        prop::sample::select(vec![1_usize, 2, 50, 3_000]).prop_map(Change::Repeat),
        prop::sample::select(QUOTED).prop_map(Change::Quoted),
        prop::sample::select(QUOTED).prop_map(Change::Quoted),
        Just(Change::End),
    ]
}

fn changed(content: &mut Vec<u8>, at: usize, change: &Change) {
    // From here to where the next element or text begins.
    let next = |from: usize, wanted: &[u8]| {
        let rest = content.get(from..).unwrap_or_default();
        rest.iter().position(|byte| wanted.contains(byte)).map_or(content.len(), |more| from + more)
    };
    let start = next(at, b"<>");
    let end = next((start + 1).min(content.len()), b"<>");
    match change {
        Change::Byte(byte) => content[at] = *byte,
        Change::Drop => drop(content.drain(start..end)),
        Change::Repeat(times) => {
            let piece = content[start..end].repeat(*times);
            if piece.len() < 200_000 {
                content.splice(start..start, piece);
            }
        }
        Change::Quoted(value) => {
            let open = next(at, b"\"");
            let close = next((open + 1).min(content.len()), b"\"");
            if close < content.len() {
                content.splice(open + 1..close, value.bytes());
            }
        }
        Change::End => content.truncate(at),
    }
}

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
            let content = &mut parts.0[chosen].1;
            if !content.is_empty() {
                let at = at.index(content.len());
                changed(content, at, &change);
            }
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
            if !content.is_empty() {
                let at = at.index(content.len());
                changed(&mut content, at, &change);
            }
        }
        answered(&Parts(parts.clone()).with(&name, content).zip());
    }
}
