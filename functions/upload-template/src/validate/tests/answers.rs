//! Answer workbooks that landed, held against the tickets.

use super::*;
use portal_store::{Dossier, Held, TicketAnswer};
use portal_testkit::filed::{clerk, filed_with_claims, moved, upheld};

impl Room {
    /// Where an analyst of an MCO has opened a slot for the file of the sample event.
    async fn of_a_plan(mco: &str) -> Self {
        Self::with(Purpose::Answers, "ann", mco.parse().ok()).await
    }

    async fn answers(&self) -> Vec<TicketAnswer> {
        let UploadState::Valid(_, Held::Answers(answers)) = self.upload().await.state else { panic!() };
        answers
    }
}

/// Rows of ticket, claim, outcome, amount, reason; and of ticket, summary.
fn answered(answers: &[[&str; 5]], summaries: &[[&str; 2]]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Answers").unwrap();
    let headings = ["Ticket number", "Claim", "Outcome", "Amount", "Reason"];
    for (line, cells) in (0..).zip(std::iter::once(&headings).chain(answers)) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(line, column, *cell).unwrap();
        }
    }
    let sheet = book.add_worksheet().set_name("Tickets").unwrap();
    for (line, cells) in (0..).zip(std::iter::once(&["Ticket number", "Summary"]).chain(summaries)) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(line, column, *cell).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

fn number(ticket: &Dossier) -> &str {
    ticket.ticket.number.as_str()
}

#[tokio::test]
async fn what_is_answered_whole_is_valid_and_the_rest_is_left() {
    let room = Room::of_a_plan("ABHIL").await;
    let (one, two) = (filed_with_claims(&room.desk, 1, 2).await, filed(&room.desk, 2).await);
    let later = filed(&room.desk, 3).await;
    room.lays(answered(
        &[
            [number(&two), "1", "pay", "", ""],
            [number(&one), "2", "uphold", "", "Not covered."],
            [number(&one), "1", "Pagar en parte", "500", "One day was not covered."],
            [number(&later), "1", "", "", ""],
        ],
        &[[number(&one), "In part."], [number(&two), "Paid."], [number(&later), ""]],
    ));
    assert_eq!(room.runs(CREATED).await, Validated { valid: 1, ..Validated::default() });
    let answers = room.answers().await;
    assert_eq!(
        answers.iter().map(|one| one.number.as_str()).collect::<Vec<_>>(),
        [number(&two), number(&one)]
    );
    assert_eq!(answers[0].proposal.total().to_string(), "980.25");
    assert_eq!((answers[1].rows.as_slice(), answers[1].summary_row), ([4, 3].as_slice(), 2));
    assert_eq!(answers[1].proposal.total().to_string(), "500.00");
    assert_eq!(answers[1].due, one.ticket.due().map(|due| due.deadline.date));
    let findings = room.upload().await.findings().unwrap().clone();
    assert_eq!((findings.rows, findings.warnings[0].code.as_str()), (3, "left_for_later"));
    assert_eq!(findings.annotated, None);
    // Twice the same event is once.
    assert_eq!(room.runs(CREATED).await, Validated { passed_over: 1, ..Validated::default() });
}

#[tokio::test]
async fn every_ticket_is_the_uploaders_mcos_to_answer_now_and_every_fault_is_told_at_once() {
    let room = Room::of_a_plan("ABHIL").await;
    let open = filed(&room.desk, 1).await;
    let done = upheld(&room.desk, &filed(&room.desk, 2).await).await;
    let gone = filed(&room.desk, 3).await;
    let gone =
        moved(&room.desk, &gone, &clerk(&gone), portal_core::decide::Command::Withdraw { reason: None })
            .await;
    let rows = [
        [number(&open), "1", "pay_part", "1250.00", ""],
        [number(&done), "1", "pay", "", ""],
        [number(&gone), "1", "pay", "", ""],
        ["IL-0000-0000-0000", "1", "pay", "", ""],
        [number(&open), "2", "pay", "", ""],
    ];
    let summaries = rows.map(|row| [row[0], "As said."]);
    let found = room.finds(answered(&rows, &summaries[..4])).await;
    let expected = [
        (Some(2), "amount_not_a_part"),
        (Some(2), "missing"),
        (Some(3), "not_waiting_for_you"),
        (Some(4), "not_waiting_for_you"),
        (Some(5), "no_such_ticket"),
        (Some(6), "no_such_claim"),
    ];
    assert_eq!(found, expected.map(|(row, code)| (row, code.to_owned())));
    let findings = room.upload().await.findings().unwrap().clone();
    assert!(findings.faults[2].message.contains("Proposal made"), "{}", findings.faults[2].message);
    let marked = room.bucket.bytes(&findings.annotated.unwrap());
    assert_eq!(portal_workbook::read_answers(&marked).unwrap().tickets.len(), 4);
}

#[tokio::test]
async fn a_ticket_of_another_mco_looks_like_one_that_is_not_there() {
    let room = Room::of_a_plan("MER").await;
    let ticket = filed(&room.desk, 1).await;
    let rows = [[number(&ticket), "1", "never", "x", ""], ["IL-0000-0000-0000", "1", "never", "x", ""]];
    let summaries = rows.map(|row| [row[0], "As said."]);
    let found = room.finds(answered(&rows, &summaries)).await;
    let one =
        |row| ["no_such_ticket", "unknown_code", "money_shape"].map(|code| (Some(row), code.to_owned()));
    assert_eq!(found, [one(2), one(3)].concat());
}

#[tokio::test]
async fn one_that_is_past_its_last_day_is_warned_of_and_can_be_sent() {
    let room = Room::of_a_plan("ABHIL").await;
    let ticket = filed(&room.desk, 1).await;
    let desk = room.desk.at("2026-12-25T12:00:00Z");
    let validator = Validator::new(desk.portal.clone(), room.bucket.files.clone());
    room.lays(answered(&[[number(&ticket), "1", "pay", "", ""]], &[[number(&ticket), "Paid."]]));
    let validated = validator.run(serde_json::from_str(CREATED).unwrap()).await.unwrap();
    assert_eq!(validated.valid, 1);
    let findings = room.upload().await.findings().unwrap().clone();
    assert_eq!(findings.warnings[0].code, "past_its_due_date");
    assert!(findings.annotated.is_some());
}

#[tokio::test]
async fn a_workbook_of_claims_in_a_slot_for_answers_is_told_so() {
    let room = Room::of_a_plan("ABHIL").await;
    assert_eq!(room.finds(workbook(&rows(1), TICKET)).await, [(None, "other_workbook".to_owned())]);
}
