//! Office files: a zip that lists the kinds of its parts in `[Content_Types].xml`. That list says whether
//! it is a workbook or a document, and whether there are macros in it.

use portal_core::attachment::FileRefusal;
use quick_xml::events::Event;
use quick_xml::{Reader, XmlVersion};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// What the main part of a workbook without macros is.
pub const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";
/// What the main part of a document without macros is.
pub const DOCUMENT: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";

/// Most parts, those of embedded files among them. A document of a thousand pictures has some 2,000.
const MOST_PARTS: usize = 10_000;
/// The longest list of parts that is read, inflated.
const LONGEST_LIST: u64 = 1 << 20;
const LIST: &str = "[content_types].xml";

/// Why a file that claims to have this main part is refused, if it is.
pub fn refusal(main: &str, bytes: &[u8]) -> Option<FileRefusal> {
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        // A file with a password is wrapped in the same container as an old .xls; a stream's name tells.
        let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let is_encrypted = bytes.windows(name.len()).any(|window| window == name.as_slice());
        return Some(if is_encrypted { FileRefusal::Unreadable } else { FileRefusal::WrongKind });
    }
    if !bytes.starts_with(b"PK") {
        return Some(FileRefusal::WrongKind);
    }
    match parts(bytes) {
        Some(parts) => parts.refusal(main),
        None => Some(FileRefusal::Unreadable),
    }
}

/// What a file's parts are, as it says itself.
struct Parts {
    has_program: bool,
    kinds: Vec<String>,
}

impl Parts {
    fn refusal(&self, main: &str) -> Option<FileRefusal> {
        let of_macros = |kind: &String| {
            ["macroenabled", "vbaproject", "macrosheet"].iter().any(|word| kind.contains(word))
        };
        if self.has_program || self.kinds.iter().any(of_macros) {
            return Some(FileRefusal::Macros);
        }
        let is_main = self.kinds.iter().any(|kind| kind == main);
        (!is_main).then_some(FileRefusal::WrongKind)
    }
}

/// `None` where the zip, or its list, cannot be read.
fn parts(bytes: &[u8]) -> Option<Parts> {
    // The reader makes room for every entry of the directory: so they are counted before.
    if bytes.windows(4).filter(|window| *window == b"PK\x01\x02").count() > MOST_PARTS {
        return None;
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let (mut list, mut has_program) = (None, false);
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).ok()?;
        let name = entry.name().ok()?.replace('\\', "/").to_ascii_lowercase();
        has_program |= name.ends_with("vbaproject.bin") || name.ends_with("vbadata.xml");
        if name.trim_start_matches('/') == LIST && list.replace(index).is_some() {
            // Two lists: which one counts depends on who reads.
            return None;
        }
    }
    // A zip without a list is a zip, and no office file.
    let Some(list) = list else { return Some(Parts { has_program, kinds: Vec::new() }) };
    let mut text = String::new();
    let read = archive.by_index(list).ok()?.take(LONGEST_LIST + 1).read_to_string(&mut text).ok()?;
    if read as u64 > LONGEST_LIST {
        return None;
    }
    Some(Parts { has_program, kinds: kinds(&text)? })
}

