//! An MCO's uploads: answers to its open tickets.

use super::Clerk;
use portal_store::{AnswerOutcome, Finding, Findings, Held, Record, SentAnswer, TicketAnswer};
use portal_testkit::browser::Browser;
use portal_testkit::desk::Answer;
use serde_json::{Value, json};

impl Clerk {
    /// At an MCO instead.
    async fn of_a_plan() -> Self {
        let clerk = Self::sits_down().await;
        Self { token: clerk.desk.token("ann", &["mco_ABHIL"]), ..clerk }
    }

    fn analyst(&self) -> Browser<'_> {
        Browser::of(&self.desk, &self.routes, "ann", &["mco_ABHIL"])
    }

    async fn asks_for(&self, path: &str, user: &str, groups: &[&str]) -> Answer {
        self.desk.get(&self.routes, path, &self.desk.token(user, groups)).await
    }

    /// A slot whose file was read.
    async fn answered(&self, findings: &Findings, held: Option<Held>) -> Value {
        let id = self.opens(&answers(), "key-1").await.expect(201)["upload_id"].clone();
        let (store, key) = (&self.desk.database.store, id.as_str().unwrap().parse().unwrap());
        let slot = store.upload(&key).await.unwrap().unwrap().slot;
        store.settle_upload(&slot, "v1", findings, held.as_ref()).await.unwrap();
        id
    }
}

fn answers() -> Value {
    json!({"purpose": "answers", "name": "answers.xlsx", "size": 20_480})
}

fn held(due: &str) -> Held {
    let answer: TicketAnswer = serde_json::from_value(json!({
        "ticket_id": "01a20c98-6d62-7afe-9f20-d31f8ec869ff", "number": "IL-0000-0001-X", "due": due,
        "summary_row": 2, "rows": [2, 3],
        "proposal": {"summary": "Half of it.", "claims": [
            {"claim": 1, "verdict": "pay", "amount": "980.25"},
            {"claim": 2, "verdict": "uphold", "amount": "0.00", "reason": "Quillfeather was not eligible."}
        ]}
    }))
    .unwrap();
    Held::Answers(vec![answer])
}

#[tokio::test]
async fn only_an_mco_answers_and_only_a_provider_files_claims() {
    let clerk = Clerk::of_a_plan().await;
    let slot = clerk.opens(&answers(), "key-1").await.expect(201);
    assert_eq!(clerk.opens(&answers(), "key-1").await.expect(201), slot);
    let key = slot["upload_id"].as_str().unwrap().parse().unwrap();
    let kept = clerk.desk.database.store.upload(&key).await.unwrap().unwrap().slot;
    assert_eq!(kept.mco, "ABHIL".parse().ok());
    assert_eq!(clerk.opens(&super::claims(), "key-2").await.problem(403), "role_may_not");
    let provider = Clerk::sits_down().await;
    assert_eq!(provider.opens(&answers(), "key-1").await.problem(403), "role_may_not");
    let claims = provider.opens(&super::claims(), "key-2").await.expect(201);
    let key = claims["upload_id"].as_str().unwrap().parse().unwrap();
    assert_eq!(provider.desk.database.store.upload(&key).await.unwrap().unwrap().slot.mco, None);
    let staff = Clerk { token: provider.desk.token("sam", &["hfs_lead"]), ..provider };
    assert_eq!(staff.opens(&answers(), "key-3").await.problem(403), "role_may_not");
}

#[tokio::test]
async fn an_answer_workbook_is_its_uploaders_alone_and_whoever_reads_it_is_on_record_as_what_they_are() {
    let clerk = Clerk::of_a_plan().await;
    let id = clerk.answered(&Findings { rows: 2, ..Findings::default() }, Some(held("2026-12-24"))).await;
    let place = format!("/uploads/{}", id.as_str().unwrap());
    assert_eq!(clerk.asks_for(&place, "amy", &["mco_ABHIL"]).await.problem(404), "not_found");
    assert_eq!(clerk.asks_for(&place, "mel", &["mco_MER"]).await.problem(404), "not_found");
    assert_eq!(clerk.asks_for(&place, "clerk", &[]).await.problem(404), "not_found");
    assert_eq!(clerk.asks_for(&place, "sam", &["hfs_lead"]).await.problem(403), "role_may_not");
    let read = clerk.asks(&id).await.expect(200);
    assert_eq!(
        (&read["status"], &read["purpose"], &read["claims"]),
        (&json!("valid"), &json!("answers"), &json!([]))
    );
    let answer = &read["answers"][0];
    assert_eq!((&answer["total"], &answer["due"]), (&json!("980.25"), &json!("2026-12-24")));
    assert_eq!(
        answer["claims"][1],
        json!({"row": 3, "claim": 2, "outcome": "uphold", "amount": "0.00", "reason": "Quillfeather was not eligible."})
    );
    let of = Record::Upload(id.as_str().unwrap().parse().unwrap());
    let record = clerk.desk.database.store.readings(&of, None, 9).await.unwrap().items;
    assert_eq!(record.len(), 1);
    assert_eq!((record[0].user.as_str(), record[0].role.code()), ("ann", "mco"));
    let list = clerk.asks_for("/uploads", "ann", &["mco_ABHIL"]).await.expect(200);
    assert_eq!((&list["uploads"][0]["purpose"], &list["uploads"][0]["rows"]), (&json!("answers"), &json!(2)));
}

