//! Reports of the mail service, on a real table.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use crate::listener::{Heard, Listener, Told};
use crate::report::{Report, Unreadable, report};
use portal_store::{Mute, Store};
use portal_testkit::captured::Captured;
use portal_testkit::counting::Requests;
use portal_testkit::database::client;
use portal_testkit::desk::Desk;
use rstest::rstest;
use serde_json::{Value, json};

const BOUNCE: &str = include_str!("../../../events/mail-feedback/bounce.json");
const COMPLAINT: &str = include_str!("../../../events/mail-feedback/complaint.json");

fn told(event: &str) -> Told {
    serde_json::from_str(event).unwrap()
}

/// Events of SNS, of these messages.
fn telling(messages: &[&str]) -> Told {
    let records: Vec<Value> = messages.iter().map(|text| json!({"Sns": {"Message": text}})).collect();
    serde_json::from_value(json!({"Records": records})).unwrap()
}

/// The report in a sample, changed.
fn changed(event: &str, change: impl FnOnce(&mut Value)) -> String {
    let event: Value = serde_json::from_str(event).unwrap();
    let mut message: Value =
        serde_json::from_str(event["Records"][0]["Sns"]["Message"].as_str().unwrap()).unwrap();
    change(&mut message);
    message.to_string()
}

async fn marked(desk: &Desk, address: &str) -> Option<Mute> {
    let known = desk.database.store.marked_address(&address.parse().unwrap()).await.unwrap();
    known.filter(|known| known.released_at.is_none()).map(|known| known.because)
}

#[tokio::test]
async fn a_bounce_for_good_and_a_complaint_mark_their_address_however_often_they_are_told() {
    let desk = Desk::open().await;
    let listener = Listener::new(desk.portal.clone());
    for _ in 0..2 {
        assert_eq!(listener.run(told(BOUNCE)).await, Ok(Heard { marked: 1, passed_over: 0 }));
        assert_eq!(listener.run(told(COMPLAINT)).await, Ok(Heard { marked: 1, passed_over: 0 }));
    }
    assert_eq!(desk.database.requests.take(), 4);
    assert_eq!(marked(&desk, "Gone@prairie.example.org").await, Some(Mute::Bounced));
    assert_eq!(marked(&desk, "cross@prairie.example.org").await, Some(Mute::Complained));
    assert_eq!(marked(&desk, "billing@prairie.example.org").await, None);
}

#[rstest]
#[case(changed(BOUNCE, |report| report["bounce"]["bounceType"] = json!("Transient")), "bounced_for_now")]
#[case(changed(BOUNCE, |report| report["bounce"]["bounceType"] = json!("Undetermined")), "bounced_for_now")]
#[case(changed(COMPLAINT, |report| report["complaint"]["complaintFeedbackType"] = json!("not-spam")), "not_spam")]
#[case(changed(BOUNCE, |report| report["eventType"] = json!("Delivery")), "not_asked_for")]
#[case("Successfully validated SNS topic for Amazon SES event publishing.".to_owned(), "topic_validated")]
fn what_may_pass_marks_nothing(#[case] message: String, #[case] why: &str) {
    assert!(matches!(report(&message), Ok(Report::Nothing(told)) if told == why));
}

#[test]
fn the_notifications_of_an_identity_say_the_same_in_another_field() {
    let older = changed(BOUNCE, |report| {
        report["notificationType"] = report["eventType"].take();
        report.as_object_mut().unwrap().remove("eventType");
    });
    assert_eq!(report(&older), report(&changed(BOUNCE, |_| {})));
}

#[test]
fn the_address_that_was_written_to_is_marked_too_where_it_was_forwarded() {
    let forwarded = changed(BOUNCE, |report| {
        report["bounce"]["bouncedRecipients"][0]["emailAddress"] =
            json!("Jane Doe <jane@elsewhere.example.com>");
    });
    let Ok(Report::Mark { addresses, .. }) = report(&forwarded) else { panic!("no mark") };
    let addresses: Vec<&str> = addresses.iter().map(|address| address.as_str()).collect();
    assert_eq!(addresses, ["jane@elsewhere.example.com", "gone@prairie.example.org"]);
}

#[rstest]
#[case("Jane Doe")]
#[case("{}")]
#[case("{\"eventType\":\"Bounce\"}")]
#[case(&changed(BOUNCE, |report| report["bounce"]["bounceType"] = json!("Eternal")))]
#[case(&changed(BOUNCE, |report| { report["bounce"]["bouncedRecipients"] = json!([]); report["mail"] = json!({}); }))]
#[case(&changed(COMPLAINT, |report| report["complaint"]["timestamp"] = json!("yesterday")))]
fn what_is_no_report_is_refused(#[case] message: &str) {
    assert_eq!(report(message), Err(Unreadable));
}

#[tokio::test]
async fn one_message_that_does_not_read_fails_its_event_and_holds_up_no_other() {
    let desk = Desk::open().await;
    let listener = Listener::new(desk.portal.clone());
    let bounce = changed(BOUNCE, |_| {});
    let fault = listener.run(telling(&["gone@prairie.example.org", &bounce])).await.unwrap_err();
    assert_eq!(fault.code, "report_unreadable");
    assert!(!format!("{fault}{fault:?}").contains('@'));
    assert_eq!(marked(&desk, "gone@prairie.example.org").await, Some(Mute::Bounced));
}

#[tokio::test]
async fn when_the_table_is_down_the_event_comes_again() {
    let desk = Desk::open().await;
    let nowhere = Store::new(client("http://127.0.0.1:1", Requests::default()), "portal");
    let listener = Listener::new(desk.on(nowhere));
    assert_eq!(listener.run(told(BOUNCE)).await.unwrap_err().code, "unavailable");
}

#[test]
fn the_log_shows_no_address() {
    let captured = Captured::default();
    tracing::subscriber::with_default(captured.subscriber("trace"), || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let desk = Desk::open().await;
            let listener = Listener::new(desk.portal.clone());
            for event in [BOUNCE, COMPLAINT] {
                listener.run(told(event)).await.unwrap();
            }
        });
    });
    let log = captured.text();
    let ours: Vec<&str> = log.lines().filter(|line| line.contains("mail feedback")).collect();
    assert!(ours.len() == 2 && ours[0].contains("bounced") && ours[1].contains("complained"), "{log}");
    assert!(
        ["gone", "cross", "prairie"].iter().all(|private| ours.iter().all(|line| !line.contains(private))),
        "{log}"
    );
}
