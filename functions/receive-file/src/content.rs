//! What a file is, by its content: its name only claims something.

use crate::office;
use portal_core::attachment::{FileKind, FileRefusal};

/// Why a file that claims to be of this kind is refused, if it is.
pub fn refusal(kind: FileKind, bytes: &[u8]) -> Option<FileRefusal> {
    match kind {
        // Readers look for the mark further in as well: what stands before it may be a page or a program.
        FileKind::Pdf if !bytes.starts_with(b"%PDF-") => Some(FileRefusal::WrongKind),
        FileKind::Pdf => begins_as("application/pdf", bytes),
        FileKind::Png => begins_as("image/png", bytes),
        FileKind::Jpeg => begins_as("image/jpeg", bytes),
        FileKind::Tiff => begins_as("image/tiff", bytes),
        FileKind::Xlsx => office::refusal(office::WORKBOOK, bytes),
        FileKind::Docx => office::refusal(office::DOCUMENT, bytes),
        FileKind::Csv | FileKind::Txt => text(bytes),
    }
}

fn begins_as(media_type: &str, bytes: &[u8]) -> Option<FileRefusal> {
    let is = infer::get(bytes).is_some_and(|found| found.mime_type() == media_type);
    (!is).then_some(FileRefusal::WrongKind)
}

/// Text is what reads as UTF-8, all of it. Text that happens to begin like something else (a table whose
/// first column is BMI) is text all the same.
fn text(bytes: &[u8]) -> Option<FileRefusal> {
    if std::str::from_utf8(bytes).is_ok_and(|text| !text.contains('\0')) {
        return None;
    }
    let is_something_else =
        infer::get(bytes).is_some_and(|found| !matches!(found.matcher_type(), infer::MatcherType::Text));
    Some(if is_something_else { FileRefusal::WrongKind } else { FileRefusal::NotUtf8 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    const JPEG: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF\0";
    const TIFF: &[u8] = b"II*\0\x08\0\0\0\0\0\0\0\0\0\0\0";
    const PDF: &[u8] = b"%PDF-1.7\n";
    const PROGRAM: &[u8] = b"MZ\x90\0\x03\0\0\0";

    #[rstest]
    #[case(FileKind::Pdf, PDF)]
    #[case(FileKind::Png, PNG)]
    #[case(FileKind::Jpeg, JPEG)]
    #[case(FileKind::Tiff, TIFF)]
    #[case(FileKind::Csv, b"BMI,RIN\n31,012345678\n")]
    #[case(FileKind::Csv, "\u{feff}Name,N\u{ba}\n".as_bytes())]
    #[case(FileKind::Txt, b"The authorization was given by telephone.")]
    fn what_is_what_it_says_passes(#[case] kind: FileKind, #[case] bytes: &[u8]) {
        assert_eq!(refusal(kind, bytes), None);
    }

    #[rstest]
    #[case(FileKind::Pdf, PNG, FileRefusal::WrongKind)]
    #[case(FileKind::Pdf, PROGRAM, FileRefusal::WrongKind)]
    #[case(FileKind::Pdf, b"<html>%PDF-1.7", FileRefusal::WrongKind)]
    #[case(FileKind::Png, JPEG, FileRefusal::WrongKind)]
    #[case(FileKind::Jpeg, b"", FileRefusal::WrongKind)]
    #[case(FileKind::Tiff, PDF, FileRefusal::WrongKind)]
    #[case(FileKind::Txt, PROGRAM, FileRefusal::WrongKind)]
    #[case(FileKind::Csv, JPEG, FileRefusal::WrongKind)]
    #[case(FileKind::Csv, b"caf\xe9,1", FileRefusal::NotUtf8)]
    #[case(FileKind::Txt, b"\xff\xfea\0b\0", FileRefusal::NotUtf8)]
    #[case(FileKind::Txt, b"a\0b", FileRefusal::NotUtf8)]
    #[case(FileKind::Xlsx, PDF, FileRefusal::WrongKind)]
    fn what_is_something_else_is_refused(
        #[case] kind: FileKind,
        #[case] bytes: &[u8],
        #[case] why: FileRefusal,
    ) {
        assert_eq!(refusal(kind, bytes), Some(why));
    }
}
