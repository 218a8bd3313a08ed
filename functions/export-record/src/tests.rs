//! Exports of a real table's record into a bucket.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use crate::export::{Exported, Limits};
use crate::handler::Exporter;
use portal_core::actor::Role;
use portal_edge::ScheduledEvent;
use portal_store::{Access, Dossier, Files, Record, What};
use portal_testkit::bucket::Bucket;
use portal_testkit::captured::Log;
use portal_testkit::desk::Desk;
use portal_testkit::filed::{filed, upheld};
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The night after the desk's day.
const NIGHT: &str = "2026-11-25T03:15:00Z";

struct Archive {
    desk: Desk,
    bucket: Bucket,
    tickets: Vec<Dossier>,
}

impl Archive {
    /// Three tickets that were filed and answered, each opened twice.
    async fn of_a_day() -> Self {
        let desk = Desk::open().await;
        let mut tickets = Vec::new();
        for number in 1..=3 {
            let ticket = filed(&desk, number).await;
            tickets.push(upheld(&desk, &ticket).await);
        }
        let archive = Self { desk, bucket: Bucket::start().await, tickets };
        for ticket in &archive.tickets {
            for user in ["ann", "bo"] {
                archive.opens(ticket, user).await;
            }
        }
        archive
    }

    async fn opens(&self, ticket: &Dossier, user: &str) {
        let (store, user, of) =
            (self.desk.portal.store(), user.parse().unwrap(), Record::Ticket(ticket.ticket.id.clone()));
        let head = store.audit_head(&of).await.unwrap();
        let (role, what, at, request_id, reason) = (Role::Mco, What::Read, self.desk.now, "request-1", None);
        let access = Access { user: &user, role, of, what, at, request_id, reason };
        store.record_access(&access, head).await.unwrap();
    }

    fn exporter(&self, now: &str, files: Files, limits: Limits) -> Exporter {
        Exporter { portal: self.desk.at(now).portal, files: Arc::new(Ok(files)), limits }
    }

    async fn exports(&self, now: &str, limits: Limits) -> Exported {
        let event = ScheduledEvent { time: now.parse().unwrap() };
        self.exporter(now, self.bucket.files.clone(), limits).run(event).await.unwrap()
    }

