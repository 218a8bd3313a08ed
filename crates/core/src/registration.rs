//! R1 and R2: who may file. A registration names a provider; HFS approves it, or denies it until what
//! is missing is supplied.

use crate::actor::{Actor, Role, Standing};
use crate::category::{ActingAs, ProviderType};
use crate::chicago::day_of;
use crate::code_list;
use crate::deadline::Deadline;
use crate::fault::FieldFault;
use crate::identity::{Email, MedicaidId, Npi, Phone, RegistrationId, Tin, UploadId, UsState, UserId, Zip};
use crate::notice::{Audience, Notice, NoticeKind};
use crate::policy::{Policy, Rule};
use crate::text::{Reason, Text};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

code_list! {
    /// Where a registration stands.
    pub enum RegistrationStatus {
        Pending = "pending", "Waiting for HFS";
        Approved = "approved", "Approved";
        Denied = "denied", "Denied";
        Revoked = "revoked", "Revoked";
    }
}

code_list! {
    /// What a provider's own staff have said to a billing agent who asks to act for it (R1).
    pub enum Consent {
        Awaited = "awaited", "Waiting for the provider";
        Given = "given", "Given";
        Refused = "refused", "Refused";
        Waived = "waived", "Waived by HFS";
    }
}

/// The same, and who said it. Asked for where the provider has staff on record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderConsent {
    /// How it stands.
    pub stands: Consent,
    /// Who said so: staff of the provider, or of HFS where it was waived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<UserId>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime<Utc>>,
    /// Why it was waived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
}

/// The registration form. R2: every field has to be filled, the Medicaid ID included; only a provider
/// that is atypical has no NPI, and says so.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[allow(missing_docs, reason = "the names are those of the form")]
pub struct RegistrationForm {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_name: Option<Text<120>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub npi: Option<Npi>,
    pub atypical: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub medicaid_id: Option<MedicaidId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tin: Option<Tin>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_type: Option<ProviderType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub street: Option<Text<120>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<Text<60>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<UsState>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zip: Option<Zip>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_name: Option<Text<100>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_phone: Option<Phone>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_email: Option<Email>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acting_as: Option<ActingAs>,
}

impl RegistrationForm {
    /// The names of the fields that are not filled, in the order of the form.
    pub fn missing(&self) -> Vec<String> {
        [
            ("provider_name", self.provider_name.is_none()),
            ("npi", self.npi.is_none() && !self.atypical),
            ("medicaid_id", self.medicaid_id.is_none()),
            ("tin", self.tin.is_none()),
            ("provider_type", self.provider_type.is_none()),
            ("street", self.street.is_none()),
            ("city", self.city.is_none()),
            ("state", self.state.is_none()),
            ("zip", self.zip.is_none()),
            ("contact_name", self.contact_name.is_none()),
            ("contact_phone", self.contact_phone.is_none()),
            ("contact_email", self.contact_email.is_none()),
            ("acting_as", self.acting_as.is_none()),
        ]
        .into_iter()
        .filter(|(_, absent)| *absent)
        .map(|(name, _)| name.to_owned())
        .collect()
    }
}

/// A registration on record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    /// Key.
    pub id: RegistrationId,
    /// Whose it is.
    pub user: UserId,
    /// What was filled in.
    pub form: RegistrationForm,
    /// Where it stands.
    pub status: RegistrationStatus,
    /// What is missing, on a denied one.
    #[serde(default)]
    pub missing: Vec<String>,
    /// HFS's reason: of a denial, or of a revocation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// When it was filed.
    pub filed_at: DateTime<Utc>,
    /// R2: the first business day on which HFS's answer can be expected.
    pub expected_from: Deadline,
    /// When HFS decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<DateTime<Utc>>,
    /// Who decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<UserId>,
    /// The provider's consent, of a billing agent's registration where the provider has staff on record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<ProviderConsent>,
    /// When HFS revoked it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<DateTime<Utc>>,
    /// Who revoked it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_by: Option<UserId>,
    /// The upload of the workbook it was filed with, among others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<UploadId>,
    /// Its row there, as people see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<u32>,
    /// How often it changed.
    pub version: u64,
}

/// What HFS says of a registration.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are those of api.md's body")]
pub enum RegistrationDecision {
    Approve,
    ApproveWithoutConsent { reason: Reason },
    Deny { missing: Vec<String>, reason: Option<Reason> },
}

