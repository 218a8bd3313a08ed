//! What filing a workbook of registrations is answered. It is kept under the request's key, so it holds nothing
//! of a person.

use axum::Json;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use http::header::LOCATION;
use http::{HeaderValue, StatusCode};
use portal_core::identity::{RegistrationId, UploadId};
use portal_core::registration::{Consent, Registration, RegistrationStatus};
use portal_edge::Problem;
use serde::{Deserialize, Serialize};

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiledBatch {
    upload_id: UploadId,
    /// Of all of them: each waits for HFS by itself.
    status: RegistrationStatus,
    registrations: Vec<FiledRow>,
    /// R2: the first day on which HFS's answers can be expected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expected_from: Option<NaiveDate>,
}

/// A row of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct FiledRow {
    row: Option<u32>,
    registration_id: RegistrationId,
    status: RegistrationStatus,
    /// R1: whether the provider's own staff are asked, of a billing agent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    consent: Option<Consent>,
}

impl FiledBatch {
    /// Of what was filed.
    pub fn of(upload_id: UploadId, registrations: &[Registration]) -> Self {
        let row = |registration: &Registration| FiledRow {
            row: registration.row,
            registration_id: registration.id.clone(),
            status: registration.status,
            consent: registration.consent.as_ref().map(|consent| consent.stands),
        };
        Self {
            upload_id,
            status: RegistrationStatus::Pending,
            registrations: registrations.iter().map(row).collect(),
            expected_from: registrations.first().map(|first| first.expected_from.date),
        }
    }

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

    /// Where the registrations are.
    pub fn address(&self) -> String {
        address(&self.upload_id)
    }

    /// 201, and where the registrations are.
    pub fn answer(self) -> Response {
        let place = HeaderValue::from_str(&self.address());
        let mut response = (StatusCode::CREATED, Json(self)).into_response();
        if let Ok(place) = place {
            response.headers_mut().insert(LOCATION, place);
        }
        response
    }
}

/// Where the registrations of a workbook are read.
pub fn address(batch: &UploadId) -> String {
    format!("/registrations?batch={batch}")
}
