//! Slots opened and asked about.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use crate::handler::{Own, routes};
use axum::Router;
use portal_edge::With;
use portal_store::{Contents, Finding, Findings, Found, Settled};
use portal_testkit::bucket::Bucket;
use portal_testkit::captured::{Log, MISUSED, misuse};
use portal_testkit::desk::{Answer, Desk};
use portal_testkit::sample::request_of;
use rstest::rstest;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

mod answers;
mod dividing;
mod glass;
mod list;
mod pages;
mod providers;
mod windows;

struct Clerk {
    desk: Desk,
    routes: Router,
    token: String,
}

impl Clerk {
    async fn sits_down() -> Self {
        let desk = Desk::open().await;
        let bucket = Bucket::start().await;
        let routes = routes(with(&desk, &bucket));
        let token = desk.token("clerk", &[]);
        Self { desk, routes, token }
    }

    async fn opens(&self, body: &Value, key: &str) -> Answer {
        let headers = [("idempotency-key", key)];
        self.desk.post_with(&self.routes, "/uploads", &self.token, body, &headers).await
    }

    /// A file in a slot is read, and this was found.
    async fn found(
        &self,
        id: &Value,
        version: &str,
        findings: &Findings,
        contents: Option<Contents>,
    ) -> Settled {
        let (store, id) = (&self.desk.database.store, id.as_str().unwrap().parse().unwrap());
        let slot = store.upload(&id).await.unwrap().unwrap().slot;
        store.settle_upload(&slot, version, findings, contents.map(Into::into).as_ref()).await.unwrap()
    }

    async fn asks(&self, id: &Value) -> Answer {
        self.desk.get(&self.routes, &format!("/uploads/{}", id.as_str().unwrap()), &self.token).await
    }
}

fn with(desk: &Desk, bucket: &Bucket) -> crate::handler::Desk {
    // A page waits for nothing: nobody is reading.
    let own = Own { files: Ok(bucket.files.clone()), patience: &[] };
    With { portal: desk.portal.clone(), own: Arc::new(own) }
}

fn claims() -> Value {
    json!({"purpose": "claims", "name": "denied in October.xlsx", "size": 20_480})
}

#[tokio::test]
async fn who_has_left_uploads_nothing_and_opens_nothing_from_the_next_request_on() {
    let clerk = Clerk::sits_down().await;
    let slot = clerk.opens(&claims(), "key-1").await.expect(201);
    for user in ["clerk", "lee"] {
        clerk.desk.leaves(user).await;
    }
    for key in ["key-1", "key-2"] {
        assert_eq!(clerk.opens(&claims(), key).await.problem(401), "account_closed");
    }
    assert_eq!(clerk.asks(&slot["upload_id"]).await.problem(401), "account_closed");
    let (lead, path) = (clerk.desk.token("lee", &["hfs_lead"]), slot["upload_id"].as_str().unwrap());
    let glass = format!("/uploads/{path}/glass");
    let answer = clerk.desk.post(&clerk.routes, &glass, &lead, &json!({"reason": "Asked to."})).await;
    assert_eq!(answer.problem(401), "account_closed");
}

#[tokio::test]
async fn a_slot_is_a_form_that_the_bucket_holds_to_one_key_one_size_and_a_quarter_of_an_hour() {
    let clerk = Clerk::sits_down().await;
    let slot = clerk.opens(&claims(), "key-1").await.expect(201);
    assert_eq!(clerk.desk.database.requests.take(), 3);
    assert_eq!(slot["expires_at"], "2026-11-24T18:15:00Z");
    let id = slot["upload_id"].as_str().unwrap();
    assert_eq!(slot["fields"]["key"], format!("uploads/{id}"));
    assert!(slot["url"].as_str().unwrap().ends_with("/portal-files/"), "{}", slot["url"]);
    for name in ["policy", "x-amz-signature", "x-amz-credential", "x-amz-date", "Content-Type"] {
        assert!(slot["fields"][name].is_string(), "{name}");
    }
    let again = clerk.opens(&claims(), "key-1").await.expect(201);
    assert_eq!(again, slot);
    let other = json!({"purpose": "claims", "name": "others.xlsx", "size": 1});
    assert_eq!(clerk.opens(&other, "key-1").await.problem(409), "idempotency_key_reused");
    assert_ne!(clerk.opens(&claims(), "key-2").await.expect(201)["upload_id"], slot["upload_id"]);
}

#[rstest]
#[case(json!({}), &["/purpose", "/name", "/size"])]
#[case(json!({"purpose": "claims", "name": "x.xls", "size": 0}), &["/name", "/size"])]
#[case(json!({"purpose": "claims", "name": "x.xlsx", "size": 2_097_153}), &["/size"])]
#[case(json!({"purpose": "claims", "name": "x.xlsx", "size": -1}), &["/size"])]
#[case(json!({"purpose": "registrations", "name": "x.xlsx", "size": 5, "draft_id": "019ab5d2-7c00"}), &["/draft_id"])]
#[case(json!({"purpose": "holiday photos", "name": "x.xlsx", "size": 5}), &["/purpose"])]
#[tokio::test]
async fn what_could_never_be_taken_is_said_before_anything_is_uploaded(
    #[case] body: Value,
    #[case] fields: &[&str],
) {
    let clerk = Clerk::sits_down().await;
    let told: Vec<String> =
        clerk.opens(&body, "key-1").await.faults().into_iter().map(|(field, _)| field).collect();
    assert_eq!(told, fields);
}

