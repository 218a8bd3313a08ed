//! From what a cell holds to a civil day, and back to the number by which a spreadsheet knows it.

use crate::cells::Cell;
use crate::value::{self, error_value, uncalculated};
use chrono::{Days, NaiveDate, NaiveTime, Timelike};
use portal_core::fault::FieldFault;

/// Day after the last one Excel knows, 9999-12-31, as a serial of the 1900 system.
const SERIAL_END: f64 = 2_958_466.0;
/// From the 1904 system's day 0 to the 1900 system's.
const DAYS_TO_1904: f64 = 1_462.0;

/// A civil day; a time of day is dropped.
pub(crate) fn day(cell: &Cell, epoch_1904: bool) -> Result<NaiveDate, FieldFault> {
    match cell {
        Cell::Number(number) | Cell::Day(number) if is_serial(*number) => day_of_serial(*number, epoch_1904),
        Cell::Number(number) | Cell::Day(number) => day_of_text(&value::digits(*number)?),
        Cell::Text(_) | Cell::Odd(..) => day_of_text(&value::identifier(cell)?),
        Cell::Error => Err(error_value()),
        Cell::Uncalculated => Err(uncalculated()),
    }
}

/// What is worth a second look in a cell that was read as a day: nobody was shown one there.
pub(crate) fn doubt(cell: &Cell) -> Option<FieldFault> {
    // What is no serial is read as it is written, 20260801.
    let is_bare = matches!(cell, Cell::Number(number) if is_serial(*number));
    is_bare.then(|| {
        FieldFault::new(
            "day_from_number",
            "This is a number and not a date: it was read as a spreadsheet counts days. Check the day that was read, and type it as 8/31/2026 if it is another one.",
        )
    })
}

/// A number as its format shows it, as `8/1/2026` or `8/1/2026 10:30`; nothing where that is no day.
pub(crate) fn written(serial: f64, epoch_1904: bool) -> Option<String> {
    let day = day_of_serial(serial, epoch_1904).ok()?.format("%-m/%-d/%Y");
    let minutes = (serial.fract() * 1440.0).round().min(1439.0);
    Some(if minutes > 0.0 {
        format!("{day} {}:{:02}", (minutes / 60.0).trunc(), minutes % 60.0)
    } else {
        day.to_string()
    })
}

/// A number by the count of the 1900 system, in which we write.
pub(crate) fn serial_from_1900(serial: f64, epoch_1904: bool) -> f64 {
    if epoch_1904 && is_serial(serial) { serial + DAYS_TO_1904 } else { serial }
}

/// The number of a day that is written in XML, `2026-08-01` or `2026-08-01T10:30:00`, by the workbook's own count.
pub(crate) fn serial_in_xml(text: &str, epoch_1904: bool) -> Option<f64> {
    let text = text.trim().trim_end_matches('Z');
    let (day, time) = text
        .split_once('T')
        .map_or((text, NaiveTime::MIN), |(day, time)| (day, time.parse().unwrap_or_default()));
    let since_1900 = serial(day.parse().ok()?)?;
    let of_day = f64::from(time.num_seconds_from_midnight()) / 86_400.0;
    Some(if epoch_1904 { since_1900 - DAYS_TO_1904 } else { since_1900 } + of_day)
}

/// The number of a day in the 1900 system.
pub(crate) fn serial(day: NaiveDate) -> Option<f64> {
    let before_leap_day = day < NaiveDate::from_ymd_opt(1900, 3, 1)?;
    let days = day.signed_duration_since(day_zero(before_leap_day)?).num_days();
    i32::try_from(days).ok().map(f64::from)
}

fn is_serial(number: f64) -> bool {
    (0.0..SERIAL_END).contains(&number)
}

/// The 1900 system has a 29 February 1900 that never was: day 60, and every later day is one too high.
fn day_zero(before_leap_day: bool) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(1899, 12, if before_leap_day { 31 } else { 30 })
}

