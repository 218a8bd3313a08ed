//! Columns of the sender's own: named, not read, and given back to the right of ours.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "build/mod.rs"]
mod build;

use build::reads::TODAY;
use build::{GOOD, GOOD_PROVIDER, Given, HEADINGS, PROVIDER_HEADINGS, Parts, letters, number, row, spanish};
use portal_core::mco::McoList;
use portal_workbook::{
    ClaimsWorkbook, annotate_answers, annotate_claims, annotate_registrations, chosen_claims, read_answers,
    read_claims, read_registrations,
};

fn read(bytes: &[u8]) -> ClaimsWorkbook {
    read_claims(bytes, &TODAY).unwrap()
}

/// What the note on columns of one's own says, if it is there.
fn told(book: &ClaimsWorkbook) -> Option<&str> {
    book.notes.iter().find(|note| note.code == "extra_columns").map(|note| note.message.as_ref())
}

/// What stands in a cell of the first sheet: its formula or value, by another reader.
fn cell(bytes: &[u8], place: &str) -> Option<String> {
    let text = |name: &str| {
        let (_, content) = build::unzipped(bytes).0.into_iter().find(|(part, _)| part == name).unwrap();
        String::from_utf8(content).unwrap()
    };
    let sheet = text("xl/worksheets/sheet1.xml");
    let (_, after) = sheet.split_once(&format!(r#"<c r="{place}""#))?;
    let (attributes, after) = after.split_once('>').unwrap();
    let (inner, _) = after.split_once("</c>").filter(|_| !attributes.ends_with('/'))?;
    let value = inner.strip_prefix("<v>")?.strip_suffix("</v>")?;
    if !attributes.contains(r#"t="s""#) {
        return Some(value.to_owned());
    }
    let strings = text("xl/sharedStrings.xml");
    let string = strings.split("<si>").nth(value.parse::<usize>().unwrap() + 1).unwrap();
    let (_, string) = string.split_once("<t").unwrap().1.split_once('>').unwrap();
    Some(string.split_once("</t>").unwrap().0.to_owned())
}

/// Own columns before, among and after ours: one with a heading and values, one with values alone, one with a heading
/// alone, one of all kinds of values.
fn sent() -> Vec<u8> {
    let line = |n: u32, ours: &[Given], own: [Given; 4]| {
        let [first, second, third, fourth] = own;
        let (before, after) = ours.split_at(10);
        row(n, &[&[first], before, &[second], after, &[third, fourth]].concat())
    };
    let mut faulty = GOOD.map(Given::Text);
    (faulty[5], faulty[9]) = (number("<v>12345678</v>"), Given::Text("23ABC0000003"));
    let rows = line(
        1,
        &HEADINGS.map(Given::Text),
        [Given::Text("Our file"), Given::Nothing, Given::Text("Nothing in it"), number("<v>2026</v>")],
    ) + &line(
        2,
        &GOOD.map(Given::Text),
        [
            Given::Text("=HYPERLINK(A1)"),
            number("<v>7</v>"),
            Given::Nothing,
            Given::Raw(r#"s="1""#, "<v>46235</v>"),
        ],
    ) + &line(
        3,
        &faulty,
        [
            Given::Text("second"),
            Given::Raw("", "<f>1+1</f>"),
            Given::Nothing,
            Given::Raw("", "<f>1+1</f><v>2</v>"),
        ],
    ) + &line(
        4,
        &[const { Given::Nothing }; 21],
        [Given::Text("of no claim"), Given::Nothing, Given::Nothing, Given::Nothing],
    );
    Parts::sheets(&[("Claims", &rows)]).zip()
}

#[test]
fn they_are_named_by_their_letters_and_their_values_given_back() {
    let book = read(&sent());
    assert_eq!(book.rows.len(), 2);
    let message = told(&book).unwrap();
    assert!(message.ends_with("formulas: A, L, X, Y."), "{message}");
    let back = annotate_claims(&book, &McoList::published().unwrap(), &book.faults, &[], &spanish).unwrap();
    let cells =
        ["V1", "W1", "X1", "Y1", "V2", "W2", "X2", "Y2", "V3", "W3", "Y3", "V4"].map(|at| cell(&back, at));
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(
        cells,
        [
            text("Our file"),
            None,
            text("Nothing in it"),
            text("2026"),
            text("=HYPERLINK(A1)"),
            text("7"),
            None,
            text("46235"),
            text("second"),
            None,
            text("2"),
            None,
        ]
    );
    // Read again it says the same of the same claims, and they are given back once more.
    let again = read(&back);
    assert_eq!((&again.rows, &again.faults), (&book.rows, &book.faults));
    assert!(told(&again).unwrap().ends_with("formulas: V, W, X, Y."));
    let twice =
        annotate_claims(&again, &McoList::published().unwrap(), &again.faults, &[], &spanish).unwrap();
    assert_eq!(cell(&twice, "V3"), text("second"));
}

#[test]
fn rows_kept_for_later_keep_them() {
    let kept = chosen_claims(&read(&sent()), &[3], &McoList::published().unwrap()).unwrap();
    assert_eq!(["V1", "V2", "Y2"].map(|at| cell(&kept, at).unwrap()), ["Our file", "second", "2"]);
    assert_eq!(read(&kept).rows.len(), 1);
}

#[test]
fn where_they_are_more_than_fit_it_is_said_from_which_on() {
    let own = |count: usize| {
        let (mut headings, mut cells) = (HEADINGS.map(Given::Text).to_vec(), GOOD.map(Given::Text).to_vec());
        headings.resize(21 + count, Given::Text("Ours"));
        cells.resize(21 + count, number("<v>5</v>"));
        read(&Parts::sheets(&[("Claims", &(row(1, &headings) + &row(2, &cells)))]).zip())
    };
    let full = own(43);
    assert!(told(&full).unwrap().ends_with(", BK, BL."), "{:?}", told(&full));
    let back = annotate_claims(&full, &McoList::published().unwrap(), &[], &[], &spanish).unwrap();
    assert_eq!((cell(&back, "BL2").unwrap(), read(&back).notes), ("5".to_owned(), full.notes));
    assert!(told(&own(44)).unwrap().ends_with("BK, BL. Not given back: BM and those after it."));

    // Where some of ours are absent, there is room for more to be seen than to be given back.
    let required = ["MCO answer date", "Denial date", "CARC", "RARC", "Comment"];
    let mut headings =
        HEADINGS.map(|heading| Given::Text(if required.contains(&heading) { "x" } else { heading })).to_vec();
    headings.resize(64, Given::Text("Ours"));
    let book =
        read(&Parts::sheets(&[("Claims", &(row(1, &headings) + &row(2, &GOOD.map(Given::Text))))]).zip());
    assert!(
        told(&book).unwrap().ends_with("BG. Not given back: BH and those after it."),
        "{:?}",
        told(&book)
    );
    let back = annotate_claims(&book, &McoList::published().unwrap(), &[], &[], &spanish).unwrap();
    assert!(cell(&back, "BL1").is_some() && cell(&back, "BM1").is_none());
}

#[test]
fn what_stands_past_all_columns_in_no_row_of_ours_is_not_spoken_of() {
    let rows = row(1, &HEADINGS.map(Given::Text)) + &row(2, &GOOD.map(Given::Text));
    let far = format!(r#"<row r="9"><c r="{}9"><v>1</v></c></row>"#, letters(70));
    assert_eq!(told(&read(&Parts::sheets(&[("Claims", &(rows.clone() + &far))]).zip())), None);
    let near = rows.replace("</row>", &format!(r#"<c r="{}2"><v>1</v></c></row>"#, letters(70)));
    let near = near.replacen(&format!(r#"<c r="{}2"><v>1</v></c>"#, letters(70)), "", 1);
    let book = read(&Parts::sheets(&[("Claims", &near)]).zip());
    assert!(
        told(&book).unwrap().ends_with("not read. Not given back: BM and those after it."),
        "{:?}",
        told(&book)
    );
}

#[test]
fn providers_and_answers_are_given_back_with_them_too() {
    let with = |texts: [&'static str; 9], own| [&texts.map(Given::Text)[..], &[Given::Text(own)]].concat();
    let mut cells = GOOD_PROVIDER;
    (cells[1], cells[2]) = ("atypical", "");
    let rows = row(1, &with(PROVIDER_HEADINGS, "Ours")) + &row(2, &with(cells, "one"));
    let book = read_registrations(&Parts::sheets(&[("Providers", &rows)]).zip()).unwrap();
    let back = annotate_registrations(&book, &book.faults, &spanish).unwrap();
    assert_eq!(
        (cell(&back, "J1").unwrap(), cell(&back, "J2").unwrap()),
        ("Ours".to_owned(), "one".to_owned())
    );

    // A summary that is empty is empty, whatever stands behind it.
    let answers = row(1, &["Ticket number", "Claim", "Outcome", "Ours"].map(Given::Text))
        + &row(2, &["IL-0000-0001-X", "1", "pay", "one"].map(Given::Text))
        + &row(3, &["IL-0000-0002-X", "1", "", "two"].map(Given::Text));
    let tickets = row(1, &["Ticket number", "Summary", "Ours"].map(Given::Text))
        + &row(2, &["IL-0000-0001-X", "Yes.", ""].map(Given::Text))
        + &row(3, &["IL-0000-0002-X", "", "mine"].map(Given::Text));
    let book = read_answers(&Parts::sheets(&[("Answers", &answers), ("Tickets", &tickets)]).zip()).unwrap();
    assert_eq!((book.faults.len(), book.tickets.len()), (0, 1));
    let back = annotate_answers(&book, &[], &[], &spanish).unwrap();
    assert_eq!(["Q1", "Q2", "Q3"].map(|at| cell(&back, at).unwrap()), ["Ours", "one", "two"]);
    assert_eq!(read_answers(&back).unwrap().tickets, book.tickets);
}
