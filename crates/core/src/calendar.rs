//! Illinois' two calendars, computed from their statutes for any year.
//!
//! `Statutory` (205 ILCS 630/17) moves last days (5 ILCS 70/1.11); `StateClosure` (80 Ill. Adm. Code
//! 303.190) counts business days. They differ: Good Friday and Pulaski Day are statutory but State
//! offices work; offices close on observed days and on the day after Thanksgiving.

use crate::chicago::days_after;
use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

/// Which days are off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Calendar {
    /// Statutory holidays, 205 ILCS 630/17. Rolls last days.
    Statutory,
    /// Days on which State offices are closed. Counts business days.
    StateClosure,
    /// Either: the benefit of the doubt when a ticket would be closed as late.
    Union,
}

/// A holiday of either calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names are the documentation")]
pub enum Holiday {
    NewYear,
    MartinLutherKing,
    Lincoln,
    Presidents,
    Pulaski,
    GoodFriday,
    Memorial,
    Juneteenth,
    Independence,
    Labor,
    Columbus,
    GeneralElection,
    Veterans,
    Thanksgiving,
    DayAfterThanksgiving,
    Christmas,
}

impl Holiday {
    /// The holiday's name, as Illinois writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NewYear => "New Year's Day",
            Self::MartinLutherKing => "Martin Luther King Jr. Day",
            Self::Lincoln => "Lincoln's Birthday",
            Self::Presidents => "Presidents Day",
            Self::Pulaski => "Casimir Pulaski",
            Self::GoodFriday => "Good Friday",
            Self::Memorial => "Memorial Day",
            Self::Juneteenth => "Juneteenth",
            Self::Independence => "Independence Day",
            Self::Labor => "Labor Day",
            Self::Columbus => "Columbus Day",
            Self::GeneralElection => "General Election Day",
            Self::Veterans => "Veterans' Day",
            Self::Thanksgiving => "Thanksgiving Day",
            Self::DayAfterThanksgiving => "Day after Thanksgiving",
            Self::Christmas => "Christmas Day",
        }
    }
}

/// Why a day does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayOff {
    /// A Saturday that is no holiday.
    Saturday,
    /// A Sunday that is no holiday.
    Sunday,
    /// A holiday on its own day.
    Holiday(Holiday),
    /// A weekday on which offices are closed for a holiday that falls on the weekend.
    Observed(Holiday),
    /// A day HFS added by configuration.
    Proclaimed,
}

impl std::fmt::Display for DayOff {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Saturday => f.write_str("Saturday"),
            Self::Sunday => f.write_str("Sunday"),
            Self::Holiday(holiday) => f.write_str(holiday.name()),
            Self::Observed(holiday) => write!(f, "{} (observed)", holiday.name()),
            Self::Proclaimed => f.write_str("Proclaimed State holiday"),
        }
    }
}

/// The statutory holiday on `day`, if it is one.
pub fn statutory_holiday(day: NaiveDate) -> Option<Holiday> {
    let (month, date) = (day.month(), day.day());
    let monday = |nth: u32| nth_weekday(day, Weekday::Mon, nth);
    match (month, date) {
        (1, 1) => return Some(Holiday::NewYear),
        (2, 12) => return Some(Holiday::Lincoln),
        (6, 19) => return Some(Holiday::Juneteenth),
        (7, 4) => return Some(Holiday::Independence),
        (11, 11) => return Some(Holiday::Veterans),
        (12, 25) => return Some(Holiday::Christmas),
        _ => {}
    }
    match month {
        1 if monday(3) => Some(Holiday::MartinLutherKing),
        2 if monday(3) => Some(Holiday::Presidents),
        3 if monday(1) => Some(Holiday::Pulaski),
        3 | 4 if is_good_friday(day) => Some(Holiday::GoodFriday),
        5 if day.weekday() == Weekday::Mon && date > 24 => Some(Holiday::Memorial),
        9 if monday(1) => Some(Holiday::Labor),
        10 if monday(2) => Some(Holiday::Columbus),
        11 if is_general_election(day) => Some(Holiday::GeneralElection),
        11 if nth_weekday(day, Weekday::Thu, 4) => Some(Holiday::Thanksgiving),
        _ => None,
    }
}

/// The holiday for which State offices are closed on `day`, if they are.
pub fn state_closure(day: NaiveDate) -> Option<DayOff> {
    if let Some(holiday) = statutory_holiday(day) {
        let moved = moves_to_a_weekday(holiday) && is_weekend(day);
        let offices_work = matches!(holiday, Holiday::Pulaski | Holiday::GoodFriday);
        return (!offices_work && !moved).then_some(DayOff::Holiday(holiday));
    }
    if day.pred_opt().and_then(statutory_holiday) == Some(Holiday::Thanksgiving) {
        return Some(DayOff::Holiday(Holiday::DayAfterThanksgiving));
    }
    let celebrated = match day.weekday() {
        Weekday::Fri => day.succ_opt(),
        Weekday::Mon => day.pred_opt(),
        Weekday::Tue | Weekday::Wed | Weekday::Thu | Weekday::Sat | Weekday::Sun => None,
    }?;
    statutory_holiday(celebrated).filter(|holiday| moves_to_a_weekday(*holiday)).map(DayOff::Observed)
}