#[tokio::test]
async fn the_page_shows_each_ticket_and_one_button_sends_them() {
    let clerk = Clerk::of_a_plan().await;
    let page = clerk.analyst().page("/uploads/new").await.html(200);
    assert!(page.contains("/workbooks/answers.xlsx") && page.contains("value=\"answers\""), "{page}");
    assert_eq!(clerk.analyst().page("/uploads/new?purpose=claims").await.status, 403);
    let warning = Finding {
        row: Some(2),
        column: Some("ticket_number".to_owned()),
        code: "past_its_due_date".to_owned(),
        message: "The last day has passed.".to_owned(),
        ..Finding::default()
    };
    let findings = Findings { rows: 2, warnings: vec![warning], ..Findings::default() };
    let id = clerk.answered(&findings, Some(held("2026-11-20"))).await;
    let place = format!("/uploads/{}", id.as_str().unwrap());
    let page = clerk.analyst().page(&place).await.html(200);
    for said in [
        "1 ticket answered, 2 claims, $980.25 to be paid",
        "1 of them are past their last day",
        "Fri, Nov 20, 2026",
        "past: will be marked late",
        "action=\"/tickets/proposals\"",
        "Send this proposal",
        "/tickets/01a20c98-6d62-7afe-9f20-d31f8ec869ff",
        "The last day has passed.",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    // What was proposed is looked over in the workbook; the page names nobody.
    assert!(!page.contains("Quillfeather"), "{page}");
    let spanish = clerk.analyst().in_spanish().page(&place).await.html(200);
    assert!(
        spanish.contains("Enviar esta propuesta") && spanish.contains("marcada como tardía"),
        "{spanish}"
    );

    let store = &clerk.desk.database.store;
    let slot = store.upload(&id.as_str().unwrap().parse().unwrap()).await.unwrap().unwrap().slot;
    let became = |outcome, late| {
        let ticket_id = "01a20c98-6d62-7afe-9f20-d31f8ec869ff".parse().unwrap();
        [SentAnswer { ticket_id, outcome, late, code: None }]
    };
    // Refused whole, or not known: nothing was sent, and the page says what became of each.
    store.answers_sent(&slot, &became(AnswerOutcome::Refused, false)).await.unwrap();
    let page = clerk.analyst().page(&place).await.html(200);
    for said in
        ["None of your proposals was sent", "no provider has seen anything", "refused: nothing was written"]
    {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(!page.contains("Send this proposal"), "{page}");
    store.answers_sent(&slot, &became(AnswerOutcome::Failed, false)).await.unwrap();
    let page = clerk.analyst().in_spanish().page(&place).await.html(200);
    assert!(page.contains("sin saber: envíela otra vez") && page.contains("Enviar esta propuesta"), "{page}");
    store.answers_sent(&slot, &became(AnswerOutcome::Proposed, true)).await.unwrap();
    let page = clerk.analyst().page(&place).await.html(200);
    assert!(page.contains("Your proposals were sent") && !page.contains("Send this proposal"), "{page}");
    assert!(page.contains("Sent: 1. Refused: 0.") && page.contains("sent, marked late"), "{page}");
    assert!(clerk.analyst().page("/uploads").await.html(200).contains("sent"));
    let read = clerk.asks(&id).await.expect(200);
    assert_eq!(read["answers"], Value::Null);
    let sent =
        json!([{"ticket_id": "01a20c98-6d62-7afe-9f20-d31f8ec869ff", "outcome": "proposed", "late": true}]);
    assert_eq!(read["sent"], sent);
}

#[tokio::test]
async fn faults_of_either_sheet_name_their_heading_and_the_next_slot_is_for_answers_too() {
    let clerk = Clerk::of_a_plan().await;
    let fault = |column: &str| Finding {
        row: Some(7),
        column: Some(column.to_owned()),
        code: "missing".to_owned(),
        message: "Fill this in.".to_owned(),
        ..Finding::default()
    };
    let findings =
        Findings { rows: 1, faults: vec![fault("outcome"), fault("tickets.summary")], ..Findings::default() };
    let id = clerk.answered(&findings, None).await;
    let page = clerk.analyst().page(&format!("/uploads/{}", id.as_str().unwrap())).await.html(200);
    for said in ["<td>Outcome</td>", "<td>Tickets: Summary</td>", "2 faults in 1 row", "value=\"answers\""] {
        assert!(page.contains(said), "{said}: {page}");
    }
}
