//! Claims that come by workbook.

use super::*;

#[tokio::test]
async fn several_typed_claims_are_referred_to_the_workbook() {
    let clerk = Clerk::sits_down().await;
    let body = with(|body| {
        let claim = body["claims"][0].clone();
        body["claims"].as_array_mut().unwrap().push(claim);
    });
    assert_eq!(clerk.files(&body).await.faults(), [("/claims".to_owned(), "use_the_workbook".to_owned())]);
}

#[tokio::test]
async fn a_workbook_that_was_found_valid_is_filed_once_as_one_ticket() {
    let clerk = Clerk::sits_down().await;
    let slot = clerk.uploads("upload-00000001", "clerk", 100).await;
    clerk.desk.database.requests.take();
    let ticket = clerk.files_once("key-1", &from_workbook(slot.id.as_str())).await.expect(201);
    // Memberships, idempotency record and upload side by side, then one transaction.
    assert_eq!(clerk.desk.database.requests.take(), 4);
    assert_eq!((&ticket["state"], ticket["claims"].as_array().unwrap().len()), (&json!("with_mco"), 100));
    let again = clerk.files(&from_workbook(slot.id.as_str())).await.expect(409);
    assert_eq!((&again["code"], &again["ticket"]), (&json!("upload_spent"), &ticket["ticket_id"]));
    let replayed = clerk.files_once("key-1", &from_workbook(slot.id.as_str())).await.expect(201);
    assert_eq!(replayed, ticket);
}

#[tokio::test]
async fn a_check_of_an_upload_that_was_filed_names_its_ticket() {
    let clerk = Clerk::sits_down().await;
    clerk.uploads("upload-00000001", "clerk", 2).await;
    let ticket = clerk.files(&from_workbook("upload-00000001")).await.expect(201);
    let checked = clerk.checks(&from_workbook("upload-00000001")).await;
    assert_eq!(
        (&checked["would_be"], &checked["duplicate_of"]),
        (&json!("refused"), &json!([ticket["ticket_id"]]))
    );
    assert_eq!(checked["faults"][0]["code"], "upload_spent");
}

#[tokio::test]
async fn an_upload_that_cannot_be_filed_says_why() {
    let clerk = Clerk::sits_down().await;
    let cases = [
        ("upload-00000001", "clerk", 0, "upload_waiting"),
        ("upload-00000002", "another", 3, "upload_unknown"),
    ];
    for (id, user, rows, code) in cases {
        clerk.uploads(id, user, rows).await;
        let body = with(|body| {
            body["upload_id"] = json!(id);
            body["claims"] = json!([]);
        });
        assert_eq!(clerk.files(&body).await.faults(), [("/upload_id".to_owned(), code.to_owned())]);
    }
    let later = Clerk {
        desk: clerk.desk.at("2026-11-24T18:30:01Z"),
        routes: routes(clerk.desk.at("2026-11-24T18:30:01Z").portal),
        token: clerk.token.clone(),
    };
    let faults = later.files(&from_workbook("upload-00000001")).await.faults();
    let codes: Vec<&str> = faults.iter().map(|(_, code)| code.as_str()).collect();
    assert_eq!(codes, ["upload_expired", "missing"]);
}

#[tokio::test]
async fn what_the_body_and_the_sheet_both_say_must_agree() {
    let clerk = Clerk::sits_down().await;
    clerk.uploads("upload-00000001", "clerk", 2).await;
    let body = with(|body| {
        body["upload_id"] = json!("upload-00000001");
        body["claims"] = json!([]);
        body["mco"] = json!("MER");
    });
    assert!(
        clerk.files(&body).await.faults().contains(&("/mco".to_owned(), "differs_from_workbook".to_owned()))
    );
}
