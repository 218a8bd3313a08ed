//! Why a file as a whole is not taken: each reason its own words, and none of the sender's.

use crate::notes::{joined, letter};
use crate::sheet_part::MAX_COLUMNS;
use crate::table::HEADING_ROWS;
use portal_core::fault::Told;
use std::borrow::Cow;
use std::fmt;

/// A file that is not read at all. Faults of single cells are [`crate::RowFault`]s instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// No bytes.
    Empty,
    /// More bytes than [`crate::MAX_BYTES`].
    TooLarge,
    /// A PDF, whatever its name says.
    Pdf,
    /// Text: CSV, a web page, XML.
    Text,
    /// The Excel format of before 2007.
    OldXls,
    /// Encrypted with a password to open.
    PasswordProtected,
    /// An OpenDocument spreadsheet.
    OpenDocument,
    /// Excel's binary format.
    Xlsb,
    /// Anything else that is no workbook.
    NotXlsx,
    /// The end of the file is missing.
    Truncated,
    /// Broken inside.
    Damaged,
    /// A zip whose entries are encrypted.
    EncryptedEntry,
    /// A zip whose entry names leave their folder.
    UnsafeEntryName,
    /// More zip entries than a workbook has.
    TooManyEntries,
    /// Inflates to more than is taken.
    InflatesTooLarge,
    /// Holds a macro, or room for one.
    Macro,
    /// Refers to other workbooks or data sources.
    ExternalLinks,
    /// Other files inside.
    EmbeddedObjects,
    /// XML that declares entities or a document type.
    EntityDeclaration,
    /// XML nested deeper than workbooks are.
    TooDeep,
    /// XML of more elements than a workbook of 100 rows has.
    TooManyElements,
    /// A table of shared strings that is too large, or lies about its size.
    SharedStrings,
    /// More sheets than are taken.
    TooManySheets,
    /// More cells or more text in a sheet than are taken.
    SheetTooLarge,
    /// Whatever else stops the reader.
    Unreadable,
    /// No sheet of the name that is read.
    NoSheet {
        /// The name the sheet must have.
        sheet: &'static str,
    },
    /// Another of the portal's workbooks than the one that is read.
    OtherWorkbook {
        /// The sheet by which it is known.
        sheet: &'static str,
    },
    /// Headings of required columns that none of the first rows has.
    Headings {
        /// As the blank workbook has them.
        missing: Vec<&'static str>,
    },
    /// A heading that stands over two columns.
    RepeatedHeading {
        /// As the blank workbook has it.
        heading: &'static str,
    },
    /// Headings, and nothing under them.
    NoRows,
    /// More rows than such a workbook has (R6).
    TooManyRows {
        /// How many it may have.
        most: usize,
        /// The first that is too many, as people see it.
        row: u32,
    },
    /// Rows that can be read as such stand above the headings.
    RowsAboveHeadings {
        /// As people see them.
        rows: Vec<u32>,
        /// The row of the headings.
        headings: u32,
    },
    /// Headings of ours stand where no column is read.
    HeadingsTooFarRight {
        /// As the blank workbook has them.
        headings: Vec<&'static str>,
    },
}

const SAVE_AS: &str = "Open it in Excel or LibreOffice, choose File, Save As, the type \"Excel Workbook (.xlsx)\", and upload that file.";
// Opened and saved as .xlsx, its numbers have lost their zeros before anyone can format a column.
const IMPORT: &str = "In an empty workbook choose Data, From Text/CSV, Transform Data, and set the RIN, claim number and code columns to Text, so that their zeros are kept (LibreOffice asks for the types on opening the file). Then copy the rows into the blank workbook from this portal and upload that.";

/// The last column that is read.
fn last_read() -> String {
    letter(MAX_COLUMNS - 1)
}

