//! The numbers of the rules as data: versioned, effective-dated, and named in every date they make.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::code_list;

code_list! {
    /// A rule of domain.md, as cited to people and kept with every computed date.
    pub enum Rule {
        R1 = "R1", "Who may file";
        R2 = "R2", "Registration";
        R3 = "R3", "The MCO's own dispute process comes first";
        R4 = "R4", "Filing window";
        R5 = "R5", "Complete when submitted";
        R6 = "R6", "Several claims come by workbook";
        R7 = "R7", "One MCO and one reason per ticket";
        R8 = "R8", "Not for the portal";
        R9 = "R9", "HFS presents the ticket to the MCO";
        R10 = "R10", "The MCO's written proposal";
        R11 = "R11", "One extension";
        R12 = "R12", "The provider answers the proposal";
        R13 = "R13", "Both sides put in what they have";
        R14 = "R14", "HFS's written decision";
        R15 = "R15", "Urgent tickets";
    }
}

code_list! {
    /// Which reading of the filing window is in force (R4 and R4').
    pub enum WindowReading {
        HfsPractice = "hfs_practice", "Counted from the day of filing with the MCO (R4)";
        EarlierOf = "earlier_of", "The earlier of R4's last day and one counted from the MCO's answer (R4')";
        LaterOf = "later_of", "The later of R4's last day and one counted from the MCO's answer (R4')";
    }
}

code_list! {
    /// Who presents a complete and timely ticket to the MCO (R9).
    pub enum Intake {
        Automatic = "automatic", "The machine, at once";
        Manual = "manual", "HFS staff";
    }
}

/// One version of the rules' numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Version, kept with every date computed under it.
    pub version: u32,
    /// First Chicago day on which it is in force.
    pub effective_from: NaiveDate,
    /// R4: first day of the filing window, in calendar days after filing with the MCO.
    pub file_from_day: u32,
    /// R4: last day of the filing window, in calendar days after filing with the MCO.
    pub file_until_day: u32,
    /// R4': calendar days after the MCO's unsatisfactory answer.
    pub file_after_answer_days: u32,
    /// R4 or R4': the reading in force.
    pub window_reading: WindowReading,
    /// R6: claims on one workbook.
    pub claims_per_ticket: u32,
    /// R2: business days HFS takes at least to process a registration.
    pub registration_business_days: u32,
    /// R9: business days for HFS to present a ticket.
    pub presentation_business_days: u32,
    /// R9: who presents.
    pub intake: Intake,
    /// R10: calendar days for the MCO's proposal.
    pub proposal_days: u32,
    /// R11: calendar days that the one extension adds.
    pub extension_days: u32,
    /// R10: business days an overdue proposal may stay out before whoever leads HFS's staff is told. [D]
    pub escalation_business_days: u32,
    /// R12: calendar days for the provider's answer.
    pub answer_days: u32,
    /// R13: calendar days for evidence.
    pub evidence_days: u32,
    /// R14: calendar days for HFS's decision.
    pub decision_days: u32,
    /// R15: business days for HFS to look at an urgent ticket.
    pub urgent_business_days: u32,
    /// Days before a due date on which its owner is reminded, most first.
    pub reminder_days: Vec<u32>,
    /// R8: where fee-for-service issues belong.
    pub fee_for_service_phone: String,
    /// Days HFS proclaimed as holidays beyond the statutes.
    pub proclaimed_days: Vec<NaiveDate>,
}

/// Why a book of policies cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// The data is not a list of policies.
    #[error("failed to read the policies")]
    Unreadable(#[from] serde_json::Error),
    /// There is no policy at all.
    #[error("failed to find a policy: the list is empty")]
    Empty,
    /// Versions and dates must rise together.
    #[error("failed to order the policies: version {0} is out of order")]
    OutOfOrder(u32),
}

/// Every version of the rules' numbers, oldest first; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyBook {
    first: Policy,
    later: Vec<Policy>,
}

impl PolicyBook {
    /// The policies this release was built with.
    ///
    /// # Errors
    /// When the built-in data is not a rising list of policies; a test holds that it is.
    pub fn published() -> Result<Self, PolicyError> {
        Self::from_json(include_str!("../data/policies.json"))
    }

    /// Policies from JSON.
    ///
    /// # Errors
    /// When the text is not a list of policies whose versions and effective dates rise together.
    pub fn from_json(text: &str) -> Result<Self, PolicyError> {
        let mut all: Vec<Policy> = serde_json::from_str(text)?;
        if all.is_empty() {
            return Err(PolicyError::Empty);
        }
        let fallen = all.windows(2).find_map(|pair| match pair {
            [older, newer]
                if older.version >= newer.version || older.effective_from >= newer.effective_from =>
            {
                Some(newer.version)
            }
            _ => None,
        });
        if let Some(version) = fallen {
            return Err(PolicyError::OutOfOrder(version));
        }
        let first = all.remove(0);
        Ok(Self { first, later: all })
    }

    /// The policy in force on a Chicago day. Before the first one: the first one.
    pub fn in_force_on(&self, day: NaiveDate) -> &Policy {
        self.later.iter().rev().find(|policy| policy.effective_from <= day).unwrap_or(&self.first)
    }

    /// The same book with a State's own settings in every policy: reading, intake, proclaimed days.
    #[must_use]
    pub fn with_settings(mut self, reading: WindowReading, intake: Intake, proclaimed: &[NaiveDate]) -> Self {
        for policy in std::iter::once(&mut self.first).chain(&mut self.later) {
            policy.window_reading = reading;
            policy.intake = intake;
            policy.proclaimed_days.extend_from_slice(proclaimed);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_policies_hold_the_numbers_of_the_rules() {
        let book = PolicyBook::published().unwrap();
        let policy = book.in_force_on(NaiveDate::from_ymd_opt(2026, 11, 24).unwrap());
        assert_eq!(
            (policy.file_from_day, policy.file_until_day, policy.file_after_answer_days),
            (30, 60, 30)
        );
        assert_eq!((policy.presentation_business_days, policy.urgent_business_days), (10, 2));
        assert_eq!(policy.escalation_business_days, 5);
        assert_eq!(
            [
                policy.proposal_days,
                policy.extension_days,
                policy.answer_days,
                policy.evidence_days,
                policy.decision_days
            ],
            [30; 5]
        );
        assert_eq!((policy.window_reading, policy.intake), (WindowReading::HfsPractice, Intake::Automatic));
    }

    #[test]
    fn the_policy_in_force_is_chosen_by_day() {
        let book = PolicyBook::published().unwrap();
        let mut newer = book.first.clone();
        newer.version += 1;
        newer.effective_from = NaiveDate::from_ymd_opt(2027, 1, 1).unwrap();
        newer.proposal_days = 45;
        let text = serde_json::to_string(&[&book.first, &newer]).unwrap();
        let book = PolicyBook::from_json(&text).unwrap();
        let day = |text: &str| text.parse().unwrap();
        assert_eq!(book.in_force_on(day("2026-12-31")).proposal_days, 30);
        assert_eq!(book.in_force_on(day("2027-01-01")).proposal_days, 45);
        let swapped = serde_json::to_string(&[&newer, &book.first]).unwrap();
        assert!(matches!(PolicyBook::from_json(&swapped), Err(PolicyError::OutOfOrder(1))));
        assert!(matches!(PolicyBook::from_json("[]"), Err(PolicyError::Empty)));
    }
}
