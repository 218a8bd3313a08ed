//! What a provider submits: the dispute itself, as given, complete or not.

use crate::category::{Category, McoAnswer, PeerToPeer, Program};
use crate::claim::Claim;
use crate::identity::{Email, MedicaidId, Npi, Phone, TrackingNumber, UploadId};
use crate::mco::McoCode;
use crate::text::Text;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The provider for whom a ticket is filed. The Medicaid ID marks it; atypical providers have no NPI.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ProviderRef {
    /// National Provider Identifier; none for an atypical provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub npi: Option<Npi>,
    /// HFS provider (Medicaid) ID.
    pub medicaid_id: MedicaidId,
}

/// Whom HFS and the MCO may ask about the ticket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Contact {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Text<100>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
}

/// What happened, in the provider's words.
pub type Description = Text<4000>;
/// What the provider wants the MCO to do.
pub type OutcomeSought = Text<2000>;
/// R15: why it is urgent.
pub type UrgentReason = Text<500>;

/// A dispute as submitted, without its claims. What is absent was not given: R5 closes such a
/// ticket, and keeps what was there. All days are civil days in America/Chicago.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the fields are those of domain.md §6, by name")]
pub struct Submission {
    pub provider: ProviderRef,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mco: Option<McoCode>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub program: Option<Program>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mco_tracking_number: Option<TrackingNumber>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filed_with_mco: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mco_answer: Option<McoAnswer>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mco_answered: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub peer_to_peer: Option<PeerToPeer>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub peer_to_peer_on: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<Category>,
    #[serde(default)]
    pub medicaid_fee_for_service: bool,
    #[serde(default)]
    pub medicare_only: bool,
    #[serde(default)]
    pub urgent: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urgent_reason: Option<UrgentReason>,
    #[serde(default)]
    pub billing_agent: bool,
    #[serde(default)]
    pub contact: Contact,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Description>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome_sought: Option<OutcomeSought>,
    #[serde(default)]
    pub attested: bool,
    /// The validated workbook the claims came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upload_id: Option<UploadId>,
}

impl Submission {
    /// The tracking number people quote for the ticket: its own, or its first claim's.
    pub fn tracking_number<'a>(&'a self, claims: &'a [Claim]) -> Option<&'a TrackingNumber> {
        self.mco_tracking_number
            .as_ref()
            .or_else(|| claims.iter().find_map(|claim| claim.mco_tracking_number.as_ref()))
    }

    /// What marks this dispute among the open ones of the same provider and MCO: each tracking
    /// number, and each claim's number with its first day of service. Sorted, without repeats.
    pub fn duplicate_keys(&self, claims: &[Claim]) -> Vec<String> {
        let numbers = self
            .mco_tracking_number
            .iter()
            .chain(claims.iter().filter_map(|claim| claim.mco_tracking_number.as_ref()));
        let mut keys: Vec<String> = numbers.map(|number| format!("tracking:{}", number.as_str())).collect();
        keys.extend(claims.iter().filter_map(Claim::duplicate_key));
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// SHA-256, in hex, over the submission and its claims: the timeline's first event holds it, so
    /// the chain covers what was filed.
    ///
    /// # Errors
    /// Never for these types; the signature is serde's.
    pub fn digest(&self, claims: &[Claim]) -> Result<String, serde_json::Error> {
        Ok(Self::digest_of(&serde_json::to_vec(&(self, claims))?))
    }

    /// The same of a submission and its claims as they were written down: of the bytes, so that a release
    /// which writes another field proves what an older one has filed.
    pub fn digest_of(written: &[u8]) -> String {
        hex::encode(Sha256::digest(written))
    }
}
