//! What HFS says of a registration, as it is sent.

use portal_core::fault::FieldFault;
use portal_core::registration::{RegistrationDecision, RegistrationForm};
use portal_core::text::Reason;
use portal_edge::{Fields, Problem, Sent};
use std::str::FromStr;

/// The most names of fields taken: the form has fewer.
const MOST_NAMES: usize = 20;

#[derive(Clone, Copy)]
enum Ruling {
    Approve,
    Deny,
}

/// The name of a field of the form.
struct FormField(String);

impl FromStr for FormField {
    type Err = FieldFault;

    fn from_str(text: &str) -> Result<Self, FieldFault> {
        let names = names_of_the_form();
        names.iter().find(|name| *name == text.trim()).cloned().map(Self).ok_or_else(|| {
            let message = format!("Name fields of the form, which are: {}.", names.join(", "));
            FieldFault::new("not_a_field_of_the_form", message)
        })
    }
}

/// Every field that can be missing: those that an empty form misses.
fn names_of_the_form() -> Vec<String> {
    RegistrationForm::default().missing()
}

/// The decision that a body holds.
///
/// # Errors
/// 422 with every fault at once.
pub fn decision_of(sent: &Sent) -> Result<RegistrationDecision, Problem> {
    let mut fields = sent.fields();
    let decision = read(&mut fields);
    fields.finish_with(decision)
}

/// The decision among these fields; none where it has faults, which are added to theirs.
pub fn read(fields: &mut Fields<'_>) -> Option<RegistrationDecision> {
    let rulings = [("approve", Ruling::Approve), ("deny", Ruling::Deny)];
    let ruling = fields.must("decision", |fields, name| fields.one_of(name, &rulings));
    let missing = fields.texts::<FormField>("missing", MOST_NAMES).unwrap_or_default();
    let reason = fields.text::<Reason>("reason");
    let without_consent = fields.boolean("without_consent") == Some(true);
    if matches!(ruling, Some(Ruling::Approve)) && without_consent {
        if reason.is_none() {
            let message = "Say why the provider's consent is not waited for: it stays on the record.";
            fields.fault("reason", FieldFault::new("missing", message));
        }
    } else if matches!(ruling, Some(Ruling::Approve)) {
        // Words that would go nowhere: whoever wrote them may have meant to deny.
        let of_denial = [("missing", !missing.is_empty()), ("reason", reason.is_some())];
        for (name, _) in of_denial.into_iter().filter(|(_, said)| *said) {
            let message = "An approval says nothing more: leave this out, or deny.";
            fields.fault(name, FieldFault::new("only_in_a_denial", message));
        }
    }
    Some(match ruling? {
        Ruling::Approve => match reason.filter(|_| without_consent) {
            Some(reason) => RegistrationDecision::ApproveWithoutConsent { reason },
            None => RegistrationDecision::Approve,
        },
        Ruling::Deny => {
            let named = |name: &String| missing.iter().any(|field| field.0 == *name);
            let missing = names_of_the_form().into_iter().filter(named).collect();
            RegistrationDecision::Deny { missing, reason }
        }
    })
}
