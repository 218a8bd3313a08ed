//! Pages in Spanish are in Spanish: every label of the rulebook's lists has its words, and so have every code
//! of a fault and every field, wherever in the sources they stand.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use portal_core::attachment::{FileKind, FileRefusal, FileStatus};
use portal_core::category::{ActingAs, Category, ClaimType, McoAnswer, PeerToPeer, Program, ProviderType};
use portal_core::moves::{Move, StateName};
use portal_core::outcome::{ClosureReason, Finding, Outcome};
use portal_core::policy::{Rule, WindowReading};
use portal_core::registration::RegistrationStatus;
use portal_core::ticket::Flag;
use sources::catalogue::{named, ways};
use sources::{Made, arguments, literals, made, sources, word};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

mod sources;

const LABELS: &str = include_str!("../../../web/words/labels.es.json");
const FAULTS: &str = include_str!("../../../web/words/faults.es.json");
const FOR_PEOPLE: &str = include_str!("../../../web/words/faults.en.json");
const WORDS: &str = include_str!("../../../docs/WORDS.md");
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
        WindowReading,
    ];
    let without: Vec<&&str> = labels.iter().filter(|label| !words.contains_key(**label)).collect();
    assert!(without.is_empty(), "{without:#?}");
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
    let mut codes: BTreeMap<String, PathBuf> = made().into_iter().map(|one| (one.code, one.path)).collect();
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
        "uncertain",
        "signed_out_everywhere",
        "not_a_date",
        "too_many",
        "internal",
        "no_rows",
        "too_early",
        // Through helpers of their files.
        "registration_revoked",
        "not_a_list",
        "machine_only",
        "upload_unknown",
        "needs_mco_or_provider",
        "amount_over_billed",
    ] {
        assert!(codes.contains_key(known), "{known} was not found: the search is at fault");
    }
    assert!(codes.len() > 150, "{}", codes.len());
    let words = ways(FAULTS);
    let without: Vec<_> = codes.iter().filter(|(code, _)| !words.contains_key(*code)).collect();
    assert!(without.is_empty(), "{without:#?}");
}

#[test]
fn what_the_words_name_is_told_where_the_fault_is_made() {
    let made = made();
    let mut named_at_all = 0;
    for catalogue in [FAULTS, FOR_PEOPLE] {
        for (code, ways) in ways(catalogue) {
            let places: Vec<&Made> = made.iter().filter(|one| one.code == code).collect();
            for way in &ways {
                let names = named(way);
                named_at_all += names.len();
                let is_told = names.is_empty() || places.iter().any(|one| names.is_subset(&one.told));
                assert!(is_told, "{code}: nobody tells all that this names: {way}");
            }
            for place in places.iter().filter(|one| !one.of_workbook) {
                let fits = ways.iter().any(|way| named(way).is_subset(&place.told));
                assert!(fits, "{code} as made in {} tells too little: {ways:?}", place.path.display());
            }
        }
    }
    assert!(named_at_all > 30, "{named_at_all}");
}

#[test]
fn what_is_told_is_named_in_spanish() {
    let words = ways(FAULTS);
    let unused = made().into_iter().filter(|one| !one.of_workbook).filter_map(|one| {
        let all: BTreeSet<String> = words[&one.code].iter().flat_map(|way| named(way)).collect();
        // Codes to choose among are for whoever writes them: a form has a list of them.
        let left = one.told.difference(&all).filter(|name| *name != "choices");
        let left: Vec<String> = left.cloned().collect();
        (!left.is_empty()).then_some((one.code, left, one.path))
    });
    let unused: Vec<_> = unused.collect();
    assert!(unused.is_empty(), "{unused:#?}");
}

/// What people read: every template, letter and catalogue, and what functions say by themselves.
fn read_by_people() -> Vec<(PathBuf, String)> {
    let mut found: Vec<(PathBuf, String)> = sources()
        .into_iter()
        .filter(|(path, _)| !path.starts_with("../../crates/workbook"))
        .map(|(path, text)| (path, literals(&text).join("\n")))
        .collect();
    let mut folders = vec![PathBuf::from("../../crates/edge/templates"), PathBuf::from("../../web/letters")];
    folders.extend(fs::read_dir("../../functions").unwrap().map(|one| one.unwrap().path().join("templates")));
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push((path.clone(), fs::read_to_string(path).unwrap()));
            }
        }
    }
    for name in ["faults.es.json", "labels.es.json", "fields.json"] {
        let path = PathBuf::from("../../web/words").join(name);
        found.push((path.clone(), fs::read_to_string(path).unwrap()));
    }
    assert!(found.len() > 220, "{}", found.len());
    found
}

#[test]
fn one_thing_has_one_name_in_spanish() {
    let table = WORDS.lines().filter(|line| line.starts_with("| ") && line.matches('|').count() == 5);
    let ruled_out: Vec<&str> = table
        .filter_map(|line| line.split('|').nth(4))
        .flat_map(|column| column.split(','))
        .map(str::trim)
        .filter(|word| !word.is_empty() && *word != "Not")
        .collect();
    assert!(ruled_out.len() > 30, "{ruled_out:?}");
    let mut found = Vec::new();
    for (path, text) in read_by_people() {
        let words: Vec<String> = text.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect();
        let text = format!(" {} ", words.join(" "));
        let here = ruled_out.iter().filter(|word| text.contains(&format!(" {} ", word.to_lowercase())));
        found.extend(here.map(|word| (path.clone(), (*word).to_owned())));
    }
    assert!(found.is_empty(), "docs/WORDS.md says otherwise: {found:#?}");
}

#[test]
fn whom_something_is_for_has_its_spanish_words() {
    let words: BTreeMap<String, String> = serde_json::from_str(LABELS).unwrap();
    let labels = said(&[("not_for(", 0)]);
    assert!(labels.len() > 4, "{labels:#?}");
    let without: Vec<_> = labels.keys().filter(|label| !words.contains_key(*label)).collect();
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
