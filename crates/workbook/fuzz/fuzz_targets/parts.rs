//! The parts of a file, laid into a zip: so that what is changed is XML, past the zip's own checksums. Each is
//! its name, FE, its content, FF: two bytes that no text has.
#![no_main]

mod looks;
#[path = "../../tests/build/odd.rs"]
mod odd;

use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// The file with its parts as they are, or changed.
fn zipped(bytes: &[u8], content_of: impl Fn(&[u8]) -> Vec<u8>) -> Option<Vec<u8>> {
    let mut file = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for part in bytes.split(|byte| *byte == 0xFF) {
        let mut halves = part.splitn(2, |byte| *byte == 0xFE);
        let (Some(name), Some(content)) = (halves.next(), halves.next()) else { continue };
        file.start_file(String::from_utf8_lossy(name), stored).ok()?;
        file.write_all(&content_of(content)).ok()?;
    }
    Some(file.finish().ok()?.into_inner())
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some(file) = zipped(bytes, <[u8]>::to_vec) else { return };
    looks::looks_at(&file);
    // In character data a tag is text that is kept.
    let has_text = bytes.windows(4).any(|piece| piece == b"<![C");
    if let (false, Some(odd)) = (has_text, zipped(bytes, odd::none_plain)) {
        looks::are_read_alike(&file, &odd);
    }
});
