//! R4: a workbook divided by its rows' own windows, where nothing else is wrong with it: what may be filed now,
//! what is kept for when, what may not be filed at all.

use chrono::NaiveDate;
use portal_core::batch::{Together, fewest_groups};
use portal_core::policy::{Policy, WindowReading};
use portal_core::window::{Window, filing_window, filing_window_as};
use portal_store::{ClaimRow, Contents, Division, Kept};
use portal_workbook::RowFault;
use std::collections::{BTreeMap, BTreeSet};

/// What is wrong with a row that no correction puts right.
const NOT_TODAY: [&str; 3] = ["too_early", "too_late", "duplicate"];

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
    let with = |code: &str| -> BTreeSet<u32> {
        faults.iter().filter(|fault| fault.code == code).map(|fault| fault.row).collect()
    };
    let (early, late, open) = (with("too_early"), with("too_late"), with("duplicate"));
    let window = |row: &ClaimRow| {
        let filed = row.claim.filed_with_mco?;
        Some(filing_window(filed, row.claim.mco_answered, policy))
    };
    let elsewhere = |row: u32| [&early, &late, &open].iter().any(|rows| rows.contains(&row));
    let now: Vec<&ClaimRow> = contents.claims.iter().filter(|row| !elsewhere(row.row)).collect();
    // What is late under HFS's practice only (R4') is in time as long as the later reading says.
    let last = |row: &ClaimRow| {
        let (filed, answered) = (row.claim.filed_with_mco?, row.claim.mco_answered);
        let last = filing_window(filed, answered, policy).latest.date;
        let later = || filing_window_as(WindowReading::LaterOf, filed, answered, policy).latest.date;
        Some(if last >= today { last } else { later() })
    };
    let lasts = now.iter().filter_map(|row| last(row));
    let kept = contents.claims.iter().filter(|row| early.contains(&row.row) && !open.contains(&row.row));
    let windows: BTreeMap<u32, Window> = kept.filter_map(|row| Some((row.row, window(row)?))).collect();
    let groups = fewest_groups(windows.iter().map(|(row, window)| (*row, *window)));
    let later: Vec<Kept> = groups.into_iter().map(|group| kept_for(group, &windows)).collect();
    let division = Division {
        now: now.iter().map(|row| row.row).collect(),
        now_until: lasts.min(),
        later,
        late: late.difference(&open).copied().collect(),
        open: open.into_iter().collect(),
    };
    (!division.now.is_empty() || division.later.len() > 1).then_some(division)
}

fn kept_for(Together { window, rows }: Together, windows: &BTreeMap<u32, Window>) -> Kept {
    let until = window.latest.date;
    let last = rows.iter().filter_map(|row| Some(windows.get(row)?.latest.date)).max().unwrap_or(until);
    Kept { from: window.earliest, until, last, rows, key: None }
}

/// What is left of a workbook once it is divided.
pub fn left(contents: &Contents, division: &Division) -> Contents {
    let claims = contents.claims.iter().filter(|row| division.now.contains(&row.row));
    Contents { claims: claims.cloned().collect(), ..contents.clone() }
}
