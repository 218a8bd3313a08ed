//! Tickets in the state that a test begins with, brought there by the rulebook and the store.

use crate::desk::{Desk, dispute};
use portal_core::actor::{Actor, Standing};
use portal_core::claim::Claim;
use portal_core::decide::{Command, decide};
use portal_core::identity::UserId;
use portal_core::intake::{Filing, file};
use portal_core::outcome::{Answer, ClaimVerdict, Outcome, Proposal};
use portal_core::submission::Submission;
use portal_store::{Dossier, Membership};
use serde_json::Value;

/// The account that files, and acts for the demo provider.
pub const CLERK: &str = "clerk";

/// The dispute of this number, filed now. Where intake is automatic it is with ABHIL.
pub async fn filed(desk: &Desk, number: u32) -> Dossier {
    filed_as(desk, &dispute(number)).await
}

/// The dispute of this number with so many claims, as a workbook brings them.
pub async fn filed_with_claims(desk: &Desk, number: u32, claims: u32) -> Dossier {
    let mut body = dispute(number);
    let claim = |row: u32| {
        let mut claim = dispute(number)["claims"][0].clone();
        claim["mco_claim_number"] = format!("23ABC{number:07}-{row}").into();
        claim
    };
    body["claims"] = (1..=claims).map(claim).collect();
    filed_as(desk, &body).await
}

/// A ticket's body, filed now by [`CLERK`], who is made to act for the demo provider.
pub async fn filed_as(desk: &Desk, body: &Value) -> Dossier {
    let submission: Submission = serde_json::from_value(body.clone()).unwrap();
    let claims: Vec<Claim> = serde_json::from_value(body["claims"].clone()).unwrap();
    let (store, portal) = (desk.portal.store(), &desk.portal);
    let clerk: UserId = CLERK.parse().unwrap();
    let mut memberships = store.memberships(&clerk).await.unwrap();
    if memberships.is_empty() {
        desk.approved(CLERK).await;
        memberships = store.memberships(&clerk).await.unwrap();
    }
    let filing = Filing {
        id: portal.ids().ticket_id(desk.now).unwrap(),
        number: portal.ids().ticket_number().unwrap(),
        submission: &submission,
        claims: &claims,
    };
    let actor = Membership::actor(clerk, &memberships);
    let change = file(filing, &actor, desk.now, portal.policy(), portal.mcos()).unwrap();
    let filed = store.file_ticket(&change, &submission, &claims, &memberships[0], None).await.unwrap();
    desk.database.requests.take();
    filed.into_inner()
}

/// The ticket after a move made now, straight through the rulebook and the store.
pub async fn moved(desk: &Desk, dossier: &Dossier, actor: &Actor, command: Command) -> Dossier {
    let change = decide(&dossier.ticket, command, actor, desk.now, desk.portal.policy()).unwrap();
    let moved = desk.portal.store().commit(dossier, &change, None).await.unwrap();
    desk.database.requests.take();
    moved.into_inner()
}

/// The ticket after its MCO has upheld every denial.
pub async fn upheld(desk: &Desk, dossier: &Dossier) -> Dossier {
    let uphold = |claim: u16| ClaimVerdict {
        claim,
        verdict: Outcome::Uphold,
        amount: portal_core::money::Money::ZERO,
        reason: "The denial stands.".parse().ok(),
    };
    let claims = (1..=dossier.ticket.opening.claims).map(uphold).collect();
    let proposal: Proposal = Answer { summary: "Nothing is paid.".parse().unwrap(), claims };
    let code = dossier.ticket.opening.mco.as_ref().unwrap();
    moved(desk, dossier, &mco(code.as_str()), Command::Propose(proposal)).await
}

/// [`CLERK`], acting for the provider of a ticket.
pub fn clerk(dossier: &Dossier) -> Actor {
    let acts_for = vec![dossier.ticket.opening.provider.medicaid_id.clone()];
    Actor { user: CLERK.parse().ok(), standing: Standing::Provider { acts_for } }
}

/// An account of this MCO.
pub fn mco(code: &str) -> Actor {
    Actor { user: "plan".parse().ok(), standing: Standing::Mco(code.parse().unwrap()) }
}

/// HFS staff.
pub fn hfs() -> Actor {
    Actor { user: "staff".parse().ok(), standing: Standing::Hfs { lead: false } }
}
