//! The MCOs and their contracts, chosen by date of service: contracts change with the calendar.

use crate::category::Program;
use crate::fault::FieldFault;
use crate::identity::TrackingNumber;
use crate::tracking::Shape;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::fmt;

/// An MCO's short code, 2 to 8 capitals. Whether such a plan exists is the list's to say.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct McoCode(String);

impl McoCode {
    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for McoCode {
    type Err = FieldFault;
    fn from_str(text: &str) -> Result<Self, FieldFault> {
        let code = text.trim().to_ascii_uppercase();
        if (2..=8).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_uppercase()) {
            Ok(Self(code))
        } else {
            Err(FieldFault::new(
                "mco_shape",
                "Choose an MCO from the list: its code has 2 to 8 letters, such as ABHIL.",
            ))
        }
    }
}

impl TryFrom<String> for McoCode {
    type Error = FieldFault;
    fn try_from(text: String) -> Result<Self, FieldFault> {
        text.parse()
    }
}

impl From<McoCode> for String {
    fn from(code: McoCode) -> Self {
        code.0
    }
}

impl fmt::Debug for McoCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "McoCode({})", self.0)
    }
}

impl fmt::Display for McoCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A contract between the State and a plan, first and last day included.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Contract {
    /// The program it covers.
    pub program: Program,
    /// First day of service covered; none means since before the list begins.
    #[serde(default)]
    pub from: Option<NaiveDate>,
    /// Last day of service covered; none means it goes on.
    #[serde(default)]
    pub to: Option<NaiveDate>,
}

impl Contract {
    fn covers(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

/// A managed-care plan.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Mco {
    /// Short code.
    pub code: McoCode,
    /// Full name.
    pub name: String,
    /// Where it operates.
    pub area: String,
    /// Its contracts.
    #[serde(rename = "programs")]
    pub contracts: Vec<Contract>,
    /// How its tracking numbers look; a mismatch warns, never refuses.
    #[serde(default)]
    pub tracking_number_hint: Option<String>,
    /// Every shape that they have; empty where it is not known, or not of all.
    #[serde(default)]
    pub tracking_number_shapes: Vec<Shape>,
}

impl Mco {
    /// Whether it had a contract for `program` on a day of service.
    pub fn is_contracted(&self, program: Program, service: NaiveDate) -> bool {
        self.contracts.iter().any(|contract| contract.program == program && contract.covers(service))
    }

    /// Whether a tracking number has none of the shapes that this MCO's have.
    pub fn finds_odd(&self, number: &TrackingNumber) -> bool {
        !self.tracking_number_shapes.is_empty()
            && !self.tracking_number_shapes.iter().any(|shape| shape.fits(number))
    }

    /// What is said of one that is odd.
    pub fn says_odd(&self) -> String {
        let hint = self.tracking_number_hint.as_deref().unwrap_or("another shape");
        format!(
            "{} gives numbers of another shape ({hint}). Check that it is the number the MCO gave your dispute.",
            self.name
        )
    }
}

/// Why the list of MCOs cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("failed to read the list of MCOs")]
pub struct McoListError(#[from] serde_json::Error);

/// The effective-dated list of MCOs.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct McoList {
    mcos: Vec<Mco>,
}

impl McoList {
    /// The list this release was built with.
    ///
    /// # Errors
    /// When the built-in data does not parse; a test holds that it does.
    pub fn published() -> Result<Self, McoListError> {
        Ok(serde_json::from_str(include_str!("../data/mcos.json"))?)
    }

    /// The plan with this code.
    pub fn find(&self, code: &McoCode) -> Option<&Mco> {
        self.mcos.iter().find(|mco| mco.code == *code)
    }

    /// The MCO of this code.
    ///
    /// # Errors
    /// `mco_unknown`, naming those that there are.
    pub fn known(&self, code: &McoCode) -> Result<&Mco, FieldFault> {
        self.find(code).ok_or_else(|| {
            let known: Vec<&str> = self.all().iter().map(|mco| mco.code.as_str()).collect();
            let choices = known.join(", ");
            let message = format!("There is no MCO of this code. Use one of: {choices}.");
            FieldFault::new("mco_unknown", message).telling("choices", choices)
        })
    }

    /// Every plan.
    pub fn all(&self) -> &[Mco] {
        &self.mcos
    }

    /// The plans contracted for `program` on a day of service.
    pub fn contracted(&self, program: Program, service: NaiveDate) -> impl Iterator<Item = &Mco> {
        self.mcos.iter().filter(move |mco| mco.is_contracted(program, service))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_plan_is_chosen_by_the_date_of_service() {
        let list = McoList::published().unwrap();
        let humana = list.find(&"HUM".parse().unwrap()).unwrap();
        assert!(!humana.is_contracted(Program::Hci, day("2026-12-31")));
        assert!(humana.is_contracted(Program::Hci, day("2027-01-01")));
        assert!(humana.is_contracted(Program::Mmai, day("2025-12-31")));
        assert!(!humana.is_contracted(Program::Mmai, day("2026-01-01")));
        let hci: Vec<&str> =
            list.contracted(Program::Hci, day("2026-08-01")).map(|mco| mco.code.as_str()).collect();
        assert_eq!(hci, ["ABHIL", "BCCHP", "CCHP", "MER", "MOL"]);
        assert!(list.find(&"NOPE".parse().unwrap()).is_none());
    }
}
