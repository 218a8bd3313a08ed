//! What the schedule does: overdue answers are escalated once, silence lapses, mail waits.

use chrono::{DateTime, TimeDelta, Utc};
use portal_stories::cloud::{Cloud, text};
use portal_stories::dispute::{dispute, now};
use portal_stories::mails::Mail;
use serde_json::{Value, json};

fn passes_at(ticket: &Value) -> DateTime<Utc> {
    text(&ticket["due"]["passes_at"]).parse().unwrap()
}

fn told(mails: &[Mail], who: &str, what: &str) -> usize {
    mails.iter().filter(|mail| mail.to.starts_with(who) && mail.subject.contains(what)).count()
}

#[tokio::test]
async fn an_answer_that_is_overdue_is_escalated_once_however_often_the_sweeper_comes() {
    let cloud = Cloud::here();
    let clerk = cloud.token("provider.demo").await;
    let ticket = cloud.post("/tickets", &clerk, &dispute()).await.expect(201);
    let place = format!("/tickets/{}", text(&ticket["ticket_id"]));
    let after = passes_at(&ticket) + TimeDelta::minutes(5);
    assert_eq!(
        cloud.post(&format!("{place}/proposal"), &clerk, &json!({})).await.problem(403),
        "role_may_not"
    );

    let swept = cloud.sweep(after);
    assert!(swept["overdue"].as_u64().unwrap() >= 1, "{swept}");
    let overdue = cloud.get(&place, &clerk).await.expect(200);
    assert_eq!(overdue["state"], "with_mco");
    assert!(overdue["overdue_since"].is_string(), "{overdue:#}");
    let again = cloud.sweep(after);
    assert_eq!((&again["overdue"], &again["lapsed"]), (&json!(0), &json!(0)));
    assert_eq!(cloud.get(&place, &clerk).await.expect(200), overdue);

    let number = text(&ticket["number"]);
    let mails = cloud.mails_about(&number, 5, after).await;
    assert_eq!(told(&mails, "billing@", "overdue"), 1, "{mails:#?}");
    assert_eq!(told(&mails, "escalations.abhil@", "overdue"), 1, "{mails:#?}");
    assert_eq!(told(&mails, "disputes@hfs", "overdue"), 1, "{mails:#?}");

    // R10: a late proposal is still taken, and marked.
    let abhil = cloud.token("mco.abhil").await;
    let uphold = json!({
        "summary": "We uphold the denial.",
        "claims": [{"claim": 1, "outcome": "uphold", "reason": "No authorization on file."}]
    });
    // The clock of the request is today's; what the timeline calls overdue is late all the same.
    let late = cloud.post(&format!("{place}/proposal"), &abhil, &uphold).await.expect(200);
    assert_eq!((&late["state"], &late["proposal"]["late"]), (&json!("proposed"), &json!(true)));
}

#[tokio::test]
async fn a_sweep_of_now_changes_no_ticket_that_is_not_due() {
    let cloud = Cloud::here();
    let clerk = cloud.token("provider.demo").await;
    let ticket = cloud.post("/tickets", &clerk, &dispute()).await.expect(201);
    let place = format!("/tickets/{}", text(&ticket["ticket_id"]));
    cloud.sweep(now());
    assert_eq!(cloud.get(&place, &clerk).await.expect(200)["version"], ticket["version"]);
}

#[tokio::test]
async fn a_proposal_that_nobody_answers_lapses() {
    let cloud = Cloud::here();
    let (clerk, abhil) = (cloud.token("provider.demo").await, cloud.token("mco.abhil").await);
    let ticket = cloud.post("/tickets", &clerk, &dispute()).await.expect(201);
    let place = format!("/tickets/{}", text(&ticket["ticket_id"]));
    let pay = json!({"summary": "We pay.", "claims": [{"claim": 1, "outcome": "pay"}]});
    let proposed = cloud.post(&format!("{place}/proposal"), &abhil, &pay).await.expect(200);
    cloud.sweep(passes_at(&proposed) + TimeDelta::minutes(5));
    let lapsed = cloud.get(&place, &clerk).await.expect(200);
    assert_eq!((&lapsed["state"], &lapsed["closure"]["reason"]), (&json!("closed"), &json!("lapsed")));
    assert_eq!(lapsed["closure"]["rule"], "R12");
}

#[tokio::test]
async fn mail_that_is_down_fails_no_request_and_each_letter_leaves_once_when_it_is_up() {
    let cloud = Cloud::here();
    let clerk = cloud.token("provider.demo").await;
    let down = cloud.mail_down();
    let ticket = cloud.post("/tickets", &clerk, &dispute()).await.expect(201);
    let number = text(&ticket["number"]);
    for _ in 0..2 {
        let sent = cloud.tick("send_notices", now()).unwrap();
        assert_eq!(sent["sent"], 0, "{sent}");
    }
    assert!(cloud.mails(&number).await.is_empty());
    drop(down);
    let later = now() + TimeDelta::minutes(30);
    let mails = cloud.mails_about(&number, 2, later).await;
    cloud.send_notices(later + TimeDelta::hours(3));
    let all = cloud.mails(&number).await;
    assert_eq!((mails.len(), all.len()), (2, 2), "{all:#?}");
}
