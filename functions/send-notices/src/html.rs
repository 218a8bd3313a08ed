//! The HTML part of a letter: its Markdown, in the plainest page there is. No image, no style and nothing
//! to fetch, so opening a letter tells nobody that it was opened.

use crate::letters::Unwritable;
use minijinja::{Environment, context};
use portal_core::language::Language;
use pulldown_cmark::{Event, Parser};

const FRAME: &str = include_str!("../../../web/letters/frame.html");

/// A link as Markdown follows it.
pub fn linked(link: &str) -> String {
    format!("<{link}>")
}

/// The page of a letter's text, its links as [`linked`] writes them.
pub fn page(
    environment: &Environment<'_>,
    subject: &str,
    text: &str,
    language: Language,
) -> Result<String, Unwritable> {
    let mut body = String::new();
    pulldown_cmark::html::push_html(&mut body, Parser::new(text).map(harmless));
    let frame = environment.template_from_named_str("frame.html", FRAME).map_err(|_| Unwritable)?;
    frame.render(context! { subject, body, language => language.code() }).map_err(|_| Unwritable)
}

/// Markup in a text is text.
fn harmless(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Html(raw) | Event::InlineHtml(raw) => Event::Text(raw),
        Event::SoftBreak => Event::HardBreak,
        Event::Text(_)
        | Event::Start(_)
        | Event::End(_)
        | Event::Code(_)
        | Event::InlineMath(_)
        | Event::DisplayMath(_)
        | Event::FootnoteReference(_)
        | Event::HardBreak
        | Event::Rule
        | Event::TaskListMarker(_) => event,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_a_text_is_shown_and_not_obeyed() {
        let link = "https://portal.example.org/tickets/1";
        let text = format!("<script>alert(1)</script>\n\nSee <img src=x> & **this**:\n{}\n", linked(link));
        let page = page(&Environment::new(), "A <b> & c", &text, Language::Spanish).unwrap();
        assert!(page.contains("<html lang=\"es\">") && page.contains("<title>A &lt;b&gt; &amp; c</title>"));
        assert!(page.contains("&lt;script&gt;") && page.contains("&lt;img src=x&gt; &amp; <strong>this"));
        assert!(page.contains(&format!("<a href=\"{link}\">{link}</a>")), "{page}");
        assert!(!page.contains("<script") && !page.contains("<img"));
    }
}
