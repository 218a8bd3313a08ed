//! R4 for many rows at once: every row has its own window, and a ticket is filed on one day. Which rows may
//! be filed together, and when?

use crate::window::Window;

/// Rows that may be filed together, on any day of `window`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Together {
    /// The days that belong to the windows of all of them: one at least.
    pub window: Window,
    /// The rows, in their order.
    pub rows: Vec<u32>,
}

/// The fewest groups whose rows have a day in common, soonest to end first. A window without a day belongs
/// to no group.
pub fn fewest_groups(rows: impl IntoIterator<Item = (u32, Window)>) -> Vec<Together> {
    let mut rows: Vec<(u32, Window)> = rows.into_iter().filter(|(_, window)| !window.is_empty()).collect();
    // The last day of whichever window ends first stabs every window that could share a group with it: what
    // it leaves has to be in another group whatever is done (the classic cover of intervals by points).
    rows.sort_by_key(|(row, window)| (window.latest.date, *row));
    let mut groups: Vec<Together> = Vec::new();
    for (row, window) in rows {
        match groups.last_mut() {
            Some(group) if window.earliest <= group.window.latest.date => {
                group.window = group.window.and(window);
                group.rows.push(row);
            }
            Some(_) | None => groups.push(Together { window, rows: vec![row] }),
        }
    }
    for group in &mut groups {
        group.rows.sort_unstable();
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chicago::days_after;
    use crate::policy::PolicyBook;
    use crate::window::{Timeliness, filing_window};
    use chrono::NaiveDate;
    use proptest::prelude::*;

    fn window(filed: &str) -> Window {
        let book = PolicyBook::published().unwrap();
        filing_window(filed.parse().unwrap(), None, book.in_force_on("2026-11-24".parse().unwrap()))
    }

    #[test]
    fn rows_filed_within_a_month_go_together_and_the_days_are_those_of_all() {
        let groups = fewest_groups([(4, window("2026-11-10")), (2, window("2026-11-02"))]);
        let [group] = groups.as_slice() else { panic!("{groups:?}") };
        assert_eq!(group.rows, [2, 4]);
        assert_eq!(group.window.earliest, window("2026-11-10").earliest);
        assert_eq!(group.window.latest, window("2026-11-02").latest);
    }

    #[test]
    fn rows_filed_months_apart_do_not() {
        let groups =
            fewest_groups([(2, window("2026-11-02")), (3, window("2026-08-02")), (4, window("2026-11-03"))]);
        assert_eq!(groups.iter().map(|group| group.rows.clone()).collect::<Vec<_>>(), [vec![3], vec![2, 4]]);
    }

    #[test]
    fn nothing_is_in_no_group() {
        assert_eq!(fewest_groups([]), []);
    }

    /// The largest number of windows of which no two share a day: no division has fewer groups.
    fn strangers(windows: &[Window]) -> usize {
        let mut sorted = windows.to_vec();
        sorted.sort_by_key(|window| window.latest.date);
        let mut last: Option<NaiveDate> = None;
        let mut count = 0;
        for window in sorted {
            if last.is_none_or(|last| window.earliest > last) {
                (last, count) = (Some(window.latest.date), count + 1);
            }
        }
        count
    }

    proptest! {
        #[test]
        fn every_row_is_in_one_group_on_each_of_whose_days_it_may_be_filed(offsets in prop::collection::vec(0_u32..400, 0..100)) {
            let book = PolicyBook::published().unwrap();
            let policy = book.in_force_on("2026-11-24".parse().unwrap());
            let filed = |offset| days_after("2026-01-01".parse().unwrap(), offset);
            let windows: Vec<Window> = offsets.iter().map(|offset| filing_window(filed(*offset), None, policy)).collect();
            let groups = fewest_groups((2..).zip(windows.iter().copied()));
            let mut seen: Vec<u32> = groups.iter().flat_map(|group| group.rows.clone()).collect();
            seen.sort_unstable();
            prop_assert_eq!(seen, (2..).take(windows.len()).collect::<Vec<u32>>());
            for group in &groups {
                for row in &group.rows {
                    let own = windows[*row as usize - 2];
                    prop_assert_eq!(own.judge(group.window.earliest), Timeliness::Timely);
                    prop_assert_eq!(own.judge(group.window.latest.date), Timeliness::Timely);
                }
            }
            prop_assert_eq!(groups.len(), strangers(&windows));
        }
    }
}
