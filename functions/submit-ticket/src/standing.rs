//! R1: only who acts for a provider may file for it; whoever does not yet is told how far that is.

use portal_core::fault::Fault;
use portal_core::identity::MedicaidId;
use portal_core::registration::{Registration, RegistrationStatus};
use portal_edge::{Caller, Portal, Problem};
use portal_store::Membership;

/// The membership by which the caller files for a provider.
///
/// # Errors
/// 403: the registration is pending, was denied or revoked, or there is none.
pub async fn standing(
    portal: &Portal,
    caller: &Caller,
    memberships: Vec<Membership>,
    medicaid_id: &MedicaidId,
) -> Result<Membership, Problem> {
    let member = memberships.into_iter().find(|membership| membership.medicaid_id == *medicaid_id);
    if let Some(membership) = member {
        return Ok(membership);
    }
    // Only on the way to a refusal: a read more for each hundred registrations, to say which one it is.
    let named = portal.store().registration_for(&caller.user, medicaid_id).await?;
    Err(match named.map(|registration| (registration.status, registration)) {
        Some((RegistrationStatus::Pending, registration)) => refused(
            "registration_pending",
            format!(
                "Your registration for this provider waits for HFS (R2). An answer can be expected from {}; file then.",
                registration.expected_from.date
            ),
        )
        .telling("expected", registration.expected_from.date)
        .with("registration_id", registration.id.as_str()),
        Some((RegistrationStatus::Denied, registration)) => denied(&registration),
        Some((RegistrationStatus::Revoked, registration)) => refused(
            "registration_revoked",
            "HFS has revoked your registration for this provider (R1). Ask HFS why, or register it again.".to_owned(),
        )
        .with("registration_id", registration.id.as_str()),
        Some((RegistrationStatus::Approved, _)) | None => Problem::not_your_provider(),
    })
}

fn denied(registration: &Registration) -> Problem {
    let problem = refused(
        "registration_denied",
        "Your registration for this provider was denied (R2). Register it again with what was missing; file once it is approved.".to_owned(),
    )
    .with("registration_id", registration.id.as_str())
    .with("missing", registration.missing.clone());
    // Of one that was denied for a reason alone, nothing is known to be missing.
    if registration.missing.is_empty() {
        problem
    } else {
        problem.telling("missing", registration.missing.join(", "))
    }
}

fn refused(code: &'static str, detail: String) -> Problem {
    let field = "/provider/medicaid_id";
    Problem::forbidden(code, detail).at(Fault::new(field, code, "You do not act for this provider yet."))
}
