//! Which formats show a number as a day, or with zeros in front: what people see says what was meant. Nothing else
//! of how a workbook looks is kept.

use crate::cells::Odd;
use crate::refused::Refused;
use crate::sheet_part::attribute;
use quick_xml::events::BytesStart;
use std::collections::BTreeMap;

/// Most formats kept: Excel takes 65,490.
const MAX_FORMATS: usize = 65_536;
/// Most digits that a number has exactly.
const MAX_ZEROS: usize = 15;

/// How a format shows a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Shows {
    /// As the number that it is.
    #[default]
    Number,
    /// As a day or a time.
    Day,
    /// As so many digits, with zeros in front.
    Zeros(usize),
    /// As something that is not the number itself.
    Odd(Odd),
}

/// The styles of a workbook, element by element.
#[derive(Default)]
pub(crate) struct StylesPart {
    /// Formats of the workbook's own, by number.
    own: BTreeMap<u32, Shows>,
    of_cells: Vec<Shows>,
    is_of_cells: bool,
}

impl StylesPart {
    pub(crate) fn start(&mut self, element: &str, start: &BytesStart<'_>) -> Result<(), Refused> {
        match element {
            "cellXfs" => self.is_of_cells = true,
            "xf" if self.is_of_cells && self.of_cells.len() < MAX_FORMATS => {
                let format = attribute(start, "numFmtId")?.parse().unwrap_or(0);
                self.of_cells.push(self.own.get(&format).copied().unwrap_or(built_in(format)));
            }
            "numFmt" if self.own.len() < MAX_FORMATS => {
                if let Ok(format) = attribute(start, "numFmtId")?.parse() {
                    self.own.insert(format, shows(&attribute(start, "formatCode")?));
                }
            }
            _ => {}
        }
        Ok(())
    }

    pub(crate) fn end(&mut self, element: &str) {
        if element == "cellXfs" {
            self.is_of_cells = false;
        }
    }

    /// How the cells of this style show their numbers.
    pub(crate) fn shows(&self, style: u32) -> Shows {
        usize::try_from(style).ok().and_then(|style| self.of_cells.get(style)).copied().unwrap_or_default()
    }
}

/// Formats that every workbook has without naming them.
const fn built_in(format: u32) -> Shows {
    match format {
        14..=22 | 27..=36 | 45..=47 | 50..=58 => Shows::Day,
        9 | 10 => Shows::Odd(Odd::Percent),
        11 | 48 => Shows::Odd(Odd::Scientific),
        _ => Shows::Number,
    }
}

/// How a format shows a number that is not negative: by its first section, without what is quoted, in brackets,
/// behind a backslash, or there to fill up. Where sections have conditions, such as `[>=1000]`, as the oddest of them.
fn shows(code: &str) -> Shows {
    if (2..=MAX_ZEROS).contains(&code.len()) && code.bytes().all(|byte| byte == b'0') {
        return Shows::Zeros(code.len());
    }
    let (mut rest, mut has_digits, mut has_conditions) = (code.chars().peekable(), false, false);
    while let Some(c) = rest.next() {
        match c {
            '"' => drop(rest.by_ref().find(|c| *c == '"')),
            '[' => {
                has_conditions |= matches!(rest.peek(), Some('<' | '>' | '='));
                rest.by_ref().find(|c| *c == ']');
            }
            '\\' | '_' | '*' => drop(rest.next()),
            'd' | 'D' | 'm' | 'M' | 'y' | 'Y' => return Shows::Day,
            '%' => return Shows::Odd(Odd::Percent),
            'e' | 'E' if matches!(rest.peek(), Some('+' | '-')) => return Shows::Odd(Odd::Scientific),
            '0' | '#' | '?' => has_digits = true,
            // One between digits groups them; one behind them divides by a thousand.
            ',' if has_digits && !matches!(rest.peek(), Some('0' | '#' | '?')) => {
                return Shows::Odd(Odd::Scaled);
            }
            ';' if has_conditions => has_digits = false,
            ';' => break,
            _ => {}
        }
    }
    Shows::Number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_is_a_days_by_its_letters_outside_of_what_is_quoted() {
        let days = [
            "mm/dd/yyyy",
            "yyyy\\-mm\\-dd",
            "[$-409]d-mmm-yy;@",
            "[$-F800]dddd\\,\\ mmmm",
            "h:mm AM/PM",
            "D.M.",
            "mmss.0",
        ];
        for code in days {
            assert_eq!(shows(code), Shows::Day, "{code}");
        }
        let numbers = [
            "General",
            "@",
            "0",
            "0.00",
            "#,##0.00",
            "\"day\" 0",
            "[Red]0",
            "0\\d",
            "_($* #,##0.00_);_(@_)",
            "_d0",
            "*m0",
            "0;dd",
            "0;0%",
            "[<=9999999]###\\-####;\\(###\\)\\ ###\\-####",
            "[$USD]\\ #,##0.00",
            "_-* #,##0.00\\ _€_-",
            "#\\,0",
            "# ?/?",
            "",
            "\"d",
            "[d",
            "\\",
        ];
        for code in numbers {
            assert_eq!(shows(code), Shows::Number, "{code}");
        }
        let odd = [
            ("0%", Odd::Percent),
            ("0.00\\ %", Odd::Percent),
            ("[>=1]0.00;0%", Odd::Percent),
            ("0.00E+00", Odd::Scientific),
            ("##0.0e-0", Odd::Scientific),
        ];
        let scaled = ["[<1000]0;#,##0,\"K\"", "[>=1000]#,##0,\"K\";0", "#,##0,", "0.0,,\"M\"", "$#,##0, "]
            .map(|code| (code, Odd::Scaled));
        for (code, odd) in odd.into_iter().chain(scaled) {
            assert_eq!(shows(code), Shows::Odd(odd), "{code}");
        }
        assert_eq!([9, 10, 11, 48].map(built_in).map(|shows| matches!(shows, Shows::Odd(_))), [true; 4]);
        assert_eq!((shows("000000000"), shows("00000-0000")), (Shows::Zeros(9), Shows::Number));
        assert_eq!((built_in(14), built_in(22), built_in(58)), (Shows::Day, Shows::Day, Shows::Day));
        assert_eq!((built_in(0), built_in(13), built_in(49)), (Shows::Number, Shows::Number, Shows::Number));
    }
}
