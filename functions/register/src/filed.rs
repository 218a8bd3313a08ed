//! What filing a registration is answered. It is kept under the request's key, so it holds nothing of
//! a person.

use axum::Json;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use http::header::LOCATION;
use http::{HeaderValue, StatusCode};
use portal_core::identity::RegistrationId;
use portal_core::registration::{Consent, Registration, RegistrationStatus};
use portal_edge::Problem;
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
    /// As it is kept.
    ///
    /// # Errors
    /// Never for this type; the signature is serde's.
    pub fn kept(&self) -> Result<String, Problem> {
        serde_json::to_string(self).map_err(|_| Problem::internal("an answer that cannot be written"))
    }

    /// Back from what was kept.
    ///
    /// # Errors
    /// 500 when it does not read.
    pub fn from_kept(kept: &str) -> Result<Self, Problem> {
        serde_json::from_str(kept).map_err(|_| Problem::internal("a kept answer that does not read"))
    }

    /// Where the registration is.
    pub fn address(&self) -> String {
        address(&self.registration_id)
    }

    /// 201, and where the registration is.
    pub fn answer(self) -> Response {
        let place = HeaderValue::from_str(&self.address());
        let mut response = (StatusCode::CREATED, Json(self)).into_response();
        if let Ok(place) = place {
            response.headers_mut().insert(LOCATION, place);
        }
        response
    }
}

/// Where a registration is read.
pub fn address(id: &RegistrationId) -> String {
    format!("/registrations/{id}")
}
