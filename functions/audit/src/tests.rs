//! The record as its reader meets it, on a real table, with real tokens.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use crate::handler::routes;
use aws_sdk_dynamodb::types::AttributeValue;
use axum::Router;
use portal_core::actor::Role;
use portal_store::{Access, Dossier, Record, Store, What};
use portal_testkit::browser::Browser;
use portal_testkit::captured::Log;
use portal_testkit::counting::Requests;
use portal_testkit::database::{TABLE, client};
use portal_testkit::desk::{Answer, Desk};
use portal_testkit::filed::{filed, upheld};
use portal_testkit::sample::request_of;
use rstest::rstest;
use serde_json::{Value, json};

/// The place of whoever leads HFS staff, with one ticket that others have opened.
struct Lead {
    desk: Desk,
    routes: Router,
    ticket: Dossier,
}

impl Lead {
    async fn sits_down() -> Self {
        let desk = Desk::open().await;
        let ticket = filed(&desk, 1).await;
        let ticket = upheld(&desk, &ticket).await;
        let routes = routes(desk.portal.clone());
        let lead = Self { desk, routes, ticket };
        for (user, role) in [("clerk", Role::Provider), ("ann", Role::Mco), ("sam", Role::Hfs)] {
            lead.opens(user, role).await;
        }
        lead.desk.database.requests.take();
        lead
    }

    fn of(&self) -> Record {
        Record::Ticket(self.ticket.ticket.id.clone())
    }

    async fn opens(&self, user: &str, role: Role) {
        let (store, user) = (self.desk.portal.store(), user.parse().unwrap());
        let (of, what, at) = (self.of(), What::Read, self.desk.now);
        let head = store.audit_head(&of).await.unwrap();
        let access = Access { user: &user, role, of, what, at, request_id: "request-1", reason: None };
        store.record_access(&access, head).await.unwrap();
    }

    fn token(&self) -> String {
        self.desk.token("lee", &["hfs_lead"])
    }

    async fn asks(&self, query: &str) -> Answer {
        self.desk.get(&self.routes, &format!("/audit{query}"), &self.token()).await
    }

    async fn asks_of_the_ticket(&self) -> Value {
        self.asks(&format!("?ticket={}", self.ticket.ticket.id)).await.expect(200)
    }

    /// Deletes an item behind the portal's back.
    async fn deletes(&self, pk: &str, sk: &str) {
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let database = &self.desk.database;
        let delete = database.client.delete_item().table_name(&database.table);
        delete.key("pk", text(pk)).key("sk", text(sk)).send().await.unwrap();
    }

    /// Puts the contents of one of the ticket's events in the place of another.
    async fn swaps_events(&self, from: &str, to: &str) {
        let ticket = self.ticket.ticket.id.as_str();
        self.copies((ticket, from), (ticket, to)).await;
    }

    /// Puts the contents of a ticket's item in the place of another.
    async fn copies(&self, from: (&str, &str), to: (&str, &str)) {
        let database = &self.desk.database;
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let pk = |ticket: &str| text(&format!("TICKET#{ticket}"));
        let get = database.client.get_item().table_name(&database.table);
        let got = get.key("pk", pk(from.0)).key("sk", text(from.1)).send().await.unwrap();
        let mut item = got.item.unwrap();
        item.extend([("pk".to_owned(), pk(to.0)), ("sk".to_owned(), text(to.1))]);
        let put = database.client.put_item().table_name(&database.table).set_item(Some(item));
        put.send().await.unwrap();
    }
}

