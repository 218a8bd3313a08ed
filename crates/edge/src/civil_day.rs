//! A day as it is written: one format, so that no day is ever taken for another.

use chrono::NaiveDate;
use portal_core::fault::FieldFault;

/// A civil day written `YYYY-MM-DD`, between 1900 and 2100.
///
/// # Errors
/// `date_shape`, `date_not_real` or `date_year`, each saying how to put it right.
pub fn civil_day(text: &str) -> Result<NaiveDate, FieldFault> {
    let text = text.trim();
    let digits = |range: std::ops::Range<usize>| -> Option<u32> {
        let part = text.get(range)?;
        part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok())?
    };
    let bytes = text.as_bytes();
    let dashed = bytes.len() == 10 && bytes.get(4) == Some(&b'-') && bytes.get(7) == Some(&b'-');
    let (true, Some(year), Some(month), Some(day)) = (dashed, digits(0..4), digits(5..7), digits(8..10))
    else {
        return Err(FieldFault::new("date_shape", "Write the day as YYYY-MM-DD, such as 2026-10-20."));
    };
    let date = NaiveDate::from_ymd_opt(year.cast_signed(), month, day).ok_or_else(|| {
        FieldFault::new("date_not_real", "This day does not exist: check the month and the day (YYYY-MM-DD).")
    })?;
    if (1900..=2100).contains(&year) {
        Ok(date)
    } else {
        Err(FieldFault::new("date_year", "Check the year: it lies outside 1900 to 2100 (YYYY-MM-DD)."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("2026-10-20", Ok(()))]
    #[case(" 2024-02-29 ", Ok(()))]
    #[case("2026-02-29", Err("date_not_real"))]
    #[case("2026-13-01", Err("date_not_real"))]
    #[case("10/20/2026", Err("date_shape"))]
    #[case("2026-1-1", Err("date_shape"))]
    #[case("20261020", Err("date_shape"))]
    #[case("2026-10-20T00:00:00Z", Err("date_shape"))]
    #[case("２026-10-2", Err("date_shape"))]
    #[case("+026-10-20", Err("date_shape"))]
    #[case("0026-10-20", Err("date_year"))]
    #[case("2101-01-01", Err("date_year"))]
    fn a_day_is_a_real_day_in_one_format(#[case] text: &str, #[case] expected: Result<(), &str>) {
        assert_eq!(civil_day(text).map(|_| ()).map_err(|fault| fault.code), expected);
    }
}