impl Refused {
    /// Stable name, for programs. Everything that is not an .xlsx at all begins with `not_xlsx`.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty_file",
            Self::TooLarge => "file_too_large",
            Self::Pdf => "not_xlsx_pdf",
            Self::Text => "not_xlsx_text",
            Self::OldXls => "not_xlsx_old_xls",
            Self::PasswordProtected => "not_xlsx_password",
            Self::OpenDocument => "not_xlsx_opendocument",
            Self::Xlsb => "not_xlsx_xlsb",
            Self::NotXlsx => "not_xlsx",
            Self::Truncated => "file_truncated",
            Self::Damaged => "file_damaged",
            Self::EncryptedEntry => "encrypted_entry",
            Self::UnsafeEntryName => "unsafe_entry_name",
            Self::TooManyEntries => "too_many_entries",
            Self::InflatesTooLarge => "inflates_too_large",
            Self::Macro => "macro",
            Self::ExternalLinks => "external_links",
            Self::EmbeddedObjects => "embedded_objects",
            Self::EntityDeclaration => "entity_declaration",
            Self::TooDeep => "xml_too_deep",
            Self::TooManyElements => "xml_too_large",
            Self::SharedStrings => "shared_strings_too_large",
            Self::TooManySheets => "too_many_sheets",
            Self::SheetTooLarge => "sheet_too_large",
            Self::Unreadable => "unreadable",
            Self::NoSheet { .. } => "wrong_sheet",
            Self::OtherWorkbook { .. } => "other_workbook",
            Self::Headings { .. } => "wrong_headings",
            Self::RepeatedHeading { .. } => "repeated_heading",
            Self::NoRows => "no_rows",
            Self::TooManyRows { .. } => "too_many_rows",
            Self::RowsAboveHeadings { .. } => "rows_above_headings",
            Self::HeadingsTooFarRight { .. } => "headings_too_far_right",
        }
    }

    /// What is wrong and what to do, for people. Holds nothing of the file.
    pub fn message(&self) -> Cow<'static, str> {
        match self {
            Self::Empty => "The file is empty. Upload the workbook again.".into(),
            Self::TooLarge => "The file is larger than 2 MB, which is much more than 100 rows need. Delete pictures and unused sheets, or copy your rows into a fresh blank workbook.".into(),
            Self::Pdf => "This is a PDF, not an Excel workbook. Fill in the blank workbook from this portal; a PDF can be attached to the ticket.".into(),
            Self::Text => format!("This is a text file (such as CSV or a web page), not an Excel workbook. {IMPORT}").into(),
            Self::OldXls => format!("This is a workbook in the old .xls format. {SAVE_AS}").into(),
            Self::PasswordProtected => "This workbook is protected with a password and cannot be opened. In Excel choose File, Info, Protect Workbook, Encrypt with Password, empty the box, save, and upload it again.".into(),
            Self::OpenDocument => format!("This is an OpenDocument spreadsheet (.ods). {SAVE_AS}").into(),
            Self::Xlsb => format!("This is a binary workbook (.xlsb). {SAVE_AS}").into(),
            Self::NotXlsx => "This is not an Excel workbook (.xlsx). Fill in the blank workbook from this portal and upload that.".into(),
            Self::Truncated => "The file breaks off before its end, as after an interrupted download. Save the workbook again and upload the new file.".into(),
            Self::Damaged => format!("The file is damaged inside. {SAVE_AS}").into(),
            Self::EncryptedEntry => "Parts of this file are encrypted. Save the workbook without encryption and upload it again.".into(),
            Self::UnsafeEntryName => "The file holds names that point outside of it, which no spreadsheet program writes. Copy your rows into a fresh blank workbook.".into(),
            Self::TooManyEntries => "The file holds more parts than a workbook of 100 rows has. Delete unused sheets and pictures, or copy your rows into a fresh blank workbook.".into(),
            Self::InflatesTooLarge => "The file unpacks to more than 20 MB, which is much more than 100 rows need. Copy your rows into a fresh blank workbook.".into(),
            Self::Macro => "This workbook holds macros, which are never taken. Save it as \"Excel Workbook (.xlsx)\", not as a macro-enabled workbook.".into(),
            Self::ExternalLinks => "This workbook refers to other workbooks or data sources. In Excel choose Data, Edit Links, Break Link (or Queries & Connections, Delete), save, and upload it again.".into(),
            Self::EmbeddedObjects => "This workbook holds other files inside. Delete the embedded objects, save, and upload it again; files can be attached to the ticket.".into(),
            Self::EntityDeclaration => "The file holds declarations that no spreadsheet program writes. Copy your rows into a fresh blank workbook.".into(),
            Self::TooDeep => "The file is nested deeper than any spreadsheet program writes. Copy your rows into a fresh blank workbook.".into(),
            Self::TooManyElements => "The file holds more cells and formats than 100 rows need. Copy your rows into a fresh blank workbook.".into(),
            Self::SharedStrings => "The file's table of texts is larger than 100 rows need. Copy your rows into a fresh blank workbook.".into(),
            Self::TooManySheets => "The workbook has more sheets than are taken. Delete the unused ones, save, and upload it again.".into(),
            Self::SheetTooLarge => "The sheet holds more cells or text than 100 rows need, perhaps formats far below the last row. Copy your rows into a fresh blank workbook.".into(),
            Self::Unreadable => format!("The workbook could not be read. {SAVE_AS}").into(),
            Self::NoSheet { sheet } => format!("The workbook has no sheet named {sheet}. Fill in the blank workbook from this portal and keep the names of its sheets.").into(),
            Self::OtherWorkbook { sheet } => format!("This is another of the portal's workbooks, the one with the sheet {sheet}. Claims, providers to register and answers have a workbook each: upload this one where it belongs.").into(),
            Self::Headings { missing } => format!("These headings were not found in rows 1 to {HEADING_ROWS}: {}. They belong in one row above those that are filled in, as in row 1 of the blank workbook, and are written as there; their order does not matter.", joined(missing)).into(),
            Self::RepeatedHeading { heading } => format!("The heading {heading} stands over two columns. Keep one of them.").into(),
            Self::NoRows => "The workbook has headings and no rows under them. Fill in one row for each claim or provider, from row 2 on.".into(),
            Self::TooManyRows { most, row } => format!("The workbook has more than {most} rows: row {row} is the first that is too many. Every row counts that has anything under our headings, a formula that was filled down too: delete what is below your last row. Or divide it into workbooks of at most {most} rows and upload each.").into(),
            Self::RowsAboveHeadings { rows, headings } => format!("These rows stand above the headings, which are in row {headings}, and are not read: {}. Move the row of the headings to the top, or delete these rows if they do not belong here.", joined(rows)).into(),
            Self::HeadingsTooFarRight { headings } => format!("These headings stand right of column {}, past which nothing is read: {}. Move their columns to the left, or delete columns of your own.", last_read(), joined(headings)).into(),
        }
    }
}

