//! From the rulebook's refusals to problems: one exhaustive match each.

use crate::problem::Problem;
use portal_core::decide::Refusal;
use portal_core::fault::Fault;
use portal_core::intake::FilingError;
use portal_core::registration::RegistrationRefusal;

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match &refusal {
            Refusal::NotFound => Self::not_found(),
            Refusal::RoleMayNot { r#move, role } => Self::forbidden(
                "role_may_not",
                format!("\"{}\" is not for you: you act as {}. Someone of another part does this.", r#move.label(), role.label()),
            )
            .telling("move", r#move.label())
            .telling("role", role.label()),
            Refusal::WrongState { r#move, state } => Self::conflict(
                "wrong_state",
                format!(
                    "\"{}\" cannot be done now: the state of the ticket is \"{}\". Read the ticket again to see what can be done.",
                    r#move.label(), state.label()
                ),
            )
            .telling("move", r#move.label())
            .telling("state", state.label())
            .with("state", state.code()),
            Refusal::DeadlinePassed(last) => Self::conflict(
                "deadline_passed",
                format!("The last day for this was {} ({}): it can no longer be done.", last.date, last.rule),
            )
            .telling("last", last.date)
            .telling("rule", last.rule)
            .with("deadline", last.date.to_string()),
            Refusal::NotYetOverdue(last) => Self::conflict(
                "not_yet_overdue",
                format!("The MCO may still answer until {} ({}). Ask for review from the day after.", last.date, last.rule),
            )
            .telling("last", last.date)
            .telling("rule", last.rule)
            .with("deadline", last.date.to_string()),
            Refusal::ExtensionSpent => Self::conflict(
                "extension_spent",
                "A ticket has one extension (R11), and this one's was asked for already, whatever became of it.",
            ),
            Refusal::NoExtensionAsked => Self::conflict(
                "no_extension_asked",
                "Nobody has asked for an extension of this ticket, or it was decided on already: there is nothing to decide.",
            ),
            Refusal::EvidenceOpen(last) => Self::conflict(
                "evidence_open",
                format!("Both sides may put in evidence until {} ({}). Decide once both are done, or from the day after.", last.date, last.rule),
            )
            .telling("last", last.date)
            .telling("rule", last.rule)
            .with("deadline", last.date.to_string()),
            Refusal::EvidenceOver => Self::conflict(
                "evidence_over",
                "Evidence can no longer be put in (R13): HFS is deciding on what it has.",
            ),
            Refusal::EvidenceDone => Self::conflict(
                "evidence_done",
                "Your side has said that it is done with evidence (R13): nothing can be added.",
            ),
            Refusal::Invalid(faults) => Self::faults(faults.clone()),
            Refusal::NoLookOwed => Self::conflict(
                "no_look_owed",
                "This ticket is not urgent, or HFS has looked at it already (R15): there is nothing to note.",
            ),
            Refusal::Broken => Self::internal(refusal.to_string()),
        }
    }
}

impl From<FilingError> for Problem {
    fn from(error: FilingError) -> Self {
        match error {
            FilingError::NotYourProvider => Self::not_your_provider(),
            FilingError::Faults(faults) => Self::faults(faults),
            FilingError::Broken => Self::internal(error.to_string()),
        }
    }
}

impl From<RegistrationRefusal> for Problem {
    fn from(refusal: RegistrationRefusal) -> Self {
        match refusal {
            RegistrationRefusal::NotFound => Self::not_found(),
            RegistrationRefusal::RoleMayNot(role) => Self::forbidden(
                "role_may_not",
                format!("Only HFS staff decide on registrations: you act as {}.", role.label()),
            )
            .telling("role", role.label()),
            RegistrationRefusal::AlreadyDecided(status) => Self::conflict(
                "already_decided",
                format!(
                    "This registration is \"{}\" already. A decision stands; whoever was denied files a new registration.",
                    status.label()
                ),
            )
            .telling("status", status.label())
            .with("status_of_registration", status.code()),
            RegistrationRefusal::NotApproved(status) => Self::conflict(
                "not_approved",
                format!(
                    "This registration is \"{}\": only an approved one can be revoked.",
                    status.label()
                ),
            )
            .telling("status", status.label())
            .with("status_of_registration", status.code()),
            RegistrationRefusal::NoConsent(stands) => Self::conflict(
                "no_consent",
                format!(
                    "The consent of the provider's own staff is \"{}\". Wait for it, deny, or approve with \"without_consent\": true and a reason.",
                    stands.label()
                ),
            )
            .telling("consent", stands.label())
            .with("consent", stands.code()),
            RegistrationRefusal::ConsentSaid(stands) => Self::conflict(
                "consent_said",
                format!("The consent is \"{}\" already: what was said stands.", stands.label()),
            )
            .telling("consent", stands.label())
            .with("consent", stands.code()),
            RegistrationRefusal::NothingSaid => Self::faults(vec![Fault::new(
                "/missing",
                "missing",
                "A denial says what is missing, or why: name what is missing, or give a reason.",
            )]),
        }
    }
}

impl Problem {
    /// R1: 403, the caller does not act for the provider named.
    pub fn not_your_provider() -> Self {
        Self::forbidden(
            "not_your_provider",
            "You do not act for this provider (R1): file for a provider of one of your approved registrations, or register it first.",
        )
        .at(Fault::new(
            "/provider/medicaid_id",
            "not_your_provider",
            "This is not a provider of one of your approved registrations.",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use portal_core::actor::Role;
    use portal_core::calendar::Calendar;
    use portal_core::deadline::Deadline;
    use portal_core::moves::{Move, StateName};
    use portal_core::policy::{PolicyBook, Rule};
    use portal_core::registration::RegistrationStatus;

    fn last() -> Deadline {
        let day = "2026-11-24".parse().unwrap();
        let book = PolicyBook::published().unwrap();
        Deadline::calendar_days(day, 30, Rule::R12, Calendar::Statutory, book.in_force_on(day))
    }

    #[test]
    fn each_refusal_has_its_status_and_its_name() {
        let cases = [
            (Refusal::NotFound, 404, "not_found"),
            (Refusal::RoleMayNot { r#move: Move::Propose, role: Role::Provider }, 403, "role_may_not"),
            (Refusal::WrongState { r#move: Move::Accept, state: StateName::Closed }, 409, "wrong_state"),
            (Refusal::DeadlinePassed(last()), 409, "deadline_passed"),
            (Refusal::NotYetOverdue(last()), 409, "not_yet_overdue"),
            (Refusal::ExtensionSpent, 409, "extension_spent"),
            (Refusal::NoExtensionAsked, 409, "no_extension_asked"),
            (Refusal::EvidenceOpen(last()), 409, "evidence_open"),
            (Refusal::EvidenceOver, 409, "evidence_over"),
            (Refusal::EvidenceDone, 409, "evidence_done"),
            (Refusal::Invalid(vec![Fault::new("/text", "missing", "Say why.")]), 422, "faults"),
            (Refusal::NoLookOwed, 409, "no_look_owed"),
            (Refusal::Broken, 500, "internal"),
        ];
        for (refusal, status, code) in cases {
            let problem = Problem::from(refusal);
            assert_eq!((problem.status().as_u16(), problem.code()), (status, code));
        }
    }

    #[test]
    fn a_deadline_is_named_with_its_day_and_its_rule() {
        let problem = Problem::from(Refusal::DeadlinePassed(last()));
        assert!(problem.detail().contains("2026-12-24 (R12)"), "{}", problem.detail());
    }

    #[test]
    fn filing_and_registering_are_refused_by_name() {
        let filing = |error: FilingError| Problem::from(error);
        assert_eq!(filing(FilingError::NotYourProvider).status(), 403);
        assert_eq!(filing(FilingError::NotYourProvider).field_faults()[0].field, "/provider/medicaid_id");
        assert_eq!(filing(FilingError::Faults(Vec::new())).status(), 422);
        assert_eq!(filing(FilingError::Broken).status(), 500);
        let registering = |refusal: RegistrationRefusal| Problem::from(refusal).status().as_u16();
        assert_eq!(registering(RegistrationRefusal::NotFound), 404);
        assert_eq!(registering(RegistrationRefusal::RoleMayNot(Role::Mco)), 403);
        assert_eq!(registering(RegistrationRefusal::AlreadyDecided(RegistrationStatus::Denied)), 409);
        assert_eq!(registering(RegistrationRefusal::NotApproved(RegistrationStatus::Revoked)), 409);
        assert_eq!(registering(RegistrationRefusal::NothingSaid), 422);
    }
}
