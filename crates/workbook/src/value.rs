//! From what a cell holds to what a column wants: text, an identifier, a day, an amount.

use crate::cells::Cell;
use chrono::{Days, NaiveDate};
use portal_core::fault::FieldFault;
use std::borrow::Cow;

/// Excel keeps 15 digits of a number; what lies beyond was lost before the file was saved.
const EXCEL_DIGITS: usize = 15;
/// Day after the last one Excel knows, 9999-12-31, as a serial of the 1900 system.
const SERIAL_END: f64 = 2_958_466.0;
/// From the 1904 system's day 0 to the 1900 system's.
const DAYS_TO_1904: f64 = 1_462.0;

/// Most characters of what was read that are shown beside a fault.
const MOST_SHOWN: usize = 200;

/// Whether a person would see nothing.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(|c| plain(c).is_none_or(char::is_whitespace))
}

/// A character as it is kept: odd blanks become blanks, full-width forms become ASCII, what nobody can
/// see (zero-width, soft hyphen, direction marks) goes.
fn plain(c: char) -> Option<char> {
    match c {
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => Some(' '),
        '\u{ad}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{feff}' => None,
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0),
        _ => Some(c),
    }
}

/// Free text.
pub(crate) fn text(cell: &Cell) -> Result<Cow<'_, str>, FieldFault> {
    let text = match cell {
        Cell::Text(text) if is_printable_ascii(text) => return Ok(text.trim().into()),
        Cell::Text(text) => text.chars().filter_map(plain).collect(),
        Cell::Number(number) => digits(*number)?,
        Cell::Error => return Err(error_value()),
        Cell::Uncalculated => return Err(uncalculated()),
    };
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(FieldFault::new(
            "control_character",
            "Remove the invisible control characters: type the text again, or paste it as plain text.",
        ));
    }
    Ok(text.trim().to_owned().into())
}

/// Text in which nothing has to be put right, as nearly all is.
fn is_printable_ascii(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// A code or number that identifies something: dashes are hyphens, and an apostrophe that once told a
/// spreadsheet "this is text" is not part of it.
pub(crate) fn identifier(cell: &Cell) -> Result<Cow<'_, str>, FieldFault> {
    let text = text(cell)?;
    if is_printable_ascii(&text) && !text.starts_with('\'') {
        return Ok(text);
    }
    let text = text.strip_prefix('\'').unwrap_or(&text);
    let hyphens: String = text
        .chars()
        .map(|c| if matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}') { '-' } else { c })
        .collect();
    Ok(hyphens.trim().to_owned().into())
}

/// An identifier of digits only, which spreadsheets show as `1.234567893E9`.
pub(crate) fn digit_identifier(cell: &Cell) -> Result<Cow<'_, str>, FieldFault> {
    let text = identifier(cell)?;
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else { return Ok(text) };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    let shaped =
        whole.len() == 1 && [whole, fraction, exponent].iter().all(|p| p.bytes().all(|b| b.is_ascii_digit()));
    match exponent.parse::<usize>() {
        Ok(places) if shaped && places == fraction.len() => Ok(format!("{whole}{fraction}").into()),
        Ok(_) if shaped => Err(digits_lost()),
        Ok(_) | Err(_) => Ok(text),
    }
}

/// An amount, as core's `Money` reads it: a number is written with the 15 digits that Excel shows, so that
/// 0.1 + 0.2 is 0.3.
pub(crate) fn amount(cell: &Cell) -> Result<Cow<'_, str>, FieldFault> {
    match cell {
        Cell::Number(number) => digits(*number).map(Cow::Owned),
        Cell::Text(_) | Cell::Error | Cell::Uncalculated => identifier(cell),
    }
}

/// A number as people see it: no exponent, no digits that it does not hold.
fn digits(number: f64) -> Result<String, FieldFault> {
    if !number.is_finite() || number.abs() >= 10_f64.powi(15) {
        return Err(digits_lost());
    }
    // The shortest text that is this number, when it fits, is also its first 15 digits.
    let shortest = number.to_string();
    if shortest.bytes().filter(u8::is_ascii_digit).count() <= EXCEL_DIGITS {
        return Ok(if shortest == "-0" { "0".to_owned() } else { shortest });
    }
    let whole_digits = format!("{:.0}", number.abs().trunc()).len();
    let text = format!("{number:.*}", EXCEL_DIGITS.saturating_sub(whole_digits));
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    Ok(if text == "-0" { "0" } else { text }.to_owned())
}

