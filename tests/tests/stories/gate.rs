//! What the rule engine closes, and that it said so before.

use chrono::Days;
use portal_stories::cloud::Cloud;
use portal_stories::dispute::{days_ago, dispute_with, today};
use serde_json::{Value, json};

async fn closed(change: impl FnOnce(&mut Value), reason: &str, rule: &str) -> Value {
    let cloud = Cloud::here();
    let clerk = cloud.token("provider.demo").await;
    let body = dispute_with(change);
    let checked = cloud.post("/tickets/check", &clerk, &body).await.expect(200);
    assert_eq!(checked["would_be"], "closed");
    let ticket = cloud.post("/tickets", &clerk, &body).await.expect(201);
    assert_eq!(ticket["state"], "closed");
    assert_eq!(ticket["closure"], checked["closure"]);
    assert_eq!((&ticket["closure"]["reason"], &ticket["closure"]["rule"]), (&json!(reason), &json!(rule)));
    ticket["closure"].clone()
}

#[tokio::test]
async fn too_early_says_from_when_it_may_be_filed() {
    let early = |body: &mut Value| {
        body["filed_with_mco"] = json!(days_ago(20));
        body["mco_answered"] = json!(days_ago(10));
    };
    let closure = closed(early, "too_early", "R4").await;
    let from = today().checked_add_days(Days::new(10)).unwrap().to_string();
    assert_eq!(closure["file_again_from"], from);
}

#[tokio::test]
async fn too_late_is_closed_for_good() {
    let late = |body: &mut Value| {
        body["filed_with_mco"] = json!(days_ago(75));
        body["mco_answered"] = json!(days_ago(60));
    };
    let closure = closed(late, "too_late", "R4").await;
    assert_eq!(closure["file_again_from"], Value::Null);
}

#[tokio::test]
async fn incomplete_names_everything_that_is_missing() {
    let incomplete = |body: &mut Value| {
        body.as_object_mut().unwrap().remove("outcome_sought");
        body["claims"][0].as_object_mut().unwrap().remove("rin");
    };
    let closure = closed(incomplete, "incomplete", "R5").await;
    assert_eq!(closure["missing"], json!(["/outcome_sought", "/claims/0/rin"]));
}

#[tokio::test]
async fn fee_for_service_is_referred_to_its_telephone_number() {
    let closure =
        closed(|body| body["medicaid_fee_for_service"] = json!(true), "fee_for_service", "R8").await;
    assert!(closure["text"].as_str().unwrap().contains("877-782-5565"), "{closure}");
}

#[tokio::test]
async fn medicare_only_is_not_for_the_portal() {
    closed(|body| body["medicare_only"] = json!(true), "medicare_only", "R8").await;
}
