//! Text that people type: bounded, free of control characters, and never shown by `Debug`.

use crate::fault::FieldFault;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Why: of a move on a ticket, and of what HFS says of a registration.
pub type Reason = Text<2000>;
/// R13: what a side puts in, in words.
pub type Statement = Text<4000>;

/// Free text of 1 to `MAX` characters, blanks at the ends dropped. Line breaks and tabs are kept,
/// other control characters refused. `Debug` shows the length only: people type health information
/// into every box.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Text<const MAX: usize>(String);

impl<const MAX: usize> Text<MAX> {
    /// Characters that it holds at the most, to be said beside its field.
    pub const MOST: usize = MAX;

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> std::str::FromStr for Text<MAX> {
    type Err = FieldFault;
    fn from_str(text: &str) -> Result<Self, FieldFault> {
        let text = text.trim();
        if text.is_empty() {
            return Err(FieldFault::new("empty", "Fill this in: it holds only blanks."));
        }
        if text.chars().count() > MAX {
            let message = format!("Shorten this to {MAX} characters at the most.");
            return Err(FieldFault::new("too_long", message).telling("most", MAX));
        }
        if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            return Err(FieldFault::new(
                "control_character",
                "Remove the invisible control characters: type the text again, or paste it as plain text.",
            ));
        }
        Ok(Self(text.to_owned()))
    }
}

impl<const MAX: usize> TryFrom<String> for Text<MAX> {
    type Error = FieldFault;
    fn try_from(text: String) -> Result<Self, FieldFault> {
        text.parse()
    }
}

impl<const MAX: usize> From<Text<MAX>> for String {
    fn from(text: Text<MAX>) -> Self {
        text.0
    }
}

impl<const MAX: usize> fmt::Debug for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({} characters)", self.0.chars().count())
    }
}

#[cfg(test)]
mod tests {
    use super::Text;

    #[test]
    fn hostile_text_is_kept_as_text_but_control_characters_are_refused() {
        let kept: Text<200> = "<script>alert(1)</script> \u{202e}rtl \u{1f600}".parse().unwrap();
        assert!(kept.as_str().contains("<script>"));
        assert_eq!("a\0b".parse::<Text<10>>().unwrap_err().code, "control_character");
        assert_eq!("   ".parse::<Text<10>>().unwrap_err().code, "empty");
        assert_eq!("x".repeat(11).parse::<Text<10>>().unwrap_err().code, "too_long");
        assert!("é".repeat(Text::<10>::MOST).parse::<Text<10>>().is_ok());
        assert_eq!(format!("{kept:?}"), "Text(32 characters)");
    }
}
