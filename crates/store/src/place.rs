//! A cursor: a place in a list's order. What comes back from outside is checked before it goes into
//! a query.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use portal_core::fault::FieldFault;
use std::fmt;
use std::str::FromStr;

/// A sort key is an instant and an id: far shorter than what the table would refuse.
const LONGEST: usize = 128;

/// A place in a list: the sort key of its last row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place(String);

impl Place {
    pub(crate) fn at(sort_key: String) -> Self {
        Self(sort_key)
    }

    pub(crate) fn sort_key(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(&self.0))
    }
}

impl FromStr for Place {
    type Err = FieldFault;

    fn from_str(text: &str) -> Result<Self, FieldFault> {
        let decoded =
            URL_SAFE_NO_PAD.decode(text.trim()).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let plain = |key: &String| {
            !key.is_empty() && key.len() <= LONGEST && key.bytes().all(|byte| byte.is_ascii_graphic())
        };
        decoded.filter(plain).map(Self).ok_or_else(|| {
            FieldFault::new(
                "cursor_unreadable",
                "This is no cursor of ours: take next_cursor from the page before, as it is, or leave it out to begin anew.",
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_comes_back_as_it_was_handed_out() {
        let place = Place::at("2026-11-24T18:00:00.000Z#ticket-1".to_owned());
        assert_eq!(place.to_string().parse(), Ok(place));
    }

    #[test]
    fn what_is_no_place_is_refused_before_it_reaches_the_table() {
        let long = URL_SAFE_NO_PAD.encode("x".repeat(LONGEST + 1));
        for text in ["", "!", "a", "AA", long.as_str(), &URL_SAFE_NO_PAD.encode("two words")] {
            assert_eq!(text.parse::<Place>().unwrap_err().code, "cursor_unreadable", "{text}");
        }
    }
}
