//! Disputes checked and filed, on a real table, with real tokens.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use crate::handler::routes;
use axum::Router;
use axum::body::Body;
use http::Request;
use portal_core::decide::Command;
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

    async fn uploads(&self, id: &str, user: &str, rows: u32) -> Slot {
        let slot = Slot {
            id: id.parse().unwrap(),
            user: user.parse().unwrap(),
            purpose: Purpose::Claims,
            name: "claims.xlsx".parse().unwrap(),
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
            store.settle_upload(&slot.id, "v1", &findings, Some(&contents)).await.unwrap();
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

/// Each case: what is changed in a good body, and the faults it must be told, all at once.
#[rstest]
#[case::unknown_field(json!({"colour": "red"}), &[("/colour", "unknown_field")])]
#[case::no_such_day(json!({"filed_with_mco": "2026-02-30"}), &[("/filed_with_mco", "date_not_real")])]
#[case::another_format(json!({"filed_with_mco": "10/20/2026"}), &[("/filed_with_mco", "date_shape")])]
#[case::future(json!({"filed_with_mco": "2027-10-20", "mco_answered": null}), &[("/filed_with_mco", "date_in_future")])]
#[case::provider_npi(json!({"provider": {"npi": "1234567890", "medicaid_id": MEDICAID_ID}}), &[("/provider/npi", "npi_check_digit")])]
#[case::another_npi(json!({"provider": {"npi": "1245319599", "medicaid_id": MEDICAID_ID}}), &[("/provider/npi", "npi_not_the_providers")])]
#[case::no_provider(json!({"provider": null}), &[("/provider/medicaid_id", "missing")])]
#[case::unknown_mco(json!({"mco": "NOPE"}), &[("/mco", "mco_unknown")])]
#[case::not_contracted(json!({"mco": "YC"}), &[("/mco", "mco_not_contracted")])]
#[case::unknown_code(json!({"category": "claims"}), &[("/category", "unknown_code")])]
#[case::upload_beside_a_claim(json!({"upload_id": "upload-12345678"}), &[("/upload_id", "claims_or_upload"), ("/upload_id", "upload_unknown")])]
#[tokio::test]
async fn a_body_with_faults_is_told_all_of_them_and_nothing_is_stored(
    #[case] change: Value,
    #[case] expected: &[(&str, &str)],
) {
    let clerk = Clerk::sits_down().await;
    let body = with(|body| {
        for (name, value) in change.as_object().unwrap() {
            body[name] = value.clone();
        }
    });
    let expected: BTreeSet<(String, String)> =
        expected.iter().map(|(field, code)| ((*field).to_owned(), (*code).to_owned())).collect();
    let told: BTreeSet<(String, String)> = clerk.files(&body).await.faults().into_iter().collect();
    assert_eq!(told, expected);
    let checked = clerk.checks(&body).await;
    assert_eq!(
        (&checked["would_be"], checked["faults"].as_array().unwrap().len()),
        (&json!("refused"), expected.len())
    );
}

#[rstest]
#[case("rin", json!("12345678"), "rin_lost_zero")]
#[case("billed", json!("-5.00"), "money_negative")]
#[case("billed", json!("5.001"), "money_decimals")]
#[case("billed", json!(5.0), "money_not_text")]
#[case("date_of_birth", json!("2027-01-01"), "date_in_future")]
#[case("rendering_npi", json!("1234567890"), "npi_check_digit")]
#[case("member_name", json!("Quillfeather"), "unknown_field")]
#[tokio::test]
async fn a_claims_faults_stand_at_the_claim(#[case] field: &str, #[case] value: Value, #[case] code: &str) {
    let clerk = Clerk::sits_down().await;
    let body = with(|body| body["claims"][0][field] = value);
    let answer = clerk.files(&body).await;
    let said = answer.body.to_string();
    let faults = answer.faults();
    assert!(faults.contains(&(format!("/claims/0/{field}"), code.to_owned())), "{faults:?}");
    assert!(!said.contains("Quillfeather") && !said.contains("012345678"), "{said}");
}

#[tokio::test]
async fn faults_of_reading_and_of_the_rules_come_together() {
    let clerk = Clerk::sits_down().await;
    let body = with(|body| {
        body["claims"][0]["rin"] = json!("12345678");
        body["filed_with_mco"] = json!("2027-01-01");
        body["mco"] = json!("NOPE");
    });
    let told: Vec<String> = clerk.files(&body).await.faults().into_iter().map(|(field, _)| field).collect();
    assert_eq!(told, ["/claims/0/rin", "/filed_with_mco", "/mco_answered", "/mco"]);
}

#[tokio::test]
async fn several_typed_claims_are_referred_to_the_workbook() {
    let clerk = Clerk::sits_down().await;
    let body = with(|body| {
        let claim = body["claims"][0].clone();
        body["claims"].as_array_mut().unwrap().push(claim);
    });
    assert_eq!(clerk.files(&body).await.faults(), [("/claims".to_owned(), "use_the_workbook".to_owned())]);
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
    use portal_core::registration::{RegistrationForm, register};
    let clerk = Clerk::sits_down().await;
    let (desk, store) = (&clerk.desk, &clerk.desk.database.store);
    for (user, complete, code) in
        [("new", true, "registration_pending"), ("hasty", false, "registration_denied")]
    {
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
        let id = desk.portal.ids().registration_id(desk.now).unwrap();
        let (registration, notice) =
            register(id, user.parse().unwrap(), form, desk.now, desk.portal.policy());
        store.file_registration(&registration, notice, None, "{}").await.unwrap();
        let answer = desk.post(&clerk.routes, "/tickets", &desk.token(user, &[]), &dispute(1)).await;
        assert_eq!(answer.problem(403), code);
    }
}

#[tokio::test]
async fn the_same_dispute_is_open_once_and_the_open_one_is_named() {
    let clerk = Clerk::sits_down().await;
    let first = clerk.files(&dispute(1)).await.expect(201);
    let answer = clerk.files(&dispute(1)).await.expect(409);
    assert_eq!((&answer["code"], &answer["ticket"]), (&json!("duplicate"), &first["ticket_id"]));
}

#[tokio::test]
async fn fifty_at_once_under_one_key_are_one_ticket_and_fifty_equal_answers() {
    let clerk = Clerk::sits_down().await;
    let body = dispute(1);
    let answers = futures_util::future::join_all((0..50).map(|_| clerk.files_once("key-1", &body))).await;
    let first = answers[0].clone().expect(201);
    for answer in answers {
        assert_eq!(answer.expect(201), first);
    }
    assert_eq!(clerk.files_once("key-1", &dispute(2)).await.problem(409), "idempotency_key_reused");
    assert_eq!(clerk.files_once("key-1", &body).await.expect(201), first);
}

#[tokio::test]
async fn a_workbook_that_was_found_valid_is_filed_once_as_one_ticket() {
    let clerk = Clerk::sits_down().await;
    let slot = clerk.uploads("upload-00000001", "clerk", 100).await;
    clerk.desk.database.requests.take();
    let ticket = clerk.files_once("key-1", &from_workbook(slot.id.as_str())).await.expect(201);
    // Memberships, idempotency record and upload side by side, then one transaction.
    assert_eq!(clerk.desk.database.requests.take(), 4);
    assert_eq!((&ticket["state"], ticket["claims"].as_array().unwrap().len()), (&json!("with_mco"), 100));
    let again = clerk.files(&from_workbook(slot.id.as_str())).await.expect(409);
    assert_eq!((&again["code"], &again["ticket"]), (&json!("upload_spent"), &ticket["ticket_id"]));
    let replayed = clerk.files_once("key-1", &from_workbook(slot.id.as_str())).await.expect(201);
    assert_eq!(replayed, ticket);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn repeats_that_overlap_get_the_first_answer_and_never_a_refusal_of_their_own_making() {
    let clerk = std::sync::Arc::new(Clerk::sits_down().await);
    for round in 0..10_u32 {
        let slot = clerk.uploads(&format!("upload-{round:08}"), "clerk", 1 + round * 7).await;
        let body = from_workbook(slot.id.as_str());
        let mut sent = tokio::task::JoinSet::new();
        for turn in 0..8_u64 {
            let (clerk, body) = (std::sync::Arc::clone(&clerk), body.clone());
            sent.spawn(async move {
                // Apart from each other by about what one of their steps takes.
                tokio::time::sleep(std::time::Duration::from_millis(turn * 3)).await;
                clerk.files_once(&format!("key-{round}"), &body).await
            });
        }
        let answers = sent.join_all().await;
        let first = answers[0].clone().expect(201);
        for answer in answers {
            assert_eq!(answer.expect(201), first);
        }
        clerk.withdraws(&first).await;
    }
}

#[tokio::test]
async fn a_repeat_is_shown_to_whoever_may_still_see_it_and_is_on_record() {
    let clerk = Clerk::sits_down().await;
    let ticket = clerk.files_once("key-1", &dispute(1)).await.expect(201);
    let id = ticket["ticket_id"].as_str().unwrap();
    assert!(clerk.desk.database.audit(id).await.is_empty());
    assert_eq!(clerk.files_once("key-1", &dispute(1)).await.expect(201), ticket);
    assert_eq!(clerk.desk.database.audit(id).await.len(), 1);
    clerk.desk.database.revoke("clerk", MEDICAID_ID).await;
    assert_eq!(clerk.files_once("key-1", &dispute(1)).await.problem(404), "not_found");
}

#[tokio::test]
async fn a_check_of_an_upload_that_was_filed_names_its_ticket() {
    let clerk = Clerk::sits_down().await;
    clerk.uploads("upload-00000001", "clerk", 2).await;
    let ticket = clerk.files(&from_workbook("upload-00000001")).await.expect(201);
    let checked = clerk.checks(&from_workbook("upload-00000001")).await;
    assert_eq!(
        (&checked["would_be"], &checked["duplicate_of"]),
        (&json!("refused"), &json!([ticket["ticket_id"]]))
    );
    assert_eq!(checked["faults"][0]["code"], "upload_spent");
}

#[tokio::test]
async fn an_upload_that_cannot_be_filed_says_why() {
    let clerk = Clerk::sits_down().await;
    let cases = [
        ("upload-00000001", "clerk", 0, "upload_waiting"),
        ("upload-00000002", "another", 3, "upload_unknown"),
    ];
    for (id, user, rows, code) in cases {
        clerk.uploads(id, user, rows).await;
        let body = with(|body| {
            body["upload_id"] = json!(id);
            body["claims"] = json!([]);
        });
        assert_eq!(clerk.files(&body).await.faults(), [("/upload_id".to_owned(), code.to_owned())]);
    }
    let later = Clerk {
        desk: clerk.desk.at("2026-11-24T18:30:01Z"),
        routes: routes(clerk.desk.at("2026-11-24T18:30:01Z").portal),
        token: clerk.token.clone(),
    };
    let faults = later.files(&from_workbook("upload-00000001")).await.faults();
    let codes: Vec<&str> = faults.iter().map(|(_, code)| code.as_str()).collect();
    assert_eq!(codes, ["upload_expired", "missing"]);
}

#[tokio::test]
async fn what_the_body_and_the_sheet_both_say_must_agree() {
    let clerk = Clerk::sits_down().await;
    clerk.uploads("upload-00000001", "clerk", 2).await;
    let body = with(|body| {
        body["upload_id"] = json!("upload-00000001");
        body["claims"] = json!([]);
        body["mco"] = json!("MER");
    });
    assert!(
        clerk.files(&body).await.faults().contains(&("/mco".to_owned(), "differs_from_workbook".to_owned()))
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

#[rstest]
#[case(Some("application/json"), "{\"a\": ", 400, "json_unreadable")]
#[case(Some("text/csv"), "{}", 415, "not_json")]
#[tokio::test]
async fn a_body_that_cannot_be_read_is_told_so(
    #[case] content_type: Option<&str>,
    #[case] body: &'static str,
    #[case] status: u16,
    #[case] code: &str,
) {
    let clerk = Clerk::sits_down().await;
    let mut request = Request::post("/tickets").header("authorization", format!("Bearer {}", clerk.token));
    if let Some(content_type) = content_type {
        request = request.header("content-type", content_type);
    }
    let answer = clerk.desk.send(&clerk.routes, request.body(Body::from(body)).unwrap()).await;
    assert_eq!(answer.problem(status), code);
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
