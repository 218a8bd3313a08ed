//! What a fault names, such as a day or a limit, put into the words that a catalogue has for it: `{most}`.

use super::language::Language;
use super::spoken;
use super::words::{field, label};
use chrono::NaiveDate;
use std::borrow::{Borrow, Cow};
use std::collections::BTreeMap;

/// These words with what they name, as people of this language say it; `None` where something that they name was
/// not told.
pub(super) fn put_into<K: Borrow<str> + Ord>(
    language: Language,
    words: &str,
    told: &BTreeMap<K, String>,
) -> Option<String> {
    let mut said = String::with_capacity(words.len());
    let mut rest = words;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}')?;
        said.push_str(before);
        said.push_str(&spoken_of(language, told.get(name)?));
        rest = after;
    }
    said.push_str(rest);
    Some(said)
}

/// A day, the names of fields, one of the rulebook's labels; anything else stays as it is, a number or a code.
fn spoken_of(language: Language, value: &str) -> Cow<'_, str> {
    if let Some(day) = day(value) {
        return Cow::Owned(spoken::day(language, day));
    }
    let names: Vec<String> = value.split(", ").map(|name| field(language, name)).collect();
    if names.iter().any(String::is_empty) { label(language, value) } else { Cow::Owned(names.join(", ")) }
}

/// A day as JSON has it, and nothing shorter that may pass for one.
fn day(value: &str) -> Option<NaiveDate> {
    value.parse().ok().filter(|_| value.len() == "2026-10-20".len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Problem;
    use axum::response::IntoResponse;
    use http_body_util::BodyExt;
    use portal_core::fault::{FieldFault, Told};

    #[test]
    fn what_is_told_is_said_in_the_readers_language() {
        let told = Told::from([
            ("last", "2026-12-24".to_owned()),
            ("most", "500".to_owned()),
            ("state", "Closed".to_owned()),
            ("follows", "service_from".to_owned()),
            ("missing", "npi, city".to_owned()),
        ]);
        let words = "{last}; {most}; {state}; {follows}; {missing}.";
        let spanish = "jue, 24 dic 2026; 500; Cerrada; Servicio desde; NPI, Ciudad.";
        assert_eq!(put_into(Language::Spanish, words, &told).unwrap(), spanish);
        let english = "Thu, Dec 24, 2026; 500; Closed; Service from; NPI, City.";
        assert_eq!(put_into(Language::English, words, &told).unwrap(), english);
        assert_eq!(put_into(Language::Spanish, "Acorte esto.", &told).unwrap(), "Acorte esto.");
    }

    #[test]
    fn words_that_name_what_nobody_told_are_not_said() {
        let told = Told::from([("most", "500".to_owned())]);
        for words in ["Hasta el {last}.", "{most} y {least}", "{most"] {
            assert_eq!(put_into(Language::Spanish, words, &told), None, "{words}");
        }
    }

    #[tokio::test]
    async fn what_is_told_for_a_pages_words_is_in_no_answer_to_a_program() {
        let fault = FieldFault::new("too_long", "Shorten this.").telling("most", 500).at("/text");
        let problem = Problem::faults(vec![fault]).telling("last", "2026-12-24");
        assert_eq!(problem.as_fault("/x").told["last"], "2026-12-24");
        let body = problem.into_response().into_body().collect().await.unwrap().to_bytes();
        let body = String::from_utf8_lossy(&body).into_owned();
        assert!(body.contains("Shorten this."), "{body}");
        assert!(!body.contains("told") && !body.contains("500") && !body.contains("2026"), "{body}");
    }
}
