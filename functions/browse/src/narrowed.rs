//! How a list is asked for: which rows of it, how many, and as what.

use chrono::NaiveDate;
use portal_core::chicago::{end_of, start_of};
use portal_core::fault::FieldFault;
use portal_core::identity::TicketNumber;
use portal_core::moves::StateName;
use portal_edge::{Fields, typed_ticket_number};
use portal_store::{Listing, Narrowing, Place, SearchText};
use std::str::FromStr;

/// Tickets on a page, where nobody says.
const PAGE: u64 = 50;
/// Tickets on a page at the most.
const LARGEST_PAGE: u64 = 100;
/// Tickets in an export at the most: some 1.5 MB, of the 6 MB that an answer may have.
const LARGEST_EXPORT: u64 = 5000;

/// What a list is given out as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A page, to a program.
    Json,
    /// All of it, for a program or a spreadsheet.
    Csv,
    /// All of it, as a workbook.
    Workbook,
}

impl Form {
    /// As what it is asked for; to a program, unless it says otherwise.
    pub fn asked(fields: &mut Fields<'_>) -> Self {
        let forms = [("json", Self::Json), ("csv", Self::Csv), ("xlsx", Self::Workbook)];
        fields.one_of("format", &forms).unwrap_or(Self::Json)
    }
}

/// What is sought: part of a number, or a whole ticket number however it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sought {
    /// As the lists are looked through for it.
    pub text: SearchText,
    /// The ticket number that it is, where it is one.
    pub number: Option<TicketNumber>,
}

impl FromStr for Sought {
    type Err = FieldFault;

    fn from_str(text: &str) -> Result<Self, FieldFault> {
        let number = typed_ticket_number(text);
        let text = number.as_ref().map_or(text, TicketNumber::as_str).parse()?;
        Ok(Self { text, number })
    }
}

/// What was read.
pub struct Narrowed {
    /// After which place, how many, which of them.
    pub listing: Listing,
    /// As what.
    pub form: Form,
    /// What is sought.
    pub sought: Option<Sought>,
    /// The first day of filing asked for.
    pub filed_from: Option<NaiveDate>,
}

impl Narrowed {
    /// Reads the fields of a query that say so.
    pub fn read(fields: &mut Fields<'_>) -> Self {
        let form = Form::asked(fields);
        let (usual, largest) = match form {
            Form::Json => (PAGE, LARGEST_PAGE),
            Form::Csv | Form::Workbook => (LARGEST_EXPORT, LARGEST_EXPORT),
        };
        let limit = fields.integer("limit", 1..=largest).unwrap_or(usual);
        let (filed_from, filed_until) = (fields.date("filed_from"), fields.date("filed_until"));
        if filed_from.zip(filed_until).is_some_and(|(from, until)| until < from) {
            let message = "The last day of filing cannot come before the first.";
            let fault = FieldFault::new("dates_out_of_order", message);
            fields.fault("filed_until", fault.telling("follows", "filed_from"));
        }
        let sought: Option<Sought> = fields.text("text");
        let only = Narrowing {
            state: fields.text::<StateName>("state"),
            mco: None,
            filed_from: filed_from.map(start_of),
            filed_before: filed_until.map(end_of),
            due_by: fields.date("due_by"),
            overdue: fields.boolean("overdue").unwrap_or(false),
            urgent: fields.boolean("urgent").unwrap_or(false),
            text: sought.as_ref().map(|sought| sought.text.clone()),
        };
        let limit = u16::try_from(limit).unwrap_or(u16::MAX);
        let listing = Listing { after: fields.text::<Place>("cursor"), limit, only };
        Self { listing, form, sought, filed_from }
    }
}
