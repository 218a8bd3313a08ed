//! A function with everything it stands on, in one process: the embedded table, an issuer of tokens,
//! and a clock that stands still. Requests go through `app`, as they do when deployed.

use crate::database::Database;
use crate::tokens::{CLIENT, Issuer};
use aws_sdk_dynamodb::types::AttributeValue;
use axum::Router;
use axum::body::Body;
use chrono::{DateTime, Utc};
use flate2::read::GzDecoder;
use http::Request;
use http_body_util::BodyExt;
use portal_core::actor::{Actor, Standing};
use portal_core::identity::UserId;
use portal_core::registration::{RegistrationDecision, RegistrationForm, register};
use portal_edge::{Clock, Ids, Portal, Settings, app};
use portal_store::Store;
use serde_json::{Value, json};
use std::io::Read;
use tower::ServiceExt;

/// The instant at which the clock stands: noon in Chicago on 2026-11-24.
pub const NOW: &str = "2026-11-24T18:00:00Z";
/// The provider of the demo data.
pub const MEDICAID_ID: &str = "363456789001";
/// Its NPI.
pub const NPI: &str = "1234567893";

/// The parts of a portal.
pub struct Desk {
    /// Whose tokens are taken.
    pub issuer: Issuer,
    /// The table.
    pub database: Database,
    /// The portal on them.
    pub portal: Portal,
    /// When it is.
    pub now: DateTime<Utc>,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: http::HeaderMap,
    /// The body.
    pub bytes: Vec<u8>,
    /// The body as JSON; null where it is none.
    pub body: Value,
}

impl Answer {
    /// The body of an answer of this status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{:#}", self.body);
        self.body
    }

    /// The body as it was before it was compressed for the way.
    #[track_caller]
    pub fn inflated(&self) -> Vec<u8> {
        assert_eq!(self.headers["content-encoding"], "gzip");
        let mut whole = Vec::new();
        GzDecoder::new(self.bytes.as_slice()).read_to_end(&mut whole).unwrap();
        whole
    }

    /// The code of a problem of this status.
    #[track_caller]
    pub fn problem(self, status: u16) -> String {
        let body = self.expect(status);
        body["code"].as_str().unwrap_or_else(|| panic!("no problem: {body:#}")).to_owned()
    }

    /// Pointer and code of every fault of a 422.
    #[track_caller]
    pub fn faults(self) -> Vec<(String, String)> {
        let body = self.expect(422);
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let faults = body["faults"].as_array().unwrap();
        faults.iter().map(|fault| (text(&fault["field"]), text(&fault["code"]))).collect()
    }
}

impl Desk {
    /// Opens one at [`NOW`].
    pub async fn open() -> Self {
        Self::open_with(NOW, &[]).await
    }

    /// Opens one at an instant, with further variables in its environment.
    pub async fn open_with(now: &str, variables: &[(&str, &str)]) -> Self {
        let (issuer, database) = (Issuer::start().await, Database::start().await);
        let now: DateTime<Utc> = now.parse().unwrap();
        let portal = portal_on(&issuer, database.store.clone(), now, variables, 1);
        Self { issuer, database, portal, now }
    }

    /// The same table and issuer, at another instant.
    #[must_use]
    pub fn at(&self, now: &str) -> Self {
        let now: DateTime<Utc> = now.parse().unwrap();
        // Identifiers come from another seed: nothing is ever made twice.
        let seed = now.timestamp().cast_unsigned();
        let portal = portal_on(&self.issuer, self.database.store.clone(), now, &[], seed);
        Self { issuer: self.issuer.clone(), database: self.database.clone(), portal, now }
    }

    /// The portal on another store: one that is down, say.
    pub fn on(&self, store: Store) -> Portal {
        portal_on(&self.issuer, store, self.now, &[], 1)
    }

    /// A token of an account in these groups.
    pub fn token(&self, user: &str, groups: &[&str]) -> String {
        self.issuer.token(user, groups, self.now.timestamp())
    }

    /// Sends a request through a function's routes.
    pub async fn send(&self, routes: &Router, request: Request<Body>) -> Answer {
        let response = app(routes.clone()).oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer { status: parts.status.as_u16(), headers: parts.headers, bytes, body }
    }

    /// `GET`.
    pub async fn get(&self, routes: &Router, path: &str, token: &str) -> Answer {
        self.send(routes, request("GET", path, token).body(Body::empty()).unwrap()).await
    }

    /// `PUT` of JSON.
    pub async fn put(&self, routes: &Router, path: &str, token: &str, body: &Value) -> Answer {
        let request = request("PUT", path, token).header("content-type", "application/json");
        self.send(routes, request.body(Body::from(body.to_string())).unwrap()).await
    }

    /// `POST` of JSON.
    pub async fn post(&self, routes: &Router, path: &str, token: &str, body: &Value) -> Answer {
        self.post_with(routes, path, token, body, &[]).await
    }

    /// `POST` of JSON with further headers.
    pub async fn post_with(
        &self,
        routes: &Router,
        path: &str,
        token: &str,
        body: &Value,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut request = request("POST", path, token).header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(routes, request.body(Body::from(body.to_string())).unwrap()).await
    }

