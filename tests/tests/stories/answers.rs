//! An MCO answers several tickets with one workbook.

use portal_stories::cloud::{Cloud, text};
use portal_stories::dispute::dispute_with;
use portal_stories::workbook::answers;
use serde_json::{Value, json};

/// A ticket that waits for Meridian.
async fn waiting(cloud: &Cloud, clerk: &str) -> Value {
    let ticket = cloud.post("/tickets", clerk, &dispute_with(|body| body["mco"] = json!("MER"))).await;
    ticket.expect(201)
}

#[tokio::test]
async fn an_mco_takes_its_open_tickets_away_and_answers_several_with_one_workbook() {
    let cloud = Cloud::here();
    let (clerk, plan) = (cloud.token("provider.demo").await, cloud.token("mco.mer").await);
    let lead = cloud.token("hfs.lead").await;
    let tickets =
        [waiting(&cloud, &clerk).await, waiting(&cloud, &clerk).await, waiting(&cloud, &clerk).await];
    let [one, two, later] = tickets.each_ref().map(|ticket| text(&ticket["number"]));
    let place = |ticket: &Value| format!("/tickets/{}", text(&ticket["ticket_id"]));
    let state = async |ticket: &Value| text(&cloud.get(&place(ticket), &plan).await.expect(200)["state"]);

    let taken = cloud.bytes_as("/workbooks/answers.xlsx", &plan).await;
    assert!(taken.starts_with(b"PK"));
    for ticket in &tickets {
        let record = format!("/audit?ticket={}", text(&ticket["ticket_id"]));
        let record = cloud.get(&record, &lead).await.expect(200);
        let readings = record["readings"].as_array().unwrap();
        assert!(
            readings.iter().any(|reading| reading["what"] == "workbook" && reading["role"] == "mco"),
            "{record:#}"
        );
    }

    // A part of nothing, and a ticket of another MCO's.
    let other = cloud.post("/tickets", &clerk, &dispute_with(|_| ())).await.expect(201);
    let other = text(&other["number"]);
    let wrong = answers(
        &[[&one, "1", "Pay in part", "", "Rate."], [&other, "1", "pay", "", ""], [&later, "1", "", "", ""]],
        &[[&one, "In part."], [&other, "Paid."], [&later, ""]],
    );
    let upload = cloud.upload_for("answers", &plan, wrong).await;
    let faults: Vec<(u64, String)> = upload["faults"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| (fault["row"].as_u64().unwrap(), text(&fault["code"])))
        .collect();
    assert_eq!(faults, [(2, "amount_missing".to_owned()), (3, "no_such_ticket".to_owned())]);
    assert!(cloud.download(&text(&upload["annotated_url"])).await.starts_with(b"PK"));
    let body = json!({"upload_id": upload["upload_id"]});
    assert_eq!(cloud.post("/tickets/proposals", &plan, &body).await.faults()[0].1, "upload_rejected");

    let right = answers(
        &[
            [&two, "1", "uphold", "", "Not covered."],
            [&one, "1", "Pay in part", "500.00", "Rate."],
            [&later, "1", "", "", ""],
        ],
        &[[&one, "In part."], [&two, "Nothing is paid."], [&later, ""]],
    );
    let upload = cloud.upload_for("answers", &plan, right).await;
    assert_eq!((&upload["status"], &upload["rows"]), (&json!("valid"), &json!(2)), "{:#}", upload["faults"]);
    assert_eq!(upload["warnings"][0]["code"], "left_for_later");
    assert_eq!(upload["answers"][1]["total"], "500.00");
    // Nothing was sent yet, and the provider withdraws one of them.
    assert_eq!(state(&tickets[0]).await, "with_mco");
    let withdrawal = format!("{}/withdrawal", place(&tickets[1]));
    cloud.post(&withdrawal, &clerk, &json!({"reason": "Settled."})).await.expect(200);

    let body = json!({"upload_id": upload["upload_id"]});
    assert_eq!(cloud.post("/tickets/proposals", &clerk, &body).await.problem(403), "role_may_not");
    let sent = cloud.post("/tickets/proposals", &plan, &body).await.expect(200);
    let outcomes = [0, 1].map(|at| text(&sent["tickets"][at]["outcome"]));
    assert_eq!(outcomes, ["refused", "proposed"], "{sent:#}");
    assert_eq!((&sent["rows"][0]["row"], &sent["rows"][1]["row"]), (&json!(2), &json!(3)));
    assert_eq!(state(&tickets[0]).await, "proposed");
    assert_eq!(state(&tickets[2]).await, "with_mco");
    // Sent again, it is the same.
    assert_eq!(cloud.post("/tickets/proposals", &plan, &body).await.expect(200), sent);
    let ticket = cloud.get(&place(&tickets[0]), &clerk).await.expect(200);
    assert_eq!(
        (&ticket["proposal"]["total"], &ticket["proposal"]["late"]),
        (&json!("500.00"), &json!(false))
    );
    let list = cloud.get("/uploads", &plan).await.expect(200);
    let own =
        list["uploads"].as_array().unwrap().iter().find(|line| line["upload_id"] == upload["upload_id"]);
    assert_eq!(own.unwrap()["purpose"], "answers");
}
