//! What is read, by whom, and what that costs.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod anew;
mod answers;
mod calculator;
mod export;
mod forms;
mod home;
mod lists;
mod narrowing;
mod pages;
mod receipts;
mod record;
mod weight;

use crate::acquaintances::Acquaintances;
use crate::handler::routes;
use axum::Router;
use portal_core::actor::{Actor, Standing};
use portal_core::decide::{Command, decide};
use portal_edge::With;
use portal_store::Dossier;
use portal_testkit::captured::Log;
use portal_testkit::desk::{Answer, Desk, MEDICAID_ID, NPI};
use portal_testkit::filed::filed;
use portal_testkit::sample::request_of;
use rstest::rstest;
use serde_json::{Value, json};

struct Room {
    desk: Desk,
    routes: Router,
}

impl Room {
    async fn open() -> Self {
        let desk = Desk::open().await;
        desk.approved("clerk").await;
        let routes = routes(With { portal: desk.portal.clone(), own: Acquaintances::default() });
        Self { desk, routes }
    }

    async fn gets(&self, path: &str, user: &str, groups: &[&str]) -> Answer {
        self.desk.get(&self.routes, path, &self.desk.token(user, groups)).await
    }

    async fn listed(&self, query: &str, user: &str, groups: &[&str]) -> Vec<String> {
        let body = self.gets(&format!("/tickets{query}"), user, groups).await.expect(200);
        ids(&body)
    }

    async fn withdrawn(&self, dossier: &Dossier) {
        let acts_for = vec![MEDICAID_ID.parse().unwrap()];
        let actor = Actor { user: "clerk".parse().ok(), standing: Standing::Provider { acts_for } };
        let command = Command::Withdraw { reason: None };
        let change =
            decide(&dossier.ticket, command, &actor, self.desk.now, self.desk.portal.policy()).unwrap();
        self.desk.database.store.commit(dossier, &change, None).await.unwrap();
    }
}

