//! What both parties do, on a real table, with real tokens.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod attached;
mod cited;
mod doors;
mod download;
mod files;
mod messages;
mod moves;
mod pages;

use crate::files::{Bucket, Own};
use crate::handler;
use axum::Router;
use portal_core::decide::Command;
use portal_edge::Portal;
use portal_store::Dossier;
use portal_store::{Files, StoreError};
use portal_testkit::desk::{Answer, Desk};
use portal_testkit::filed::{CLERK, clerk, filed, moved, upheld};
use serde_json::{Value, json};
use std::sync::Arc;

/// The day after the last days of what was presented, or put in review, at `NOW`.
const OVER: &str = "2026-12-25T06:00:00Z";

/// Both parties at one desk, with one ticket on it.
struct Parties {
    desk: Desk,
    routes: Router,
    clerk: String,
    plan: String,
}

impl Parties {
    fn at(desk: Desk) -> Self {
        Self::with(desk, no_bucket())
    }

    /// With a bucket to attach files to.
    fn with(desk: Desk, bucket: Bucket) -> Self {
        let routes = handler::routes(desk.portal.clone(), bucket);
        let (clerk, plan) = (desk.token(CLERK, &[]), desk.token("plan-1", &["mco_ABHIL"]));
        Self { desk, routes, clerk, plan }
    }

    /// With a ticket that waits for its MCO.
    async fn with_presented() -> (Self, Dossier) {
        let parties = Self::at(Desk::open().await);
        let ticket = filed(&parties.desk, 1).await;
        (parties, ticket)
    }

    /// With a ticket in review, while evidence may come in.
    async fn with_review() -> (Self, Dossier) {
        let (parties, ticket) = Self::with_presented().await;
        let ticket = upheld(&parties.desk, &ticket).await;
        let ask = Command::AskReview { reason: None };
        let ticket = moved(&parties.desk, &ticket, &clerk(&ticket), ask).await;
        (parties, ticket)
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

    async fn does(&self, token: &str, what: &str, ticket: &Dossier, body: &Value) -> Answer {
        self.sends(token, what, ticket, body, &[]).await
    }

    async fn stands(&self, ticket: &Dossier) -> Dossier {
        self.desk.database.store.dossier(&ticket.ticket.id).await.unwrap().unwrap()
    }
}

/// For those who attach nothing.
fn no_bucket() -> Bucket {
    of_bucket(Err(StoreError::Refused("no bucket here".to_owned())))
}

/// A page waits for nothing: nobody is checking.
fn of_bucket(files: Result<Files, StoreError>) -> Bucket {
    Arc::new(Own { files, patience: &[] })
}

/// The routes on another portal: one whose table is down, say.
fn routes(portal: Portal) -> Router {
    handler::routes(portal, no_bucket())
}

fn path(what: &str, ticket: &Dossier) -> String {
    format!("/tickets/{}/{what}", ticket.ticket.id)
}

fn more_time() -> Value {
    json!({"reason": "The records are on their way."})
}

fn done() -> Value {
    json!({"done": true})
}

fn owned(faults: &[(&str, &str)]) -> Vec<(String, String)> {
    faults.iter().map(|(field, code)| ((*field).to_owned(), (*code).to_owned())).collect()
}
