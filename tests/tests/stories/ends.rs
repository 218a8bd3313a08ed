//! Every path of a ticket to its end, each with its mails and with its timeline whole. Requests run on the
//! real clock; where a day has to pass, the sweeper is told that it has, and what it writes on the
//! timeline is so for everyone.

use chrono::{DateTime, TimeDelta, Utc};
use portal_stories::cloud::{Cloud, text};
use portal_stories::dispute::{dispute, now};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The people around one ticket.
struct Story {
    cloud: Cloud,
    clerk: String,
    abhil: String,
    staff: String,
    lead: String,
    place: String,
    number: String,
}

impl Story {
    /// A dispute, filed and with its MCO.
    async fn begins() -> Self {
        let cloud = Cloud::here();
        let (clerk, abhil) = (cloud.token("provider.demo").await, cloud.token("mco.abhil").await);
        let (staff, lead) = (cloud.token("hfs.staff").await, cloud.token("hfs.lead").await);
        let ticket = cloud.post("/tickets", &clerk, &dispute()).await.expect(201);
        assert_eq!(ticket["state"], "with_mco");
        let place = format!("/tickets/{}", text(&ticket["ticket_id"]));
        Self { cloud, clerk, abhil, staff, lead, place, number: text(&ticket["number"]) }
    }

    async fn does(&self, token: &str, what: &str, body: &Value) -> Value {
        self.cloud.post(&format!("{}/{what}", self.place), token, body).await.expect(200)
    }

    async fn is_refused(&self, token: &str, what: &str, body: &Value) -> String {
        self.cloud.post(&format!("{}/{what}", self.place), token, body).await.problem(409)
    }

    /// The MCO upholds its denial.
    async fn is_upheld(&self) -> Value {
        let uphold = json!({
            "summary": "We uphold the denial.",
            "claims": [{"claim": 1, "outcome": "uphold", "reason": "No authorization on file."}]
        });
        self.does(&self.abhil, "proposal", &uphold).await
    }

    /// The provider asks HFS to review.
    async fn is_reviewed(&self) -> Value {
        self.is_upheld().await;
        let review = json!({"answer": "review", "reason": "The authorization is on record."});
        let opened = self.does(&self.clerk, "answer", &review).await;
        assert_eq!((&opened["state"], &opened["due"]["rule"]), (&json!("in_review"), &json!("R13")));
        opened
    }

    async fn is_decided(&self) -> Value {
        let split = json!({"summary": "Two of three days were authorized.", "claims": [
            {"claim": 1, "for": "split", "amount": "500.00", "reason": "One day was not covered."}
        ]});
        self.does(&self.staff, "decision", &split).await
    }

    /// Both parties read that it ended so, on a timeline that is whole; nothing moves it any more.
    async fn ends(&self, state: &str, happened: &[&str]) {
        for token in [&self.clerk, &self.abhil] {
            let ticket = self.cloud.get(&self.place, token).await.expect(200);
            assert_eq!((&ticket["state"], &ticket["due"]), (&json!(state), &Value::Null), "{ticket:#}");
            let timeline = ticket["timeline"].as_array().unwrap();
            let what: Vec<&str> = timeline.iter().map(|entry| entry["what"].as_str().unwrap()).collect();
            assert_eq!(what, happened);
            let places: Vec<u64> = timeline.iter().map(|entry| entry["seq"].as_u64().unwrap()).collect();
            assert_eq!(places, (1..=ticket["version"].as_u64().unwrap()).collect::<Vec<u64>>());
            let hashes: BTreeSet<String> = timeline.iter().map(|entry| text(&entry["hash"])).collect();
            assert_eq!(hashes.len(), timeline.len());
            let hex = |hash: &String| hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
            assert!(hashes.iter().all(hex), "{hashes:?}");
        }
        let record = format!("/audit?ticket={}", self.place.trim_start_matches("/tickets/"));
        let proved = self.cloud.get(&record, &self.lead).await.expect(200);
        assert_eq!(
            (&proved["whole"], &proved["timeline"]["entries"]),
            (&json!(true), &json!(happened.len()))
        );
        let readings = proved["readings"].as_array().unwrap();
        let opened: BTreeSet<String> = readings.iter().map(|reading| text(&reading["role"])).collect();
        assert!(opened.is_superset(&["mco".to_owned(), "provider".to_owned()].into()), "{opened:?}");
        let (nothing, message) = (json!({}), json!({"text": "One more thing.", "lane": "parties"}));
        assert_eq!(self.is_refused(&self.clerk, "withdrawal", &nothing).await, "wrong_state");
        assert_eq!(
            self.is_refused(&self.staff, "closure", &json!({"reason": "duplicate"})).await,
            "wrong_state"
        );
        assert_eq!(self.is_refused(&self.abhil, "messages", &message).await, "wrong_state");
    }

