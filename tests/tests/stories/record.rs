//! The record of a ticket over its life: who opened it, that both its chains are whole, and that a
//! revoked registration opens nothing from the next request on.

use portal_stories::cloud::{Cloud, text};
use portal_stories::description::Description;
use portal_stories::dispute::{dispute, dispute_with, unique};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The record of a ticket, as its reader is answered; held against the description.
async fn record(cloud: &Cloud, lead: &str, ticket: &Value) -> Value {
    let path = format!("/audit?ticket={}", text(&ticket["ticket_id"]));
    let answer = cloud.get(&path, lead).await;
    let undescribed = Description::written().undescribed("GET", &path, None, &answer);
    assert!(undescribed.is_empty(), "{undescribed:#?}");
    answer.expect(200)
}

#[tokio::test]
async fn whoever_opened_a_ticket_is_on_its_record_and_both_chains_are_whole() {
    let cloud = Cloud::here();
    let (clerk, abhil) = (cloud.token("provider.demo").await, cloud.token("mco.abhil").await);
    let (staff, lead) = (cloud.token("hfs.staff").await, cloud.token("hfs.lead").await);
    let ticket = cloud.post("/tickets", &clerk, &dispute()).await.expect(201);
    let place = format!("/tickets/{}", text(&ticket["ticket_id"]));
    for token in [&clerk, &abhil, &staff] {
        cloud.get(&place, token).await.expect(200);
    }
    cloud.get(&place, &cloud.token("mco.mer").await).await.problem(404);
    let pay = json!({"summary": "We pay.", "claims": [{"claim": 1, "outcome": "pay"}]});
    let key = unique();
    let proposed = cloud.post_once(&format!("{place}/proposal"), &abhil, &key, &pay).await.expect(200);
    cloud.post_once(&format!("{place}/proposal"), &abhil, &key, &pay).await.expect(200);

    let proved = record(&cloud, &lead, &ticket).await;
    assert_eq!((&proved["whole"], &proved["readings_whole"]), (&json!(true), &json!(true)), "{proved:#}");
    let timeline = proposed["timeline"].as_array().unwrap();
    assert_eq!(
        (&proved["timeline"]["entries"], &proved["timeline"]["head"]),
        (&json!(timeline.len()), &timeline.last().unwrap()["hash"])
    );
    let said = |name: &str| -> Vec<String> {
        proved["readings"].as_array().unwrap().iter().map(|reading| text(&reading[name])).collect()
    };
    assert_eq!(said("role"), ["provider", "mco", "hfs", "mco"]);
    assert_eq!(said("what"), ["read", "read", "read", "read_again"]);
    assert_eq!(said("hash").into_iter().collect::<BTreeSet<_>>().len(), 4);
    for private in ["Quillfeather", "Ottoline", "012345678", "23A"] {
        assert!(!proved.to_string().contains(private), "{private}");
    }

    let again = record(&cloud, &lead, &ticket).await;
    assert_eq!(again["readings"][4]["what"], "audit");
    let reader = text(&proved["readings"][1]["user"]);
    let path = format!("/audit?user={reader}&limit=1");
    let opened = cloud.get(&path, &lead).await;
    let undescribed = Description::written().undescribed("GET", &path, None, &opened);
    assert!(undescribed.is_empty(), "{undescribed:#?}");
    assert_eq!(opened.expect(200)["readings"][0]["role"], "mco");
}

#[tokio::test]
async fn twenty_who_open_a_ticket_at_once_are_all_on_its_record() {
    let cloud = Cloud::here();
    let (clerk, lead) = (cloud.token("provider.demo").await, cloud.token("hfs.lead").await);
    let ticket = cloud.post("/tickets", &clerk, &dispute()).await.expect(201);
    let place = format!("/tickets/{}", text(&ticket["ticket_id"]));
    let mut readers = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let (cloud, place, clerk) = (cloud.clone(), place.clone(), clerk.clone());
        readers.spawn(async move { cloud.get(&place, &clerk).await.expect(200) });
    }
    assert_eq!(readers.join_all().await.len(), 20);
    let proved = record(&cloud, &lead, &ticket).await;
    let places: Vec<u64> =
        proved["readings"].as_array().unwrap().iter().map(|one| one["seq"].as_u64().unwrap()).collect();
    assert_eq!((places, &proved["whole"]), ((1..=20).collect(), &json!(true)));
}

#[tokio::test]
async fn a_revoked_registration_opens_and_files_nothing_from_the_next_request_on() {
    let cloud = Cloud::here();
    let (agent, staff) = (cloud.token("billing.demo").await, cloud.token("hfs.staff").await);
    let medicaid_id = unique()[5..17].to_owned();
    let form = json!({
        "provider_name": "Sangamon Eye Center", "atypical": true, "medicaid_id": medicaid_id,
        "tin": "371234569", "provider_type": "clinic", "street": "3 Oak St", "city": "Springfield",
        "state": "IL", "zip": "62701", "contact_name": "Bo Biller", "contact_phone": "217-555-0133",
        "contact_email": "bo.biller@billing.example.org", "acting_as": "billing_agent"
    });
    let filed = cloud.post("/registrations", &agent, &form).await.expect(201);
    let place = format!("/registrations/{}", text(&filed["registration_id"]));
    let approve = json!({"decision": "approve"});
    cloud.post(&format!("{place}/decision"), &staff, &approve).await.expect(200);
    let of_theirs = || dispute_with(|body| body["provider"] = json!({"medicaid_id": medicaid_id}));
    let ticket = cloud.post("/tickets", &agent, &of_theirs()).await.expect(201);
    let ticket = format!("/tickets/{}", text(&ticket["ticket_id"]));
    cloud.get(&ticket, &agent).await.expect(200);

    let reason = json!({"reason": "The clinic has another agent."});
    let revocation = format!("{place}/revocation");
    assert_eq!(cloud.post(&revocation, &agent, &reason).await.problem(403), "role_may_not");
    let answer = cloud.post(&revocation, &staff, &reason).await;
    let undescribed = Description::written().undescribed("POST", &revocation, Some(&reason), &answer);
    assert!(undescribed.is_empty(), "{undescribed:#?}");
    assert_eq!(answer.expect(200)["status"], "revoked");
    assert_eq!(cloud.get(&ticket, &agent).await.problem(404), "not_found");
    let refused = cloud.post("/tickets", &agent, &of_theirs()).await;
    let undescribed = Description::written().undescribed("POST", "/tickets", None, &refused);
    assert!(undescribed.is_empty(), "{undescribed:#?}");
    assert_eq!(refused.problem(403), "registration_revoked");
    assert_eq!(cloud.post(&revocation, &staff, &reason).await.problem(409), "not_approved");
    // The one who filed it is told why.
    assert_eq!(cloud.get(&place, &agent).await.expect(200)["reason"], reason["reason"]);
}
