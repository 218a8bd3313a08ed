//! The closed lists of a ticket and of a registration (domain.md §6).

use crate::code_list;

code_list! {
    /// Medicaid managed-care programs.
    pub enum Program {
        Hci = "HCI", "HealthChoice Illinois";
        Mmai = "MMAI", "Medicare-Medicaid Alignment Initiative";
        FideSnp = "FIDE_SNP", "Fully Integrated Dual Eligible Special Needs Plan";
        YouthCare = "YOUTHCARE", "YouthCare";
    }
}

code_list! {
    /// What the dispute is about. R7: many claims may share a ticket when this is the same.
    pub enum Category {
        DenialAuthorization = "claim_denial/authorization", "Claim denial: authorization";
        DenialMedicalNecessity = "claim_denial/medical_necessity", "Claim denial: medical necessity";
        DenialTimelyFiling = "claim_denial/timely_filing", "Claim denial: timely filing";
        DenialEligibility = "claim_denial/eligibility", "Claim denial: eligibility";
        DenialCoordination = "claim_denial/coordination_of_benefits", "Claim denial: coordination of benefits";
        DenialCoding = "claim_denial/coding", "Claim denial: coding";
        DenialDuplicate = "claim_denial/duplicate", "Claim denial: duplicate";
        DenialNonCovered = "claim_denial/non_covered", "Claim denial: service not covered";
        DenialDocumentation = "claim_denial/documentation", "Claim denial: documentation";
        DenialOther = "claim_denial/other", "Claim denial: other";
        PaymentUnderpaid = "payment/underpaid", "Payment: underpaid";
        PaymentFeeSchedule = "payment/fee_schedule", "Payment: fee schedule";
        PaymentInterest = "payment/interest", "Payment: interest";
        PaymentRecoupment = "payment/recoupment", "Payment: recoupment";
        PaymentOther = "payment/other", "Payment: other";
        PriorAuthorization = "prior_authorization", "Prior authorization";
        Eligibility = "eligibility", "Eligibility";
        Contracting = "contracting", "Contracting";
        Credentialing = "credentialing", "Credentialing";
        AccessToCare = "access_to_care", "Access to care";
        System = "system", "System issue";
        Other = "other", "Other";
    }
}

code_list! {
    /// What the MCO answered in its own dispute process (R3).
    pub enum McoAnswer {
        NoAnswer = "none", "The MCO has not answered";
        Denied = "denied", "The MCO denied the dispute";
        Partial = "partial", "The MCO granted the dispute in part";
    }
}

code_list! {
    /// Whether a peer-to-peer review took place (R3).
    pub enum PeerToPeer {
        Done = "done", "A peer-to-peer review was held";
        NotDone = "not_done", "No peer-to-peer review was held";
        NotApplicable = "not_applicable", "Peer-to-peer review does not apply";
    }
}

code_list! {
    /// The transaction or form on which the claim was billed.
    pub enum ClaimType {
        Professional = "837P", "Professional (837P)";
        Institutional = "837I", "Institutional (837I)";
        Dental = "837D", "Dental (837D)";
        Pharmacy = "pharmacy", "Pharmacy";
    }
}

code_list! {
    /// Kinds of provider, as HFS's quarterly figures group them.
    pub enum ProviderType {
        Hospital = "hospital", "Hospital";
        Clinic = "clinic", "Clinic";
        Physician = "physician", "Physician or practitioner";
        Dentist = "dentist", "Dentist";
        Pharmacy = "pharmacy", "Pharmacy";
        BehavioralHealth = "behavioral_health", "Behavioral health";
        LongTermCare = "long_term_care", "Long-term care";
        HomeHealth = "home_health", "Home health or hospice";
        Laboratory = "laboratory", "Laboratory or imaging";
        Transportation = "transportation", "Transportation";
        Equipment = "equipment", "Medical equipment and supplies";
        Other = "other", "Other";
    }
}

code_list! {
    /// In which role the person registering acts for the provider (R1).
    pub enum ActingAs {
        ProviderStaff = "provider_staff", "Staff of the provider";
        BillingAgent = "billing_agent", "Billing agent of the provider";
    }
}
