//! What a sweep promises whatever it meets: others at work, broken tickets, little time.

use super::*;
use crate::sweep::Limits;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use portal_edge::ScheduledEvent;
use portal_store::{ExportPlace, RecordLine};
use portal_testkit::captured::Captured;
use portal_testkit::database::TABLE;
use portal_testkit::desk::NOW;
use std::time::Duration;

const SAMPLE: &str = include_str!("../../../../events/deadline-sweeper/schedule.json");

async fn set(desk: &Desk, ticket: &TicketId, sk: &str, name: &str, value: AttributeValue) {
    let update = desk.database.client.update_item().table_name(TABLE);
    let update = update.key("pk", AttributeValue::S(format!("TICKET#{ticket}")));
    let update = update.key("sk", AttributeValue::S(sk.to_owned()));
    let update = update.update_expression("SET #name = :value").expression_attribute_names("#name", name);
    update.expression_attribute_values(":value", value).send().await.unwrap();
}

async fn spoilt(desk: &Desk, ticket: &TicketId) {
    let rubbish = AttributeValue::B(Blob::new("Doe, Jane"));
    set(desk, ticket, "EVENT#000001", "entries", rubbish).await;
}

#[tokio::test]
async fn a_second_sweep_changes_nothing() {
    let desk = desk().await;
    let ticket = filed(&desk, 1, false).await.ticket;
    swept_at(&desk, OVERDUE).await;
    let once = ticket_of(&desk, &ticket.id).await;
    letters(&desk).await;
    assert_eq!(swept_at(&desk, OVERDUE).await, Swept::default());
    assert_eq!(swept_at(&desk, "2027-01-05T05:59:59Z").await, Swept::default());
    assert_eq!(ticket_of(&desk, &ticket.id).await, once);
    assert!(letters(&desk).await.is_empty());
}

#[tokio::test]
async fn two_sweeps_at_once_carry_everything_out_once() {
    let desk = desk().await;
    let mut tickets = Vec::new();
    for number in 0..12 {
        tickets.push(filed(&desk, number, false).await.ticket.id);
    }
    letters(&desk).await;
    let (one, other) = tokio::join!(swept_at(&desk, OVERDUE), swept_at(&desk, "2026-12-25T06:00:01Z"));
    let both = one.and(other);
    assert_eq!((both.overdue, both.failed, both.more), (12, 0, false), "{both:?}");
    assert_eq!(both.examined, 12 + both.already_done);
    for ticket in &tickets {
        assert_eq!(ticket_of(&desk, ticket).await.entries.len(), 3);
    }
    assert_eq!(letters(&desk).await.len(), 4 * 12);
}

#[tokio::test]
async fn two_sweeps_at_once_tell_the_lead_once_and_a_third_changes_nothing() {
    let desk = desk().await;
    for number in 0..12 {
        filed(&desk, number, false).await;
    }
    assert_eq!(swept_at(&desk, OVERDUE).await.overdue, 12);
    letters(&desk).await;
    let (one, other) = tokio::join!(swept_at(&desk, LEAD), swept_at(&desk, "2027-01-05T06:00:01Z"));
    let both = one.and(other);
    assert_eq!((both.escalated, both.overdue, both.failed), (12, 0, 0), "{both:?}");
    assert_eq!(letters(&desk).await, vec!["escalated hfs_lead"; 12]);
    assert_eq!(swept_at(&desk, "2027-03-01T06:00:00Z").await, Swept::default());
}

#[tokio::test]
async fn a_ticket_that_does_not_read_stops_no_other_and_grows_old_in_the_log() {
    let desk = desk().await;
    let broken = filed(&desk, 0, false).await.ticket;
    for number in 1..6 {
        filed(&desk, number, false).await;
    }
    spoilt(&desk, &broken.id).await;
    letters(&desk).await;
    let swept = swept_at(&desk, OVERDUE).await;
    assert_eq!((swept.examined, swept.overdue, swept.failed), (6, 5, 1));
    // It has been due since the first reminder, eleven days ago.
    assert_eq!(swept.oldest_overdue_s, 11 * 86_400);
    let again = swept_at(&desk, "2026-12-26T06:00:00Z").await;
    assert_eq!((again.examined, again.failed, again.oldest_overdue_s), (1, 1, 12 * 86_400));
}

#[tokio::test]
async fn a_key_that_stays_due_with_nothing_to_do_is_passed_by_and_reported() {
    let desk = desk().await;
    for number in 0..9 {
        let ticket = filed(&desk, number, false).await.ticket;
        // As if the header and the timeline had parted ways.
        let place = format!("2026-11-24T17:00:0{number}.000Z#{}", ticket.id);
        set(&desk, &ticket.id, "TICKET", "due_sk", AttributeValue::S(place)).await;
        set(&desk, &ticket.id, "TICKET", "due_pk", AttributeValue::S("DUE#TICKET#0".to_owned())).await;
    }
    let sweeper =
        Sweeper { limits: Limits { page: 2, ..Limits::default() }, ..Sweeper::new(desk.portal.clone()) };
    let swept = sweeper.sweep(desk.now).await;
    let expected = Swept { examined: 9, already_done: 9, oldest_overdue_s: 3600, ..Swept::default() };
    assert_eq!(swept, expected);
}

