//! Several providers registered by one workbook, and what becomes of each.

use portal_stories::cloud::{Cloud, text};
use portal_stories::dispute::{dispute_with, now, unique};
use portal_stories::workbook::{provider, providers};
use serde_json::{Value, json};

/// What the workbook does not hold.
fn filing(upload: &Value) -> Value {
    json!({
        "upload_id": upload["upload_id"], "contact_name": "Bo Biller", "contact_phone": "618-555-0100",
        "contact_email": "bo.biller@billing.example.org", "acting_as": "billing_agent",
    })
}

fn keys(filed: &Value) -> Vec<String> {
    let rows = filed["registrations"].as_array().unwrap();
    rows.iter().map(|row| text(&row["registration_id"])).collect()
}

#[tokio::test]
async fn three_providers_are_corrected_filed_and_decided_on_and_one_of_them_files_a_ticket() {
    let cloud = Cloud::here();
    let (agent, staff) = (cloud.token("billing.demo").await, cloud.token("hfs.staff").await);
    let ids: Vec<String> = (0..3).map(|_| unique()[5..17].to_owned()).collect();
    let rows: Vec<Vec<String>> = ids.iter().map(|id| provider(id)).collect();

    let mut wrong = rows.clone();
    wrong[1][3] = "12345".to_owned();
    wrong[2][8] = String::new();
    let rejected = cloud.upload_for("registrations", &agent, providers(&wrong)).await;
    let faults: Vec<(u64, String)> = rejected["faults"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| (fault["row"].as_u64().unwrap(), text(&fault["code"])))
        .collect();
    assert_eq!(faults, [(3, "tin_shape".to_owned()), (4, "missing".to_owned())]);
    assert!(cloud.download(&text(&rejected["annotated_url"])).await.starts_with(b"PK"));
    assert_eq!(
        cloud.post("/registrations", &agent, &filing(&rejected)).await.faults()[0].1,
        "upload_rejected"
    );

    let valid = cloud.upload_for("registrations", &agent, providers(&rows)).await;
    assert_eq!((&valid["status"], &valid["rows"]), (&json!("valid"), &json!(3)), "{:#}", valid["faults"]);
    let filed = cloud.post_once("/registrations", &agent, &unique(), &filing(&valid)).await.expect(201);
    let again = cloud.post("/registrations", &agent, &filing(&valid)).await.expect(409);
    assert_eq!((&again["code"], &again["batch"]), (&json!("registrations_filed"), &valid["upload_id"]));
    let upload = cloud.get(&format!("/uploads/{}", text(&valid["upload_id"])), &agent).await.expect(200);
    assert_eq!(upload["batch"], valid["upload_id"]);

    // The same rows in another workbook wait for HFS already.
    let twice = cloud.upload_for("registrations", &agent, providers(&rows[..1])).await;
    assert_eq!(twice["faults"][0]["code"], "registration_pending");

    let keys = keys(&filed);
    let decisions = json!({"decisions": [
        {"registration_id": keys[0], "decision": "approve"},
        {"registration_id": keys[1], "decision": "deny", "reason": "Not enrolled."},
        {"registration_id": keys[2], "decision": "approve"},
    ]});
    let path = "/registrations/decisions";
    let decided = cloud.post_once(path, &staff, &unique(), &decisions).await.expect(200);
    let outcomes: Vec<String> =
        decided["registrations"].as_array().unwrap().iter().map(|one| text(&one["outcome"])).collect();
    assert_eq!(outcomes, ["approved", "denied", "approved"], "{decided:#}");
    let batch = format!("/registrations?batch={}", text(&valid["upload_id"]));
    let stands = cloud.get(&batch, &agent).await.expect(200);
    assert_eq!(stands["registrations"][1]["reason"], "Not enrolled.");
    assert_eq!(cloud.get(&batch, &cloud.token("provider.demo").await).await.problem(404), "not_found");

    let for_provider = |id: &String| dispute_with(|body| body["provider"] = json!({"medicaid_id": id}));
    assert_eq!(
        cloud.post("/tickets", &agent, &for_provider(&ids[1])).await.problem(403),
        "registration_denied"
    );
    let ticket = cloud.post("/tickets", &agent, &for_provider(&ids[2])).await.expect(201);
    assert_eq!(ticket["state"], "with_mco");

    // One letter that all were received; then each is told of.
    let received = cloud.mails_about(&batch, 1, now()).await;
    assert_eq!(received.len(), 1, "{received:#?}");
    assert_eq!(received[0].to, "bo.biller@billing.example.org");
}

#[tokio::test]
async fn a_hundred_providers_are_registered_by_one_request() {
    let cloud = Cloud::here();
    let agent = cloud.token("billing.demo").await;
    let rows: Vec<Vec<String>> = (0..100).map(|_| provider(&unique()[5..17])).collect();
    let valid = cloud.upload_for("registrations", &agent, providers(&rows)).await;
    assert_eq!(valid["rows"], 100, "{:#}", valid["faults"]);
    let body = filing(&valid);
    let (one, other) = tokio::join!(
        cloud.post_once("/registrations", &agent, "the-hundred", &body),
        cloud.post_once("/registrations", &agent, "the-hundred", &body)
    );
    let (one, other) = (one.expect(201), other.expect(201));
    assert_eq!((one.clone(), keys(&one).len()), (other, 100));
    let batch = format!("/registrations?batch={}", text(&valid["upload_id"]));
    let listed = cloud.get(&batch, &cloud.token("hfs.staff").await).await.expect(200);
    assert_eq!(keys(&listed), keys(&one));
}