    fn lines(&self) -> Vec<Value> {
        let keys: BTreeSet<String> = self.bucket.keys().into_iter().collect();
        let text = keys.iter().map(|key| String::from_utf8(self.bucket.bytes(key)).unwrap());
        text.collect::<String>().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Reading and events of each ticket, as often as they are in the bucket.
    fn assert_whole(&self) {
        let lines = self.lines();
        for ticket in &self.tickets {
            let id = ticket.ticket.id.as_str();
            let events = lines.iter().filter(|line| line["ticket"] == id);
            let events: Vec<(u64, &str)> = events
                .map(|line| (line["entry"]["seq"].as_u64().unwrap(), line["entry"]["hash"].as_str().unwrap()))
                .collect();
            assert_eq!(events.iter().map(|(seq, _)| *seq).collect::<Vec<_>>(), [1, 2, 3]);
            assert_eq!(events[2].1, ticket.ticket.head);
            let readings = lines.iter().filter(|line| line["of"]["ticket"] == id);
            let users: Vec<&str> = readings.map(|line| line["user"].as_str().unwrap()).collect();
            assert_eq!(users, ["ann", "bo"]);
        }
    }
}

#[tokio::test]
async fn a_days_readings_and_events_are_in_the_bucket_as_json_lines_once() {
    let archive = Archive::of_a_day().await;
    let exported = archive.exports(NIGHT, Limits::default()).await;
    assert_eq!((exported.lines, exported.already, exported.more), (15, 0, false));
    archive.assert_whole();
    let keys = archive.bucket.keys();
    assert!(keys.iter().all(|key| key.starts_with("record/2026/11/24-") && key.ends_with("-0001.jsonl")));
    archive.desk.database.requests.take();
    let again = archive.exports("2026-11-25T04:15:00Z", Limits::default()).await;
    assert_eq!((again, archive.bucket.keys()), (Exported::default(), keys));
    // That there is nothing to do costs one read.
    assert_eq!(archive.desk.database.requests.take(), 1);
}

#[tokio::test]
async fn a_run_that_stops_goes_on_where_it_stopped_and_leaves_nothing_out() {
    let archive = Archive::of_a_day().await;
    let (mut runs, limits) = (0, Limits { items: 2, pages: 20 });
    while archive.exports(NIGHT, limits).await.more {
        runs += 1;
    }
    assert!(runs > 5);
    archive.assert_whole();
    assert_eq!(archive.lines().len(), 15);
}

#[tokio::test]
async fn a_run_that_forgot_how_far_it_came_writes_nothing_anew() {
    let archive = Archive::of_a_day().await;
    archive.exports(NIGHT, Limits::default()).await;
    let before = archive.lines();
    let start = portal_store::ExportPlace::start_of("2026-11-20".parse().unwrap());
    archive.desk.portal.store().export_reached(&start).await.unwrap();
    let again = archive.exports(NIGHT, Limits::default()).await;
    assert_eq!((again.files, again.days), (0, 5));
    assert!(again.already > 0);
    assert_eq!(archive.lines(), before);
}

#[tokio::test]
async fn a_day_is_exported_once_it_is_over_and_settled_and_after_an_outage_each_day_by_itself() {
    let archive = Archive::of_a_day().await;
    let early = archive.exports("2026-11-25T02:59:59Z", Limits::default()).await;
    assert_eq!((early.files, archive.bucket.keys().len()), (0, 0));
    let later = Archive { desk: archive.desk.at("2026-11-27T18:00:00Z"), ..archive };
    later.opens(&later.tickets[0], "cy").await;
    let exported = later.exports("2026-11-30T03:15:00Z", Limits::default()).await;
    assert_eq!((exported.days, exported.lines), (6, 16));
    assert!(later.bucket.keys().iter().any(|key| key.starts_with("record/2026/11/27-")));
}

#[tokio::test]
async fn a_bucket_that_is_down_is_a_fault_and_the_next_run_goes_on() {
    let archive = Archive::of_a_day().await;
    let event = ScheduledEvent { time: NIGHT.parse().unwrap() };
    let mut down = archive.exporter(NIGHT, archive.bucket.files.clone(), Limits::default());
    down.files = Arc::new(Err(portal_store::StoreError::Unavailable("no bucket".to_owned())));
    assert_eq!(down.run(event).await.unwrap_err().code, "record_not_exported");
    assert_eq!(archive.exports(NIGHT, Limits::default()).await.lines, 15);
}

#[tokio::test]
async fn an_export_said_to_have_come_to_a_day_that_is_not_yet_is_a_fault_and_no_quiet_night() {
    let archive = Archive::of_a_day().await;
    let event = ScheduledEvent { time: NIGHT.parse().unwrap() };
    let far = portal_store::ExportPlace::start_of("2099-01-01".parse().unwrap());
    archive.desk.database.store.export_reached(&far).await.unwrap();
    let exporter = archive.exporter(NIGHT, archive.bucket.files.clone(), Limits::default());
    assert_eq!(exporter.run(event).await.unwrap_err().code, "record_not_exported");
}

#[tokio::test]
async fn a_run_from_the_future_is_refused() {
    let archive = Archive::of_a_day().await;
    let exporter = archive.exporter(NIGHT, archive.bucket.files.clone(), Limits::default());
    let sample: ScheduledEvent =
        serde_json::from_str(include_str!("../../../events/export-record/schedule.json")).unwrap();
    assert_eq!(exporter.run(sample).await.unwrap().lines, 15);
    let future = ScheduledEvent { time: "2026-12-25T03:15:00Z".parse().unwrap() };
    assert_eq!(exporter.run(future).await.unwrap_err().code, "time_in_the_future");
}

#[test]
fn the_log_says_how_much_and_of_nobody() {
    let (private, log) = Log::of(async {
        let archive = Archive::of_a_day().await;
        archive.exports(NIGHT, Limits::default()).await;
        let ids = archive.tickets.iter().map(|ticket| ticket.ticket.id.to_string());
        ids.chain(["\"ann\"".to_owned()]).collect::<Vec<_>>()
    });
    log.assert_private(&private);
}
