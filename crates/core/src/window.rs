//! R4 and R4': from which day until which day a dispute may be filed with the State.

use crate::calendar::Calendar;
use crate::chicago::days_after;
use crate::deadline::Deadline;
use crate::policy::{Policy, Rule, WindowReading};
use chrono::NaiveDate;
use serde::Serialize;

/// The days on which a dispute may be filed, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Window {
    /// First day. It is a "not before" day, so it never moves (5 ILCS 70/1.11 moves last days only).
    pub earliest: NaiveDate,
    /// Last day, with what moved it.
    pub latest: Deadline,
    /// The reading that made it.
    pub reading: WindowReading,
}

/// Where a day stands to a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timeliness {
    /// Before the first day.
    Early,
    /// On a day of the window.
    Timely,
    /// After the last day.
    Late,
}

impl Window {
    /// Where `day` stands.
    pub fn judge(&self, day: NaiveDate) -> Timeliness {
        if day < self.earliest {
            Timeliness::Early
        } else if day > self.latest.date {
            Timeliness::Late
        } else {
            Timeliness::Timely
        }
    }

    /// The days that belong to both windows; it may hold none.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let latest = if other.latest.date < self.latest.date { other.latest } else { self.latest };
        Self { earliest: self.earliest.max(other.earliest), latest, reading: self.reading }
    }

    /// Whether it holds no day at all.
    pub fn is_empty(&self) -> bool {
        self.earliest > self.latest.date
    }
}

/// The filing window of a dispute filed with the MCO on `filed_with_mco` and answered by it on
/// `answered`, in the policy's reading. Chicago days. The last day has the benefit of both
/// calendars: no ticket is closed as late for a day on which some office was shut.
pub fn filing_window(filed_with_mco: NaiveDate, answered: Option<NaiveDate>, policy: &Policy) -> Window {
    filing_window_as(policy.window_reading, filed_with_mco, answered, policy)
}

/// The same in a reading of one's choice: a ticket late under R4 but timely under `later_of` is
/// not closed by the machine.
pub fn filing_window_as(
    reading: WindowReading,
    filed_with_mco: NaiveDate,
    answered: Option<NaiveDate>,
    policy: &Policy,
) -> Window {
    let LastDays { by_filing, by_answer } = LastDays::of(filed_with_mco, answered, policy);
    let latest = match (reading, by_answer) {
        (WindowReading::HfsPractice, _) | (WindowReading::EarlierOf | WindowReading::LaterOf, None) => {
            by_filing
        }
        (WindowReading::EarlierOf, Some(by_answer)) => {
            if by_answer.date < by_filing.date {
                by_answer
            } else {
                by_filing
            }
        }
        (WindowReading::LaterOf, Some(by_answer)) => {
            if by_answer.date > by_filing.date {
                by_answer
            } else {
                by_filing
            }
        }
    };
    Window { earliest: days_after(filed_with_mco, policy.file_from_day), latest, reading }
}

/// The last days that the readings choose from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastDays {
    /// Counted from the day it was filed with the MCO.
    pub by_filing: Deadline,
    /// Counted from the MCO's answer, where there was one (R4').
    pub by_answer: Option<Deadline>,
}

impl LastDays {
    /// Those of a dispute filed with the MCO and answered by it on these Chicago days.
    pub fn of(filed_with_mco: NaiveDate, answered: Option<NaiveDate>, policy: &Policy) -> Self {
        let last = |start, count| Deadline::calendar_days(start, count, Rule::R4, Calendar::Union, policy);
        Self {
            by_filing: last(filed_with_mco, policy.file_until_day),
            by_answer: answered.map(|answered| last(answered, policy.file_after_answer_days)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::roll_forward;
    use crate::policy::PolicyBook;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn policy() -> Policy {
        PolicyBook::published().unwrap().in_force_on(day("2026-11-24")).clone()
    }

    #[test]
    fn the_published_windows_hold() {
        let vectors: serde_json::Value =
            serde_json::from_str(include_str!("../tests/data/date-vectors.json")).unwrap();
        let all = vectors["filing_window"].as_array().unwrap();
        for vector in all {
            let at = |name: &str| day(vector[name].as_str().unwrap());
            let window = filing_window(at("filed_with_mco"), None, &policy());
            assert_eq!(window.earliest, at("earliest_D+30"));
            assert_eq!(window.latest.date, at("latest_rolled_union"));
            assert_eq!(window.latest.moved_from.unwrap_or(window.latest.date), at("latest_raw_D+60"));
            assert_eq!(
                roll_forward(at("latest_raw_D+60"), Calendar::Statutory, &[]).0,
                at("latest_rolled_statutory")
            );
        }
        assert_eq!(all.len(), 5);
    }

    #[test]
    fn both_ends_of_the_window_are_in_it_and_the_first_day_does_not_move() {
        let window = filing_window(day("2026-09-04"), None, &policy());
        // 4 October 2026 is a Sunday.
        assert_eq!(window.judge(day("2026-10-03")), Timeliness::Early);
        assert_eq!(window.judge(day("2026-10-04")), Timeliness::Timely);
        assert_eq!(window.judge(day("2026-11-04")), Timeliness::Timely);
        assert_eq!(window.judge(day("2026-11-05")), Timeliness::Late);
    }

    #[test]
    fn the_three_readings_differ_only_in_the_last_day() {
        let (filed, answered) = (day("2026-05-01"), Some(day("2026-06-15")));
        let read = |reading| filing_window_as(reading, filed, answered, &policy());
        let [practice, earlier, later] =
            [WindowReading::HfsPractice, WindowReading::EarlierOf, WindowReading::LaterOf].map(read);
        assert_eq!([practice, earlier, later].map(|w| w.earliest), [day("2026-05-31"); 3]);
        assert_eq!(practice.latest.date, day("2026-06-30"));
        assert_eq!(earlier.latest.date, day("2026-06-30"));
        assert_eq!(later.latest.date, day("2026-07-15"));
        let early_answer =
            filing_window_as(WindowReading::EarlierOf, filed, Some(day("2026-05-11")), &policy());
        assert_eq!(early_answer.latest.date, day("2026-06-10"));
    }

    #[test]
    fn windows_and_due_dates_allocate_nothing() {
        let policy = policy();
        let (filed, answered) = (day("2026-09-04"), Some(day("2026-10-20")));
        let counted = allocation_counter::measure(|| {
            let window = filing_window_as(WindowReading::LaterOf, filed, answered, &policy);
            let due = Deadline::business_days(window.earliest, 10, Rule::R9, &policy);
            assert!(due.date > window.earliest);
        });
        assert_eq!(counted.count_total, 0);
    }

    proptest::proptest! {
        #[test]
        fn a_window_holds_thirty_days_at_least_and_never_ends_on_a_day_off(offset in 0_u32..36_500) {
            let filed = days_after(day("2000-01-01"), offset);
            let window = filing_window(filed, None, &policy());
            proptest::prop_assert!((window.latest.date - window.earliest).num_days() >= 30);
            proptest::prop_assert!(crate::calendar::day_off(window.latest.date, Calendar::Union, &[]).is_none());
            proptest::prop_assert!((window.latest.date - filed).num_days() <= 66);
        }
    }
}
