//! Several registrations decided on in one request.

use super::batches::{filing, medicaid_id};
use super::{Office, owned};
use crate::handler::routes;
use portal_store::Store;
use portal_testkit::browser::Browser;
use portal_testkit::counting::Requests;
use portal_testkit::database::{TABLE, client};
use portal_testkit::desk::Answer;
use portal_testkit::sample::request_of;
use rstest::rstest;
use serde_json::{Value, json};

impl Office {
    /// The registrations of a workbook of so many rows, and its key.
    async fn batch(&self, rows: u32) -> (Vec<String>, String) {
        let upload = self.uploaded("clerk", rows).await;
        let filed = self.files("clerk", &filing(&upload)).await.expect(201);
        let filed = filed["registrations"].as_array().unwrap();
        let ids = filed.iter().map(|row| row["registration_id"].as_str().unwrap().to_owned()).collect();
        self.desk.database.requests.take();
        (ids, upload)
    }

    async fn decides_several(&self, key: &str, body: &Value) -> Answer {
        let headers = [("idempotency-key", key)];
        let path = "/registrations/decisions";
        self.desk.post_with(&self.routes, path, &self.staff(), body, &headers).await
    }

    async fn statuses(&self, ids: &[String]) -> Vec<String> {
        let mut statuses = Vec::new();
        for id in ids {
            let opened = self.opens_one(&self.staff(), id).await.expect(200);
            statuses.push(opened["status"].as_str().unwrap().to_owned());
        }
        statuses
    }
}

fn outcomes(answer: &Value) -> Vec<(String, u64)> {
    let each = answer["registrations"].as_array().unwrap().iter();
    each.map(|one| (one["outcome"].as_str().unwrap().to_owned(), one["status"].as_u64().unwrap())).collect()
}

fn said(expected: &[(&str, u64)]) -> Vec<(String, u64)> {
    expected.iter().map(|(outcome, status)| ((*outcome).to_owned(), *status)).collect()
}

fn approval(id: &str) -> Value {
    json!({"registration_id": id, "decision": "approve"})
}

#[tokio::test]
async fn each_is_decided_on_by_itself_and_each_is_told_what_became_of_it() {
    let office = Office::opens().await;
    let (ids, _) = office.batch(4).await;
    office
        .decides(&office.staff(), &ids[2], &json!({"decision": "deny", "reason": "No."}), &[])
        .await
        .expect(200);
    let nowhere = "00000000-0000-4000-8000-000000000000";
    let body = json!({"decisions": [
        approval(&ids[0]),
        {"registration_id": ids[1], "decision": "deny", "missing": ["tin"], "reason": "The TIN is another's."},
        approval(&ids[2]),
        approval(nowhere),
    ]});
    let answer = office.decides_several("k-1", &body).await.expect(200);
    let expected = [("approved", 200), ("denied", 200), ("already_decided", 409), ("refused", 404)];
    assert_eq!(outcomes(&answer), said(&expected));
    let third = &answer["registrations"][2];
    assert_eq!((&third["registration_id"], &third["code"]), (&json!(ids[2]), &json!("already_decided")));
    assert_eq!(office.statuses(&ids).await, ["approved", "denied", "denied", "pending"]);
    assert_eq!(office.acts_for("clerk").await, [medicaid_id(1)]);
    let denied = office.opens_one(&office.token("clerk"), &ids[1]).await.expect(200);
    assert_eq!((&denied["missing"], &denied["reason"]), (&json!(["tin"]), &json!("The TIN is another's.")));
    // The same again is the same, and decides nothing twice.
    assert_eq!(office.decides_several("k-1", &body).await.expect(200), answer);
    assert_eq!(office.opens_one(&office.staff(), &ids[0]).await.expect(200)["version"], 2);
    // Without its key, it is another request.
    let another = office.decides_several("k-2", &json!({"decisions": [approval(&ids[0])]})).await.expect(200);
    assert_eq!(outcomes(&another), said(&[("already_decided", 409)]));
    // Under its key, another list is another request where the two overlap.
    let another = json!({"decisions": [approval(&ids[0]), approval(&ids[3])]});
    let another = office.decides_several("k-1", &another).await.expect(200);
    assert_eq!(outcomes(&another), said(&[("refused", 409), ("approved", 200)]));
}

