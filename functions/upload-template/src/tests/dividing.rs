//! A workbook of which only a part may be filed now.

use super::pages::contents;
use super::*;
use portal_store::{Division, Kept, UploadState};
use portal_testkit::browser::Browser;

impl Clerk {
    /// A workbook of three rows, of which one is for now and one for December.
    async fn has_sent_three(&self) -> Value {
        let id = self.opens(&claims(), "key-1").await.expect(201)["upload_id"].clone();
        let fault = |row, code: &str| Finding {
            row: Some(row),
            column: Some("filed_with_mco".to_owned()),
            code: code.to_owned(),
            message: "Too early (R4): from 2026-12-01 to 2026-12-31.".to_owned(),
            ..Finding::default()
        };
        let division = Division {
            now: vec![2],
            now_until: "2026-12-21".parse().ok(),
            later: vec![Kept {
                from: "2026-12-01".parse().unwrap(),
                until: "2026-12-31".parse().unwrap(),
                last: "2027-01-04".parse().unwrap(),
                rows: vec![3],
                key: Some("kept/x/y-from-2026-12-01.xlsx".to_owned()),
            }],
            late: vec![4],
            open: Vec::new(),
        };
        let findings = Findings {
            rows: 3,
            faults: vec![fault(3, "too_early"), fault(4, "too_late")],
            warnings: vec![fault(2, "window_ends_soon"), fault(3, "paid_over_billed")],
            division: Some(division),
            ..Findings::default()
        };
        self.found(&id, "v1", &findings, Some(contents(&["2026-10-20"]))).await;
        id
    }

    async fn divides(&self, id: &Value) -> Answer {
        self.desk.post(&self.routes, &division(id), &self.token, &json!({})).await
    }
}

fn division(id: &Value) -> String {
    format!("/uploads/{}/division", id.as_str().unwrap())
}

#[tokio::test]
async fn what_may_be_filed_now_goes_on_and_a_repeat_is_answered_alike() {
    let clerk = Clerk::sits_down().await;
    let id = clerk.has_sent_three().await;
    let before = clerk.asks(&id).await.expect(200);
    assert_eq!((&before["status"], &before["division"]["now"]), (&json!("rejected"), &json!([2])));
    assert_eq!(before["claims"], json!([]), "it cannot be filed as it is");
    let first = clerk.divides(&id).await.expect(200);
    assert_eq!(
        (&first["status"], &first["rows"], &first["faults"]),
        (&json!("valid"), &json!(1), &json!([]))
    );
    assert_eq!(first["claims"].as_array().unwrap().len(), 1);
    let codes: Vec<_> = first["warnings"].as_array().unwrap().iter().map(|one| one["code"].clone()).collect();
    assert_eq!(codes, ["window_ends_soon"], "of the rows that stay");
    let later = &first["division"]["later"][0];
    assert_eq!((&later["from"], &later["rows"]), (&json!("2026-12-01"), &json!([3])));
    assert!(later["url"].as_str().unwrap().contains("from-2026-12-01.xlsx"), "{later}");
    let again = clerk.divides(&id).await.expect(200);
    assert_eq!((&again["status"], &again["claims"]), (&first["status"], &first["claims"]));
}

#[tokio::test]
async fn whoever_is_shown_the_rows_that_stay_is_on_record() {
    let clerk = Clerk::sits_down().await;
    let id = clerk.has_sent_three().await;
    clerk.divides(&id).await.expect(200);
    assert_eq!(clerk.readings(&id).await, 1);
}

#[tokio::test]
async fn another_persons_workbook_is_not_there_to_divide() {
    let clerk = Clerk::sits_down().await;
    let id = clerk.has_sent_three().await;
    let other = clerk.desk.token("another", &[]);
    let answer = clerk.desk.post(&clerk.routes, &division(&id), &other, &json!({})).await;
    assert_eq!(answer.problem(404), "not_found");
    let upload = clerk.desk.database.store.upload(&id.as_str().unwrap().parse().unwrap()).await.unwrap();
    assert!(matches!(upload.unwrap().state, UploadState::Rejected(_)));
}

#[tokio::test]
async fn a_workbook_with_other_faults_or_none_or_no_file_has_nothing_to_divide() {
    let clerk = Clerk::sits_down().await;
    let id = clerk.opens(&claims(), "key-1").await.expect(201)["upload_id"].clone();
    assert_eq!(clerk.divides(&id).await.problem(409), "nothing_to_divide");
    clerk.found(&id, "v1", &Findings::default(), Some(contents(&["2026-10-20"]))).await;
    assert_eq!(clerk.divides(&id).await.problem(409), "nothing_to_divide");
}

#[tokio::test]
async fn once_a_row_has_passed_its_last_day_the_file_is_sent_anew() {
    let clerk = Clerk::sits_down().await;
    let id = clerk.has_sent_three().await;
    for (now, refusal) in
        [("2026-12-22T06:00:00Z", Some("read_too_long_ago")), ("2026-12-22T05:59:59Z", None)]
    {
        let later = clerk.desk.at(now);
        let routes = routes(with(&later, &Bucket::start().await));
        let place = format!("/uploads/{}", id.as_str().unwrap());
        let page = Browser::of(&later, &routes, "clerk", &[]).page(&place).await.html(200);
        assert_eq!(page.contains("has gone by. Upload the workbook again"), refusal.is_some(), "{page}");
        assert_eq!(page.contains("Go on with"), refusal.is_none(), "{page}");
        let answer = later.post(&routes, &division(&id), &later.token("clerk", &[]), &json!({})).await;
        match refusal {
            Some(code) => assert_eq!(answer.problem(409), code),
            None => assert_eq!(answer.expect(200)["status"], "valid"),
        }
    }
}

