//! The same for people: pages.

use super::*;
use portal_testkit::browser::Browser;

/// Everything that a page may not do. The one script is a file of ours, and waits until the page is there.
fn assert_plain(page: &str) {
    let ours = format!("<script src=\"{}/session.js\" defer></script>", portal_edge::page::frame::ASSETS);
    let page = page.replace(&ours, "");
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

#[tokio::test]
async fn who_is_signed_in_is_told_until_when_and_warned_before() {
    let room = Room::open().await;
    let of = |user, groups: &'static [&'static str]| Browser::of(&room.desk, &room.routes, user, groups);
    // A token of the tests lasts an hour: from noon in Chicago to one.
    let page = of("clerk", &[]).page("/tickets").await.html(200);
    assert!(
        page.contains("You are signed out at <span data-session-time>1:00 PM</span> Chicago time unless")
    );
    assert!(page.contains("role=\"alertdialog\"") && page.contains("data-left=\"3600\""), "{page}");
    let spanish = of("clerk", &[]).in_spanish().page("/rules").await.html(200);
    assert!(spanish.contains("Su sesión se cierra a las <span data-session-time>13:00</span>"), "{spanish}");
    let visitor = Browser::of_visitor(&room.desk, &room.routes).page("/rules").await.html(200);
    assert!(!visitor.contains("session-warning") && !visitor.contains("<script"));
}

#[tokio::test]
async fn an_address_that_nothing_knows_is_told_by_the_portal_in_the_readers_own_menu() {
    let room = Room::open().await;
    let of = |user, groups: &'static [&'static str]| Browser::of(&room.desk, &room.routes, user, groups);
    for path in ["/no/such/place", "/tickets/new/old", "/admin.php"] {
        assert_eq!(room.gets(path, "clerk", &[]).await.problem(404), "not_found", "{path}");
    }
    let lead = of("lee", &["hfs_lead"]).page("/nowhere").await.html(404);
    assert!(lead.contains("There is nothing here") && lead.contains("href=\"/audit\""), "{lead}");
    let mco = of("ann", &["mco_ABHIL"]).page("/nowhere").await.html(404);
    assert!(!mco.contains("href=\"/tickets/new\"") && mco.contains("href=\"/tickets\""), "{mco}");
    let visitor = Browser::of_visitor(&room.desk, &room.routes).page("/nowhere").await.html(404);
    assert!(visitor.contains("href=\"/sign-in?to=%2Fnowhere\"") && !visitor.contains("href=\"/tickets\""));
    // Of a ticket that is not there, too.
    let staff = of("sam", &["hfs_staff"]).page("/tickets/nonsense").await.html(404);
    assert!(staff.contains("href=\"/registrations\"") && !staff.contains("href=\"/tickets/new\""), "{staff}");
}

#[tokio::test]
async fn hfs_leads_are_led_from_a_ticket_to_its_record() {
    let room = Room::open().await;
    let id = filed(&room.desk, 1).await.ticket.id;
    let link = format!("href=\"/audit?ticket={id}\"");
    for (groups, led) in
        [(&["hfs_lead"][..], true), (&["hfs_staff"], false), (&["mco_ABHIL", "mco_lead"], false)]
    {
        let page = Browser::of(&room.desk, &room.routes, "lee", groups).page(&format!("/tickets/{id}")).await;
        assert_eq!(page.html(200).contains(&link), led, "{groups:?}");
    }
}

#[tokio::test]
async fn the_chosen_tickets_are_handed_out_to_who_may_see_them_and_presented_by_hfs() {
    let room = Room::open().await;
    let (one, two) = (filed(&room.desk, 1).await.ticket, filed(&room.desk, 2).await.ticket);
    filed(&room.desk, 3).await;
    let of = |user, groups: &'static [&'static str]| Browser::of(&room.desk, &room.routes, user, groups);
    let list = of("clerk", &[]).page("/tickets").await.html(200);
    assert!(list.contains(&format!("name=\"tickets[]\" value=\"{}\"", one.id)));
    assert!(!list.contains("/tickets/presentations"), "it is HFS who presents");
    let form = [("tickets[]", one.id.as_str()), ("tickets[]", two.id.as_str()), ("format", "csv")];
    for (user, groups, lines) in [
        ("clerk", &[][..], 3),
        ("ann", &["mco_ABHIL"], 3),
        ("sam", &["hfs_staff"], 3),
        ("mel", &["mco_MER"], 1),
        ("stranger", &[], 1),
    ] {
        let answer = of(user, groups).form("/tickets/export", &form).await;
        assert_eq!(answer.status, 200);
        let text = String::from_utf8(answer.bytes).unwrap();
        assert_eq!(text.lines().count(), lines, "{user}: {text}");
    }
}

