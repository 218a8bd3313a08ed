//! What filing a registration is answered. It is kept under the request's key, so it holds nothing of
//! a person.

use crate::kept::created;
use axum::response::Response;
use chrono::NaiveDate;
use portal_core::identity::RegistrationId;
use portal_core::registration::{Consent, Registration, RegistrationStatus};
use serde::{Deserialize, Serialize};

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filed {
    registration_id: RegistrationId,
    status: RegistrationStatus,
    /// R2: what has to be supplied, in a new registration.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    missing: Vec<String>,
    /// R1: whether the provider's own staff are asked, of a billing agent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    consent: Option<Consent>,
    /// R2: the first day on which HFS's answer can be expected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expected_from: Option<NaiveDate>,
}

impl From<&Registration> for Filed {
    fn from(registration: &Registration) -> Self {
        let pending = registration.status == RegistrationStatus::Pending;
        Self {
            registration_id: registration.id.clone(),
            status: registration.status,
            missing: registration.missing.clone(),
            consent: registration.consent.as_ref().map(|consent| consent.stands),
            expected_from: pending.then_some(registration.expected_from.date),
        }
    }
}

impl Filed {
    /// Where the registration is.
    pub fn address(&self) -> String {
        address(&self.registration_id)
    }

    /// 201, and where the registration is.
    pub fn answer(self) -> Response {
        created(&self.address(), &self)
    }
}

/// Where a registration is read.
pub fn address(id: &RegistrationId) -> String {
    format!("/registrations/{id}")
}
