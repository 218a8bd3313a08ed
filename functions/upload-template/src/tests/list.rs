//! A person's own uploads, found again.

use super::{Clerk, claims, with};
use crate::handler::routes;
use portal_store::Findings;
use portal_testkit::browser::Browser;
use portal_testkit::bucket::Bucket;
use serde_json::json;

#[tokio::test]
async fn the_newest_twenty_are_listed_in_one_query_as_they_stand() {
    let clerk = Clerk::sits_down().await;
    for number in 1..=21 {
        clerk.opens(&claims(), &format!("key-{number}")).await.expect(201);
    }
    let later = clerk.desk.at("2026-11-24T18:00:01Z");
    let later_routes = routes(with(&later, &Bucket::start().await));
    let newest = later.post(&later_routes, "/uploads", &later.token("clerk", &[]), &claims()).await;
    let rejected = newest.expect(201)["upload_id"].clone();
    clerk.found(&rejected, "v1", &Findings { rows: 9, ..Findings::default() }, None).await;
    clerk.desk.database.requests.take();
    let listed = clerk.desk.get(&clerk.routes, "/uploads", &clerk.token).await.expect(200);
    // The list, and whether they have left.
    assert_eq!(clerk.desk.database.requests.take(), 2);
    let uploads = listed["uploads"].as_array().unwrap();
    assert_eq!(uploads.len(), 20);
    let expected = json!({
        "upload_id": rejected, "purpose": "claims", "status": "rejected", "rows": 9,
        "opened_at": "2026-11-24T18:00:01Z"
    });
    assert_eq!(uploads[0], expected);
    // Nothing of the file's name: it may name a patient.
    assert!(!listed.to_string().contains("October"));
    let other = clerk.desk.token("another", &[]);
    assert_eq!(clerk.desk.get(&clerk.routes, "/uploads", &other).await.expect(200), json!({"uploads": []}));
    let staff = clerk.desk.token("staff", &["hfs_staff"]);
    assert_eq!(clerk.desk.get(&clerk.routes, "/uploads", &staff).await.problem(403), "role_may_not");
}

#[tokio::test]
async fn what_is_past_thirty_days_is_not_listed_though_it_is_still_there() {
    let clerk = Clerk::sits_down().await;
    clerk.opens(&claims(), "key-1").await.expect(201);
    for (now, left) in [("2026-12-24T17:59:59Z", 1), ("2026-12-24T18:00:01Z", 0)] {
        let later = clerk.desk.at(now);
        let routes = routes(with(&later, &Bucket::start().await));
        let listed = later.get(&routes, "/uploads", &later.token("clerk", &[])).await.expect(200);
        assert_eq!(listed["uploads"].as_array().unwrap().len(), left, "{now}");
    }
}

#[tokio::test]
async fn the_page_of_the_list_leads_to_each_and_says_where_it_stands() {
    let clerk = Clerk::sits_down().await;
    let browser = Browser::of(&clerk.desk, &clerk.routes, "clerk", &[]);
    assert!(browser.page("/uploads").await.html(200).contains("You have uploaded none."));
    let open = clerk.opens(&claims(), "key-1").await.expect(201)["upload_id"].clone();
    let page = browser.page("/uploads").await.html(200);
    assert!(page.contains(&format!("/uploads/{}\"", open.as_str().unwrap())), "{page}");
    assert!(page.contains("waits for its file"), "{page}");
    let later = clerk.desk.at("2026-11-24T18:30:01Z");
    let routes = routes(with(&later, &Bucket::start().await));
    let page = Browser::of(&later, &routes, "clerk", &[]).in_spanish().page("/uploads").await.html(200);
    assert!(page.contains("no llegó ningún archivo a tiempo"), "{page}");
}
