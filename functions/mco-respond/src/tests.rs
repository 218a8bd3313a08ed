//! Proposals, on a real table, with real tokens.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod pages;
mod several;

use crate::handler::routes;
use axum::Router;
use portal_core::decide::Command;
use portal_store::{Dossier, Store};
use portal_testkit::captured::{Log, MISUSED, misuse};
use portal_testkit::counting::Requests;
use portal_testkit::database::client;
use portal_testkit::desk::{Answer, Desk, NOW, dispute};
use portal_testkit::filed::{clerk, filed, filed_as, filed_with_claims, moved};
use portal_testkit::sample::request_of;
use rstest::rstest;
use serde_json::{Value, json};

struct Plan {
    desk: Desk,
    routes: Router,
    token: String,
}

impl Plan {
    async fn opens() -> Self {
        Self::at(Desk::open().await)
    }

    fn at(desk: Desk) -> Self {
        let (routes, token) = (routes(desk.portal.clone()), desk.token("plan-1", &["mco_ABHIL"]));
        Self { desk, routes, token }
    }

    async fn proposes(&self, ticket: &Dossier, body: &Value) -> Answer {
        self.sends(&self.token, ticket, body, &[]).await
    }

    async fn sends(&self, token: &str, ticket: &Dossier, body: &Value, headers: &[(&str, &str)]) -> Answer {
        self.desk.post_with(&self.routes, &path(ticket), token, body, headers).await
    }
}

fn path(ticket: &Dossier) -> String {
    format!("/tickets/{}/proposal", ticket.ticket.id)
}

fn paid() -> Value {
    json!({"summary": "Paid on second look.", "claims": [{"claim": 1, "outcome": "pay"}]})
}

#[tokio::test]
async fn a_proposal_is_made_in_two_trips_and_the_provider_answers_next() {
    let plan = Plan::opens().await;
    let ticket = filed(&plan.desk, 1).await;
    let body = json!({"summary": "Paid in part.", "claims": [
        {"claim": 1, "outcome": "pay_part", "amount": "500.00", "reason": "One day was not covered."}
    ]});
    let answer = plan.sends(&plan.token, &ticket, &body, &[("idempotency-key", "k-1")]).await;
    // The ticket, the idempotency record and whether they have left side by side, then the transaction.
    assert_eq!(plan.desk.database.requests.take(), 4);
    assert_eq!(answer.headers["etag"], "\"3\"");
    let answered = answer.expect(200);
    assert_eq!((&answered["state"], &answered["version"]), (&json!("proposed"), &json!(3)));
    assert_eq!((&answered["due"]["rule"], &answered["due"]["whose"]), (&json!("R12"), &json!("provider")));
    let proposal = &answered["proposal"];
    assert_eq!((&proposal["total"], &proposal["late"]), (&json!("500.00"), &json!(false)));
    assert_eq!(
        proposal["claims"],
        json!([{"claim": 1, "outcome": "pay_part", "amount": "500.00", "reason": "One day was not covered."}])
    );
    let kept = plan.desk.database.store.dossier(&ticket.ticket.id).await.unwrap().unwrap();
    assert_eq!(kept.ticket.version, 3);
}

#[tokio::test]
async fn without_a_key_three_requests_in_two_trips_are_enough() {
    let plan = Plan::opens().await;
    let ticket = filed(&plan.desk, 1).await;
    let answered = plan.proposes(&ticket, &paid()).await.expect(200);
    assert_eq!(plan.desk.database.requests.take(), 3);
    // Where no amount is given, all that is in dispute is paid.
    assert_eq!(answered["proposal"]["total"], "980.25");
}

#[tokio::test]
async fn who_has_left_proposes_nothing_from_the_next_request_on() {
    let plan = Plan::opens().await;
    let ticket = filed(&plan.desk, 1).await;
    plan.desk.leaves("plan-1").await;
    assert_eq!(plan.proposes(&ticket, &paid()).await.problem(401), "account_closed");
    let kept = plan.desk.database.store.dossier(&ticket.ticket.id).await.unwrap().unwrap();
    assert_eq!(kept.ticket.version, ticket.ticket.version);
}

#[tokio::test]
async fn whoever_leaves_between_reading_and_committing_proposes_nothing() {
    let plan = Plan::opens().await;
    let ticket = filed(&plan.desk, 1).await;
    plan.desk.database.close_before_next_write("plan-1");
    assert_eq!(plan.proposes(&ticket, &paid()).await.problem(401), "account_closed");
    assert_eq!(plan.desk.database.requests.take(), 3);
    let kept = plan.desk.database.store.dossier(&ticket.ticket.id).await.unwrap().unwrap();
    assert_eq!(kept, ticket);
}

#[tokio::test]
async fn a_hundred_claims_are_answered_on_one_ticket() {
    let plan = Plan::opens().await;
    let ticket = filed_with_claims(&plan.desk, 1, 100).await;
    let lines: Vec<Value> = (1..=100)
        .map(|claim| json!({"claim": claim, "outcome": "uphold", "reason": "No authorization."}))
        .collect();
    let answered = plan.proposes(&ticket, &json!({"summary": "Upheld.", "claims": lines})).await.expect(200);
    assert_eq!(answered["proposal"]["claims"].as_array().unwrap().len(), 100);
    assert_eq!(answered["proposal"]["total"], "0.00");
}