#[tokio::test]
async fn rows_for_one_later_lot_are_kept_though_there_is_nothing_to_go_on_with() {
    let clerk = Clerk::sits_down().await;
    let id = clerk.opens(&claims(), "key-1").await.expect(201)["upload_id"].clone();
    let late = Finding {
        row: Some(4),
        column: Some("mco_answered".to_owned()),
        code: "too_late_without_answer".to_owned(),
        message: "Too late (R4): the last day for this row was 2026-10-19.".to_owned(),
        found: None,
        told: Default::default(),
    };
    let later = Kept {
        from: "2026-12-01".parse().unwrap(),
        until: "2026-12-31".parse().unwrap(),
        last: "2026-12-31".parse().unwrap(),
        rows: vec![3],
        key: Some("kept/x/y-from-2026-12-01.xlsx".to_owned()),
    };
    let division = Division { later: vec![later], late: vec![4], ..Division::default() };
    let findings = Findings { rows: 2, faults: vec![late], division: Some(division), ..Findings::default() };
    clerk.found(&id, "v1", &findings, None).await;
    assert_eq!(clerk.divides(&id).await.problem(409), "nothing_to_divide");
    let place = format!("/uploads/{}", id.as_str().unwrap());
    let page = clerk.browser().page(&place).await.html(200);
    for said in ["Keep for Tue, Dec 1, 2026", "A workbook of these rows", "the answer date is missing"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(!page.contains("Go on with") && !page.contains("has gone by"), "{page}");
    let page = clerk.browser().in_spanish().page(&place).await.html(200);
    assert!(page.contains("les falta la fecha de respuesta"), "{page}");
}

#[tokio::test]
async fn a_browser_is_told_how_it_divides_and_is_led_back_to_what_is_left() {
    let clerk = Clerk::sits_down().await;
    let id = clerk.has_sent_three().await;
    let place = format!("/uploads/{}", id.as_str().unwrap());
    let page = clerk.browser().page(&place).await.html(200);
    for said in [
        "Or divide it",
        "1 row (2)",
        "by <strong>Mon, Dec 21, 2026</strong>",
        "Keep for Tue, Dec 1, 2026",
        "No longer in time",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let form = format!("action=\"{}\"", division(&id));
    assert!(page.contains(&form), "{page}");
    assert_eq!(clerk.browser().form(&division(&id), &[]).await.leads_to(), place);
    let page = clerk.browser().page(&place).await.html(200);
    for said in ["1 claim without a fault", "What was left out", "A workbook of these rows"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(!page.contains(&form));
    let page = clerk.browser().in_spanish().page(&place).await.html(200);
    assert!(page.contains("Lo que se dejó fuera") && page.contains("Guardar para el"), "{page}");
}

#[tokio::test]
async fn once_what_was_for_now_is_filed_the_rest_is_still_kept_and_the_list_says_until_when() {
    let clerk = Clerk::sits_down().await;
    let id = clerk.has_sent_three().await;
    clerk.divides(&id).await.expect(200);
    let mut body = portal_testkit::desk::dispute(1);
    body["upload_id"] = id.clone();
    portal_testkit::filed::filed_as(&clerk.desk, &body).await;
    let place = format!("/uploads/{}", id.as_str().unwrap());
    // After the 30 days that an upload is kept, and on the last day of any of its rows.
    let later = clerk.desk.at("2027-01-05T05:59:59Z");
    let routes = routes(with(&later, &Bucket::start().await));
    let token = later.token("clerk", &[]);
    let read = clerk.readings(&id).await;
    let filed = later.get(&routes, &place, &token).await.expect(200);
    // What is kept is on no ticket: whoever is led to it is on record here.
    assert_eq!(clerk.readings(&id).await, read + 1);
    assert!(filed["ticket_id"].is_string() && filed["annotated_url"].is_null(), "{filed}");
    let kept = &filed["division"]["later"][0];
    assert!(kept["url"].as_str().unwrap().contains("from-2026-12-01.xlsx"), "{kept}");
    let listed = later.get(&routes, "/uploads", &token).await.expect(200);
    let line = &listed["uploads"][0];
    assert_eq!((&line["keeps_from"], &line["keeps_until"]), (&json!("2026-12-01"), &json!("2027-01-04")));
    let browser = Browser::of(&later, &routes, "clerk", &[]);
    let page = browser.page(&place).await.html(200);
    for said in
        ["Open the ticket", "What was left out", "Keep for Tue, Dec 1, 2026", "A workbook of these rows"]
    {
        assert!(page.contains(said), "{said}: {page}");
    }
    let page = browser.page("/uploads").await.html(200);
    assert!(page.contains("keeps rows for Tue, Dec 1, 2026"), "{page}");
    let gone = clerk.desk.at("2027-01-05T06:00:00Z");
    let routes = super::routes(with(&gone, &Bucket::start().await));
    let listed = gone.get(&routes, "/uploads", &gone.token("clerk", &[])).await.expect(200);
    assert_eq!(listed["uploads"], json!([]));
}
