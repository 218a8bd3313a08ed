//! The workbooks say numbers of the rules in words: they are the policy's, or whoever changes the policy hears of it.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "build/mod.rs"]
mod build;

use chrono::NaiveDate;
use portal_core::mco::McoList;
use portal_core::policy::PolicyBook;
use portal_workbook::{MAX_ROWS, blank_claims, blank_registrations};

/// All that is written in a workbook: its cells, and the notes on its headings.
fn said(workbook: &[u8]) -> String {
    let parts = build::unzipped(workbook).0.into_iter();
    let texts = parts.filter(|(name, _)| name.contains("sharedStrings") || name.contains("comments"));
    texts.map(|(_, text)| String::from_utf8(text).unwrap()).collect()
}

#[test]
fn the_numbers_in_the_blank_workbooks_are_those_of_every_policy_that_is_published() {
    let claims = said(&blank_claims(&McoList::published().unwrap()).unwrap());
    let registrations = said(&blank_registrations().unwrap());
    let policies = PolicyBook::published().unwrap();
    // The first that is published, and the last.
    for day in [NaiveDate::MIN, NaiveDate::MAX] {
        let policy = policies.in_force_on(day);
        let (from, until) = (policy.file_from_day, policy.file_until_day);
        for words in [
            format!("not before day {from} and not after day {until} from the date"),
            format!("not before day {from}, not after day {until}."),
            format!("antes del día {from} ni después del día {until}"),
            format!("at most {} rows", policy.claims_per_ticket),
            format!("un máximo de {} filas", policy.claims_per_ticket),
        ] {
            assert!(claims.contains(&words), "{words}");
        }
        assert_eq!(policy.claims_per_ticket as usize, MAX_ROWS);
        assert_eq!(policy.registration_business_days, 2);
        assert!(registrations.contains("in two business days or more"));
        assert!(registrations.contains("en dos días hábiles o más"));
    }
}
