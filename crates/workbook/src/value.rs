//! From what a cell holds to what a column wants: text, an identifier, an amount.

use crate::cells::{Cell, Odd};
use crate::day;
use portal_core::fault::FieldFault;
use std::borrow::Cow;
use std::str::FromStr;

/// Excel keeps 15 digits of a number; what lies beyond was lost before the file was saved.
const EXCEL_DIGITS: usize = 15;
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

/// Free text: a day in it is one that somebody wrote.
pub(crate) fn free_text(cell: &Cell, epoch_1904: bool) -> Result<Cow<'_, str>, FieldFault> {
    match cell {
        Cell::Day(serial) => day::written(*serial, epoch_1904).map(Cow::Owned).ok_or_else(became_a_date),
        Cell::Odd(number, Odd::Percent) => percent(*number).map(Cow::Owned).ok_or_else(shown_scaled),
        Cell::Text(_) | Cell::Number(_) | Cell::Odd(..) | Cell::Error | Cell::Uncalculated => text(cell),
    }
}

/// Text of which a day is no part.
pub(crate) fn text(cell: &Cell) -> Result<Cow<'_, str>, FieldFault> {
    let text = match cell {
        Cell::Text(text) if is_printable_ascii(text) => return Ok(text.trim().into()),
        Cell::Text(text) => text.chars().filter_map(plain).collect(),
        Cell::Number(number) => digits(*number)?,
        Cell::Day(_) => return Err(became_a_date()),
        Cell::Odd(_, Odd::Scientific) => return Err(became_scientific()),
        Cell::Odd(_, Odd::Percent | Odd::Scaled) => return Err(shown_scaled()),
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

/// Whether a cell holds a number that may have had zeros in front of it: it has fewer than so many digits.
pub(crate) fn may_lack_zeros(cell: &Cell, digits_at_most: u32) -> bool {
    let shortest_without = 10_f64.powi(i32::try_from(digits_at_most).unwrap_or(i32::MAX).saturating_sub(1));
    matches!(cell, Cell::Number(number) if number.abs() < shortest_without)
}

/// What is worth a second look in a cell that was read as an identifier of at most so many characters.
pub(crate) fn doubt(cell: &Cell, most: u32) -> Option<FieldFault> {
    may_lack_zeros(cell, most).then(|| {
        FieldFault::new(
            "zeros_perhaps_lost",
            "This cell holds a number, and numbers have no zeros in front. If this one had any, format the cell as text and type it again.",
        )
    })
}

/// An identifier of digits only, which spreadsheets show as `1.234567893E9`.
pub(crate) fn digit_identifier(cell: &Cell) -> Result<Cow<'_, str>, FieldFault> {
    // There is no letter in it that could have been an exponent's.
    if let Cell::Odd(number, Odd::Scientific) = cell {
        // As 1.23E+08 that somebody typed: its other digits are gone.
        return if number % 1_000.0 == 0.0 { Err(digits_lost()) } else { digits(*number).map(Cow::Owned) };
    }
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
        Cell::Number(number) | Cell::Odd(number, Odd::Scientific) => digits(*number).map(Cow::Owned),
        Cell::Text(_) | Cell::Day(_) | Cell::Odd(..) | Cell::Error | Cell::Uncalculated => identifier(cell),
    }
}

/// A number as people see it: no exponent, no digits that it does not hold.
pub(crate) fn digits(number: f64) -> Result<String, FieldFault> {
    if !number.is_finite() || number.abs() >= 10_f64.powi(15) {
        return Err(digits_lost());
    }
    if number.fract() == 0.0 {
        #[allow(clippy::cast_possible_truncation, reason = "it is whole and has at most 15 digits")]
        return Ok((number as i64).to_string());
    }
    // The shortest text that is this number, when it fits, is also its first 15 digits.
    let shortest = number.to_string();
    if shortest.bytes().filter(u8::is_ascii_digit).count() <= EXCEL_DIGITS {
        return Ok(shortest);
    }
    let whole_digits = format!("{:.0}", number.abs().trunc()).len();
    let text = format!("{number:.*}", EXCEL_DIGITS.saturating_sub(whole_digits));
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    Ok(if text == "-0" { "0" } else { text }.to_owned())
}

