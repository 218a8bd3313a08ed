//! What the file alone cannot say: whose it may be, each row's own window (R4), and what is open
//! already.

use chrono::NaiveDate;
use portal_core::claim::Claim;
use portal_core::identity::{MedicaidId, TicketId, TicketNumber};
use portal_core::mco::McoList;
use portal_core::policy::{Policy, WindowReading};
use portal_core::two_readings::{Taking, TwoReadings};
use portal_core::window::{Timeliness, filing_window};
use portal_store::{Contents, Membership};
use portal_workbook::{RowFault, TicketSheet};
use std::collections::BTreeMap;

/// A row whose last day is this near is worth a warning.
const NEAR_THE_END: i64 = 5;

/// What a check has to add.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Added {
    pub faults: Vec<RowFault>,
    pub warnings: Vec<RowFault>,
}

/// R1: the provider on the Ticket sheet is one for whom the uploader acts.
pub fn provider(sheet: &TicketSheet, memberships: &[Membership]) -> Option<RowFault> {
    let named = sheet.medicaid_id.as_ref()?;
    let Some(membership) = memberships.iter().find(|one| one.medicaid_id == *named) else {
        let message = "This is not a provider of one of your approved registrations (R1). Check the ID, or register the provider first.";
        return Some(RowFault::new(0, "ticket.medicaid_id", "not_your_provider", message));
    };
    let differs = sheet.npi.is_some() && sheet.npi != membership.npi;
    let message = "This is not the NPI that was registered with this Medicaid ID. Check both.";
    differs.then(|| RowFault::new(0, "ticket.npi", "npi_not_the_providers", message))
}

/// Whose open tickets to look through: the sheet's provider, or the only one there is.
pub fn whose(sheet: &TicketSheet, memberships: &[Membership]) -> Option<MedicaidId> {
    let acts_for = |id: &MedicaidId| memberships.iter().any(|membership| membership.medicaid_id == *id);
    match (&sheet.medicaid_id, memberships) {
        (Some(named), _) => Some(named.clone()).filter(acts_for),
        (None, [only]) => Some(only.medicaid_id.clone()),
        (None, _) => None,
    }
}

/// The MCO had a contract for the program on each row's day of service.
pub fn contracts(contents: &Contents, mcos: &McoList) -> Vec<RowFault> {
    let (Some(code), Some(program)) = (&contents.mco, contents.program) else { return Vec::new() };
    let mco = match mcos.known(code) {
        Ok(mco) => mco,
        Err(fault) => return vec![RowFault::of(0, "ticket.mco", fault)],
    };
    let outside = contents.claims.iter().filter_map(|row| Some((row.row, row.claim.service_from?)));
    let outside = outside.filter(|(_, service)| !mco.is_contracted(program, *service));
    outside
        .map(|(row, service)| {
            let others: Vec<&str> = mcos.contracted(program, service).map(|mco| mco.code.as_str()).collect();
            let plans = if others.is_empty() { "none".to_owned() } else { others.join(", ") };
            let message = format!(
                "{} had no {} contract on this day of service. Plans that had one: {plans}.",
                mco.name,
                program.label(),
            );
            let fault = RowFault::new(row, "service_from", "mco_not_contracted", message);
            let fault = fault.telling("mco", &mco.name).telling("program", program.label());
            if others.is_empty() { fault } else { fault.telling("plans", plans) }
        })
        .collect()
}

/// R3: tracking numbers of another shape than the MCO's have; the reader has warned of some already.
pub fn tracking_numbers(contents: &Contents, mcos: &McoList, warned: &[RowFault]) -> Vec<RowFault> {
    let Some(mco) = contents.mco.as_ref().and_then(|code| mcos.find(code)) else { return Vec::new() };
    let is_warned = |row: u32| warned.iter().any(|one| one.row == row && one.code == "odd_tracking_number");
    let odd = contents.claims.iter().filter(|row| {
        let number = row.claim.mco_tracking_number.as_ref();
        number.is_some_and(|number| mco.finds_odd(number)) && !is_warned(row.row)
    });
    odd.map(|row| {
        let fault = RowFault::new(row.row, "mco_tracking_number", "odd_tracking_number", mco.says_odd());
        match &mco.tracking_number_hint {
            Some(hint) => fault.telling("mco", &mco.name).telling("shape", hint),
            None => fault,
        }
    })
    .collect()
}

/// R4: every row has its own window.
pub fn windows(contents: &Contents, today: NaiveDate, policy: &Policy) -> Added {
    let mut added = Added::default();
    for row in &contents.claims {
        let Some(filed) = row.claim.filed_with_mco else { continue };
        window_of(row.row, filed, &row.claim, today, policy, &mut added);
        added.warnings.extend(answer_date_counts(row.row, filed, &row.claim, today, policy));
    }
    added
}

