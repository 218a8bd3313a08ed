//! Contacts, from which day on, and to whom letters go on a day.

use super::Office;
use portal_testkit::desk::Answer;
use rstest::rstest;
use serde_json::{Value, json};

fn from(day: &str, desk: &str) -> Value {
    let address = |part: &str| format!("{desk}.{part}@abhil.mco.example.org");
    json!({"contact": address("desk"), "escalation": address("escalation"), "effective_from": day})
}

impl Office {
    async fn sets(&self, token: &str, mco: &str, body: &Value, headers: &[(&str, &str)]) -> Answer {
        let mut request = axum::http::Request::put(format!("/mcos/{mco}/contacts"))
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.desk.send(&self.routes, request.body(body.to_string().into()).unwrap()).await
    }

    async fn contacts(&self, token: &str, mco: &str) -> Answer {
        self.desk.get(&self.routes, &format!("/mcos/{mco}/contacts"), token).await
    }

    /// To which desk letters to ABHIL go on a day.
    async fn desk_on(&self, day: &str) -> Option<String> {
        let (mco, day) = ("ABHIL".parse().unwrap(), day.parse().unwrap());
        let contacts = self.desk.database.store.contacts(&mco, day).await.unwrap();
        contacts.map(|contacts| contacts.desk.as_str().split('.').next().unwrap().to_owned())
    }
}

#[tokio::test]
async fn letters_go_to_the_newest_entry_that_is_in_force_and_past_ones_stay() {
    let office = Office::opens().await;
    assert_eq!(office.desk_on("2026-11-24").await, None);
    office.sets(&office.abhil(), "ABHIL", &from("2026-11-24", "old"), &[]).await.expect(200);
    office.desk.database.requests.take();
    let set =
        office.sets(&office.abhil(), "ABHIL", &from("2027-01-01", "new"), &[("idempotency-key", "k")]).await;
    // What is there, the idempotency record and whether they have left side by side, then the transaction.
    assert_eq!(office.desk.database.requests.take(), 4);
    let set = set.expect(200);
    assert_eq!(
        set["entries"][1],
        json!({
            "contact": "old.desk@abhil.mco.example.org", "escalation": "old.escalation@abhil.mco.example.org",
            "effective_from": "2026-11-24", "set_by": "ann", "set_at": "2026-11-24T18:00:00Z", "in_force": true
        })
    );
    assert_eq!(
        (&set["entries"][0]["effective_from"], &set["entries"][0]["in_force"]),
        (&json!("2027-01-01"), &json!(false))
    );
    let again =
        office.sets(&office.abhil(), "ABHIL", &from("2027-01-01", "new"), &[("idempotency-key", "k")]).await;
    assert_eq!(again.expect(200), set);
    assert_eq!(office.contacts(&office.desk.token("amy", &["mco_ABHIL"]), "ABHIL").await.expect(200), set);
    assert_eq!(office.contacts(&office.desk.token("sam", &["hfs_staff"]), "ABHIL").await.expect(200), set);
    let desks = ["2026-11-23", "2026-11-24", "2026-12-31", "2027-01-01", "2030-01-01"];
    let mut found = Vec::new();
    for day in desks {
        found.push(office.desk_on(day).await);
    }
    let named = |name: &str| Some(name.to_owned());
    assert_eq!(found, [None, named("old"), named("old"), named("new"), named("new")]);
}

#[tokio::test]
async fn of_two_entries_for_one_day_the_later_said_is_in_force_and_both_stay() {
    let office = Office::opens().await;
    office.sets(&office.hfs(), "ABHIL", &from("2026-12-01", "one"), &[]).await.expect(200);
    let later = office.desk.at("2026-11-24T18:05:00Z");
    let routes = crate::handler::routes(portal_edge::With { portal: later.portal.clone(), own: None });
    let later = Office { desk: later, pool: office.pool.clone(), routes };
    let set = later.sets(&later.abhil(), "ABHIL", &from("2026-12-01", "other"), &[]).await.expect(200);
    assert_eq!(set["entries"][0]["contact"], "other.desk@abhil.mco.example.org");
    assert_eq!(set["entries"].as_array().unwrap().len(), 2);
    assert_eq!(later.contacts(&later.hfs(), "ABHIL").await.expect(200), set);
    assert_eq!(office.desk_on("2026-12-01").await.unwrap(), "other");
}

#[tokio::test]
async fn without_an_entry_in_force_letters_go_where_they_were_set_up_to_go() {
    let office = Office::opens().await;
    let text = |text: &str| aws_sdk_dynamodb::types::AttributeValue::S(text.to_owned());
    let put = office.desk.database.client.put_item().table_name(&office.desk.database.table);
    let put = put.item("pk", text("MCO#ABHIL")).item("sk", text("CONTACT"));
    let put = put.item("email", text("setup.desk@abhil.mco.example.org"));
    put.item("escalation_email", text("setup.escalation@abhil.mco.example.org")).send().await.unwrap();
    office.sets(&office.abhil(), "ABHIL", &from("2027-01-01", "new"), &[]).await.expect(200);
    assert_eq!(office.desk_on("2026-12-31").await.unwrap(), "setup");
    assert_eq!(office.desk_on("2027-01-01").await.unwrap(), "new");
}

#[rstest]
#[case::its_lead(&["mco_ABHIL", "mco_lead"], 200, 200)]
#[case::its_people(&["mco_ABHIL"], 200, 403)]
#[case::another_mcos_lead(&["mco_MER", "mco_lead"], 403, 403)]
#[case::hfs_staff(&["hfs_staff"], 200, 403)]
#[case::hfs_lead(&["hfs_lead"], 200, 200)]
#[case::a_provider(&[], 403, 403)]
#[tokio::test]
async fn an_mcos_people_and_hfs_see_them_and_leads_set_them(
    #[case] groups: &[&str],
    #[case] sees: u16,
    #[case] sets: u16,
) {
    let office = Office::opens().await;
    let token = office.desk.token("somebody", groups);
    assert_eq!(office.contacts(&token, "ABHIL").await.status, sees);
    assert_eq!(office.sets(&token, "ABHIL", &from("2027-01-01", "new"), &[]).await.status, sets);
    assert_eq!(office.contacts(&token, "NOPE").await.problem(404), "not_found");
    office.desk.leaves("somebody").await;
    // Who may not is told so; who might, that their account was closed.
    let closed = |status| if status == 200 { 401 } else { status };
    assert_eq!(office.contacts(&token, "ABHIL").await.status, closed(sees));
    assert_eq!(office.sets(&token, "ABHIL", &from("2027-01-01", "new"), &[]).await.status, closed(sets));
}

#[tokio::test]
async fn a_day_that_has_passed_is_not_changed_afterwards() {
    let office = Office::opens().await;
    let body = json!({"contact": "nobody", "effective_from": "2026-11-23"});
    let faults = office.sets(&office.abhil(), "ABHIL", &body, &[]).await.faults();
    let expected =
        [("/contact", "email_shape"), ("/escalation", "missing"), ("/effective_from", "date_passed")];
    assert_eq!(faults, expected.map(|(field, code)| (field.to_owned(), code.to_owned())));
}
