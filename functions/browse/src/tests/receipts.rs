//! Which sides have read a message, and when first.

use super::Room;
use crate::acquaintances::Acquaintances;
use crate::handler::routes;
use portal_core::actor::Role;
use portal_core::share::Share;
use portal_edge::With;
use portal_store::{Dossier, Lane, Message, Record};
use portal_testkit::filed::filed;
use serde_json::{Value, json};

async fn written(room: &Room, ticket: &Dossier, id: &str, by: Role, lane: Lane) {
    let message = Message {
        id: id.to_owned(),
        at: room.desk.now,
        by,
        // Whoever writes for a provider acts for it.
        user: if by == Role::Provider { "clerk" } else { "someone" }.parse().unwrap(),
        lane,
        text: "Which day was not covered?".parse().unwrap(),
        files: Vec::new(),
    };
    let store = &room.desk.database.store;
    let head = store.audit_head(&Record::Ticket(ticket.ticket.id.clone())).await.unwrap();
    store.write_message(ticket, &message, ("request-1", head), None).await.unwrap();
    room.desk.database.requests.take();
}

impl Room {
    fn later(self, now: &str) -> Self {
        let desk = self.desk.at(now);
        let routes = routes(With { portal: desk.portal.clone(), own: Acquaintances::default() });
        Self { desk, routes }
    }

    async fn opens(&self, ticket: &Dossier, user: &str, groups: &[&str]) -> Vec<Value> {
        let body = self.gets(&format!("/tickets/{}", ticket.ticket.id), user, groups).await.expect(200);
        body["messages"].as_array().unwrap().iter().map(|message| message["read"].clone()).collect()
    }
}

#[tokio::test]
async fn a_message_shows_which_sides_have_opened_the_ticket_since_and_when_first() {
    let room = Room::open().await;
    let ticket = filed(&room.desk, 1).await;
    written(&room, &ticket, "message-1", Role::Provider, Lane::Parties).await;
    // Its own side's reading says nothing.
    assert_eq!(room.opens(&ticket, "clerk", &[]).await, [json!([])]);
    // The ticket, the end of its record and whether they have left side by side, then one transaction: entry, head and receipt.
    room.desk.database.requests.take();
    room.opens(&ticket, "plan-1", &["mco_ABHIL"]).await;
    assert_eq!(room.desk.database.requests.take(), 4);
    let room = room.later("2026-11-24T19:00:00Z");
    written(&room, &ticket, "message-2", Role::Provider, Lane::Parties).await;
    room.opens(&ticket, "plan-2", &["mco_ABHIL"]).await;
    room.opens(&ticket, "staff-1", &["hfs_staff"]).await;
    let read = room.opens(&ticket, "clerk", &[]).await;
    let (first, then) = ("2026-11-24T18:00:00Z", "2026-11-24T19:00:00Z");
    assert_eq!(
        read,
        [
            json!([{"side": "mco", "at": first}, {"side": "hfs", "at": then}]),
            json!([{"side": "mco", "at": then}, {"side": "hfs", "at": then}])
        ]
    );
}

#[tokio::test]
async fn what_a_side_does_not_see_it_has_not_read() {
    let room = Room::open().await;
    let ticket = filed(&room.desk, 1).await;
    written(&room, &ticket, "message-1", Role::Hfs, Lane::Hfs).await;
    room.opens(&ticket, "clerk", &[]).await;
    room.opens(&ticket, "plan-1", &["mco_ABHIL"]).await;
    assert_eq!(room.opens(&ticket, "staff-1", &["hfs_staff"]).await, [json!([])]);
}

#[tokio::test]
async fn as_many_messages_as_two_sides_write_are_read_in_two_openings_and_two_readers_at_once_lose_none() {
    let room = Room::open().await;
    let ticket = filed(&room.desk, 1).await;
    let [provider, hfs] = [Role::Provider, Role::Hfs].map(|side| Share::of(side).messages);
    let most = provider + hfs;
    for number in 0..most {
        let by = if number < provider { Role::Provider } else { Role::Hfs };
        written(&room, &ticket, &format!("message-{number:03}"), by, Lane::Parties).await;
    }
    let (one, other) = tokio::join!(
        room.opens(&ticket, "plan-1", &["mco_ABHIL"]),
        room.opens(&ticket, "plan-2", &["mco_ABHIL"])
    );
    assert_eq!([one.len(), other.len()], [usize::from(most); 2]);
    room.opens(&ticket, "plan-1", &["mco_ABHIL"]).await;
    let read = room.opens(&ticket, "clerk", &[]).await;
    let by_mco = |read: &Value| read.as_array().unwrap().iter().any(|one| one["side"] == "mco");
    assert!(read.iter().all(by_mco), "{read:?}");
}