/// A civil day; a time of day is dropped.
pub(crate) fn day(cell: &Cell, epoch_1904: bool) -> Result<NaiveDate, FieldFault> {
    match cell {
        Cell::Number(number) if !(0.0..SERIAL_END).contains(number) => day_of_text(&digits(*number)?),
        Cell::Number(number) => day_of_serial(*number, epoch_1904),
        Cell::Text(_) => day_of_text(&identifier(cell)?),
        Cell::Error => Err(error_value()),
        Cell::Uncalculated => Err(uncalculated()),
    }
}

fn day_of_serial(serial: f64, epoch_1904: bool) -> Result<NaiveDate, FieldFault> {
    let serial = if epoch_1904 { serial + DAYS_TO_1904 } else { serial };
    if !serial.is_finite() || !(1.0..SERIAL_END).contains(&serial) {
        return Err(date_shape());
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 <= serial < 2958466")]
    let day = serial.trunc() as u64;
    // The 1900 system has a 29 February 1900 that never was: day 60, and every later day is one too high.
    let since = match day {
        60 => return Err(no_such_day()),
        0..60 => NaiveDate::from_ymd_opt(1899, 12, 31),
        _ => NaiveDate::from_ymd_opt(1899, 12, 30),
    };
    since.and_then(|since| since.checked_add_days(Days::new(day))).ok_or_else(date_shape)
}

/// `2026-08-01`, `2026-08-01T10:00:00`, `8/1/2026`, `08-01-2026`, `20260801`.
fn day_of_text(text: &str) -> Result<NaiveDate, FieldFault> {
    let date = text.split(['T', ' ']).next().unwrap_or("");
    let parts: Vec<&str> = date.split(['-', '/']).collect();
    let one_separator = !(date.contains('-') && date.contains('/'));
    let digits = |part: &str, widths: std::ops::RangeInclusive<usize>| {
        (widths.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
            .then(|| part.parse::<u32>().ok())
            .flatten()
    };
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

/// What a cell holds, as people see it in the sheet; of long text the beginning.
pub(crate) fn shown(cell: &Cell, is_day: bool, epoch_1904: bool) -> Option<String> {
    match cell {
        Cell::Text(text) => Some(text.chars().take(MOST_SHOWN).collect()),
        Cell::Number(_) if is_day => match day(cell, epoch_1904) {
            Ok(day) => Some(day.format("%m/%d/%Y").to_string()),
            Err(_) => text(cell).ok().map(Cow::into_owned),
        },
        Cell::Number(_) => text(cell).ok().map(Cow::into_owned),
        Cell::Error => Some("(an error value)".to_owned()),
        Cell::Uncalculated => Some("(a formula without a result)".to_owned()),
    }
}

/// The code before a label, as our drop-downs show them: `ABHIL – Aetna Better Health of Illinois`.
pub(crate) fn code(cell: &Cell) -> Result<String, FieldFault> {
    let text = text(cell)?;
    let code = text.split_once(" – ").or_else(|| text.split_once(" - ")).map_or(&*text, |(code, _)| code);
    Ok(code.trim().to_owned())
}

/// Letters and digits of a heading in lower case, accents folded: what is compared.
pub(crate) fn folded(text: &str) -> String {
    let ascii = |c: char| -> Cow<'static, str> {
        match c {
            'á' | 'Á' => "a".into(),
            'é' | 'É' => "e".into(),
            'í' | 'Í' => "i".into(),
            'ó' | 'Ó' => "o".into(),
            'ú' | 'Ú' | 'ü' | 'Ü' => "u".into(),
            'ñ' | 'Ñ' => "n".into(),
            c if c.is_ascii_alphanumeric() => c.to_ascii_lowercase().to_string().into(),
            _ => "".into(),
        }
    };
    text.chars().filter_map(plain).map(ascii).collect()
}

fn error_value() -> FieldFault {
    FieldFault::new("error_value", "This cell holds an error such as #N/A or #REF!. Type the value itself.")
}

fn uncalculated() -> FieldFault {
    FieldFault::new(
        "formula_uncalculated",
        "This cell holds a formula without a result. Open the workbook, copy the cell, and paste it as a value.",
    )
}

fn digits_lost() -> FieldFault {
    FieldFault::new(
        "digits_lost",
        "This number has lost digits in the spreadsheet, which keeps only 15 of them or shortens it as 1.23E+09. Format the column as text and type the number again.",
    )
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
