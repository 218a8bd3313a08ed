//! Filing a registration.

use super::{Office, form, owned, with};
use crate::handler::routes;
use portal_store::Store;
use portal_testkit::captured::{Log, MISUSED, misuse};
use portal_testkit::counting::Requests;
use portal_testkit::database::{TABLE, client};
use portal_testkit::sample::request_of;
use rstest::rstest;
use serde_json::{Value, json};

#[tokio::test]
async fn a_complete_form_waits_for_hfs_after_two_trips() {
    let office = Office::opens().await;
    let answer = office.files_once("clerk", "k-1", &form()).await;
    // Whether they have left, then the transaction: it finds a repeat by itself.
    assert_eq!(office.desk.database.requests.take(), 2);
    let place = answer.headers["location"].to_str().unwrap().to_owned();
    let filed = answer.expect(201);
    // Tuesday before Thanksgiving: the day after it is a State holiday as well.
    let id = filed["registration_id"].clone();
    assert_eq!(filed, json!({"registration_id": id, "status": "pending", "expected_from": "2026-11-30"}));
    assert_eq!(place, format!("/registrations/{}", id.as_str().unwrap()));
    assert!(office.acts_for("clerk").await.is_empty());
}

#[rstest]
#[case::nothing_but_an_email(
    json!({"contact_email": "billing@prairie.example.org"}),
    &["provider_name", "npi", "medicaid_id", "tin", "provider_type", "street", "city", "state", "zip",
      "contact_name", "contact_phone", "acting_as"]
)]
#[case::no_npi(with(|body| body["npi"] = Value::Null), &["npi"])]
#[case::blanks(with(|body| { body["medicaid_id"] = json!("  "); body["zip"] = json!(""); }), &["medicaid_id", "zip"])]
#[tokio::test]
async fn an_incomplete_form_is_denied_and_told_what_to_supply(#[case] body: Value, #[case] missing: &[&str]) {
    let office = Office::opens().await;
    let answer = office.files("clerk", &body).await;
    assert!(answer.headers.contains_key("location"));
    let filed = answer.expect(201);
    let id = filed["registration_id"].clone();
    assert_eq!(filed, json!({"registration_id": id, "status": "denied", "missing": missing}));
    // R2: it is denied until what is missing is supplied, in a new one.
    assert_eq!(office.files("clerk", &form()).await.expect(201)["status"], "pending");
}

#[tokio::test]
async fn an_atypical_provider_has_no_npi_and_misses_none() {
    let office = Office::opens().await;
    let atypical = |npi: Value| {
        with(|body| {
            body["atypical"] = json!(true);
            body["npi"] = npi;
        })
    };
    assert_eq!(office.files("clerk", &atypical(Value::Null)).await.expect(201)["status"], "pending");
    let both = office.files("clerk", &atypical(json!("1234567893"))).await;
    assert_eq!(both.faults(), owned(&[("/npi", "npi_of_atypical")]));
}

#[tokio::test]
async fn every_fault_is_told_at_once_and_nothing_is_kept() {
    let office = Office::opens().await;
    let body = json!({
        "provider_name": "x".repeat(121), "npi": "1234567890", "atypical": "no", "medicaid_id": "12",
        "tin": "111111111", "provider_type": "spa", "state": "Illinois", "zip": "627", "contact_phone": "5",
        "contact_email": "pat.planted@nowhere", "acting_as": "boss", "password": "Planted-1"
    });
    let answer = office.files("clerk", &body).await;
    let text = String::from_utf8(answer.bytes.clone()).unwrap();
    assert!(!text.to_lowercase().contains("planted"), "{text}");
    let faults = [
        ("/provider_name", "too_long"),
        ("/npi", "npi_check_digit"),
        ("/atypical", "not_true_or_false"),
        ("/medicaid_id", "medicaid_id_shape"),
        ("/tin", "tin_shape"),
        ("/provider_type", "unknown_code"),
        ("/state", "state_shape"),
        ("/zip", "zip_shape"),
        ("/contact_phone", "phone_shape"),
        ("/contact_email", "email_shape"),
        ("/acting_as", "unknown_code"),
        ("/password", "unknown_field"),
    ];
    assert_eq!(answer.faults(), owned(&faults));
    assert_eq!(office.desk.database.requests.take(), 0);
}

#[rstest]
#[case::a_plan(&["mco_ABHIL"], "role_may_not")]
#[case::hfs(&["hfs_staff"], "role_may_not")]
#[case::hfs_lead(&["hfs_lead"], "role_may_not")]
#[case::an_unknown_group(&["auditors"], "no_known_role")]
#[tokio::test]
async fn only_accounts_without_a_part_of_their_own_register(#[case] groups: &[&str], #[case] code: &str) {
    let office = Office::opens().await;
    let token = office.desk.token("someone", groups);
    let answer = office.desk.post(&office.routes, "/registrations", &token, &form()).await;
    assert_eq!(answer.problem(403), code);
    let answer = office.desk.post(&office.routes, "/registrations", "", &form()).await;
    assert_eq!(answer.problem(401), "token_missing");
}

