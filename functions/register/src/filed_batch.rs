//! What filing a workbook of registrations is answered. It is kept under the request's key, so it holds nothing
//! of a person.

use crate::kept::created;
use axum::response::Response;
use chrono::NaiveDate;
use portal_core::identity::{RegistrationId, UploadId};
use portal_core::registration::{Consent, Registration, RegistrationStatus};
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

    /// Where the registrations are.
    pub fn address(&self) -> String {
        address(&self.upload_id)
    }

    /// 201, and where the registrations are.
    pub fn answer(self) -> Response {
        created(&self.address(), &self)
    }
}

/// Where the registrations of a workbook are read.
pub fn address(batch: &UploadId) -> String {
    format!("/registrations?batch={batch}")
}
