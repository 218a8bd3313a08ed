//! The same for people: pages.

use super::*;
use portal_testkit::browser::Browser;

/// Everything that a page may not do.
fn assert_plain(page: &str) {
    for forbidden in ["<script", "style=", "onclick", "javascript:", "http://", "//cdn"] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    assert_eq!(page.matches("<h1").count(), 1);
    assert!(page.contains("<main id=\"main\"") && page.contains("<title>"));
}

#[tokio::test]
async fn anyone_may_read_what_the_portal_is_in_either_language() {
    let room = Room::open().await;
    let visitor = Browser::of_visitor(&room.desk, &room.routes);
    let spanish = Browser::of_visitor(&room.desk, &room.routes).in_spanish();
    for path in ["/", "/rules", "/accessibility", "/window"] {
        let (english, spanish) = (visitor.page(path).await.html(200), spanish.page(path).await.html(200));
        assert_plain(&english);
        assert!(english.contains("<html lang=\"en\">") && spanish.contains("<html lang=\"es\">"));
        assert!(english.contains("877-782-5565"), "{path}");
    }
    assert_eq!(room.desk.database.requests.take(), 0, "what anyone may read costs no request");
    assert!(visitor.page("/status").await.html(200).contains("working"));
}

#[tokio::test]
async fn the_calculator_explains_every_date_and_keeps_what_was_typed() {
    let room = Room::open().await;
    let visitor = Browser::of_visitor(&room.desk, &room.routes);
    let page = visitor.page("/window?filed_with_mco=2026-10-20&resolved=").await.html(200);
    for said in
        ["Thu, Nov 19, 2026", "Mon, Dec 21, 2026", "Saturday", "You may file today", "value=\"2026-10-20\""]
    {
        assert!(page.contains(said), "{said}");
    }
    assert!(visitor.page("/window?filed_with_mco=2026-11-20").await.html(200).contains("too early"));
    assert!(visitor.page("/window?filed_with_mco=2026-01-20").await.html(200).contains("has passed"));
    let faulty = visitor.page("/window?filed_with_mco=2026-02-30").await.html(422);
    assert!(faulty.contains("value=\"2026-02-30\"") && faulty.contains("<title>Error: "));
    assert!(faulty.contains("href=\"#filed_with_mco\""));
}

#[tokio::test]
async fn home_shows_each_part_what_needs_them_now() {
    let room = Room::open().await;
    let ticket = filed(&room.desk, 1).await;
    let number = ticket.ticket.number.as_str();
    let of = |user, groups: &'static [&'static str]| Browser::of(&room.desk, &room.routes, user, groups);
    let mco = of("ann", &["mco_ABHIL"]).page("/").await.html(200);
    assert!(mco.contains(number) && mco.contains("Disputes that wait for your answer"));
    let clerk = of("clerk", &[]).page("/").await.html(200);
    assert!(clerk.contains("File a dispute") && !clerk.contains(number), "it is not the clerk's turn");
    let other = of("mel", &["mco_MER"]).page("/").await.html(200);
    assert!(!other.contains(number));
    for (groups, overdue) in [(&["hfs_staff"], false), (&["hfs_lead"], true)] {
        let hfs = of("sam", groups).page("/").await.html(200);
        assert!(hfs.contains("To be presented"));
        assert_eq!(hfs.contains("queue-overdue"), overdue);
    }
}

#[tokio::test]
async fn a_list_has_filters_a_next_page_and_no_member_in_it() {
    let room = Room::open().await;
    for number in 1..=3 {
        filed(&room.desk, number).await;
    }
    let clerk = Browser::of(&room.desk, &room.routes, "clerk", &[]);
    let page = clerk.page("/tickets?limit=2").await.html(200);
    assert_plain(&page);
    assert!(page.contains("cursor=") && page.contains("limit=2") && page.contains("format=csv"));
    for hidden in ["Quillfeather", "Ottoline", "012345678", "23ABC"] {
        assert!(!page.contains(hidden), "{hidden}");
    }
    let faulty = clerk.page("/tickets?due_by=soon&state=lost").await.html(422);
    assert!(faulty.contains("href=\"#due_by\"") && faulty.contains("href=\"#state\""));
    assert!(clerk.page("/tickets?state=closed").await.html(200).contains("No tickets here"));
}

#[tokio::test]
async fn a_ticket_says_where_it_stands_and_what_each_part_may_do_now() {
    let room = Room::open().await;
    let ticket = filed(&room.desk, 1).await;
    let path = format!("/tickets/{}", ticket.ticket.id);
    let of = |user, groups: &'static [&'static str]| Browser::of(&room.desk, &room.routes, user, groups);
    let mco = of("ann", &["mco_ABHIL"]).page(&path).await.html(200);
    assert_plain(&mco);
    assert!(mco.contains("You must answer by") && mco.contains("30 days left"), "{mco}");
    assert!(mco.contains("?do=proposal#form") && !mco.contains("?do=withdrawal"));
    let clerk = of("clerk", &[]).page(&path).await.html(200);
    assert!(clerk.contains("?do=withdrawal#form") && !clerk.contains("?do=proposal"));
    let form = of("ann", &["mco_ABHIL"]).page(&format!("{path}?do=proposal")).await.html(200);
    let version = format!("name=\"form_version\" value=\"{}\"", ticket.ticket.version);
    assert!(form.contains("name=\"claims.0.outcome\"") && form.contains(&version));
    // A form that is not theirs is not shown, and a ticket that is not theirs is not there.
    let none = of("clerk", &[]).page(&format!("{path}?do=proposal")).await.html(200);
    assert!(!none.contains("name=\"claims.0.outcome\""));
    let stranger = of("mel", &["mco_MER"]).page(&path).await;
    assert!(stranger.html(404).contains("There is nothing here"));
    assert!(of("clerk", &[]).page("/tickets/nonsense").await.html(404).contains("nothing here"));
}

#[tokio::test]
async fn who_is_not_signed_in_is_led_there_and_back() {
    let room = Room::open().await;
    let visitor = Browser::of_visitor(&room.desk, &room.routes);
    assert_eq!(visitor.page("/tickets?desk=mco").await.leads_to(), "/sign-in?to=%2Ftickets%3Fdesk%3Dmco");
}

#[tokio::test]
async fn a_choice_of_language_is_kept_and_leads_nowhere_else() {
    let room = Room::open().await;
    let visitor = Browser::of_visitor(&room.desk, &room.routes);
    let chosen = visitor.page("/language/es?to=%2Frules").await;
    assert_eq!(chosen.leads_to(), "/rules");
    assert!(chosen.headers["set-cookie"].to_str().unwrap().starts_with("language=es;"));
    assert_eq!(visitor.page("/language/es?to=https%3A%2F%2Fevil.example.org").await.leads_to(), "/");
    assert_eq!(visitor.page("/language/fr").await.status, 404);
}
