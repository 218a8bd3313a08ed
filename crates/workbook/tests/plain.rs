//! Cells and shared strings that are read in one step are what the reader of all XML sees in them: the same workbook is read
//! again with a line break in each of their tags, which means nothing in XML and which no plain form has.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "build/mod.rs"]
mod build;

use build::changes::{CORPUS, change, changed};
use build::reads::{TODAY, at};
use build::{GOOD, Given, Parts, good_row, headings, odd, row, unzipped};
use portal_workbook::{Refused, read_answers, read_claims, read_registrations};
use proptest::prelude::*;
use std::time::{Duration, Instant};

/// The same workbook without a plain form.
fn none_plain(parts: &Parts) -> Parts {
    Parts(parts.0.iter().map(|(name, content)| (name.clone(), odd::none_plain(content))).collect())
}

/// Whether both are read alike, as whatever kind of workbook; and whether they are taken.
fn alike(parts: &Parts) -> (bool, bool) {
    let (plain, odd) = (parts.zip(), none_plain(parts).zip());
    let claims = read_claims(&plain, &TODAY);
    let (is_taken, are_claims) = (claims.is_ok(), claims == read_claims(&odd, &TODAY));
    let are_others =
        read_registrations(&plain) == read_registrations(&odd) && read_answers(&plain) == read_answers(&odd);
    (are_claims && are_others, is_taken)
}

/// Holds that workbooks with each of these pieces of XML are read alike, and that some are taken and some are not.
fn all_alike<const N: usize>(pieces: [&str; N], workbook: impl Fn(&str) -> Parts) {
    let taken = pieces.map(|piece| {
        let (alike, is_taken) = alike(&workbook(piece));
        assert!(alike, "{piece}");
        is_taken
    });
    assert!(taken.contains(&true) && taken.contains(&false));
}

#[test]
fn every_file_of_the_corpus_is_read_alike_in_one_step_and_event_by_event() {
    let read: Vec<_> = CORPUS.iter().map(alike).collect();
    assert!(read.iter().all(|(alike, _)| *alike));
    assert!(read.iter().filter(|(_, is_taken)| *is_taken).count() > 5);
}

