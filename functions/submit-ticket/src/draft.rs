//! A dispute as it was sent: read field by field, every fault kept beside what could be read.

use crate::claim;
use portal_core::category::{Category, McoAnswer, PeerToPeer, Program};
use portal_core::claim::Claim;
use portal_core::fault::{Fault, FieldFault};
use portal_core::identity::{DraftId, MedicaidId, Npi, TicketId, TrackingNumber, UploadId};
use portal_core::mco::McoCode;
use portal_core::submission::{Contact, Description, OutcomeSought, ProviderRef, Submission, UrgentReason};
use portal_edge::{Fields, Problem};
use portal_store::Membership;

use chrono::NaiveDate;

/// Typed claims that are looked at before they are referred to the workbook.
const MOST_TYPED: usize = 1000;

/// What was sent, before it is known for whom it may be filed.
pub struct Draft {
    pub medicaid_id: Option<MedicaidId>,
    pub npi: Option<Npi>,
    pub mco: Option<McoCode>,
    pub program: Option<Program>,
    pub category: Option<Category>,
    pub upload_id: Option<UploadId>,
    /// What was kept of it while it was being written.
    pub draft_id: Option<DraftId>,
    pub claims: Vec<Claim>,
    pub faults: Vec<Fault>,
    /// The ticket that was filed from the upload named.
    pub spent_on: Option<TicketId>,
    mco_tracking_number: Option<TrackingNumber>,
    pub filed_with_mco: Option<NaiveDate>,
    pub mco_answer: Option<McoAnswer>,
    pub mco_answered: Option<NaiveDate>,
    pub peer_to_peer: Option<PeerToPeer>,
    pub peer_to_peer_on: Option<NaiveDate>,
    pub medicaid_fee_for_service: bool,
    pub medicare_only: bool,
    pub urgent: bool,
    urgent_reason: Option<UrgentReason>,
    pub billing_agent: bool,
    contact: Contact,
    description: Option<Description>,
    outcome_sought: Option<OutcomeSought>,
    pub attested: bool,
}

/// A dispute of a provider for whom the caller acts, with the faults of what was sent.
pub struct Dispute {
    pub submission: Submission,
    pub claims: Vec<Claim>,
    pub faults: Vec<Fault>,
}

impl Draft {
    /// Reads what was sent.
    pub fn read(mut fields: Fields<'_>) -> Self {
        let (npi, medicaid_id) = fields.object("provider", provider).unwrap_or_default();
        let yes = |fields: &mut Fields<'_>, name| fields.boolean(name).unwrap_or_default();
        let mut draft = Self {
            medicaid_id,
            npi,
            mco: fields.text("mco"),
            program: fields.text("program"),
            mco_tracking_number: fields.text("mco_tracking_number"),
            filed_with_mco: fields.date("filed_with_mco"),
            mco_answer: fields.text("mco_answer"),
            mco_answered: fields.date("mco_answered"),
            peer_to_peer: fields.text("peer_to_peer"),
            peer_to_peer_on: fields.date("peer_to_peer_on"),
            category: fields.text("category"),
            medicaid_fee_for_service: yes(&mut fields, "medicaid_fee_for_service"),
            medicare_only: yes(&mut fields, "medicare_only"),
            urgent: yes(&mut fields, "urgent"),
            urgent_reason: fields.text("urgent_reason"),
            billing_agent: yes(&mut fields, "billing_agent"),
            contact: fields.object("contact", contact).unwrap_or_default(),
            description: fields.text("description"),
            outcome_sought: fields.text("outcome_sought"),
            attested: yes(&mut fields, "attested"),
            claims: fields.array("claims", MOST_TYPED, claim::read).unwrap_or_default(),
            upload_id: fields.text("upload_id"),
            draft_id: fields.text("draft_id"),
            faults: Vec::new(),
            spent_on: None,
        };
        draft.one_way_for_claims(&mut fields);
        draft.faults = fields.into_faults();
        if draft.medicaid_id.is_none() && draft.upload_id.is_none() {
            draft.provider_missing();
        }
        draft
    }

    /// R6: one claim is typed, more come by workbook, and never both.
    fn one_way_for_claims(&self, fields: &mut Fields<'_>) {
        if self.claims.len() > 1 {
            let message = "Two or more claims come by workbook (R6): GET /workbooks/claims.xlsx is the blank one, POST /uploads takes it filled in.";
            fields.fault("claims", FieldFault::new("use_the_workbook", message));
        }
        if !self.claims.is_empty() && self.upload_id.is_some() {
            let message = "Type the claim or name an upload, not both: the upload holds the claims.";
            fields.fault("upload_id", FieldFault::new("claims_or_upload", message));
        }
    }

    /// Adds the fault of a draft that does not say for whom it is: there is nobody to record it under.
    pub fn provider_missing(&mut self) {
        let at = "/provider/medicaid_id";
        if !self.faults.iter().any(|fault| fault.field.starts_with("/provider")) {
            let message = "Say for which provider you file: the HFS provider (Medicaid) ID of one of your approved registrations.";
            self.faults.push(Fault::new(at, "missing", message));
        }
    }

    /// Goes on unless a ticket was filed from the upload already.
    ///
    /// # Errors
    /// 409, naming the ticket.
    pub fn require_unspent(&self) -> Result<(), Problem> {
        match &self.spent_on {
            Some(ticket) => {
                Err(Problem::from(portal_store::CommitError::UploadSpent).with("ticket", ticket.as_str()))
            }
            None => Ok(()),
        }
    }

    /// The dispute of the provider of this membership. Its NPI is the registration's; another one is a
    /// fault, for a ticket must not name a provider that HFS did not approve.
    pub fn of(mut self, membership: &Membership) -> Dispute {
        if self.npi.is_some() && self.npi != membership.npi {
            let message = "This is not the NPI that was registered with this Medicaid ID. Leave it out, or file for the provider it belongs to.";
            self.faults.push(Fault::new("/provider/npi", "npi_not_the_providers", message));
        }
        let provider =
            ProviderRef { npi: membership.npi.clone(), medicaid_id: membership.medicaid_id.clone() };
        let submission = Submission {
            provider,
            mco: self.mco,
            program: self.program,
            mco_tracking_number: self.mco_tracking_number,
            filed_with_mco: self.filed_with_mco,
            mco_answer: self.mco_answer,
            mco_answered: self.mco_answered,
            peer_to_peer: self.peer_to_peer,
            peer_to_peer_on: self.peer_to_peer_on,
            category: self.category,
            medicaid_fee_for_service: self.medicaid_fee_for_service,
            medicare_only: self.medicare_only,
            urgent: self.urgent,
            urgent_reason: self.urgent_reason,
            billing_agent: self.billing_agent,
            contact: self.contact,
            description: self.description,
            outcome_sought: self.outcome_sought,
            attested: self.attested,
            upload_id: self.upload_id,
        };
        Dispute { submission, claims: self.claims, faults: self.faults }
    }
}

fn provider(fields: &mut Fields<'_>) -> (Option<Npi>, Option<MedicaidId>) {
    (fields.text("npi"), fields.text("medicaid_id"))
}

fn contact(fields: &mut Fields<'_>) -> Contact {
    Contact { name: fields.text("name"), phone: fields.text("phone"), email: fields.text("email") }
}
