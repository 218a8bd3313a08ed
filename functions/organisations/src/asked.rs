//! Of which organisation a request speaks: the caller's own, or, for whoever leads HFS staff, an MCO.

use portal_core::fault::FieldFault;
use portal_core::mco::{McoCode, McoList};
use portal_core::organisation::Organisation;
use portal_edge::{Caller, Fields, Problem};

/// The organisation that a request's `mco` names; without one, the caller's own.
///
/// # Errors
/// 403 to who leads nobody, and to an MCO's lead who names another. A code that is no MCO's is a fault.
pub fn organisation_asked(
    caller: &Caller,
    fields: &mut Fields<'_>,
    mcos: &McoList,
) -> Result<Organisation, Problem> {
    let own = caller.require_organisation_lead()?;
    let named = fields.text::<McoCode>("mco");
    match (own, named) {
        (own, None) => Ok(own),
        (Organisation::Hfs, Some(code)) => {
            if mcos.find(&code).is_none() {
                fields.fault("mco", unknown_mco());
            }
            Ok(Organisation::Mco(code))
        }
        (Organisation::Mco(own), Some(code)) if own == code => Ok(Organisation::Mco(own)),
        (Organisation::Mco(_), Some(_)) => Err(Problem::forbidden(
            "role_may_not",
            "You lead the users of another MCO. Leave the MCO out: your own is meant.",
        )),
    }
}

fn unknown_mco() -> FieldFault {
    FieldFault::new("unknown_mco", "This is not the code of an MCO that the portal knows.")
}
