//! `docs/WORKBOOKS.md` says everything that the reader says, and nothing else.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use portal_workbook::Refused;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const DOCUMENT: &str = include_str!("../../../docs/WORKBOOKS.md");
const REFUSED: &str = include_str!("../src/refused.rs");
/// Where the reader makes its faults, warnings and notes.
const READER: &[&str] = &[
    include_str!("../src/claims.rs"),
    include_str!("../src/registrations.rs"),
    include_str!("../src/answers.rs"),
    include_str!("../src/answered.rs"),
    include_str!("../src/answer_columns.rs"),
    include_str!("../src/claim_columns.rs"),
    include_str!("../src/ticket.rs"),
    include_str!("../src/table.rs"),
    include_str!("../src/value.rs"),
    include_str!("../src/day.rs"),
    include_str!("../src/merged.rs"),
    include_str!("../src/notes.rs"),
];
/// Where the fields of a claim and of a registration make theirs.
const CORE: &[&str] = &[
    include_str!("../../core/src/identity.rs"),
    include_str!("../../core/src/money.rs"),
    include_str!("../../core/src/text.rs"),
    include_str!("../../core/src/codes.rs"),
    include_str!("../../core/src/mco.rs"),
    include_str!("../../core/src/impossible.rs"),
];
/// Of core's, those of fields that no workbook has, or that are checked with more than the file.
const ELSEWHERE: &[&str] =
    &["email_shape", "phone_shape", "file_name_shape", "sha256_shape", "user_shape", "mco_unknown"];
/// What is checked after reading, with more than the file.
const CHECKS: &[&str] = &[
    include_str!("../../../functions/upload-template/src/validate/checks.rs"),
    include_str!("../../../functions/upload-template/src/validate/registrations.rs"),
    include_str!("../../../functions/upload-template/src/validate/validator.rs"),
    include_str!("../../../functions/upload-template/src/validate/written.rs"),
    include_str!("../../../functions/upload-template/src/validate/answers.rs"),
    include_str!("../../core/src/mco.rs"),
    include_str!("../../core/src/outcome.rs"),
];

fn every_refusal() -> Vec<Refused> {
    vec![
        Refused::Empty,
        Refused::TooLarge,
        Refused::Pdf,
        Refused::Text,
        Refused::OldXls,
        Refused::PasswordProtected,
        Refused::OpenDocument,
        Refused::Xlsb,
        Refused::NotXlsx,
        Refused::Truncated,
        Refused::Damaged,
        Refused::EncryptedEntry,
        Refused::UnsafeEntryName,
        Refused::TooManyEntries,
        Refused::InflatesTooLarge,
        Refused::Macro,
        Refused::ExternalLinks,
        Refused::EmbeddedObjects,
        Refused::EntityDeclaration,
        Refused::TooDeep,
        Refused::TooManyElements,
        Refused::SharedStrings,
        Refused::TooManySheets,
        Refused::SheetTooLarge,
        Refused::Unreadable,
        Refused::NoSheet { sheet: "Claims" },
        Refused::OtherWorkbook { sheet: "Providers" },
        Refused::Headings { missing: vec!["RIN"] },
        Refused::RepeatedHeading { heading: "RIN" },
        Refused::NoRows,
        Refused::TooManyRows { most: 100, row: 102 },
        Refused::RowsAboveHeadings { rows: vec![1, 2], headings: 3 },
        Refused::HeadingsTooFarRight { headings: vec!["RIN"] },
    ]
}

/// The codes in the first cells of the tables under a heading.
fn documented(heading: &str) -> BTreeSet<&'static str> {
    let section = DOCUMENT.split("\n## ").find(|section| section.starts_with(heading)).unwrap();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.map(|row| row.split_once('`').unwrap().0).collect()
}

/// The words like `rin_lost_zero` in quotes.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_word =
        |word: &&str| !word.is_empty() && word.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_'));
    text.split('"').skip(1).step_by(2).filter(is_word)
}

