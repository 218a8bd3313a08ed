//! A workbook, from the blank one to a ticket.

use portal_stories::cloud::{Cloud, text};
use portal_stories::dispute::{dispute, dispute_with, unique};
use portal_stories::workbook::{HEADINGS, named, row, workbook};
use serde_json::{Value, json};

fn rows(count: usize) -> Vec<Vec<String>> {
    (0..count).map(|_| row(&format!("PDXGR{}", unique()))).collect()
}

/// The body that files from an upload: the sheet says the rest.
fn filing(upload: &Value) -> Value {
    dispute_with(|body| {
        let names = [
            "provider",
            "mco",
            "program",
            "category",
            "claims",
            "mco_tracking_number",
            "filed_with_mco",
            "mco_answered",
        ];
        for name in names {
            body.as_object_mut().unwrap().remove(name);
        }
        body["upload_id"] = upload["upload_id"].clone();
    })
}

#[tokio::test]
async fn a_hundred_rows_posted_to_the_bucket_become_one_ticket() {
    let cloud = Cloud::here();
    let clerk = cloud.token("provider.demo").await;
    let upload = cloud.upload(&clerk, workbook(&rows(100))).await;
    assert_eq!(
        (&upload["status"], &upload["rows"]),
        (&json!("valid"), &json!(100)),
        "{:#}",
        upload["faults"]
    );
    let ticket = cloud.post("/tickets", &clerk, &filing(&upload)).await.expect(201);
    assert_eq!((&ticket["state"], ticket["claims"].as_array().unwrap().len()), (&json!("with_mco"), 100));
    let spent = cloud.post("/tickets", &clerk, &filing(&upload)).await.expect(409);
    assert_eq!((&spent["code"], &spent["ticket"]), (&json!("upload_spent"), &ticket["ticket_id"]));

    // The same rows again name the ticket they are open in.
    let again = cloud.get(&format!("/uploads/{}", text(&upload["upload_id"])), &clerk).await.expect(200);
    assert_eq!(again["ticket_id"], ticket["ticket_id"]);
    let claims = ticket["claims"].as_array().unwrap();
    let mut taken = row(&text(&claims[0]["mco_tracking_number"]));
    taken[9] = text(&claims[0]["mco_claim_number"]);
    let upload = cloud.upload(&clerk, workbook(&[taken])).await;
    assert_eq!(upload["faults"][0]["code"], "duplicate");
}

#[tokio::test]
async fn faults_come_back_row_by_row_and_in_the_workbook_itself() {
    let cloud = Cloud::here();
    let clerk = cloud.token("provider.demo").await;
    let mut three = rows(3);
    three[1][5] = "12345678".to_owned();
    three[2][11] = "-5.00".to_owned();
    let upload = cloud.upload(&clerk, workbook(&three)).await;
    assert_eq!(upload["status"], "rejected");
    let faults: Vec<(u64, String)> = upload["faults"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| (fault["row"].as_u64().unwrap(), text(&fault["column"])))
        .collect();
    assert_eq!(faults, [(3, "rin".to_owned()), (4, "billed".to_owned())]);
    let annotated = cloud.download(&text(&upload["annotated_url"])).await;
    assert!(annotated.starts_with(b"PK"));
    assert_eq!(cloud.post("/tickets", &clerk, &filing(&upload)).await.faults()[0].1, "upload_rejected");
}

#[tokio::test]
async fn the_bucket_takes_one_file_of_bounded_size_and_the_second_is_not_read() {
    let cloud = Cloud::here();
    let clerk = cloud.token("provider.demo").await;
    let slot = cloud.slot(&clerk).await;
    assert_eq!(cloud.post_form(&slot, vec![b'x'; 2 * 1024 * 1024 + 1]).await, 400);
    let mut moved = slot.clone();
    moved["fields"]["key"] = json!("uploads/elsewhere");
    assert_eq!(cloud.post_form(&moved, vec![b'x']).await, 403);
    assert_eq!(cloud.post_form(&slot, workbook(&rows(1))).await, 204);
    let read = cloud.validated(&clerk, &slot).await;
    assert_eq!((&read["status"], &read["rows"]), (&json!("valid"), &json!(1)));
    assert_eq!(cloud.post_form(&slot, workbook(&rows(5))).await, 204);
    let told =
        cloud.upload_until(&clerk, &slot, |upload| !upload["warnings"].as_array().unwrap().is_empty()).await;
    assert_eq!((&told["rows"], &told["warnings"][0]["code"]), (&json!(1), &json!("slot_used_twice")));

    let other = cloud.token("billing.demo").await;
    let place = format!("/uploads/{}", text(&slot["upload_id"]));
    assert_eq!(cloud.get(&place, &other).await.problem(404), "not_found");
    let mut body = dispute();
    body["upload_id"] = slot["upload_id"].clone();
    body["claims"] = json!([]);
    assert_eq!(cloud.post("/tickets", &other, &body).await.problem(403), "not_your_provider");
}

#[tokio::test]
async fn the_same_event_delivered_twice_changes_nothing() {
    let cloud = Cloud::here();
    let clerk = cloud.token("provider.demo").await;
    let slot = cloud.slot(&clerk).await;
    assert_eq!(cloud.post_form(&slot, workbook(&rows(2))).await, 204);
    let read = cloud.validated(&clerk, &slot).await;
    let event = cloud.landed(&text(&slot["fields"]["key"])).await;
    for _ in 0..2 {
        let said = cloud.invoke("validate-workbook", &event).unwrap();
        assert_eq!(said["passed_over"], 1, "{said}");
    }
    assert_eq!(cloud.get(&format!("/uploads/{}", text(&slot["upload_id"])), &clerk).await.expect(200), read);
}

#[tokio::test]
async fn what_is_no_claims_workbook_is_refused_in_its_own_words() {
    let cloud = Cloud::here();
    let clerk = cloud.token("provider.demo").await;
    for (file, code) in [
        (b"%PDF-1.7 not a workbook".to_vec(), "pdf"),
        (workbook(&[]), "no_rows"),
        (workbook(&rows(101)), "too_many_rows"),
        (named(&rows(1), "Sheet1", &HEADINGS), "wrong_sheet"),
        (named(&rows(1), "Claims", &["Name", "Number"]), "headings"),
    ] {
        let upload = cloud.upload(&clerk, file).await;
        assert_eq!(upload["status"], "rejected");
        assert!(text(&upload["faults"][0]["code"]).contains(code), "{code}: {:#}", upload["faults"]);
    }
}

#[tokio::test]
async fn the_blank_workbook_can_be_had_by_anyone() {
    let cloud = Cloud::here();
    assert!(cloud.bytes("/workbooks/claims.xlsx").await.starts_with(b"PK"));
    assert!(cloud.bytes("/workbooks/registrations.xlsx").await.starts_with(b"PK"));
}