#[rstest]
#[case::left_out(json!({"summary": "The contract is countersigned."}))]
#[case::empty(json!({"summary": "The contract is countersigned.", "claims": []}))]
#[tokio::test]
async fn a_contracting_issue_is_answered_in_words(#[case] body: Value) {
    let plan = Plan::opens().await;
    let mut contracting = dispute(1);
    contracting["category"] = json!("contracting");
    contracting["claims"] = json!([]);
    let ticket = filed_as(&plan.desk, &contracting).await;
    let answered = plan.proposes(&ticket, &body).await.expect(200);
    assert_eq!(answered["proposal"]["summary"], "The contract is countersigned.");
}

#[rstest]
#[case::the_last_second("2026-12-25T05:59:59Z", false)]
#[case::the_day_after("2026-12-25T06:00:00Z", true)]
#[tokio::test]
async fn a_late_proposal_is_taken_and_marked(#[case] now: &str, #[case] late: bool) {
    let desk = Desk::open_with(NOW, &[]).await;
    let ticket = filed(&desk, 1).await;
    let answered = Plan::at(desk.at(now)).proposes(&ticket, &paid()).await.expect(200);
    assert_eq!(answered["proposal"]["late"], late);
}

#[tokio::test]
async fn every_fault_is_told_at_once_and_repeats_nothing_that_was_typed() {
    let plan = Plan::opens().await;
    let ticket = filed_with_claims(&plan.desk, 1, 3).await;
    let body = json!({"note": "Quillfeather", "claims": [
        {"claim": 1, "outcome": "pay", "amount": "9999.00", "reason": "Ottoline Quillfeather called."},
        {"claim": 2, "outcome": "pay_part", "amount": 12},
        {"claim": 2, "outcome": "uphold", "reason": "Quillfeather"},
        {"claim": 9, "outcome": "pay"},
    ]});
    let answer = plan.proposes(&ticket, &body).await;
    assert!(!String::from_utf8(answer.bytes.clone()).unwrap().contains("Quillfeather"));
    let expected = [
        ("/summary", "missing"),
        ("/claims/1/amount", "money_not_text"),
        ("/note", "unknown_field"),
        ("/claims/0/amount", "amount_over_billed"),
        ("/claims/1/reason", "missing"),
        ("/claims/2/claim", "claim_answered_twice"),
        ("/claims/3/claim", "no_such_claim"),
        ("/claims", "claim_unanswered"),
    ];
    assert_eq!(answer.faults(), expected.map(|(field, code)| (field.to_owned(), code.to_owned())));
    let kept = plan.desk.database.store.dossier(&ticket.ticket.id).await.unwrap().unwrap();
    assert_eq!(kept.ticket.version, ticket.ticket.version);
}

#[rstest]
#[case::a_provider(&[], 403, "role_may_not")]
#[case::hfs(&["hfs_staff"], 403, "role_may_not")]
#[case::hfs_lead(&["hfs_lead"], 403, "role_may_not")]
#[case::an_unknown_group(&["auditors"], 403, "no_known_role")]
#[case::two_plans(&["mco_ABHIL", "mco_MER"], 403, "roles_contradict")]
#[case::another_plan(&["mco_MER"], 404, "not_found")]
#[tokio::test]
async fn nobody_but_its_own_mco_answers_a_ticket(
    #[case] groups: &[&str],
    #[case] status: u16,
    #[case] code: &str,
) {
    let plan = Plan::opens().await;
    let ticket = filed(&plan.desk, 1).await;
    // The provider's own clerk, too, may not answer for the MCO.
    let token = plan.desk.token("clerk", groups);
    assert_eq!(plan.sends(&token, &ticket, &paid(), &[]).await.problem(status), code);
    assert_eq!(plan.sends("", &ticket, &paid(), &[]).await.problem(401), "token_missing");
}

#[tokio::test]
async fn a_ticket_not_yet_presented_is_not_there_whatever_is_sent() {
    let plan = Plan::at(Desk::open_with(NOW, &[("INTAKE_MODE", "manual")]).await);
    let ticket = filed(&plan.desk, 1).await;
    for body in [paid(), json!({"colour": "red"})] {
        assert_eq!(plan.proposes(&ticket, &body).await.problem(404), "not_found");
    }
    let nowhere = "/tickets/00000000-0000-0000-0000-000000000000/proposal";
    let answer = plan.desk.post(&plan.routes, nowhere, &plan.token, &paid()).await;
    assert_eq!(answer.problem(404), "not_found");
    let answer = plan.desk.post(&plan.routes, "/tickets/x/proposal", &plan.token, &paid()).await;
    assert_eq!(answer.problem(404), "not_found");
}

