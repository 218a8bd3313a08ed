//! Why a ticket is closed, in the words that people read: which rule is behind it, and what to do next.

use crate::outcome::{AlsoWrong, Closure, ClosureReason};
use crate::policy::{Policy, Rule};
use crate::window::Window;
use chrono::NaiveDate;

/// The rule behind a reason.
pub(crate) const fn rule_of(reason: ClosureReason) -> Option<Rule> {
    match reason {
        ClosureReason::Incomplete => Some(Rule::R5),
        ClosureReason::TooEarly | ClosureReason::TooLate => Some(Rule::R4),
        ClosureReason::NoMcoTrackingNumber => Some(Rule::R3),
        ClosureReason::NotRegistered => Some(Rule::R1),
        ClosureReason::FeeForService | ClosureReason::MedicareOnly => Some(Rule::R8),
        ClosureReason::DissimilarClaims => Some(Rule::R7),
        ClosureReason::Lapsed => Some(Rule::R12),
        ClosureReason::Duplicate | ClosureReason::WrongMco | ClosureReason::Other => None,
    }
}

/// What the machine says of a closure: in both languages, for whoever reads it later may read either.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Words {
    pub english: String,
    pub spanish: String,
}

impl Words {
    pub(crate) fn new(english: impl Into<String>, spanish: impl Into<String>) -> Self {
        Self { english: english.into(), spanish: spanish.into() }
    }
}

/// What a reason says where nobody adds words: by itself, what was wrong and what to do next.
pub(crate) fn standard_words(reason: ClosureReason, policy: &Policy) -> Words {
    let phone = &policy.fee_for_service_phone;
    match reason {
        ClosureReason::FeeForService => Words::new(
            format!(
                "Medicaid fee-for-service issues are not settled here, since no MCO is involved. Call HFS at {phone}."
            ),
            format!(
                "Los asuntos de pago por servicio de Medicaid no se resuelven aquí, pues no interviene ningún MCO. Llame a HFS al {phone}."
            ),
        ),
        ClosureReason::MedicareOnly => Words::new(
            format!(
                "Medicare-only issues are not settled here. Take it to the Medicare plan; for fee-for-service questions call HFS at {phone}."
            ),
            format!(
                "Los asuntos solo de Medicare no se resuelven aquí. Acuda al plan de Medicare; para preguntas sobre pago por servicio llame a HFS al {phone}."
            ),
        ),
        ClosureReason::NoMcoTrackingNumber => Words::new(
            "The MCO's own dispute process comes first. Dispute the claim with the MCO, and file here with the tracking number it gives you.",
            "Primero está el proceso de disputas del propio MCO. Dispute el reclamo ante el MCO y presente aquí con el número de seguimiento que este le dé.",
        ),
        ClosureReason::Lapsed => Words::new(
            "The proposal was neither accepted nor sent to review in time, so it stands as made. A closed ticket is not reopened.",
            "La propuesta no se aceptó ni se llevó a revisión a tiempo, así que queda firme. Una disputa cerrada no se reabre.",
        ),
        ClosureReason::Incomplete
        | ClosureReason::TooEarly
        | ClosureReason::TooLate
        | ClosureReason::NotRegistered
        | ClosureReason::Duplicate
        | ClosureReason::WrongMco
        | ClosureReason::DissimilarClaims
        | ClosureReason::Other => Words::new(
            format!("{}. A closed ticket is not reopened: put it right and file a new one.", reason.label()),
            "Una disputa cerrada no se reabre: corríjala y presente una nueva.",
        ),
    }
}

/// The closure by the machine of a ticket with all that is wrong with it, the reason that weighs most
/// first. `None` where nothing is.
pub(crate) fn by_machine(
    mut found: Vec<AlsoWrong>,
    missing: Vec<String>,
    window: Option<Window>,
    today: NaiveDate,
) -> Option<Closure> {
    if found.is_empty() {
        return None;
    }
    let first = found.remove(0);
    let reasons = || std::iter::once(first.reason).chain(found.iter().map(|other| other.reason));
    let never = reasons().any(|reason| {
        matches!(reason, ClosureReason::FeeForService | ClosureReason::MedicareOnly | ClosureReason::TooLate)
    });
    let again = window.filter(|window| !never && !window.is_empty() && window.latest.date >= today);
    Some(Closure {
        reason: first.reason,
        rule: Some(first.rule),
        text: first.text,
        text_es: first.text_es,
        missing,
        file_again_from: again.map(|window| window.earliest.max(today)),
        file_again_until: again.map(|window| window.latest.date),
        also: found,
    })
}
