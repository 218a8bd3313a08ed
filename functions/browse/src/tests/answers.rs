//! An MCO's open tickets, handed out to be answered in a workbook.

use super::*;
use portal_testkit::browser::Browser;
use portal_testkit::filed::{filed_with_claims, upheld};
use portal_workbook::read_answers;
use std::io::Cursor;

const PATH: &str = "/workbooks/answers.xlsx";

impl Room {
    fn browser(&self, user: &str, groups: &[&str]) -> Browser<'_> {
        Browser::of(&self.desk, &self.routes, user, groups)
    }
}

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

/// The ticket numbers of a workbook, whatever else stands in it.
fn numbers(answer: &Answer, all: &[Dossier]) -> Vec<String> {
    let text = rows(&answer.bytes);
    let held = all.iter().map(|one| one.ticket.number.as_str()).filter(|number| text.contains(*number));
    held.map(str::to_owned).collect()
}

#[tokio::test]
async fn every_ticket_is_in_one_part_or_another_and_in_no_two() {
    let room = Room::open().await;
    let mut all = Vec::new();
    for number in 1..=12 {
        all.push(filed_with_claims(&room.desk, number, 95).await);
    }
    let first = room.gets(PATH, "ann", &["mco_ABHIL"]).await;
    assert_eq!(
        (numbers(&first, &all).len(), &first.headers["x-more-tickets"]),
        (10, &"true".parse().unwrap())
    );
    let cursor = first.headers["x-next-cursor"].to_str().unwrap();
    let rest = room.gets(&format!("{PATH}?cursor={cursor}"), "ann", &["mco_ABHIL"]).await;
    assert!(!rest.headers.contains_key("x-next-cursor"));
    let mut both = [numbers(&first, &all), numbers(&rest, &all)].concat();
    both.sort_unstable();
    let mut every: Vec<_> = all.iter().map(|one| one.ticket.number.as_str().to_owned()).collect();
    every.sort_unstable();
    assert_eq!(both, every);
    let two = room.gets(&format!("{PATH}?limit=2&cursor={cursor}"), "ann", &["mco_ABHIL"]).await;
    assert_eq!(numbers(&two, &all).len(), 2);
    // Pages offer the same parts.
    for page in ["/", "/tickets", "/tickets?desk=mco"] {
        let page = room.browser("ann", &["mco_ABHIL"]).page(page).await.html(200);
        assert!(page.contains("take part 1: 10 tickets (Excel)"), "{page}");
        let second = page.split("href=\"").find(|link| link.contains("take part 2: 2 tickets")).unwrap();
        let link = second.split('"').next().unwrap().replace("&amp;", "&").replace("&#38;", "&");
        let part = room.gets(&link, "ann", &["mco_ABHIL"]).await;
        assert_eq!(numbers(&part, &all), numbers(&rest, &all), "{link}");
        assert!(!page.contains("take the next part"), "{page}");
    }
}

#[tokio::test]
async fn what_comes_after_fifty_tickets_is_offered_as_the_next_part() {
    let room = Room::open().await;
    let mut all = Vec::new();
    for number in 1..=51 {
        all.push(filed(&room.desk, number).await);
    }
    for page in ["/", "/tickets", "/tickets?desk=mco"] {
        let page = room.browser("ann", &["mco_ABHIL"]).page(page).await.html(200);
        let next = page.split("href=\"").find(|link| link.contains("take the next part")).unwrap();
        let link = next.split('"').next().unwrap().replace("&amp;", "&").replace("&#38;", "&");
        assert_eq!(numbers(&room.gets(&link, "ann", &["mco_ABHIL"]).await, &all).len(), 1, "{link}");
    }
    let spanish = room.browser("ann", &["mco_ABHIL"]).in_spanish().page("/").await.html(200);
    assert!(spanish.contains("tomar la parte 1: 50 disputas (Excel)"), "{spanish}");
    assert!(spanish.contains("tomar la parte siguiente"), "{spanish}");
    // Nobody else is offered any.
    let staff = room.browser("sam", &["hfs_staff"]).page("/tickets?desk=mco&mco=ABHIL").await.html(200);
    assert!(!staff.contains("answers.xlsx") && !staff.contains("value=\"answers\""), "{staff}");
}

