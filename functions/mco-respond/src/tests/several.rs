//! The proposals of an answer workbook, sent in one request.

use super::*;
use portal_core::identity::UploadId;
use portal_core::moves::StateName;
use portal_core::outcome::{Answer as Verdicts, ClaimVerdict, Outcome, Proposal};
use portal_store::{AnswerOutcome, Became, Findings, Held, Purpose, Slot, TicketAnswer, UploadState};
use portal_testkit::browser::Browser;
use portal_testkit::filed::upheld;

const UPLOAD: &str = "019ab5d2-7c00-7f3e-9d7a-0123456789ab";

fn proposal(ticket: &Dossier) -> Proposal {
    let pay = |claim: u16| ClaimVerdict {
        claim,
        verdict: Outcome::Pay,
        amount: portal_core::money::Money::from_cents(98_025),
        reason: None,
    };
    let claims = (1..=ticket.ticket.opening.claims).map(pay).collect();
    Verdicts { summary: "Paid on second look: Quillfeather.".parse().unwrap(), claims }
}

impl Plan {
    /// A workbook of the analyst's that answers these tickets.
    async fn uploads(&self, tickets: &[&Dossier]) -> UploadId {
        self.uploads_as("plan-1", tickets).await
    }

    async fn uploads_as(&self, user: &str, tickets: &[&Dossier]) -> UploadId {
        let slot = self.opens_slot(user, Purpose::Answers).await;
        let answer = |(row, ticket): (u32, &&Dossier)| TicketAnswer {
            ticket_id: ticket.ticket.id.clone(),
            number: ticket.ticket.number.clone(),
            due: ticket.ticket.due().map(|due| due.deadline.date),
            summary_row: row,
            rows: (1..=u32::from(ticket.ticket.opening.claims)).map(|place| 100 * row + place).collect(),
            proposal: proposal(ticket),
        };
        let held = Held::Answers((2..).zip(tickets).map(answer).collect());
        self.desk.database.store.settle_upload(&slot, "v1", &Findings::default(), Some(&held)).await.unwrap();
        slot.id
    }

    async fn opens_slot(&self, user: &str, purpose: Purpose) -> Slot {
        let slot = Slot {
            id: UPLOAD.parse().unwrap(),
            user: user.parse().unwrap(),
            purpose,
            name: "answers.xlsx".parse().unwrap(),
            mco: "ABHIL".parse().ok(),
            draft: None,
            opened_at: self.desk.now,
            closes_at: self.desk.now + chrono::TimeDelta::minutes(15),
        };
        self.desk.database.store.open_upload(&slot, None).await.unwrap();
        slot
    }

    async fn sends_all(&self, upload: &UploadId) -> Answer {
        let body = json!({"upload_id": upload.as_str()});
        self.desk.post(&self.routes, "/tickets/proposals", &self.token, &body).await
    }

    async fn state(&self, ticket: &Dossier) -> StateName {
        let stands = self.desk.database.store.dossier(&ticket.ticket.id).await.unwrap().unwrap();
        stands.ticket.state.name()
    }

    /// What the upload says of each of its answers.
    async fn became(&self, id: &UploadId) -> Vec<(AnswerOutcome, bool, Option<String>)> {
        let upload = self.desk.database.store.upload(id).await.unwrap().unwrap();
        upload.sent.into_iter().map(|one| (one.outcome, one.late, one.code)).collect()
    }

    async fn upload(&self, id: &UploadId) -> UploadState {
        self.desk.database.store.upload(id).await.unwrap().unwrap().state
    }
}

fn outcomes(answer: &Value) -> Vec<(String, u64, bool)> {
    let each = answer["tickets"].as_array().unwrap().iter();
    each.map(|one| {
        (
            one["outcome"].as_str().unwrap().to_owned(),
            one["status"].as_u64().unwrap(),
            one["late"].as_bool().unwrap(),
        )
    })
    .collect()
}