#[tokio::test]
async fn a_hundred_are_decided_on_alike() {
    let office = Office::opens().await;
    let (ids, _) = office.batch(100).await;
    let body = json!({"registrations": ids, "decision": "approve"});
    let answer = office.decides_several("k-1", &body).await.expect(200);
    assert_eq!(outcomes(&answer), vec![("approved".to_owned(), 200); 100]);
    assert_eq!(office.acts_for("clerk").await.len(), 100);
}

#[tokio::test]
async fn two_colleagues_at_once_decide_on_each_once() {
    let office = Office::opens().await;
    let (ids, _) = office.batch(5).await;
    let approve = json!({"registrations": ids, "decision": "approve"});
    let deny = json!({"registrations": ids, "decision": "deny", "reason": "No."});
    let (one, other) =
        tokio::join!(office.decides_several("k-1", &approve), office.decides_several("k-2", &deny));
    let (one, other) = (outcomes(&one.expect(200)), outcomes(&other.expect(200)));
    for (one, other) in one.iter().zip(&other) {
        let done = [(one, "approved"), (other, "denied")].into_iter().filter(|(told, word)| told.0 == *word);
        assert_eq!(done.count(), 1, "{one:?} {other:?}");
    }
}

#[tokio::test]
async fn one_without_the_providers_consent_holds_up_no_other() {
    let office = Office::opens().await;
    office.desk.approved_for("staff-of-two", &medicaid_id(2), None).await;
    let upload = office.uploaded("agent", 2).await;
    let mut body = filing(&upload);
    body["acting_as"] = json!("billing_agent");
    let filed = office.files("agent", &body).await.expect(201);
    let id = |place: usize| filed["registrations"][place]["registration_id"].as_str().unwrap();
    let body = json!({"registrations": [id(0), id(1)], "decision": "approve"});
    let answer = office.decides_several("k-1", &body).await.expect(200);
    assert_eq!(outcomes(&answer), said(&[("approved", 200), ("refused", 409)]));
    assert_eq!(answer["registrations"][1]["code"], "no_consent");
    let without = json!({"decisions": [
        {"registration_id": id(1), "decision": "approve", "without_consent": true, "reason": "Its staff have left."},
    ]});
    let answer = office.decides_several("k-2", &without).await.expect(200);
    assert_eq!(outcomes(&answer), said(&[("approved", 200)]));
}

#[rstest]
#[case::nothing(json!({}), &[("/registrations", "no_registration_chosen"), ("/decision", "missing")])]
#[case::none(json!({"registrations": [], "decision": "approve"}), &[("/registrations", "no_registration_chosen")])]
#[case::an_empty_list(json!({"decisions": []}), &[("/decisions", "no_registration_chosen")])]
#[case::a_denial_without_why(
    json!({"registrations": ["registration-1"], "decision": "deny"}), &[("/reason", "denial_says_nothing")]
)]
#[case::each_by_itself(
    json!({"decisions": [
        {"registration_id": "registration-1", "decision": "deny"}, {"decision": "maybe"}, 7,
        {"registration_id": "registration-1", "decision": "approve", "reason": "Fine."},
    ]}),
    &[("/decisions/0/reason", "denial_says_nothing"), ("/decisions/1/registration_id", "missing"),
      ("/decisions/1/decision", "unknown_code"), ("/decisions/2", "not_an_object"),
      ("/decisions/3/registration_id", "named_twice"), ("/decisions/3/reason", "only_in_a_denial")]
)]
#[case::both_ways(
    json!({"decisions": [{"registration_id": "registration-1", "decision": "approve"}], "decision": "approve"}),
    &[("/decision", "unknown_field")]
)]
#[case::too_many(
    json!({"registrations": vec!["registration-1"; 101], "decision": "approve"}), &[("/registrations", "too_many")]
)]
#[tokio::test]
async fn a_request_with_faults_decides_nothing(#[case] body: Value, #[case] faults: &[(&str, &str)]) {
    let office = Office::opens().await;
    assert_eq!(office.decides_several("k-1", &body).await.faults(), owned(faults));
    assert_eq!(office.desk.database.requests.take(), 0);
}

#[tokio::test]
async fn who_may_not_decide_on_one_may_not_decide_on_several() {
    let office = Office::opens().await;
    let (ids, _) = office.batch(1).await;
    let body = json!({"registrations": ids, "decision": "approve"});
    let send =
        async |token: &str| office.desk.post(&office.routes, "/registrations/decisions", token, &body).await;
    for groups in [&[][..], &["mco_ABHIL"]] {
        assert_eq!(send(&office.desk.token("clerk", groups)).await.problem(403), "role_may_not");
    }
    assert_eq!(send("").await.problem(401), "token_missing");
    assert_eq!(office.desk.database.requests.take(), 0);
    // Nobody decides on their own.
    let own = send(&office.desk.token("clerk", &["hfs_staff"])).await.expect(200);
    assert_eq!(outcomes(&own), said(&[("refused", 403)]));
    office.desk.leaves("staff-1").await;
    assert_eq!(office.decides_several("k-1", &body).await.problem(401), "account_closed");
    let after = office.opens_one(&office.token("clerk"), &ids[0]).await.expect(200);
    assert_eq!(after["status"], "pending");
}

