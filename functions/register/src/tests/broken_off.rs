//! Workbooks of registrations of which filing broke off, once not all of what it takes to finish is kept.

use super::batches::filing;
use super::{Office, owned};
use portal_testkit::browser::Browser;
use serde_json::json;

#[tokio::test]
async fn once_the_upload_of_what_broke_off_is_gone_the_rest_comes_in_a_new_workbook_and_nobody_is_told_it_was_filed()
 {
    let office = Office::opens().await;
    let (clerk, upload) = (office.token("clerk"), office.uploaded("clerk", 100).await);
    office.desk.database.requests.break_off_after(1);
    assert!(office.files_once("clerk", "k-1", &filing(&upload)).await.status >= 500);
    office.desk.database.tidy_away(&format!("UPLOAD#{upload}"), "UPLOAD").await;
    for key in ["k-1", "k-2"] {
        let told = office.files_once("clerk", key, &filing(&upload)).await.expect(409);
        assert_eq!((&told["code"], &told["batch"]), (&json!("batch_broken_off"), &json!(upload)));
        assert!(!told["detail"].as_str().unwrap().contains("filed already"), "{told}");
    }
    assert_eq!(office.in_batch(&clerk, &upload).await["unfiled"], 96);
    let browser = Browser::of(&office.desk, &office.routes, "clerk", &[]);
    let batch = format!("/registrations?batch={upload}");
    let page = browser.page(&batch).await.html(200);
    assert!(
        page.contains("has not got yet: 96.") && page.contains("href=\"/uploads/new?purpose=registrations\""),
        "{page}"
    );
    assert!(!page.contains("Send the workbook again"), "{page}");
    let staff = Browser::of(&office.desk, &office.routes, "staff", &["hfs_staff"]);
    assert!(staff.page(&batch).await.html(200).contains("whoever sent it registers the other rows"));
    // The link of a bookmark leads there too.
    assert_eq!(browser.page(&format!("/registrations/new?upload_id={upload}")).await.leads_to(), batch);
    let spanish = browser.in_spanish().page(&batch).await.html(200);
    assert!(spanish.contains("Subir un libro nuevo"), "{spanish}");
    let form = [
        ("upload_id", upload.as_str()),
        ("contact_name", "Pat Clerk"),
        ("contact_phone", "217-555-0100"),
        ("contact_email", "billing@prairie.example.org"),
        ("acting_as", "provider_staff"),
        ("form_key", "k-3"),
    ];
    let browser = Browser::of(&office.desk, &office.routes, "clerk", &[]);
    let told = browser.form("/registrations", &form).await.html(409);
    assert!(told.contains("broke off") && told.contains("Upload a new workbook"), "{told}");
    // Nobody else learns that there was anything.
    assert_eq!(
        office.files("another", &filing(&upload)).await.faults(),
        owned(&[("/upload_id", "upload_unknown")])
    );
}

#[tokio::test]
async fn where_the_upload_outlasts_what_was_begun_it_is_told_the_same() {
    let office = Office::opens().await;
    let upload = office.uploaded("clerk", 100).await;
    office.desk.database.requests.break_off_after(1);
    assert!(office.files_once("clerk", "k-1", &filing(&upload)).await.status >= 500);
    office.desk.database.tidy_away(&format!("BATCH#{upload}"), "BEGUN").await;
    assert_eq!(office.files_once("clerk", "k-2", &filing(&upload)).await.problem(409), "batch_broken_off");
    let browser = Browser::of(&office.desk, &office.routes, "clerk", &[]);
    let place = browser.page(&format!("/registrations/new?upload_id={upload}")).await.leads_to();
    assert_eq!(place, format!("/registrations?batch={upload}"));
}

#[tokio::test]
async fn a_workbook_that_was_filed_whole_says_so_when_its_upload_is_gone() {
    let office = Office::opens().await;
    let upload = office.uploaded("clerk", 2).await;
    office.files_once("clerk", "k-1", &filing(&upload)).await.expect(201);
    office.desk.database.tidy_away(&format!("UPLOAD#{upload}"), "UPLOAD").await;
    assert_eq!(office.files_once("clerk", "k-2", &filing(&upload)).await.problem(409), "registrations_filed");
}

#[tokio::test]
async fn an_upload_that_goes_while_it_is_filed_is_not_told_to_be_filed() {
    let office = Office::opens().await;
    let upload = office.uploaded("clerk", 2).await;
    office.desk.database.tidy_away_before_next_write(&format!("UPLOAD#{upload}"), "UPLOAD");
    let told = office.files_once("clerk", "k-1", &filing(&upload)).await.faults();
    assert_eq!(told, owned(&[("/upload_id", "upload_unknown")]));
}
