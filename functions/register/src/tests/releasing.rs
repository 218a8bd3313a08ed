//! An address is written to again once whoever leads HFS staff says so.

use super::{Office, owned};
use portal_store::Mute;
use portal_testkit::desk::Answer;
use serde_json::{Value, json};

impl Office {
    async fn releases(&self, token: &str, body: &Value) -> Answer {
        self.desk.put(&self.routes, "/addresses/release", token, body).await
    }
}

#[tokio::test]
async fn a_lead_lifts_the_mark_of_an_address_in_two_requests_and_a_repeat_is_answered_alike() {
    let office = Office::opens().await;
    let (store, now) = (&office.desk.database.store, office.desk.now);
    store.mark_address(&"jane@clinic.example.org".parse().unwrap(), Mute::Bounced, now).await.unwrap();
    office.desk.database.requests.take();
    let lead = office.desk.token("lead-1", &["hfs_lead"]);
    let body = json!({"email": "Jane@Clinic.example.org"});
    let released = office.releases(&lead, &body).await.expect(200);
    // Whether they are still here; the mark.
    assert_eq!(office.desk.database.requests.take(), 2);
    let at = json!("2026-11-24T18:00:00Z");
    assert_eq!(released, json!({"because": "bounced", "marked_at": at, "released_at": at}));
    let later = Office::at(office.desk.at("2026-11-24T19:00:00Z"));
    let lead = later.desk.token("lead-2", &["hfs_lead"]);
    assert_eq!(later.releases(&lead, &body).await.expect(200), released);
}

#[tokio::test]
async fn an_address_that_is_not_marked_is_not_there_and_nobody_else_asks() {
    let office = Office::opens().await;
    let lead = office.desk.token("lead-1", &["hfs_lead"]);
    let body = json!({"email": "jane@clinic.example.org"});
    assert_eq!(office.releases(&lead, &body).await.problem(404), "not_found");
    for token in [office.staff(), office.token("clerk"), office.desk.token("m", &["mco_ABHIL"])] {
        assert_eq!(office.releases(&token, &body).await.problem(403), "role_may_not");
    }
    let faulty = json!({"email": "jane", "ticket": 1});
    let faults = office.releases(&lead, &faulty).await.faults();
    assert_eq!(faults, owned(&[("/email", "email_shape"), ("/ticket", "unknown_field")]));
}