#[rstest]
#[case("claims.csv", "not_xlsx_text", "Data, From Text/CSV")]
#[case("claims.XLS", "not_xlsx_old_xls", "the old .xls format")]
#[case("claims.xlsm", "macro", "holds macros")]
#[case("claims.xlsb", "not_xlsx_xlsb", "binary workbook")]
#[case("claims.ods", "not_xlsx_opendocument", "OpenDocument")]
#[case("claims.pdf", "not_xlsx_pdf", "a PDF can be attached")]
#[case("claims", "not_xlsx", "not an Excel workbook")]
#[tokio::test]
async fn what_no_workbook_is_called_is_told_in_the_words_of_its_kind(
    #[case] name: &str,
    #[case] code: &str,
    #[case] words: &str,
) {
    let clerk = Clerk::sits_down().await;
    let body = json!({"purpose": "claims", "name": name, "size": 9});
    let answer = clerk.opens(&body, "key-1").await;
    let fault = answer.expect(422)["faults"][0].clone();
    assert_eq!((fault["field"].as_str(), fault["code"].as_str()), (Some("/name"), Some(code)));
    assert!(fault["message"].as_str().unwrap().contains(words), "{fault}");
}

#[tokio::test]
async fn an_upload_is_its_owners_alone() {
    let clerk = Clerk::sits_down().await;
    let slot = clerk.opens(&claims(), "key-1").await.expect(201);
    let place = format!("/uploads/{}", slot["upload_id"].as_str().unwrap());
    let other = clerk.desk.token("another", &[]);
    assert_eq!(clerk.desk.get(&clerk.routes, &place, &other).await.problem(404), "not_found");
    let staff = clerk.desk.token("staff", &["hfs_staff"]);
    assert_eq!(clerk.desk.get(&clerk.routes, &place, &staff).await.problem(403), "role_may_not");
    assert_eq!(
        clerk.desk.get(&clerk.routes, "/uploads/nothing", &clerk.token).await.problem(404),
        "not_found"
    );
}

#[tokio::test]
async fn what_was_found_is_told_and_whoever_asks_is_on_record() {
    let clerk = Clerk::sits_down().await;
    let slot = clerk.opens(&claims(), "key-1").await.expect(201);
    let id = &slot["upload_id"];
    let waiting = clerk.asks(id).await.expect(200);
    assert_eq!((&waiting["status"], &waiting["rows"]), (&json!("waiting"), &json!(0)));
    let fault = Finding {
        row: Some(7),
        column: Some("rin".to_owned()),
        code: "rin_lost_zero".to_owned(),
        message: "Nine digits.".to_owned(),
        told: BTreeMap::from([("digits".to_owned(), "9".to_owned())]),
        found: Some(Found("12345678".to_owned())),
    };
    let annotated = Some(format!("annotated/{}/1.xlsx", id.as_str().unwrap()));
    let findings = Findings { rows: 9, faults: vec![fault], annotated, ..Findings::default() };
    assert_eq!(clerk.found(id, "v1", &findings, None).await, Settled::Now);
    assert_eq!(clerk.found(id, "v2", &findings, None).await, Settled::SlotUsed);
    clerk.desk.database.requests.take();
    let rejected = clerk.asks(id).await.expect(200);
    // The upload, the end of its record and whether they have left side by side, then the record of the reading.
    assert_eq!(clerk.desk.database.requests.take(), 4);
    assert_eq!((&rejected["status"], &rejected["rows"]), (&json!("rejected"), &json!(9)));
    assert_eq!(
        rejected["faults"],
        json!([{"row": 7, "column": "rin", "code": "rin_lost_zero", "message": "Nine digits.", "told": {"digits": "9"}, "found": "12345678"}])
    );
    assert_eq!(rejected["warnings"][0]["code"], "slot_used_twice");
    let url = rejected["annotated_url"].as_str().unwrap();
    assert!(url.contains("X-Amz-Expires=900") && url.contains("/annotated/"), "{url}");
}

#[tokio::test]
async fn a_slot_that_nobody_used_in_time_is_over() {
    let clerk = Clerk::sits_down().await;
    let slot = clerk.opens(&claims(), "key-1").await.expect(201);
    let later = clerk.desk.at("2026-11-24T18:30:01Z");
    let routes = routes(with(&later, &Bucket::start().await));
    let place = format!("/uploads/{}", slot["upload_id"].as_str().unwrap());
    let over = later.get(&routes, &place, &later.token("clerk", &[])).await.expect(200);
    assert_eq!((&over["status"], &over["faults"][0]["code"]), (&json!("rejected"), &json!("upload_expired")));
}

#[tokio::test]
async fn the_sample_event_opens_a_slot() {
    let clerk = Clerk::sits_down().await;
    let sample = include_str!("../../../events/upload-template/uploads.json");
    let slot = clerk.desk.send(&clerk.routes, request_of(sample, &clerk.token)).await.expect(201);
    assert!(slot["upload_id"].is_string());
}

#[test]
fn nothing_that_was_sent_is_in_the_log() {
    let (token, log) = Log::of(async {
        let clerk = Clerk::sits_down().await;
        let body = json!({"purpose": "claims", "name": "Planted Quillfeather.xlsx", "size": 20_480});
        let slot = clerk.opens(&body, "Planted-key").await.expect(201);
        clerk.asks(&slot["upload_id"]).await;
        clerk.opens(&json!({"purpose": "Planted", "name": "Planted.xls", "size": 1}), "key-2").await;
        misuse(&clerk.desk, &clerk.routes, "/uploads", &clerk.token).await;
        clerk.token
    });
    assert_eq!(log.statuses(), [&[201, 200, 422], &MISUSED[..]].concat());
    log.assert_private(&[token, "clerk".to_owned()]);
}
