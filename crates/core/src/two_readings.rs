//! R4 and R4' side by side: what is late as the policy reads the rule, and in time by the later reading, is closed
//! by nobody but HFS staff.

use crate::policy::{Policy, WindowReading};
use crate::window::{Timeliness, Window, filing_window, filing_window_as};
use chrono::NaiveDate;

/// A dispute's window by both readings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TwoReadings {
    /// As the policy reads the rule.
    pub of_policy: Window,
    /// By the later reading.
    pub later_of: Window,
}

/// How a dispute filed on a day is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taking {
    /// Closed: before the first day.
    TooEarly,
    /// In time.
    Timely,
    /// Late as the policy reads the rule, and in time by the later reading: HFS staff look at it.
    ByStaff,
    /// Closed: after the last day by either reading.
    TooLate,
}

impl TwoReadings {
    /// The windows of a dispute filed with the MCO on `filed_with_mco` and answered by it on `answered`. Chicago
    /// days.
    pub fn of(filed_with_mco: NaiveDate, answered: Option<NaiveDate>, policy: &Policy) -> Self {
        Self {
            of_policy: filing_window(filed_with_mco, answered, policy),
            later_of: filing_window_as(WindowReading::LaterOf, filed_with_mco, answered, policy),
        }
    }

    /// How it is taken on a day.
    pub fn taken_on(&self, day: NaiveDate) -> Taking {
        match (self.of_policy.judge(day), self.later_of.judge(day)) {
            (Timeliness::Early, _) => Taking::TooEarly,
            (Timeliness::Timely, _) => Taking::Timely,
            (Timeliness::Late, Timeliness::Late) => Taking::TooLate,
            (Timeliness::Late, Timeliness::Early | Timeliness::Timely) => Taking::ByStaff,
        }
    }

    /// The window that counts on a day: the later reading's for what is late by the other alone.
    pub fn on(&self, day: NaiveDate) -> Window {
        if self.taken_on(day) == Taking::ByStaff { self.later_of } else { self.of_policy }
    }

    /// The last day by either.
    pub fn last(&self) -> NaiveDate {
        self.of_policy.latest.date.max(self.later_of.latest.date)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::PolicyBook;
    use rstest::rstest;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn policy(reading: WindowReading) -> Policy {
        let book = PolicyBook::published().unwrap();
        Policy { window_reading: reading, ..book.in_force_on(day("2026-11-24")).clone() }
    }

    // Filed on 1 May: day 30 is 31 May, day 60 is 30 June. Answered on 15 June: 30 days more are 15 July; on 11 May:
    // 10 June.
    #[rstest]
    #[case(WindowReading::HfsPractice, "2026-06-15", "2026-05-30", Taking::TooEarly)]
    #[case(WindowReading::HfsPractice, "2026-06-15", "2026-06-30", Taking::Timely)]
    #[case(WindowReading::HfsPractice, "2026-06-15", "2026-07-01", Taking::ByStaff)]
    #[case(WindowReading::HfsPractice, "2026-06-15", "2026-07-15", Taking::ByStaff)]
    #[case(WindowReading::HfsPractice, "2026-06-15", "2026-07-16", Taking::TooLate)]
    #[case(WindowReading::HfsPractice, "2026-05-11", "2026-07-01", Taking::TooLate)]
    #[case(WindowReading::EarlierOf, "2026-05-11", "2026-06-10", Taking::Timely)]
    #[case(WindowReading::EarlierOf, "2026-05-11", "2026-06-11", Taking::ByStaff)]
    #[case(WindowReading::EarlierOf, "2026-05-11", "2026-07-01", Taking::TooLate)]
    #[case(WindowReading::LaterOf, "2026-06-15", "2026-07-15", Taking::Timely)]
    #[case(WindowReading::LaterOf, "2026-06-15", "2026-07-16", Taking::TooLate)]
    fn what_is_late_by_one_reading_alone_goes_to_staff(
        #[case] reading: WindowReading,
        #[case] answered: &str,
        #[case] on: &str,
        #[case] expected: Taking,
    ) {
        let windows = TwoReadings::of(day("2026-05-01"), Some(day(answered)), &policy(reading));
        assert_eq!(windows.taken_on(day(on)), expected);
        let still = expected == Taking::Timely || expected == Taking::ByStaff;
        assert_eq!(windows.on(day(on)).judge(day(on)) == Timeliness::Timely, still);
    }

    #[test]
    fn the_last_day_is_that_of_the_later_reading_whatever_the_policy_reads() {
        for reading in WindowReading::ALL {
            let windows = TwoReadings::of(day("2026-05-01"), Some(day("2026-06-15")), &policy(*reading));
            assert_eq!(windows.last(), day("2026-07-15"), "{reading}");
        }
    }
}
