//! What the rules say, to people. Faults are made in English, where the rule is, for programs too; a page in
//! Spanish says them by their codes, and one in English those whose words are not for people.

use super::language::Language;
use super::told::put_into;
use serde::Deserialize;
use std::borrow::{Borrow, Cow};
use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

const FAULTS: &str = include_str!("../../../../web/words/faults.es.json");
const FOR_PEOPLE: &str = include_str!("../../../../web/words/faults.en.json");
const LABELS: &str = include_str!("../../../../web/words/labels.es.json");

const FIELDS: &str = include_str!("../../../../web/words/fields.json");

const WORKBOOKS: &str = include_str!("../../../../web/words/workbooks.es.json");

static SPANISH_WORKBOOKS: OnceLock<HashMap<String, Words>> = OnceLock::new();
static FIELD_NAMES: OnceLock<HashMap<String, (String, String)>> = OnceLock::new();
static SPANISH_FAULTS: OnceLock<HashMap<String, Words>> = OnceLock::new();
static ENGLISH_FAULTS: OnceLock<HashMap<String, Words>> = OnceLock::new();
static SPANISH_LABELS: OnceLock<HashMap<String, String>> = OnceLock::new();

/// What a catalogue says of a code. Where it says it in several ways, the first counts that names nothing but what
/// was told.
#[derive(Deserialize)]
#[serde(untagged)]
enum Words {
    One(String),
    Several(Vec<String>),
}

impl Words {
    fn ways(&self) -> &[String] {
        match self {
            Self::One(words) => std::slice::from_ref(words),
            Self::Several(ways) => ways,
        }
    }
}

/// How a page says a fault or problem of this code, with what was told of it; the API's own words where the
/// catalogue of the language has no others.
pub fn said<'a, K: Borrow<str> + Ord>(
    language: Language,
    code: &str,
    english: &'a str,
    told: &BTreeMap<K, String>,
) -> Cow<'a, str> {
    let (words, catalogue) = match language {
        Language::English => (&ENGLISH_FAULTS, FOR_PEOPLE),
        Language::Spanish => (&SPANISH_FAULTS, FAULTS),
    };
    found(language, (words, catalogue), code, told).map_or(Cow::Borrowed(english), Cow::Owned)
}

/// The same of what was found in a workbook, where a code may want other words than in a form. In English they are
/// the workbook's own: they speak to whoever fills it in.
pub fn of_workbook<'a, K: Borrow<str> + Ord>(
    language: Language,
    code: &str,
    english: &'a str,
    told: &BTreeMap<K, String>,
) -> Cow<'a, str> {
    match language {
        Language::English => Cow::Borrowed(english),
        Language::Spanish => match found(language, (&SPANISH_WORKBOOKS, WORKBOOKS), code, told) {
            Some(words) => Cow::Owned(words),
            None => said(language, code, english, told),
        },
    }
}

fn found<K: Borrow<str> + Ord>(
    language: Language,
    (words, catalogue): (&'static OnceLock<HashMap<String, Words>>, &str),
    code: &str,
    told: &BTreeMap<K, String>,
) -> Option<String> {
    // A catalogue that cannot be read fails its test, not somebody's page.
    let words = words.get_or_init(|| serde_json::from_str(catalogue).unwrap_or_default());
    let ways = words.get(code).map(Words::ways).unwrap_or_default();
    ways.iter().find_map(|words| put_into(language, words, told))
}

/// What one of the closed lists' values is called in a language, by its English label.
pub fn label(language: Language, english: &str) -> Cow<'_, str> {
    match language {
        Language::English => Cow::Borrowed(english),
        Language::Spanish => match english.strip_suffix(" (observed)") {
            Some(holiday) => Cow::Owned(format!("{} (observado)", label(language, holiday))),
            None => looked_up(english),
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

fn looked_up(english: &str) -> Cow<'_, str> {
    let labels = SPANISH_LABELS.get_or_init(|| serde_json::from_str(LABELS).unwrap_or_default());
    labels.get(english).map_or(Cow::Borrowed(english), |words| Cow::Borrowed(words.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use portal_core::fault::Told;

    #[test]
    fn the_catalogues_can_be_read() {
        let labels: HashMap<String, String> = serde_json::from_str(LABELS).unwrap();
        assert!(labels.values().all(|text| !text.trim().is_empty()));
        for catalogue in [FAULTS, FOR_PEOPLE, WORKBOOKS] {
            let words: HashMap<String, Words> = serde_json::from_str(catalogue).unwrap();
            let is_said = |words: &Words| words.ways().iter().all(|way| !way.trim().is_empty());
            assert!(words.values().all(|words| !words.ways().is_empty() && is_said(words)));
        }
        assert_eq!(field(Language::English, "/claims/0/rin"), "Claim 1, RIN");
        assert_eq!(field(Language::Spanish, "/contact/phone"), "Teléfono");
        assert_eq!(field(Language::Spanish, "/no_such_field"), "");
        assert_eq!(label(Language::Spanish, "Labor Day (observed)"), "Día del Trabajo (observado)");
    }

    fn in_spanish(code: &str, told: &Told) -> String {
        said(Language::Spanish, code, "Fill this in.", told).into_owned()
    }

    fn in_a_workbook(code: &str) -> String {
        of_workbook(Language::Spanish, code, "Fill this in.", &Told::new()).into_owned()
    }

    #[test]
    fn a_code_without_words_is_said_as_the_api_says_it() {
        let nothing = Told::new();
        assert_eq!(said(Language::English, "missing", "Fill this in.", &nothing), "Fill this in.");
        assert_eq!(in_spanish("no_such_code", &nothing), "Fill this in.");
        assert_eq!(in_a_workbook("no_such_code"), "Fill this in.");
    }

    #[test]
    fn a_workbook_has_words_of_its_own_and_else_those_of_a_form() {
        let nothing = Told::new();
        assert_ne!(in_a_workbook("file_too_large"), in_spanish("file_too_large", &nothing));
        assert_eq!(in_a_workbook("rin_shape"), in_spanish("rin_shape", &nothing));
    }

    #[test]
    fn what_is_told_chooses_the_words() {
        let told = Told::from([("most", "500".to_owned())]);
        assert_eq!(in_spanish("too_long", &told), "Acorte esto a 500 caracteres como máximo.");
        assert_eq!(in_spanish("too_long", &Told::new()), "Acorte este texto.");
        let english = "Send text, in quotation marks.";
        assert_eq!(said(Language::English, "not_text", english, &told), "Write text.");
    }
}
