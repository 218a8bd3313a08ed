//! Registrations, on a real table, with real tokens.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod batches;
mod broken_off;
mod consenting;
mod deciding;
mod deciding_several;
mod filing;
mod me;
mod pages;
mod reading;
mod releasing;
mod revoking;

use crate::handler::routes;
use axum::Router;
use portal_testkit::desk::{Answer, Desk, MEDICAID_ID, NPI};
use serde_json::{Value, json};

/// A registrar's office: whoever comes in, by the groups of the account.
struct Office {
    desk: Desk,
    routes: Router,
}

impl Office {
    async fn opens() -> Self {
        Self::at(Desk::open().await)
    }

    fn at(desk: Desk) -> Self {
        let routes = routes(desk.portal.clone());
        Self { desk, routes }
    }

    fn token(&self, user: &str) -> String {
        self.desk.token(user, &[])
    }

    fn staff(&self) -> String {
        self.desk.token("staff-1", &["hfs_staff"])
    }

    async fn files(&self, user: &str, body: &Value) -> Answer {
        self.desk.post(&self.routes, "/registrations", &self.token(user), body).await
    }

    async fn files_once(&self, user: &str, key: &str, body: &Value) -> Answer {
        let headers = [("idempotency-key", key)];
        self.desk.post_with(&self.routes, "/registrations", &self.token(user), body, &headers).await
    }

    /// The id of a complete registration that waits for HFS.
    async fn pending(&self, user: &str) -> String {
        let filed = self.files(user, &form()).await.expect(201);
        self.desk.database.requests.take();
        filed["registration_id"].as_str().unwrap().to_owned()
    }

    async fn lists(&self, token: &str, query: &str) -> Answer {
        self.desk.get(&self.routes, &format!("/registrations{query}"), token).await
    }

    async fn opens_one(&self, token: &str, id: &str) -> Answer {
        self.desk.get(&self.routes, &format!("/registrations/{id}"), token).await
    }

    async fn decides(&self, token: &str, id: &str, body: &Value, headers: &[(&str, &str)]) -> Answer {
        let path = format!("/registrations/{id}/decision");
        self.desk.post_with(&self.routes, &path, token, body, headers).await
    }

    async fn acts_for(&self, user: &str) -> Vec<String> {
        let memberships = self.desk.database.store.memberships(&user.parse().unwrap()).await.unwrap();
        memberships.iter().map(|membership| membership.medicaid_id.as_str().to_owned()).collect()
    }
}

/// A form with every field filled (R2).
fn form() -> Value {
    json!({
        "provider_name": "Prairie Community Hospital", "npi": NPI, "atypical": false,
        "medicaid_id": MEDICAID_ID, "tin": "37-1234567", "provider_type": "hospital",
        "street": "100 E Monroe St", "city": "Springfield", "state": "IL", "zip": "62701",
        "contact_name": "Pat Clerk", "contact_phone": "217-555-0100",
        "contact_email": "billing@prairie.example.org", "acting_as": "provider_staff"
    })
}

fn with(change: impl FnOnce(&mut Value)) -> Value {
    let mut body = form();
    change(&mut body);
    body
}

fn owned(faults: &[(&str, &str)]) -> Vec<(String, String)> {
    faults.iter().map(|(field, code)| ((*field).to_owned(), (*code).to_owned())).collect()
}

fn ids(listed: &Value) -> Vec<&str> {
    let rows = listed["registrations"].as_array().unwrap();
    rows.iter().map(|row| row["registration_id"].as_str().unwrap()).collect()
}
