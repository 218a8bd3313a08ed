//! `POST /registrations/decisions`: HFS decides on several registrations in one request, each in a transaction of
//! its own (`adr/0030`): on each something else, or on all that are named the same.

use crate::batch_list::OfBatch;
use crate::decision;
use crate::handler::decided_or_before;
use crate::pages;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use portal_core::fault::FieldFault;
use portal_core::identity::{RegistrationId, UploadId};
use portal_core::registration::{RegistrationDecision, RegistrationStatus};
use portal_edge::several::{Told, each, may_do_again, once_each};
use portal_edge::{Asked, Bearer, Caller, Expected, Fields, Portal, Problem, Sent};
use serde::Serialize;

/// Registrations in one request: as many as a workbook has rows.
const MOST: usize = 100;

/// What became of each, in the order in which they were named.
#[derive(Serialize)]
struct Decisions {
    registrations: Vec<Decided>,
}

/// What became of one.
#[derive(Serialize)]
pub struct Decided {
    pub registration_id: RegistrationId,
    pub outcome: Outcome,
    #[serde(flatten)]
    pub told: Told,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Now, or before by the same request.
    Approved,
    /// The same.
    Denied,
    /// Before, by another request: that decision stands.
    AlreadyDecided,
    /// Not, and not by sending it again.
    Refused,
    /// Not, as far as is known: sending it again may do.
    Failed,
}

pub async fn decide_several(
    State(portal): State<Portal>,
    Bearer(caller): Bearer,
    asked: Asked,
    sent: Sent,
) -> Result<Response, Problem> {
    caller.require_hfs()?;
    if !sent.visit().is_page() {
        let registrations = decided(&portal, &caller, &sent).await?;
        return Ok(Json(Decisions { registrations }).into_response());
    }
    // Of which workbook's page the form was, so that the answer leads back there. Before anything is decided: an
    // address that leads nowhere is no answer to what was.
    let of = match asked.fields().text::<UploadId>("batch") {
        Some(batch) => Some(OfBatch::read(&portal, &caller, batch).await?),
        None => None,
    };
    let decided = decided(&portal, &caller, &sent).await;
    pages::batch::decided(&caller, &sent, of, decided)
}

async fn decided(portal: &Portal, caller: &Caller, sent: &Sent) -> Result<Vec<Decided>, Problem> {
    let wanted = wanted(sent)?;
    let one = |(id, decision)| one_decided(portal, caller, sent, id, decision);
    each(wanted, one, |one| one.told.problem.as_ref()).await
}

async fn one_decided(
    portal: &Portal,
    caller: &Caller,
    sent: &Sent,
    id: RegistrationId,
    decision: RegistrationDecision,
) -> Decided {
    let once = sent.once_for(&caller.user, id.as_str());
    let decided = decided_or_before(portal, caller, &id, Expected(None), decision, once.as_ref()).await;
    let (outcome, told) = match decided {
        Ok(registration) => {
            let outcome = match registration.status {
                RegistrationStatus::Denied => Outcome::Denied,
                RegistrationStatus::Approved | RegistrationStatus::Pending | RegistrationStatus::Revoked => {
                    Outcome::Approved
                }
            };
            (outcome, Told::done())
        }
        Err(problem) => {
            let outcome = match problem.code() {
                "already_decided" => Outcome::AlreadyDecided,
                _ if may_do_again(&problem) => Outcome::Failed,
                _ => Outcome::Refused,
            };
            (outcome, problem.into())
        }
    };
    Decided { registration_id: id, outcome, told }
}

/// What is decided on which registration.
fn wanted(sent: &Sent) -> Result<Vec<(RegistrationId, RegistrationDecision)>, Problem> {
    let mut fields = sent.fields();
    let wanted =
        if fields.names("decisions") { each_by_itself(&mut fields) } else { all_the_same(&mut fields) };
    fields.finish_with(wanted)
}

fn each_by_itself(fields: &mut Fields<'_>) -> Option<Vec<(RegistrationId, RegistrationDecision)>> {
    let mut named: Vec<RegistrationId> = Vec::new();
    let read = fields.array("decisions", MOST, |fields| {
        let id = fields.must("registration_id", Fields::text::<RegistrationId>);
        if let Some(id) = &id {
            if named.contains(id) {
                let message = "This registration is named before: decide on each once.";
                fields.fault("registration_id", FieldFault::new("named_twice", message));
            }
            named.push(id.clone());
        }
        id.zip(said(fields))
    })?;
    chosen(fields, "decisions", read.is_empty());
    read.into_iter().collect()
}

fn all_the_same(fields: &mut Fields<'_>) -> Option<Vec<(RegistrationId, RegistrationDecision)>> {
    let ids = fields.texts::<RegistrationId>("registrations", MOST);
    let none = ids.as_ref().map_or_else(|| !fields.names("registrations"), Vec::is_empty);
    chosen(fields, "registrations", none);
    let decision = said(fields)?;
    Some(once_each(ids?).into_iter().map(|id| (id, decision.clone())).collect())
}

fn chosen(fields: &mut Fields<'_>, name: &'static str, none: bool) {
    if none {
        fields.fault(name, FieldFault::new("no_registration_chosen", "Choose at least one registration."));
    }
}

/// The decision. A denial that says nothing would be refused of each.
fn said(fields: &mut Fields<'_>) -> Option<RegistrationDecision> {
    let decision = decision::read(fields)?;
    if let RegistrationDecision::Deny { missing, reason: None } = &decision
        && missing.is_empty()
    {
        fields
            .fault("reason", FieldFault::new("denial_says_nothing", "Say why: whoever registered reads it."));
    }
    Some(decision)
}
