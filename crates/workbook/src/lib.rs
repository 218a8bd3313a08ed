//! Workbooks in and out: bytes become rows with faults, rows become annotated workbooks.
//!
//! Nothing here does I/O or asks for the time. A file is first looked over (its kind, its zip directory, how much it
//! inflates to), then its XML is bounded and read in one pass, then its rows are turned into claims or providers
//! with every fault of every row at once. No message holds anything that the sender typed.

mod annotate;
mod answer_columns;
mod answered;
mod answers;
mod answers_out;
mod blank;
mod book;
mod cells;
mod cells_out;
mod census;
mod claim_columns;
mod claims;
mod column;
mod day;
mod encoding;
pub mod export;
mod fault;
mod faults_sheet;
mod filled;
mod guard;
mod instructions;
mod layout;
mod merged;
mod notes;
mod package;
mod plain;
mod provider_columns;
mod refused;
mod registrations;
mod scan;
mod sheet_part;
mod strings;
mod styles;
mod table;
mod ticket;
mod under;
mod value;

/// What a workbook is called in HTTP.
pub const MEDIA_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

pub use annotate::{annotate_claims, annotate_registrations};
pub use answered::{AnswerRow, AnsweredTicket};
pub use answers::{AnswersWorkbook, MOST_ANSWER_ROWS, MOST_ANSWERED_TICKETS, read_answers};
pub use answers_out::{ANSWERS_VERSION, TicketToAnswer, annotate_answers, answers_to_fill_in};
pub use blank::{CLAIMS_VERSION, REGISTRATIONS_VERSION, blank_claims, blank_registrations};
pub use book::admit;
pub use cells::MAX_ROWS;
pub use claims::{ClaimsWorkbook, Expectation, Row, read_claims};
pub use fault::{Note, RowFault};
pub use faults_sheet::InSpanish;
pub use filled::{chosen_claims, filled_claims};
pub use guard::{MAX_BYTES, MAX_ENTRIES, MAX_INFLATED};
pub use layout::WriteError;
pub use refused::Refused;
pub use registrations::{ProviderRow, RegistrationsWorkbook, read_registrations};
pub use ticket::TicketSheet;
