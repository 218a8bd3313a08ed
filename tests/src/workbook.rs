//! The claims workbook as a clerk fills it: the headings of api.md, text in every cell.

use crate::dispute::{days_ago, unique};
use rust_xlsxwriter::Workbook;

/// The headings, in their order.
pub const HEADINGS: [&str; 21] = [
    "MCO tracking number",
    "Date filed with MCO",
    "MCO answer date",
    "Member last name",
    "Member first name",
    "RIN",
    "Date of birth",
    "Service from",
    "Service to",
    "MCO claim number",
    "Claim type",
    "Billed",
    "Paid",
    "Expected",
    "Denial date",
    "CARC",
    "RARC",
    "Procedure or revenue code",
    "Authorization number",
    "Rendering NPI",
    "Comment",
];

/// One good row.
pub fn row(tracking_number: &str) -> Vec<String> {
    let row = [
        tracking_number,
        &days_ago(40),
        &days_ago(24),
        "Quillfeather",
        "Ottoline",
        "012345678",
        "1980-02-29",
        &days_ago(100),
        &days_ago(98),
        &format!("23W{}", unique()),
        "837I",
        "1250.00",
        "0.00",
        "980.25",
        &days_ago(70),
        "197",
        "N54",
        "99284",
        "",
        "",
        "",
    ];
    row.map(str::to_owned).to_vec()
}

/// A workbook with these rows, and a `Ticket` sheet for the demo provider and ABHIL.
pub fn workbook(rows: &[Vec<String>]) -> Vec<u8> {
    named(rows, "Claims", &HEADINGS)
}

/// The same with another sheet name or other headings.
pub fn named(rows: &[Vec<String>], sheet: &str, headings: &[&str]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let claims = workbook.add_worksheet().set_name(sheet).unwrap();
    for (column, heading) in (0..).zip(headings) {
        claims.write_string(0, column, *heading).unwrap();
    }
    for (line, row) in (1..).zip(rows) {
        for (column, cell) in (0..).zip(row) {
            claims.write_string(line, column, cell).unwrap();
        }
    }
    let ticket = workbook.add_worksheet().set_name("Ticket").unwrap();
    let fields = [
        ("MCO", "ABHIL"),
        ("Program", "HCI"),
        ("Category", "claim_denial/authorization"),
        ("Provider NPI", "1234567893"),
        ("Provider Medicaid ID", "363456789001"),
    ];
    for (line, (name, value)) in (0..).zip(fields) {
        ticket.write_string(line, 0, name).unwrap();
        ticket.write_string(line, 1, value).unwrap();
    }
    workbook.save_to_buffer().unwrap()
}

/// An MCO's answer workbook: rows of ticket number, claim, outcome, amount and reason; and of ticket number and
/// summary.
pub fn answers(answers: &[[&str; 5]], summaries: &[[&str; 2]]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("Answers").unwrap();
    let headings = ["Ticket number", "Claim", "Outcome", "Amount", "Reason"];
    for (line, cells) in (0..).zip(std::iter::once(&headings).chain(answers)) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(line, column, *cell).unwrap();
        }
    }
    let sheet = workbook.add_worksheet().set_name("Tickets").unwrap();
    for (line, cells) in (0..).zip(std::iter::once(&["Ticket number", "Summary"]).chain(summaries)) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(line, column, *cell).unwrap();
        }
    }
    workbook.save_to_buffer().unwrap()
}

/// The headings of the workbook of registrations.
const PROVIDER_HEADINGS: [&str; 9] =
    ["Provider name", "NPI", "Medicaid ID", "TIN", "Provider type", "Street", "City", "State", "ZIP"];

/// One good row of it, of a provider that has no NPI.
pub fn provider(medicaid_id: &str) -> Vec<String> {
    let row = [
        "Lakeside Clinic",
        "atypical",
        medicaid_id,
        "361234567",
        "clinic",
        "1 Lake Street",
        "Peoria",
        "IL",
        "61602",
    ];
    row.map(str::to_owned).to_vec()
}

/// A workbook of registrations with these rows.
pub fn providers(rows: &[Vec<String>]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("Providers").unwrap();
    let headings = PROVIDER_HEADINGS.map(str::to_owned).to_vec();
    for (line, row) in (0..).zip(std::iter::once(&headings).chain(rows)) {
        for (column, cell) in (0..).zip(row) {
            sheet.write_string(line, column, cell).unwrap();
        }
    }
    workbook.save_to_buffer().unwrap()
}