#[tokio::test]
async fn hfs_is_offered_to_present_what_waits_for_it() {
    let desk = Desk::open_with(portal_testkit::desk::NOW, &[("INTAKE_MODE", "manual")]).await;
    let routes = routes(portal_edge::With { portal: desk.portal.clone(), own: Acquaintances::default() });
    filed(&desk, 1).await;
    let list =
        Browser::of(&desk, &routes, "sam", &["hfs_staff"]).page("/tickets?desk=intake").await.html(200);
    assert!(list.contains("formaction=\"/tickets/presentations?desk=intake\""), "{list}");
    // Nobody but HFS and its provider sees it yet, whatever key they have.
    let id = list.split("name=\"tickets[]\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let answer = Browser::of(&desk, &routes, "ann", &["mco_ABHIL"]);
    let answer = answer.form("/tickets/export", &[("tickets[]", id), ("format", "csv")]).await;
    assert_eq!(String::from_utf8(answer.bytes).unwrap().lines().count(), 1);
}

#[tokio::test]
async fn a_ticket_that_is_over_offers_no_form_that_would_be_refused_and_may_be_filed_anew() {
    let room = Room::open().await;
    let ticket = filed(&room.desk, 1).await;
    room.withdrawn(&ticket).await;
    let place = format!("/tickets/{}", ticket.ticket.id);
    let clerk = Browser::of(&room.desk, &room.routes, "clerk", &[]);
    let page = clerk.page(&place).await.html(200);
    assert!(page.contains(&format!("href=\"/tickets/new?from={}\"", ticket.ticket.id)), "{page}");
    assert!(!page.contains("?do="), "{page}");
    let mco = Browser::of(&room.desk, &room.routes, "ann", &["mco_ABHIL"]).page(&place).await.html(200);
    assert!(!mco.contains("What you can do now"), "{mco}");
    let hfs = Browser::of(&room.desk, &room.routes, "sam", &["hfs_staff"]).page(&place).await.html(200);
    assert!(hfs.contains("?do=files") && !hfs.contains("?do=messages"), "{hfs}");
}

#[tokio::test]
async fn everything_that_is_known_of_a_claim_stands_on_the_page_of_whoever_decides_on_it() {
    let room = Room::open().await;
    let mut body = portal_testkit::desk::dispute(1);
    let more = json!({
        "denied_on": "2026-09-30", "rarc": "N54", "procedure_code": "99284", "authorization_number": "AUTH-77",
        "rendering_npi": NPI, "comment": "Approved by telephone.",
    });
    for (name, value) in more.as_object().unwrap() {
        body["claims"][0][name] = value.clone();
    }
    let ticket = portal_testkit::filed::filed_as(&room.desk, &body).await;
    let place = format!("/tickets/{}", ticket.ticket.id);
    let page = Browser::of(&room.desk, &room.routes, "sam", &["hfs_staff"]).page(&place).await.html(200);
    let claim = &body["claims"][0];
    let (contact, text) = (&body["contact"], |value: &Value| value.as_str().unwrap().to_owned());
    let said =
        ["rin", "mco_claim_number", "carc", "rarc", "procedure_code", "authorization_number", "comment"];
    for said in said
        .map(|name| text(&claim[name]))
        .into_iter()
        .chain(["name", "phone", "email"].map(|name| text(&contact[name])))
    {
        assert!(page.contains(&said), "{said}: {page}");
    }
    for said in ["Sep 30, 2026", "Aetna Better Health", "(ABHIL)", "born"] {
        assert!(page.contains(said), "{said}: {page}");
    }
}

#[tokio::test]
async fn what_was_carried_out_is_said_as_what_it_was() {
    let room = Room::open().await;
    let ticket = filed(&room.desk, 1).await;
    let clerk = Browser::of(&room.desk, &room.routes, "clerk", &[]);
    let told = [
        ("filed", "Filed. The MCO has it now."),
        ("messages", "Sent."),
        ("extension", "the other side is told"),
    ];
    for (what, said) in told {
        let page = clerk.page(&format!("/tickets/{}?done={what}", ticket.ticket.id)).await.html(200);
        assert!(page.contains(said), "{what}: {page}");
    }
    let page = clerk.page(&format!("/tickets/{}?done=everything", ticket.ticket.id)).await.html(200);
    assert!(!page.contains("role=\"status\""), "{page}");
}
