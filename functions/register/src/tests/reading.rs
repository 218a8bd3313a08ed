//! Listing and opening registrations.

use super::{Office, form, ids, owned, with};
use crate::handler::routes;
use portal_store::Store;
use portal_testkit::counting::Requests;
use portal_testkit::database::{TABLE, client};
use rstest::rstest;
use serde_json::{Value, json};

#[tokio::test]
async fn a_person_lists_their_own_newest_first_with_what_is_missing() {
    let office = Office::opens().await;
    let denied = office.files("clerk", &with(|body| body["npi"] = Value::Null)).await.expect(201);
    let later = Office::at(office.desk.at("2026-11-24T18:05:00Z"));
    let pending = later.pending("clerk").await;
    later.pending("someone-else").await;
    let listed = later.lists(&later.token("clerk"), "").await.expect(200);
    assert_eq!(later.desk.database.requests.take(), 2);
    assert_eq!(ids(&listed), [pending.as_str(), denied["registration_id"].as_str().unwrap()]);
    assert_eq!(listed["next_cursor"], Value::Null);
    assert_eq!(
        listed["registrations"][0],
        json!({
            "registration_id": pending, "status": "pending", "version": 1,
            "provider_name": "Prairie Community Hospital", "npi": "1234567893", "atypical": false,
            "medicaid_id": "363456789001", "provider_type": "hospital", "acting_as": "provider_staff",
            "filed_at": "2026-11-24T18:05:00Z", "expected_from": "2026-11-30",
            "decided_at": null, "missing": [], "reason": null
        })
    );
    let second = &listed["registrations"][1];
    assert_eq!((&second["status"], &second["missing"]), (&json!("denied"), &json!(["npi"])));
    assert_eq!(second["expected_from"], Value::Null);
}

#[tokio::test]
async fn who_has_left_is_let_in_nowhere_from_the_next_request_on() {
    let office = Office::opens().await;
    let (pending, approved) = (office.pending("clerk").await, office.pending("clerk").await);
    let (clerk, staff) = (office.token("clerk"), office.staff());
    let (approve, key) = (json!({"decision": "approve"}), [("idempotency-key", "k-1")]);
    office.decides(&staff, &approved, &approve, &key).await.expect(200);
    for user in ["clerk", "staff-1"] {
        office.desk.leaves(user).await;
    }
    let revocation = format!("/registrations/{approved}/revocation");
    let gone = json!({"reason": "Gone."});
    let answers = [
        office.files("clerk", &form()).await,
        office.lists(&clerk, "").await,
        office.lists(&staff, "").await,
        office.opens_one(&clerk, &pending).await,
        office.opens_one(&staff, &pending).await,
        office.decides(&staff, &pending, &approve, &[]).await,
        // What they did themselves is not told again either.
        office.decides(&staff, &approved, &approve, &key).await,
        office.desk.post(&office.routes, &revocation, &staff, &gone).await,
    ];
    for answer in answers {
        assert_eq!(answer.problem(401), "account_closed");
    }
    assert_eq!(office.acts_for("clerk").await, Vec::<String>::new());
}

#[tokio::test]
async fn hfs_lists_what_waits_for_it_oldest_first_and_looks_up_the_rest() {
    let office = Office::opens().await;
    let first = office.pending("clerk").await;
    let denied = office.files("clerk", &with(|body| body["zip"] = Value::Null)).await.expect(201);
    let later = Office::at(office.desk.at("2026-11-24T18:05:00Z"));
    let second = later.pending("agent").await;
    let staff = later.staff();
    assert_eq!(ids(&later.lists(&staff, "").await.expect(200)), [first.as_str(), second.as_str()]);
    assert_eq!(later.desk.database.requests.take(), 2);
    later.decides(&staff, &first, &json!({"decision": "approve"}), &[]).await.expect(200);
    later.decides(&staff, &second, &json!({"decision": "deny", "reason": "Unknown."}), &[]).await.expect(200);
    assert!(ids(&later.lists(&staff, "?status=pending").await.expect(200)).is_empty());
    assert_eq!(ids(&later.lists(&staff, "?status=approved").await.expect(200)), [first.as_str()]);
    let of_denied = later.lists(&staff, "?status=denied").await.expect(200);
    assert_eq!(ids(&of_denied), [second.as_str(), denied["registration_id"].as_str().unwrap()]);
}

#[tokio::test]
async fn a_long_list_comes_in_pages_that_repeat_and_skip_nothing() {
    let office = Office::opens().await;
    let mut filed = Vec::new();
    for minute in 0..5 {
        let at = Office::at(office.desk.at(&format!("2026-11-24T18:0{minute}:30Z")));
        filed.push(at.pending("clerk").await);
    }
    for (token, newest_first) in [(office.token("clerk"), true), (office.staff(), false)] {
        let (mut seen, mut query, mut pages) = (Vec::new(), "?limit=2".to_owned(), 0);
        loop {
            let page = office.lists(&token, &query).await.expect(200);
            seen.extend(ids(&page).into_iter().map(str::to_owned));
            pages += 1;
            let Some(next) = page["next_cursor"].as_str() else { break };
            query = format!("?limit=2&cursor={next}");
        }
        let mut expected = filed.clone();
        if newest_first {
            expected.reverse();
        }
        assert_eq!((seen, pages), (expected, 3));
    }
}

