//! Cells and shared strings in the form in which programs write nearly all of them, such as
//! `<c r="B7" s="1" t="n"><v>46315</v></c>`: taken in one step instead of the five to seven events that a reader of all
//! XML makes of them (`docs/adr/0039`). Whatever differs from that form by a single character is left to that reader.

use crate::sheet_part::{RawCell, ValueKind};
use std::borrow::Cow;

/// How deep the elements of a plain form nest.
pub(crate) const DEPTH: usize = 3;
/// Longest start tag of a plain cell: programs write some 40 bytes.
const LONGEST_TAG: usize = 200;

/// Text, how much of a part it takes, and what the bounds of a file have to count.
pub(crate) struct Plain<'t> {
    /// As it stands there: without references, comments and the like.
    pub(crate) text: &'t str,
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
    }
    if left.len() - rest.len() > LONGEST_TAG {
        return None;
    }
    let is_inline = cell.kind == ValueKind::Inline;
    let found = |text, rest: &str, elements| Plain { text, elements, length: left.len() - rest.len() };
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
    Some(Plain { text, elements: 2, length: left.len() - rest.len() })
}

fn start_of_text(text: &str) -> Option<&str> {
    text.strip_prefix("<t>").or_else(|| text.strip_prefix("<t xml:space=\"preserve\">"))
}

/// Text up to the end of its element, and what follows.
fn text(text: &str) -> Option<(&str, &str)> {
    let end = text.bytes().position(|byte| matches!(byte, b'<' | b'&'))?;
    text.split_at_checked(end)
}

/// The name and value of an attribute written ` r="B7"`, and what follows.
pub(crate) fn attribute(text: &str) -> Option<(&str, &str, &str)> {
    let text = text.strip_prefix(' ')?;
    let (name, rest) = text.split_at_checked(text.bytes().position(|byte| !byte.is_ascii_alphabetic())?)?;
    let rest = rest.strip_prefix("=\"")?;
    let (value, rest) = rest.split_at_checked(rest.bytes().position(|byte| byte == b'"')?)?;
    let rest = rest.get(1..)?;
    let ends = matches!(rest.as_bytes().first(), None | Some(b' ' | b'>' | b'/'));
    (ends && !name.is_empty()).then_some((name, value, rest))
}
