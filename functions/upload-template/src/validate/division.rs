//! R4: a workbook divided by its rows' own windows, where nothing else is wrong with it: what may be filed now,
//! what is kept for when, what may not be filed at all.

use chrono::NaiveDate;
use portal_core::batch::{Together, fewest_groups};
use portal_core::policy::Policy;
use portal_core::two_readings::TwoReadings;
use portal_store::{ClaimRow, Contents, Division, Kept};
use portal_workbook::RowFault;
use std::collections::{BTreeMap, BTreeSet};

/// What is wrong with a row that no correction puts right.
const NOT_TODAY: [&str; 4] = ["too_early", "too_late", "too_late_without_answer", "duplicate"];

/// How the rows divide; nothing where something has to be corrected first, or where all of them are for the
/// same days.
pub fn division(
    contents: &Contents,
    faults: &[RowFault],
    today: NaiveDate,
    policy: &Policy,
) -> Option<Division> {
    if faults.is_empty() || faults.iter().any(|fault| fault.row == 0 || !NOT_TODAY.contains(&fault.code)) {
        return None;
    }
    let with = |codes: &[&str]| -> BTreeSet<u32> {
        faults.iter().filter(|fault| codes.contains(&fault.code)).map(|fault| fault.row).collect()
    };
    let (early, open) = (with(&["too_early"]), with(&["duplicate"]));
    // Of one without an answer date its fault says that it may still be saved.
    let late = with(&["too_late", "too_late_without_answer"]);
    let elsewhere = |row: u32| [&early, &late, &open].iter().any(|rows| rows.contains(&row));
    let now: Vec<&ClaimRow> = contents.claims.iter().filter(|row| !elsewhere(row.row)).collect();
    let lasts = now.iter().filter_map(|row| Some(windows_of(row, policy)?.on(today).latest.date));
    let kept = contents.claims.iter().filter(|row| early.contains(&row.row) && !open.contains(&row.row));
    let windows: BTreeMap<u32, TwoReadings> =
        kept.filter_map(|row| Some((row.row, windows_of(row, policy)?))).collect();
    let groups = fewest_groups(windows.iter().map(|(row, windows)| (*row, windows.of_policy)));
    let later: Vec<Kept> = groups.into_iter().map(|group| kept_for(group, &windows)).collect();
    let division = Division {
        now: now.iter().map(|row| row.row).collect(),
        now_until: lasts.min(),
        later,
        late: late.difference(&open).copied().collect(),
        open: open.into_iter().collect(),
    };
    // One lot alone is the workbook as it was sent, and nothing has to be kept of that.
    let is_apart = !division.late.is_empty() || !division.open.is_empty();
    let divides = match division.later.len() {
        0 => false,
        1 => is_apart,
        _ => true,
    };
    (!division.now.is_empty() || divides).then_some(division)
}

fn windows_of(ClaimRow { claim, .. }: &ClaimRow, policy: &Policy) -> Option<TwoReadings> {
    claim.filed_with_mco.map(|filed| TwoReadings::of(filed, claim.mco_answered, policy))
}

fn kept_for(Together { window, rows }: Together, windows: &BTreeMap<u32, TwoReadings>) -> Kept {
    let until = window.latest.date;
    let last = rows.iter().filter_map(|row| Some(windows.get(row)?.last())).max().unwrap_or(until);
    Kept { from: window.earliest, until, last, rows, key: None }
}

/// The last day on which any of these rows may be filed, by the later reading: the upload that holds them is wanted
/// until then.
pub fn last_day(contents: &Contents, policy: &Policy) -> Option<NaiveDate> {
    contents.claims.iter().filter_map(|row| Some(windows_of(row, policy)?.last())).max()
}

/// What is left of a workbook once it is divided.
pub fn left(contents: &Contents, division: &Division) -> Contents {
    let claims = contents.claims.iter().filter(|row| division.now.contains(&row.row));
    Contents { claims: claims.cloned().collect(), ..contents.clone() }
}