fn day_of_serial(serial: f64, epoch_1904: bool) -> Result<NaiveDate, FieldFault> {
    let serial = serial_from_1900(serial, epoch_1904);
    if !(1.0..SERIAL_END).contains(&serial) {
        return Err(date_shape());
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 <= serial < 2958466")]
    let day = serial.trunc() as u64;
    if day == 60 {
        return Err(no_such_day());
    }
    day_zero(day < 60).and_then(|zero| zero.checked_add_days(Days::new(day))).ok_or_else(date_shape)
}

/// `2026-08-01`, `2026-08-01T10:00:00`, `8/1/2026 10:00 AM`, `8/1/2026, 10:00:00 a. m.`, `08-01-2026`, `20260801`. What
/// follows the day is its time, or the text says more than one day: `8/1/2026 - 8/9/2026`.
fn day_of_text(text: &str) -> Result<NaiveDate, FieldFault> {
    let (date, time) = text.split_once(['T', ' ']).unwrap_or((text, ""));
    // As a program of web pages writes them.
    let date = if time.is_empty() { date } else { date.strip_suffix(',').unwrap_or(date) };
    if !is_time_of_day(time) {
        return Err(date_shape());
    }
    let parts: Vec<&str> = date.split(['-', '/']).collect();
    let one_separator = !(date.contains('-') && date.contains('/'));
    let (year, month, day) = match parts.as_slice() {
        [y, m, d] if one_separator && y.len() == 4 => (digits(y, 4..=4), digits(m, 1..=2), digits(d, 1..=2)),
        [m, d, y] if one_separator => (digits(y, 4..=4), digits(m, 1..=2), digits(d, 1..=2)),
        [whole]
            if whole.is_ascii()
                && whole.len() == 8
                && (whole.starts_with("19") || whole.starts_with("20")) =>
        {
            (
                whole.get(..4).and_then(|p| digits(p, 4..=4)),
                whole.get(4..6).and_then(|p| digits(p, 2..=2)),
                whole.get(6..).and_then(|p| digits(p, 2..=2)),
            )
        }
        _ => return Err(date_shape()),
    };
    let (Some(year), Some(month), Some(day)) = (year, month, day) else { return Err(date_shape()) };
    if year < 1900 {
        return Err(FieldFault::new("date_year", "Check the year: it has four digits and is 1900 or later."));
    }
    i32::try_from(year)
        .ok()
        .and_then(|year| NaiveDate::from_ymd_opt(year, month, day))
        .ok_or_else(no_such_day)
}

/// The number that so many digits are.
fn digits(part: &str, widths: std::ops::RangeInclusive<usize>) -> Option<u32> {
    let is_number = widths.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| part.parse().ok()).flatten()
}

/// Nothing, or `10:00`, `10:00:00.000`, `10:00 AM`, `10:00 a. m.`, `10:00Z`, `10:00-06:00`.
fn is_time_of_day(text: &str) -> bool {
    let mut text = text.trim().to_ascii_uppercase();
    for (spanish, half) in [("A. M.", "AM"), ("P. M.", "PM"), ("A.M.", "AM"), ("P.M.", "PM")] {
        if text.ends_with(spanish) {
            text.truncate(text.len() - spanish.len());
            text += half;
        }
    }
    if text.is_empty() {
        return true;
    }
    let clock = match text.rsplit_once(['+', '-']) {
        Some((clock, zone)) if is_clock(zone, false) => clock,
        Some(_) => return false,
        None => text.strip_suffix('Z').unwrap_or(&text),
    };
    let clock = clock.trim_end();
    let half = clock.strip_suffix("AM").or_else(|| clock.strip_suffix("PM"));
    is_clock(half.map_or(clock, str::trim_end), true)
}

/// Hours and minutes; where it may have them, seconds and parts of them.
fn is_clock(text: &str, has_seconds: bool) -> bool {
    let (clock, fraction) = text.split_once('.').map_or((text, None), |(clock, part)| (clock, Some(part)));
    let below = |part: &str, width, end| digits(part, width..=2).is_some_and(|number| number < end);
    match clock.split(':').collect::<Vec<_>>().as_slice() {
        [hour, minute] => below(hour, 1, 25) && below(minute, 2, 60) && fraction.is_none(),
        [hour, minute, second] if has_seconds => {
            let has_fraction = fraction.is_none_or(|fraction| digits(fraction, 1..=9).is_some());
            below(hour, 1, 25) && below(minute, 2, 60) && below(second, 2, 61) && has_fraction
        }
        _ => false,
    }
}

fn date_shape() -> FieldFault {
    FieldFault::new(
        "date_shape",
        "Write the date as month/day/year with four digits of the year, such as 8/31/2026, or as 2026-08-31.",
    )
}

fn no_such_day() -> FieldFault {
    FieldFault::new("date_nonexistent", "There is no such day in the calendar. Check the month and the day.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_has_its_number_and_the_other_way_round() {
        for serial_of in [1.0, 59.0, 61.0, 22_980.0, 46_235.0, 2_958_465.0] {
            assert_eq!(serial(day_of_serial(serial_of, false).unwrap()), Some(serial_of));
        }
        let first = NaiveDate::from_ymd_opt(1904, 1, 1).unwrap();
        assert_eq!(day_of_serial(0.0, true), Ok(first));
        assert_eq!(serial(first), Some(1_462.0));
    }

    #[test]
    fn what_follows_a_day_is_its_time_or_the_day_is_in_doubt() {
        let times = [
            "",
            "0:00",
            "10:30",
            "24:00",
            "10:30:59",
            "10:30:59.5",
            "10:30 am",
            "10:30:00PM",
            "10:30Z",
            "10:30:00.000Z",
            "10:30:00+00:00",
            "10:30:00.123456789-06:00",
            "9:05 PM -05:00",
            "12:00:00 a. m.",
            "10:30 p.m.",
        ];
        for time in times {
            assert!(is_time_of_day(time), "{time}");
        }
        let others = [
            "-",
            "- 8/9/2026",
            "to 8/9/2026",
            "(resubmitted 11/02/2026)",
            "and 8/2/2026",
            "?",
            "10",
            "10:3",
            "25:00",
            "10:60",
            "10:30.5",
            "10:30:00.",
            "10:30:00:00",
            "AM",
            "Z",
            "10:30 XM",
            "a. m.",
            "10:30 a. m. p. m.",
            "10:30+6",
            "+06:00",
        ];
        for other in others {
            assert!(!is_time_of_day(other), "{other}");
        }
    }
}