/// The code of each fault or note that a source makes. A row's fault names its column first.
fn made(source: &'static str) -> BTreeSet<&'static str> {
    let source = source.split("#[cfg(test)]").next().unwrap();
    // What a call tells besides is not its code.
    let call_of =
        |rest: &'static str| rest.split(");").next().and_then(|call| call.split(".telling(").next());
    let calls = |call| source.split(call).skip(1).filter_map(call_of).map(words);
    let of_fields = calls("FieldFault::new(").chain(calls("Note::new(")).filter_map(|mut words| words.next());
    of_fields.chain(calls("RowFault::new(").filter_map(Iterator::last)).collect()
}

#[test]
fn every_refusal_is_listed_with_its_own_words() {
    let all = every_refusal();
    let codes: BTreeSet<&str> = all.iter().map(Refused::code).collect();
    let messages: BTreeSet<String> = all.iter().map(|r| r.message().into_owned()).collect();
    assert_eq!((codes.len(), messages.len()), (all.len(), all.len()));
    // The list above lacks none.
    let code = REFUSED.split("pub const fn code").nth(1).unwrap().split("pub fn message").next().unwrap();
    assert_eq!(codes, words(code).collect());
    for refused in &all {
        let row = format!("| `{}` | {} |", refused.code(), refused.message());
        assert!(DOCUMENT.contains(&row), "docs/WORKBOOKS.md lacks the row\n{row}");
    }
    assert_eq!(documented("Refused"), codes);
}

#[test]
fn every_fault_warning_and_note_is_listed_and_none_that_is_not() {
    let of_reader = READER.iter().copied().flat_map(made);
    let of_core = CORE.iter().copied().flat_map(made).filter(|code| !ELSEWHERE.contains(code));
    let made: BTreeSet<&str> = of_reader.chain(of_core).collect();
    let listed: BTreeSet<&str> = ["Faults", "Warnings", "Notes"].into_iter().flat_map(documented).collect();
    assert_eq!(listed, made);
}

#[test]
fn what_is_checked_beside_the_file_is_checked() {
    let made: BTreeSet<&str> =
        CHECKS.iter().copied().flat_map(|source| words(source).collect::<Vec<_>>()).collect();
    let listed = documented("Checked with more than the file");
    assert!(listed.len() >= 8 && listed.is_subset(&made), "{:?}", listed.difference(&made));
}

#[test]
fn everything_is_said_in_spanish_too() {
    let spanish = [
        include_str!("../../../web/words/workbooks.es.json"),
        include_str!("../../../web/words/faults.es.json"),
    ];
    let headings = ["Notes", "Warnings", "Faults", "Checked with more than the file", "Refused"];
    let all: BTreeSet<&str> = headings.into_iter().flat_map(documented).collect();
    let lacking: Vec<&&str> = all
        .iter()
        .filter(|code| !spanish.iter().any(|words| words.contains(&format!("\"{code}\":"))))
        .collect();
    assert!(all.len() > 70 && lacking.is_empty(), "{lacking:?}");
}

/// The names by which words ask for what is told.
fn asked(words: &str) -> BTreeSet<&str> {
    words.split('{').skip(1).map(|rest| rest.split_once('}').unwrap().0).collect()
}

/// What the fullest Spanish words of each code ask for, where they ask for anything.
fn asked_in_spanish(catalogue: &BTreeMap<String, Value>) -> BTreeMap<&str, BTreeSet<&str>> {
    let all = catalogue.iter().map(|(code, words)| {
        let fullest = words.get(0).unwrap_or(words).as_str().unwrap();
        (code.as_str(), asked(fullest))
    });
    all.filter(|(_, asked)| !asked.is_empty()).collect()
}

/// The calls of a source that make a fault or a note of one of these codes, each with the names of what it tells.
fn makers<'a>(source: &'a str, codes: &BTreeMap<&str, BTreeSet<&str>>) -> Vec<(&'a str, BTreeSet<&'a str>)> {
    // Each runs up to the next one.
    let calls = source.split("Fault::new(").flat_map(|part| part.split("Note::new(")).skip(1);
    calls
        .filter_map(|call| {
            let made = call.split(".telling(").next()?.split(");").next()?;
            let code = words(made).find(|word| codes.contains_key(word))?;
            Some((code, call.split(".telling(").skip(1).filter_map(|told| words(told).next()).collect()))
        })
        .collect()
}

#[test]
fn whoever_makes_a_finding_tells_all_that_its_spanish_words_ask_for() {
    let catalogue: BTreeMap<String, Value> =
        serde_json::from_str(include_str!("../../../web/words/workbooks.es.json")).unwrap();
    let asked = asked_in_spanish(&catalogue);
    let mut told: Vec<(&str, BTreeSet<&str>)> = Vec::new();
    for source in READER.iter().chain(CORE).chain(CHECKS) {
        told.extend(makers(source, &asked));
    }
    let refused = every_refusal();
    told.extend(refused.iter().map(|refused| (refused.code(), refused.told().into_keys().collect())));
    let lacking: Vec<_> = told
        .iter()
        .filter(|(code, told)| asked.get(code).is_some_and(|asked| !asked.is_subset(told)))
        // What is odd about a number the reader sees without the MCO's shapes.
        .filter(|(code, told)| *code != "odd_tracking_number" || !told.is_empty())
        .collect();
    assert!(lacking.is_empty(), "{lacking:#?}");
    let made: BTreeSet<&str> = told.iter().map(|(code, _)| *code).collect();
    let unmade: Vec<_> = asked.keys().filter(|code| !made.contains(*code)).collect();
    assert!(asked.len() > 25 && unmade.is_empty(), "{} {unmade:?}", asked.len());
}
