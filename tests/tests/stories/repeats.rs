//! Everything may come twice, at once, or late.

use portal_stories::cloud::{Cloud, text};
use portal_stories::dispute::{dispute, unique};
use serde_json::{Value, json};
use std::collections::BTreeSet;

#[tokio::test]
async fn fifty_identical_submissions_at_once_are_one_ticket_and_fifty_equal_answers() {
    let cloud = Cloud::here();
    let clerk = cloud.token("provider.demo").await;
    let (body, key) = (dispute(), unique());
    let mut sent = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let (cloud, clerk, body, key) = (cloud.clone(), clerk.clone(), body.clone(), key.clone());
        sent.spawn(async move { cloud.post_once("/tickets", &clerk, &key, &body).await });
    }
    let answers: BTreeSet<String> =
        sent.join_all().await.into_iter().map(|answer| answer.expect(201).to_string()).collect();
    assert_eq!(answers.len(), 1);
    let ticket: Value = serde_json::from_str(answers.first().unwrap()).unwrap();
    let tracking = &body["mco_tracking_number"];
    let listed = cloud.get("/tickets?limit=100", &clerk).await.expect(200);
    let found =
        listed["tickets"].as_array().unwrap().iter().filter(|one| one["mco_tracking_number"] == *tracking);
    assert_eq!(found.count(), 1);
    assert_eq!(
        cloud.post_once("/tickets", &clerk, &key, &dispute()).await.problem(409),
        "idempotency_key_reused"
    );
    let duplicate = cloud.post("/tickets", &clerk, &body).await.expect(409);
    assert_eq!((&duplicate["code"], &duplicate["ticket"]), (&json!("duplicate"), &ticket["ticket_id"]));
}

#[tokio::test]
async fn a_move_made_twice_is_made_once_and_a_stale_one_not_at_all() {
    let cloud = Cloud::here();
    let (clerk, abhil) = (cloud.token("provider.demo").await, cloud.token("mco.abhil").await);
    let ticket = cloud.post("/tickets", &clerk, &dispute()).await.expect(201);
    let place = format!("/tickets/{}/proposal", text(&ticket["ticket_id"]));
    let pay = json!({"summary": "We pay.", "claims": [{"claim": 1, "outcome": "pay"}]});
    let stale = cloud.send(reqwest::Method::POST, &place, &abhil, Some(&pay), &[("If-Match", "\"1\"")]).await;
    assert_eq!(stale.problem(409), "stale_version");
    let key = unique();
    let first = cloud.post_once(&place, &abhil, &key, &pay).await.expect(200);
    assert_eq!(cloud.post_once(&place, &abhil, &key, &pay).await.expect(200), first);
    assert_eq!(cloud.post(&place, &abhil, &pay).await.problem(409), "wrong_state");
}
