//! What the rules say, in Spanish. Faults are made in English, where the rule is; a page in Spanish says
//! them by their codes.

use super::language::Language;
use super::spoken;
use chrono::NaiveDate;
use serde::Deserialize;
use std::borrow::{Borrow, Cow};
use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

const FAULTS: &str = include_str!("../../../../web/words/faults.es.json");
const LABELS: &str = include_str!("../../../../web/words/labels.es.json");

const FIELDS: &str = include_str!("../../../../web/words/fields.json");

const WORKBOOKS: &str = include_str!("../../../../web/words/workbooks.es.json");

static SPANISH_WORKBOOKS: OnceLock<HashMap<String, Wordings>> = OnceLock::new();
static FIELD_NAMES: OnceLock<HashMap<String, (String, String)>> = OnceLock::new();
static SPANISH_FAULTS: OnceLock<HashMap<String, String>> = OnceLock::new();
static SPANISH_LABELS: OnceLock<HashMap<String, String>> = OnceLock::new();

/// What a fault or problem of this code is called in a language; the English words where there are no
/// others.
pub fn said<'a>(language: Language, code: &str, english: &'a str) -> Cow<'a, str> {
    match language {
        Language::English => Cow::Borrowed(english),
        Language::Spanish => looked_up(&SPANISH_FAULTS, FAULTS, code, english),
    }
}

/// What is said of a code, or several ways of saying it. They ask by `{name}` for what is told; the first counts
/// of which everything is told.
#[derive(Deserialize)]
#[serde(untagged)]
enum Wordings {
    One(String),
    Several(Vec<String>),
}

impl Wordings {
    fn all(&self) -> &[String] {
        match self {
            Self::One(words) => std::slice::from_ref(words),
            Self::Several(all) => all,
        }
    }
}

/// The same of what was found in a workbook, where a code may want other words than in a form, with the days,
/// rows and limits that it told in them.
pub fn of_workbook<'a, K: Borrow<str> + Ord>(
    language: Language,
    code: &str,
    english: &'a str,
    told: &BTreeMap<K, String>,
) -> Cow<'a, str> {
    if language == Language::English {
        return Cow::Borrowed(english);
    }
    let words = SPANISH_WORKBOOKS.get_or_init(|| serde_json::from_str(WORKBOOKS).unwrap_or_default());
    let mut wordings = words.get(code).map_or(&[][..], Wordings::all).iter();
    // What was stored before anything was told is said without it.
    match wordings.find_map(|words| filled(language, words, told)) {
        Some(words) => Cow::Owned(words),
        None => looked_up(&SPANISH_FAULTS, FAULTS, code, english),
    }
}

/// Words with everything in its place; nothing where one of them is not told.
fn filled<K: Borrow<str> + Ord>(
    language: Language,
    words: &str,
    told: &BTreeMap<K, String>,
) -> Option<String> {
    let (mut filled, mut rest) = (String::with_capacity(words.len()), words);
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}')?;
        filled.push_str(before);
        filled.push_str(&shown(language, name, told.get(name)?));
        rest = after;
    }
    filled.push_str(rest);
    Some(filled)
}

/// What was told under a name, as people read it.
fn shown(language: Language, name: &str, value: &str) -> String {
    match name {
        "program" | "state" => label(language, value).into_owned(),
        "follows" => field(language, value),
        _ => match value.parse::<NaiveDate>() {
            Ok(day) => spoken::day(language, day),
            Err(_) => value.to_owned(),
        },
    }
}

/// What one of the closed lists' values is called in a language, by its English label.
pub fn label(language: Language, english: &str) -> Cow<'_, str> {
    match language {
        Language::English => Cow::Borrowed(english),
        Language::Spanish => match english.strip_suffix(" (observed)") {
            Some(holiday) => Cow::Owned(format!("{} (observado)", label(language, holiday))),
            None => looked_up(&SPANISH_LABELS, LABELS, english, english),
        },
    }
}