fn users(record: &Value) -> Vec<&str> {
    let readings = record["readings"].as_array().unwrap();
    readings.iter().map(|reading| reading["user"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_tickets_record_says_who_opened_it_and_that_all_of_it_is_whole() {
    let lead = Lead::sits_down().await;
    let record = lead.asks_of_the_ticket().await;
    // Timeline, record and whether they have left side by side, then this look is put on record.
    assert_eq!(lead.desk.database.requests.take(), 4);
    let head = &lead.ticket.ticket.head;
    assert_eq!(record["timeline"], json!({"entries": 3, "head": head, "whole": true, "broken_from": null}));
    assert_eq!(
        (&record["ticket_id"], &record["whole"], &record["readings_whole"], &record["readings_broken_from"]),
        (&json!(lead.ticket.ticket.id), &json!(true), &json!(true), &Value::Null)
    );
    assert_eq!((users(&record), &record["next_cursor"]), (vec!["clerk", "ann", "sam"], &Value::Null));
    let second = &record["readings"][1];
    assert_eq!(
        (&second["seq"], &second["at"], &second["role"], &second["what"], &second["request_id"]),
        (&json!(2), &json!("2026-11-24T18:00:00Z"), &json!("mco"), &json!("read"), &json!("request-1"))
    );
    assert_eq!(second["hash"].as_str().unwrap().len(), 64);
}

#[tokio::test]
async fn a_ticket_that_was_deleted_whole_is_told_of_by_its_record() {
    let lead = Lead::sits_down().await;
    let pk = format!("TICKET#{}", lead.ticket.ticket.id);
    for sk in ["TICKET", "FILING", "EVENT#000001", "EVENT#000003"] {
        lead.deletes(&pk, sk).await;
    }
    let record = lead.asks_of_the_ticket().await;
    assert_eq!((&record["whole"], &record["timeline"]["broken_from"]), (&json!(false), &json!(1)));
    assert_eq!((users(&record), &record["readings_whole"]), (vec!["clerk", "ann", "sam"], &json!(true)));
}

#[tokio::test]
async fn looking_at_the_record_is_on_record() {
    let lead = Lead::sits_down().await;
    lead.asks_of_the_ticket().await;
    let record = lead.asks_of_the_ticket().await;
    assert_eq!(users(&record), ["clerk", "ann", "sam", "lee"]);
    assert_eq!((&record["readings"][3]["what"], &record["whole"]), (&json!("audit"), &json!(true)));
    lead.asks("?user=ann").await.expect(200);
    let own = lead.asks("?user=lee").await.expect(200);
    let looked_at: Vec<&Value> = own["readings"].as_array().unwrap().iter().map(|one| &one["of"]).collect();
    let ticket = json!({"ticket": lead.ticket.ticket.id});
    assert_eq!(looked_at.len(), 3);
    assert!(looked_at.contains(&&ticket) && looked_at.contains(&&json!({"reader": "ann"})), "{own:#}");
}

#[tokio::test]
async fn a_persons_record_says_what_they_opened_newest_first_a_page_at_a_time() {
    let lead = Lead::sits_down().await;
    lead.opens("ann", Role::Mco).await;
    lead.desk.database.requests.take();
    let first = lead.asks("?user=ann&limit=1").await.expect(200);
    // Their record, the end of the record of looks at it and whether the reader has left side by side, then this look.
    assert_eq!(lead.desk.database.requests.take(), 4);
    assert_eq!((&first["user"], &first["readings"][0]["seq"]), (&json!("ann"), &json!(4)));
    assert_eq!(first["readings"][0]["of"], json!({"ticket": lead.ticket.ticket.id}));
    let next = first["next_cursor"].as_str().unwrap();
    let second = lead.asks(&format!("?user=ann&limit=1&cursor={next}")).await.expect(200);
    assert_eq!((&second["readings"][0]["seq"], &second["next_cursor"]), (&json!(2), &Value::Null));
    let nobody = lead.asks("?user=nobody").await.expect(200);
    assert_eq!((&nobody["readings"], &nobody["next_cursor"]), (&json!([]), &Value::Null));
}

#[tokio::test]
async fn a_tickets_record_comes_in_pages_that_repeat_and_skip_nothing() {
    let lead = Lead::sits_down().await;
    let path = format!("?ticket={}&limit=2", lead.ticket.ticket.id);
    let first = lead.asks(&path).await.expect(200);
    let next = first["next_cursor"].as_str().unwrap();
    let second = lead.asks(&format!("{path}&cursor={next}")).await.expect(200);
    // The first look is on record by then.
    assert_eq!((users(&first), users(&second)), (vec!["clerk", "ann"], vec!["sam", "lee"]));
    assert_eq!((&first["readings_whole"], &second["next_cursor"]), (&json!(true), &Value::Null));
}

#[tokio::test]
async fn an_uploads_record_tells_why_its_glass_was_broken() {
    let lead = Lead::sits_down().await;
    let (store, user) = (lead.desk.portal.store(), "lee".parse().unwrap());
    let of = Record::Upload("upload-0001".parse().unwrap());
    assert_eq!(lead.asks("?upload=upload-0001").await.problem(404), "not_found");
    let reason = "The sender is away and the window ends today.".parse().unwrap();
    let (what, at, reason) = (What::BreakGlass, lead.desk.now, Some(&reason));
    let access =
        Access { user: &user, role: Role::Hfs, of: of.clone(), what, at, request_id: "request-1", reason };
    store.record_once(&access, store.audit_head(&of).await.unwrap(), None).await.unwrap();
    let record = lead.asks("?upload=upload-0001").await.expect(200);
    assert_eq!((&record["upload_id"], &record["whole"]), (&json!("upload-0001"), &json!(true)));
    let entry = &record["readings"][0];
    assert_eq!((&entry["what"], &entry["reason"]), (&json!("break_glass"), &json!(reason)));
    // Whoever changes the reason afterwards breaks the chain.
    let database = &lead.desk.database;
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let update = database.client.update_item().table_name(&database.table);
    let update = update.key("pk", text("AUDIT#upload-0001")).key("sk", text("READING#000000001"));
    let update = update.update_expression("SET summary.reason = :other");
    update.expression_attribute_values(":other", text("Routine.")).send().await.unwrap();
    let record = lead.asks("?upload=upload-0001").await.expect(200);
    assert_eq!((&record["whole"], &record["readings_broken_from"]), (&json!(false), &json!(1)));
}

#[tokio::test]
async fn a_reading_that_was_deleted_shows_and_the_record_goes_on() {
    let lead = Lead::sits_down().await;
    lead.deletes(&format!("AUDIT#{}", lead.ticket.ticket.id), "READING#000000002").await;
    for _ in 0..2 {
        let record = lead.asks_of_the_ticket().await;
        assert_eq!(
            (&record["whole"], &record["readings_whole"], &record["readings_broken_from"]),
            (&json!(false), &json!(false), &json!(2))
        );
        assert_eq!(record["timeline"]["whole"], true);
    }
}

#[tokio::test]
async fn who_has_left_is_shown_no_record_from_the_next_request_on() {
    let lead = Lead::sits_down().await;
    lead.desk.leaves("lee").await;
    let ticket = format!("?ticket={}", lead.ticket.ticket.id);
    for query in [ticket.as_str(), "?user=clerk", "?upload=00000000-0000-0000-0000-000000000000"] {
        assert_eq!(lead.asks(query).await.problem(401), "account_closed", "{query}");
    }
}

#[rstest]
#[case::deleted_in_the_middle("EVENT#000001", None, json!(1))]
#[case::deleted_at_the_end("EVENT#000003", None, json!(3))]
#[case::copied_over("EVENT#000001", Some("EVENT#000003"), json!(3))]
#[case::inserted_after_the_end("EVENT#000003", Some("EVENT#000004"), json!(4))]
#[tokio::test]
async fn a_timeline_that_was_tampered_with_is_told_of_and_fails_no_request(
    #[case] event: &str,
    #[case] copied_to: Option<&str>,
    #[case] from: Value,
) {
    let lead = Lead::sits_down().await;
    match copied_to {
        Some(place) => lead.swaps_events(event, place).await,
        None => lead.deletes(&format!("TICKET#{}", lead.ticket.ticket.id), event).await,
    }
    let record = lead.asks_of_the_ticket().await;
    let timeline = &record["timeline"];
    assert_eq!(
        (&record["whole"], &timeline["whole"], &timeline["broken_from"]),
        (&json!(false), &json!(false), &from)
    );
    assert_eq!((&record["readings_whole"], users(&record).len()), (&json!(true), 3));
    assert_eq!(lead.desk.database.audit(lead.ticket.ticket.id.as_str()).await.len(), 4);
}

#[tokio::test]
async fn claims_that_were_changed_or_taken_away_are_told_of() {
    let lead = Lead::sits_down().await;
    let proved = lead.asks_of_the_ticket().await;
    assert_eq!((&proved["whole"], &proved["filing_whole"]), (&json!(true), &json!(true)));
    let ticket = lead.ticket.ticket.id.clone();
    let other = filed(&lead.desk, 2).await.ticket.id;
    // A filing that reads well, and is not the one that was filed.
    lead.copies((other.as_str(), "FILING"), (ticket.as_str(), "FILING")).await;
    for _ in 0..2 {
        let record = lead.asks_of_the_ticket().await;
        assert_eq!(
            (&record["whole"], &record["filing_whole"], &record["timeline"]["whole"]),
            (&json!(false), &json!(false), &json!(true))
        );
        lead.deletes(&format!("TICKET#{ticket}"), "FILING").await;
    }
}

#[tokio::test]
async fn a_timeline_without_its_header_holds_nowhere() {
    let lead = Lead::sits_down().await;
    lead.deletes(&format!("TICKET#{}", lead.ticket.ticket.id), "TICKET").await;
    let record = lead.asks_of_the_ticket().await;
    assert_eq!((&record["whole"], &record["timeline"]["broken_from"]), (&json!(false), &json!(1)));
}

#[rstest]
#[case::a_provider(&[], "role_may_not")]
#[case::an_mco(&["mco_ABHIL"], "role_may_not")]
#[case::staff(&["hfs_staff"], "role_may_not")]
#[case::an_unknown_group(&["auditors"], "no_known_role")]
#[tokio::test]
async fn only_whoever_leads_hfs_reads_the_record(#[case] groups: &[&str], #[case] code: &str) {
    let lead = Lead::sits_down().await;
    let token = lead.desk.token("someone", groups);
    for query in [format!("?ticket={}", lead.ticket.ticket.id), "?user=ann".to_owned(), String::new()] {
        let answer = lead.desk.get(&lead.routes, &format!("/audit{query}"), &token).await;
        assert_eq!(answer.problem(403), code);
    }
    assert_eq!(lead.desk.get(&lead.routes, "/audit", "").await.problem(401), "token_missing");
    assert_eq!(lead.desk.database.audit(lead.ticket.ticket.id.as_str()).await.len(), 3);
}

#[rstest]
#[case("", "/ticket", "missing")]
#[case("?ticket=", "/ticket", "missing")]
#[case("?ticket=x", "/ticket", "id_shape")]
#[case("?user=two%20words", "/user", "user_shape")]
#[case("?user=", "/user", "missing")]
#[case("?ticket=ticket-0001&user=ann", "/ticket", "one_at_a_time")]
#[case("?upload=upload-0001&user=ann", "/ticket", "one_at_a_time")]
#[case("?upload=x", "/upload", "id_shape")]
#[case("?user=ann&limit=101", "/limit", "number_out_of_range")]
#[case("?user=ann&cursor=%21", "/cursor", "cursor_unreadable")]
#[case("?user=ann&mco=ABHIL", "/mco", "unknown_field")]
#[tokio::test]
async fn what_cannot_be_told_says_why(#[case] query: &str, #[case] field: &str, #[case] code: &str) {
    let lead = Lead::sits_down().await;
    assert_eq!(lead.asks(query).await.faults(), [(field.to_owned(), code.to_owned())]);
}

#[tokio::test]
async fn a_ticket_that_is_not_there_is_not_found_and_has_no_record() {
    let lead = Lead::sits_down().await;
    assert_eq!(lead.asks("?ticket=ticket-unknown").await.problem(404), "not_found");
    assert!(lead.desk.database.audit("ticket-unknown").await.is_empty());
}

#[tokio::test]
async fn a_table_that_is_down_is_a_503_to_try_again() {
    let lead = Lead::sits_down().await;
    let down = routes(lead.desk.on(Store::new(client("http://127.0.0.1:1", Requests::default()), TABLE)));
    let answer = lead.desk.get(&down, "/audit?user=ann", &lead.token()).await;
    assert!(answer.headers.contains_key("retry-after"));
    assert_eq!(answer.problem(503), "unavailable");
}

#[tokio::test]
async fn the_sample_event_asks_for_a_tickets_record() {
    let lead = Lead::sits_down().await;
    let sample = include_str!("../../../events/audit/record.json");
    let sample = sample.replace("TICKET-ID", lead.ticket.ticket.id.as_str());
    let answer = lead.desk.send(&lead.routes, request_of(&sample, &lead.token())).await.expect(200);
    assert_eq!(answer["whole"], true);
}

#[test]
fn nothing_that_was_asked_or_read_is_in_the_log() {
    let (private, log) = Log::of(async {
        let lead = Lead::sits_down().await;
        lead.asks_of_the_ticket().await;
        lead.asks("?user=ann").await;
        lead.asks("?ticket=Planted-0001").await;
        lead.asks("?user=Planted&cursor=Planted").await;
        lead.desk.get(&lead.routes, "/audit", "Planted.Planted.Planted").await;
        vec![lead.token(), "clerk".to_owned(), lead.ticket.ticket.id.to_string()]
    });
    assert_eq!(log.statuses(), [200, 200, 404, 422, 401]);
    log.assert_private(&private);
}

#[tokio::test]
async fn the_record_is_a_page_for_the_lead_by_the_number_that_people_know() {
    let lead = Lead::sits_down().await;
    let browser = Browser::of(&lead.desk, &lead.routes, "lee", &["hfs_lead"]);
    assert!(browser.page("/audit").await.html(200).contains("name=\"ticket\""));
    assert!(browser.page("/audit?ticket=IL-0000").await.html(422).contains("href=\"#ticket\""));
    let number = lead.ticket.ticket.number.to_string().to_lowercase();
    let page = browser.page(&format!("/audit?ticket={number}")).await.html(200);
    assert!(page.contains("whole: nothing was changed") && page.contains("/audit?user=sam"), "{page}");
    let ann = browser.page("/audit?user=ann").await.html(200);
    assert!(ann.contains("Managed-care plan") && ann.contains("/audit?ticket="), "{ann}");
    let staff = Browser::of(&lead.desk, &lead.routes, "sam", &["hfs_staff"]);
    assert_eq!(staff.page("/audit").await.status, 403);
}
