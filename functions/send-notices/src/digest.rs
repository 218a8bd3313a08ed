//! Several letters to one reader, as one: each by its subject, its first paragraph and its link. The frame
//! is `web/letters/digest/<language>.md`, built in.

use crate::html;
use crate::letters::{Letter, Letters, Unwritable};
use minijinja::{Value, context};
use portal_core::language::Language;

const ENGLISH: &str = include_str!("../../../web/letters/digest/en.md");
const SPANISH: &str = include_str!("../../../web/letters/digest/es.md");

impl Letters {
    /// Puts letters into one. A single one stays as it is; what was said once is not said again.
    ///
    /// # Errors
    /// When there is none, or the frame asks for what is not there.
    pub fn together(&self, letters: &[&Letter], language: Language) -> Result<Letter, Unwritable> {
        let mut once: Vec<&Letter> = Vec::new();
        for letter in letters {
            if !once.iter().any(|said| said.gist() == letter.gist() && said.link == letter.link) {
                once.push(letter);
            }
        }
        match once.as_slice() {
            [] => Err(Unwritable),
            [single] => Ok((*single).clone()),
            several => self.digest(several, language),
        }
    }

    fn digest(&self, letters: &[&Letter], language: Language) -> Result<Letter, Unwritable> {
        let frame = match language {
            Language::English => ENGLISH,
            Language::Spanish => SPANISH,
        };
        let write = |link: fn(&str) -> String| {
            let entry = |letter: &&Letter| {
                context! { subject => letter.subject, gist => letter.gist(), link => link(&letter.link) }
            };
            let entries: Vec<Value> = letters.iter().map(entry).collect();
            self.fill(frame, context! { entries })
        };
        let (subject, text) = write(str::to_owned)?;
        let (_, linked) = write(html::linked)?;
        let html = html::page(self.environment(), &subject, &linked, language)?;
        Ok(Letter { subject, text, html, link: String::new() })
    }
}
