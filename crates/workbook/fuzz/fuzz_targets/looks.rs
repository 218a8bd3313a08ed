//! What must hold of any bytes: each reader answers, and what was read can be given back and is read again alike.

use chrono::NaiveDate;
use portal_core::mco::McoList;
use portal_workbook::{
    Expectation, annotate_answers, annotate_claims, annotate_registrations, read_answers, read_claims,
    read_registrations,
};

fn spanish(code: &str, _: &portal_core::fault::Told, _: &str) -> String {
    code.to_owned()
}

/// Two files that differ in nothing that counts.
#[allow(dead_code, reason = "one of the targets uses it")]
pub fn are_read_alike(one: &[u8], other: &[u8]) {
    let today = Expectation { today: NaiveDate::from_ymd_opt(2026, 11, 24).expect("a day") };
    assert!(read_claims(one, &today) == read_claims(other, &today), "claims");
    assert!(read_registrations(one) == read_registrations(other), "providers");
    assert!(read_answers(one) == read_answers(other), "answers");
}

/// Reads it as each kind of workbook.
pub fn looks_at(bytes: &[u8]) {
    let today = Expectation { today: NaiveDate::from_ymd_opt(2026, 11, 24).expect("a day") };
    if let Ok(read) = read_claims(bytes, &today) {
        let mcos = McoList::published().expect("the list that is shipped");
        let back = annotate_claims(&read, &mcos, &read.faults, &read.warnings, &spanish).expect("given back");
        let again = read_claims(&back, &today).expect("read again");
        assert_eq!(again.rows.len(), read.rows.len(), "rows of claims");
    }
    if let Ok(read) = read_registrations(bytes) {
        let back = annotate_registrations(&read, &read.faults, &spanish).expect("given back");
        assert_eq!(read_registrations(&back).expect("read again").rows.len(), read.rows.len(), "providers");
    }
    if let Ok(read) = read_answers(bytes) {
        let back = annotate_answers(&read, &read.faults, &[], &spanish).expect("given back");
        assert_eq!(read_answers(&back).expect("read again").tickets.len(), read.tickets.len(), "tickets");
    }
}
