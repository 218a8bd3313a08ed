//! Changes to the XML of a workbook, at random.

use super::{Parts, unzipped};
use proptest::prelude::*;
use std::sync::LazyLock;

/// The parts of every workbook that other programs made: `tests/workbooks`.
pub static CORPUS: LazyLock<Vec<Parts>> = LazyLock::new(|| {
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
pub enum Change {
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

/// Any of these.
pub fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        prop::sample::select(b"<>/\"=&;'0195AZ \0\xff_x!-[]eE+.".as_slice()).prop_map(Change::Byte),
        Just(Change::Drop),
        prop::sample::select(vec![1_usize, 2, 50, 3_000]).prop_map(Change::Repeat),
        prop::sample::select(QUOTED).prop_map(Change::Quoted),
        prop::sample::select(QUOTED).prop_map(Change::Quoted),
        Just(Change::End),
    ]
}

/// Changes a part from one of its bytes on, where it has any.
pub fn changed(content: &mut Vec<u8>, at: prop::sample::Index, change: &Change) {
    if content.is_empty() {
        return;
    }
    let at = at.index(content.len());
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
