//! Writes a claims workbook of this release filled with three claims, for `tests/workbooks`: nobody in it
//! exists. `cargo run -p portal-workbook --example fill_claims -- FILE`.
#![allow(clippy::unwrap_used, reason = "an example that cannot go on has failed")]

use portal_core::claim::Claim;
use portal_core::mco::McoList;
use portal_core::submission::Submission;
use portal_workbook::filled_claims;
use serde_json::json;

fn main() {
    let file = std::env::args_os().nth(1).unwrap();
    let submission: Submission = serde_json::from_value(json!({
        "provider": {"npi": "1234567893", "medicaid_id": "363456789001"},
        "mco": "ABHIL", "program": "HCI", "category": "claim_denial/authorization",
    }))
    .unwrap();
    let claims: Vec<Claim> = (1..=3).map(claim).collect();
    let bytes = filled_claims(&submission, &claims, &McoList::published().unwrap()).unwrap();
    std::fs::write(file, bytes).unwrap();
}

/// The same claim as that of `tests/workbooks/people.py`.
fn claim(number: u32) -> Claim {
    serde_json::from_value(json!({
        "mco_tracking_number": format!("PDXGR{number:07}"), "filed_with_mco": "2026-10-20",
        "mco_answered": "2026-11-05", "member_last_name": "Example", "member_first_name": "Member",
        "rin": format!("{:09}", 12_345_000 + number), "date_of_birth": "1980-02-29",
        "service_from": "2026-08-01", "service_to": "2026-08-03", "mco_claim_number": format!("23ABC{number:07}"),
        "claim_type": "837I", "billed": format!("{}.00", 1250 + number), "paid": "0.00", "expected": "980.25",
        "denied_on": "2026-09-30", "carc": "197", "rarc": "N54", "procedure_code": "99284",
        "authorization_number": "A-77", "rendering_npi": "1234567893",
    }))
    .unwrap()
}
