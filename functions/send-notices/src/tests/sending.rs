//! Who gets which letter, and what becomes of those who cannot.

use super::overtaken::a_disputed_ticket;
use super::*;
use crate::round::Limits;
use futures_util::future::join_all;
use portal_edge::ScheduledEvent;
use portal_testkit::captured::Captured;
use std::time::Duration;

const SAMPLE: &str = include_str!("../../../../events/send-notices/schedule.json");

#[tokio::test]
async fn each_letter_goes_to_its_audience_once_and_links_to_its_ticket() {
    let room = Room::open().await;
    room.files(1).await;
    let item = room.due(0).await.remove(0);
    assert_eq!(room.round(0).await, Tally { taken: 1, sent: 2, mails: 2, ..Tally::default() });
    let mails = room.mails();
    assert_eq!([mails[0].0.as_str(), mails[1].0.as_str()], [PROVIDER, MCO]);
    assert!(mails[0].1.ends_with("is received") && mails[1].1.ends_with("is presented"), "{mails:?}");
    let ticket = item.split('#').nth(1).unwrap();
    for mail in &room.post.mails()[1..] {
        assert!(mail.text.contains(&format!("http://localhost:4566/tickets/{ticket}\n")), "{}", mail.text);
        assert_eq!(mail.from, "portal@hfs.example.org");
    }
    assert_eq!(room.outcome(&item).await.as_deref(), Some("sent"));
    assert_eq!(room.round(60 * 24).await, Tally::default());
    assert_eq!(room.post.requests(), 2);
}

#[tokio::test]
async fn what_goes_to_the_lead_goes_to_the_leads_address_and_the_rest_to_the_desk() {
    let room = Room::open().await;
    let ticket = a_disputed_ticket(&room).await;
    room.swept(&ticket, -1).await;
    let much_later = room.swept(&ticket, -30).await;
    assert_eq!(room.round_at(much_later).await.sent, 5);
    let mails: Vec<_> = room.mails().into_iter().filter(|(to, _)| to.ends_with("@hfs.example.org")).collect();
    let to = |address: &str, ending: &str| {
        mails.iter().filter(|(to, subject)| to == address && subject.ends_with(ending)).count()
    };
    assert_eq!(mails.len(), 2, "{mails:?}");
    assert_eq!(to("disputes@hfs.example.org", "is overdue"), 1);
    assert_eq!(to("leads@hfs.example.org", "is still unanswered"), 1);
}

#[tokio::test]
async fn two_senders_at_once_send_each_letter_once() {
    let room = Room::open().await;
    for number in 0..12 {
        room.files(number).await;
    }
    let tallies = join_all([room.round(0), room.round(0)]).await;
    let total = |of: fn(&Tally) -> u64| tallies.iter().map(of).sum::<u64>();
    assert_eq!((total(|tally| tally.taken), total(|tally| tally.sent)), (12, 24));
    assert_eq!(total(|tally| tally.failed + tally.put_off + tally.already_sent), 0);
    // Each sender writes one mail to each of the two, of what it took; between them each ticket is told once.
    let said: Vec<String> = room.post.mails()[1..].iter().flat_map(|mail| told(&mail.text)).collect();
    let each: std::collections::BTreeSet<&String> = said.iter().collect();
    assert_eq!((said.len(), each.len()), (24, 12));
    assert!(total(|tally| tally.mails) <= 4, "{tallies:?}");
}

#[tokio::test]
async fn a_round_asks_for_an_mcos_address_once_and_for_a_letter_three_writes_or_fewer() {
    let room = Room::open().await;
    for number in 0..5 {
        room.files(number).await;
    }
    room.desk.database.requests.take();
    assert_eq!(room.round(0).await.sent, 10);
    // The hour's count; a query a shard; one contact, one person, two addresses; two mails counted; of each item: taken, two letters
    // marked, ended.
    assert_eq!(room.desk.database.requests.take(), 1 + usize::from(SHARDS) + 4 + 2 + 5 * 4);
}

#[tokio::test]
async fn whoever_is_not_on_the_allow_list_is_not_written_to_and_the_others_are() {
    let room = Room::open().await;
    room.mco_takes_mail_at("disputes@elsewhere.example.com").await;
    room.files(1).await;
    let item = room.due(0).await.remove(0);
    assert_eq!(room.round(0).await, Tally { taken: 1, sent: 1, mails: 1, held: 1, ..Tally::default() });
    assert_eq!(room.mails().len(), 1);
    assert_eq!(room.outcome(&item).await.as_deref(), Some("undeliverable"));
    assert!(room.due(60 * 24 * 30).await.is_empty());
}

#[tokio::test]
async fn an_address_that_is_none_ends_its_letter() {
    let room = Room::open().await;
    room.post.refuse(PROVIDER);
    room.files(1).await;
    let item = room.due(0).await.remove(0);
    assert_eq!(
        room.round(0).await,
        Tally { taken: 1, sent: 1, mails: 1, undeliverable: 1, ..Tally::default() }
    );
    assert_eq!(room.outcome(&item).await.as_deref(), Some("undeliverable"));
}

