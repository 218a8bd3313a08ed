//! The registration form as it is sent: what is written wrongly is a fault, what is left out is not
//! (R2: it denies the registration, which says what to supply).

use portal_core::fault::{Fault, FieldFault};
use portal_core::registration::RegistrationForm;
use portal_edge::{Problem, Sent};

/// The box of the page by which somebody says that they know what they left out.
pub const AS_IT_IS: &str = "as_it_is";

/// The form that a body holds. A person is told first what they left out, once: what is denied has to be
/// typed again.
///
/// # Errors
/// 422 with every fault at once.
pub fn form_of(sent: &Sent) -> Result<RegistrationForm, Problem> {
    let mut fields = sent.fields();
    let is_told = sent.visit().is_page() && fields.boolean(AS_IT_IS) != Some(true);
    let form = RegistrationForm {
        provider_name: fields.text("provider_name"),
        npi: fields.text("npi"),
        atypical: fields.boolean("atypical").unwrap_or(false),
        medicaid_id: fields.text("medicaid_id"),
        tin: fields.text("tin"),
        provider_type: fields.text("provider_type"),
        street: fields.text("street"),
        city: fields.text("city"),
        state: fields.text("state"),
        zip: fields.text("zip"),
        contact_name: fields.text("contact_name"),
        contact_phone: fields.text("contact_phone"),
        contact_email: fields.text("contact_email"),
        acting_as: fields.text("acting_as"),
    };
    if form.atypical && form.npi.is_some() {
        // Which of the two is meant decides under which provider tickets will be filed.
        let message = "An atypical provider has no NPI: leave the NPI out, or send \"atypical\": false.";
        fields.fault("npi", FieldFault::new("npi_of_atypical", message));
    }
    let mut faults = fields.into_faults();
    if is_told {
        for name in form.missing() {
            let at = format!("/{name}");
            if !faults.iter().any(|fault| fault.field == at) {
                faults.push(Fault::new(at, "left_out", "HFS needs this to approve a registration."));
            }
        }
    }
    if faults.is_empty() { Ok(form) } else { Err(Problem::faults(faults)) }
}