/// A row that is late by the day of its filing with the MCO. Without an answer date nothing else is known of it:
/// where the MCO answered lately, the later reading may save it (R4').
fn too_late(row: u32, last: NaiveDate, claim: &Claim, policy: &Policy) -> RowFault {
    if claim.mco_answered.is_some() {
        let message = format!(
            "Too late (R4): the last day for this row was {last}. Take it out; other remedies under the contract with the MCO remain."
        );
        return RowFault::new(row, "filed_with_mco", "too_late", message).telling("last", last);
    }
    let message = format!(
        "Too late (R4) by the day of its filing with the MCO alone: the last day for this row was {last}. If the MCO answered in the last {} days, fill in the date of its answer: by the rule's own words (R4') the row may still be in time. If not, take it out; other remedies under the contract with the MCO remain.",
        policy.file_after_answer_days
    );
    RowFault::new(row, "mco_answered", "too_late_without_answer", message)
        .telling("last", last)
        .telling("days", policy.file_after_answer_days)
}

/// R4', where the earlier of both days counts: intake takes the ticket's own answer date for a row without one, and
/// that may end the row's window sooner than it seems here.
fn answer_date_counts(
    row: u32,
    filed: NaiveDate,
    claim: &Claim,
    today: NaiveDate,
    policy: &Policy,
) -> Option<RowFault> {
    let last = filing_window(filed, None, policy).latest.date;
    let counts = policy.window_reading == WindowReading::EarlierOf && claim.mco_answered.is_none();
    let message = format!(
        "The last day for this row is {last}, or {} days after the MCO's answer if that comes sooner (R4'). If the MCO answered, fill in the date of its answer: a row without one is judged by the ticket's own.",
        policy.file_after_answer_days
    );
    let warning = || RowFault::new(row, "mco_answered", "answer_date_counts", message);
    (counts && today <= last).then(warning)
}

fn window_of(
    row: u32,
    filed: NaiveDate,
    claim: &Claim,
    today: NaiveDate,
    policy: &Policy,
    added: &mut Added,
) {
    let windows = TwoReadings::of(filed, claim.mco_answered, policy);
    let window = windows.of_policy;
    let last = window.latest.date;
    match window.judge(today) {
        Timeliness::Early => {
            let from = window.earliest;
            let message = format!(
                "Too early (R4): this row may be filed from {from} to {last}. Keep it for a later workbook."
            );
            let fault = RowFault::new(row, "filed_with_mco", "too_early", message);
            added.faults.push(fault.telling("from", from).telling("last", last));
        }
        Timeliness::Late => {
            if windows.taken_on(today) == Taking::TooLate {
                added.faults.push(too_late(row, last, claim, policy));
            } else {
                let message = format!(
                    "The last day for this row was {last} as HFS reads the rule (R4), later under the rule's own words (R4'): HFS staff will look at the ticket."
                );
                let warning = RowFault::new(row, "filed_with_mco", "late_under_hfs_practice", message);
                added.warnings.push(warning.telling("last", last));
            }
        }
        Timeliness::Timely => {
            let left = (last - today).num_days();
            if left <= NEAR_THE_END {
                let message = format!("The last day for this row is {last}: {left} day(s) left.");
                let warning = RowFault::new(row, "filed_with_mco", "window_ends_soon", message);
                added.warnings.push(warning.telling("last", last).telling("left", left));
            }
        }
    }
}

/// The keys of each row, by which an open ticket about the same is known.
pub fn keys(contents: &Contents) -> Vec<(u32, &'static str, String)> {
    let of_row = contents.claims.iter().flat_map(|row| {
        let number = row.claim.mco_tracking_number.as_ref();
        let tracking = number.map(|number| ("mco_tracking_number", format!("tracking:{}", number.as_str())));
        let claim = row.claim.duplicate_key().map(|key| ("mco_claim_number", key));
        tracking.into_iter().chain(claim).map(|(column, key)| (row.row, column, key))
    });
    of_row.collect()
}

/// Rows about a dispute that is open already, in a ticket of a provider for whom the uploader acts: it is named by
/// its number.
pub fn duplicates(
    keys: &[(u32, &'static str, String)],
    open: &BTreeMap<String, TicketId>,
    numbers: &BTreeMap<TicketId, TicketNumber>,
) -> Vec<RowFault> {
    let taken = keys.iter().filter_map(|(row, column, key)| Some((row, column, open.get(key)?)));
    taken
        .map(|(row, column, id)| {
            let ticket = numbers.get(id).map_or_else(|| id.to_string(), ToString::to_string);
            let message = format!(
                "This dispute is open already, as ticket {ticket}. Take the row out, or withdraw that ticket first."
            );
            let fault = RowFault::new(*row, column, "duplicate", message);
            fault.telling("ticket", ticket).telling("address", format!("/tickets/{id}"))
        })
        .collect()
}