#[tokio::test]
async fn a_sweep_out_of_time_says_that_there_is_more_and_how_old_it_is() {
    let desk = desk().await;
    for number in 0..3 {
        filed(&desk, number, false).await;
    }
    let late = desk.at("2026-12-14T07:00:00Z");
    let hurried = Limits { budget: Duration::ZERO, ..Limits::default() };
    let sweeper = Sweeper { limits: hurried, ..Sweeper::new(late.portal.clone()) };
    let swept = sweeper.sweep(late.now).await;
    assert_eq!(swept, Swept { more: true, oldest_overdue_s: 3600, ..Swept::default() });
    // With nothing due there is no more.
    assert_eq!(sweeper.sweep(desk.now).await, Swept::default());
    assert_eq!(swept_at(&desk, "2026-12-14T07:00:00Z").await.reminded, 3);
}

/// The names of what happened to tickets, as the record of a day has it.
async fn recorded_on(desk: &Desk, day: &str) -> Vec<&'static str> {
    let (day, mut names) = (day.parse().unwrap(), Vec::new());
    let mut place = ExportPlace::start_of(day);
    while place.day == day {
        let page = desk.database.store.record_page(&place, 100).await.unwrap();
        names.extend(page.lines.iter().filter_map(|line| match line {
            RecordLine::Event { entry, .. } => Some(entry.event.name()),
            RecordLine::Reading(_) | RecordLine::Unreadable { .. } => None,
        }));
        place = page.next;
    }
    names
}

#[tokio::test]
async fn what_a_sweep_that_comes_again_days_later_writes_is_on_the_record_of_the_day_it_is_written() {
    let desk = desk().await;
    let ticket = filed(&desk, 1, false).await.ticket;
    assert_eq!(recorded_on(&desk, "2026-11-24").await, ["filed", "presented"]);
    // The event of Christmas was kept for four days; the record of Christmas has left by then.
    let later = desk.at("2026-12-29T09:00:00Z");
    assert_eq!(Sweeper::new(later.portal.clone()).run(at(OVERDUE)).await.unwrap().overdue, 1);
    assert_eq!(
        ticket_of(&desk, &ticket.id).await.entries.last().unwrap().at.to_rfc3339(),
        "2026-12-25T06:00:00+00:00"
    );
    assert!(recorded_on(&desk, "2026-12-25").await.is_empty());
    assert_eq!(recorded_on(&desk, "2026-12-29").await, ["overdue"]);
}

fn at(time: &str) -> ScheduledEvent {
    ScheduledEvent { time: time.parse().unwrap() }
}

#[tokio::test]
async fn the_sample_event_runs_and_one_from_the_future_is_refused_but_where_time_travels() {
    let desk = desk().await;
    filed(&desk, 1, false).await;
    let sweeper = Sweeper::new(desk.portal.clone());
    assert_eq!(sweeper.run(serde_json::from_str(SAMPLE).unwrap()).await, Ok(Swept::default()));
    assert_eq!(sweeper.run(at(OVERDUE)).await.unwrap_err().code, "time_in_the_future");

    let travels = Desk::open_with(NOW, &[("ALLOW_TIME_TRAVEL", "true")]).await;
    travels.approved("clerk").await;
    filed(&travels, 1, false).await;
    assert_eq!(Sweeper::new(travels.portal.clone()).run(at(OVERDUE)).await.unwrap().overdue, 1);
}

#[test]
fn the_line_in_the_log_is_what_is_returned_and_names_nobody() {
    let captured = Captured::default();
    let swept = tracing::subscriber::with_default(captured.subscriber("info"), || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let desk = desk().await;
            filed(&desk, 1, false).await;
            let broken = filed(&desk, 2, false).await.ticket;
            spoilt(&desk, &broken.id).await;
            Sweeper::new(desk.at(OVERDUE).portal.clone()).run(at(OVERDUE)).await.unwrap()
        })
    });
    let log = captured.text();
    let lines: Vec<serde_json::Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let line = lines.iter().find(|line| line["message"] == "swept").unwrap();
    let returned = serde_json::to_value(swept).unwrap();
    for (name, value) in returned.as_object().unwrap() {
        assert_eq!(&line[name], value, "{name}");
    }
    assert_eq!((line["failed"].as_u64(), line["oldest_overdue_s"].as_u64()), (Some(1), Some(950_400)));
    let failed = lines.iter().find(|line| line["code"] == "ticket_corrupt").unwrap();
    assert!(failed["ticket"].is_string());
    assert!(["Doe", "Jane", "23ABC", "@"].iter().all(|private| !log.contains(private)), "{log}");
}
