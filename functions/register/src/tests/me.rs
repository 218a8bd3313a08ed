//! Who the portal takes someone for, and in which language they read.

use super::Office;
use crate::handler::routes;
use portal_store::Store;
use portal_testkit::counting::Requests;
use portal_testkit::database::client;
use portal_testkit::desk::Answer;
use serde_json::{Value, json};

impl Office {
    async fn me(&self, token: &str) -> Answer {
        self.desk.get(&self.routes, "/me", token).await
    }

    async fn chooses(&self, token: &str, body: &Value) -> Answer {
        self.desk.put(&self.routes, "/me", token, body).await
    }
}

#[tokio::test]
async fn each_part_is_told_who_it_is_in_one_query() {
    let office = Office::opens().await;
    office.desk.approved("clerk").await;
    let me = office.me(&office.token("clerk")).await.expect(200);
    assert_eq!(office.desk.database.requests.take(), 1);
    let registration = me["providers"][0]["registration_id"].clone();
    assert!(registration.is_string());
    assert_eq!(
        me,
        json!({
            "user_id": "clerk", "kind": "provider", "mco": null, "language": "en",
            "providers": [{
                "npi": "1234567893", "medicaid_id": "363456789001", "registration_id": registration
            }]
        })
    );
    let parts: [(&[&str], Value, Value); 3] = [
        (&["mco_ABHIL"], json!("mco"), json!("ABHIL")),
        (&["hfs_staff"], json!("hfs_staff"), Value::Null),
        (&["hfs_lead"], json!("hfs_lead"), Value::Null),
    ];
    for (groups, kind, mco) in parts {
        // The memberships of an account that is no provider's any more say nothing.
        let me = office.me(&office.desk.token("clerk", groups)).await.expect(200);
        assert_eq!((&me["kind"], &me["mco"], &me["providers"]), (&kind, &mco, &json!([])));
    }
}

#[tokio::test]
async fn a_language_is_chosen_in_two_requests_kept_and_chosen_again() {
    let office = Office::opens().await;
    office.desk.approved("clerk").await;
    let token = office.token("clerk");
    for (language, times) in [("es", 2), ("en", 1)] {
        for _ in 0..times {
            let chosen = office.chooses(&token, &json!({"language": language})).await.expect(200);
            assert_eq!(office.desk.database.requests.take(), 2);
            assert_eq!((&chosen["language"], &chosen["kind"]), (&json!(language), &json!("provider")));
            assert_eq!(chosen["providers"].as_array().unwrap().len(), 1);
            assert_eq!(office.me(&token).await.expect(200), chosen);
            office.desk.database.requests.take();
        }
    }
    assert_eq!(office.me(&office.token("agent")).await.expect(200)["language"], "en");
    // What is kept of a person gives them no provider.
    office.chooses(&office.token("agent"), &json!({"language": "es"})).await.expect(200);
    assert!(office.acts_for("agent").await.is_empty());
}

#[tokio::test]
async fn a_language_that_is_none_is_a_fault_and_nobody_chooses_for_another() {
    let office = Office::opens().await;
    let token = office.token("clerk");
    for (body, field, code) in [
        (json!({}), "/language", "missing"),
        (json!({"language": "fr"}), "/language", "unknown_code"),
        (json!({"language": 1}), "/language", "not_text"),
        (json!({"language": "es", "user_id": "other"}), "/user_id", "unknown_field"),
    ] {
        let faults = office.chooses(&token, &body).await.faults();
        assert_eq!(faults, [(field.to_owned(), code.to_owned())]);
    }
    office.desk.leaves("gone").await;
    let gone = office.token("gone");
    assert_eq!(office.me(&gone).await.problem(401), "account_closed");
    assert_eq!(office.chooses(&gone, &json!({"language": "es"})).await.problem(401), "account_closed");
    assert_eq!(office.me("").await.problem(401), "token_missing");
    assert_eq!(office.me(&office.desk.token("x", &["nobodies"])).await.problem(403), "no_known_role");
    assert_eq!(office.chooses("", &json!({"language": "es"})).await.problem(401), "token_missing");
}

#[tokio::test]
async fn when_the_table_is_down_it_is_503() {
    let office = Office::opens().await;
    let nowhere = Store::new(client("http://127.0.0.1:1", Requests::default()), "portal");
    let down = routes(office.desk.on(nowhere));
    assert_eq!(office.desk.get(&down, "/me", &office.token("clerk")).await.status, 503);
}
