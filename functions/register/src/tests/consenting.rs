//! A provider's consent to a billing agent's registration.

use super::{Office, form, with};
use portal_testkit::desk::Answer;
use serde_json::{Value, json};

fn agent() -> Value {
    with(|body| body["acting_as"] = json!("billing_agent"))
}

impl Office {
    async fn says(&self, token: &str, id: &str, given: bool, headers: &[(&str, &str)]) -> Answer {
        let path = format!("/registrations/{id}/consent");
        self.desk.post_with(&self.routes, &path, token, &json!({"consent": given}), headers).await
    }

    /// A billing agent's registration with a provider whose staff `clerk` is.
    async fn asked(&self) -> String {
        self.desk.approved("clerk").await;
        let filed = self.files("agent", &agent()).await.expect(201);
        assert_eq!((&filed["status"], &filed["consent"]), (&json!("pending"), &json!("awaited")));
        self.desk.database.requests.take();
        filed["registration_id"].as_str().unwrap().to_owned()
    }
}

fn approval() -> Value {
    json!({"decision": "approve"})
}

#[tokio::test]
async fn a_billing_agent_is_approved_once_the_provider_and_hfs_have_said_yes() {
    let office = Office::opens().await;
    let id = office.asked().await;
    let early = office.decides(&office.staff(), &id, &approval(), &[]).await.expect(409);
    assert_eq!((&early["code"], &early["consent"]), (&json!("no_consent"), &json!("awaited")));
    office.opens_one(&office.token("clerk"), &id).await.expect(200);
    office.desk.database.requests.take();
    let said = office.says(&office.token("clerk"), &id, true, &[("idempotency-key", "k-1")]).await;
    // The registration, the idempotency record and the memberships side by side, then the transaction.
    assert_eq!(office.desk.database.requests.take(), 4);
    let said = said.expect(200);
    assert_eq!(said["consent"], json!({"stands": "given", "at": "2026-11-24T18:00:00Z"}));
    assert_eq!((&said["status"], said.get("consent_by")), (&json!("pending"), None));
    let again = office.says(&office.token("clerk"), &id, true, &[("idempotency-key", "k-1")]).await;
    assert_eq!(again.expect(200), said);
    assert!(office.acts_for("agent").await.is_empty());
    let decided = office.decides(&office.staff(), &id, &approval(), &[]).await.expect(200);
    assert_eq!((&decided["status"], &decided["consent_by"]), (&json!("approved"), &json!("clerk")));
    assert_eq!(office.acts_for("agent").await.len(), 1);
}

#[tokio::test]
async fn who_refused_is_overruled_by_hfs_for_a_reason_only() {
    let office = Office::opens().await;
    let id = office.asked().await;
    office.says(&office.token("clerk"), &id, false, &[]).await.expect(200);
    let twice = office.says(&office.token("clerk"), &id, true, &[]).await;
    assert_eq!(twice.problem(409), "consent_said");
    assert_eq!(office.decides(&office.staff(), &id, &approval(), &[]).await.problem(409), "no_consent");
    let bare = json!({"decision": "approve", "without_consent": true});
    let faults = office.decides(&office.staff(), &id, &bare, &[]).await.faults();
    assert_eq!(faults, [("/reason".to_owned(), "missing".to_owned())]);
    let body = json!({"decision": "approve", "without_consent": true, "reason": "A court has said so."});
    let decided = office.decides(&office.staff(), &id, &body, &[]).await.expect(200);
    assert_eq!(decided["consent"]["stands"], "waived");
    assert_eq!((&decided["consent"]["reason"], &decided["reason"]), (&body["reason"], &Value::Null));
}

#[tokio::test]
async fn hfs_denies_whatever_the_provider_says() {
    let office = Office::opens().await;
    let id = office.asked().await;
    let denial = json!({"decision": "deny", "reason": "Not a billing agent."});
    office.decides(&office.staff(), &id, &denial, &[]).await.expect(200);
    let late = office.says(&office.token("clerk"), &id, true, &[]).await;
    assert_eq!(late.problem(409), "already_decided");
}

#[tokio::test]
async fn only_the_providers_own_staff_are_asked() {
    let office = Office::opens().await;
    let id = office.asked().await;
    office.desk.approved_for("stranger", "99999999999", None).await;
    for user in ["agent", "stranger", "nobody-yet"] {
        let answer = office.says(&office.token(user), &id, true, &[]).await;
        assert_eq!(answer.problem(404), "not_found", "{user}");
    }
    assert_eq!(office.opens_one(&office.token("stranger"), &id).await.problem(404), "not_found");
    assert_eq!(office.says(&office.staff(), &id, true, &[]).await.problem(403), "role_may_not");
    // Nor is a billing agent asked about another, nor staff who were revoked in the same moment.
    office.says(&office.token("clerk"), &id, true, &[]).await.expect(200);
    office.decides(&office.staff(), &id, &approval(), &[]).await.expect(200);
    let other = office.files("rival", &agent()).await.expect(201);
    let other = other["registration_id"].as_str().unwrap();
    assert_eq!(office.says(&office.token("agent"), other, true, &[]).await.problem(404), "not_found");
    office.desk.database.revoke_before_next_write("clerk", portal_testkit::desk::MEDICAID_ID);
    assert_eq!(office.says(&office.token("clerk"), other, true, &[]).await.problem(404), "not_found");
}

#[tokio::test]
async fn where_nobody_is_on_record_and_of_staff_hfs_alone_decides() {
    let office = Office::opens().await;
    let first = office.files("agent", &agent()).await.expect(201);
    assert_eq!(first.get("consent"), None);
    let id = first["registration_id"].as_str().unwrap();
    office.decides(&office.staff(), id, &approval(), &[]).await.expect(200);
    // A billing agent on record is not the provider's staff.
    assert_eq!(office.files("rival", &agent()).await.expect(201).get("consent"), None);
    let clerk = office.files("clerk", &form()).await.expect(201);
    let id = clerk["registration_id"].as_str().unwrap().to_owned();
    office.decides(&office.staff(), &id, &approval(), &[]).await.expect(200);
    assert_eq!(office.files("colleague", &form()).await.expect(201).get("consent"), None);
    assert_eq!(office.files("rival", &agent()).await.expect(201)["consent"], "awaited");
    // Once revoked, the clerk is nobody to ask.
    let path = format!("/registrations/{id}/revocation");
    office.desk.post(&office.routes, &path, &office.staff(), &json!({"reason": "Gone."})).await.expect(200);
    assert_eq!(office.files("third", &agent()).await.expect(201).get("consent"), None);
}

#[tokio::test]
async fn staff_who_came_after_the_agent_filed_are_asked_before_it_is_approved() {
    let office = Office::opens().await;
    let filed = office.files("agent", &agent()).await.expect(201);
    let id = filed["registration_id"].as_str().unwrap();
    office.desk.approved("clerk").await;
    assert_eq!(office.decides(&office.staff(), id, &approval(), &[]).await.problem(409), "no_consent");
    assert!(office.acts_for("agent").await.is_empty());
    // They see it now, and answer.
    office.says(&office.token("clerk"), id, true, &[]).await.expect(200);
    office.decides(&office.staff(), id, &approval(), &[]).await.expect(200);
    assert_eq!(office.acts_for("agent").await.len(), 1);
}
