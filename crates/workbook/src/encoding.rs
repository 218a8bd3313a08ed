//! The text of a part, in either of the encodings that workbooks are written in.

use crate::refused::Refused;

/// Decodes UTF-8, or UTF-16 by its mark or its first `<`: Power Query, opened once, leaves a part in UTF-16 in every
/// workbook that is saved after it. `most` bounds the text, which has half as many bytes again at the worst.
pub(crate) fn decoded(bytes: Vec<u8>, most: usize) -> Result<String, Refused> {
    let unit: fn([u8; 2]) -> u16 = match bytes.as_slice() {
        [0xFF, 0xFE, ..] | [b'<', 0, ..] => u16::from_le_bytes,
        [0xFE, 0xFF, ..] | [0, b'<', ..] => u16::from_be_bytes,
        _ => return String::from_utf8(bytes).map_err(|_| Refused::Damaged),
    };
    let (pairs, []) = bytes.as_chunks::<2>() else { return Err(Refused::Damaged) };
    let characters = || char::decode_utf16(pairs.iter().map(|pair| unit(*pair)));
    // Counted first: a text that grows as it is read takes three times as much room.
    let length = characters().map(|read| read.map_or(0, char::len_utf8)).sum::<usize>();
    if length > most {
        return Err(Refused::InflatesTooLarge);
    }
    let mut text = String::with_capacity(length);
    for character in characters() {
        match character.map_err(|_| Refused::Damaged)? {
            '\u{feff}' if text.is_empty() => {}
            character => text.push(character),
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn little(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    fn big(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_be_bytes).collect()
    }

    #[test]
    fn text_is_the_same_in_every_encoding_with_its_mark_and_without() {
        let text = "<a>é – 𝄞</a>";
        let marked = format!("\u{feff}{text}");
        for bytes in [text.as_bytes().to_vec(), little(text), big(text), little(&marked), big(&marked)] {
            assert_eq!(decoded(bytes, 100).unwrap(), text);
        }
    }

    #[test]
    fn what_is_no_text_is_damaged_and_what_grows_too_large_is_stopped() {
        let mut odd = little("<a/>");
        odd.push(b'x');
        let half = [little("<"), vec![0x00, 0xD8], little("/>")].concat();
        for bytes in [odd, half, vec![b'<', 0xFF]] {
            assert_eq!(decoded(bytes, 100), Err(Refused::Damaged));
        }
        let grows = little(&format!("<{}", "ド".repeat(40)));
        assert_eq!((decoded(grows.clone(), 121).unwrap().len(), grows.len()), (121, 82));
        assert_eq!(decoded(grows, 120), Err(Refused::InflatesTooLarge));
    }
}
