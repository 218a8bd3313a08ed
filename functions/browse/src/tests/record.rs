//! One ticket handed out whole.

use super::*;
use calamine::Reader;
use portal_testkit::desk::dispute;
use portal_testkit::filed::{filed_as, filed_with_claims, upheld};

fn place(ticket: &Dossier, form: &str) -> String {
    format!("/tickets/{}?format={form}", ticket.ticket.id)
}

#[tokio::test]
async fn its_claims_come_as_csv_with_what_was_proposed_on_each_and_start_no_formula() {
    let room = Room::open().await;
    let mut hostile = dispute(1);
    hostile["claims"][0]["member_last_name"] = "=Quillfeather".into();
    let ticket = filed_as(&room.desk, &hostile).await;
    let ticket = upheld(&room.desk, &ticket).await;
    let answer = room.gets(&place(&ticket, "csv"), "clerk", &[]).await;
    assert_eq!(answer.status, 200);
    let name = format!("attachment; filename=\"ticket-{}.csv\"", ticket.ticket.number);
    assert_eq!(answer.headers["content-disposition"], name.as_str());
    let text = String::from_utf8(answer.bytes).unwrap();
    let [headings, claim] = text.lines().collect::<Vec<_>>()[..] else { panic!("{text}") };
    assert_eq!(headings.split(',').count(), claim.split(',').count());
    for said in [
        ticket.ticket.number.as_str(),
        "'=Quillfeather",
        "012345678",
        "Uphold the denial",
        "The denial stands.",
    ] {
        assert!(claim.contains(said), "{said}: {claim}");
    }
}

#[tokio::test]
async fn all_of_it_comes_as_a_workbook_a_sheet_for_each_thing() {
    let room = Room::open().await;
    let ticket = filed_with_claims(&room.desk, 1, 3).await;
    let ticket = upheld(&room.desk, &ticket).await;
    let answer = room.gets(&place(&ticket, "xlsx"), "sam", &["hfs_staff"]).await;
    assert_eq!(answer.status, 200);
    let mut book: calamine::Xlsx<_> = calamine::Xlsx::new(std::io::Cursor::new(answer.bytes)).unwrap();
    assert_eq!(book.sheet_names(), ["Ticket", "Claims", "Timeline", "Messages", "Files"]);
    let rows = |book: &mut calamine::Xlsx<_>, sheet: &str| book.worksheet_range(sheet).unwrap().height();
    assert_eq!(
        (rows(&mut book, "Claims"), rows(&mut book, "Timeline"), rows(&mut book, "Messages")),
        (4, 4, 1)
    );
}

#[tokio::test]
async fn who_takes_it_is_on_record_and_nobody_elses_is_there() {
    let room = Room::open().await;
    let ticket = filed(&room.desk, 1).await;
    for form in ["csv", "xlsx"] {
        assert_eq!(room.gets(&place(&ticket, form), "plan-2", &["mco_MER"]).await.problem(404), "not_found");
    }
    assert_eq!(room.gets(&place(&ticket, "pdf"), "clerk", &[]).await.problem(422), "faults");
    room.gets(&place(&ticket, "xlsx"), "sam", &["hfs_staff"]).await;
    let record = room.desk.database.audit(ticket.ticket.id.as_str()).await;
    assert_eq!(record, [("sam".to_owned(), "hfs".to_owned())]);
}
