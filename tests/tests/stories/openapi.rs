//! What the API answers is what its description says, one of each kind.

use portal_stories::cloud::{Answer, Cloud, text};
use portal_stories::description::Description;
use portal_stories::dispute::{days_ago, dispute, dispute_with, unique};
use portal_stories::workbook::{provider, providers, row, workbook};
use reqwest::Method;
use serde_json::{Value, json};

/// The cloud, and what it says of itself.
struct Described {
    cloud: Cloud,
    description: Description,
}

impl Described {
    async fn here() -> Self {
        let cloud = Cloud::here();
        let served = cloud.get("/openapi.json", "").await;
        assert_eq!(served.content_type, "application/json");
        let served = served.expect(200);
        assert_eq!(&served, Description::written().document());
        Self { cloud, description: Description::of(served) }
    }

    #[track_caller]
    fn hold(&self, method: &str, path: &str, sent: Option<&Value>, answer: Answer, status: u16) -> Value {
        let undescribed = self.description.undescribed(method, path, sent, &answer);
        assert!(undescribed.is_empty(), "{method} {path}: {undescribed:#?} in {:#}", answer.body);
        answer.expect(status)
    }

    async fn get(&self, path: &str, token: &str, status: u16) -> Value {
        let answer = self.cloud.get(path, token).await;
        self.hold("GET", path, None, answer, status)
    }

    async fn post(&self, path: &str, token: &str, body: &Value, status: u16) -> Value {
        self.post_with(path, token, body, &[], status).await
    }

    async fn post_with(
        &self,
        path: &str,
        token: &str,
        body: &Value,
        headers: &[(&str, &str)],
        status: u16,
    ) -> Value {
        let answer = self.cloud.send(Method::POST, path, token, Some(body), headers).await;
        self.hold("POST", path, Some(body), answer, status)
    }
}

fn registration() -> Value {
    json!({
        "provider_name": "Sangamon Eye Center", "atypical": true, "medicaid_id": unique()[5..17],
        "tin": "371234569", "provider_type": "clinic", "street": "3 Oak St", "city": "Springfield", "state": "IL",
        "zip": "62701", "contact_name": "Bo Biller", "contact_phone": "217-555-0133",
        "contact_email": "bo.biller@billing.example.org", "acting_as": "billing_agent"
    })
}

#[tokio::test]
async fn what_anyone_may_read_is_as_described() {
    let portal = Described::here().await;
    portal.get("/health", "", 200).await;
    let window = portal.get("/window?filed_with_mco=2026-09-04", "", 200).await;
    assert_eq!(window["rules"][0]["because"], "General Election Day");
    portal.get("/window?filed_with_mco=2026-02-30", "", 422).await;
    portal.get("/window?filed_with_mco=2026-09-04&filed_with_mco=2026-09-05", "", 400).await;
}

#[tokio::test]
async fn registrations_are_as_described() {
    let portal = Described::here().await;
    let (agent, staff) = (portal.cloud.token("billing.demo").await, portal.cloud.token("hfs.staff").await);
    let mut incomplete = registration();
    incomplete.as_object_mut().unwrap().remove("street");
    let denied = portal.post("/registrations", &agent, &incomplete, 201).await;
    let (one, other) = (registration(), registration());
    let approved = portal.post("/registrations", &agent, &one, 201).await;
    let refused = portal.post("/registrations", &agent, &other, 201).await;
    let place = |filed: &Value| format!("/registrations/{}", text(&filed["registration_id"]));
    let decision = |filed: &Value| format!("{}/decision", place(filed));

    let file_for =
        |form: &Value| dispute_with(|body| body["provider"] = json!({"medicaid_id": form["medicaid_id"]}));
    portal.post("/tickets", &agent, &file_for(&one), 403).await;
    portal.post("/registrations", &agent, &json!({"npi": "1234567890"}), 422).await;
    portal.post(&decision(&approved), &agent, &json!({"decision": "approve"}), 403).await;
    portal.post(&decision(&approved), &staff, &json!({"decision": "deny"}), 422).await;
    let stale = [("If-Match", "\"7\"")];
    portal.post_with(&decision(&approved), &staff, &json!({"decision": "approve"}), &stale, 409).await;
    portal.post(&decision(&approved), &staff, &json!({"decision": "approve"}), 200).await;
    portal.post(&decision(&approved), &staff, &json!({"decision": "approve"}), 409).await;
    let deny = json!({"decision": "deny", "missing": ["npi"], "reason": "It has one."});
    portal.post(&decision(&refused), &staff, &deny, 200).await;
    portal.post("/tickets", &agent, &file_for(&other), 403).await;

    for filed in [&denied, &approved, &refused] {
        portal.get(&place(filed), &agent, 200).await;
        portal.get(&place(filed), &staff, 200).await;
    }
    portal.get(&place(&denied), &portal.cloud.token("mco.mer").await, 404).await;
    let listed = portal.get("/registrations?limit=2", &agent, 200).await;
    let next = format!("/registrations?limit=2&cursor={}", text(&listed["next_cursor"]));
    portal.get(&next, &agent, 200).await;
    portal.get("/registrations?status=denied", &staff, 200).await;
    portal.get("/registrations?cursor=%21", &staff, 422).await;
    portal.get("/registrations?limit=0", &staff, 422).await;
}