#[tokio::test]
async fn a_second_proposal_or_one_on_a_withdrawn_ticket_meets_the_wrong_state() {
    let plan = Plan::opens().await;
    let ticket = filed(&plan.desk, 1).await;
    plan.proposes(&ticket, &paid()).await.expect(200);
    let second = plan.proposes(&ticket, &paid()).await.expect(409);
    assert_eq!((&second["code"], &second["state"]), (&json!("wrong_state"), &json!("proposed")));
    let other = filed(&plan.desk, 2).await;
    moved(&plan.desk, &other, &clerk(&other), Command::Withdraw { reason: None }).await;
    let withdrawn = plan.proposes(&other, &paid()).await.expect(409);
    assert_eq!((&withdrawn["code"], &withdrawn["state"]), (&json!("wrong_state"), &json!("withdrawn")));
}

#[tokio::test]
async fn a_repeat_gets_the_first_answer_and_another_payload_is_refused() {
    let plan = Plan::opens().await;
    let ticket = filed(&plan.desk, 1).await;
    let key = [("idempotency-key", "k-1")];
    let first = plan.sends(&plan.token, &ticket, &paid(), &key).await.expect(200);
    let proposed = plan.desk.database.store.dossier(&ticket.ticket.id).await.unwrap().unwrap();
    moved(&plan.desk, &proposed, &clerk(&proposed), Command::Accept { reason: None }).await;
    // The ticket has moved on; the answer is still the first one.
    let again = plan.sends(&plan.token, &ticket, &paid(), &key).await.expect(200);
    assert_eq!(again, first);
    let mut other = paid();
    other["summary"] = json!("Something else.");
    let refused = plan.sends(&plan.token, &ticket, &other, &key).await;
    assert_eq!(refused.problem(409), "idempotency_key_reused");
}

#[tokio::test]
async fn two_at_once_with_one_key_make_one_proposal() {
    let plan = Plan::opens().await;
    let ticket = filed(&plan.desk, 1).await;
    let (body, key) = (paid(), [("idempotency-key", "k-1")]);
    let send = || plan.sends(&plan.token, &ticket, &body, &key);
    let (one, other) = tokio::join!(send(), send());
    assert_eq!(one.expect(200), other.expect(200));
    let kept = plan.desk.database.store.dossier(&ticket.ticket.id).await.unwrap().unwrap();
    assert_eq!(kept.entries.iter().filter(|entry| entry.event.name() == "proposed").count(), 1);
}

#[tokio::test]
async fn whoever_has_not_seen_the_latest_version_reads_again() {
    let plan = Plan::opens().await;
    let ticket = filed(&plan.desk, 1).await;
    let stale = plan.sends(&plan.token, &ticket, &paid(), &[("if-match", "\"1\"")]).await.expect(409);
    assert_eq!((&stale["code"], &stale["version"]), (&json!("stale_version"), &json!(2)));
    plan.sends(&plan.token, &ticket, &paid(), &[("if-match", "\"2\"")]).await.expect(200);
}

#[tokio::test]
async fn a_table_that_is_down_is_a_503_to_try_again() {
    let plan = Plan::opens().await;
    let ticket = filed(&plan.desk, 1).await;
    let down = plan.desk.on(Store::new(client("http://127.0.0.1:1", Requests::default()), "portal"));
    let answer = plan.desk.post(&routes(down), &path(&ticket), &plan.token, &paid()).await;
    assert!(answer.headers.contains_key("retry-after"));
    assert_eq!(answer.problem(503), "unavailable");
}

#[tokio::test]
async fn the_sample_event_is_a_proposal() {
    let plan = Plan::opens().await;
    let ticket = filed(&plan.desk, 1).await;
    let sample = include_str!("../../../events/mco-respond/proposal.json");
    let sample = sample.replace("TICKET-ID", ticket.ticket.id.as_str());
    let answer = plan.desk.send(&plan.routes, request_of(&sample, &plan.token)).await;
    assert_eq!(answer.headers["x-request-id"], "c3a1f0de-5b0e-4c41-9a53-0d8f6c7b2e10");
    assert_eq!(answer.expect(200)["state"], "proposed");
}

#[test]
fn nothing_that_was_sent_is_in_the_log() {
    let (token, log) = Log::of(async {
        let plan = Plan::opens().await;
        let ticket = filed(&plan.desk, 1).await;
        misuse(&plan.desk, &plan.routes, &path(&ticket), &plan.token).await;
        let body = json!({"summary": "Planted: Ottoline Quillfeather was not eligible.", "claims": [
            {"claim": 1, "outcome": "uphold", "reason": "RIN 012345678, Planted."}
        ]});
        let rival = plan.desk.token("rival-1", &["mco_MER"]);
        plan.sends(&rival, &ticket, &body, &[]).await;
        plan.sends(&plan.token, &ticket, &body, &[("idempotency-key", "Planted-key")]).await;
        plan.proposes(&ticket, &body).await;
        let down = plan.desk.on(Store::new(client("http://127.0.0.1:1", Requests::default()), "portal"));
        plan.desk.post(&routes(down), &path(&ticket), &plan.token, &body).await;
        plan.token
    });
    assert_eq!(log.statuses(), [&MISUSED[..], &[404, 200, 409, 503]].concat());
    log.assert_private(&[token, "plan-1".to_owned(), "rival-1".to_owned()]);
}
