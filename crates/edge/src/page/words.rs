//! What the rules say, in Spanish. Faults are made in English, where the rule is; a page in Spanish says
//! them by their codes.

use super::language::Language;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

const FAULTS: &str = include_str!("../../../../web/words/faults.es.json");
const LABELS: &str = include_str!("../../../../web/words/labels.es.json");

const FIELDS: &str = include_str!("../../../../web/words/fields.json");

const WORKBOOKS: &str = include_str!("../../../../web/words/workbooks.es.json");

static SPANISH_WORKBOOKS: OnceLock<HashMap<String, String>> = OnceLock::new();
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

/// The same of what was found in a workbook, where a code may want other words than in a form.
pub fn of_workbook<'a>(language: Language, code: &str, english: &'a str) -> Cow<'a, str> {
    match language {
        Language::English => Cow::Borrowed(english),
        Language::Spanish => {
            let otherwise = looked_up(&SPANISH_FAULTS, FAULTS, code, english);
            match looked_up(&SPANISH_WORKBOOKS, WORKBOOKS, code, "") {
                Cow::Borrowed("") => otherwise,
                words => Cow::Owned(words.into_owned()),
            }
        }
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
        for catalogue in [FAULTS, LABELS, WORKBOOKS] {
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
        assert_ne!(of_workbook(Language::Spanish, "file_too_large", "Too large."), of_form);
        assert_eq!(
            of_workbook(Language::Spanish, "rin_shape", "x"),
            said(Language::Spanish, "rin_shape", "x")
        );
        assert_eq!(of_workbook(Language::Spanish, "no_such_code", "Fill this in."), "Fill this in.");
    }
}
