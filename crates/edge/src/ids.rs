//! New identifiers: keys that sort by time, and ticket numbers that nobody can guess.

use crate::problem::Problem;
use chrono::{DateTime, Utc};
use portal_core::fault::FieldFault;
use portal_core::identity::{DraftId, RegistrationId, TicketId, TicketNumber, UploadId};
use rand::RngCore;
use rand::rngs::StdRng;
use rand::{SeedableRng, TryRngCore};
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

/// Crockford's base 32: no I, L, O or U, so that nothing is misread over the telephone.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Random characters of a ticket number: 11 of 5 bits are 55 bits; the twelfth is the check.
const RANDOM_CHARACTERS: usize = 11;

/// A source of identifiers. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Ids(Source);

#[derive(Clone, Debug, Default)]
enum Source {
    #[default]
    System,
    Seeded(Arc<Mutex<StdRng>>),
}

/// Why no identifier could be made.
#[derive(Debug, thiserror::Error)]
pub enum IdError {
    /// The machine has no random numbers.
    #[error("failed to get random numbers")]
    NoRandomness,
    /// What was made is not what the rulebook takes for an identifier.
    #[error("failed to make an identifier: {}", .0.code)]
    Shape(#[from] FieldFault),
}

impl From<IdError> for Problem {
    fn from(error: IdError) -> Self {
        match error {
            IdError::NoRandomness | IdError::Shape(_) => Self::internal(error.to_string()),
        }
    }
}

impl Ids {
    /// The same identifiers every time, for tests.
    pub fn seeded(seed: u64) -> Self {
        Self(Source::Seeded(Arc::new(Mutex::new(StdRng::seed_from_u64(seed)))))
    }

    /// A ticket's key.
    ///
    /// # Errors
    /// When there are no random numbers.
    pub fn ticket_id(&self, now: DateTime<Utc>) -> Result<TicketId, IdError> {
        Ok(self.key(now)?.parse()?)
    }

    /// A registration's key.
    ///
    /// # Errors
    /// When there are no random numbers.
    pub fn registration_id(&self, now: DateTime<Utc>) -> Result<RegistrationId, IdError> {
        Ok(self.key(now)?.parse()?)
    }

    /// An upload's key.
    ///
    /// # Errors
    /// When there are no random numbers.
    pub fn upload_id(&self, now: DateTime<Utc>) -> Result<UploadId, IdError> {
        Ok(self.key(now)?.parse()?)
    }

    /// A draft's key.
    ///
    /// # Errors
    /// When there are no random numbers.
    pub fn draft_id(&self, now: DateTime<Utc>) -> Result<DraftId, IdError> {
        Ok(self.key(now)?.parse()?)
    }

    /// A key of anything else: a UUID v7.
    ///
    /// # Errors
    /// When there are no random numbers.
    pub fn key(&self, now: DateTime<Utc>) -> Result<String, IdError> {
        let mut random = [0; 10];
        self.fill(&mut random)?;
        let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0);
        Ok(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid().to_string())
    }

    /// The number people quote: `IL-XXXX-XXXX-XXXX`, 55 random bits and a check character.
    ///
    /// # Errors
    /// When there are no random numbers.
    pub fn ticket_number(&self) -> Result<TicketNumber, IdError> {
        let mut digits = [0; RANDOM_CHARACTERS];
        self.fill(&mut digits)?;
        for digit in &mut digits {
            *digit &= 31;
        }
        let all = digits.iter().copied().chain([check_digit(&digits)]);
        let text: String =
            all.map(|digit| char::from(LETTERS.get(usize::from(digit)).copied().unwrap_or(b'0'))).collect();
        let (first, rest) = text.split_at(4);
        let (second, third) = rest.split_at(4);
        Ok(format!("IL-{first}-{second}-{third}").parse()?)
    }

    fn fill(&self, bytes: &mut [u8]) -> Result<(), IdError> {
        match &self.0 {
            Source::System => rand::rngs::OsRng.try_fill_bytes(bytes).map_err(|_| IdError::NoRandomness),
            Source::Seeded(rng) => {
                rng.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(bytes);
                Ok(())
            }
        }
    }
}

