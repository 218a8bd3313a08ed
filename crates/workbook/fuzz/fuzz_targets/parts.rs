//! The parts of a file, laid into a zip: so that what is changed is XML, past the zip's own checksums. Each is
//! its name, FE, its content, FF: two bytes that no text has.
#![no_main]

mod looks;

use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut file = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for part in bytes.split(|byte| *byte == 0xFF) {
        let mut halves = part.splitn(2, |byte| *byte == 0xFE);
        let (Some(name), Some(content)) = (halves.next(), halves.next()) else { continue };
        if file.start_file(String::from_utf8_lossy(name), stored).is_err() || file.write_all(content).is_err() {
            return;
        }
    }
    if let Ok(file) = file.finish() {
        looks::looks_at(file.get_ref());
    }
});
