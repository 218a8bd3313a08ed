//! Identifiers as types that cannot hold a wrong value.
//!
//! Each parses from what people type (blanks at the ends dropped) and says, when it refuses, what
//! is wrong and how to put it right. Those that point at a person never show in `Debug`.

use crate::fault::FieldFault;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Declares a text identifier: its check, and whether `Debug` may show it.
macro_rules! identifier {
    ($(#[$meta:meta])* $name:ident, $debug:ident, $check:expr) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The identifier as text.
            pub fn as_str(&self) -> &str { &self.0 }
        }

        impl std::str::FromStr for $name {
            type Err = FieldFault;
            fn from_str(text: &str) -> Result<Self, FieldFault> {
                let check: fn(&str) -> Result<String, FieldFault> = $check;
                check(text.trim()).map(Self)
            }
        }

        impl TryFrom<String> for $name {
            type Error = FieldFault;
            fn try_from(text: String) -> Result<Self, FieldFault> { text.parse() }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self { id.0 }
        }

        identifier!(@$debug $name);
    };
    (@shown $name:ident) => {
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { write!(f, "{}({})", stringify!($name), self.0) }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&self.0) }
        }
    };
    (@hidden $name:ident) => {
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(concat!(stringify!($name), "(hidden)")) }
        }
    };
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn upper_alphanumeric(text: &str, lengths: std::ops::RangeInclusive<usize>) -> Option<String> {
    (lengths.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric()))
        .then(|| text.to_ascii_uppercase())
}

/// Luhn check over `80840` + NPI (45 CFR 162.406): the prefix alone adds 24.
fn npi_check_digit_holds(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let digit = u32::from(byte - b'0');
            match place % 2 {
                0 => digit,
                _ if digit > 4 => digit * 2 - 9,
                _ => digit * 2,
            }
        })
        .sum();
    (sum + 24).is_multiple_of(10)
}

identifier!(
    /// National Provider Identifier: 10 digits, first 1 or 2, Luhn over `80840` + NPI.
    Npi, shown, |text| {
        if text.len() != 10 || !all_digits(text) {
            return Err(FieldFault::new("npi_shape", "An NPI has 10 digits and nothing else."));
        }
        if !text.starts_with(['1', '2']) || !npi_check_digit_holds(text) {
            return Err(FieldFault::new("npi_check_digit", "This is not a valid NPI: its check digit does not fit. Compare it with the NPI registry, digit by digit."));
        }
        Ok(text.to_owned())
    }
);

identifier!(
    /// HFS provider (Medicaid) ID: 7–12 letters or digits, kept in capitals.
    MedicaidId, shown, |text| upper_alphanumeric(text, 7..=12)
        .ok_or_else(|| FieldFault::new("medicaid_id_shape", "An HFS provider (Medicaid) ID has 7 to 12 letters or digits."))
);

identifier!(
    /// Taxpayer identification number: 9 digits, not all equal. Shown masked.
    Tin, hidden, |text| {
        let digits: String = text.chars().filter(|c| *c != '-').collect();
        let first = digits.bytes().next();
        if digits.len() != 9 || !all_digits(&digits) || digits.bytes().all(|b| Some(b) == first) {
            return Err(FieldFault::new("tin_shape", "A TIN has 9 digits, not all the same."));
        }
        Ok(digits)
    }
);

impl Tin {
    /// What a page may show: the last four digits.
    pub fn masked(&self) -> String {
        format!("*****{}", &self.0[5..])
    }
}

identifier!(
    /// Recipient identification number of a Medicaid member: 9 digits, leading zeros kept.
    Rin, hidden, |text| {
        if text.len() == 8 && all_digits(text) {
            return Err(FieldFault::new("rin_lost_zero", "A RIN has 9 digits and this has 8: a leading zero was probably lost in a spreadsheet. Format the column as text and type the zero again."));
        }
        if text.len() != 9 || !all_digits(text) {
            return Err(FieldFault::new("rin_shape", "A RIN has 9 digits, leading zeros included."));
        }
        Ok(text.to_owned())
    }
);

impl Rin {
    /// What a page shows until it is opened: the last four digits.
    pub fn masked(&self) -> String {
        format!("*****{}", &self.0[5..])
    }
}

identifier!(
    /// Claim adjustment reason code, shape only: 1–3 digits, or a letter and digits.
    Carc, shown, |text| {
        let code = text.to_ascii_uppercase();
        let bytes = code.as_bytes();
        let fits = match bytes {
            [first, rest @ ..] if first.is_ascii_uppercase() => (1..=3).contains(&rest.len()) && rest.iter().all(u8::is_ascii_digit),
            _ => (1..=3).contains(&bytes.len()) && all_digits(&code),
        };
        if fits { Ok(code) } else { Err(FieldFault::new("carc_shape", "A CARC is 1 to 3 digits, or a letter and digits, such as 197 or B7.")) }
    }
);

