//! People invited and gone, on a real table, with real tokens and a user pool on loopback.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod contacts;
mod doors;
mod inviting;
mod leaving;
mod pages;

use crate::handler::routes;
use axum::Router;
use portal_edge::With;
use portal_testkit::desk::{Answer, Desk};
use portal_testkit::pool::Pool;
use serde_json::{Value, json};

/// An organisation's office: its leads, and the pool that their people's accounts are in.
struct Office {
    desk: Desk,
    pool: Pool,
    routes: Router,
}

impl Office {
    async fn opens() -> Self {
        let (desk, pool) = (Desk::open().await, Pool::start().await);
        let routes = routes(With { portal: desk.portal.clone(), own: Some(pool.accounts()) });
        Self { desk, pool, routes }
    }

    /// Whoever leads HFS staff.
    fn hfs(&self) -> String {
        self.desk.token("lee", &["hfs_lead"])
    }

    /// Whoever leads ABHIL's users.
    fn abhil(&self) -> String {
        self.desk.token("ann", &["mco_ABHIL", "mco_lead"])
    }

    async fn invites(&self, token: &str, body: &Value) -> Answer {
        self.desk.post(&self.routes, "/people", token, body).await
    }

    async fn invites_once(&self, token: &str, key: &str, body: &Value) -> Answer {
        let headers = [("idempotency-key", key)];
        self.desk.post_with(&self.routes, "/people", token, body, &headers).await
    }

    /// The id of someone who was invited.
    async fn invited(&self, token: &str, body: &Value) -> String {
        let person = self.invites(token, body).await.expect(201);
        self.desk.database.requests.take();
        person["person_id"].as_str().unwrap().to_owned()
    }

    async fn leaves(&self, token: &str, id: &str, body: &Value) -> Answer {
        self.leaves_with(token, id, body, &[]).await
    }

    async fn leaves_with(&self, token: &str, id: &str, body: &Value, headers: &[(&str, &str)]) -> Answer {
        self.desk.post_with(&self.routes, &format!("/people/{id}/departure"), token, body, headers).await
    }

    async fn lists(&self, token: &str, query: &str) -> Answer {
        self.desk.get(&self.routes, &format!("/people{query}"), token).await
    }

    /// The names on a list, in its order.
    async fn names(&self, token: &str, query: &str) -> Vec<String> {
        let listed = self.lists(token, query).await.expect(200);
        let people = listed["people"].as_array().unwrap();
        people.iter().map(|person| person["name"].as_str().unwrap().to_owned()).collect()
    }
}

fn pat() -> Value {
    json!({"email": "pat.quill@abhil.mco.example.org", "name": "Pat Quill"})
}

fn lead(mco: &str) -> Value {
    json!({"email": format!("first@{mco}.mco.example.org"), "name": "Fay First", "lead": true, "mco": mco})
}

fn gone() -> Value {
    json!({"reason": "They have left the company."})
}
