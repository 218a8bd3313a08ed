//! What is looked at before anything is read in a file that someone sent: its kind, its zip directory, and how
//! much it inflates to.

use crate::encoding::decoded;
use crate::refused::Refused;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Largest file taken. A full workbook of 100 rows has 40 kB; the upload policy has the same bound.
pub const MAX_BYTES: usize = 2 * 1024 * 1024;
/// Most parts in the zip. Excel writes about 15, and a few for each sheet, note and picture.
pub const MAX_ENTRIES: usize = 100;
/// Most bytes of all parts together, inflated. A full workbook of 100 rows has 300 kB.
pub const MAX_INFLATED: u64 = 20 * 1024 * 1024;

/// An XML part of a workbook.
pub(crate) struct Part {
    /// In lower case, with forward slashes.
    pub(crate) name: String,
    pub(crate) text: String,
}

/// The XML parts of a file, and the names of all its parts; or why the file is not taken. Nothing is inflated before
/// the whole directory is known to be small.
///
/// # Errors
/// The first reason found, from the cheapest check to the dearest.
pub(crate) fn unpack(bytes: &[u8]) -> Result<(Vec<Part>, Vec<String>), Refused> {
    if bytes.is_empty() {
        return Err(Refused::Empty);
    }
    if bytes.len() > MAX_BYTES {
        return Err(Refused::TooLarge);
    }
    if !bytes.starts_with(b"PK") {
        return Err(kind(bytes));
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| unopened(bytes))?;
    // Of two entries of the very same name the archive keeps one.
    if archive.has_duplicate_names() {
        return Err(Refused::Damaged);
    }
    let names = directory(&mut archive)?;
    let mut parts = Vec::new();
    let mut left = MAX_INFLATED as usize;
    for (index, name) in names.iter().enumerate() {
        // Those too that nobody here reads: whoever opens the workbook next may.
        if name.ends_with(".xml") || name.ends_with(".rels") {
            let text = decoded(inflate(&mut archive, index)?, left)?;
            left = left.saturating_sub(text.len());
            parts.push(Part { name: name.clone(), text });
        }
    }
    Ok((parts, names))
}

/// What a file is that does not begin as a zip does.
fn kind(bytes: &[u8]) -> Refused {
    if bytes.starts_with(b"%PDF") {
        return Refused::Pdf;
    }
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        // An encrypted .xlsx is wrapped in the same container as an .xls; its stream's name tells.
        let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let encrypted = bytes.windows(name.len()).any(|window| window == name.as_slice());
        return if encrypted { Refused::PasswordProtected } else { Refused::OldXls };
    }
    let utf16 = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    let head = bytes.get(..4096).unwrap_or(bytes);
    let printable = head.iter().all(|b| *b >= 0x20 || matches!(b, b'\t' | b'\r' | b'\n'));
    if utf16 || printable { Refused::Text } else { Refused::NotXlsx }
}

/// Why a file that begins as a zip has no directory: its end record is gone, or it is broken.
fn unopened(bytes: &[u8]) -> Refused {
    let end = bytes.windows(4).rposition(|window| window == b"PK\x05\x06");
    if end.is_some() { Refused::Damaged } else { Refused::Truncated }
}

/// The names of all parts in lower case with forward slashes, when the directory as a whole is harmless.
fn directory(archive: &mut ZipArchive<Cursor<&[u8]>>) -> Result<Vec<String>, Refused> {
    if archive.is_empty() {
        return Err(Refused::NotXlsx);
    }
    if archive.len() > MAX_ENTRIES {
        return Err(Refused::TooManyEntries);
    }
    let mut names = Vec::with_capacity(archive.len());
    let mut inflated: u64 = 0;
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(|_| Refused::Damaged)?;
        if entry.encrypted() {
            return Err(Refused::EncryptedEntry);
        }
        inflated = inflated.saturating_add(entry.size());
        if inflated > MAX_INFLATED {
            return Err(Refused::InflatesTooLarge);
        }
        let name = entry.name().map_err(|_| Refused::Damaged)?.replace('\\', "/").to_ascii_lowercase();
        if name.starts_with('/') || name.contains([':', '\0']) || name.split('/').any(|step| step == "..") {
            return Err(Refused::UnsafeEntryName);
        }
        // Two parts of one name: programs disagree on which one counts, so nobody may say.
        if names.contains(&name) {
            return Err(Refused::Damaged);
        }
        names.push(name);
    }
    for name in &names {
        forbidden(name)?;
    }
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    match (has("[content_types].xml"), has("mimetype") && has("content.xml"), has("xl/workbook.bin")) {
        (_, true, _) => Err(Refused::OpenDocument),
        (_, _, true) => Err(Refused::Xlsb),
        (false, ..) => Err(Refused::NotXlsx),
        (true, false, false) if names.iter().any(|n| n.starts_with("word/") || n.starts_with("ppt/")) => {
            Err(Refused::NotXlsx)
        }
        (true, false, false) => Ok(names),
    }
}

/// Parts that no workbook of rows needs and that can do harm where it is opened next.
fn forbidden(name: &str) -> Result<(), Refused> {
    if name.ends_with("vbaproject.bin") || name.contains("/macrosheets/") || name.contains("/dialogsheets/") {
        return Err(Refused::Macro);
    }
    if ["/externallinks/", "/querytables/", "connections.xml"].iter().any(|part| name.contains(part)) {
        return Err(Refused::ExternalLinks);
    }
    if ["/embeddings/", "/activex/", "/ctrlprops/"].iter().any(|part| name.contains(part)) {
        return Err(Refused::EmbeddedObjects);
    }
    Ok(())
}

/// One part, inflated. The directory's sizes were summed, and a part that inflates to more lies.
fn inflate(archive: &mut ZipArchive<Cursor<&[u8]>>, index: usize) -> Result<Vec<u8>, Refused> {
    let entry = archive.by_index(index).map_err(|_| Refused::Damaged)?;
    let declared = entry.size();
    let mut bytes = Vec::with_capacity(usize::try_from(declared).unwrap_or(0));
    entry.take(declared.saturating_add(1)).read_to_end(&mut bytes).map_err(|_| Refused::Damaged)?;
    if bytes.len() as u64 > declared { Err(Refused::InflatesTooLarge) } else { Ok(bytes) }
}
