//! `GET` and `PUT /me`: who the portal takes the caller for, and the language in which they want to read.

use axum::Json;
use axum::extract::State;
use portal_core::identity::{MedicaidId, Npi, RegistrationId, UserId};
use portal_core::language::Language;
use portal_core::mco::McoCode;
use portal_edge::{Bearer, Caller, CallerKind, Fields, Portal, Problem, Sent, profile};
use portal_store::{Membership, Profile};
use serde::Serialize;

/// Who the caller is.
#[derive(Serialize)]
pub struct Me {
    user_id: UserId,
    kind: Kind,
    /// An MCO account's.
    mco: Option<McoCode>,
    language: Language,
    /// For whom a provider's account may act.
    providers: Vec<Provider>,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Provider,
    Mco,
    HfsStaff,
    HfsLead,
}

#[derive(Serialize)]
struct Provider {
    npi: Option<Npi>,
    medicaid_id: MedicaidId,
    registration_id: RegistrationId,
}

impl From<Membership> for Provider {
    fn from(membership: Membership) -> Self {
        let Membership { npi, medicaid_id, registration, .. } = membership;
        Self { npi, medicaid_id, registration_id: registration }
    }
}

impl Me {
    fn of(caller: Caller, profile: Profile) -> Self {
        let (kind, mco, memberships) = match caller.kind {
            CallerKind::Provider => (Kind::Provider, None, profile.memberships),
            CallerKind::Mco(code) => (Kind::Mco, Some(code), Vec::new()),
            CallerKind::Hfs { lead: false } => (Kind::HfsStaff, None, Vec::new()),
            CallerKind::Hfs { lead: true } => (Kind::HfsLead, None, Vec::new()),
        };
        let providers = memberships.into_iter().map(Provider::from).collect();
        Self { user_id: caller.user, kind, mco, language: profile.language, providers }
    }
}

/// Who the caller is. One query.
///
/// # Errors
/// When the table fails.
pub async fn read(State(portal): State<Portal>, Bearer(caller): Bearer) -> Result<Json<Me>, Problem> {
    let profile = profile(&portal, &caller).await?;
    Ok(Json(Me::of(caller, profile)))
}

/// Keeps the language, and answers who the caller is. The same again changes nothing.
///
/// # Errors
/// 422 with every fault; when the table fails.
pub async fn choose(
    State(portal): State<Portal>,
    Bearer(caller): Bearer,
    sent: Sent,
) -> Result<Json<Me>, Problem> {
    let mut fields = sent.fields();
    let language = fields.must("language", Fields::text::<Language>);
    let language = fields.finish_with(language)?;
    let before = profile(&portal, &caller).await?;
    portal.store().choose_language(&caller.user, language, portal.now()).await?;
    Ok(Json(Me::of(caller, Profile { language, ..before })))
}