fn said(expected: &[(&str, u64, bool)]) -> Vec<(String, u64, bool)> {
    expected.iter().map(|(outcome, status, late)| ((*outcome).to_owned(), *status, *late)).collect()
}

#[tokio::test]
async fn each_ticket_gets_its_proposal_by_itself_and_a_refused_one_holds_up_no_other() {
    let plan = Plan::opens().await;
    let tickets = [
        filed(&plan.desk, 1).await,
        filed_with_claims(&plan.desk, 2, 2).await,
        filed(&plan.desk, 3).await,
        filed(&plan.desk, 4).await,
    ];
    let upload = plan.uploads(&tickets.iter().collect::<Vec<_>>()).await;
    // A colleague answers one, and the provider withdraws another.
    upheld(&plan.desk, &tickets[2]).await;
    moved(&plan.desk, &tickets[3], &clerk(&tickets[3]), Command::Withdraw { reason: None }).await;
    let answer = plan.sends_all(&upload).await.expect(200);
    let expected = said(&[
        ("proposed", 200, false),
        ("proposed", 200, false),
        ("refused", 409, false),
        ("refused", 409, false),
    ]);
    assert_eq!(outcomes(&answer), expected);
    assert_eq!(answer["tickets"][2]["code"], "wrong_state");
    let row = |place: usize| (&answer["rows"][place]["row"], &answer["rows"][place]["outcome"]);
    assert_eq!(answer["rows"].as_array().unwrap().len(), 5);
    assert_eq!(row(2), (&json!(302), &json!("proposed")));
    assert_eq!(row(4), (&json!(501), &json!("refused")));
    assert!(!answer.to_string().contains("Quillfeather"));
    assert_eq!(plan.state(&tickets[1]).await, StateName::Proposed);
    assert_eq!(plan.state(&tickets[3]).await, StateName::Withdrawn);
    assert!(
        matches!(plan.upload(&upload).await, UploadState::Filed(Became::Proposals(answers), _) if answers.len() == 4)
    );
    // Sent again, it is the same, and proposes nothing twice.
    assert_eq!(plan.sends_all(&upload).await.expect(200), answer);
    let stands = plan.desk.database.store.dossier(&tickets[0].ticket.id).await.unwrap().unwrap();
    assert_eq!(stands.entries.iter().filter(|entry| entry.event.name() == "proposed").count(), 1);
}

#[tokio::test]
async fn what_became_of_each_stays_with_the_upload_and_what_was_refused_whole_was_not_sent() {
    let plan = Plan::opens().await;
    let tickets = [filed(&plan.desk, 1).await, filed(&plan.desk, 2).await];
    let upload = plan.uploads(&[&tickets[0], &tickets[1]]).await;
    for ticket in &tickets {
        moved(&plan.desk, ticket, &clerk(ticket), Command::Withdraw { reason: None }).await;
    }
    plan.sends_all(&upload).await.expect(200);
    assert!(matches!(plan.upload(&upload).await, UploadState::Valid(..)));
    let refused = (AnswerOutcome::Refused, false, Some("wrong_state".to_owned()));
    assert_eq!(plan.became(&upload).await, [refused.clone(), refused]);
}

#[tokio::test]
async fn once_one_was_proposed_the_upload_says_which_and_goes_on_saying_it_when_keys_are_forgotten() {
    let plan = Plan::opens().await;
    let tickets = [filed(&plan.desk, 1).await, filed(&plan.desk, 2).await];
    let upload = plan.uploads(&[&tickets[0], &tickets[1]]).await;
    upheld(&plan.desk, &tickets[1]).await;
    let later = Plan::at(plan.desk.at("2026-12-25T12:00:00Z"));
    later.sends_all(&upload).await.expect(200);
    let became = [
        (AnswerOutcome::Proposed, true, None),
        (AnswerOutcome::Refused, false, Some("wrong_state".to_owned())),
    ];
    assert_eq!(plan.became(&upload).await, became);
    // A week after, the key is forgotten, and the ticket's state refuses what was proposed.
    let words = ["proposal", upload.as_str(), tickets[0].ticket.id.as_str()];
    let once = portal_edge::idempotency::once_of_part(&"plan-1".parse().unwrap(), &words);
    plan.desk.database.tidy_away(&format!("ONCE#plan-1#{}", once.key), "ONCE").await;
    let again = outcomes(&later.sends_all(&upload).await.expect(200));
    assert_eq!(again[0].0, "refused");
    assert_eq!(plan.became(&upload).await, became);
}

