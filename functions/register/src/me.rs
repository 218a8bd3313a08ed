//! `GET` and `PUT /me`: who the portal takes the caller for, and the language in which they want to read.

use crate::pages::me::me_page;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use portal_core::identity::{MedicaidId, Npi, RegistrationId, UserId};
use portal_core::language::Language;
use portal_core::mco::McoCode;
use portal_edge::page::{again, see_other};
use portal_edge::{Bearer, Caller, CallerKind, Fields, Portal, Problem, Sent, Visit, profile};
use portal_store::{Membership, Profile};
use serde::Serialize;

/// Who the caller is.
#[derive(Serialize)]
pub struct Me {
    pub user_id: UserId,
    pub kind: Kind,
    /// An MCO account's.
    pub mco: Option<McoCode>,
    pub language: Language,
    /// For whom a provider's account may act.
    pub providers: Vec<Provider>,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Provider,
    Mco,
    HfsStaff,
    HfsLead,
}

#[derive(Serialize)]
pub struct Provider {
    pub npi: Option<Npi>,
    pub medicaid_id: MedicaidId,
    pub registration_id: RegistrationId,
}

impl From<Membership> for Provider {
    fn from(membership: Membership) -> Self {
        let Membership { npi, medicaid_id, registration, .. } = membership;
        Self { npi, medicaid_id, registration_id: registration }
    }
}

impl Me {
    fn of(caller: &Caller, profile: Profile) -> Self {
        let (kind, mco, memberships) = match &caller.kind {
            CallerKind::Provider => (Kind::Provider, None, profile.memberships),
            CallerKind::Mco(code) => (Kind::Mco, Some(code.clone()), Vec::new()),
            CallerKind::Hfs { lead: false } => (Kind::HfsStaff, None, Vec::new()),
            CallerKind::Hfs { lead: true } => (Kind::HfsLead, None, Vec::new()),
        };
        let providers = memberships.into_iter().map(Provider::from).collect();
        Self { user_id: caller.user.clone(), kind, mco, language: profile.language, providers }
    }
}

/// Who the caller is. One query.
///
/// # Errors
/// When the table fails.
pub async fn read(
    State(portal): State<Portal>,
    Bearer(caller): Bearer,
    visit: Visit,
) -> Result<Response, Problem> {
    let profile = profile(&portal, &caller).await?;
    if visit.is_page() {
        return me_page(&visit, &caller, Me::of(&caller, profile), StatusCode::OK, None);
    }
    Ok(Json(Me::of(&caller, profile)).into_response())
}

/// Keeps the language, and answers who the caller is. The same again changes nothing. A form can only
/// post: it is led back to the page.
///
/// # Errors
/// 422 with every fault; when the table fails.
pub async fn choose(
    State(portal): State<Portal>,
    Bearer(caller): Bearer,
    sent: Sent,
) -> Result<Response, Problem> {
    let chosen = chosen(&portal, &caller, &sent).await;
    if !sent.visit().is_page() {
        return Ok(Json(chosen?).into_response());
    }
    let problem = match chosen {
        Ok(_) => return Ok(see_other("/me")),
        Err(problem) if problem.status() == StatusCode::UNPROCESSABLE_ENTITY => problem,
        Err(problem) => return Err(problem),
    };
    let me = Me::of(&caller, profile(&portal, &caller).await?);
    again(&sent, problem, |visit, status, filled| me_page(visit, &caller, me, status, Some(filled)))
}

async fn chosen(portal: &Portal, caller: &Caller, sent: &Sent) -> Result<Me, Problem> {
    let mut fields = sent.fields();
    let language = fields.must("language", Fields::text::<Language>);
    let language = fields.finish_with(language)?;
    let before = profile(portal, caller).await?;
    portal.store().choose_language(&caller.user, language, portal.now()).await?;
    Ok(Me::of(caller, Profile { language, ..before }))
}
