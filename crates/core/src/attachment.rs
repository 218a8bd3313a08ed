//! Files on a ticket: which kinds are taken, how large, and where each stands.

use crate::code_list;
use crate::identity::FileName;
use crate::share::Share;

/// The largest file taken, in bytes.
pub const LARGEST_FILE: u64 = 25 << 20;

code_list! {
    /// What kind of file it is.
    pub enum FileKind {
        Pdf = "pdf", "PDF";
        Png = "png", "PNG picture";
        Jpeg = "jpeg", "JPEG picture";
        Tiff = "tiff", "TIFF picture";
        Xlsx = "xlsx", "Excel workbook";
        Docx = "docx", "Word document";
        Csv = "csv", "CSV table";
        Txt = "txt", "Plain text";
    }
}

impl FileKind {
    /// The kind that a name claims by its ending; what it really is, only its content says.
    pub fn claimed_by(name: &FileName) -> Option<Self> {
        let (_, ending) = name.as_str().rsplit_once('.')?;
        match ending.to_ascii_lowercase().as_str() {
            "pdf" => Some(Self::Pdf),
            "png" => Some(Self::Png),
            "jpg" | "jpeg" => Some(Self::Jpeg),
            "tif" | "tiff" => Some(Self::Tiff),
            "xlsx" => Some(Self::Xlsx),
            "docx" => Some(Self::Docx),
            "csv" => Some(Self::Csv),
            "txt" => Some(Self::Txt),
            _ => None,
        }
    }

    /// The media type under which it is kept and handed out.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Tiff => "image/tiff",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Txt => "text/plain; charset=utf-8",
        }
    }

    /// The ending under which it is handed out.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Tiff => "tif",
            Self::Pdf | Self::Png | Self::Xlsx | Self::Docx | Self::Csv | Self::Txt => self.code(),
        }
    }
}

code_list! {
    /// Where a file stands. Only a clean one is handed out.
    pub enum FileStatus {
        Waiting = "waiting", "The file has not come yet, or is being checked: ask again in a moment.";
        Quarantined = "quarantined", "The file was checked and waits for the malware scanner: ask again in a moment.";
        Refused = "refused", "The file was refused and is not handed out: the ticket says why.";
        Clean = "clean", "The scanner found no malware in it.";
        Infected = "infected", "The scanner found malware in it: it is not handed out to anyone.";
        Unscanned = "unscanned", "The scanner could not look into it, so it is not handed out. Send it again, without a password, or in another format.";
    }
}

code_list! {
    /// Why a file was refused.
    pub enum FileRefusal {
        WrongSize = "wrong_size", "The file has another size than was said. Send it again.";
        WrongDigest = "wrong_sha256", "The file's SHA-256 is not the one that was said: it was changed or damaged on the way. Send it again.";
        TooLarge = "too_large", "The file is larger than one may be, or than the room that your side has left on the ticket. Split it, or scan it with fewer dots to the inch, and send that.";
        Empty = "empty", "The file is empty. Send it again.";
        WrongKind = "wrong_kind", "The file is not what its name says. Save it in the format that its name ends with, and send that.";
        Macros = "macros", "The file holds macros. Save it without them (.xlsx, .docx) and send that.";
        NotUtf8 = "not_utf8", "The text is not UTF-8. In Excel, save it as \"CSV UTF-8\"; in an editor, with the encoding UTF-8.";
        Unreadable = "unreadable", "The file cannot be opened: it is damaged, or protected by a password. Send it again, without a password.";
        Late = "late", "The file came, or could be checked, only after its slot had closed. Send it again.";
        Gone = "gone", "The file is not there any more. Send it again.";
    }
}

code_list! {
    /// What the malware scanner says of a file: the values of its tag.
    pub enum ScanVerdict {
        NoThreats = "NO_THREATS_FOUND", "No malware was found";
        Threats = "THREATS_FOUND", "Malware was found";
        Unsupported = "UNSUPPORTED", "It cannot look into such a file";
        Denied = "ACCESS_DENIED", "It may not read the file";
        Failed = "FAILED", "It failed";
    }
}

impl ScanVerdict {
    /// Where the file stands by it.
    pub const fn status(self) -> FileStatus {
        match self {
            Self::NoThreats => FileStatus::Clean,
            Self::Threats => FileStatus::Infected,
            Self::Unsupported | Self::Denied | Self::Failed => FileStatus::Unscanned,
        }
    }

