//! A registration as it is answered: in a list, and opened by itself.

use axum::Json;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, NaiveDate, Utc};
use http::HeaderValue;
use http::header::ETAG;
use portal_core::category::{ActingAs, ProviderType};
use portal_core::identity::{Email, MedicaidId, Npi, Phone, RegistrationId, UploadId, UsState, UserId, Zip};
use portal_core::registration::{Consent, Registration, RegistrationStatus};
use portal_core::text::{Reason, Text};
use serde::Serialize;

/// What a list shows: which provider, where it stands, what it lacks. No address, telephone or TIN.
#[derive(Serialize)]
pub struct RegistrationRow {
    pub registration_id: RegistrationId,
    pub status: RegistrationStatus,
    pub version: u64,
    pub provider_name: Option<Text<120>>,
    pub npi: Option<Npi>,
    pub atypical: bool,
    pub medicaid_id: Option<MedicaidId>,
    pub provider_type: Option<ProviderType>,
    pub acting_as: Option<ActingAs>,
    /// R1: what the provider's own staff say, where they are asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent: Option<ConsentView>,
    pub filed_at: DateTime<Utc>,
    /// R2: while it waits, the first day on which HFS's answer can be expected.
    pub expected_from: Option<NaiveDate>,
    pub decided_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<DateTime<Utc>>,
    pub missing: Vec<String>,
    pub reason: Option<Reason>,
    /// The upload of the workbook it was filed with, and its row there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch: Option<UploadId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<u32>,
}

#[derive(Serialize)]
pub struct ConsentView {
    pub stands: Consent,
    pub at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
}

/// A registration, opened.
#[derive(Serialize)]
pub struct RegistrationView {
    #[serde(flatten)]
    pub row: RegistrationRow,
    /// The last four digits: enough to compare, too few to misuse.
    pub tin: Option<String>,
    pub street: Option<Text<120>>,
    pub city: Option<Text<60>>,
    pub state: Option<UsState>,
    pub zip: Option<Zip>,
    pub contact_name: Option<Text<100>>,
    pub contact_phone: Option<Phone>,
    pub contact_email: Option<Email>,
    /// The accounts behind it are HFS's business only.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub accounts: Option<Accounts>,
}

#[derive(Serialize)]
pub struct Accounts {
    pub filed_by: UserId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent_by: Option<UserId>,
    pub decided_by: Option<UserId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked_by: Option<UserId>,
}

/// For whom a registration is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// Whoever filed it.
    Registrant,
    /// HFS staff.
    Hfs,
}

impl From<&Registration> for RegistrationRow {
    fn from(registration: &Registration) -> Self {
        let form = &registration.form;
        let pending = registration.status == RegistrationStatus::Pending;
        Self {
            registration_id: registration.id.clone(),
            status: registration.status,
            version: registration.version,
            provider_name: form.provider_name.clone(),
            npi: form.npi.clone(),
            atypical: form.atypical,
            medicaid_id: form.medicaid_id.clone(),
            provider_type: form.provider_type,
            acting_as: form.acting_as,
            consent: registration.consent.as_ref().map(|consent| ConsentView {
                stands: consent.stands,
                at: consent.at,
                reason: consent.reason.clone(),
            }),
            filed_at: registration.filed_at,
            expected_from: pending.then_some(registration.expected_from.date),
            decided_at: registration.decided_at,
            revoked_at: registration.revoked_at,
            missing: registration.missing.clone(),
            reason: registration.reason.clone(),
            batch: registration.batch.clone(),
            row: registration.row,
        }
    }
}

impl RegistrationView {
    /// 200 with the registration, and its version as `ETag`: what `If-Match` takes.
    pub fn found(registration: &Registration, reader: Reader) -> Response {
        let mut response = Json(Self::of(registration, reader)).into_response();
        if let Ok(version) = HeaderValue::from_str(&format!("\"{}\"", registration.version)) {
            response.headers_mut().insert(ETAG, version);
        }
        response
    }

    /// The registration as this reader sees it.
    pub fn of(registration: &Registration, reader: Reader) -> Self {
        let form = &registration.form;
        let accounts = match reader {
            Reader::Registrant => None,
            Reader::Hfs => Some(Accounts {
                filed_by: registration.user.clone(),
                consent_by: registration.consent.as_ref().and_then(|consent| consent.by.clone()),
                decided_by: registration.decided_by.clone(),
                revoked_by: registration.revoked_by.clone(),
            }),
        };
        Self {
            row: registration.into(),
            tin: form.tin.as_ref().map(portal_core::identity::Tin::masked),
            street: form.street.clone(),
            city: form.city.clone(),
            state: form.state.clone(),
            zip: form.zip.clone(),
            contact_name: form.contact_name.clone(),
            contact_phone: form.contact_phone.clone(),
            contact_email: form.contact_email.clone(),
            accounts,
        }
    }
}
