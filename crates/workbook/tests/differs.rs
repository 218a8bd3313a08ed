//! Our reader and calamine, which is another's, see the same cells in every file of `tests/workbooks`.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use calamine::{Data, Reader, Xlsx};
use chrono::NaiveDate;
use portal_workbook::{Expectation, RowFault, read_claims};
use std::io::Cursor;

#[test]
fn every_cell_of_the_corpus_is_what_another_reader_sees() {
    let today = Expectation { today: NaiveDate::from_ymd_opt(2026, 11, 24).unwrap() };
    let mut compared = 0;
    for entry in std::fs::read_dir("../../tests/workbooks").unwrap() {
        let path = entry.unwrap().path();
        let bytes = if path.extension().is_some_and(|end| end == "xlsx") {
            std::fs::read(&path).unwrap()
        } else {
            continue;
        };
        let Ok(ours) = read_claims(&bytes, &today) else { continue };
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.as_slice())).unwrap();
        let name = book.sheet_names().into_iter().find(|name| name.eq_ignore_ascii_case("claims")).unwrap();
        let range = book.worksheet_range(&name).unwrap();
        let (top, left) = range.start().unwrap();
        let headings = ours.rows[0].number - 2 - top;
        for (at, heading) in range.rows().nth(headings as usize).unwrap().iter().enumerate() {
            let Some(column) = column(&heading.to_string()) else { continue };
            for row in &ours.rows {
                let theirs = range.get_value((row.number - 1, left + u32::try_from(at).unwrap()));
                // calamine tells a formula that nobody calculated from an empty cell only when asked for formulas.
                let found = ours.found(&RowFault::new(row.number, column, "", ""));
                let found = found.filter(|text| text != "(a formula without a result)");
                assert_eq!(found, theirs.and_then(shown), "{} row {} {column}", path.display(), row.number);
                compared += 1;
            }
        }
    }
    assert!(compared > 1_900, "{compared}");
}

/// Columns whose cells are shown as they are: days are not.
fn column(heading: &str) -> Option<&'static str> {
    let heading = heading.trim().to_lowercase();
    Some(match heading.as_str() {
        "mco tracking number" => "mco_tracking_number",
        "member last name" => "member_last_name",
        "member first name" => "member_first_name",
        "rin" => "rin",
        "mco claim number" => "mco_claim_number",
        "claim type" => "claim_type",
        "billed" => "billed",
        "paid" => "paid",
        "expected" => "expected",
        "carc" => "carc",
        "rarc" => "rarc",
        "procedure or revenue code" => "procedure_code",
        "authorization number" => "authorization_number",
        "rendering npi" => "rendering_npi",
        "comment" => "comment",
        _ => return None,
    })
}

fn shown(data: &Data) -> Option<String> {
    match data {
        Data::Empty => None,
        Data::Error(_) => Some("(an error value)".to_owned()),
        Data::String(text) if text.trim().is_empty() => None,
        other => Some(other.to_string()),
    }
}
