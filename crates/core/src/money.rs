//! US dollars and cents, held as whole cents.

use crate::fault::FieldFault;
use serde::{Deserialize, Serialize};
use std::fmt;

/// An amount in US cents, zero or more, at most ten million dollars. Written `"1234.50"`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Money(u64);

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    const MOST: u64 = 1_000_000_000;

    /// An amount of whole cents.
    pub const fn from_cents(cents: u64) -> Self {
        Self(cents)
    }

    /// The amount in cents.
    pub const fn cents(self) -> u64 {
        self.0
    }

    /// The difference, never below zero.
    pub const fn less(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl std::iter::Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        Self(amounts.fold(0, |sum, amount| sum.saturating_add(amount.0)))
    }
}

impl std::str::FromStr for Money {
    type Err = FieldFault;
    /// Takes `1234.5`, `1,234.50`, `$1,234.50`. Refuses signs, exponents and more than two decimals:
    /// a third decimal means the value is not an amount of money, and rounding would hide that.
    fn from_str(text: &str) -> Result<Self, FieldFault> {
        let text = text.trim();
        if text.starts_with(['-', '(']) {
            return Err(FieldFault::new(
                "money_negative",
                "An amount cannot be negative: write it without a sign.",
            ));
        }
        let text = text.strip_prefix('$').unwrap_or(text).trim_start();
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        let shape = || FieldFault::new("money_shape", "Write dollars and cents, such as 1234.50.");
        if decimals.len() > 2 && decimals.bytes().all(|b| b.is_ascii_digit()) {
            return Err(FieldFault::new(
                "money_decimals",
                "Write at most two decimals: dollars and cents, such as 1234.50.",
            ));
        }
        let is_number = decimals.bytes().all(|b| b.is_ascii_digit());
        if !is_number || !is_grouped(whole) || whole.is_empty() && decimals.is_empty() {
            return Err(shape());
        }
        // At most 18 digits: they fit.
        let digits = whole.bytes().filter(|byte| *byte != b',');
        let cents =
            digits.chain(decimals.bytes().chain([b'0', b'0']).take(2)).try_fold(0, |cents: u64, byte| {
                byte.is_ascii_digit().then(|| cents * 10 + u64::from(byte - b'0')).ok_or_else(shape)
            })?;
        if cents > Self::MOST {
            return Err(FieldFault::new(
                "money_too_large",
                "An amount over $10,000,000 is not taken here: check the decimal point.",
            ));
        }
        Ok(Self(cents))
    }
}

/// Whether its thousands separators, where it has any, stand where they belong.
fn is_grouped(whole: &str) -> bool {
    let in_threes = |(first, rest): (&str, &str)| {
        (1..=3).contains(&first.len()) && rest.split(',').all(|group| group.len() == 3)
    };
    whole.len() <= 16 && whole.split_once(',').is_none_or(in_threes)
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

impl TryFrom<String> for Money {
    type Error = FieldFault;
    fn try_from(text: String) -> Result<Self, FieldFault> {
        text.parse()
    }
}

impl From<Money> for String {
    fn from(money: Money) -> Self {
        money.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::Money;
    use rstest::rstest;

    #[rstest]
    #[case("1234.50", 123_450)]
    #[case("$1,234.5", 123_450)]
    #[case("0", 0)]
    #[case(".75", 75)]
    #[case("12.", 1_200)]
    fn dollars_and_cents_are_read(#[case] text: &str, #[case] cents: u64) {
        assert_eq!(text.parse::<Money>().unwrap().cents(), cents);
    }

    #[rstest]
    #[case("-1.00", "money_negative")]
    #[case("(1.00)", "money_negative")]
    #[case("1.005", "money_decimals")]
    #[case("1e3", "money_shape")]
    #[case("1,23.00", "money_shape")]
    #[case("", "money_shape")]
    #[case(".", "money_shape")]
    #[case("NaN", "money_shape")]
    #[case("1.2a3", "money_shape")]
    #[case("1.23a", "money_shape")]
    #[case("1,234,56.00", "money_shape")]
    #[case("1234,567.00", "money_shape")]
    #[case(",123.00", "money_shape")]
    #[case("10000000.01", "money_too_large")]
    #[case("99999999999999999999", "money_shape")]
    fn what_is_not_an_amount_is_refused(#[case] text: &str, #[case] code: &str) {
        assert_eq!(text.parse::<Money>().unwrap_err().code, code);
    }

    proptest::proptest! {
        #[test]
        fn an_amount_reads_back_as_written(cents in 0_u64..=1_000_000_000) {
            let money = Money::from_cents(cents);
            proptest::prop_assert_eq!(money.to_string().parse::<Money>().unwrap(), money);
        }
    }
}
