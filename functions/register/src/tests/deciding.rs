//! HFS's decision on a registration.

use super::{Office, form, owned};
use crate::handler::routes;
use portal_store::Store;
use portal_testkit::counting::Requests;
use portal_testkit::database::{TABLE, client};
use portal_testkit::desk::MEDICAID_ID;
use portal_testkit::sample::request_of;
use rstest::rstest;
use serde_json::{Value, json};

fn approval() -> Value {
    json!({"decision": "approve"})
}

#[tokio::test]
async fn an_approval_makes_the_membership_in_two_trips() {
    let office = Office::opens().await;
    let id = office.pending("clerk").await;
    let answer = office.decides(&office.staff(), &id, &approval(), &[("idempotency-key", "k-1")]).await;
    // The registration, the idempotency record and whether they have left side by side, then the transaction.
    assert_eq!(office.desk.database.requests.take(), 4);
    assert_eq!(answer.headers["etag"], "\"2\"");
    let decided = answer.expect(200);
    assert_eq!((&decided["status"], &decided["version"]), (&json!("approved"), &json!(2)));
    assert_eq!(
        (&decided["decided_at"], &decided["decided_by"]),
        (&json!("2026-11-24T18:00:00Z"), &json!("staff-1"))
    );
    assert_eq!(office.acts_for("clerk").await, [MEDICAID_ID]);
}

#[tokio::test]
async fn a_denial_names_what_is_missing_in_the_order_of_the_form() {
    let office = Office::opens().await;
    let id = office.pending("clerk").await;
    let body =
        json!({"decision": "deny", "missing": ["zip", "tin", "zip"], "reason": "The TIN is another's."});
    let decided = office.decides(&office.staff(), &id, &body, &[]).await.expect(200);
    assert_eq!(office.desk.database.requests.take(), 3);
    assert_eq!((&decided["status"], &decided["missing"]), (&json!("denied"), &json!(["tin", "zip"])));
    assert_eq!(decided["reason"], "The TIN is another's.");
    assert!(office.acts_for("clerk").await.is_empty());
}

#[tokio::test]
async fn a_later_denial_takes_no_membership_away() {
    let office = Office::opens().await;
    let first = office.pending("clerk").await;
    office.decides(&office.staff(), &first, &approval(), &[]).await.expect(200);
    let second = office.pending("clerk").await;
    let body = json!({"decision": "deny", "reason": "Registered already."});
    office.decides(&office.staff(), &second, &body, &[]).await.expect(200);
    assert_eq!(office.acts_for("clerk").await, [MEDICAID_ID]);
}

#[rstest]
#[case::nothing(json!({}), &[("/decision", "missing")])]
#[case::a_word(json!({"decision": "maybe"}), &[("/decision", "unknown_code")])]
#[case::a_denial_without_why(json!({"decision": "deny"}), &[("/missing", "missing")])]
#[case::a_denial_of_nothing(json!({"decision": "deny", "missing": []}), &[("/missing", "missing")])]
#[case::no_fields_of_the_form(
    json!({"decision": "deny", "missing": ["npi", "shoe_size", 7, "atypical"], "reason": 1}),
    &[("/missing/1", "not_a_field_of_the_form"), ("/missing/2", "not_text"),
      ("/missing/3", "not_a_field_of_the_form"), ("/reason", "not_text")]
)]
#[case::an_approval_with_words(
    json!({"decision": "approve", "missing": ["npi"], "reason": "Fine."}),
    &[("/missing", "only_in_a_denial"), ("/reason", "only_in_a_denial")]
)]
#[case::too_many(json!({"decision": "deny", "missing": vec!["npi"; 21], "why": 1}), &[("/missing", "too_many"), ("/why", "unknown_field")])]
#[tokio::test]
async fn a_decision_with_faults_decides_nothing(#[case] body: Value, #[case] faults: &[(&str, &str)]) {
    let office = Office::opens().await;
    let id = office.pending("clerk").await;
    assert_eq!(office.decides(&office.staff(), &id, &body, &[]).await.faults(), owned(faults));
    let opened = office.opens_one(&office.staff(), &id).await.expect(200);
    assert_eq!((&opened["status"], &opened["version"]), (&json!("pending"), &json!(1)));
}

#[rstest]
#[case::whoever_filed_it("clerk", &[], "role_may_not")]
#[case::a_plan("plan-1", &["mco_ABHIL"], "role_may_not")]
#[case::an_unknown_group("someone", &["auditors"], "no_known_role")]
#[case::their_own("clerk", &["hfs_staff"], "own_registration")]
#[case::their_own_as_lead("clerk", &["hfs_lead"], "own_registration")]
#[tokio::test]
async fn only_hfs_decides_and_nobody_on_their_own(
    #[case] user: &str,
    #[case] groups: &[&str],
    #[case] code: &str,
) {
    let office = Office::opens().await;
    let id = office.pending("clerk").await;
    let token = office.desk.token(user, groups);
    assert_eq!(office.decides(&token, &id, &approval(), &[]).await.problem(403), code);
    assert_eq!(office.decides("", &id, &approval(), &[]).await.problem(401), "token_missing");
    assert!(office.acts_for("clerk").await.is_empty());
}

