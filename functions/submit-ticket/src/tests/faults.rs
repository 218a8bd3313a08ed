//! Bodies with faults: all of them told at once.

use super::*;

/// Each case: what is changed in a good body, and the faults it must be told, all at once.
#[rstest]
#[case::unknown_field(json!({"colour": "red"}), &[("/colour", "unknown_field")])]
#[case::no_such_day(json!({"filed_with_mco": "2026-02-30"}), &[("/filed_with_mco", "date_not_real")])]
#[case::another_format(json!({"filed_with_mco": "10/20/2026"}), &[("/filed_with_mco", "date_shape")])]
#[case::future(json!({"filed_with_mco": "2027-10-20", "mco_answered": null}), &[("/filed_with_mco", "date_in_future")])]
#[case::provider_npi(json!({"provider": {"npi": "1234567890", "medicaid_id": MEDICAID_ID}}), &[("/provider/npi", "npi_check_digit")])]
#[case::another_npi(json!({"provider": {"npi": "1245319599", "medicaid_id": MEDICAID_ID}}), &[("/provider/npi", "npi_not_the_providers")])]
#[case::no_provider(json!({"provider": null}), &[("/provider/medicaid_id", "missing")])]
#[case::unknown_mco(json!({"mco": "NOPE"}), &[("/mco", "mco_unknown")])]
#[case::not_contracted(json!({"mco": "YC"}), &[("/mco", "mco_not_contracted")])]
#[case::unknown_code(json!({"category": "claims"}), &[("/category", "unknown_code")])]
#[case::upload_beside_a_claim(json!({"upload_id": "upload-12345678"}), &[("/upload_id", "claims_or_upload"), ("/upload_id", "upload_unknown")])]
#[tokio::test]
async fn a_body_with_faults_is_told_all_of_them_and_nothing_is_stored(
    #[case] change: Value,
    #[case] expected: &[(&str, &str)],
) {
    let clerk = Clerk::sits_down().await;
    let body = with(|body| {
        for (name, value) in change.as_object().unwrap() {
            body[name] = value.clone();
        }
    });
    let expected: BTreeSet<(String, String)> =
        expected.iter().map(|(field, code)| ((*field).to_owned(), (*code).to_owned())).collect();
    let told: BTreeSet<(String, String)> = clerk.files(&body).await.faults().into_iter().collect();
    assert_eq!(told, expected);
    let checked = clerk.checks(&body).await;
    assert_eq!(
        (&checked["would_be"], checked["faults"].as_array().unwrap().len()),
        (&json!("refused"), expected.len())
    );
}

#[rstest]
#[case("rin", json!("12345678"), "rin_lost_zero")]
#[case("billed", json!("-5.00"), "money_negative")]
#[case("billed", json!("5.001"), "money_decimals")]
#[case("billed", json!(5.0), "money_not_text")]
#[case("date_of_birth", json!("2027-01-01"), "date_in_future")]
#[case("rendering_npi", json!("1234567890"), "npi_check_digit")]
#[case("member_name", json!("Quillfeather"), "unknown_field")]
#[tokio::test]
async fn a_claims_faults_stand_at_the_claim(#[case] field: &str, #[case] value: Value, #[case] code: &str) {
    let clerk = Clerk::sits_down().await;
    let body = with(|body| body["claims"][0][field] = value);
    let answer = clerk.files(&body).await;
    let said = answer.body.to_string();
    let faults = answer.faults();
    assert!(faults.contains(&(format!("/claims/0/{field}"), code.to_owned())), "{faults:?}");
    assert!(!said.contains("Quillfeather") && !said.contains("012345678"), "{said}");
}

#[tokio::test]
async fn faults_of_reading_and_of_the_rules_come_together() {
    let clerk = Clerk::sits_down().await;
    let body = with(|body| {
        body["claims"][0]["rin"] = json!("12345678");
        body["filed_with_mco"] = json!("2027-01-01");
        body["mco"] = json!("NOPE");
    });
    let told: Vec<String> = clerk.files(&body).await.faults().into_iter().map(|(field, _)| field).collect();
    assert_eq!(told, ["/claims/0/rin", "/filed_with_mco", "/mco_answered", "/mco"]);
}

#[rstest]
#[case(Some("application/json"), "{\"a\": ", 400, "json_unreadable")]
#[case(Some("text/csv"), "{}", 415, "not_json")]
#[tokio::test]
async fn a_body_that_cannot_be_read_is_told_so(
    #[case] content_type: Option<&str>,
    #[case] body: &'static str,
    #[case] status: u16,
    #[case] code: &str,
) {
    let clerk = Clerk::sits_down().await;
    let mut request = Request::post("/tickets").header("authorization", format!("Bearer {}", clerk.token));
    if let Some(content_type) = content_type {
        request = request.header("content-type", content_type);
    }
    let answer = clerk.desk.send(&clerk.routes, request.body(Body::from(body)).unwrap()).await;
    assert_eq!(answer.problem(status), code);
}