#[tokio::test]
async fn a_workbook_of_registrations_is_as_described() {
    let portal = Described::here().await;
    let (agent, staff) = (portal.cloud.token("billing.demo").await, portal.cloud.token("hfs.staff").await);
    let rows = [provider(&unique()[5..17]), provider(&unique()[5..17])];
    let valid = portal.cloud.upload_for("registrations", &agent, providers(&rows)).await;
    let upload = format!("/uploads/{}", text(&valid["upload_id"]));
    assert_eq!(portal.get(&upload, &agent, 200).await["registrations"][1]["row"], 3);
    let mut body = json!({
        "upload_id": valid["upload_id"], "contact_name": "Bo Biller", "contact_phone": "217-555-0133",
        "contact_email": "bo.biller@billing.example.org", "acting_as": "billing_agent",
    });
    let batch = format!("/registrations?batch={}", text(&valid["upload_id"]));
    portal.get(&batch, &agent, 404).await;
    let filed = portal.post("/registrations", &agent, &body, 201).await;
    portal.post("/registrations", &agent, &body, 409).await;
    body["tin"] = json!("361234567");
    portal.post("/registrations", &agent, &body, 422).await;
    portal.get(&upload, &agent, 200).await;
    portal.get("/uploads", &agent, 200).await;
    portal.get(&batch, &agent, 200).await;
    let id = |place: usize| filed["registrations"][place]["registration_id"].clone();
    let several = "/registrations/decisions";
    let deny = json!({"decisions": [{"registration_id": id(1), "decision": "deny", "missing": ["npi"]}]});
    portal.post(several, &staff, &deny, 200).await;
    let approve = json!({"registrations": [id(0), id(1)], "decision": "approve"});
    let decided = portal.post(several, &staff, &approve, 200).await;
    assert_eq!(decided["registrations"][1]["outcome"], "already_decided");
    portal.post(several, &staff, &json!({"decisions": [{"decision": "deny"}]}), 422).await;
    portal.post(several, &agent, &approve, 403).await;
    portal.get(&format!("/registrations/{}", text(&id(0))), &agent, 200).await;
}

#[tokio::test]
async fn a_ticket_is_as_described_from_its_check_to_its_end() {
    let portal = Described::here().await;
    let clerk = portal.cloud.token("provider.demo").await;
    let (abhil, staff) = (portal.cloud.token("mco.abhil").await, portal.cloud.token("hfs.staff").await);
    let good = dispute();
    let incomplete = dispute_with(|body| {
        body["filed_with_mco"] = json!(days_ago(20));
        body["mco_answered"] = json!(days_ago(10));
        body["medicaid_fee_for_service"] = json!(true);
        body["claims"][0].as_object_mut().unwrap().remove("rin");
    });
    assert_eq!(portal.post("/tickets/check", &clerk, &good, 200).await["would_be"], "with_mco");
    assert_eq!(portal.post("/tickets/check", &clerk, &incomplete, 200).await["would_be"], "closed");
    let ticket = portal.post("/tickets", &clerk, &good, 201).await;
    let place = format!("/tickets/{}", text(&ticket["ticket_id"]));
    let duplicate = portal.post("/tickets/check", &clerk, &good, 200).await;
    assert_eq!(
        (&duplicate["would_be"], &duplicate["duplicate_of"][0]),
        (&json!("refused"), &ticket["ticket_id"])
    );
    let closed = portal.post("/tickets", &clerk, &incomplete, 201).await;
    assert!(closed["closure"]["also"].is_array(), "{closed:#}");
    portal.get(&format!("/tickets/{}", text(&closed["ticket_id"])), &clerk, 200).await;

    portal.get("/tickets?limit=2", &clerk, 200).await;
    portal.get("/tickets?desk=mco", &abhil, 200).await;
    portal.get("/tickets?mco=ABHIL", &staff, 200).await;
    portal.get("/tickets?mco=MER", &abhil, 404).await;
    portal.get("/tickets?desk=review", &clerk, 422).await;

    let pay = json!({"summary": "We pay.", "claims": [{"claim": 1, "outcome": "pay"}]});
    let proposal = format!("{place}/proposal");
    portal.post_with(&proposal, &abhil, &pay, &[("If-Match", "\"1\"")], 409).await;
    portal.post(&proposal, &clerk, &pay, 403).await;
    portal.post(&proposal, &abhil, &json!({"claims": [{"claim": 7, "outcome": "pay_part"}]}), 422).await;
    portal.post(&proposal, &abhil, &pay, 200).await;
    portal.post(&proposal, &abhil, &pay, 409).await;
    let decision = json!({"summary": "For the provider.", "claims": [{"claim": 1, "for": "provider"}]});
    portal.post(&format!("{place}/decision"), &staff, &decision, 409).await;
    portal.post(&format!("{place}/presentation"), &staff, &json!({}), 409).await;
    portal.post(&format!("{place}/extension/decision"), &staff, &json!({"decision": "grant"}), 409).await;
    portal.post(&format!("{place}/closure"), &staff, &json!({"reason": "other"}), 422).await;
    portal.post(&format!("{place}/closure"), &staff, &json!({"reason": "wrong_mco"}), 200).await;
    portal.get(&place, &abhil, 200).await;

    let waiting = portal.post("/tickets", &clerk, &dispute(), 201).await;
    let asked = format!("/tickets/{}/extension/decision", text(&waiting["ticket_id"]));
    let none = portal.post(&asked, &staff, &json!({"decision": "refuse"}), 409).await;
    assert_eq!(none["code"], "no_extension_asked");
}