#[tokio::test]
async fn a_registration_that_is_not_there_is_not_found() {
    let office = Office::opens().await;
    for id in ["00000000-0000-0000-0000-000000000000", "x"] {
        assert_eq!(office.decides(&office.staff(), id, &approval(), &[]).await.problem(404), "not_found");
    }
}

#[tokio::test]
async fn a_decision_stands() {
    let office = Office::opens().await;
    let id = office.pending("clerk").await;
    office.decides(&office.staff(), &id, &approval(), &[]).await.expect(200);
    let denial = json!({"decision": "deny", "reason": "On second thought."});
    for body in [approval(), denial] {
        let again = office.decides(&office.staff(), &id, &body, &[]).await.expect(409);
        assert_eq!(again["code"], "already_decided");
        assert_eq!(again["status_of_registration"], "approved");
    }
    // One that was denied when it was filed is decided, too.
    let mut incomplete = form();
    incomplete["npi"] = Value::Null;
    let denied = office.files("clerk", &incomplete).await.expect(201);
    let id = denied["registration_id"].as_str().unwrap();
    assert_eq!(office.decides(&office.staff(), id, &approval(), &[]).await.problem(409), "already_decided");
}

#[tokio::test]
async fn a_repeat_gets_the_first_answer_and_another_payload_is_refused() {
    let office = Office::opens().await;
    let id = office.pending("clerk").await;
    let key = [("idempotency-key", "k-1")];
    let first = office.decides(&office.staff(), &id, &approval(), &key).await.expect(200);
    assert_eq!(office.decides(&office.staff(), &id, &approval(), &key).await.expect(200), first);
    let denial = json!({"decision": "deny", "reason": "No."});
    let other = office.decides(&office.staff(), &id, &denial, &key).await;
    assert_eq!(other.problem(409), "idempotency_key_reused");
    // The same key for another registration is another request.
    let second = office.pending("agent").await;
    let other = office.decides(&office.staff(), &second, &approval(), &key).await;
    assert_eq!(other.problem(409), "idempotency_key_reused");
}

#[tokio::test]
async fn two_at_once_with_one_key_are_answered_alike() {
    let office = Office::opens().await;
    let id = office.pending("clerk").await;
    let (staff, body, key) = (office.staff(), approval(), [("idempotency-key", "k-1")]);
    let (one, other) =
        tokio::join!(office.decides(&staff, &id, &body, &key), office.decides(&staff, &id, &body, &key));
    assert_eq!(one.expect(200), other.expect(200));
}

#[tokio::test]
async fn of_two_colleagues_one_decides_and_the_other_is_told() {
    let office = Office::opens().await;
    let id = office.pending("clerk").await;
    let (one, two) = (office.staff(), office.desk.token("staff-2", &["hfs_staff"]));
    let (approve, deny) = (approval(), json!({"decision": "deny", "reason": "No."}));
    let (one, two) =
        tokio::join!(office.decides(&one, &id, &approve, &[]), office.decides(&two, &id, &deny, &[]));
    let (won, lost) = if one.status == 200 { (one, two) } else { (two, one) };
    let status = won.expect(200)["status"].clone();
    let lost = lost.expect(409);
    assert_eq!((&lost["code"], &lost["status_of_registration"]), (&json!("already_decided"), &status));
}

#[tokio::test]
async fn whoever_has_not_seen_the_latest_version_reads_again() {
    let office = Office::opens().await;
    let id = office.pending("clerk").await;
    let stale = office.decides(&office.staff(), &id, &approval(), &[("if-match", "\"7\"")]).await.expect(409);
    assert_eq!((&stale["code"], &stale["version"]), (&json!("stale_version"), &json!(1)));
    office.decides(&office.staff(), &id, &approval(), &[("if-match", "\"1\"")]).await.expect(200);
}

#[tokio::test]
async fn a_table_that_is_down_is_a_503_to_try_again() {
    let office = Office::opens().await;
    let id = office.pending("clerk").await;
    let down = routes(office.desk.on(Store::new(client("http://127.0.0.1:1", Requests::default()), TABLE)));
    let path = format!("/registrations/{id}/decision");
    let answer = office.desk.post(&down, &path, &office.staff(), &approval()).await;
    assert!(answer.headers.contains_key("retry-after"));
    assert_eq!(answer.problem(503), "unavailable");
}

#[tokio::test]
async fn the_sample_event_is_an_approval() {
    let office = Office::opens().await;
    let id = office.pending("clerk").await;
    let sample = include_str!("../../../../events/register/decision.json").replace("REGISTRATION-ID", &id);
    let answer = office.desk.send(&office.routes, request_of(&sample, &office.staff())).await;
    assert_eq!(answer.expect(200)["status"], "approved");
}
