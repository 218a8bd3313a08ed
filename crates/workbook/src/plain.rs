//! Cells and shared strings in the form in which programs write nearly all of them, such as
//! `<c r="B7" s="1" t="n"><v>46315</v></c>`: taken in one step instead of the five to seven events that a reader of all
//! XML makes of them (`docs/adr/0039`). Whatever differs from that form by a single character is left to that reader.

use crate::sheet_part::{RawCell, ValueKind};
use std::borrow::Cow;

/// How deep the elements of a plain form nest.
pub(crate) const DEPTH: usize = 3;
/// Longest name or value of an attribute, and about the longest start tag, in bytes: programs write some 40.
const LONGEST_TAG: usize = 200;
/// Most bytes of text: as many as a cell has characters at the most. These bounds are not on what is taken, but on what
/// is looked at twice.
const LONGEST_TEXT: usize = 32_767;

/// What was found: its text, how much of a part it is, and what the bounds of a file have to count.
pub(crate) struct Plain<'t> {
    /// Of the outer element.
    pub(crate) name: &'static str,
    /// As it stands there: without references, comments and the like.
    pub(crate) text: &'t str,
    /// The outer one and those in it.
    pub(crate) elements: usize,
    /// Bytes of XML.
    pub(crate) length: usize,
}

/// The cell at the beginning of what is left of a part, put into the one given, which stands where it is when it does
/// not say so itself. `None`: not plain, and the cell given is good for nothing.
pub(crate) fn cell<'t>(left: &'t str, cell: &mut RawCell<'t>) -> Option<Plain<'t>> {
    let mut rest = left.strip_prefix("<c")?;
    while let Some((name, value, next)) = attribute(rest) {
        // What is wrong with it, the other reader says.
        cell.say(name, value).ok()?;
        rest = next;
        if left.len() - rest.len() > LONGEST_TAG {
            return None;
        }
    }
    let is_inline = cell.kind == ValueKind::Inline;
    let found =
        |text, rest: &str, elements| Plain { name: "c", text, elements, length: left.len() - rest.len() };
    if let Some(rest) = rest.strip_prefix("/>").or_else(|| rest.strip_prefix(" />")) {
        return Some(found("", rest, 1));
    }
    let rest = rest.strip_prefix('>')?;
    if let Some(rest) = rest.strip_prefix("<v>").filter(|_| !is_inline) {
        let (text, rest) = text(rest)?;
        cell.value = Cow::Borrowed(text);
        return Some(found(text, rest.strip_prefix("</v></c>")?, 2));
    }
    let rest = rest.strip_prefix("<is>")?;
    let (text, rest) = text(start_of_text(rest)?)?;
    cell.value = Cow::Borrowed(text);
    cell.kind = ValueKind::Inline;
    Some(found(text, rest.strip_prefix("</t></is></c>")?, 3))
}

/// The shared string at the beginning of what is left of a part.
pub(crate) fn shared_string(left: &str) -> Option<Plain<'_>> {
    let (text, rest) = text(start_of_text(left.strip_prefix("<si>")?)?)?;
    let rest = rest.strip_prefix("</t></si>")?;
    Some(Plain { name: "si", text, elements: 2, length: left.len() - rest.len() })
}

fn start_of_text(text: &str) -> Option<&str> {
    text.strip_prefix("<t>").or_else(|| text.strip_prefix("<t xml:space=\"preserve\">"))
}

/// Text up to the end of its element, and what follows.
fn text(text: &str) -> Option<(&str, &str)> {
    let end = text.bytes().take(LONGEST_TEXT).position(|byte| matches!(byte, b'<' | b'&'))?;
    text.split_at_checked(end)
}

/// The name and value of an attribute written ` r="B7"`, and what follows.
pub(crate) fn attribute(text: &str) -> Option<(&str, &str, &str)> {
    let text = text.strip_prefix(' ')?;
    let (name, rest) = text.split_at_checked(short(text, |byte| !byte.is_ascii_alphabetic())?)?;
    let rest = rest.strip_prefix("=\"")?;
    let (value, rest) = rest.split_at_checked(short(rest, |byte| byte == b'"')?)?;
    let rest = rest.get(1..)?;
    let ends = matches!(rest.as_bytes().first(), None | Some(b' ' | b'>' | b'/'));
    (ends && !name.is_empty()).then_some((name, value, rest))
}

