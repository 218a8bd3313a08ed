//! A typed claim, field by field.

use portal_core::claim::Claim;
use portal_edge::Fields;

/// Reads a claim; what is absent is absent (R5 closes such a ticket, it is no fault).
pub fn read(fields: &mut Fields<'_>) -> Claim {
    Claim {
        member_last_name: fields.text("member_last_name"),
        member_first_name: fields.text("member_first_name"),
        rin: fields.text("rin"),
        date_of_birth: fields.date("date_of_birth"),
        service_from: fields.date("service_from"),
        service_to: fields.date("service_to"),
        mco_claim_number: fields.text("mco_claim_number"),
        claim_type: fields.text("claim_type"),
        billed: fields.money("billed"),
        paid: fields.money("paid"),
        expected: fields.money("expected"),
        denied_on: fields.date("denied_on"),
        carc: fields.text("carc"),
        rarc: fields.text("rarc"),
        procedure_code: fields.text("procedure_code"),
        authorization_number: fields.text("authorization_number"),
        rendering_npi: fields.text("rendering_npi"),
        comment: fields.text("comment"),
        // A row's own: the ticket says them for its one typed claim.
        mco_tracking_number: None,
        filed_with_mco: None,
        mco_answered: None,
    }
}
