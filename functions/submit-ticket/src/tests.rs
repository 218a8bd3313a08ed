//! Disputes checked and filed, on a real table, with real tokens.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod drafts;
mod faults;
mod repeats;
mod standing;
mod unsaved;
mod vouching;
mod words;
mod workbook;

use crate::handler::routes;
use axum::Router;
use axum::body::Body;
use http::Request;
use portal_core::decide::Command;
use portal_core::registration::{RegistrationForm, register};
use portal_store::{ClaimRow, Contents, Findings, Purpose, Slot, Store};
use portal_testkit::captured::{Log, MISUSED, misuse};
use portal_testkit::counting::Requests;
use portal_testkit::database::client;
use portal_testkit::desk::{Answer, Desk, MEDICAID_ID, dispute};
use portal_testkit::filed::{self, moved};
use portal_testkit::sample::request_of;
use rstest::rstest;
use serde_json::{Value, json};
use std::collections::BTreeSet;

struct Clerk {
    desk: Desk,
    routes: Router,
    token: String,
}

impl Clerk {
    async fn sits_down() -> Self {
        Self::at(Desk::open().await).await
    }

    async fn at(desk: Desk) -> Self {
        desk.approved("clerk").await;
        let (routes, token) = (routes(desk.portal.clone()), desk.token("clerk", &[]));
        Self { desk, routes, token }
    }

    async fn files(&self, body: &Value) -> Answer {
        self.desk.post(&self.routes, "/tickets", &self.token, body).await
    }

    async fn files_once(&self, key: &str, body: &Value) -> Answer {
        let headers = [("idempotency-key", key)];
        self.desk.post_with(&self.routes, "/tickets", &self.token, body, &headers).await
    }

    async fn checks(&self, body: &Value) -> Value {
        self.desk.post(&self.routes, "/tickets/check", &self.token, body).await.expect(200)
    }

    /// Somebody else registers for the same provider.
    async fn registers(&self, user: &str, complete: bool) {
        let mut form =
            RegistrationForm { medicaid_id: MEDICAID_ID.parse().ok(), ..RegistrationForm::default() };
        if complete {
            form = RegistrationForm {
                provider_name: "Prairie".parse().ok(),
                atypical: true,
                tin: "371234567".parse().ok(),
                provider_type: "hospital".parse().ok(),
                street: "1 Main".parse().ok(),
                city: "Springfield".parse().ok(),
                state: "IL".parse().ok(),
                zip: "62701".parse().ok(),
                contact_name: "Pat".parse().ok(),
                contact_phone: "217-555-0100".parse().ok(),
                contact_email: "pat@prairie.example.org".parse().ok(),
                acting_as: "provider_staff".parse().ok(),
                ..form
            };
        }
        let desk = &self.desk;
        let id = desk.portal.ids().registration_id(desk.now).unwrap();
        let (registration, notice) =
            register(id, user.parse().unwrap(), form, desk.now, desk.portal.policy());
        desk.database.store.file_registration(&registration, notice, None, "{}").await.unwrap();
    }

    async fn uploads(&self, id: &str, user: &str, rows: u32) -> Slot {
        let slot = Slot {
            id: id.parse().unwrap(),
            user: user.parse().unwrap(),
            purpose: Purpose::Claims,
            name: "claims.xlsx".parse().unwrap(),
            mco: None,
            draft: None,
            opened_at: self.desk.now,
            closes_at: self.desk.now + chrono::TimeDelta::minutes(15),
        };
        let claim = |row: u32| {
            let typed = dispute(row)["claims"][0].clone();
            let mut claim: portal_core::claim::Claim = serde_json::from_value(typed).unwrap();
            claim.mco_tracking_number = format!("PDXGR{row:07}").parse().ok();
            claim.filed_with_mco = "2026-10-20".parse().ok();
            claim.mco_answered = "2026-11-05".parse().ok();
            ClaimRow { row: row + 1, claim }
        };
        let contents = Contents {
            mco: "ABHIL".parse().ok(),
            program: "HCI".parse().ok(),
            category: "claim_denial/authorization".parse().ok(),
            npi: None,
            medicaid_id: MEDICAID_ID.parse().ok(),
            claims: (1..=rows).map(claim).collect(),
        };
        let store = &self.desk.database.store;
        store.open_upload(&slot, None).await.unwrap();
        if rows > 0 {
            let findings = Findings { rows, ..Findings::default() };
            store.settle_upload(&slot, "v1", &findings, Some(&contents.into())).await.unwrap();
        }
        slot
    }
}

impl Clerk {
    async fn withdraws(&self, ticket: &Value) {
        let store = &self.desk.database.store;
        let id = ticket["ticket_id"].as_str().unwrap().parse().unwrap();
        let dossier = store.dossier(&id).await.unwrap().unwrap();
        let withdraw = Command::Withdraw { reason: None };
        moved(&self.desk, &dossier, &filed::clerk(&dossier), withdraw).await;
    }
}