#[test]
fn what_is_nearly_plain_is_read_alike_too() {
    let cells = [
        r#"<c r="D3" t="inlineStr"><v>Doe</v></c>"#,
        r#"<c r="D3" t="n"><is><t>Doe</t></is></c>"#,
        r#"<c r="D3"><is><t>Doe</t></is></c>"#,
        r#"<c t="str" r="D3"><v></v></c>"#,
        r#"<c t="str" r="D3"><v/></c>"#,
        r#"<c r="D3" t="str"><v>D&#111;e</v></c>"#,
        r#"<c r="D3" t="str"><v>Do<![CDATA[e]]></v></c>"#,
        r#"<c r="D3" t="str"><v>Do<!-- and so on -->e</v></c>"#,
        r#"<c r="D3" t="str"><v>Doe</v><v>Roe</v></c>"#,
        r#"<c r="D3" t="str"><f>"Doe"</f><v>Doe</v></c>"#,
        r#"<c r="D3" t="str"> <v>Doe</v></c>"#,
        r#"<c r="D3" t="str"><v>Doe</v ></c >"#,
        r#"<c r="D3" t="str" ><v>Doe</v></c>"#,
        r#"<c r='D3' t="str"><v>Doe</v></c>"#,
        r#"<c r="D3" xml:space="preserve" t="str"><v>Doe</v></c>"#,
        r#"<c r="D3" q=">" t="str"><v>Doe</v></c>"#,
        r#"<c r="D3" r="E3" t="str"><v>Doe</v></c>"#,
        r#"<c r="D3" t="what"><v>Doe</v></c>"#,
        r#"<c r="D0" t="str"><v>Doe</v></c>"#,
        r#"<c r="D3" t="inlineStr"><is><t xml:space="preserve"> Doe </t></is></c>"#,
        r#"<c r="D3" t="inlineStr"><is><t>Do</t><t>e</t></is></c>"#,
        r#"<c r="D3" t="inlineStr"><is><r><t>Doe</t></r></is></c>"#,
        r#"<c r="D3" t="inlineStr"><is><t>Doe</t><rPh><t>x</t></rPh></is></c>"#,
        r#"<rPh><c r="D3" t="inlineStr"><is><t>Doe</t></is></c></rPh>"#,
        r#"<c r="D3" t="str"><c r="E3" t="str"><v>Doe</v></c></c>"#,
        r#"<c r="D3" t="str"><v>Doe</v></x>"#,
        r#"<c r="D3" t="str"><v>Doe</t></c>"#,
        r#"<c r="D3" t="str"><v>Doe"#,
        r#"<cell r="D3" t="str"><v>Doe</v></cell>"#,
        r#"<x:c r="D3" t="str"><x:v>Doe</x:v></x:c>"#,
        r#"<c r="D3"/><c t="str"><v>Roe</v></c>"#,
        r#"<c r="D3" /><c t="str"><v>Roe</v></c>"#,
        r#"<c r="D3"/x><c t="str"><v>Roe</v></c>"#,
        r#"<c/><c><v>1</v></c>"#,
        r#"<c r="BM3" t="str"><v>Doe</v></c>"#,
        r#"<c r="D3" t="str"><v>Doe</v></c><c r="D3" t="str"><v>Roe</v></c>"#,
        r#"<c><v><c></c><c r="D3" t="str"><v>a</v></c><c r="E3" t="str">Doe</c></v></c>"#,
    ];
    all_alike(cells, |cell| {
        let third = row(3, &[Given::Text("PDXGR0012346")]).replace("</row>", &format!("{cell}</row>"));
        Parts::sheets(&[("Claims", &(headings() + &good_row(2) + &third))])
    });
}

