//! Pages in English speak to people: what the API says to programs in its own terms, a page says in words of
//! `web/words/faults.en.json`.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use sources::catalogue::{named, ways};
use sources::{Made, literals, made, sources};
use std::collections::BTreeSet;

mod sources;

const FOR_PEOPLE: &str = include_str!("../../../web/words/faults.en.json");

/// What nobody but a program knows: methods and addresses, headers, how JSON is written, the names of its fields.
const TERMS: &[&str] = &[
    "GET /",
    "POST /",
    "PUT /",
    "DELETE /",
    "Idempotency-Key",
    "If-Match",
    "Bearer",
    "JSON",
    "header",
    "token",
    "brackets",
    "quotation marks",
    "UUID",
    "request id",
    "the request again",
];

/// What of a text is for programs.
fn terms(text: &str) -> Vec<String> {
    // What a format names is not its words.
    let mut words = String::new();
    for (n, part) in text.replace("{{", "").replace("}}", "").split('{').enumerate() {
        words.push_str(if n == 0 { part } else { part.split_once('}').map_or("", |(_, rest)| rest) });
    }
    let mut found: Vec<String> =
        TERMS.iter().filter(|term| words.contains(**term)).map(|term| (*term).to_owned()).collect();
    let is_name = |word: &str| {
        let lower = word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        lower && word.split('_').filter(|part| !part.is_empty()).count() > 1
    };
    let names = words.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| is_name(word));
    found.extend(names.map(str::to_owned));
    let last_is_letter = |text: &str| text.bytes().next_back().is_some_and(|b| b.is_ascii_lowercase());
    // `mco=` of an address.
    found.extend(
        words.match_indices('=').filter(|(at, _)| last_is_letter(&words[..*at])).map(|_| "=".to_owned()),
    );
    // `"parties"`: a value of the API's. What people read begins with a capital letter.
    let quoted = words.split('"').skip(1).step_by(2);
    let code = |text: &&str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    found.extend(quoted.filter(code).map(|code| format!("\"{code}\"")));
    // `/session`: an address.
    let address =
        |word: &&str| word.strip_prefix('/').is_some_and(|rest| rest.starts_with(char::is_alphabetic));
    found.extend(words.split_whitespace().filter(address).map(str::to_owned));
    found
}

#[test]
fn a_page_shows_nothing_that_is_said_to_programs() {
    let instead = ways(FOR_PEOPLE);
    let is_said_otherwise = |one: &Made| {
        let ways = instead.get(&one.code).map(Vec::as_slice).unwrap_or_default();
        ways.iter().any(|way| named(way).is_subset(&one.told))
    };
    let mut for_programs = 0;
    // What is wrong with a workbook is said at its cells, in words of its own.
    for one in made().iter().filter(|one| !one.of_workbook) {
        for text in one.texts.iter().filter(|text| !terms(text).is_empty()) {
            for_programs += 1;
            let place = one.path.display();
            assert!(
                is_said_otherwise(one),
                "{} of {place} says {:?} to people: {text}",
                one.code,
                terms(text)
            );
        }
    }
    assert!(for_programs > 40, "{for_programs}: the search is at fault");
}

#[test]
fn what_pages_say_instead_is_for_people() {
    for (code, ways) in ways(FOR_PEOPLE) {
        for way in ways {
            assert!(terms(&way).is_empty(), "{code}: {:?} in {way}", terms(&way));
        }
    }
}

/// A sentence for programs that the search above does not see would reach a page unread.
#[test]
fn every_sentence_for_programs_is_one_of_a_fault_or_problem() {
    let seen: BTreeSet<String> = made().into_iter().flat_map(|one| one.texts).collect();
    let mut unseen = Vec::new();
    for (path, source) in sources() {
        // The table's expressions and the challenge of a 401 are said to no person.
        let of_table = |text: &str| text.starts_with("SET ") || text.starts_with("REMOVE ");
        for text in literals(&source) {
            let sentence = text.starts_with(|c: char| c.is_ascii_uppercase()) && text.contains(' ');
            let said_to_nobody = of_table(&text) || text.starts_with("Bearer error=");
            if sentence && !said_to_nobody && !seen.contains(&text) && !terms(&text).is_empty() {
                unseen.push((path.clone(), text));
            }
        }
    }
    assert!(unseen.is_empty(), "{unseen:#?}");
}