/// A request's id where the gateway gave none.
pub(crate) fn request_id() -> String {
    Uuid::new_v4().to_string()
}

/// A ticket number as someone typed or dictated it: any case, with or without hyphens, O for 0, I or L
/// for 1. `None` when it is not a number that the portal gave out: a character wrong, or two swapped.
pub fn typed_ticket_number(text: &str) -> Option<TicketNumber> {
    let plain: String =
        text.chars().filter(|c| !matches!(c, '-' | ' ')).collect::<String>().to_ascii_uppercase();
    let body = plain.strip_prefix("IL").filter(|body| body.len() == RANDOM_CHARACTERS + 1)?;
    let digits: Vec<u8> = body.bytes().map(digit_of).collect::<Option<_>>()?;
    let (check, random) = digits.split_last()?;
    if check_digit(random) != *check {
        return None;
    }
    let text: String = digits
        .iter()
        .map(|digit| char::from(LETTERS.get(usize::from(*digit)).copied().unwrap_or(b'0')))
        .collect();
    format!("IL-{}-{}-{}", &text[..4], &text[4..8], &text[8..]).parse().ok()
}

fn digit_of(letter: u8) -> Option<u8> {
    let letter = match letter {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        other => other,
    };
    LETTERS.iter().position(|known| *known == letter).and_then(|place| u8::try_from(place).ok())
}

/// The sum of the digits in GF(32), each weighed by a power of a generator: one wrong digit, or two
/// neighbours swapped, always changes it.
fn check_digit(digits: &[u8]) -> u8 {
    // x^5 + x^2 + 1 is primitive over GF(2).
    let double = |value: u8| if value & 16 == 0 { value << 1 } else { (value << 1) ^ 0b10_0101 };
    digits.iter().fold(0, |sum, digit| double(sum ^ digit))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn a_ticket_number_holds_no_sequence_and_never_comes_twice() {
        let ids = Ids::default();
        let numbers: HashSet<String> =
            (0..2000).map(|_| ids.ticket_number().unwrap().as_str().to_owned()).collect();
        assert_eq!(numbers.len(), 2000);
        assert!(
            numbers.iter().all(|number| number.len() == 17 && !number[3..].contains(['I', 'L', 'O', 'U']))
        );
    }

    #[test]
    fn a_number_misread_or_mistyped_is_not_another_ticket() {
        let number = Ids::seeded(7).ticket_number().unwrap();
        let text = number.as_str().to_owned();
        assert_eq!(typed_ticket_number(&text.to_lowercase().replace('-', " ")), Some(number));
        let places: Vec<usize> = (3..17).filter(|place| text.as_bytes()[*place] != b'-').collect();
        for place in &places {
            for letter in LETTERS {
                let mut wrong = text.clone().into_bytes();
                if wrong[*place] == *letter {
                    continue;
                }
                wrong[*place] = *letter;
                assert_eq!(typed_ticket_number(&String::from_utf8(wrong).unwrap()), None);
            }
        }
        for pair in places.windows(2) {
            let mut swapped = text.clone().into_bytes();
            swapped.swap(pair[0], pair[1]);
            let swapped = String::from_utf8(swapped).unwrap();
            assert!(swapped == text || typed_ticket_number(&swapped).is_none());
        }
        assert_eq!(typed_ticket_number("IL-ÜÜÜÜ-ÜÜ"), None);
    }

    #[test]
    fn keys_sort_by_time_and_are_the_same_again_from_the_same_seed() {
        let at = |text: &str| text.parse().unwrap();
        let (ids, again) = (Ids::seeded(1), Ids::seeded(1));
        let early = ids.ticket_id(at("2026-11-24T00:00:00Z")).unwrap();
        let late = ids.ticket_id(at("2026-11-24T00:00:01Z")).unwrap();
        assert!(early < late);
        assert_eq!(early, again.ticket_id(at("2026-11-24T00:00:00Z")).unwrap());
    }
}
