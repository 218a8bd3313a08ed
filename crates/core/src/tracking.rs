//! How an MCO's tracking numbers look (R3). The shapes are data, as far as a plan has published them; a number
//! of another shape is worth a second look and refuses nothing.

use crate::identity::TrackingNumber;
use serde::Deserialize;

/// What stands between a number's beginning and its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Then {
    /// One digit or more.
    Digits,
    /// One letter or digit or more.
    LettersAndDigits,
}

/// One shape. Capitals and small letters are alike, and what divides a number for the eye does not count.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shape {
    /// The letters or digits it begins with.
    #[serde(default)]
    pub starts: String,
    /// What follows.
    pub then: Then,
    /// What it ends with; `#` is any digit.
    #[serde(default)]
    pub ends: String,
}

impl Shape {
    /// Whether a number has this shape.
    pub fn fits(&self, number: &TrackingNumber) -> bool {
        let plain: Vec<u8> = number.as_str().bytes().filter(u8::is_ascii_alphanumeric).collect();
        let Some((start, rest)) = plain.split_at_checked(self.starts.len()) else { return false };
        let Some(middle) = rest.len().checked_sub(self.ends.len()) else { return false };
        let (middle, end) = rest.split_at(middle);
        let follows = |byte: &u8| match self.then {
            Then::Digits => byte.is_ascii_digit(),
            Then::LettersAndDigits => true,
        };
        let ends = end.iter().zip(self.ends.bytes()).all(|(byte, wanted)| match wanted {
            b'#' => byte.is_ascii_digit(),
            letter => byte.eq_ignore_ascii_case(&letter),
        });
        start.eq_ignore_ascii_case(self.starts.as_bytes())
            && !middle.is_empty()
            && middle.iter().all(follows)
            && ends
    }
}

#[cfg(test)]
mod tests {
    use crate::mco::McoList;

    fn is_odd(mco: &str, number: &str) -> bool {
        let list = McoList::published().unwrap();
        list.find(&mco.parse().unwrap()).unwrap().finds_odd(&number.parse().unwrap())
    }

    #[test]
    fn a_number_of_a_shape_that_the_plan_has_published_is_not_odd() {
        for number in
            ["PDXGR0012345", "pdxgr 001-2345", "AP99", "GR123456", "23ABC0001234A1", "23ABC0001234A2"]
        {
            assert!(!is_odd("ABHIL", number), "{number}");
        }
    }

    #[test]
    fn one_of_another_shape_is_odd() {
        for number in ["0012345", "PDXGR", "PDXGR12X45", "AP-", "GR 12 B", "XXA1B", "CASE 77"] {
            assert!(is_odd("ABHIL", number), "{number}");
        }
    }

    #[test]
    fn where_a_plan_has_published_no_shape_or_not_all_nothing_is_odd() {
        for mco in ["BCCHP", "MER", "MOL"] {
            for number in ["0012345", "26032000123", "APPEAL-7"] {
                assert!(!is_odd(mco, number), "{mco} {number}");
            }
        }
    }
}