#[tokio::test]
async fn two_that_send_it_at_once_propose_once_and_both_are_told_so() {
    let plan = Plan::opens().await;
    let tickets = [filed(&plan.desk, 1).await, filed(&plan.desk, 2).await];
    let upload = plan.uploads(&[&tickets[0], &tickets[1]]).await;
    let (one, other) = tokio::join!(plan.sends_all(&upload), plan.sends_all(&upload));
    let both = said(&[("proposed", 200, false), ("proposed", 200, false)]);
    assert_eq!((outcomes(&one.expect(200)), outcomes(&other.expect(200))), (both.clone(), both));
    for ticket in &tickets {
        let stands = plan.desk.database.store.dossier(&ticket.ticket.id).await.unwrap().unwrap();
        assert_eq!(stands.entries.iter().filter(|entry| entry.event.name() == "proposed").count(), 1);
    }
}

#[tokio::test]
async fn one_that_comes_after_its_last_day_is_taken_and_marked_late() {
    let plan = Plan::opens().await;
    let ticket = filed(&plan.desk, 1).await;
    let upload = plan.uploads(&[&ticket]).await;
    let later = Plan::at(plan.desk.at("2026-12-25T12:00:00Z"));
    let answer = later.sends_all(&upload).await.expect(200);
    assert_eq!(outcomes(&answer), said(&[("proposed", 200, true)]));
    assert_eq!(answer["rows"][0]["late"], true);
    // Whenever it is asked for again.
    assert_eq!(outcomes(&later.sends_all(&upload).await.expect(200)), said(&[("proposed", 200, true)]));
}

#[tokio::test]
async fn a_workbook_is_its_uploaders_alone_and_of_answers() {
    let plan = Plan::opens().await;
    let ticket = filed(&plan.desk, 1).await;
    let fault = |code: &str| vec![("/upload_id".to_owned(), code.to_owned())];
    let unknown: UploadId = UPLOAD.parse().unwrap();
    assert_eq!(plan.sends_all(&unknown).await.faults(), fault("upload_unknown"));
    let upload = plan.uploads_as("plan-2", &[&ticket]).await;
    assert_eq!(plan.sends_all(&upload).await.faults(), fault("upload_unknown"));
    // Another MCO's account of the same person sees no ticket of this one.
    let token = plan.desk.token("plan-2", &["mco_MER"]);
    let body = json!({"upload_id": upload.as_str()});
    let other = plan.desk.post(&plan.routes, "/tickets/proposals", &token, &body).await.expect(200);
    assert_eq!(outcomes(&other), said(&[("refused", 404, false)]));
    assert_eq!(plan.state(&ticket).await, StateName::WithMco);
    for (groups, code) in [(&[][..], "role_may_not"), (&["hfs_lead"], "role_may_not")] {
        let token = plan.desk.token("plan-2", groups);
        assert_eq!(
            plan.desk.post(&plan.routes, "/tickets/proposals", &token, &body).await.problem(403),
            code
        );
    }
    assert_eq!(
        plan.desk.post(&plan.routes, "/tickets/proposals", "", &body).await.problem(401),
        "token_missing"
    );
}

