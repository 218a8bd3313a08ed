//! Lists for people: everything can be reached from a page, and a refusal leads back to the list.

use super::*;
use portal_testkit::browser::Browser;
use portal_testkit::desk::dispute;
use portal_testkit::filed::filed_as;

const STAFF: &[&str] = &["hfs_staff"];

#[tokio::test]
async fn hfs_finds_what_was_closed_at_once_by_its_provider() {
    let room = Room::open().await;
    let mut medicare = dispute(1);
    medicare["medicare_only"] = true.into();
    let closed = filed_as(&room.desk, &medicare).await.ticket;
    let hfs = Browser::of(&room.desk, &room.routes, "sam", STAFF);
    let list = hfs.page("/tickets").await.html(200);
    assert!(list.contains("<label class=\"usa-label\" for=\"provider\">Provider (Medicaid ID)"), "{list}");
    // As the form sends it, blanks and all.
    let asked = "/tickets?text=&desk=&state=closed&mco=&provider=363456789001&due_by=";
    let found = hfs.page(asked).await.html(200);
    assert!(found.contains(closed.number.as_str()) && found.contains("value=\"363456789001\""), "{found}");
    let whose = hfs.page("/tickets?state=closed").await.html(422);
    assert!(whose.contains("Medicaid ID. What was closed before an MCO saw it"), "{whose}");
    assert!(!whose.contains("mco=") && !whose.contains("provider="), "{whose}");
    for (user, groups) in [("clerk", &[][..]), ("ann", &["mco_ABHIL"])] {
        let list = Browser::of(&room.desk, &room.routes, user, groups).page("/tickets").await.html(200);
        assert!(!list.contains("id=\"provider\""), "{user}");
    }
}

#[tokio::test]
async fn who_chose_nothing_gets_the_list_again_as_it_was_asked_for() {
    let room = Room::open().await;
    let (open, over) = (filed(&room.desk, 1).await, filed(&room.desk, 2).await);
    room.withdrawn(&over).await;
    let clerk = Browser::of(&room.desk, &room.routes, "clerk", &[]);
    let list = clerk.page("/tickets?state=with_mco").await.html(200);
    assert!(list.contains("action=\"/tickets/export?state=with_mco\""), "{list}");
    let again = clerk.form("/tickets/export?state=with_mco", &[("format", "xlsx")]).await.html(422);
    assert!(again.contains("Choose at least one ticket.") && again.contains("href=\"#tickets\""), "{again}");
    assert!(again.contains("id=\"tickets\"") && again.contains("value=\"with_mco\" selected"), "{again}");
    assert!(again.contains(open.ticket.number.as_str()) && !again.contains(over.ticket.number.as_str()));
    assert!(again.contains("/language/es?to=%2Ftickets%3Fstate%3Dwith_mco"), "{again}");
    let bare = clerk.form("/tickets/export", &[]).await.html(422);
    assert!(bare.contains(over.ticket.number.as_str()) && bare.contains("/language/es?to=%2Ftickets\""));
    let program =
        room.desk.post(&room.routes, "/tickets/export", &room.desk.token("clerk", &[]), &json!({})).await;
    assert_eq!(program.faults(), [("/tickets".to_owned(), "nothing_chosen".to_owned())]);
}

#[tokio::test]
async fn an_empty_page_says_whether_the_list_goes_on() {
    let room = Room::open().await;
    let clerk = Browser::of(&room.desk, &room.routes, "clerk", &[]);
    assert!(clerk.page("/tickets").await.html(200).contains("No tickets here."));
    let faulty = clerk.page("/tickets?state=lost").await.html(422);
    assert!(!faulty.contains("No tickets here.") && !faulty.contains("format=csv"), "{faulty}");
}