fn with(change: impl FnOnce(&mut Value)) -> Value {
    let mut body = dispute(1);
    change(&mut body);
    body
}

fn from_workbook(upload: &str) -> Value {
    with(|body| {
        for name in
            ["provider", "mco", "program", "category", "claims", "mco_tracking_number", "filed_with_mco"]
        {
            body.as_object_mut().unwrap().remove(name);
        }
        body["upload_id"] = json!(upload);
    })
}

#[tokio::test]
async fn who_has_left_files_nothing_from_the_next_request_on() {
    let clerk = Clerk::sits_down().await;
    clerk.files_once("key-1", &dispute(1)).await.expect(201);
    clerk.desk.leaves("clerk").await;
    for (key, number) in [("key-1", 1), ("key-2", 2)] {
        assert_eq!(clerk.files_once(key, &dispute(number)).await.problem(401), "account_closed");
    }
    let check = clerk.desk.post(&clerk.routes, "/tickets/check", &clerk.token, &dispute(2)).await;
    assert_eq!(check.problem(401), "account_closed");
}

#[tokio::test]
async fn a_complete_and_timely_dispute_is_with_the_mco_after_two_trips() {
    let clerk = Clerk::sits_down().await;
    clerk.files(&dispute(7)).await;
    clerk.desk.database.requests.take();
    let answer = clerk.files_once("key-1", &dispute(1)).await;
    // Memberships and the idempotency record side by side, then the transaction.
    assert_eq!(clerk.desk.database.requests.take(), 3);
    let version = answer.headers["etag"].to_str().unwrap().to_owned();
    let place = answer.headers["location"].to_str().unwrap().to_owned();
    let ticket = answer.expect(201);
    assert_eq!(ticket["state"], "with_mco");
    assert_eq!(
        (version, place),
        ("\"2\"".to_owned(), format!("/tickets/{}", ticket["ticket_id"].as_str().unwrap()))
    );
    assert_eq!(ticket["due"]["date"], "2026-12-24");
    assert_eq!((&ticket["due"]["rule"], &ticket["due"]["whose"]), (&json!("R10"), &json!("mco")));
    assert_eq!(ticket["due"]["passes_at"], "2026-12-25T06:00:00Z");
    assert_eq!(ticket["claims"][0]["rin"], "012345678");
    let what: Vec<&str> =
        ticket["timeline"].as_array().unwrap().iter().map(|entry| entry["what"].as_str().unwrap()).collect();
    assert_eq!(what, ["filed", "presented"]);
    assert!(ticket["timeline"][1]["hash"].as_str().unwrap().len() == 64);
    assert_eq!(ticket["closure"], Value::Null);
}

#[rstest]
#[case::early(json!({"filed_with_mco": "2026-11-01", "mco_answered": "2026-11-05"}), "too_early", "R4")]
#[case::late(json!({"filed_with_mco": "2026-09-04", "mco_answered": "2026-09-20"}), "too_late", "R4")]
#[case::incomplete(json!({"description": null}), "incomplete", "R5")]
#[case::no_tracking_number(json!({"mco_tracking_number": ""}), "no_mco_tracking_number", "R3")]
#[case::fee_for_service(json!({"medicaid_fee_for_service": true}), "fee_for_service", "R8")]
#[case::medicare_only(json!({"medicare_only": true}), "medicare_only", "R8")]
#[tokio::test]
async fn what_breaks_a_rule_is_stored_and_closed_and_the_check_said_so_before(
    #[case] change: Value,
    #[case] reason: &str,
    #[case] rule: &str,
) {
    let clerk = Clerk::sits_down().await;
    let body = with(|body| {
        for (name, value) in change.as_object().unwrap() {
            body[name] = value.clone();
        }
    });
    let checked = clerk.checks(&body).await;
    assert_eq!((&checked["would_be"], &checked["closure"]["reason"]), (&json!("closed"), &json!(reason)));
    let ticket = clerk.files(&body).await.expect(201);
    assert_eq!(ticket["state"], "closed");
    assert_eq!(ticket["closure"], checked["closure"]);
    assert_eq!((&ticket["closure"]["reason"], &ticket["closure"]["rule"]), (&json!(reason), &json!(rule)));
    assert!(!ticket["closure"]["text"].as_str().unwrap().is_empty());
    // A closed ticket is nobody's: the same may be filed again.
    assert_eq!(clerk.files(&dispute(1)).await.expect(201)["state"], "with_mco");
}

