//! What HFS does, on a real table, with real tokens.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod doors;
mod moves;
mod several;

use crate::handler::routes;
use axum::Router;
use portal_core::decide::Command;
use portal_store::Dossier;
use portal_testkit::desk::{Answer, Desk, NOW, dispute};
use portal_testkit::filed::{clerk, filed, filed_as, moved, upheld};
use serde_json::{Value, json};

/// The last day for evidence has passed, on reviews asked for at `NOW`.
const EVIDENCE_OVER: &str = "2026-12-29T18:00:00Z";

/// An HFS worker's place, with one ticket on it.
struct Staff {
    desk: Desk,
    routes: Router,
    token: String,
}

impl Staff {
    fn at(desk: Desk) -> Self {
        let (routes, token) = (routes(desk.portal.clone()), desk.token("staff-1", &["hfs_staff"]));
        Self { desk, routes, token }
    }

    /// With a ticket that HFS has to present.
    async fn with_received() -> (Self, Dossier) {
        let staff = Self::at(Desk::open_with(NOW, &[("INTAKE_MODE", "manual")]).await);
        let ticket = filed(&staff.desk, 1).await;
        (staff, ticket)
    }

    /// With a ticket that waits for its MCO.
    async fn with_presented() -> (Self, Dossier) {
        let staff = Self::at(Desk::open().await);
        let ticket = filed(&staff.desk, 1).await;
        (staff, ticket)
    }

    /// With an urgent ticket that waits for its MCO.
    async fn with_urgent() -> (Self, Dossier) {
        let staff = Self::at(Desk::open().await);
        let mut urgent = dispute(1);
        urgent["urgent"] = json!(true);
        urgent["urgent_reason"] = json!("The member is without the drug.");
        let ticket = filed_as(&staff.desk, &urgent).await;
        (staff, ticket)
    }

    /// With a ticket whose MCO has asked for more time.
    async fn with_extension_asked() -> (Self, Dossier) {
        let (staff, ticket) = Self::with_presented().await;
        let reason = "The records are on their way.".parse().unwrap();
        let ask = Command::AskExtension { reason };
        let ticket = moved(&staff.desk, &ticket, &portal_testkit::filed::mco("ABHIL"), ask).await;
        (staff, ticket)
    }

    /// With a ticket in review, while evidence may still come in.
    async fn with_evidence_open() -> (Self, Dossier) {
        let (staff, ticket) = Self::with_presented().await;
        let ticket = upheld(&staff.desk, &ticket).await;
        let ask = Command::AskReview { reason: None };
        let ticket = moved(&staff.desk, &ticket, &clerk(&ticket), ask).await;
        (staff, ticket)
    }

    /// With a ticket in review that HFS may decide.
    async fn with_review() -> (Self, Dossier) {
        let (staff, ticket) = Self::with_evidence_open().await;
        (Self::at(staff.desk.at(EVIDENCE_OVER)), ticket)
    }

    async fn does(&self, what: &str, ticket: &Dossier, body: &Value) -> Answer {
        self.sends(&self.token, what, ticket, body, &[]).await
    }

    async fn sends(
        &self,
        token: &str,
        what: &str,
        ticket: &Dossier,
        body: &Value,
        headers: &[(&str, &str)],
    ) -> Answer {
        self.desk.post_with(&self.routes, &path(what, ticket), token, body, headers).await
    }

    async fn stands(&self, ticket: &Dossier) -> Dossier {
        self.desk.database.store.dossier(&ticket.ticket.id).await.unwrap().unwrap()
    }
}

fn path(what: &str, ticket: &Dossier) -> String {
    format!("/tickets/{}/{what}", ticket.ticket.id)
}

/// Every move of HFS, with a body that is taken.
fn every_move() -> [(&'static str, Value); 5] {
    [
        ("presentation", json!({})),
        ("closure", json!({"reason": "medicare_only"})),
        ("extension/decision", json!({"decision": "grant"})),
        ("decision", split()),
        ("look", json!({})),
    ]
}

fn split() -> Value {
    json!({"summary": "Two of three days were authorized.", "claims": [
        {"claim": 1, "for": "split", "amount": "500.00", "reason": "One day was not covered."}
    ]})
}

fn owned(faults: &[(&str, &str)]) -> Vec<(String, String)> {
    faults.iter().map(|(field, code)| ((*field).to_owned(), (*code).to_owned())).collect()
}
