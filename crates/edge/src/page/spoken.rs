//! Days, instants and money as people read them.

use super::language::Language;
use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc, Weekday};
use portal_core::chicago::local;
use portal_core::money::Money;

/// A day with its weekday: "Tue, Dec 8, 2026", "mar, 8 dic 2026".
pub fn day(language: Language, day: NaiveDate) -> String {
    format!("{}, {}", weekday(language, day.weekday()), date(language, day))
}

/// A day without its weekday: "Dec 8, 2026", "8 dic 2026".
pub fn date(language: Language, day: NaiveDate) -> String {
    let month = month(language, day.month0());
    match language {
        Language::English => format!("{month} {}, {}", day.day(), day.year()),
        Language::Spanish => format!("{} {month} {}", day.day(), day.year()),
    }
}

/// An instant in Chicago: "Nov 24, 2026, 12:05 PM", "24 nov 2026, 12:05".
pub fn instant(language: Language, at: DateTime<Utc>) -> String {
    let at = local(at);
    format!("{}, {}", date(language, at.date_naive()), clock(language, at.hour(), at.minute()))
}

/// A time of day in Chicago: "3:45 PM", "15:45".
pub fn time(language: Language, at: DateTime<Utc>) -> String {
    let at = local(at);
    clock(language, at.hour(), at.minute())
}

fn clock(language: Language, hour: u32, minute: u32) -> String {
    match language {
        Language::English => {
            let twelve = if hour.is_multiple_of(12) { 12 } else { hour % 12 };
            format!("{twelve}:{minute:02} {}", if hour < 12 { "AM" } else { "PM" })
        }
        Language::Spanish => format!("{hour}:{minute:02}"),
    }
}

/// How far a day is from today: "today", "14 days left", "3 days ago".
pub fn distance(language: Language, day: NaiveDate, today: NaiveDate) -> String {
    let days = (day - today).num_days();
    match (language, days) {
        (Language::English, 0) => "today".to_owned(),
        (Language::English, 1) => "1 day left".to_owned(),
        (Language::English, -1) => "1 day ago".to_owned(),
        (Language::English, days) if days > 0 => format!("{days} days left"),
        (Language::English, days) => format!("{} days ago", -days),
        (Language::Spanish, 0) => "hoy".to_owned(),
        (Language::Spanish, 1) => "queda 1 día".to_owned(),
        (Language::Spanish, -1) => "hace 1 día".to_owned(),
        (Language::Spanish, days) if days > 0 => format!("quedan {days} días"),
        (Language::Spanish, days) => format!("hace {} días", -days),
    }
}

/// Dollars and cents with thousands apart: "$1,234.50", in either language as it is written in the
/// United States.
pub fn money(amount: Money) -> String {
    let text = amount.to_string();
    let (sign, text) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
    let (dollars, cents) = text.split_once('.').unwrap_or((text, "00"));
    let mut grouped = String::with_capacity(dollars.len() + 8);
    for (place, digit) in dollars.char_indices() {
        if place > 0 && (dollars.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}${grouped}.{cents}")
}

const fn weekday(language: Language, day: Weekday) -> &'static str {
    match (language, day) {
        (Language::English, Weekday::Mon) => "Mon",
        (Language::English, Weekday::Tue) => "Tue",
        (Language::English, Weekday::Wed) => "Wed",
        (Language::English, Weekday::Thu) => "Thu",
        (Language::English, Weekday::Fri) => "Fri",
        (Language::English, Weekday::Sat) => "Sat",
        (Language::English, Weekday::Sun) => "Sun",
        (Language::Spanish, Weekday::Mon) => "lun",
        (Language::Spanish, Weekday::Tue) => "mar",
        (Language::Spanish, Weekday::Wed) => "mié",
        (Language::Spanish, Weekday::Thu) => "jue",
        (Language::Spanish, Weekday::Fri) => "vie",
        (Language::Spanish, Weekday::Sat) => "sáb",
        (Language::Spanish, Weekday::Sun) => "dom",
    }
}

fn month(language: Language, month0: u32) -> &'static str {
    const ENGLISH: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    const SPANISH: [&str; 12] =
        ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"];
    let months = match language {
        Language::English => ENGLISH,
        Language::Spanish => SPANISH,
    };
    usize::try_from(month0).ok().and_then(|month| months.get(month).copied()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_instants_read_as_people_write_them() {
        let christmas: NaiveDate = "2026-12-25".parse().unwrap();
        assert_eq!(day(Language::English, christmas), "Fri, Dec 25, 2026");
        assert_eq!(day(Language::Spanish, christmas), "vie, 25 dic 2026");
        let midnight = "2026-12-25T06:00:00Z".parse().unwrap();
        assert_eq!(instant(Language::English, midnight), "Dec 25, 2026, 12:00 AM");
        assert_eq!(instant(Language::Spanish, midnight), "25 dic 2026, 0:00");
        assert_eq!(time(Language::English, "2026-07-01T20:45:00Z".parse().unwrap()), "3:45 PM");
        let today = "2026-12-11".parse().unwrap();
        assert_eq!(distance(Language::English, christmas, today), "14 days left");
        assert_eq!(distance(Language::Spanish, today, christmas), "hace 14 días");
        assert_eq!(distance(Language::English, today, today), "today");
    }

    #[test]
    fn money_has_its_thousands_apart() {
        for (text, read) in [
            ("0.00", "$0.00"),
            ("980.25", "$980.25"),
            ("1234.50", "$1,234.50"),
            ("1234567.00", "$1,234,567.00"),
        ] {
            assert_eq!(money(text.parse().unwrap()), read);
        }
    }
}
