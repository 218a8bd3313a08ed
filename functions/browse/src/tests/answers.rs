//! An MCO's open tickets, handed out to be answered in a workbook.

use super::*;
use portal_testkit::filed::{filed_with_claims, upheld};
use portal_workbook::read_answers;
use std::io::Cursor;

const PATH: &str = "/workbooks/answers.xlsx";

/// The numbers of the tickets in a workbook's rows of claims: none is answered in it.
fn rows(bytes: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    std::io::read_to_string(archive.by_name("xl/sharedStrings.xml").unwrap()).unwrap()
}

#[tokio::test]
async fn an_mco_takes_away_what_waits_for_it_and_every_ticket_says_so_on_its_record() {
    let room = Room::open().await;
    let (one, two) = (filed(&room.desk, 1).await, filed_with_claims(&room.desk, 2, 3).await);
    let answered = upheld(&room.desk, &filed(&room.desk, 3).await).await;
    let gone = filed(&room.desk, 4).await;
    room.withdrawn(&gone).await;
    let answer = room.gets(PATH, "ann", &["mco_ABHIL"]).await;
    assert_eq!((answer.status, &answer.headers["x-more-tickets"]), (200, &"false".parse().unwrap()));
    assert_eq!(
        answer.headers["content-disposition"],
        "attachment; filename=\"answers-ABHIL-2026-11-24.xlsx\""
    );
    let read = read_answers(&answer.bytes).unwrap();
    assert_eq!(read.faults[0].code, "nothing_answered");
    assert!(read.notes.iter().any(|note| note.message.starts_with("2 ticket(s)")), "{:?}", read.notes);
    let text = rows(&answer.bytes);
    for ticket in [&one, &two] {
        assert!(text.contains(ticket.ticket.number.as_str()));
        let record = room.desk.database.audit(ticket.ticket.id.as_str()).await;
        assert_eq!(record, [("ann".to_owned(), "mco".to_owned())]);
    }
    for ticket in [&answered, &gone] {
        assert!(!text.contains(ticket.ticket.number.as_str()));
        assert!(room.desk.database.audit(ticket.ticket.id.as_str()).await.is_empty());
    }
    assert!(text.contains("Quillfeather") && text.contains("012345678"));
}

#[tokio::test]
async fn another_mco_gets_none_of_them_and_nobody_else_gets_the_workbook() {
    let room = Room::open().await;
    let ticket = filed(&room.desk, 1).await;
    let answer = room.gets(PATH, "mel", &["mco_MER"]).await;
    assert_eq!(answer.status, 200);
    assert!(!rows(&answer.bytes).contains(ticket.ticket.number.as_str()));
    assert!(rows(&answer.bytes).contains("No ticket waited"));
    assert_eq!(room.gets(PATH, "clerk", &[]).await.problem(403), "role_may_not");
    assert_eq!(room.gets(PATH, "sam", &["hfs_lead"]).await.problem(403), "role_may_not");
    assert_eq!(room.desk.get(&room.routes, PATH, "").await.problem(401), "token_missing");
    room.desk.leaves("ann").await;
    assert_eq!(room.gets(PATH, "ann", &["mco_ABHIL"]).await.problem(401), "account_closed");
    assert!(room.desk.database.audit(ticket.ticket.id.as_str()).await.is_empty());
}

#[tokio::test]
async fn what_does_not_fit_is_left_out_from_the_last_on_and_said() {
    let room = Room::open().await;
    for number in 1..=11 {
        filed_with_claims(&room.desk, number, 95).await;
    }
    let answer = room.gets(PATH, "ann", &["mco_ABHIL"]).await;
    assert_eq!(answer.headers["x-more-tickets"], "true");
    let read = read_answers(&answer.bytes).unwrap();
    assert!(read.notes.iter().any(|note| note.message.starts_with("10 ticket(s)")), "{:?}", read.notes);
    assert!(rows(&answer.bytes).contains("There were more tickets than fit into this workbook"));
}
