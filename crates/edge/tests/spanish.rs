//! Pages in Spanish are in Spanish: every label of the rulebook's lists has its words, and so have every code
//! of a fault and every field, wherever in the sources they stand.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use portal_core::attachment::{FileKind, FileRefusal, FileStatus};
use portal_core::category::{ActingAs, Category, ClaimType, McoAnswer, PeerToPeer, Program, ProviderType};
use portal_core::moves::{Move, StateName};
use portal_core::outcome::{ClosureReason, Finding, Outcome};
use portal_core::policy::Rule;
use portal_core::registration::RegistrationStatus;
use portal_core::ticket::Flag;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const LABELS: &str = include_str!("../../../web/words/labels.es.json");
const FAULTS: &str = include_str!("../../../web/words/faults.es.json");
const FIELDS: &str = include_str!("../../../web/words/fields.json");

#[test]
fn every_label_has_its_spanish_words() {
    macro_rules! labels {
        ($($list:ty),+ $(,)?) => {
            [$(<$list>::ALL.iter().map(|one| one.label()).collect::<Vec<&str>>()),+].concat()
        };
    }
    let words: BTreeMap<String, String> = serde_json::from_str(LABELS).unwrap();
    let labels = labels![
        ActingAs,
        Category,
        ClaimType,
        ClosureReason,
        FileKind,
        FileRefusal,
        FileStatus,
        Finding,
        Flag,
        McoAnswer,
        Move,
        Outcome,
        PeerToPeer,
        Program,
        ProviderType,
        RegistrationStatus,
        Rule,
        StateName,
    ];
    let without: Vec<&&str> = labels.iter().filter(|label| !words.contains_key(**label)).collect();
    assert!(without.is_empty(), "{without:#?}");
}

/// The sources of the product, without their tests.
fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new("../..");
    let mut found = Vec::new();
    let mut folders = vec![root.join("crates"), root.join("functions")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if path.is_dir() && !["tests", "benches", "testkit", "templates"].contains(&name.as_str()) {
                folders.push(path);
            } else if name.ends_with(".rs") && name != "tests.rs" {
                let text = fs::read_to_string(&path).unwrap();
                let tests = text.find("#[cfg(test)]\nmod tests {").unwrap_or(text.len());
                found.push((path, text[..tests].to_owned()));
            }
        }
    }
    assert!(found.len() > 150, "{}", found.len());
    found
}

/// The arguments of a call, from behind its bracket on, as they are written.
fn arguments(text: &str) -> Vec<String> {
    let (mut found, mut depth, mut quoted, mut escaped) = (vec![String::new()], 0, false, false);
    for c in text.chars() {
        match c {
            _ if quoted => {}
            ')' | ']' | '}' if depth == 0 => break,
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => {
                found.push(String::new());
                continue;
            }
            _ => {}
        }
        quoted ^= c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        found.last_mut().unwrap().push(c);
    }
    found.into_iter().map(|argument| argument.trim().to_owned()).collect()
}

/// What an argument says: a text, or one of the file's own constants.
fn word(argument: &str, text: &str) -> Option<String> {
    let quoted = |text: &str| Some(text.strip_prefix('"')?.split_once('"')?.0.to_owned());
    quoted(argument).or_else(|| {
        let constant = argument.rsplit("::").next().filter(|name| !name.is_empty())?;
        quoted(text.split_once(&format!("const {constant}: &str = "))?.1)
    })
}

/// What stands at a place among the arguments of every call of these names.
fn said(calls: &[(&str, usize)]) -> BTreeMap<String, PathBuf> {
    let mut words = BTreeMap::new();
    for (path, text) in sources() {
        for (call, place) in calls {
            for (at, _) in text.match_indices(call) {
                // `FieldFault::new` ends as `Fault::new` does.
                let before = text[..at].chars().next_back().unwrap_or(' ');
                if before.is_alphanumeric() || before == '_' {
                    continue;
                }
                let argument = arguments(&text[at + call.len()..]).into_iter().nth(*place);
                if let Some(word) = argument.and_then(|argument| word(&argument, &text)) {
                    words.insert(word, path.clone());
                }
            }
        }
    }
    words
}

#[test]
fn every_fault_and_problem_has_its_spanish_words() {
    let mut calls = vec![
        ("FieldFault::new(", 0),
        ("Fault::new(", 1),
        ("RowFault::new(", 2),
        (".wrong(", 1),
        ("wrong = (", 0),
        ("Problem::new(", 1),
        ("Self::new(", 1),
    ];
    for call in ["unreadable(", "unauthenticated(", "forbidden(", "conflict(", "unprocessable("] {
        calls.push((call, 0));
    }
    let mut codes = said(&calls);
    for (path, text) in sources() {
        for after in text.split(".code = ").skip(1) {
            codes.extend(word(after, &text).map(|code| (code, path.clone())));
        }
    }
    // A workbook's refusals have their codes in one match.
    let (_, refused) =
        sources().into_iter().find(|(path, _)| path.ends_with("workbook/src/refused.rs")).unwrap();
    let listed = refused.split("pub const fn code").nth(1).unwrap().split("pub fn message").next().unwrap();
    for after in listed.split("=> ").skip(1) {
        codes.extend(word(after, "").map(|code| (code, PathBuf::from("refused.rs"))));
    }
    for known in [
        "missing",
        "last_lead",
        "half_done",
        "signed_out_everywhere",
        "not_a_date",
        "too_many",
        "internal",
        "no_rows",
        "too_early",
    ] {
        assert!(codes.contains_key(known), "{known} was not found: the search is at fault");
    }
    assert!(codes.len() > 120, "{}", codes.len());
    let words: BTreeMap<String, String> = serde_json::from_str(FAULTS).unwrap();
    let without: Vec<_> = codes.iter().filter(|(code, _)| !words.contains_key(*code)).collect();
    assert!(without.is_empty(), "{without:#?}");
}

#[test]
fn every_field_that_is_read_has_its_name_in_both_languages() {
    let readers =
        ["text", "texts", "date", "money", "one_of", "boolean", "integer", "object", "array", "must"];
    let calls: Vec<String> = readers.iter().map(|reader| format!("fields.{reader}(")).collect();
    let typed = ["text", "texts"].map(|reader| format!("fields.{reader}::<"));
    let mut names = said(&calls.iter().map(|call| (call.as_str(), 0)).collect::<Vec<_>>());
    for (path, text) in sources() {
        for call in &typed {
            for after in text.split(call.as_str()).skip(1) {
                let argument = after.split_once(">(").map_or("", |(_, argument)| argument);
                names.extend(word(argument, &text).map(|name| (name, path.clone())));
            }
        }
    }
    assert!(names.len() > 60 && names.contains_key("language"), "{names:#?}");
    let words: BTreeMap<String, (String, String)> = serde_json::from_str(FIELDS).unwrap();
    let without: Vec<_> = names.iter().filter(|(name, _)| !words.contains_key(*name)).collect();
    assert!(without.is_empty(), "{without:#?}");
}