impl Refused {
    /// Why a file of this name need not be sent at all; nothing of an .xlsx.
    pub fn named(name: &str) -> Option<Self> {
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
        match extension.as_str() {
            "xlsx" => None,
            "csv" | "tsv" | "txt" | "htm" | "html" | "xml" => Some(Self::Text),
            "xls" | "xlt" => Some(Self::OldXls),
            "xlsm" | "xltm" | "xlam" => Some(Self::Macro),
            "xlsb" => Some(Self::Xlsb),
            "ods" | "fods" => Some(Self::OpenDocument),
            "pdf" => Some(Self::Pdf),
            _ => Some(Self::NotXlsx),
        }
    }

    /// What the message names.
    pub fn told(&self) -> Told {
        let told = match self {
            Self::NoSheet { sheet } | Self::OtherWorkbook { sheet } => vec![("sheet", (*sheet).to_owned())],
            Self::Headings { missing } => {
                vec![("headings", joined(missing)), ("rows", HEADING_ROWS.to_string())]
            }
            Self::RepeatedHeading { heading } => vec![("heading", (*heading).to_owned())],
            Self::TooManyRows { most, row } => vec![("most", most.to_string()), ("row", row.to_string())],
            Self::RowsAboveHeadings { rows, headings } => {
                vec![("rows", joined(rows)), ("headings", headings.to_string())]
            }
            Self::HeadingsTooFarRight { headings } => {
                vec![("headings", joined(headings)), ("column", last_read())]
            }
            _ => Vec::new(),
        };
        told.into_iter().collect()
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the workbook was refused: {}", self.code())
    }
}

impl std::error::Error for Refused {}