/// Every `ContentType` of the list, in small letters.
fn kinds(list: &str) -> Option<Vec<String>> {
    let mut reader = Reader::from_str(list);
    let mut kinds = Vec::new();
    loop {
        match reader.read_event().ok()? {
            Event::Start(element) | Event::Empty(element) => {
                for attribute in element.attributes() {
                    let attribute = attribute.ok()?;
                    if attribute.key.local_name().as_ref() == "ContentType" {
                        // Whoever opens the file reads `&#109;acro` as `macro`, and so must whoever checks it.
                        let kind = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
                        kinds.push(kind.to_ascii_lowercase());
                    }
                }
            }
            // No office program writes one, and every attack by entities begins with one.
            Event::DocType(_) => return None,
            Event::Eof => return Some(kinds),
            Event::End(_)
            | Event::Text(_)
            | Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::GeneralRef(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use std::io::Write;
    use zip::write::SimpleFileOptions;

    fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn list(kind: &str) -> String {
        format!(
            "<?xml version=\"1.0\"?><Types><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/main.xml\" ContentType=\"{kind}\"/></Types>"
        )
    }

    fn listing(kind: &str) -> Vec<u8> {
        zipped(&[("[Content_Types].xml", &list(kind)), ("main.xml", "<x/>")])
    }

    #[test]
    fn a_workbook_and_a_document_are_told_apart() {
        let mut book = rust_xlsxwriter::Workbook::new();
        book.add_worksheet().write_string(0, 0, "records").unwrap();
        let book = book.save_to_buffer().unwrap();
        assert_eq!(refusal(WORKBOOK, &book), None);
        assert_eq!(refusal(DOCUMENT, &book), Some(FileRefusal::WrongKind));
        assert_eq!(refusal(DOCUMENT, &listing(DOCUMENT)), None);
    }

    #[rstest]
    #[case("application/vnd.ms-excel.sheet.macroEnabled.main+xml")]
    #[case("application/vnd.ms-word.document.macroEnabled.main+xml")]
    #[case("application/vnd.ms-excel.macrosheet+xml")]
    #[case("application/vnd.ms-excel.sheet.&#109;acro&#x45;nabled.main+xml")]
    fn macros_are_refused_whatever_the_name_says(#[case] kind: &str) {
        assert_eq!(refusal(WORKBOOK, &listing(kind)), Some(FileRefusal::Macros));
    }

    #[test]
    fn a_kind_written_with_references_is_the_kind_it_spells() {
        let spelt = DOCUMENT.replace('.', "&#46;");
        assert_eq!(refusal(DOCUMENT, &listing(&spelt)), None);
        assert_eq!(refusal(DOCUMENT, &listing("&unknown;")), Some(FileRefusal::Unreadable));
    }

    #[test]
    fn a_program_that_the_list_does_not_tell_of_is_found_all_the_same() {
        let hidden = zipped(&[("[Content_Types].xml", &list(WORKBOOK)), ("xl/VBAPROJECT.bin", "x")]);
        assert_eq!(refusal(WORKBOOK, &hidden), Some(FileRefusal::Macros));
    }

    #[test]
    fn a_plain_zip_an_old_workbook_and_a_locked_one_are_no_office_files() {
        assert_eq!(refusal(WORKBOOK, &zipped(&[("a.txt", "a")])), Some(FileRefusal::WrongKind));
        let old = [&[0xD0, 0xCF, 0x11, 0xE0][..], &[0; 600]].concat();
        assert_eq!(refusal(WORKBOOK, &old), Some(FileRefusal::WrongKind));
        let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(refusal(WORKBOOK, &[old, name].concat()), Some(FileRefusal::Unreadable));
    }

    #[test]
    fn what_is_cut_off_overfull_or_deceitful_is_unreadable() {
        let whole = listing(WORKBOOK);
        assert_eq!(refusal(WORKBOOK, &whole[..whole.len() / 2]), Some(FileRefusal::Unreadable));
        let many = [whole.clone(), b"PK\x01\x02".repeat(10_001)].concat();
        assert_eq!(refusal(WORKBOOK, &many), Some(FileRefusal::Unreadable));
        let entities = format!("<!DOCTYPE x [<!ENTITY a \"b\">]>{}", list(WORKBOOK));
        let entities = zipped(&[("[Content_Types].xml", &entities)]);
        assert_eq!(refusal(WORKBOOK, &entities), Some(FileRefusal::Unreadable));
        let two =
            zipped(&[("[Content_Types].xml", &list(WORKBOOK)), ("[content_types].xml", &list(DOCUMENT))]);
        assert_eq!(refusal(WORKBOOK, &two), Some(FileRefusal::Unreadable));
        let bomb = format!("{}{}", list(WORKBOOK), " ".repeat(2 << 20));
        assert_eq!(
            refusal(WORKBOOK, &zipped(&[("[Content_Types].xml", &bomb)])),
            Some(FileRefusal::Unreadable)
        );
    }
}
