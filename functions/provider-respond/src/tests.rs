//! What the provider does, on a real table, with real tokens.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod doors;
mod moves;

use crate::handler::routes;
use axum::Router;
use portal_store::Dossier;
use portal_testkit::desk::{Answer, Desk};
use portal_testkit::filed::{CLERK, filed, upheld};
use serde_json::{Value, json};

/// The day after the MCO's last day and the provider's own, on tickets of `NOW`.
const OVERDUE: &str = "2026-12-25T06:00:00Z";

/// A clerk's place, with one ticket on it.
struct Clerk {
    desk: Desk,
    routes: Router,
    token: String,
}

impl Clerk {
    fn at(desk: Desk) -> Self {
        let (routes, token) = (routes(desk.portal.clone()), desk.token(CLERK, &[]));
        Self { desk, routes, token }
    }

    /// With a ticket that waits for its MCO.
    async fn with_presented() -> (Self, Dossier) {
        let clerk = Self::at(Desk::open().await);
        let ticket = filed(&clerk.desk, 1).await;
        (clerk, ticket)
    }

    /// With a ticket whose MCO has upheld its denial.
    async fn with_proposal() -> (Self, Dossier) {
        let (clerk, ticket) = Self::with_presented().await;
        let ticket = upheld(&clerk.desk, &ticket).await;
        (clerk, ticket)
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

fn accept() -> Value {
    json!({"answer": "accept"})
}

fn review() -> Value {
    json!({"answer": "review", "reason": "The authorization is on record."})
}

/// Every move of the provider, with a body that is taken.
fn every_move() -> [(&'static str, Value); 3] {
    [("answer", accept()), ("answer", review()), ("withdrawal", json!({"reason": "Settled by telephone."}))]
}

fn owned(faults: &[(&str, &str)]) -> Vec<(String, String)> {
    faults.iter().map(|(field, code)| ((*field).to_owned(), (*code).to_owned())).collect()
}