#[tokio::test]
async fn a_check_names_the_days_and_stores_nothing() {
    let clerk = Clerk::sits_down().await;
    let early = with(|body| {
        body["filed_with_mco"] = json!("2026-11-01");
    });
    let checked = clerk.checks(&early).await;
    assert_eq!(checked["closure"]["file_again_from"], "2026-12-01");
    assert_eq!(
        (&checked["window"]["earliest"], &checked["window"]["latest"], &checked["window"]["policy"]),
        (&json!("2026-12-01"), &json!("2026-12-31"), &json!("hfs_practice"))
    );
    let fine = clerk.checks(&dispute(1)).await;
    assert_eq!((&fine["would_be"], &fine["faults"]), (&json!("with_mco"), &json!([])));
    let ticket = clerk.files(&dispute(1)).await.expect(201);
    let again = clerk.checks(&dispute(1)).await;
    assert_eq!(again["would_be"], "refused");
    assert_eq!(again["duplicate_of"], json!([ticket["ticket_id"]]));
}

#[tokio::test]
async fn a_provider_is_filed_for_by_those_whom_hfs_approved() {
    let clerk = Clerk::sits_down().await;
    let stranger = clerk.desk.token("stranger", &[]);
    let answer = clerk.desk.post(&clerk.routes, "/tickets", &stranger, &dispute(1)).await;
    assert_eq!(answer.problem(403), "not_your_provider");
    for groups in [["mco_ABHIL"], ["hfs_staff"]] {
        let token = clerk.desk.token("someone", &groups);
        let answer = clerk.desk.post(&clerk.routes, "/tickets", &token, &dispute(1)).await;
        assert_eq!(answer.problem(403), "role_may_not");
    }
    assert_eq!(
        clerk.desk.post(&clerk.routes, "/tickets", "", &dispute(1)).await.problem(401),
        "token_missing"
    );
}

#[tokio::test]
async fn a_registration_that_is_pending_or_denied_is_told_apart_from_none() {
    let clerk = Clerk::sits_down().await;
    for (user, complete, code) in
        [("new", true, "registration_pending"), ("hasty", false, "registration_denied")]
    {
        clerk.registers(user, complete).await;
        let token = clerk.desk.token(user, &[]);
        let answer = clerk.desk.post(&clerk.routes, "/tickets", &token, &dispute(1)).await;
        assert_eq!(answer.problem(403), code);
    }
}

#[tokio::test]
async fn a_registration_that_was_revoked_files_nothing_from_the_next_request_on() {
    let clerk = Clerk::sits_down().await;
    clerk.files(&dispute(1)).await.expect(201);
    let store = &clerk.desk.database.store;
    let approved = store.registrations_by(&"clerk".parse().unwrap(), None, 1).await.unwrap().items.remove(0);
    let reason = "Has left the hospital.".parse().unwrap();
    let revoked = approved.revoke(&portal_testkit::filed::hfs(), reason, clerk.desk.now).unwrap();
    store.revoke_registration(&approved, &revoked, clerk.desk.now, None, "{}").await.unwrap();
    let refused = clerk.files(&dispute(2)).await.expect(403);
    assert_eq!(
        (&refused["code"], &refused["registration_id"]),
        (&json!("registration_revoked"), &json!(approved.id))
    );
}

#[tokio::test]
async fn a_table_that_is_down_is_a_503_to_try_again() {
    let desk = Desk::open().await;
    let down = Store::new(client("http://127.0.0.1:1", Requests::default()), "portal");
    let portal = desk.on(down);
    let answer = desk.post(&routes(portal), "/tickets", &desk.token("clerk", &[]), &dispute(1)).await;
    assert!(answer.headers.contains_key("retry-after"));
    assert_eq!(answer.problem(503), "unavailable");
}

#[tokio::test]
async fn the_sample_event_is_a_filing() {
    let sample = include_str!("../../../events/submit-ticket/tickets.json");
    let clerk = Clerk::sits_down().await;
    let request = request_of(sample, &clerk.token);
    let ticket = clerk.desk.send(&clerk.routes, request).await.expect(201);
    assert!(ticket["ticket_id"].is_string(), "{ticket:#}");
}

#[test]
fn nothing_that_was_sent_is_in_the_log() {
    let (token, log) = Log::of(async {
        let clerk = Clerk::sits_down().await;
        clerk.files_once("Planted-key", &dispute(1)).await;
        // A duplicate, which is named; a claim that cannot be read.
        clerk.files(&dispute(1)).await;
        clerk.checks(&dispute(1)).await;
        clerk.files(&with(|body| body["claims"][0]["rin"] = json!("Planted 012345678"))).await;
        misuse(&clerk.desk, &clerk.routes, "/tickets", &clerk.token).await;
        let down = clerk.desk.on(Store::new(client("http://127.0.0.1:1", Requests::default()), "portal"));
        clerk.desk.post(&routes(down), "/tickets", &clerk.token, &dispute(2)).await;
        clerk.token
    });
    assert_eq!(log.statuses(), [&[201, 409, 200, 422], &MISUSED[..], &[503]].concat());
    log.assert_private(&[token, "clerk".to_owned()]);
}