/// A workbook of one row, with these shared strings in their part; its last cells show the first three of them.
fn with_strings(strings: &str) -> Parts {
    let cell = |at: &str, place: u8| format!(r#"<c r="{at}2" t="s"><v>{place}</v></c>"#);
    let shown = [cell("U", 0), cell("V", 1), cell("W", 2)].concat();
    let mut cells = GOOD.map(Given::Text);
    cells[at("Comment")] = Given::Nothing;
    let second = row(2, &cells).replace("</row>", &format!("{shown}</row>"));
    Parts::sheets(&[("Claims", &(headings() + &second))]).with_shared_strings(strings)
}

#[test]
fn shared_strings_that_are_nearly_plain_are_read_alike_too() {
    let tables = [
        "<sst><si><t>a</t></si><si><t>b</t></si><si><t>c</t></si></sst>",
        "<sst><si><t>a</t></si><si><t xml:space=\"preserve\"> b </t></si><si><t></t></si></sst>",
        "<sst><si><t>a&amp;</t></si><si><r><t>b</t></r><r><t>c</t></r></si><si/></sst>",
        "<sst><si><t>a</t><rPh><t>x</t></rPh></si><si><t>b</t></si><si><t>c</t></si></sst>",
        "<sst><rPh><si><t>a</t></si></rPh><si><t>b</t></si><si><t>c</t></si></sst>",
        "<sst><si><t>a</t><si><t>b</t></si></si><si><t>c</t></si></sst>",
        "<sst><si><t>a<si><t>b</t></si>c</t></si><si><t>d</t></si></sst>",
        "<sst><si><t><si><t>b</t></si>c</t></si><si><t>d</t></si></sst>",
        "<sst><si><si><t>a</t></si></si><si><t>b</t></si></sst>",
        "<sst><si><t>a</t></si> <si><t>b</t></si>\n<si><t>c</t></si></sst>",
        "<sst></sst><si><t>a</t></si><si><t>b</t></si><si><t>c</t></si>",
        "<sst/><si><t>a</t></si><si><t>b</t></si><si><t>c</t></si>",
        "<sst><si><t>a</t></si><si><t>b</t></si></sst>",
        "<sst><si><t>a</t></si><si><t>b</t></si><si><t>c</t></sst>",
    ];
    all_alike(tables, with_strings);
}

#[test]
fn what_is_read_in_one_step_counts_against_the_bounds() {
    let strings = |number| with_strings(&format!("<sst>{}</sst>", "<si><t>x</t></si>".repeat(number)));
    let rows =
        |xml: &str, number| Parts::sheets(&[("Claims", &(headings() + &good_row(2) + &xml.repeat(number)))]);
    let none_in = r#"<row r="3"><c r="BZ3"/></row>"#;
    let value = r#"<row r="3"><c r="BZ3"><v>1</v></c></row>"#;
    let text = r#"<row r="3"><c r="BZ3"><is><t>x</t></is></c></row>"#;
    // Below the rows that may hold headings: of those, more is kept.
    let long = format!(r#"<row r="30"><c r="BZ30" t="str"><v>{}</v></c></row>"#, "x".repeat(32_000));
    let tag = format!(r#"<row r="3"><c r="BZ3" q="{}"/></row>"#, "x".repeat(70_000));
    let bounded = [
        (strings(50_000), None),
        (strings(50_001), Some(Refused::SharedStrings)),
        (rows(none_in, 124_000), None),
        (rows(none_in, 125_000), Some(Refused::TooManyElements)),
        (rows(value, 83_000), None),
        (rows(value, 83_400), Some(Refused::TooManyElements)),
        (rows(text, 62_000), None),
        (rows(text, 62_500), Some(Refused::TooManyElements)),
        (rows(&long, 262), None),
        (rows(&long, 263), Some(Refused::SheetTooLarge)),
        (rows(&tag, 1), Some(Refused::TooManyElements)),
    ];
    for (at, (parts, refused)) in bounded.into_iter().enumerate() {
        for parts in [&parts, &none_plain(&parts)] {
            assert_eq!(read_claims(&parts.zip(), &TODAY).err(), refused, "{at}");
        }
    }
}

/// By the fastest of many turns each, which other people's work does not spoil. As it is released it takes half, in tests a third.
#[test]
fn a_full_workbook_takes_less_in_one_step_than_event_by_event() {
    let full = unzipped(include_bytes!("../../../tests/workbooks/openpyxl-100-rows.xlsx"));
    let files = [full.zip(), none_plain(&full).zip()];
    let mut fastest = [Duration::MAX; 2];
    for _ in 0..40 {
        for (file, fastest) in files.iter().zip(&mut fastest) {
            let start = Instant::now();
            assert_eq!(read_claims(file, &TODAY).unwrap().rows.len(), 100);
            *fastest = start.elapsed().min(*fastest);
        }
    }
    let [in_one_step, event_by_event] = fastest;
    assert!(in_one_step * 3 < event_by_event * 2, "{in_one_step:?} {event_by_event:?}");
}

#[test]
fn a_cell_as_deep_as_elements_may_nest_is_read_alike() {
    for deep in 55..65 {
        let (open, close) = ("<x>".repeat(deep), "</x>".repeat(deep));
        let rows = headings()
            + &good_row(2).replace("<c ", &format!("{open}<c ")).replace("</c>", &format!("</c>{close}"));
        assert!(alike(&Parts::sheets(&[("Claims", &rows)])).0, "{deep}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases / 2, ..ProptestConfig::default() })]

    #[test]
    fn changed_at_random_they_are_still_read_alike(
        file in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), change()), 1..4),
    ) {
        let mut parts = Parts(file.get(&CORPUS).0.clone());
        let rows = |name: &str| name.contains("sheet") || name.contains("haredstrings");
        let places: Vec<usize> =
            (0..parts.0.len()).filter(|at| rows(&parts.0[*at].0.to_ascii_lowercase())).collect();
        for (part, at, change) in changes {
            changed(&mut parts.0[*part.get(&places)].1, at, &change);
        }
        prop_assert!(alike(&parts).0);
    }
}