#[tokio::test]
async fn it_is_narrowed_as_the_list_is_and_by_nothing_that_is_not_the_mcos() {
    let room = Room::open().await;
    let all = [filed(&room.desk, 1).await, filed(&room.desk, 2).await];
    let one = all[0].ticket.number.as_str();
    let answer = room.gets(&format!("{PATH}?text={one}&due_by=2026-12-24"), "ann", &["mco_ABHIL"]).await;
    assert_eq!(numbers(&answer, &all), [one]);
    assert!(room.desk.database.audit(all[1].ticket.id.as_str()).await.is_empty());
    for (query, expected) in [("due_by=2026-12-23", 0), ("desk=mco&mco=ABHIL", 2), ("urgent=true", 0)] {
        let answer = room.gets(&format!("{PATH}?{query}"), "ann", &["mco_ABHIL"]).await;
        assert_eq!(numbers(&answer, &all).len(), expected, "{query}");
    }
    for (query, field, code) in [
        ("cursor=x", "/cursor", "cursor_unreadable"),
        ("desk=provider", "/desk", "desk_not_yours"),
        ("format=csv", "/format", "not_a_filter"),
        ("month=2026-11", "/month", "not_a_filter"),
        ("provider=363456789001", "/provider", "not_a_filter"),
        ("color=red", "/color", "unknown_field"),
    ] {
        let answer = room.gets(&format!("{PATH}?{query}"), "ann", &["mco_ABHIL"]).await;
        assert_eq!(answer.faults(), [(field.to_owned(), code.to_owned())], "{query}");
    }
    assert_eq!(room.gets(&format!("{PATH}?mco=MER"), "ann", &["mco_ABHIL"]).await.problem(404), "not_found");
    // The links of a list keep its filters.
    let list = format!("/tickets?desk=mco&text={one}&limit=5");
    let page = room.browser("ann", &["mco_ABHIL"]).page(&list).await.html(200);
    let link = format!("href=\"/workbooks/answers.xlsx?desk=mco&amp;text={one}\"");
    assert!(page.replace("&#38;", "&amp;").contains(&link), "{page}");
}

#[tokio::test]
async fn a_list_that_cannot_be_asked_for_tells_nobody_how_much_waits() {
    let room = Room::open().await;
    room.desk.leaves("ann").await;
    let page = room.browser("ann", &["mco_ABHIL"]).page("/tickets?due_by=soon").await.html(422);
    assert_eq!(room.desk.database.requests.take(), 0);
    assert!(page.contains("href=\"/workbooks/answers.xlsx\""), "{page}");
}

#[tokio::test]
async fn the_chosen_ones_come_as_an_answer_workbook_where_they_wait() {
    let room = Room::open().await;
    let all = [filed(&room.desk, 1).await, filed(&room.desk, 2).await, filed(&room.desk, 3).await];
    let done = upheld(&room.desk, &filed(&room.desk, 4).await).await;
    let chosen = async |tickets: &[&Dossier], user: &str, groups: &[&str]| {
        let ids: Vec<&str> = tickets.iter().map(|one| one.ticket.id.as_str()).collect();
        let body = serde_json::json!({"tickets": ids, "format": "answers"});
        room.desk.post(&room.routes, "/tickets/export", &room.desk.token(user, groups), &body).await
    };
    let answer = chosen(&[&all[2], &done, &all[0], &all[2]], "ann", &["mco_ABHIL"]).await;
    assert_eq!((answer.status, numbers(&answer, &all).len()), (200, 2));
    let read = read_answers(&answer.bytes).unwrap();
    assert!(read.notes.iter().any(|note| note.message.starts_with("2 ticket(s)")), "{:?}", read.notes);
    // Whoever takes them away is on the record of each, and of no other.
    let record = async |ticket: &Dossier| room.desk.database.audit(ticket.ticket.id.as_str()).await.len();
    assert_eq!([record(&all[0]).await, record(&all[1]).await, record(&done).await], [1, 0, 0]);
    let none = vec![("/tickets".to_owned(), "none_waits_for_you".to_owned())];
    assert_eq!(chosen(&[&done], "ann", &["mco_ABHIL"]).await.faults(), none);
    assert_eq!(chosen(&[&all[0]], "mel", &["mco_MER"]).await.faults(), none);
    for (user, groups) in [("clerk", &[][..]), ("sam", &["hfs_lead"])] {
        assert_eq!(chosen(&[&all[0]], user, groups).await.problem(403), "role_may_not");
    }
    // More than one workbook holds is refused, never cut.
    let mut large = Vec::new();
    for number in 5..=15 {
        large.push(filed_with_claims(&room.desk, number, 95).await);
    }
    let too_many = chosen(&large.iter().collect::<Vec<_>>(), "ann", &["mco_ABHIL"]).await;
    assert_eq!(too_many.faults(), [("/tickets".to_owned(), "answers_too_many".to_owned())]);
    assert_eq!(record(&large[0]).await, 0);
    let page = room.browser("ann", &["mco_ABHIL"]).page("/tickets?desk=mco").await.html(200);
    assert!(page.contains("name=\"format\" value=\"answers\">An answer workbook (Excel)"), "{page}");
}
