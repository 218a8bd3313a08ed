//! In which language a page is: English or Spanish.

use http::header::ACCEPT_LANGUAGE;
use http::request::Parts;
pub use portal_core::language::Language;

use super::cookies;

/// The cookie in which a choice is kept.
pub const COOKIE: &str = "language";

/// What was chosen, else what the browser asks for, else English.
pub fn wanted(parts: &Parts) -> Language {
    let chosen = cookies::sent(&parts.headers, COOKIE).and_then(Language::of);
    chosen.unwrap_or_else(|| {
        let asked = parts.headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        best(asked.unwrap_or_default())
    })
}

/// The language of the highest weight in an `Accept-Language`; the first of equals.
fn best(asked: &str) -> Language {
    let mut found: Option<(Language, f32)> = None;
    for entry in asked.split(',').take(20) {
        let mut parts = entry.split(';');
        let range = parts.next().unwrap_or_default().trim();
        let primary = range.split('-').next().unwrap_or_default().to_ascii_lowercase();
        let Some(language) = Language::of(&primary) else { continue };
        let weight = parts.find_map(|part| part.trim().strip_prefix("q=")?.parse().ok()).unwrap_or(1.0);
        if weight > 0.0 && found.is_none_or(|(_, best)| weight > best) {
            found = Some((language, weight));
        }
    }
    found.map_or(Language::English, |(language, _)| language)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("", Language::English)]
    #[case("es", Language::Spanish)]
    #[case("es-MX,es;q=0.9,en;q=0.8", Language::Spanish)]
    #[case("en-US,en;q=0.9,es;q=0.8", Language::English)]
    #[case("fr,es;q=0.5", Language::Spanish)]
    #[case("es;q=0", Language::English)]
    #[case("en;q=0.2, ES;q=0.7", Language::Spanish)]
    fn the_browser_says_which_language(#[case] asked: &str, #[case] expected: Language) {
        assert_eq!(best(asked), expected);
    }

    #[test]
    fn a_choice_outweighs_the_browser() {
        let request = http::Request::get("/").header("accept-language", "es");
        let (parts, ()) = request.header("cookie", "a=b; language=en").body(()).unwrap().into_parts();
        assert_eq!(wanted(&parts), Language::English);
    }
}
