//! Several tickets presented in one request.

use super::*;
use portal_testkit::browser::Browser;

impl Staff {
    /// With so many tickets that HFS has to present.
    async fn with_several(count: u32) -> (Self, Vec<Dossier>) {
        let (staff, first) = Self::with_received().await;
        let mut tickets = vec![first];
        for number in 2..=count {
            tickets.push(filed(&staff.desk, number).await);
        }
        (staff, tickets)
    }

    async fn presents(&self, ids: &[&str], key: &str) -> Answer {
        let body = json!({"tickets": ids});
        let headers = [("idempotency-key", key)];
        self.desk.post_with(&self.routes, "/tickets/presentations", &self.token, &body, &headers).await
    }
}

fn ids(tickets: &[Dossier]) -> Vec<&str> {
    tickets.iter().map(|one| one.ticket.id.as_str()).collect()
}

fn outcomes(answer: &Value) -> Vec<(String, u64)> {
    let each = answer["tickets"].as_array().unwrap().iter();
    each.map(|one| (one["outcome"].as_str().unwrap().to_owned(), one["status"].as_u64().unwrap())).collect()
}

fn said(expected: &[(&str, u64)]) -> Vec<(String, u64)> {
    expected.iter().map(|(outcome, status)| ((*outcome).to_owned(), *status)).collect()
}

#[tokio::test]
async fn each_ticket_is_presented_by_itself_and_each_is_told_what_became_of_it() {
    let (staff, tickets) = Staff::with_several(4).await;
    staff.does("presentation", &tickets[1], &json!({})).await.expect(200);
    staff.does("closure", &tickets[2], &json!({"reason": "medicare_only"})).await.expect(200);
    let nowhere = "00000000-0000-4000-8000-000000000000";
    let all = [ids(&tickets), vec![nowhere]].concat();
    let answer = staff.presents(&all, "k-1").await.expect(200);
    let expected = [
        ("presented", 200),
        ("already_presented", 409),
        ("refused", 409),
        ("presented", 200),
        ("refused", 404),
    ];
    assert_eq!(outcomes(&answer), said(&expected));
    assert_eq!(answer["tickets"][0]["number"], tickets[0].ticket.number.as_str());
    assert_eq!(answer["tickets"][2]["code"], "wrong_state");
    for (place, state) in [(0, "with_mco"), (2, "closed"), (3, "with_mco")] {
        assert_eq!(staff.stands(&tickets[place]).await.ticket.state.name().code(), state);
    }
    // The same again is the same, and moves nothing.
    assert_eq!(staff.presents(&all, "k-1").await.expect(200), answer);
    assert_eq!(staff.stands(&tickets[0]).await.entries.len(), 2);
    // Without its key, it is another request.
    let another = staff.presents(&ids(&tickets[..1]), "k-2").await.expect(200);
    assert_eq!(outcomes(&another), said(&[("already_presented", 409)]));
}

#[tokio::test]
async fn a_key_that_is_used_for_other_tickets_is_refused_where_they_overlap() {
    let (staff, tickets) = Staff::with_several(2).await;
    staff.presents(&ids(&tickets[..1]), "k-1").await.expect(200);
    let answer = staff.presents(&ids(&tickets), "k-1").await.expect(200);
    assert_eq!(outcomes(&answer), said(&[("refused", 409), ("presented", 200)]));
    assert_eq!(answer["tickets"][0]["code"], "idempotency_key_reused");
}

#[tokio::test]
async fn what_broke_off_is_finished_by_the_repeat() {
    let (staff, tickets) = Staff::with_several(3).await;
    staff.presents(&ids(&tickets[..1]), "k-0").await.expect(200);
    // Two requests at once under one key, as after a browser lost patience.
    let all = ids(&tickets[1..]);
    let (one, other) = tokio::join!(staff.presents(&all, "k-1"), staff.presents(&all, "k-1"));
    let both = said(&[("presented", 200), ("presented", 200)]);
    assert_eq!((outcomes(&one.expect(200)), outcomes(&other.expect(200))), (both.clone(), both));
    for ticket in &tickets {
        let stands = staff.stands(ticket).await;
        assert_eq!(stands.entries.iter().filter(|entry| entry.event.name() == "presented").count(), 1);
    }
}

