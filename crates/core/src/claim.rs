//! One disputed claim, as it was typed or read from a workbook's row.

use crate::category::ClaimType;
use crate::identity::{
    AuthorizationNumber, Carc, McoClaimNumber, Npi, ProcedureCode, Rarc, Rin, TrackingNumber,
};
use crate::money::Money;
use crate::text::Text;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A claim. Every field may be absent: what is missing closes a ticket (R5), it is not an error, and
/// what was given is kept. All days are civil days.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[allow(missing_docs, reason = "the fields are those of domain.md §6, by name")]
pub struct Claim {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member_last_name: Option<Text<60>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member_first_name: Option<Text<60>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rin: Option<Rin>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_of_birth: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_from: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_to: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mco_claim_number: Option<McoClaimNumber>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claim_type: Option<ClaimType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub billed: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paid: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub denied_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carc: Option<Carc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rarc: Option<Rarc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub procedure_code: Option<ProcedureCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorization_number: Option<AuthorizationNumber>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rendering_npi: Option<Npi>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<Text<500>>,
    /// The row's own tracking number, from a workbook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mco_tracking_number: Option<TrackingNumber>,
    /// The row's own day of filing with the MCO: every row has its own window.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filed_with_mco: Option<NaiveDate>,
    /// The row's own day of the MCO's answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mco_answered: Option<NaiveDate>,
}

impl Claim {
    /// The names of the required fields that are absent (R5), in the order of the form.
    pub fn missing(&self) -> impl Iterator<Item = &'static str> {
        [
            ("member_last_name", self.member_last_name.is_none()),
            ("member_first_name", self.member_first_name.is_none()),
            ("rin", self.rin.is_none()),
            ("date_of_birth", self.date_of_birth.is_none()),
            ("service_from", self.service_from.is_none()),
            ("service_to", self.service_to.is_none()),
            ("mco_claim_number", self.mco_claim_number.is_none()),
            ("claim_type", self.claim_type.is_none()),
            ("billed", self.billed.is_none()),
            ("paid", self.paid.is_none()),
            ("expected", self.expected.is_none()),
        ]
        .into_iter()
        .filter_map(|(name, absent)| absent.then_some(name))
    }

    /// What is the same in two claims that are one: its number and first day of service.
    pub fn sameness(&self) -> Option<(&str, NaiveDate)> {
        Some((self.mco_claim_number.as_ref()?.as_str(), self.service_from?))
    }

    /// What marks the claim among the open claims of a provider.
    pub fn duplicate_key(&self) -> Option<String> {
        self.sameness().map(|(number, from)| format!("claim:{number}:{from}"))
    }

    /// What is still in dispute: expected less paid, or billed less paid.
    pub fn in_dispute(&self) -> Money {
        let sought = self.expected.or(self.billed).unwrap_or_default();
        sought.less(self.paid.unwrap_or_default())
    }
}

impl fmt::Debug for Claim {
    /// Health information stays out of logs: only how much is filled in.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Claim({} required fields absent)", self.missing().count())
    }
}