/// Why a registration cannot be decided.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegistrationRefusal {
    /// Not this person's to know of.
    #[error("failed to find the registration")]
    NotFound,
    /// Only HFS decides, and revokes.
    #[error("failed to decide: {} never does", .0.code())]
    RoleMayNot(Role),
    /// It is decided already; whoever was denied files a new one.
    #[error("failed to decide: the registration is {}", .0.code())]
    AlreadyDecided(RegistrationStatus),
    /// Only an approved one can be revoked.
    #[error("failed to revoke: the registration is {}", .0.code())]
    NotApproved(RegistrationStatus),
    /// The provider's consent is awaited, or was refused.
    #[error("failed to approve: the provider's consent is {}", .0.code())]
    NoConsent(Consent),
    /// The provider's staff have said already, or HFS did without.
    #[error("failed to consent: the consent is {} already", .0.code())]
    ConsentSaid(Consent),
    /// A denial says what is missing, or why.
    #[error("failed to deny: neither what is missing nor a reason is given")]
    NothingSaid,
}

/// Files a registration: pending, or denied at once with what is missing (R2).
pub fn register(
    id: RegistrationId,
    user: UserId,
    form: RegistrationForm,
    now: DateTime<Utc>,
    policy: &Policy,
) -> (Registration, Notice) {
    let missing = form.missing();
    let (status, kind) = if missing.is_empty() {
        (RegistrationStatus::Pending, NoticeKind::RegistrationReceived)
    } else {
        (RegistrationStatus::Denied, NoticeKind::RegistrationDenied)
    };
    let expected_from =
        Deadline::business_days(day_of(now), policy.registration_business_days, Rule::R2, policy);
    let registration = Registration {
        id,
        user,
        form,
        status,
        missing,
        reason: None,
        filed_at: now,
        expected_from,
        decided_at: None,
        decided_by: None,
        consent: None,
        revoked_at: None,
        revoked_by: None,
        batch: None,
        row: None,
        version: 1,
    };
    (registration, Notice::new(kind, Audience::Registrant))
}

/// The key of the registration that a row of a workbook becomes: always the same, so that a workbook is filed
/// once however often it is sent, and in the order of its rows.
///
/// # Errors
/// When the upload's key is none of the portal's own.
pub fn id_of_row(batch: &UploadId, row: u32) -> Result<RegistrationId, FieldFault> {
    format!("{batch}-{row:07}").parse()
}

impl Registration {
    /// The same, filed with others by a workbook.
    #[must_use]
    pub fn in_batch(self, batch: UploadId, row: u32) -> Self {
        Self { batch: Some(batch), row: Some(row), ..self }
    }

    /// Whether someone may know that it exists: whoever filed it, and HFS.
    pub fn is_visible_to(&self, actor: &Actor) -> bool {
        match actor.standing {
            Standing::Provider { .. } => actor.user.as_ref() == Some(&self.user),
            Standing::Hfs { .. } => true,
            Standing::Mco(_) | Standing::Machine => false,
        }
    }

    /// The same, waiting for the consent of the provider's own staff, if it asks to act for a provider from
    /// outside. For where there are such staff on record; else HFS alone decides.
    #[must_use]
    pub fn awaiting_consent(self) -> Self {
        let from_outside = self.form.acting_as == Some(ActingAs::BillingAgent);
        if !from_outside || self.status != RegistrationStatus::Pending {
            return self;
        }
        let consent = ProviderConsent { stands: Consent::Awaited, by: None, at: None, reason: None };
        Self { consent: Some(consent), ..self }
    }

    /// The registration once the provider's staff have said whether they agree. It goes on waiting for HFS.
    ///
    /// # Errors
    /// `NotFound` where nobody is asked; else the refusal.
    pub fn consent(&self, given: bool, by: UserId, now: DateTime<Utc>) -> Result<Self, RegistrationRefusal> {
        let asked = self.consent.as_ref().ok_or(RegistrationRefusal::NotFound)?;
        if self.status != RegistrationStatus::Pending {
            return Err(RegistrationRefusal::AlreadyDecided(self.status));
        }
        match asked.stands {
            Consent::Awaited => {}
            said @ (Consent::Given | Consent::Refused | Consent::Waived) => {
                return Err(RegistrationRefusal::ConsentSaid(said));
            }
        }
        let stands = if given { Consent::Given } else { Consent::Refused };
        let consent = ProviderConsent { stands, by: Some(by), at: Some(now), reason: None };
        Ok(Self { consent: Some(consent), version: self.version + 1, ..self.clone() })
    }

