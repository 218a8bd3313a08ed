//! What is known of a claim beyond the columns of its table, each fact by its name.

use super::language::Language;
use super::{spoken, words};
use portal_core::claim::Claim;

/// The facts, in the order of the form; those that were not given are left out.
pub fn more_of(language: Language, claim: &Claim) -> Vec<(String, String)> {
    let text =
        |name: &str, value: Option<String>| Some((words::field(language, &format!("/{name}")), value?));
    let day = |name: &str, value: Option<_>| text(name, value.map(|day| spoken::date(language, day)));
    let Claim {
        // These have columns of their own.
        member_last_name: _,
        member_first_name: _,
        rin: _,
        date_of_birth: _,
        service_from: _,
        service_to: _,
        mco_claim_number: _,
        claim_type: _,
        billed: _,
        paid: _,
        expected: _,
        carc: _,
        rarc: _,
        denied_on,
        procedure_code,
        authorization_number,
        rendering_npi,
        comment,
        mco_tracking_number,
        filed_with_mco,
        mco_answered,
    } = claim;
    let own = |value: &str| value.to_owned();
    [
        day("denied_on", *denied_on),
        text("procedure_code", procedure_code.as_ref().map(|value| own(value.as_str()))),
        text("authorization_number", authorization_number.as_ref().map(|value| own(value.as_str()))),
        text("rendering_npi", rendering_npi.as_ref().map(|value| own(value.as_str()))),
        text("mco_tracking_number", mco_tracking_number.as_ref().map(|value| own(value.as_str()))),
        day("filed_with_mco", *filed_with_mco),
        day("mco_answered", *mco_answered),
        text("comment", comment.as_ref().map(|value| own(value.as_str()))),
    ]
    .into_iter()
    .flatten()
    .collect()
}
