//! Disputes as a clerk would type them, never the same one twice.

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::America::Chicago;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU32, Ordering};

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A number no other dispute of this run has.
pub fn unique() -> String {
    let count = NEXT.fetch_add(1, Ordering::Relaxed);
    let since = u64::try_from(Utc::now().timestamp_micros()).unwrap() % 10_000_000_000;
    format!("{since:010}{:04}{count:03}", std::process::id() % 10_000)
}

/// The present instant: a story lives in real time.
pub fn now() -> DateTime<Utc> {
    Utc::now()
}

/// Today in Chicago.
pub fn today() -> NaiveDate {
    Utc::now().with_timezone(&Chicago).date_naive()
}

/// The day this many days ago, as text.
pub fn days_ago(days: u64) -> String {
    today().checked_sub_days(Days::new(days)).unwrap().to_string()
}

/// A complete and timely dispute with one claim, filed with the MCO 40 days ago.
pub fn dispute() -> Value {
    let unique = unique();
    json!({
        "provider": {"npi": "1234567893", "medicaid_id": "363456789001"},
        "mco": "ABHIL", "program": "HCI",
        "mco_tracking_number": format!("PDXGR{unique}"), "filed_with_mco": days_ago(40),
        "mco_answer": "denied", "mco_answered": days_ago(24),
        "peer_to_peer": "not_applicable",
        "category": "claim_denial/authorization",
        "medicaid_fee_for_service": false, "medicare_only": false, "urgent": false,
        "contact": {"name": "Pat Clerk", "phone": "217-555-0100", "email": "billing@prairie.example.org"},
        "description": "Authorization was obtained by telephone before admission.",
        "outcome_sought": "Payment at the contracted rate.", "attested": true,
        "claims": [{
            "member_last_name": "Quillfeather", "member_first_name": "Ottoline", "rin": "012345678", "date_of_birth": "1980-02-29",
            "service_from": days_ago(100), "service_to": days_ago(98), "mco_claim_number": format!("23A{unique}"), "claim_type": "837I",
            "billed": "1250.00", "paid": "0.00", "expected": "980.25",
            "denied_on": days_ago(70), "carc": "197", "rarc": "N54", "procedure_code": "99284"
        }]
    })
}

/// The same dispute, changed.
pub fn dispute_with(change: impl FnOnce(&mut Value)) -> Value {
    let mut dispute = dispute();
    change(&mut dispute);
    dispute
}
