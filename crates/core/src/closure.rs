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

/// What a reason says where nobody adds words: by itself, what was wrong and what to do next.
pub(crate) fn standard_text(reason: ClosureReason, policy: &Policy) -> String {
    match reason {
        ClosureReason::FeeForService => format!(
            "Medicaid fee-for-service issues are not settled here, since no MCO is involved. Call HFS at {}.",
            policy.fee_for_service_phone
        ),
        ClosureReason::MedicareOnly => format!(
            "Medicare-only issues are not settled here. Take it to the Medicare plan; for fee-for-service questions call HFS at {}.",
            policy.fee_for_service_phone
        ),
        ClosureReason::NoMcoTrackingNumber => {
            "The MCO's own dispute process comes first. Dispute the claim with the MCO, and file here with the tracking number it gives you.".to_owned()
        }
        ClosureReason::Incomplete
        | ClosureReason::TooEarly
        | ClosureReason::TooLate
        | ClosureReason::NotRegistered
        | ClosureReason::Duplicate
        | ClosureReason::WrongMco
        | ClosureReason::DissimilarClaims
        | ClosureReason::Lapsed
        | ClosureReason::Other => {
            format!("{}. A closed ticket is not reopened: put it right and file a new one.", reason.label())
        }
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
        missing,
        file_again_from: again.map(|window| window.earliest.max(today)),
        file_again_until: again.map(|window| window.latest.date),
        also: found,
    })
}