#[tokio::test]
async fn a_list_that_fits_has_no_next_page() {
    let office = Office::opens().await;
    office.pending("clerk").await;
    office.pending("clerk").await;
    let page = office.lists(&office.token("clerk"), "?limit=2").await.expect(200);
    assert_eq!((ids(&page).len(), &page["next_cursor"]), (2, &Value::Null));
}

#[rstest]
#[case::of_someones_own("?cursor=abc!")]
#[case::blanks_in_it("?cursor=dHdvIHdvcmRz")]
#[tokio::test]
async fn a_cursor_that_is_none_of_ours_never_reaches_the_table(#[case] query: &str) {
    let office = Office::opens().await;
    let faults = office.lists(&office.token("clerk"), query).await.faults();
    assert_eq!(faults, [("/cursor".to_owned(), "cursor_unreadable".to_owned())]);
}

#[tokio::test]
async fn a_query_that_says_a_name_twice_is_a_400() {
    let office = Office::opens().await;
    let answer = office.lists(&office.token("clerk"), "?limit=1&limit=2").await;
    assert_eq!(answer.problem(400), "query_repeated");
}

#[tokio::test]
async fn what_is_asked_wrongly_is_told_at_once() {
    let office = Office::opens().await;
    let answer = office.lists(&office.staff(), "?status=lost&limit=0&colour=red").await;
    let faults =
        [("/status", "unknown_code"), ("/limit", "number_out_of_range"), ("/colour", "unknown_field")];
    assert_eq!(answer.faults(), owned(&faults));
}

#[tokio::test]
async fn an_mco_has_no_business_with_registrations() {
    let office = Office::opens().await;
    let id = office.pending("clerk").await;
    let plan = office.desk.token("plan-1", &["mco_ABHIL"]);
    assert_eq!(office.lists(&plan, "").await.problem(403), "role_may_not");
    assert_eq!(office.opens_one(&plan, &id).await.problem(404), "not_found");
    let nobody = office.desk.token("someone", &["auditors"]);
    assert_eq!(office.lists(&nobody, "").await.problem(403), "no_known_role");
    assert_eq!(office.opens_one(&nobody, &id).await.problem(403), "no_known_role");
    assert_eq!(office.lists("", "").await.problem(401), "token_missing");
}

#[tokio::test]
async fn a_registration_is_opened_by_whoever_filed_it_with_the_tin_masked() {
    let office = Office::opens().await;
    let id = office.pending("clerk").await;
    let answer = office.opens_one(&office.token("clerk"), &id).await;
    assert_eq!(office.desk.database.requests.take(), 2);
    assert_eq!(answer.headers["etag"], "\"1\"");
    assert!(!String::from_utf8(answer.bytes.clone()).unwrap().contains("371234567"));
    let opened = answer.expect(200);
    assert_eq!(opened["tin"], "*****4567");
    for name in ["street", "city", "state", "zip", "contact_name", "contact_phone", "contact_email"] {
        assert_eq!(opened[name], form()[name], "{name}");
    }
    assert_eq!((opened.get("filed_by"), opened.get("decided_by")), (None, None));
}

#[tokio::test]
async fn a_registration_of_someone_else_is_not_there() {
    let office = Office::opens().await;
    let id = office.pending("clerk").await;
    let someone = office.token("someone-else");
    assert_eq!(office.opens_one(&someone, &id).await.problem(404), "not_found");
    for id in ["00000000-0000-0000-0000-000000000000", "x", "%00"] {
        assert_eq!(office.opens_one(&someone, id).await.problem(404), "not_found");
    }
}

#[tokio::test]
async fn hfs_sees_the_accounts_behind_a_registration() {
    let office = Office::opens().await;
    let id = office.pending("clerk").await;
    office.decides(&office.staff(), &id, &json!({"decision": "approve"}), &[]).await.expect(200);
    let opened = office.opens_one(&office.desk.token("lead-1", &["hfs_lead"]), &id).await.expect(200);
    assert_eq!((&opened["filed_by"], &opened["decided_by"]), (&json!("clerk"), &json!("staff-1")));
    assert_eq!(opened["tin"], "*****4567");
    // The registrant learns when, not by whom.
    let own = office.opens_one(&office.token("clerk"), &id).await.expect(200);
    assert_eq!((&own["decided_at"], own.get("decided_by")), (&json!("2026-11-24T18:00:00Z"), None));
}

#[tokio::test]
async fn a_table_that_is_down_is_a_503_to_try_again() {
    let office = Office::opens().await;
    let down = routes(office.desk.on(Store::new(client("http://127.0.0.1:1", Requests::default()), TABLE)));
    let (token, id) = (office.token("clerk"), "/registrations/00000000-0000-0000-0000-000000000000");
    let (list, one) =
        tokio::join!(office.desk.get(&down, "/registrations", &token), office.desk.get(&down, id, &token));
    for answer in [list, one] {
        assert!(answer.headers.contains_key("retry-after"));
        assert_eq!(answer.problem(503), "unavailable");
    }
}