fn ids(body: &Value) -> Vec<String> {
    let tickets = body["tickets"].as_array().unwrap();
    tickets.iter().map(|ticket| ticket["ticket_id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn the_portal_says_that_it_lives_to_anyone() {
    let room = Room::open().await;
    let health = room.desk.get(&room.routes, "/health", "").await.expect(200);
    assert_eq!(health, json!({"status": "ok", "version": "unversioned"}));
    assert_eq!(room.desk.database.requests.take(), 0);
}

#[tokio::test]
async fn who_has_left_is_shown_nothing_from_the_next_request_on() {
    let room = Room::open().await;
    let ticket = filed(&room.desk, 1).await;
    let people = [("clerk", ""), ("plan-1", "mco_ABHIL"), ("staff-1", "hfs_staff")];
    for (user, group) in people {
        let groups: Vec<&str> = [group].into_iter().filter(|group| !group.is_empty()).collect();
        room.gets("/tickets", user, &groups).await.expect(200);
        room.desk.leaves(user).await;
        let ticket = format!("/tickets/{}", ticket.ticket.id);
        let number = "/tickets?text=IL-0000-0000-0000";
        for path in ["/tickets", "/tickets?format=csv", number, &ticket, &format!("{ticket}/claims.xlsx")] {
            let answer = room.gets(path, user, &groups).await;
            assert_eq!(answer.problem(401), "account_closed", "{user} {path}");
        }
    }
}

#[tokio::test]
async fn the_window_says_its_days_and_what_moved_them() {
    let room = Room::open().await;
    let window = room.desk.get(&room.routes, "/window?filed_with_mco=2026-09-04", "").await.expect(200);
    assert_eq!((&window["earliest"], &window["latest"]), (&json!("2026-10-04"), &json!("2026-11-04")));
    assert_eq!(
        window["rules"],
        json!([{"rule": "R4", "moved_from": "2026-11-03", "because": "General Election Day"}])
    );
    assert_eq!(window["policy"], "hfs_practice");
}

#[rstest]
#[case("", "/filed_with_mco", "missing")]
#[case("?filed_with_mco=2026-02-30", "/filed_with_mco", "date_not_real")]
#[case("?filed_with_mco=10%2F20%2F2026", "/filed_with_mco", "date_shape")]
#[case("?filed_with_mco=2026-09-04&resolved=2026-09-01", "/resolved", "dates_out_of_order")]
#[case("?filed_with_mco=2026-09-04&colour=red", "/colour", "unknown_field")]
#[tokio::test]
async fn a_window_that_cannot_be_told_says_why(#[case] query: &str, #[case] field: &str, #[case] code: &str) {
    let room = Room::open().await;
    let answer = room.desk.get(&room.routes, &format!("/window{query}"), "").await;
    assert_eq!(answer.faults(), [(field.to_owned(), code.to_owned())]);
}

#[tokio::test]
async fn the_blank_workbooks_are_workbooks_and_can_be_kept() {
    let room = Room::open().await;
    for name in ["claims", "registrations"] {
        let answer = room.desk.get(&room.routes, &format!("/workbooks/{name}.xlsx"), "").await;
        assert_eq!(answer.status, 200);
        assert!(answer.bytes.starts_with(b"PK"), "{name}");
        assert_eq!(answer.headers["cache-control"], "public, max-age=3600");
        assert!(answer.headers["content-disposition"].to_str().unwrap().contains(name));
    }
}

#[tokio::test]
async fn a_ticket_is_read_in_one_trip_and_whoever_reads_it_is_on_record() {
    let room = Room::open().await;
    let ticket = filed(&room.desk, 1).await.ticket;
    room.desk.database.requests.take();
    let path = format!("/tickets/{}", ticket.id);
    let read = room.gets(&path, "clerk", &[]).await.expect(200);
    // The ticket, the memberships and the end of its record side by side, then the record of the reading.
    assert_eq!(room.desk.database.requests.take(), 4);
    assert_eq!(read["claims"][0]["rin"], "012345678");
    let audit = room.desk.database.audit(ticket.id.as_str()).await;
    assert_eq!(audit, [("clerk".to_owned(), "provider".to_owned())]);
    room.gets(&path, "ann", &["mco_ABHIL"]).await.expect(200);
    room.gets(&path, "sam", &["hfs_staff"]).await.expect(200);
    assert_eq!(room.desk.database.audit(ticket.id.as_str()).await.len(), 3);
}

#[tokio::test]
async fn someone_elses_ticket_is_not_there_and_nobody_is_on_record_for_it() {
    let room = Room::open().await;
    let ticket = filed(&room.desk, 1).await.ticket;
    room.desk.approved_for("rival", "99988877766", None).await;
    let path = format!("/tickets/{}", ticket.id);
    let nothing = room.gets("/tickets/ticket-unknown", "clerk", &[]).await;
    for (user, groups) in [("rival", &[][..]), ("stranger", &[]), ("mel", &["mco_MER"])] {
        let answer = room.gets(&path, user, groups).await;
        let (mut told, mut unknown) = (answer.clone().expect(404), nothing.clone().expect(404));
        told["request_id"] = Value::Null;
        unknown["request_id"] = Value::Null;
        assert_eq!(told, unknown);
    }
    assert_eq!(room.gets(&path, "x", &["reports"]).await.problem(403), "no_known_role");
    assert!(room.desk.database.audit(ticket.id.as_str()).await.is_empty());
}

#[tokio::test]
async fn a_provider_lists_its_own_newest_first_in_one_trip() {
    let room = Room::open().await;
    for number in 1..=3 {
        filed(&room.desk, number).await;
    }
    let first = room.gets("/tickets?limit=2", "clerk", &[]).await.expect(200);
    assert_eq!(ids(&first).len(), 2);
    room.desk.database.requests.take();
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = room.gets(&format!("/tickets?limit=2&cursor={cursor}"), "clerk", &[]).await.expect(200);
    // Known from the first page: memberships and list side by side.
    assert_eq!(room.desk.database.requests.take(), 2);
    assert_eq!((ids(&second).len(), &second["next_cursor"]), (1, &Value::Null));
    let whole = room.listed("", "clerk", &[]).await;
    assert_eq!(whole, [ids(&first), ids(&second)].concat());
    let said = first.to_string();
    for protected in ["Quillfeather", "Ottoline", "012345678", "23ABC", "1980-02-29"] {
        assert!(!said.contains(protected), "{protected}");
    }
}

#[tokio::test]
async fn a_membership_that_came_or_went_shows_in_the_next_list() {
    let room = Room::open().await;
    let ticket = filed(&room.desk, 1).await.ticket;
    assert!(room.listed("", "newcomer", &[]).await.is_empty());
    room.desk.approved_for("newcomer", MEDICAID_ID, Some(NPI)).await;
    assert_eq!(room.listed("", "newcomer", &[]).await, [ticket.id.as_str()]);
    room.desk.database.revoke("newcomer", MEDICAID_ID).await;
    assert!(room.listed("", "newcomer", &[]).await.is_empty());
}

#[tokio::test]
async fn lists_are_narrowed_by_state_and_desk_and_mco() {
    let room = Room::open().await;
    let (open, over) = (filed(&room.desk, 1).await, filed(&room.desk, 2).await);
    room.withdrawn(&over).await;
    let (open, over) = (open.ticket.id.as_str(), over.ticket.id.as_str());
    for (query, user, groups, expected) in [
        ("?state=with_mco", "clerk", &[][..], vec![open]),
        ("?state=withdrawn", "clerk", &[], vec![over]),
        ("?mco=MER", "clerk", &[], vec![]),
        ("?mco=ABHIL&state=withdrawn", "clerk", &[], vec![over]),
        ("?desk=provider", "clerk", &[], vec![]),
        ("?desk=mco", "ann", &["mco_ABHIL"], vec![open]),
        ("?desk=mco", "mel", &["mco_MER"], vec![]),
        ("?month=2026-11&state=withdrawn", "ann", &["mco_ABHIL"], vec![over]),
        ("?month=2026-10", "ann", &["mco_ABHIL"], vec![]),
        ("", "sam", &["hfs_staff"], vec![]),
        ("?desk=mco&mco=ABHIL", "sam", &["hfs_staff"], vec![open]),
        ("?provider=363456789001&state=with_mco", "sam", &["hfs_lead"], vec![open]),
    ] {
        assert_eq!(room.listed(query, user, groups).await, expected, "{query} {user}");
    }
    assert_eq!(room.listed("", "ann", &["mco_ABHIL"]).await.len(), 2);
    assert_eq!(room.listed("?mco=ABHIL", "sam", &["hfs_staff"]).await.len(), 2);
}

#[rstest]
#[case("?limit=0", "/limit", "number_out_of_range")]
#[case("?limit=101", "/limit", "number_out_of_range")]
#[case("?state=lost", "/state", "unknown_code")]
#[case("?cursor=%00", "/cursor", "cursor_unreadable")]
#[case("?month=November", "/month", "month_shape")]
#[case("?desk=review", "/desk", "desk_not_yours")]
#[tokio::test]
async fn a_list_that_cannot_be_told_says_why(#[case] query: &str, #[case] field: &str, #[case] code: &str) {
    let room = Room::open().await;
    let answer = room.gets(&format!("/tickets{query}"), "clerk", &[]).await;
    assert_eq!(answer.faults(), [(field.to_owned(), code.to_owned())]);
}

#[rstest]
#[case("?provider=363456789001&mco=MER", Ok(0))]
#[case("?provider=363456789001&mco=ABHIL", Ok(1))]
#[case("?provider=363456789001&month=2020-01", Err("/month"))]
#[case("?desk=mco&mco=ABHIL&provider=99988877766", Err("/provider"))]
#[case("?desk=review&mco=MER", Ok(0))]
#[case("?state=with_mco", Err("/state"))]
#[case("?state=received", Ok(0))]
#[tokio::test]
async fn no_filter_of_hfs_is_silently_ignored(#[case] query: &str, #[case] expected: Result<usize, &str>) {
    let room = Room::open().await;
    filed(&room.desk, 1).await;
    let answer = room.gets(&format!("/tickets{query}"), "sam", &["hfs_staff"]).await;
    match expected {
        Ok(count) => assert_eq!(ids(&answer.expect(200)).len(), count),
        Err(field) => assert_eq!(answer.faults()[0].0, field),
    }
}

#[tokio::test]
async fn anothers_lists_are_not_there() {
    let room = Room::open().await;
    assert_eq!(room.gets("/tickets?provider=99988877766", "clerk", &[]).await.problem(404), "not_found");
    assert_eq!(room.gets("/tickets?mco=MER", "ann", &["mco_ABHIL"]).await.problem(404), "not_found");
    assert_eq!(room.desk.get(&room.routes, "/tickets", "").await.problem(401), "token_missing");
}

#[tokio::test]
async fn the_sample_event_asks_whether_the_portal_lives() {
    let room = Room::open().await;
    let sample = include_str!("../../../events/browse/health.json");
    let answer = room.desk.send(&room.routes, request_of(sample, "")).await.expect(200);
    assert_eq!(answer["status"], "ok");
}

#[tokio::test]
async fn the_description_of_the_api_can_be_had_and_kept_by_anyone() {
    let room = Room::open().await;
    let answer = room.desk.get(&room.routes, "/openapi.json", "").await;
    assert_eq!(
        (&answer.headers["content-type"], &answer.headers["cache-control"]),
        (&"application/json".parse().unwrap(), &"public, max-age=3600".parse().unwrap())
    );
    let described = answer.expect(200);
    assert!(described["openapi"].as_str().unwrap().starts_with("3.1."));
    assert_eq!(described["paths"]["/tickets/{id}"]["get"]["operationId"], "getTicket");
    assert_eq!(room.desk.database.requests.take(), 0);
}

#[test]
fn nothing_that_was_asked_or_read_is_in_the_log() {
    let (tokens, log) = Log::of(async {
        let room = Room::open().await;
        let ticket = filed(&room.desk, 1).await.ticket;
        for (path, user) in [
            (format!("/tickets/{}", ticket.id), "clerk-1"),
            ("/tickets/Planted-0001".to_owned(), "clerk"),
            (format!("/tickets/{}", ticket.id), "clerk"),
            (format!("/tickets?provider={MEDICAID_ID}"), "clerk"),
            ("/tickets?cursor=Planted&Planted=Planted".to_owned(), "clerk"),
            ("/window?filed_with_mco=Planted".to_owned(), "clerk"),
            ("/Planted/012345678".to_owned(), "clerk"),
        ] {
            room.gets(&path, user, &[]).await;
        }
        room.desk.get(&room.routes, "/tickets", "Planted.Planted.Planted").await;
        vec![room.desk.token("clerk", &[]), "clerk".to_owned()]
    });
    assert_eq!(log.statuses(), [404, 404, 200, 200, 422, 422, 404, 401]);
    log.assert_private(&tokens);
}
