//! Who may invite and end accounts, and what holds when something is down.

use super::{Office, gone, lead, pat};
use crate::handler::routes;
use portal_edge::With;
use portal_store::Store;
use portal_testkit::captured::{Log, MISUSED, PLANTED, misuse};
use portal_testkit::counting::Requests;
use portal_testkit::database::client;
use portal_testkit::sample::request_of;
use rstest::rstest;
use serde_json::json;

#[rstest]
#[case::a_provider(&[], "role_may_not")]
#[case::one_of_an_mco(&["mco_ABHIL"], "role_may_not")]
#[case::hfs_staff(&["hfs_staff"], "role_may_not")]
#[case::a_lead_of_nothing(&["mco_lead"], "no_known_role")]
#[case::a_lead_of_both(&["hfs_lead", "mco_lead"], "roles_contradict")]
#[tokio::test]
async fn only_leads_see_people_invite_them_and_end_their_accounts(
    #[case] groups: &[&str],
    #[case] code: &str,
) {
    let office = Office::opens().await;
    let token = office.desk.token("ann", groups);
    assert_eq!(office.lists(&token, "").await.problem(403), code);
    assert_eq!(office.invites(&token, &pat()).await.problem(403), code);
    assert_eq!(office.leaves(&token, "somebody", &gone()).await.problem(403), code);
    assert_eq!(office.lists("", "").await.problem(401), "token_missing");
    assert_eq!(office.desk.database.requests.take(), 0);
    assert!(office.pool.is_empty());
}

#[tokio::test]
async fn an_mcos_lead_has_no_part_in_another_organisation() {
    let office = Office::opens().await;
    let hers = office.invited(&office.hfs(), &lead("MER")).await;
    let token = office.abhil();
    assert_eq!(office.lists(&token, "?mco=MER").await.problem(403), "role_may_not");
    assert_eq!(office.invites(&token, &lead("MER")).await.problem(403), "role_may_not");
    let body = json!({"reason": "No reason.", "mco": "MER"});
    assert_eq!(office.leaves(&token, &hers, &body).await.problem(403), "role_may_not");
    // Another organisation's people are not there.
    assert_eq!(office.leaves(&token, &hers, &gone()).await.problem(404), "not_found");
    assert_eq!(office.leaves(&office.hfs(), &hers, &gone()).await.problem(404), "not_found");
    assert_eq!(office.leaves(&token, "a%20b", &gone()).await.problem(404), "not_found");
    assert!(office.pool.at("first@MER.mco.example.org").unwrap().enabled);
}

#[tokio::test]
async fn a_lead_who_has_left_invites_nobody() {
    let office = Office::opens().await;
    let first = office.invites_once(&office.abhil(), "k-1", &pat()).await.expect(201);
    office.desk.leaves("ann").await;
    let token = office.abhil();
    assert_eq!(office.lists(&token, "").await.problem(401), "account_closed");
    for key in ["k-1", "k-2"] {
        assert_eq!(office.invites_once(&token, key, &pat()).await.problem(401), "account_closed");
    }
    let id = first["person_id"].as_str().unwrap();
    assert_eq!(office.leaves(&token, id, &gone()).await.problem(401), "account_closed");
    assert_eq!(office.pool.len(), 1);
}

#[tokio::test]
async fn a_table_that_is_down_is_a_503_and_nobody_is_invited() {
    let office = Office::opens().await;
    let portal = office.desk.on(Store::new(client("http://127.0.0.1:1", Requests::default()), "portal"));
    let down = routes(With { portal, own: Some(office.pool.accounts()) });
    let answer = office.desk.post(&down, "/people", &office.abhil(), &pat()).await;
    assert_eq!(answer.problem(503), "unavailable");
    assert!(office.pool.is_empty());
}

#[tokio::test]
async fn without_a_pool_people_are_listed_and_none_invited() {
    let office = Office::opens().await;
    let portal = office.desk.portal.clone();
    let bare = routes(With { portal, own: None });
    office.desk.get(&bare, "/people", &office.abhil()).await.expect(200);
    assert_eq!(office.desk.post(&bare, "/people", &office.abhil(), &pat()).await.problem(500), "internal");
}

#[test]
fn nothing_of_what_was_sent_is_logged() {
    let (_, log) = Log::of(async {
        let office = Office::opens().await;
        misuse(&office.desk, &office.routes, "/people", &office.abhil()).await;
        let id = office.invited(&office.abhil(), &pat()).await;
        office.pool.holds("someone", "planted@elsewhere.example.org");
        let elsewhere = json!({"email": "planted@elsewhere.example.org", "name": PLANTED});
        office.invited(&office.abhil(), &elsewhere).await;
        office.pool.fail("AdminDisableUser", true);
        let reason = json!({"reason": format!("{PLANTED} by a rival.")});
        office.leaves(&office.abhil(), &id, &reason).await.expect(503);
    });
    assert_eq!(log.statuses(), [MISUSED.as_slice(), &[201, 201, 503]].concat());
    log.assert_private(&["Quill", "quill", "planted", "example.org"].map(str::to_owned));
}

#[rstest]
#[case(include_str!("../../../../events/organisations/invitation.json"), 201)]
#[case(include_str!("../../../../events/organisations/departure.json"), 404)]
#[case(include_str!("../../../../events/organisations/invitation-again.json"), 404)]
#[case(include_str!("../../../../events/organisations/people.json"), 200)]
#[tokio::test]
async fn the_sample_events_are_requests_that_are_taken(#[case] sample: &str, #[case] status: u16) {
    let office = Office::opens().await;
    let answer = office.desk.send(&office.routes, request_of(sample, &office.abhil())).await;
    answer.expect(status);
}
