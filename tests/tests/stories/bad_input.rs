//! Bad input gets its clear answer through the gateway too: what, where, why, how to put it right.

use portal_stories::cloud::{Answer, Cloud, text};
use portal_stories::dispute::{dispute, dispute_with};
use reqwest::Method;
use serde_json::{Value, json};

async fn files(change: impl FnOnce(&mut Value)) -> Answer {
    let cloud = Cloud::here();
    let clerk = cloud.token("provider.demo").await;
    cloud.post("/tickets", &clerk, &dispute_with(change)).await
}

fn fault(field: &str, code: &str) -> (String, String) {
    (field.to_owned(), code.to_owned())
}

#[tokio::test]
async fn what_cannot_be_read_is_a_400_a_413_or_a_415() {
    let cloud = Cloud::here();
    let clerk = cloud.token("provider.demo").await;
    let send = async |kind: &str, body: Vec<u8>| cloud.send_raw("/tickets", &clerk, kind, body).await;
    assert_eq!(send("application/json", b"{\"mco\": ".to_vec()).await.problem(400), "json_unreadable");
    assert_eq!(send("text/csv", b"a,b".to_vec()).await.problem(415), "not_json");
    let large = format!("{{\"description\": \"{}\"}}", "x".repeat(10_000_000));
    assert_eq!(send("application/json", large.into_bytes()).await.problem(413), "body_too_large");
}

#[tokio::test]
async fn every_fault_of_a_body_is_told_at_once_each_at_its_place() {
    let answer = files(|body| {
        body["colour"] = json!("red");
        body["filed_with_mco"] = json!("2026-02-30");
        body["mco_answered"] = json!("11/05/2026");
        body["provider"]["npi"] = json!("1234567890");
        body["claims"][0]["rin"] = json!("12345678");
        body["claims"][0]["billed"] = json!("-1.00");
        body["claims"][0]["paid"] = json!("0.001");
        body["claims"][0]["date_of_birth"] = json!("2999-01-01");
    })
    .await;
    let said = answer.body.to_string();
    let faults = answer.faults();
    for expected in [
        fault("/colour", "unknown_field"),
        fault("/filed_with_mco", "date_not_real"),
        fault("/mco_answered", "date_shape"),
        fault("/provider/npi", "npi_check_digit"),
        fault("/claims/0/rin", "rin_lost_zero"),
        fault("/claims/0/billed", "money_negative"),
        fault("/claims/0/paid", "money_decimals"),
        fault("/claims/0/date_of_birth", "date_year"),
    ] {
        assert!(faults.contains(&expected), "{expected:?} in {faults:?}");
    }
    assert!(!said.contains("Quillfeather") && !said.contains("11/05/2026"), "{said}");
}

#[tokio::test]
async fn a_plan_without_a_contract_and_a_provider_that_is_not_yours_are_refused() {
    assert_eq!(files(|body| body["mco"] = json!("YC")).await.faults(), [fault("/mco", "mco_not_contracted")]);
    let not_yours = files(|body| body["provider"]["medicaid_id"] = json!("99999999999")).await;
    assert_eq!(not_yours.problem(403), "not_your_provider");
}

#[tokio::test]
async fn a_token_that_does_not_hold_opens_nothing() {
    let cloud = Cloud::here();
    assert_eq!(cloud.get("/tickets", "").await.problem(401), "token_missing");
    assert_eq!(cloud.get("/tickets", "not.a.token").await.status, 401);
    let good = cloud.token("provider.demo").await;
    let mut parts: Vec<&str> = good.split('.').collect();
    let none = "eyJhbGciOiJub25lIn0";
    parts[0] = none;
    assert_eq!(cloud.get("/tickets", &parts.join(".")).await.status, 401);
    let unsigned = format!("{none}.{}.", parts[1]);
    assert_eq!(cloud.get("/tickets", &unsigned).await.status, 401);
    let cut = &good[..good.len() - 4];
    assert_eq!(cloud.get("/tickets", cut).await.status, 401);
}

#[tokio::test]
async fn what_is_not_there_and_what_cannot_be_done_there_say_so() {
    let cloud = Cloud::here();
    let clerk = cloud.token("provider.demo").await;
    assert_eq!(
        cloud.get("/tickets/019ab5d2-7c00-7f3e-9d7a-0123456789ab", &clerk).await.problem(404),
        "not_found"
    );
    let ticket = cloud.post("/tickets", &clerk, &dispute()).await.expect(201);
    let place = format!("/tickets/{}", text(&ticket["ticket_id"]));
    let decided = json!({"summary": "x", "claims": [{"claim": 1, "for": "provider"}]});
    assert_eq!(cloud.post(&format!("{place}/decision"), &clerk, &decided).await.problem(403), "role_may_not");
    let staff = cloud.token("hfs.staff").await;
    assert_eq!(cloud.post(&format!("{place}/decision"), &staff, &decided).await.problem(409), "wrong_state");
    assert_eq!(
        cloud.post(&format!("{place}/presentation"), &staff, &json!({})).await.problem(409),
        "wrong_state"
    );
    let closed =
        cloud.post(&format!("{place}/closure"), &staff, &json!({"reason": "wrong_mco"})).await.expect(200);
    assert_eq!(closed["state"], "closed");
    let long = "k".repeat(129);
    let keyed =
        cloud.send(Method::POST, "/tickets", &clerk, Some(&dispute()), &[("Idempotency-Key", &long)]).await;
    assert_eq!(keyed.problem(400), "idempotency_key_shape");
}