/// What a cell holds, as people see it in the sheet; of long text the beginning.
pub(crate) fn shown(cell: &Cell, is_day: bool, epoch_1904: bool) -> Option<String> {
    match cell {
        Cell::Text(text) => Some(text.chars().take(MOST_SHOWN).collect()),
        Cell::Number(number) | Cell::Day(number) if is_day => match day::day(cell, epoch_1904) {
            Ok(day) => Some(day.format("%m/%d/%Y").to_string()),
            Err(_) => number_shown(*number),
        },
        Cell::Day(number) => day::written(*number, epoch_1904).or_else(|| number_shown(*number)),
        Cell::Odd(number, Odd::Percent) => percent(*number),
        Cell::Odd(number, Odd::Scientific) => in_powers(*number),
        Cell::Number(number) | Cell::Odd(number, Odd::Scaled) => number_shown(*number),
        Cell::Error => Some("(an error value)".to_owned()),
        Cell::Uncalculated => Some("(a formula without a result)".to_owned()),
    }
}

/// A number as Excel shows it; where it has lost digits, as `1.23456789012346E+18`.
fn number_shown(number: f64) -> Option<String> {
    digits(number).ok().or_else(|| in_powers(number))
}

/// A number as `1.234E+08`.
fn in_powers(number: f64) -> Option<String> {
    let text = format!("{number:.*e}", EXCEL_DIGITS.saturating_sub(1));
    let (mantissa, exponent) = text.split_once('e')?;
    let mantissa =
        if mantissa.contains('.') { mantissa.trim_end_matches('0').trim_end_matches('.') } else { mantissa };
    Some(format!("{mantissa}E{:+03}", exponent.parse::<i32>().ok()?))
}

/// `80%`.
fn percent(number: f64) -> Option<String> {
    digits(number * 100.0).ok().map(|digits| format!("{digits}%"))
}

/// The code before a label, as our drop-downs show them: `ABHIL – Aetna Better Health of Illinois`.
pub(crate) fn code(cell: &Cell) -> Result<String, FieldFault> {
    let text = text(cell)?;
    let code = text.split_once(" – ").or_else(|| text.split_once(" - ")).map_or(&*text, |(code, _)| code);
    Ok(code.trim().to_owned())
}

/// One of some choices, each with its Spanish: by its code, or by its words in either language; of a drop-down's
/// choice, by what stands before the dash.
pub(crate) fn choice<T: Copy + FromStr<Err = FieldFault>>(
    cell: &Cell,
    choices: &[(T, &str)],
    english: fn(T) -> [&'static str; 2],
) -> Result<T, FieldFault> {
    let text = code(cell)?;
    let said = folded(&text);
    let is_said = |(choice, spanish): &&(T, &str)| {
        english(*choice).iter().chain([spanish]).any(|words| folded(words) == said)
    };
    choices.iter().find(is_said).map_or_else(|| text.parse(), |(choice, _)| Ok(*choice))
}

/// Letters and digits of a heading in lower case, accents folded: what is compared.
pub(crate) fn folded(text: &str) -> String {
    folding(text).collect()
}

/// The same, letter by letter.
pub(crate) fn folding(text: &str) -> impl Iterator<Item = char> {
    let ascii = |c: char| match c {
        'á' | 'Á' => Some('a'),
        'é' | 'É' => Some('e'),
        'í' | 'Í' => Some('i'),
        'ó' | 'Ó' => Some('o'),
        'ú' | 'Ú' | 'ü' | 'Ü' => Some('u'),
        'ñ' | 'Ñ' => Some('n'),
        c => c.is_ascii_alphanumeric().then(|| c.to_ascii_lowercase()),
    };
    text.chars().filter_map(plain).filter_map(ascii)
}

pub(crate) fn error_value() -> FieldFault {
    FieldFault::new("error_value", "This cell holds an error such as #N/A or #REF!. Type the value itself.")
}

pub(crate) fn uncalculated() -> FieldFault {
    FieldFault::new(
        "formula_uncalculated",
        "This cell holds a formula that was not calculated before the workbook was saved. Type the value itself; or open your own workbook in Excel, save it there and upload it again. A workbook that is given back does not have the formula.",
    )
}

fn became_a_date() -> FieldFault {
    FieldFault::new(
        "became_a_date",
        "The spreadsheet turned this into a date. Format the cell as text, or as a number where it is an amount, and type it again.",
    )
}

fn became_scientific() -> FieldFault {
    FieldFault::new(
        "became_scientific",
        "The spreadsheet turned this into a number such as 1.23E+08, as it does with 1234E05. Format the cell as text and type it again.",
    )
}

fn shown_scaled() -> FieldFault {
    FieldFault::new(
        "shown_scaled",
        "This cell shows its number as a percentage, in thousands or in millions. Format the cell as a plain number, or as text where it is none, and type it again.",
    )
}

fn digits_lost() -> FieldFault {
    FieldFault::new(
        "digits_lost",
        "This number has lost digits in the spreadsheet, which keeps only 15 of them or shortens it as 1.23E+09. Format the column as text and type the number again.",
    )
}