identifier!(
    /// Remittance advice remark code, shape only: `M`, `MA` or `N` and digits.
    Rarc, shown, |text| {
        let code = text.to_ascii_uppercase();
        let digits = code.strip_prefix("MA").or_else(|| code.strip_prefix('M')).or_else(|| code.strip_prefix('N')).unwrap_or("");
        if (1..=4).contains(&digits.len()) && all_digits(digits) { Ok(code) }
        else { Err(FieldFault::new("rarc_shape", "A RARC is M, MA or N and digits, such as N54 or MA130.")) }
    }
);

identifier!(
    /// The MCO's own number of a claim: 6–38 letters, digits or `-`, kept in capitals.
    McoClaimNumber, hidden, |text| {
        if (6..=38).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            Ok(text.to_ascii_uppercase())
        } else {
            Err(FieldFault::new("mco_claim_number_shape", "An MCO claim number has 6 to 38 letters, digits or hyphens."))
        }
    }
);

identifier!(
    /// The number the MCO gave the dispute in its own process (R3). Its shape differs by MCO.
    TrackingNumber, shown, |text| {
        if (3..=40).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'/' | b'.' | b'_' | b' ')) {
            Ok(text.to_ascii_uppercase())
        } else {
            Err(FieldFault::new("tracking_number_shape", "A tracking number has 3 to 40 letters, digits, spaces or - / . _"))
        }
    }
);

identifier!(
    /// Procedure (CPT/HCPCS, 5 characters) or revenue code (3 or 4 digits), shape only.
    ProcedureCode, shown, |text| match text.len() {
        5 if text.bytes().all(|b| b.is_ascii_alphanumeric()) => Ok(text.to_ascii_uppercase()),
        3 | 4 if all_digits(text) => Ok(text.to_owned()),
        _ => Err(FieldFault::new("procedure_code_shape", "A procedure code has 5 letters or digits; a revenue code has 3 or 4 digits.")),
    }
);

identifier!(
    /// Prior-authorization number: 1–30 letters, digits or hyphens.
    AuthorizationNumber, hidden, |text| {
        if (1..=30).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            Ok(text.to_ascii_uppercase())
        } else {
            Err(FieldFault::new("authorization_number_shape", "An authorization number has 1 to 30 letters, digits or hyphens."))
        }
    }
);

identifier!(
    /// E-mail address: one `@`, a dotted domain, at most 254 characters, no blanks.
    Email, hidden, |text| {
        let fits = text.len() <= 254
            && !text.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, ',' | ';' | '<' | '>' | '"'))
            && text.split_once('@').is_some_and(|(local, domain)| {
                !local.is_empty() && local.len() <= 64 && !domain.contains('@')
                    && domain.split('.').count() >= 2 && domain.split('.').all(|label| !label.is_empty())
            });
        if fits { Ok(text.to_owned()) } else { Err(FieldFault::new("email_shape", "Write one e-mail address, such as billing@example.org.")) }
    }
);

identifier!(
    /// US telephone number: 10 digits, an optional leading 1 dropped, kept as `217-555-0100`.
    Phone, hidden, |text| {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let digits = if digits.len() == 11 { digits.strip_prefix('1').unwrap_or(&digits).to_owned() } else { digits };
        let typed_well = text.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '(' | ')' | ' ' | '.' | '+'));
        if digits.len() == 10 && typed_well { Ok(format!("{}-{}-{}", &digits[..3], &digits[3..6], &digits[6..])) }
        else { Err(FieldFault::new("phone_shape", "Write a US telephone number of 10 digits, such as 217-555-0100.")) }
    }
);

identifier!(
    /// ZIP code: 5 digits, or 9 as `62701-1234`.
    Zip, shown, |text| {
        let fits = match text.split_once('-') {
            Some((five, four)) => five.len() == 5 && four.len() == 4 && all_digits(five) && all_digits(four),
            None => text.len() == 5 && all_digits(text),
        };
        if fits { Ok(text.to_owned()) } else { Err(FieldFault::new("zip_shape", "A ZIP code has 5 digits, or 9 written as 62701-1234.")) }
    }
);

identifier!(
    /// Two-letter US state or territory.
    UsState, shown, |text| {
        if text.len() == 2 && text.bytes().all(|b| b.is_ascii_alphabetic()) { Ok(text.to_ascii_uppercase()) }
        else { Err(FieldFault::new("state_shape", "Write the two letters of the state, such as IL.")) }
    }
);

/// Longest name of a file, in characters.
const LONGEST_FILE_NAME: usize = 200;

