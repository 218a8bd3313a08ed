//! Register, be approved, file, be answered.

use portal_stories::cloud::{Cloud, text};
use portal_stories::dispute::{dispute, dispute_with, now, unique};
use serde_json::json;

fn registration(medicaid_id: &str) -> serde_json::Value {
    json!({
        "provider_name": "Kaskaskia Family Clinic", "atypical": true, "medicaid_id": medicaid_id,
        "tin": "371234568", "provider_type": "clinic", "street": "12 Main St", "city": "Vandalia", "state": "IL",
        "zip": "62471", "contact_name": "Bo Biller", "contact_phone": "618-555-0100",
        "contact_email": "bo.biller@billing.example.org", "acting_as": "billing_agent"
    })
}

#[tokio::test]
async fn a_billing_agent_registers_is_approved_files_and_is_answered_and_each_hears_by_mail() {
    let cloud = Cloud::here();
    let (agent, staff) = (cloud.token("billing.demo").await, cloud.token("hfs.staff").await);
    let medicaid_id = unique()[5..17].to_owned();

    let mut form = registration(&medicaid_id);
    form.as_object_mut().unwrap().remove("street");
    let denied = cloud.post("/registrations", &agent, &form).await.expect(201);
    assert_eq!((&denied["status"], &denied["missing"]), (&json!("denied"), &json!(["street"])));
    let pending = cloud.post("/registrations", &agent, &registration(&medicaid_id)).await.expect(201);
    assert_eq!(pending["status"], "pending");

    let of_clinic = |body: &mut serde_json::Value| body["provider"] = json!({"medicaid_id": medicaid_id});
    let body = dispute_with(of_clinic);
    assert_eq!(cloud.post("/tickets", &agent, &body).await.problem(403), "registration_pending");

    let id = text(&pending["registration_id"]);
    let decision = format!("/registrations/{id}/decision");
    assert_eq!(
        cloud.post(&decision, &agent, &json!({"decision": "approve"})).await.problem(403),
        "role_may_not"
    );
    let approved = cloud.post(&decision, &staff, &json!({"decision": "approve"})).await.expect(200);
    assert_eq!(approved["status"], "approved");

    let ticket = cloud.post("/tickets", &agent, &body).await.expect(201);
    let number = text(&ticket["number"]);
    let place = format!("/tickets/{}", text(&ticket["ticket_id"]));
    assert_eq!((&ticket["state"], &ticket["due"]["rule"]), (&json!("with_mco"), &json!("R10")));

    let (abhil, mer) = (cloud.token("mco.abhil").await, cloud.token("mco.mer").await);
    assert_eq!(cloud.get(&place, &mer).await.problem(404), "not_found");
    let queue = cloud.get("/tickets?desk=mco&limit=100", &abhil).await.expect(200);
    assert!(queue["tickets"].as_array().unwrap().iter().any(|one| one["number"] == number.as_str()));
    let answer = json!({
        "summary": "We will pay what the contract says.",
        "claims": [{"claim": 1, "outcome": "pay_part", "amount": "900.00", "reason": "The contracted rate."}]
    });
    let proposed = cloud.post(&format!("{place}/proposal"), &abhil, &answer).await.expect(200);
    assert_eq!((&proposed["state"], &proposed["due"]["whose"]), (&json!("proposed"), &json!("provider")));
    let seen = cloud.get(&place, &agent).await.expect(200);
    assert_eq!(seen["proposal"]["total"], "900.00");
    let what: Vec<String> =
        seen["timeline"].as_array().unwrap().iter().map(|entry| text(&entry["what"])).collect();
    assert_eq!(what, ["filed", "presented", "proposed"]);

    let mails = cloud.mails_about(&number, 3, now()).await;
    let heard: Vec<(&str, &str)> =
        mails.iter().map(|mail| (mail.to.split('@').next().unwrap(), mail.subject.as_str())).collect();
    assert_eq!(heard.len(), 3, "{heard:?}");
    for who in ["billing", "disputes.abhil"] {
        assert!(heard.iter().any(|(to, _)| *to == who), "{who} in {heard:?}");
    }
    for mail in mails {
        for protected in
            ["Quillfeather", "Ottoline", "012345678", "980.25", &text(&body["claims"][0]["mco_claim_number"])]
        {
            assert!(!mail.text.contains(protected) && !mail.subject.contains(protected), "{mail:?}");
        }
        assert!(mail.text.contains(&cloud.portal.url), "{mail:?}");
    }
}

#[tokio::test]
async fn a_provider_is_listed_its_tickets_page_by_page_without_its_members_names() {
    let cloud = Cloud::here();
    let clerk = cloud.token("provider.demo").await;
    let mut filed = Vec::new();
    for _ in 0..3 {
        filed.push(text(&cloud.post("/tickets", &clerk, &dispute()).await.expect(201)["ticket_id"]));
    }
    filed.reverse();
    let first = cloud.get("/tickets?limit=2", &clerk).await.expect(200);
    let next = format!("/tickets?limit=2&cursor={}", text(&first["next_cursor"]));
    let second = cloud.get(&next, &clerk).await.expect(200);
    let mut seen: Vec<String> = Vec::new();
    for page in [&first, &second] {
        seen.extend(page["tickets"].as_array().unwrap().iter().map(|ticket| text(&ticket["ticket_id"])));
        assert!(!page.to_string().contains("Quillfeather"));
    }
    assert_eq!(seen[..3], filed);
}