    /// Closes the account of `user`, whose tokens go on being good ones.
    pub async fn leaves(&self, user: &str) {
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let left_at = text("2026-11-24T18:00:00.000Z");
        let item = [("pk", text(&format!("USER#{user}"))), ("sk", text("ACCOUNT")), ("left_at", left_at)];
        let put = self.database.client.put_item().table_name(&self.database.table);
        let put = item.into_iter().fold(put, |put, (name, value)| put.item(name, value));
        put.send().await.unwrap();
        self.database.requests.take();
    }

    /// Makes `user` act for the demo provider, by a registration that HFS approves.
    pub async fn approved(&self, user: &str) {
        self.approved_for(user, MEDICAID_ID, Some(NPI)).await;
    }

    /// Makes `user` act for a provider, by a registration that HFS approves.
    pub async fn approved_for(&self, user: &str, medicaid_id: &str, npi: Option<&str>) {
        let form = RegistrationForm {
            provider_name: "Prairie Community Hospital".parse().ok(),
            npi: npi.map(|npi| npi.parse().unwrap()),
            atypical: npi.is_none(),
            medicaid_id: medicaid_id.parse().ok(),
            tin: "371234567".parse().ok(),
            provider_type: "hospital".parse().ok(),
            street: "100 E Monroe St".parse().ok(),
            city: "Springfield".parse().ok(),
            state: "IL".parse().ok(),
            zip: "62701".parse().ok(),
            contact_name: "Pat Clerk".parse().ok(),
            contact_phone: "217-555-0100".parse().ok(),
            contact_email: "billing@prairie.example.org".parse().ok(),
            acting_as: "provider_staff".parse().ok(),
        };
        let user: UserId = user.parse().unwrap();
        let id = self.portal.ids().registration_id(self.now).unwrap();
        let store = &self.database.store;
        let (registration, notice) = register(id, user, form, self.now, self.portal.policy());
        store.file_registration(&registration, notice, None, "{}").await.unwrap();
        let staff = Actor { user: "staff".parse().ok(), standing: Standing::Hfs { lead: false } };
        let (approved, notice) =
            registration.decide(RegistrationDecision::Approve, &staff, self.now).unwrap();
        store.decide_registration(&registration, &approved, notice, self.now, None, "{}").await.unwrap();
        self.database.requests.take();
    }
}

fn portal_on(
    issuer: &Issuer,
    store: Store,
    now: DateTime<Utc>,
    variables: &[(&str, &str)],
    seed: u64,
) -> Portal {
    let (name, keys) = (issuer.name(), issuer.jwks_url());
    let settings = Settings::read(|variable| {
        if let Some((_, value)) = variables.iter().find(|(known, _)| *known == variable) {
            return Some((*value).to_owned());
        }
        let value = match variable {
            "TABLE_NAME" | "BUCKET_NAME" => "portal",
            "TOKEN_ISSUER" => &name,
            "TOKEN_CLIENT_ID" => CLIENT,
            "JWKS_URL" => &keys,
            "PORTAL_URL" | "AWS_ENDPOINT_URL" => "http://localhost:4566",
            "PORTAL_STAGE" => "local",
            "MAIL_ALLOWLIST" => "*@prairie.example.org,*@mco.example.org,*@hfs.example.org",
            "MAIL_FROM" => "portal@hfs.example.org",
            "HFS_MAIL" => "disputes@hfs.example.org",
            "HFS_LEAD_MAIL" => "leads@hfs.example.org",
            _ => return None,
        };
        Some(value.to_owned())
    });
    Portal::new(store, settings.unwrap(), Clock::Fixed(now), Ids::seeded(seed)).unwrap()
}

fn request(method: &str, path: &str, token: &str) -> http::request::Builder {
    let request = Request::builder().method(method).uri(path);
    if token.is_empty() { request } else { request.header("authorization", format!("Bearer {token}")) }
}

/// A dispute as a clerk would type it at [`NOW`]: complete and timely, with one claim; `number` makes
/// it another one.
pub fn dispute(number: u32) -> Value {
    json!({
        "provider": {"npi": NPI, "medicaid_id": MEDICAID_ID},
        "mco": "ABHIL", "program": "HCI",
        "mco_tracking_number": format!("PDXGR{number:07}"), "filed_with_mco": "2026-10-20",
        "mco_answer": "denied", "mco_answered": "2026-11-05",
        "peer_to_peer": "not_applicable",
        "category": "claim_denial/authorization",
        "medicaid_fee_for_service": false, "medicare_only": false, "urgent": false,
        "contact": {"name": "Pat Clerk", "phone": "217-555-0100", "email": "billing@prairie.example.org"},
        "description": "Authorization was obtained by telephone.", "outcome_sought": "Payment in full.",
        "attested": true,
        "claims": [{
            "member_last_name": "Quillfeather", "member_first_name": "Ottoline", "rin": "012345678",
            "date_of_birth": "1980-02-29", "service_from": "2026-08-01", "service_to": "2026-08-03",
            "mco_claim_number": format!("23ABC{number:07}"), "claim_type": "837I",
            "billed": "1250.00", "paid": "0.00", "expected": "980.25",
            "denied_on": "2026-09-30", "carc": "197", "rarc": "N54", "procedure_code": "99284"
        }]
    })
}