#[tokio::test]
async fn a_table_that_is_down_is_said_of_each() {
    let office = Office::opens().await;
    let (ids, _) = office.batch(2).await;
    let down = office.desk.on(Store::new(client("http://127.0.0.1:1", Requests::default()), TABLE));
    let body = json!({"registrations": ids, "decision": "approve"});
    let answer = office.desk.post(&routes(down), "/registrations/decisions", &office.staff(), &body).await;
    assert_eq!(outcomes(&answer.expect(200)), said(&[("failed", 503), ("failed", 503)]));
}

#[tokio::test]
async fn the_sample_event_decides_on_one() {
    let office = Office::opens().await;
    let (ids, _) = office.batch(1).await;
    let sample =
        include_str!("../../../../events/register/decisions.json").replace("REGISTRATION-ID", &ids[0]);
    let answer = office.desk.send(&office.routes, request_of(&sample, &office.staff())).await;
    assert_eq!(outcomes(&answer.expect(200)), said(&[("approved", 200)]));
}

#[tokio::test]
async fn hfs_ticks_rows_on_the_workbooks_page_and_is_told_of_each() {
    let office = Office::opens().await;
    let (ids, upload) = office.batch(3).await;
    let staff = || Browser::of(&office.desk, &office.routes, "staff-1", &["hfs_staff"]);
    let place = format!("/registrations?batch={upload}");
    let page = staff().page(&place).await.html(200);
    assert_eq!(page.matches("name=\"registrations[]\"").count(), 3, "{page}");
    assert!(page.contains("Approve chosen") && page.contains("Deny chosen") && !page.contains(" checked"));
    let all = staff().page(&format!("{place}&tick=all")).await.html(200);
    assert_eq!(all.matches(" checked").count(), 3, "{all}");
    let to = format!("/registrations/decisions?batch={upload}");
    // Nothing chosen, and nothing said: the page again.
    let told = staff().in_spanish().form(&to, &[("decision", "deny"), ("form_key", "k-0")]).await.html(422);
    for said in ["Elija al menos un registro.", "Indique por qué", "href=\"#reason\"", "Denegar las elegidas"]
    {
        assert!(told.contains(said), "{said}: {told}");
    }
    let ticked = [("registrations[]", ids[1].as_str()), ("decision", "deny"), ("form_key", "k-1")];
    let told = staff().form(&to, &ticked).await.html(422);
    assert_eq!(told.matches(" checked").count(), 1, "{told}");
    let approve = [
        ("registrations[]", ids[0].as_str()),
        ("registrations[]", ids[2].as_str()),
        ("decision", "approve"),
        ("reason", ""),
        ("form_key", "k-2"),
    ];
    let page = staff().form(&to, &approve).await.html(200);
    for said in ["Approved: 2.", "Row 2: Lakeside Clinic 1", "Row 4: Lakeside Clinic 3", &place] {
        assert!(page.contains(said), "{said}: {page}");
    }
    // A reload sends it again, and it is the same.
    assert!(staff().form(&to, &approve).await.html(200).contains("Approved: 2."));
    let deny = [&ticked[..2], &[("reason", "Not enrolled."), ("form_key", "k-3")]].concat();
    assert!(staff().form(&to, &deny).await.html(200).contains("Denied: 1."));
    let again = [&deny[..3], &[("form_key", "k-4")]].concat();
    let page = staff().in_spanish().form(&to, &again).await.html(200);
    assert!(
        page.contains("No decididos ahora: 1.") && page.contains("La situación de este registro ya es"),
        "{page}"
    );
    let page = staff().page(&place).await.html(200);
    assert!(
        page.contains("Approved: 2.") && page.contains("Denied: 1.") && !page.contains("checkbox"),
        "{page}"
    );
    let clerk = Browser::of(&office.desk, &office.routes, "clerk", &[]).page(&place).await.html(200);
    assert!(clerk.contains("Approved: 2.") && clerk.contains("Not enrolled."), "{clerk}");
}