#[rstest]
#[case::waiting(Purpose::Answers, None, "upload_waiting")]
#[case::with_faults(Purpose::Answers, Some(None), "upload_rejected")]
#[case::of_claims(Purpose::Claims, None, "upload_not_answers")]
#[case::valid_claims(
    Purpose::Claims,
    Some(Some(Held::Claims(portal_store::Contents::default()))),
    "upload_not_answers"
)]
#[tokio::test]
async fn what_is_no_valid_answer_workbook_is_told_what_it_is(
    #[case] purpose: Purpose,
    #[case] held: Option<Option<Held>>,
    #[case] code: &str,
) {
    let plan = Plan::opens().await;
    let slot = plan.opens_slot("plan-1", purpose).await;
    if let Some(held) = held {
        let store = &plan.desk.database.store;
        store.settle_upload(&slot, "v1", &Findings::default(), held.as_ref()).await.unwrap();
    }
    let told = plan.sends_all(&slot.id).await.faults();
    assert_eq!(told, [("/upload_id".to_owned(), code.to_owned())]);
    let later = Plan::at(plan.desk.at("2026-11-24T19:00:00Z"));
    if code == "upload_waiting" {
        assert_eq!(later.sends_all(&slot.id).await.faults()[0].1, "upload_expired");
    }
}

#[tokio::test]
async fn who_has_left_sends_nothing() {
    let plan = Plan::opens().await;
    let ticket = filed(&plan.desk, 1).await;
    let upload = plan.uploads(&[&ticket]).await;
    plan.desk.leaves("plan-1").await;
    assert_eq!(plan.sends_all(&upload).await.problem(401), "account_closed");
    assert_eq!(plan.state(&ticket).await, StateName::WithMco);
}

#[tokio::test]
async fn the_sample_event_is_taken() {
    let plan = Plan::opens().await;
    let ticket = filed(&plan.desk, 1).await;
    let upload = plan.uploads(&[&ticket]).await;
    let sample = include_str!("../../../../events/mco-respond/proposals.json");
    let sample = sample.replace("UPLOAD-ID", upload.as_str());
    let answer = plan.desk.send(&plan.routes, request_of(&sample, &plan.token)).await.expect(200);
    assert_eq!(outcomes(&answer), said(&[("proposed", 200, false)]));
}

#[tokio::test]
async fn a_page_tells_of_each_ticket_and_a_reload_of_the_same() {
    let plan = Plan::opens().await;
    let tickets = [filed(&plan.desk, 1).await, filed(&plan.desk, 2).await];
    let upload = plan.uploads(&[&tickets[0], &tickets[1]]).await;
    upheld(&plan.desk, &tickets[1]).await;
    let browser = Browser::of(&plan.desk, &plan.routes, "plan-1", &["mco_ABHIL"]);
    let form = [("upload_id", upload.as_str()), ("form_key", "k-1")];
    for _ in 0..2 {
        let page = browser.form("/tickets/proposals", &form).await.html(200);
        for said in [tickets[0].ticket.number.as_str(), "Sent: 1.", "Refused: 1.", "cannot be done now"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        assert!(!page.contains("Quillfeather") && !page.contains("Send again"), "{page}");
    }
    let spanish = browser.in_spanish().form("/tickets/proposals", &form).await.html(200);
    assert!(spanish.contains("Enviadas: 1.") && spanish.contains("Rechazada."), "{spanish}");
}

#[tokio::test]
async fn what_failed_is_finished_by_sending_it_again() {
    let plan = Plan::opens().await;
    let ticket = filed(&plan.desk, 1).await;
    let upload = plan.uploads(&[&ticket]).await;
    let down = plan.desk.on(Store::new(client("http://127.0.0.1:1", Requests::default()), "portal"));
    let body = json!({"upload_id": upload.as_str()});
    let answer = plan.desk.post(&routes(down), "/tickets/proposals", &plan.token, &body).await;
    assert_eq!(answer.problem(503), "unavailable");
    assert!(matches!(plan.upload(&upload).await, UploadState::Valid(..)));
    assert_eq!(outcomes(&plan.sends_all(&upload).await.expect(200)), said(&[("proposed", 200, false)]));
}
