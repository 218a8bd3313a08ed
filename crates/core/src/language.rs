//! The languages of domain.md §7: of letters, and of pages.

use crate::code_list;

code_list! {
    /// A language that letters and pages are in.
    #[derive(Default)]
    pub enum Language {
        #[default]
        English = "en", "English";
        Spanish = "es", "Spanish";
    }
}

impl Language {
    /// The language of this code.
    pub fn of(code: &str) -> Option<Self> {
        match code {
            "en" => Some(Self::English),
            "es" => Some(Self::Spanish),
            _ => None,
        }
    }

    /// The other one, which every page offers.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::English => Self::Spanish,
            Self::Spanish => Self::English,
        }
    }

    /// What the language calls itself.
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Spanish => "Español",
        }
    }

    /// One text in both languages, side by side where it is used: neither can be forgotten.
    pub const fn say<'a>(self, english: &'a str, spanish: &'a str) -> &'a str {
        match self {
            Self::English => english,
            Self::Spanish => spanish,
        }
    }
}