/// A plain name, without a folder, and without what makes a name read as another one: control characters,
/// and those that turn the direction of writing.
fn file_name(text: &str) -> Result<String, FieldFault> {
    let turns =
        |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if text.is_empty() {
        return Err(FieldFault::new("empty", "Fill this in: it holds only blanks."));
    }
    if text.chars().count() > LONGEST_FILE_NAME {
        let message = format!("Shorten the name to {LONGEST_FILE_NAME} characters at the most.");
        return Err(FieldFault::new("too_long", message).telling("most", LONGEST_FILE_NAME));
    }
    if text.chars().any(|c| c.is_control() || turns(c) || matches!(c, '/' | '\\')) {
        let message = "Send the file's own name, without folders and without invisible characters.";
        return Err(FieldFault::new("file_name_shape", message));
    }
    Ok(text.to_owned())
}

/// An opaque identifier that the portal itself made: letters, digits, `-`.
fn opaque(text: &str) -> Result<String, FieldFault> {
    if (8..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
        Ok(text.to_owned())
    } else {
        Err(FieldFault::new("id_shape", "This is not an identifier that the portal gave out."))
    }
}

identifier!(
    /// A ticket's key.
    TicketId, shown, opaque
);
identifier!(
    /// The number people quote: unguessable, no sequence in it.
    TicketNumber, shown, opaque
);
identifier!(
    /// A registration's key.
    RegistrationId, shown, opaque
);
identifier!(
    /// An upload's key.
    UploadId, shown, opaque
);
identifier!(
    /// The key of a draft of a ticket.
    DraftId, shown, opaque
);
identifier!(
    /// The key of a file on a ticket.
    FileId, shown, opaque
);
identifier!(
    /// What a sender calls a file: it may name a patient.
    FileName, hidden, file_name
);
identifier!(
    /// SHA-256 over a file, 64 hex digits. A short file can be guessed from it.
    FileDigest, hidden, |text| {
        if text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit()) { Ok(text.to_ascii_lowercase()) }
        else { Err(FieldFault::new("sha256_shape", "Send the SHA-256 of the file as 64 hexadecimal digits.")) }
    }
);
identifier!(
    /// The token's `sub`: a person's account. Not a name.
    UserId, shown, |text| {
        if (1..=128).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic() && b != b'#') { Ok(text.to_owned()) }
        else { Err(FieldFault::new("user_shape", "This is not an account identifier.")) }
    }
);

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("1234567893", true)]
    #[case("1234567898", false)]
    #[case("1245319599", true)]
    #[case("0000000000", false)]
    #[case("123456789", false)]
    #[case("12345678931", false)]
    #[case("１２３４５６７８９３", false)]
    fn an_npi_is_ten_digits_with_its_check_digit(#[case] text: &str, #[case] valid: bool) {
        assert_eq!(text.parse::<Npi>().is_ok(), valid);
    }

    #[test]
    fn a_rin_that_lost_its_zero_is_told_so() {
        assert_eq!("12345678".parse::<Rin>().unwrap_err().code, "rin_lost_zero");
        assert_eq!("1234567".parse::<Rin>().unwrap_err().code, "rin_shape");
        assert_eq!("012345678".parse::<Rin>().unwrap().as_str(), "012345678");
    }

    #[test]
    fn what_points_at_a_person_never_shows_in_debug() {
        let rin: Rin = "012345678".parse().unwrap();
        let claim: McoClaimNumber = "23abc0001234".parse().unwrap();
        let tin: Tin = "37-1234567".parse().unwrap();
        assert_eq!(format!("{rin:?}{claim:?}{tin:?}"), "Rin(hidden)McoClaimNumber(hidden)Tin(hidden)");
        assert_eq!((rin.masked().as_str(), tin.masked().as_str()), ("*****5678", "*****4567"));
        assert_eq!(claim.as_str(), "23ABC0001234");
    }

    #[rstest]
    #[case("197", true)]
    #[case("B7", true)]
    #[case("b12", true)]
    #[case("B", false)]
    #[case("1978", false)]
    #[case("", false)]
    fn a_carc_has_its_shape(#[case] text: &str, #[case] valid: bool) {
        assert_eq!(text.parse::<Carc>().is_ok(), valid);
    }

    #[rstest]
    #[case("N54", true)]
    #[case("ma130", true)]
    #[case("M1", true)]
    #[case("X1", false)]
    #[case("N", false)]
    fn a_rarc_has_its_shape(#[case] text: &str, #[case] valid: bool) {
        assert_eq!(text.parse::<Rarc>().is_ok(), valid);
    }

    #[rstest]
    #[case("a@b.co", true)]
    #[case("a@b", false)]
    #[case("a@@b.co", false)]
    #[case("a b@c.co", false)]
    #[case("a@b.co,c@d.co", false)]
    fn an_address_is_one_address(#[case] text: &str, #[case] valid: bool) {
        assert_eq!(text.parse::<Email>().is_ok(), valid);
    }

    #[test]
    fn a_phone_is_kept_in_one_form() {
        assert_eq!("+1 (217) 555.0100".parse::<Phone>().unwrap().as_str(), "217-555-0100");
        assert!("555-0100".parse::<Phone>().is_err());
        assert!("217-555-0100 ext 4".parse::<Phone>().is_err());
    }
}