#[tokio::test]
async fn who_may_not_present_one_may_not_present_several() {
    let (staff, tickets) = Staff::with_several(1).await;
    let body = json!({"tickets": ids(&tickets)});
    let send =
        async |token: &str| staff.desk.post(&staff.routes, "/tickets/presentations", token, &body).await;
    staff.desk.database.requests.take();
    for groups in [&[][..], &["mco_ABHIL"]] {
        assert_eq!(send(&staff.desk.token("clerk", groups)).await.problem(403), "role_may_not");
    }
    assert_eq!(send("").await.problem(401), "token_missing");
    assert_eq!(staff.desk.database.requests.take(), 0);
    staff.desk.leaves("staff-1").await;
    assert_eq!(staff.presents(&ids(&tickets), "k-1").await.problem(401), "account_closed");
    assert_eq!(staff.stands(&tickets[0]).await, tickets[0]);
}

#[tokio::test]
async fn a_request_names_one_to_fifty_tickets() {
    let (staff, tickets) = Staff::with_several(1).await;
    let id = tickets[0].ticket.id.as_str();
    assert_eq!(staff.presents(&[], "k").await.faults(), owned(&[("/tickets", "nothing_chosen")]));
    assert_eq!(staff.presents(&vec![id; 51], "k").await.faults(), owned(&[("/tickets", "too_many")]));
    let answer = staff.presents(&[id, "x"], "k").await.faults();
    assert_eq!(answer[0].0, "/tickets/1");
    // Named twice, it is presented once.
    let answer = staff.presents(&[id, id], "k").await.expect(200);
    assert_eq!(outcomes(&answer), said(&[("presented", 200)]));
}

#[tokio::test]
async fn the_sample_event_is_taken() {
    let (staff, tickets) = Staff::with_several(1).await;
    let sample = include_str!("../../../../events/review/presentations.json");
    let sample = sample.replace("TICKET-ID", tickets[0].ticket.id.as_str());
    let answer =
        staff.desk.send(&staff.routes, portal_testkit::sample::request_of(&sample, &staff.token)).await;
    assert_eq!(outcomes(&answer.expect(200)), said(&[("presented", 200)]));
}

#[tokio::test]
async fn a_table_that_is_down_is_said_of_each_ticket() {
    let (staff, tickets) = Staff::with_several(2).await;
    let down = staff.desk.on(portal_store::Store::new(
        portal_testkit::database::client("http://127.0.0.1:1", portal_testkit::counting::Requests::default()),
        "portal",
    ));
    let body = json!({"tickets": ids(&tickets)});
    let answer =
        staff.desk.post(&routes(down), "/tickets/presentations", &staff.token, &body).await.expect(200);
    assert_eq!(outcomes(&answer), said(&[("failed", 503), ("failed", 503)]));
}

#[tokio::test]
async fn a_page_tells_of_each_ticket_and_a_reload_of_the_same() {
    let (staff, tickets) = Staff::with_several(2).await;
    staff.does("closure", &tickets[1], &json!({"reason": "medicare_only"})).await.expect(200);
    let browser = Browser::of(&staff.desk, &staff.routes, "staff-1", &["hfs_staff"]);
    let named = ids(&tickets).into_iter().map(|id| ("tickets[]", id));
    let form: Vec<(&str, &str)> = named.chain([("form_key", "k-1")]).collect();
    let page = browser.form("/tickets/presentations", &form).await.html(200);
    for said in
        [tickets[0].ticket.number.as_str(), "Presented: 1.", "Not presented: 1.", "cannot be done now"]
    {
        assert!(page.contains(said), "{said}: {page}");
    }
    let again = browser.form("/tickets/presentations", &form).await.html(200);
    assert!(again.contains("Presented: 1.") && again.contains("Not presented: 1."), "{again}");
    let spanish = browser.in_spanish().form("/tickets/presentations", &form).await.html(200);
    assert!(spanish.contains("Remitidas: 1.") && spanish.contains("No remitida."), "{spanish}");
}

#[tokio::test]
async fn who_chose_nothing_is_led_back_to_the_list_they_chose_from() {
    let (staff, _) = Staff::with_several(1).await;
    let browser = Browser::of(&staff.desk, &staff.routes, "staff-1", &["hfs_staff"]);
    let page = browser.form("/tickets/presentations?desk=intake&limit=100", &[]).await.html(422);
    assert!(page.contains("Choose at least one ticket."), "{page}");
    assert!(page.contains("href=\"/tickets?desk=intake&#38;limit=100\""), "{page}");
    assert!(page.contains("/language/es?to=%2Ftickets%3Fdesk%3Dintake%26limit%3D100"), "{page}");
}