/// What the field is called in which a fault lies, `/claims/0/rin`: "Claim 1, RIN"; blank where it has no
/// name that people know.
pub fn field(language: Language, pointer: &str) -> String {
    let names = FIELD_NAMES.get_or_init(|| serde_json::from_str(FIELDS).unwrap_or_default());
    let name = |field: &str| {
        names.get(field).map_or("", |(english, spanish)| language.say(english, spanish)).to_owned()
    };
    let parts: Vec<&str> = pointer.split('/').filter(|part| !part.is_empty()).collect();
    let Some((last, before)) = parts.split_last() else { return String::new() };
    let own = name(last);
    match before {
        ["claims", index] => match index.parse::<u32>() {
            Ok(index) => format!("{} {}, {own}", name("claim"), index.saturating_add(1)),
            Err(_) => own,
        },
        _ => own,
    }
}

fn looked_up<'a>(
    words: &'static OnceLock<HashMap<String, String>>,
    catalogue: &str,
    key: &str,
    english: &'a str,
) -> Cow<'a, str> {
    // A catalogue that cannot be read fails its test, not somebody's page.
    let words = words.get_or_init(|| serde_json::from_str(catalogue).unwrap_or_default());
    words.get(key).map_or(Cow::Borrowed(english), |words| Cow::Borrowed(words.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_can_be_read() {
        for catalogue in [FAULTS, LABELS] {
            let words: HashMap<String, String> = serde_json::from_str(catalogue).unwrap();
            assert!(words.values().all(|text| !text.trim().is_empty()));
        }
        assert_eq!(field(Language::English, "/claims/0/rin"), "Claim 1, RIN");
        assert_eq!(field(Language::Spanish, "/contact/phone"), "Teléfono");
        assert_eq!(field(Language::Spanish, "/no_such_field"), "");
        assert_eq!(label(Language::Spanish, "Labor Day (observed)"), "Día del Trabajo (observado)");
        assert_eq!(said(Language::English, "missing", "Fill this in."), "Fill this in.");
        assert_eq!(said(Language::Spanish, "no_such_code", "Fill this in."), "Fill this in.");
        let of_form = said(Language::Spanish, "file_too_large", "Too large.").into_owned();
        assert_ne!(in_a_workbook("file_too_large", "Too large.", &[]), of_form);
        assert_eq!(in_a_workbook("rin_shape", "x", &[]), said(Language::Spanish, "rin_shape", "x"));
        assert_eq!(in_a_workbook("no_such_code", "Fill this in.", &[]), "Fill this in.");
    }

    fn in_a_workbook(code: &str, english: &str, told: &[(&str, &str)]) -> String {
        let told: BTreeMap<&str, String> =
            told.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        of_workbook(Language::Spanish, code, english, &told).into_owned()
    }

    #[test]
    fn what_a_finding_tells_is_in_its_spanish_words_as_people_read_it() {
        for (code, told, expected) in [
            (
                "too_early",
                &[("from", "2026-12-01"), ("last", "2026-12-31")][..],
                "del mar, 1 dic 2026 al jue, 31 dic 2026.",
            ),
            ("too_many_rows", &[("most", "1000")], "más de 1000 filas"),
            ("not_waiting_for_you", &[("state", "Closed")], "«Cerrada»"),
            ("dates_out_of_order", &[("follows", "date_of_birth")], "Fecha de nacimiento."),
            ("repeated_heading", &[("heading", "RIN")], "El encabezado RIN está"),
        ] {
            let words = in_a_workbook(code, "x", told);
            assert!(words.contains(expected), "{words}");
        }
        let told = BTreeMap::from([("most", "1000".to_owned())]);
        assert_eq!(of_workbook(Language::English, "too_many_rows", "Too many.", &told), "Too many.");
    }

    #[test]
    fn a_finding_that_was_stored_before_it_told_anything_is_said_in_spanish_all_the_same() {
        let words: HashMap<String, Wordings> = serde_json::from_str(WORKBOOKS).unwrap();
        assert!(words.len() > 50);
        for code in words.keys() {
            let words = in_a_workbook(code, "", &[("unasked", "1")]);
            assert!(!words.is_empty() && !words.contains(['{', '}']), "{code}: {words}");
        }
    }
}