    /// Where a file may stand that it changes. A file may be scanned again: a later scan that finds
    /// something overrules one that did not, and never the other way round.
    pub const fn overrules(self) -> &'static [FileStatus] {
        match self {
            Self::NoThreats => &[FileStatus::Quarantined, FileStatus::Unscanned],
            Self::Threats => &[FileStatus::Quarantined, FileStatus::Unscanned, FileStatus::Clean],
            Self::Unsupported | Self::Denied | Self::Failed => &[FileStatus::Quarantined],
        }
    }
}

/// What the files of one side take up on a ticket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// How many there are.
    pub files: usize,
    /// Bytes of all together.
    pub bytes: u64,
    /// Slots ever opened.
    pub slots: u64,
}

/// Why a ticket takes no further file of a side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Full {
    /// There are as many as there can be.
    Files,
    /// This one would be too much; so many bytes are left.
    Bytes(u64),
    /// As many slots were opened as ever can be.
    Slots,
}

impl Taken {
    /// How large a file may be whose size nobody can say beforehand: so much room is kept for it until it
    /// has come.
    ///
    /// # Errors
    /// What is full.
    pub fn room(self, share: Share) -> Result<u64, Full> {
        self.admit(1, share)?;
        Ok(share.bytes.saturating_sub(self.bytes).min(LARGEST_FILE))
    }

    /// Takes a file of so many bytes, if the side's share has room for it.
    ///
    /// # Errors
    /// What is full.
    pub const fn admit(self, size: u64, share: Share) -> Result<(), Full> {
        if self.slots >= share.slots {
            return Err(Full::Slots);
        }
        if self.files >= share.files {
            return Err(Full::Files);
        }
        let left = share.bytes.saturating_sub(self.bytes);
        if size > left {
            return Err(Full::Bytes(left));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn claimed(name: &str) -> Option<FileKind> {
        FileKind::claimed_by(&name.parse().unwrap())
    }

    #[rstest]
    #[case("records.pdf", Some(FileKind::Pdf))]
    #[case("scan.JPG", Some(FileKind::Jpeg))]
    #[case("claims.2026.xlsx", Some(FileKind::Xlsx))]
    #[case("claims.xlsm", None)]
    #[case("records.pdf.exe", None)]
    #[case("records", None)]
    fn the_last_ending_says_what_a_file_claims_to_be(#[case] name: &str, #[case] kind: Option<FileKind>) {
        assert_eq!(claimed(name), kind);
    }

    #[rstest]
    #[case("../secrets.pdf")]
    #[case("C:\\fakepath\\a.pdf")]
    #[case("bill\u{202e}fdp.pdf")]
    #[case("two\nlines.pdf")]
    #[case("")]
    fn a_name_is_one_plain_name(#[case] name: &str) {
        assert!(name.parse::<FileName>().is_err());
    }

    #[test]
    fn a_files_name_and_digest_show_in_no_debug() {
        let name: FileName = "Quillfeather.pdf".parse().unwrap();
        let digest: crate::identity::FileDigest = "AB".repeat(32).parse().unwrap();
        assert_eq!(digest.as_str(), "ab".repeat(32));
        assert_eq!(format!("{name:?} {digest:?}"), "FileName(hidden) FileDigest(hidden)");
    }

    #[test]
    fn the_last_byte_the_last_file_and_the_last_slot_are_taken_and_no_more() {
        let share = Share { messages: 0, files: 40, bytes: 1000, slots: 200 };
        let taken = Taken { files: 39, bytes: 990, slots: 199 };
        assert_eq!(taken.admit(10, share), Ok(()));
        assert_eq!(taken.admit(11, share), Err(Full::Bytes(10)));
        assert_eq!(Taken { files: 40, ..taken }.admit(1, share), Err(Full::Files));
        assert_eq!(Taken { slots: 200, ..taken }.admit(1, share), Err(Full::Slots));
    }

    #[test]
    fn a_file_of_unknown_size_gets_what_is_left_and_never_more_than_one_may_have() {
        let share = Share { messages: 0, files: 40, bytes: 2 * LARGEST_FILE, slots: 200 };
        let taken = |bytes| Taken { files: 1, bytes, slots: 1 };
        assert_eq!(taken(0).room(share), Ok(LARGEST_FILE));
        assert_eq!(taken(2 * LARGEST_FILE - 7).room(share), Ok(7));
        assert_eq!(taken(2 * LARGEST_FILE).room(share), Err(Full::Bytes(0)));
        assert_eq!(Taken { slots: 200, ..taken(0) }.room(share), Err(Full::Slots));
    }
}
