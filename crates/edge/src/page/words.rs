//! What the rules say, in Spanish. Faults are made in English, where the rule is; a page in Spanish says
//! them by their codes.

use super::language::Language;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

static SPANISH: OnceLock<HashMap<String, String>> = OnceLock::new();

/// What a fault or problem of this code is called in a language; the English words where there are no
/// others.
pub fn said<'a>(language: Language, code: &str, english: &'a str) -> Cow<'a, str> {
    match language {
        Language::English => Cow::Borrowed(english),
        Language::Spanish => {
            // A catalogue that cannot be read fails its test, not somebody's page.
            let words = SPANISH.get_or_init(|| {
                serde_json::from_str(include_str!("../../../../web/words/faults.es.json")).unwrap_or_default()
            });
            words.get(code).map_or(Cow::Borrowed(english), |words| Cow::Owned(words.clone()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_can_be_read() {
        let words: HashMap<String, String> =
            serde_json::from_str(include_str!("../../../../web/words/faults.es.json")).unwrap();
        assert!(words.values().all(|text| !text.trim().is_empty()));
        assert_eq!(said(Language::English, "missing", "Fill this in."), "Fill this in.");
        assert_eq!(said(Language::Spanish, "no_such_code", "Fill this in."), "Fill this in.");
    }
}
