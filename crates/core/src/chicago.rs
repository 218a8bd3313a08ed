//! Civil days in America/Chicago. A day there has 23, 24 or 25 hours; 23:59:59 belongs to it.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::America::Chicago;

/// The Chicago day to which a UTC instant belongs.
pub fn day_of(instant: DateTime<Utc>) -> NaiveDate {
    instant.with_timezone(&Chicago).date_naive()
}

/// The same instant as Chicago's clocks show it.
pub fn local(instant: DateTime<Utc>) -> DateTime<chrono_tz::Tz> {
    instant.with_timezone(&Chicago)
}

/// The UTC instant at which a Chicago day begins.
pub fn start_of(day: NaiveDate) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    // Chicago changes its clocks at 02:00, so midnight exists once on every day since 1883.
    match Chicago.from_local_datetime(&midnight).earliest() {
        Some(local) => local.with_timezone(&Utc),
        None => Utc.from_utc_datetime(&midnight),
    }
}

/// The UTC instant at which a Chicago day has passed: the start of the next one.
pub fn end_of(day: NaiveDate) -> DateTime<Utc> {
    start_of(days_after(day, 1))
}

/// `count` civil days after `day`; stays at the end of chrono's calendar rather than wrap.
pub fn days_after(day: NaiveDate, count: u32) -> NaiveDate {
    day.checked_add_days(Days::new(u64::from(count))).unwrap_or(NaiveDate::MAX)
}

/// `count` civil days before `day`; stays at the beginning of chrono's calendar rather than wrap.
pub fn days_before(day: NaiveDate, count: u32) -> NaiveDate {
    day.checked_sub_days(Days::new(u64::from(count))).unwrap_or(NaiveDate::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instant(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn the_last_second_of_a_chicago_day_belongs_to_it() {
        let day = NaiveDate::from_ymd_opt(2026, 1, 31).unwrap();
        assert_eq!(day_of(instant("2026-02-01T05:59:59Z")), day);
        assert_eq!(end_of(day), instant("2026-02-01T06:00:00Z"));
    }

    #[test]
    fn days_on_which_the_clocks_change_have_23_and_25_hours() {
        let spring = NaiveDate::from_ymd_opt(2026, 3, 8).unwrap();
        let autumn = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
        assert_eq!((end_of(spring) - start_of(spring)).num_hours(), 23);
        assert_eq!((end_of(autumn) - start_of(autumn)).num_hours(), 25);
    }
}