#[tokio::test]
async fn a_letter_to_an_mco_without_a_contact_waits_until_someone_says_where_to() {
    let room = Room::open().await;
    let delete = room.desk.database.client.delete_item().table_name(TABLE);
    let delete = delete.key("pk", AttributeValue::S("MCO#ABHIL".to_owned()));
    delete.key("sk", AttributeValue::S("CONTACT".to_owned())).send().await.unwrap();
    room.files(1).await;
    let waits = Tally { taken: 1, sent: 1, mails: 1, put_off: 1, failed: 1, ..Tally::default() };
    assert_eq!(room.round(0).await, waits);
    room.mco_takes_mail_at("disputes.abhil@mco.example.org").await;
    assert_eq!(
        room.round(2).await,
        Tally { taken: 1, sent: 1, mails: 1, already_sent: 1, ..Tally::default() }
    );
}

#[tokio::test]
async fn an_item_that_does_not_read_stops_no_other() {
    let room = Room::open().await;
    for number in 0..4 {
        room.files(number).await;
    }
    let broken = room.due(0).await.remove(1);
    room.set(&broken, "notices", AttributeValue::S("Doe, Jane".to_owned())).await;
    assert_eq!(room.round(0).await, Tally { taken: 3, sent: 6, mails: 2, failed: 1, ..Tally::default() });
    assert_eq!(room.round(1).await, Tally::default());
    assert_eq!(room.round(10).await, Tally { failed: 1, ..Tally::default() });
}

#[tokio::test]
async fn a_contact_that_does_not_read_is_tried_again_once_it_is_put_right() {
    let room = Room::open().await;
    room.mco_takes_mail_at("no address").await;
    room.files(1).await;
    let tally = Tally { taken: 1, sent: 1, mails: 1, failed: 1, put_off: 1, ..Tally::default() };
    assert_eq!(room.round(0).await, tally);
    room.mco_takes_mail_at(MCO).await;
    assert_eq!(
        room.round(1).await,
        Tally { taken: 1, sent: 1, mails: 1, already_sent: 1, ..Tally::default() }
    );
    assert_eq!(room.mails().len(), 2);
}

#[tokio::test]
async fn a_round_out_of_time_takes_nothing_and_says_that_there_is_more() {
    let room = Room::open().await;
    room.files(1).await;
    let limits = Limits { budget: Duration::ZERO, ..Limits::default() };
    let hurried = Sender { limits, ..room.sender(0) };
    assert_eq!(hurried.send_due(room.desk.now).await, Tally { more: true, ..Tally::default() });
    assert_eq!(room.round(0).await.sent, 2);
}

#[tokio::test]
async fn a_long_outbox_is_sent_page_by_page() {
    let room = Room::open().await;
    for number in 0..20 {
        room.files(number).await;
    }
    let small = Sender { limits: Limits { page: 1, ..Limits::default() }, ..room.sender(0) };
    assert_eq!(
        small.send_due(room.desk.now).await,
        Tally { taken: 20, sent: 40, mails: 2, ..Tally::default() }
    );
}

#[tokio::test]
async fn a_late_event_sends_what_is_due_by_the_clock_and_one_from_the_future_is_refused() {
    let room = Room::open().await;
    room.files(1).await;
    let sample: ScheduledEvent = serde_json::from_str(SAMPLE).unwrap();
    assert_eq!(room.sender(0).run(sample).await.unwrap().sent, 2);
    let future = ScheduledEvent { time: room.after(60) };
    assert_eq!(room.sender(0).run(future).await.unwrap_err().code, "time_in_the_future");
}

#[test]
fn the_log_says_what_was_not_delivered_and_to_which_part_and_shows_no_address() {
    let captured = Captured::default();
    let tally = tracing::subscriber::with_default(captured.subscriber("info"), || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let room = Room::open().await;
            room.mco_takes_mail_at("disputes@elsewhere.example.com").await;
            room.post.refuse(PROVIDER);
            room.files(1).await;
            room.sender(0).run(ScheduledEvent { time: room.desk.now }).await.unwrap()
        })
    });
    let log = captured.text();
    let lines: Vec<serde_json::Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let line = lines.iter().find(|line| line["message"] == "sent notices").unwrap();
    for (name, value) in serde_json::to_value(tally).unwrap().as_object().unwrap() {
        assert_eq!(&line[name], value, "{name}");
    }
    let told: Vec<String> = lines
        .iter()
        .filter(|line| line["level"] == "ERROR")
        .map(|line| format!("{} {} {}", line["kind"], line["audience"], line["code"]).replace('"', ""))
        .collect();
    assert_eq!(told, ["presented mco not_allowed", "ticket_received provider bad_address"]);
    assert!(
        ["Doe", "Jane", "23ABC", "@", "example.org"].iter().all(|private| !log.contains(private)),
        "{log}"
    );
}
