//! The glass broken: another person's upload opened, for a reason that stays on the record.

use super::{Clerk, claims};
use portal_store::{ClaimRow, Contents, Findings, Reading, Record};
use portal_testkit::captured::{Log, MISUSED, PLANTED, misuse};
use portal_testkit::desk::{Answer, dispute};
use portal_testkit::sample::request_of;
use rstest::rstest;
use serde_json::{Value, json};

fn urgent() -> Value {
    json!({"reason": "The sender is away and the window ends today."})
}

impl Clerk {
    /// A workbook of one claim that was read and not filed.
    async fn uploads(&self) -> String {
        let slot = self.opens(&claims(), "key-1").await.expect(201);
        let id = slot["upload_id"].as_str().unwrap().to_owned();
        let findings = Findings { rows: 1, ..Findings::default() };
        let claim = serde_json::from_value(dispute(1)["claims"][0].clone()).unwrap();
        let contents = Contents { claims: vec![ClaimRow { row: 2, claim }], ..Contents::default() };
        self.found(&slot["upload_id"], "v1", &findings, Some(contents)).await;
        self.desk.database.requests.take();
        id
    }

    fn lead(&self) -> String {
        self.desk.token("lee", &["hfs_lead"])
    }

    async fn breaks(&self, id: &str, token: &str, body: &Value, headers: &[(&str, &str)]) -> Answer {
        self.desk.post_with(&self.routes, &format!("/uploads/{id}/glass"), token, body, headers).await
    }

    async fn record(&self, id: &str) -> Vec<Reading> {
        let of = Record::Upload(id.parse().unwrap());
        let record = self.desk.database.store.readings(&of, None, 100).await.unwrap();
        assert_eq!(record.broken_from, None);
        record.items
    }
}

fn told(record: &[Reading]) -> Vec<(&str, &str)> {
    record.iter().map(|entry| (entry.user.as_str(), entry.what.as_str())).collect()
}

#[tokio::test]
async fn the_lead_sees_what_the_sender_sees_and_the_reason_is_on_record_in_two_trips() {
    let clerk = Clerk::sits_down().await;
    let id = clerk.uploads().await;
    let seen = clerk.breaks(&id, &clerk.lead(), &urgent(), &[("idempotency-key", "k-1")]).await;
    // The upload, the end of its record, the idempotency record and whether they have left side by side, then the transaction.
    assert_eq!(clerk.desk.database.requests.take(), 5);
    let seen = seen.expect(200);
    assert_eq!(seen["claims"].as_array().unwrap().len(), 1);
    assert_eq!(clerk.asks(&json!(id)).await.expect(200), seen);
    let record = clerk.record(&id).await;
    assert_eq!(told(&record), [("lee", "break_glass"), ("clerk", "read")]);
    let reason = record[0].reason.as_ref().map(|reason| json!(reason));
    assert_eq!((reason.as_ref(), &record[1].reason), (Some(&urgent()["reason"]), &None));
}

#[tokio::test]
async fn the_glass_is_broken_anew_each_time_and_a_repeat_is_another_look() {
    let clerk = Clerk::sits_down().await;
    let id = clerk.uploads().await;
    let (lead, key) = (clerk.lead(), [("idempotency-key", "k-1")]);
    let seen = clerk.breaks(&id, &lead, &urgent(), &key).await.expect(200);
    assert_eq!(clerk.breaks(&id, &lead, &urgent(), &key).await.expect(200), seen);
    let other = clerk.breaks(&id, &lead, &json!({"reason": "Another."}), &key).await;
    assert_eq!(other.problem(409), "idempotency_key_reused");
    clerk.breaks(&id, &lead, &urgent(), &[]).await.expect(200);
    let record = clerk.record(&id).await;
    assert_eq!(told(&record), [("lee", "break_glass"), ("lee", "read_again"), ("lee", "break_glass")]);
    // Having broken the glass opens no other door.
    let place = format!("/uploads/{id}");
    assert_eq!(clerk.desk.get(&clerk.routes, &place, &lead).await.problem(403), "role_may_not");
}

#[tokio::test]
async fn two_leads_at_once_are_both_on_record() {
    let clerk = Clerk::sits_down().await;
    let id = clerk.uploads().await;
    let (one, two, body) = (clerk.lead(), clerk.desk.token("lou", &["hfs_lead"]), urgent());
    let (one, two) = tokio::join!(clerk.breaks(&id, &one, &body, &[]), clerk.breaks(&id, &two, &body, &[]));
    assert_eq!((one.status, two.status, clerk.record(&id).await.len()), (200, 200, 2));
}

#[rstest]
#[case::staff("sam", &["hfs_staff"], 403)]
#[case::an_mco("ann", &["mco_ABHIL"], 403)]
#[case::another_provider("another", &[], 403)]
#[case::the_sender("clerk", &[], 403)]
#[case::an_unknown_group("someone", &["auditors"], 403)]
#[tokio::test]
async fn nobody_else_breaks_it(#[case] user: &str, #[case] groups: &[&str], #[case] status: u16) {
    let clerk = Clerk::sits_down().await;
    let id = clerk.uploads().await;
    let token = clerk.desk.token(user, groups);
    clerk.breaks(&id, &token, &urgent(), &[]).await.expect(status);
    assert_eq!(clerk.breaks(&id, "", &urgent(), &[]).await.problem(401), "token_missing");
    assert!(clerk.record(&id).await.is_empty());
}

#[rstest]
#[case::nothing(json!({}), "missing")]
#[case::blank(json!({"reason": "   "}), "missing")]
#[case::too_short(json!({"reason": "ok"}), "too_short")]
#[case::too_long(json!({"reason": "x".repeat(501)}), "too_long")]
#[tokio::test]
async fn without_a_reason_it_stays_shut(#[case] body: Value, #[case] code: &str) {
    let clerk = Clerk::sits_down().await;
    let id = clerk.uploads().await;
    let faults = clerk.breaks(&id, &clerk.lead(), &body, &[]).await.faults();
    assert_eq!(faults, [("/reason".to_owned(), code.to_owned())]);
    assert!(clerk.record(&id).await.is_empty());
}

#[tokio::test]
async fn an_upload_that_is_not_there_is_not_found_and_has_no_record() {
    let clerk = Clerk::sits_down().await;
    let answer = clerk.breaks("upload-unknown", &clerk.lead(), &urgent(), &[]).await;
    assert_eq!(answer.problem(404), "not_found");
    assert!(clerk.record("upload-unknown").await.is_empty());
}

#[tokio::test]
async fn the_sample_event_breaks_the_glass() {
    let clerk = Clerk::sits_down().await;
    let id = clerk.uploads().await;
    let sample = include_str!("../../../../events/upload-template/glass.json").replace("UPLOAD-ID", &id);
    let answer = clerk.desk.send(&clerk.routes, request_of(&sample, &clerk.lead())).await;
    assert_eq!(answer.expect(200)["status"], "valid");
}

#[test]
fn neither_the_reason_nor_what_was_seen_is_in_the_log() {
    let (private, log) = Log::of(async {
        let clerk = Clerk::sits_down().await;
        let id = clerk.uploads().await;
        misuse(&clerk.desk, &clerk.routes, &format!("/uploads/{id}/glass"), &clerk.lead()).await;
        clerk.breaks(&id, &clerk.lead(), &json!({"reason": PLANTED}), &[]).await.expect(200);
        vec![clerk.lead(), "clerk".to_owned(), id]
    });
    assert_eq!(log.statuses()[1..6], MISUSED);
    log.assert_private(&private);
}