    /// The registration after HFS's decision, and the letter owed.
    ///
    /// # Errors
    /// The refusal; who may not know of the registration learns nothing of it.
    pub fn decide(
        &self,
        decision: RegistrationDecision,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(Self, Notice), RegistrationRefusal> {
        if !self.is_visible_to(actor) {
            return Err(RegistrationRefusal::NotFound);
        }
        if !matches!(actor.standing, Standing::Hfs { .. }) {
            return Err(RegistrationRefusal::RoleMayNot(actor.role()));
        }
        if self.status != RegistrationStatus::Pending {
            return Err(RegistrationRefusal::AlreadyDecided(self.status));
        }
        let mut after = Self {
            decided_at: Some(now),
            decided_by: actor.user.clone(),
            version: self.version + 1,
            ..self.clone()
        };
        let kind = match decision {
            RegistrationDecision::Approve => {
                match self.consent.as_ref().map(|consent| consent.stands) {
                    None | Some(Consent::Given | Consent::Waived) => {}
                    Some(stands @ (Consent::Awaited | Consent::Refused)) => {
                        return Err(RegistrationRefusal::NoConsent(stands));
                    }
                }
                after.status = RegistrationStatus::Approved;
                NoticeKind::RegistrationApproved
            }
            RegistrationDecision::ApproveWithoutConsent { reason } => {
                // Where it was given, or nobody was asked, there is nothing to waive.
                if let Some(consent) = after.consent.as_mut().filter(|one| one.stands != Consent::Given) {
                    *consent = ProviderConsent {
                        stands: Consent::Waived,
                        by: actor.user.clone(),
                        at: Some(now),
                        reason: Some(reason),
                    };
                }
                after.status = RegistrationStatus::Approved;
                NoticeKind::RegistrationApproved
            }
            RegistrationDecision::Deny { missing, reason } if missing.is_empty() && reason.is_none() => {
                return Err(RegistrationRefusal::NothingSaid);
            }
            RegistrationDecision::Deny { missing, reason } => {
                after.status = RegistrationStatus::Denied;
                after.missing = missing;
                after.reason = reason;
                NoticeKind::RegistrationDenied
            }
        };
        Ok((after, Notice::new(kind, Audience::Registrant)))
    }

    /// The registration once HFS has revoked it: whoever filed it acts for the provider by it no more.
    /// No letter is owed.
    ///
    /// # Errors
    /// The refusal; who may not know of the registration learns nothing of it.
    pub fn revoke(
        &self,
        actor: &Actor,
        reason: Reason,
        now: DateTime<Utc>,
    ) -> Result<Self, RegistrationRefusal> {
        if !self.is_visible_to(actor) {
            return Err(RegistrationRefusal::NotFound);
        }
        if !matches!(actor.standing, Standing::Hfs { .. }) {
            return Err(RegistrationRefusal::RoleMayNot(actor.role()));
        }
        match self.status {
            RegistrationStatus::Approved => Ok(Self {
                status: RegistrationStatus::Revoked,
                reason: Some(reason),
                revoked_at: Some(now),
                revoked_by: actor.user.clone(),
                version: self.version + 1,
                ..self.clone()
            }),
            RegistrationStatus::Pending | RegistrationStatus::Denied | RegistrationStatus::Revoked => {
                Err(RegistrationRefusal::NotApproved(self.status))
            }
        }
    }

    /// The registration as HFS decided on it, whatever became of it since: what the decision was answered.
    #[must_use]
    pub fn as_decided(&self) -> Self {
        match self.status {
            RegistrationStatus::Revoked => Self {
                status: RegistrationStatus::Approved,
                // An approval has no reason.
                reason: None,
                revoked_at: None,
                revoked_by: None,
                version: self.version - 1,
                ..self.clone()
            },
            RegistrationStatus::Pending | RegistrationStatus::Approved | RegistrationStatus::Denied => {
                self.clone()
            }
        }
    }
}
