//! Lists handed out as CSV and as workbooks.

use super::*;
use portal_testkit::desk::dispute;
use portal_testkit::filed::filed_as;

#[tokio::test]
async fn a_list_is_handed_out_as_csv_with_no_member_and_no_formula() {
    let room = Room::open().await;
    let mut hostile = dispute(1);
    hostile["mco_tracking_number"] = "-1-2".into();
    let ticket = filed_as(&room.desk, &hostile).await.ticket;
    filed(&room.desk, 2).await;
    let answer = room.gets("/tickets?format=csv", "clerk", &[]).await;
    assert_eq!(answer.status, 200);
    assert!(answer.headers["content-type"].to_str().unwrap().starts_with("text/csv"));
    assert_eq!(answer.headers["content-disposition"], "attachment; filename=\"tickets-2026-11-24.csv\"");
    assert!(!answer.headers.contains_key("x-next-cursor"));
    let text = String::from_utf8(answer.bytes).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 3);
    assert!(lines[0].starts_with("Ticket number,State,"));
    let line = lines.iter().find(|line| line.starts_with(ticket.number.as_str())).unwrap();
    assert!(line.contains(",'-1-2,"), "{line}");
    for protected in ["Quillfeather", "Ottoline", "012345678", "23ABC", "1980-02-29"] {
        assert!(!text.contains(protected), "{protected}");
    }
}

#[tokio::test]
async fn a_list_is_handed_out_as_a_workbook() {
    let room = Room::open().await;
    filed(&room.desk, 1).await;
    let answer = room.gets("/tickets?format=xlsx&mco=ABHIL", "sam", &["hfs_staff"]).await;
    assert_eq!((answer.status, &answer.bytes[..2]), (200, b"PK".as_slice()));
    assert!(answer.headers["content-disposition"].to_str().unwrap().ends_with("2026-11-24.xlsx\""));
}

#[tokio::test]
async fn an_export_that_is_cut_says_where_the_rest_begins_and_nothing_is_lost_between() {
    let room = Room::open().await;
    for number in 0..5 {
        filed(&room.desk, number).await;
    }
    let numbers = |answer: &Answer| -> Vec<String> {
        let text = String::from_utf8(answer.bytes.clone()).unwrap();
        text.lines().skip(1).map(|line| line.split(',').next().unwrap().to_owned()).collect()
    };
    let first = room.gets("/tickets?format=csv&limit=3&state=with_mco", "clerk", &[]).await;
    let cursor = first.headers["x-next-cursor"].to_str().unwrap();
    let rest = room.gets(&format!("/tickets?format=csv&cursor={cursor}"), "clerk", &[]).await;
    let whole = room.gets("/tickets?format=csv", "clerk", &[]).await;
    assert_eq!([numbers(&first), numbers(&rest)].concat(), numbers(&whole));
    assert_eq!((numbers(&first).len(), numbers(&whole).len()), (3, 5));
}

#[tokio::test]
async fn anothers_list_is_handed_out_to_nobody() {
    let room = Room::open().await;
    filed(&room.desk, 1).await;
    let rival = room.gets("/tickets?format=csv", "rival", &[]).await;
    assert_eq!(String::from_utf8(rival.bytes).unwrap().lines().count(), 1);
    assert_eq!(
        room.gets("/tickets?format=csv&mco=MER", "ann", &["mco_ABHIL"]).await.problem(404),
        "not_found"
    );
}