#[tokio::test]
async fn an_upload_is_as_described_from_its_opening_to_its_ticket() {
    let portal = Described::here().await;
    let clerk = portal.cloud.token("provider.demo").await;
    let draft = json!({"purpose": "claims", "name": "claims.xlsx", "size": 20_000});
    let slot = portal.post("/uploads", &clerk, &draft, 201).await;
    let place = |slot: &Value| format!("/uploads/{}", text(&slot["upload_id"]));
    assert_eq!(portal.get(&place(&slot), &clerk, 200).await["status"], "waiting");
    let good = row(&format!("PDXGR{}", unique()));
    let mut bad = row(&format!("PDXGR{}", unique()));
    bad[5] = "12345678".to_owned();

    let rejected = portal.cloud.upload(&clerk, workbook(&[good.clone(), bad])).await;
    assert_eq!(portal.get(&place(&rejected), &clerk, 200).await["status"], "rejected");
    let valid = portal.cloud.upload(&clerk, workbook(&[good])).await;
    assert_eq!(portal.get(&place(&valid), &clerk, 200).await["claims"][0]["row"], 2);
    let filing = dispute_with(|body| {
        let body = body.as_object_mut().unwrap();
        body.remove("claims");
        body.remove("mco_tracking_number");
        body.insert("upload_id".to_owned(), valid["upload_id"].clone());
    });
    let ticket = portal.post("/tickets", &clerk, &filing, 201).await;
    assert_eq!(portal.get(&place(&valid), &clerk, 200).await["ticket_id"], ticket["ticket_id"]);
    portal.post("/tickets", &clerk, &filing, 409).await;

    portal
        .post("/uploads", &clerk, &json!({"purpose": "registrations", "name": "a.pdf", "size": 0}), 422)
        .await;
    portal.post("/uploads", &portal.cloud.token("hfs.staff").await, &draft, 403).await;
    portal.get(&place(&slot), &portal.cloud.token("billing.demo").await, 404).await;
}

#[tokio::test]
async fn each_kind_of_problem_is_as_described() {
    let portal = Described::here().await;
    let clerk = portal.cloud.token("provider.demo").await;
    portal.get("/tickets", "", 401).await;
    portal.get("/tickets", "not.a.token", 401).await;
    portal.get("/tickets/no-such-ticket", &clerk, 404).await;
    let (body, key) = (dispute(), unique());
    let once = [("Idempotency-Key", key.as_str())];
    portal.post_with("/tickets", &clerk, &body, &once, 201).await;
    portal.post_with("/tickets", &clerk, &dispute(), &once, 409).await;
    let duplicate = portal.post("/tickets", &clerk, &body, 409).await;
    assert_eq!(duplicate["code"], "duplicate");
    portal.post_with("/tickets", &clerk, &body, &[("Idempotency-Key", "two words")], 400).await;
    let not_yours = dispute_with(|body| body["provider"] = json!({"medicaid_id": "99999999999"}));
    portal.post("/tickets", &clerk, &not_yours, 403).await;
    let wrong = dispute_with(|body| body["claims"][0]["rin"] = json!("12345678"));
    portal.post("/tickets", &clerk, &wrong, 422).await;
    for (kind, raw, status) in [
        ("application/json", "{".to_owned(), 400),
        ("text/csv", "a,b".to_owned(), 415),
        ("application/json", format!("{{\"description\": \"{}\"}}", "x".repeat(1_100_000)), 413),
    ] {
        let answer = portal.cloud.send_raw("/tickets", &clerk, kind, raw.into_bytes()).await;
        portal.hold("POST", "/tickets", None, answer, status);
    }
}