/// How much stands before the first such byte, if little.
fn short(text: &str, ends: impl Fn(u8) -> bool) -> Option<usize> {
    let bytes = text.as_bytes();
    bytes.get(..LONGEST_TAG).unwrap_or(bytes).iter().position(|byte| ends(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(left: &str) -> Option<(&str, ValueKind, usize, usize)> {
        let mut found = RawCell::at(7, 7);
        let Plain { text, elements, length, name } = cell(left, &mut found)?;
        assert_eq!((name, found.value.as_ref()), ("c", text));
        Some((text, found.kind, elements, length))
    }

    #[test]
    fn a_cell_as_programs_write_it_is_taken_whole() {
        let cells = [
            (r#"<c r="B7" s="1" t="n"><v>46315</v></c>"#, "46315", ValueKind::Number, 2),
            (r#"<c r="B7"><v>1</v></c>"#, "1", ValueKind::Number, 2),
            (r#"<c r="B7" s="12" t="s"><v>0</v></c>"#, "0", ValueKind::Shared, 2),
            (r#"<c r="B7" t="str"><v></v></c>"#, "", ValueKind::Text, 2),
            (r#"<c r="B7" t="inlineStr"><is><t>Doé</t></is></c>"#, "Doé", ValueKind::Inline, 3),
            (
                r#"<c r="B7" t="inlineStr"><is><t xml:space="preserve"> D </t></is></c>"#,
                " D ",
                ValueKind::Inline,
                3,
            ),
            (r#"<c r="B7" s="1"/>"#, "", ValueKind::Number, 1),
            (r#"<c r="B7" s="1" />"#, "", ValueKind::Number, 1),
            ("<c/>", "", ValueKind::Number, 1),
        ];
        for (xml, text, kind, elements) in cells {
            assert_eq!(
                taken(&format!("{xml}<c r=\"C7\"/>")),
                Some((text, kind, elements, xml.len())),
                "{xml}"
            );
        }
        for xml in ["<si><t>Doe</t></si>", "<si><t xml:space=\"preserve\">Doe</t></si>"] {
            let found =
                shared_string(xml).map(|plain| (plain.name, plain.text, plain.elements, plain.length));
            assert_eq!(found, Some(("si", "Doe", 2, xml.len())), "{xml}");
        }
    }

    /// But for formulas, text in two styles and the like.
    #[test]
    fn nine_of_ten_cells_of_every_program_are_plain() {
        for program in [
            "openpyxl-100-rows",
            "libreoffice-blank-filled",
            "libreoffice-from-csv",
            "exceljs-streamed",
            "sheetjs-text",
            "pyexcelerate",
            "rust_xlsxwriter-claims-1",
        ] {
            let path = format!("../../tests/workbooks/{program}.xlsx");
            let (parts, _) = crate::guard::unpack(&std::fs::read(path).expect("a file")).expect("a workbook");
            let of = |from: &str, is_plain: fn(&str) -> bool| {
                let all = parts
                    .iter()
                    .flat_map(|part| part.text.match_indices(from).map(|(at, _)| &part.text[at..]));
                let (plain, others): (Vec<&str>, Vec<&str>) = all.partition(|left| is_plain(left));
                (plain.len(), others.len())
            };
            let (cells, other_cells) = of("<c ", |left| taken(left).is_some());
            let (strings, other_strings) = of("<si>", |left| shared_string(left).is_some());
            assert!(cells > 60 && other_cells * 10 <= cells, "{program}: {cells}, {other_cells}");
            assert!(other_strings * 10 <= strings, "{program}: {strings}, {other_strings}");
        }
    }

    #[test]
    fn what_is_long_is_left_to_the_reader_of_all_xml() {
        let text = |length| format!("<c r=\"B7\" t=\"str\"><v>{}</v></c>", "x".repeat(length));
        assert!(taken(&text(LONGEST_TEXT - 1)).is_some() && taken(&text(LONGEST_TEXT)).is_none());
        let value = |length| format!("<c q=\"{}\"><v>1</v></c>", "x".repeat(length));
        assert!(taken(&value(100)).is_some() && taken(&value(LONGEST_TAG)).is_none());
        let attributes = |number| format!("<c{}><v>1</v></c>", " q=\"\"".repeat(number));
        assert!(taken(&attributes(20)).is_some() && taken(&attributes(LONGEST_TAG)).is_none());
    }
}