    /// Each of these was told by mail, in a letter whose subject says so; once letters up to a time left.
    async fn heard(&self, told: &[(&str, &str)], at: DateTime<Utc>) {
        let mut missing = Vec::new();
        // The schedule sends too, and may hold some of them just now.
        for _ in 0..40 {
            self.cloud.send_notices(at);
            let mails = self.cloud.mails(&self.number).await;
            let leaked = mails.iter().find(|mail| {
                ["Quillfeather", "012345678", "authorized", "on record"]
                    .iter()
                    .any(|private| mail.text.contains(private) || mail.subject.contains(private))
            });
            assert_eq!(leaked, None);
            let is_there = |(who, what): &(&str, &str)| {
                mails.iter().any(|mail| mail.to.starts_with(who) && mail.subject.contains(what))
            };
            missing = told.iter().filter(|letter| !is_there(letter)).copied().collect();
            if missing.is_empty() {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        }
        panic!("never came: {missing:?}")
    }
}

/// Where letters go: the ticket's contact, the MCO's dispute desk, HFS.
const PROVIDER: &str = "billing@prairie";
const MCO: &str = "disputes.abhil@";
const HFS: &str = "disputes@hfs";
const HFS_LEAD: &str = "leads@hfs";

fn passes_at(ticket: &Value) -> DateTime<Utc> {
    text(&ticket["due"]["passes_at"]).parse().unwrap()
}

#[tokio::test]
async fn a_proposal_that_is_accepted_resolves_the_ticket() {
    let story = Story::begins().await;
    let pay = json!({"summary": "We pay.", "claims": [{"claim": 1, "outcome": "pay"}]});
    story.does(&story.abhil, "proposal", &pay).await;
    let resolved = story.does(&story.clerk, "answer", &json!({"answer": "accept"})).await;
    assert_eq!(resolved["proposal"]["total"], "980.25");
    story.ends("resolved", &["filed", "presented", "proposed", "accepted"]).await;
    story.heard(&[(MCO, "is accepted"), (PROVIDER, "is accepted")], now()).await;
}

#[tokio::test]
async fn a_review_is_decided_once_both_sides_are_done() {
    let story = Story::begins().await;
    story.is_reviewed().await;
    let split = json!({"summary": "Too soon.", "claims": [{"claim": 1, "for": "provider"}]});
    assert_eq!(story.is_refused(&story.staff, "decision", &split).await, "evidence_open");
    let statement = json!({"statement": "The authorization was given by telephone.", "done": true});
    story.does(&story.clerk, "evidence", &statement).await;
    let both = story.does(&story.abhil, "evidence", &json!({"done": true})).await;
    assert_eq!((&both["due"]["rule"], &both["due"]["whose"]), (&json!("R14"), &json!("hfs")));
    assert_eq!(story.is_refused(&story.clerk, "evidence", &statement).await, "evidence_over");
    assert_eq!(story.is_decided().await["decision"]["total"], "500.00");
    let happened = [
        "filed",
        "presented",
        "proposed",
        "review_asked",
        "evidence_given",
        "evidence_given",
        "evidence_closed",
        "decided",
    ];
    story.ends("decided", &happened).await;
    let told = [
        (MCO, "HFS reviews"),
        (PROVIDER, "HFS reviews"),
        (HFS, "HFS reviews"),
        (HFS, "ready for decision"),
        (MCO, "HFS has decided"),
        (PROVIDER, "HFS has decided"),
    ];
    story.heard(&told, now()).await;
}

#[tokio::test]
async fn a_review_is_decided_on_what_there_is_when_the_evidence_period_lapses() {
    let story = Story::begins().await;
    let opened = story.is_reviewed().await;
    let after = passes_at(&opened) + TimeDelta::minutes(5);
    story.cloud.sweep(after);
    let lapsed = story.cloud.get(&story.place, &story.staff).await.expect(200);
    assert_eq!((&lapsed["state"], &lapsed["due"]["rule"]), (&json!("in_review"), &json!("R14")));
    assert_eq!(story.is_refused(&story.clerk, "evidence", &json!({"done": true})).await, "evidence_over");
    story.is_decided().await;
    let decided = story.cloud.get(&story.place, &story.clerk).await.expect(200);
    let happened: Vec<&str> =
        decided["timeline"].as_array().unwrap().iter().map(|entry| entry["what"].as_str().unwrap()).collect();
    assert_eq!(happened.iter().filter(|what| **what == "evidence_closed").count(), 1);
    story.ends("decided", &happened).await;
    story
        .heard(&[(HFS, "ready for decision"), (MCO, "HFS has decided"), (PROVIDER, "HFS has decided")], after)
        .await;
}

#[tokio::test]
async fn an_mco_that_never_answers_is_passed_over_and_hfs_decides() {
    let story = Story::begins().await;
    let review = json!({"answer": "review", "reason": "The MCO has not answered."});
    assert_eq!(story.is_refused(&story.clerk, "answer", &review).await, "not_yet_overdue");
    let presented = story.cloud.get(&story.place, &story.clerk).await.expect(200);
    let after = passes_at(&presented) + TimeDelta::minutes(5);
    story.cloud.sweep(after);
    let overdue = story.cloud.get(&story.place, &story.lead).await.expect(200);
    assert!(overdue["overdue_since"].is_string() && overdue["escalated_at"].is_null(), "{overdue:#}");
    // Five business days are at most twelve days, Christmas and New Year's Day among them.
    let much_later = after + TimeDelta::days(12);
    story.cloud.sweep(much_later);
    let escalated = story.cloud.get(&story.place, &story.lead).await.expect(200);
    assert!(escalated["escalated_at"].is_string(), "{escalated:#}");
    let opened = story.does(&story.clerk, "answer", &review).await;
    assert_eq!((&opened["state"], &opened["due"]["rule"]), (&json!("in_review"), &json!("R13")));
    for token in [&story.clerk, &story.abhil] {
        story.does(token, "evidence", &json!({"done": true})).await;
    }
    story.is_decided().await;
    let decided = story.cloud.get(&story.place, &story.clerk).await.expect(200);
    let happened: Vec<&str> =
        decided["timeline"].as_array().unwrap().iter().map(|entry| entry["what"].as_str().unwrap()).collect();
    assert_eq!(happened[..2], ["filed", "presented"]);
    let tail =
        ["overdue", "escalated", "review_asked", "evidence_given", "evidence_given", "evidence_closed"];
    assert!(happened.ends_with(&[&tail[..], &["decided"]].concat()), "{happened:?}");
    story.ends("decided", &happened).await;
    let told = [
        (PROVIDER, "is overdue"),
        (HFS, "is overdue"),
        (HFS_LEAD, "is still unanswered"),
        (MCO, "HFS reviews"),
        (PROVIDER, "HFS has decided"),
    ];
    story.heard(&told, much_later).await;
}

#[tokio::test]
async fn a_proposal_that_is_left_unanswered_stands_and_both_sides_are_told() {
    let story = Story::begins().await;
    let proposed = story.is_upheld().await;
    let after = passes_at(&proposed) + TimeDelta::minutes(5);
    story.cloud.sweep(after);
    let lapsed = story.cloud.get(&story.place, &story.clerk).await.expect(200);
    assert_eq!((&lapsed["closure"]["reason"], &lapsed["closure"]["rule"]), (&json!("lapsed"), &json!("R12")));
    let happened: Vec<&str> =
        lapsed["timeline"].as_array().unwrap().iter().map(|entry| entry["what"].as_str().unwrap()).collect();
    assert_eq!(happened.last(), Some(&"closed"));
    story.ends("closed", &happened).await;
    story.heard(&[(MCO, "is closed"), (PROVIDER, "is closed")], after).await;
}

#[tokio::test]
async fn a_ticket_that_is_withdrawn_may_be_filed_anew() {
    let cloud = Cloud::here();
    let clerk = cloud.token("provider.demo").await;
    let body = dispute();
    let first = cloud.post("/tickets", &clerk, &body).await.expect(201);
    let place = format!("/tickets/{}", text(&first["ticket_id"]));
    assert_eq!(cloud.post("/tickets", &clerk, &body).await.problem(409), "duplicate");
    let reason = json!({"reason": "To be filed with more claims."});
    let withdrawn = cloud.post(&format!("{place}/withdrawal"), &clerk, &reason).await.expect(200);
    assert_eq!(withdrawn["state"], "withdrawn");
    let anew = cloud.get(&format!("{place}/anew"), &clerk).await.expect(200);
    let mut again = anew["ticket"].clone();
    assert_eq!((&again["attested"], &anew["claims_workbook"]), (&json!(false), &Value::Null));
    again["attested"] = json!(true);
    assert_eq!(cloud.post("/tickets", &clerk, &again).await.expect(201)["state"], "with_mco");
    let (abhil, staff) = (cloud.token("mco.abhil").await, cloud.token("hfs.staff").await);
    let lead = cloud.token("hfs.lead").await;
    let story = Story { cloud, clerk, abhil, staff, lead, place, number: text(&first["number"]) };
    story.ends("withdrawn", &["filed", "presented", "withdrawn"]).await;
    story.heard(&[(MCO, "is withdrawn"), (PROVIDER, "is withdrawn")], now()).await;
}

#[tokio::test]
async fn hfs_closes_with_a_reason_and_says_what_to_do_next() {
    let story = Story::begins().await;
    let closed = story.does(&story.staff, "closure", &json!({"reason": "medicare_only"})).await;
    assert_eq!(
        (&closed["closure"]["reason"], &closed["closure"]["rule"]),
        (&json!("medicare_only"), &json!("R8"))
    );
    assert!(text(&closed["closure"]["text"]).contains("877-782-5565"));
    story.ends("closed", &["filed", "presented", "closed"]).await;
    story.heard(&[(MCO, "is closed"), (PROVIDER, "is closed")], now()).await;
}

#[tokio::test]
async fn the_one_extension_moves_the_due_date_once_and_nobody_gets_a_second() {
    let story = Story::begins().await;
    let before = story.cloud.get(&story.place, &story.abhil).await.expect(200);
    let more_time = json!({"reason": "The records are on their way."});
    let asked = story.does(&story.abhil, "extension", &more_time).await;
    assert_eq!((&asked["extension"], &asked["due"]), (&json!("asked"), &before["due"]));
    let granted = story.does(&story.staff, "extension/decision", &json!({"decision": "grant"})).await;
    assert_eq!((&granted["extension"], &granted["due"]["rule"]), (&json!("granted"), &json!("R11")));
    assert!(passes_at(&granted) >= passes_at(&before) + TimeDelta::days(25), "{granted:#}");
    for token in [&story.abhil, &story.clerk] {
        assert_eq!(story.is_refused(token, "extension", &more_time).await, "extension_spent");
    }
    let again = json!({"decision": "grant"});
    assert_eq!(story.is_refused(&story.staff, "extension/decision", &again).await, "no_extension_asked");
    let stands = story.cloud.get(&story.place, &story.clerk).await.expect(200);
    assert_eq!(stands["due"], granted["due"]);
    let told = [(HFS, "extension"), (PROVIDER, "extension"), (MCO, "is granted"), (PROVIDER, "is granted")];
    story.heard(&told, now()).await;
}

#[tokio::test]
async fn each_lane_is_read_by_those_it_is_for_and_no_message_is_in_its_mail() {
    let story = Story::begins().await;
    let messages = format!("{}/messages", story.place);
    let (open, inner) = (
        json!({"text": "Quillfeather: which day was not covered?", "lane": "parties"}),
        json!({"text": "Quillfeather: the plan has been late before.", "lane": "hfs"}),
    );
    let written = story.cloud.post_once(&messages, &story.clerk, &story.number, &open).await.expect(201);
    let again = story.cloud.post_once(&messages, &story.clerk, &story.number, &open).await.expect(201);
    assert_eq!(again, written);
    let note = story.cloud.post(&messages, &story.staff, &inner).await.expect(201);
    assert_eq!(story.cloud.post(&messages, &story.abhil, &inner).await.problem(403), "role_may_not");
    let mer = story.cloud.token("mco.mer").await;
    assert_eq!(story.cloud.post(&messages, &mer, &open).await.problem(404), "not_found");
    for token in [&story.clerk, &story.abhil] {
        let seen = story.cloud.get(&story.place, token).await.expect(200);
        assert_eq!(seen["messages"], json!([written]));
    }
    let seen = story.cloud.get(&story.place, &story.staff).await.expect(200);
    // The MCO has opened the ticket since it was written to.
    let mut read = written;
    read["read"] = seen["messages"][0]["read"].clone();
    assert_eq!((&read["read"][0]["side"], read["read"].as_array().map(Vec::len)), (&json!("mco"), Some(1)));
    assert_eq!(seen["messages"], json!([read, note]));
    // What was seen before the messages still stands: they moved nothing.
    assert_eq!(seen["version"], 2);
    story.heard(&[(MCO, "new message"), (HFS, "new message")], now()).await;
    let mails = story.cloud.mails(&story.number).await;
    assert!(!mails.iter().any(|mail| mail.to.starts_with(PROVIDER) && mail.subject.contains("new message")));
}
