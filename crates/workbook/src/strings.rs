//! Text in XML: in pieces, shared between cells, with characters that are spelled out.

use crate::plain::{self, Plain};
use std::borrow::Cow;

/// Adds a piece. What comes in one piece, as nearly all text does, is not copied.
pub(crate) fn add<'t>(text: &mut Cow<'t, str>, piece: Cow<'t, str>) {
    if text.is_empty() {
        *text = piece;
    } else {
        text.to_mut().push_str(&piece);
    }
}

/// The table of shared strings, element by element.
#[derive(Default)]
pub(crate) struct SharedStrings<'t> {
    pub(crate) all: Vec<Cow<'t, str>>,
    open: Cow<'t, str>,
    is_text: bool,
    /// How Japanese is spoken, which is not part of the text.
    is_phonetic: bool,
}

impl<'t> SharedStrings<'t> {
    pub(crate) fn start(&mut self, element: &str) {
        match element {
            "t" => self.is_text = !self.is_phonetic,
            "rPh" => self.is_phonetic = true,
            _ => {}
        }
    }

    /// Keeps the string at the beginning of what is left of the part, when it is plain: what was found then.
    pub(crate) fn plain(&mut self, left: &'t str) -> Option<Plain<'t>> {
        if self.is_text || self.is_phonetic || !self.open.is_empty() {
            return None;
        }
        let plain = plain::shared_string(left)?;
        self.all.push(Cow::Borrowed(plain.text));
        Some(plain)
    }

    pub(crate) fn text(&mut self, text: Cow<'t, str>) {
        if self.is_text {
            add(&mut self.open, text);
        }
    }

    pub(crate) fn end(&mut self, name: &str) {
        match name {
            "t" => self.is_text = false,
            "rPh" => self.is_phonetic = false,
            "si" => self.all.push(std::mem::take(&mut self.open)),
            _ => {}
        }
    }
}

/// Text in which characters that XML cannot hold are spelled `_x0007_`, as a spreadsheet shows it.
pub(crate) fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.bytes().any(|byte| byte == b'_') {
        return text.into();
    }
    let (mut read, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, after)) = rest.split_once("_x") {
        read.push_str(before);
        let spelled = after.get(..4).filter(|_| after.as_bytes().get(4) == Some(&b'_'));
        match spelled.and_then(|digits| u32::from_str_radix(digits, 16).ok()) {
            Some(code) => {
                read.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
                rest = after.get(5..).unwrap_or("");
            }
            None => {
                read.push_str("_x");
                rest = after;
            }
        }
    }
    read.push_str(rest);
    read.into()
}