/// Why `day` is off in `calendar`, if it is: weekends, holidays, and the `proclaimed` days.
pub fn day_off(day: NaiveDate, calendar: Calendar, proclaimed: &[NaiveDate]) -> Option<DayOff> {
    let statutory = || statutory_holiday(day).map(DayOff::Holiday);
    let holiday = match calendar {
        Calendar::Statutory => statutory(),
        Calendar::StateClosure => state_closure(day),
        Calendar::Union => statutory().or_else(|| state_closure(day)),
    };
    holiday.or_else(|| proclaimed.contains(&day).then_some(DayOff::Proclaimed)).or_else(|| {
        match day.weekday() {
            Weekday::Sat => Some(DayOff::Saturday),
            Weekday::Sun => Some(DayOff::Sunday),
            Weekday::Mon | Weekday::Tue | Weekday::Wed | Weekday::Thu | Weekday::Fri => None,
        }
    })
}

/// The first day on or after `day` that is not off, and why `day` itself would not do.
pub fn roll_forward(
    day: NaiveDate,
    calendar: Calendar,
    proclaimed: &[NaiveDate],
) -> (NaiveDate, Option<DayOff>) {
    let because = day_off(day, calendar, proclaimed);
    let mut rolled = day;
    while rolled != NaiveDate::MAX && day_off(rolled, calendar, proclaimed).is_some() {
        rolled = days_after(rolled, 1);
    }
    (rolled, because)
}

/// The day on which the `count`-th business day after `day` falls; `day` itself is excluded.
pub fn business_days_after(
    day: NaiveDate,
    count: u32,
    calendar: Calendar,
    proclaimed: &[NaiveDate],
) -> NaiveDate {
    let mut reached = day;
    for _ in 0..count {
        (reached, _) = roll_forward(days_after(reached, 1), calendar, proclaimed);
    }
    reached
}

fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// Offices close on the nearest weekday for these; never for Juneteenth (5 ILCS 490).
fn moves_to_a_weekday(holiday: Holiday) -> bool {
    matches!(
        holiday,
        Holiday::NewYear | Holiday::Lincoln | Holiday::Independence | Holiday::Veterans | Holiday::Christmas
    )
}

fn nth_weekday(day: NaiveDate, weekday: Weekday, nth: u32) -> bool {
    day.weekday() == weekday && (day.day() - 1) / 7 + 1 == nth
}

/// The Tuesday after the first Monday of November, in even years.
fn is_general_election(day: NaiveDate) -> bool {
    day.year() % 2 == 0 && day.weekday() == Weekday::Tue && (2..=8).contains(&day.day())
}

/// Two days before Easter (Gregorian computus, Meeus/Jones/Butcher).
fn is_good_friday(day: NaiveDate) -> bool {
    if day.weekday() != Weekday::Fri {
        return false;
    }
    let year = day.year();
    let (golden, century, of_century) = (year % 19, year / 100, year % 100);
    let leap_centuries = century / 4;
    let moon = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - leap_centuries - moon + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - epact - of_century % 4) % 7;
    let correction = (golden + 11 * epact + 22 * weekday) / 451;
    let march_day = epact + weekday - 7 * correction + 22;
    let sunday = days_after(day, 2);
    let since_march = match sunday.month() {
        3 => i32::try_from(sunday.day()).unwrap_or(0),
        4 => i32::try_from(sunday.day()).unwrap_or(0) + 31,
        _ => return false,
    };
    since_march == march_day
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn published(calendar: &str) -> BTreeSet<NaiveDate> {
        let all: serde_json::Value =
            serde_json::from_str(include_str!("../tests/data/holidays.json")).unwrap();
        let years = all[calendar].as_object().unwrap();
        years
            .values()
            .flat_map(|year| year.as_array().unwrap())
            .map(|day| day["date"].as_str().unwrap().parse().unwrap())
            .collect()
    }

    fn computed(holds: impl Fn(NaiveDate) -> bool) -> BTreeSet<NaiveDate> {
        let first = NaiveDate::from_ymd_opt(2025, 1, 1).unwrap();
        first.iter_days().take_while(|day| day.year() <= 2030).filter(|day| holds(*day)).collect()
    }

    #[test]
    fn statutory_holidays_are_those_published_for_2025_to_2030() {
        assert_eq!(computed(|day| statutory_holiday(day).is_some()), published("statutory"));
    }

    #[test]
    fn state_closures_are_those_published_for_2025_to_2030() {
        assert_eq!(computed(|day| state_closure(day).is_some()), published("state_closure"));
    }

    #[test]
    fn good_friday_is_right_for_two_centuries_of_known_easters() {
        // Easter Sundays of the two extremes, and of a year where the exception to the exception bites.
        for (year, month, day) in
            [(1818, 3, 20), (1943, 4, 23), (1954, 4, 16), (1981, 4, 17), (2038, 4, 23), (2049, 4, 16)]
        {
            assert!(is_good_friday(NaiveDate::from_ymd_opt(year, month, day).unwrap()), "{year}");
        }
    }

    #[test]
    fn a_proclaimed_day_moves_a_last_day() {
        let day = NaiveDate::from_ymd_opt(2026, 12, 24).unwrap();
        assert_eq!(roll_forward(day, Calendar::Statutory, &[]).0, day);
        let (moved, because) = roll_forward(day, Calendar::Statutory, &[day]);
        // The 25th is Christmas, the 26th and 27th a weekend.
        assert_eq!((moved.day(), because), (28, Some(DayOff::Proclaimed)));
    }
}