#[tokio::test]
async fn a_repeat_gets_the_first_answer_and_another_payload_is_refused() {
    let office = Office::opens().await;
    let first = office.files_once("clerk", "k-1", &form()).await;
    let place = first.headers["location"].clone();
    let first = first.expect(201);
    let again = office.files_once("clerk", "k-1", &form()).await;
    assert_eq!(again.headers["location"], place);
    assert_eq!(again.expect(201), first);
    let other = with(|body| body["city"] = json!("Peoria"));
    assert_eq!(office.files_once("clerk", "k-1", &other).await.problem(409), "idempotency_key_reused");
    // Someone else's key of the same name is another key.
    assert_ne!(office.files_once("agent", "k-1", &form()).await.expect(201), first);
    let listed = office.lists(&office.token("clerk"), "").await.expect(200);
    assert_eq!(listed["registrations"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn two_at_once_with_one_key_make_one_registration() {
    let office = Office::opens().await;
    let body = form();
    let (one, other) =
        tokio::join!(office.files_once("clerk", "k-1", &body), office.files_once("clerk", "k-1", &body));
    assert_eq!(one.expect(201), other.expect(201));
}

#[tokio::test]
async fn what_is_kept_under_the_key_holds_nothing_of_a_person() {
    let office = Office::opens().await;
    office.files_once("clerk", "k-1", &form()).await.expect(201);
    let key = |text: &str| aws_sdk_dynamodb::types::AttributeValue::S(text.to_owned());
    let client = &office.desk.database.client;
    let get = client.get_item().table_name(TABLE).key("pk", key("ONCE#clerk#k-1")).key("sk", key("ONCE"));
    let kept = get.send().await.unwrap().item.unwrap();
    let kept = kept["answer"].as_s().unwrap();
    for personal in ["Pat", "371234567", "217-555", "prairie", "Prairie", "Monroe", "3634567"] {
        assert!(!kept.contains(personal), "{kept}");
    }
}

#[tokio::test]
async fn one_may_register_for_several_providers() {
    let office = Office::opens().await;
    let first = office.pending("clerk").await;
    let second = office.files("clerk", &with(|body| body["medicaid_id"] = json!("363456789002"))).await;
    assert_ne!(second.expect(201)["registration_id"], json!(first));
}

#[tokio::test]
async fn a_table_that_is_down_is_a_503_to_try_again() {
    let office = Office::opens().await;
    let down = office.desk.on(Store::new(client("http://127.0.0.1:1", Requests::default()), TABLE));
    let answer = office.desk.post(&routes(down), "/registrations", &office.token("clerk"), &form()).await;
    assert!(answer.headers.contains_key("retry-after"));
    assert_eq!(answer.problem(503), "unavailable");
}

#[tokio::test]
async fn the_sample_event_is_a_registration() {
    let office = Office::opens().await;
    let sample = include_str!("../../../../events/register/registration.json");
    let answer = office.desk.send(&office.routes, request_of(sample, &office.token("clerk"))).await;
    assert_eq!(answer.expect(201)["status"], "pending");
}

#[test]
fn nothing_that_was_sent_is_in_the_log() {
    let (tokens, log) = Log::of(async {
        let office = Office::opens().await;
        let id = office.pending("clerk-1").await;
        let (clerk, staff) = (office.token("clerk-1"), office.staff());
        office.files("clerk-1", &with(|body| body["tin"] = "37-Planted".into())).await;
        office.opens_one(&clerk, &id).await;
        office.lists(&clerk, "?cursor=Planted").await;
        let deny = json!({"decision": "deny", "reason": "Planted: ask Pat Clerk at 217-555-0100."});
        office.decides(&staff, &id, &deny, &[("idempotency-key", "Planted-key")]).await;
        office.lists(&staff, "?status=denied").await;
        misuse(&office.desk, &office.routes, "/registrations", &clerk).await;
        let down = office.desk.on(Store::new(client("http://127.0.0.1:1", Requests::default()), TABLE));
        office.desk.post(&routes(down), "/registrations", &clerk, &form()).await;
        vec![clerk, staff, "clerk-1".to_owned(), "staff-1".to_owned()]
    });
    let answered = [201, 422, 200, 422, 200, 200];
    assert_eq!(log.statuses(), [&answered, &MISUSED[..], &[503]].concat());
    log.assert_private(&tokens);
}
