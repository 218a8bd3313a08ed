//! The forms on a ticket's page: what they say of days, and of how much their fields hold.

use super::*;
use portal_core::outcome::{ClosureText, Summary};
use portal_core::text::{Reason, Statement};
use portal_store::MessageText;
use portal_testkit::browser::Browser;
use portal_testkit::filed::{clerk, moved, upheld};

#[tokio::test]
async fn a_form_that_names_days_names_those_of_the_policy_in_force() {
    let by_hand = Desk::open_with(portal_testkit::desk::NOW, &[("INTAKE_MODE", "manual")]).await;
    let at_once = Desk::open().await;
    for (desk, user, groups, form, english, spanish) in [
        (
            &by_hand,
            "sam",
            &["hfs_staff"],
            "presentation",
            ["The MCO sees the ticket from then on, and has", "days to answer."],
            ["El MCO ve la disputa desde entonces y tiene", "días para responder."],
        ),
        (
            &at_once,
            "ann",
            &["mco_ABHIL"],
            "extension",
            ["A ticket has one extension of", "days, whoever asks. HFS grants or refuses it."],
            [
                "Una disputa tiene una sola prórroga de",
                "días, la pida quien la pida. HFS la concede o la deniega.",
            ],
        ),
    ] {
        let routes = routes(With { portal: desk.portal.clone(), own: Acquaintances::default() });
        let policy = desk.portal.policy();
        let days = if form == "presentation" { policy.proposal_days } else { policy.extension_days };
        let place = format!("/tickets/{}?do={form}", filed(desk, 1).await.ticket.id);
        let browser = Browser::of(desk, &routes, user, groups);
        let (english, spanish) = (said(english, days), said(spanish, days));
        let page = browser.page(&place).await.html(200);
        assert!(page.contains(&english), "{english}: {page}");
        let page = browser.in_spanish().page(&place).await.html(200);
        assert!(page.contains(&spanish), "{spanish}: {page}");
    }
}

fn said([before, after]: [&str; 2], days: u32) -> String {
    format!("<p>{before} {days} {after}</p>")
}

#[tokio::test]
async fn what_a_field_of_a_ticket_holds_is_said_beside_it() {
    let room = Room::open().await;
    let waiting = filed(&room.desk, 1).await;
    let proposed = upheld(&room.desk, &filed(&room.desk, 2).await).await;
    let asked = upheld(&room.desk, &filed(&room.desk, 3).await).await;
    let review = moved(&room.desk, &asked, &clerk(&asked), Command::AskReview { reason: None }).await;
    for (user, groups, ticket, form, field, most) in [
        ("ann", &["mco_ABHIL"][..], &waiting, "proposal", "summary", Summary::MOST),
        ("ann", &["mco_ABHIL"], &waiting, "extension", "reason", Reason::MOST),
        ("ann", &["mco_ABHIL"], &waiting, "messages", "text", MessageText::MOST),
        ("ann", &["mco_ABHIL"], &review, "evidence", "statement", Statement::MOST),
        ("clerk", &[], &proposed, "answer", "reason", Reason::MOST),
        ("clerk", &[], &waiting, "withdrawal", "reason", Reason::MOST),
        ("sam", &["hfs_staff"], &waiting, "closure", "text", ClosureText::MOST),
    ] {
        let browser = Browser::of(&room.desk, &room.routes, user, groups);
        let page = browser.page(&format!("/tickets/{}?do={form}", ticket.ticket.id)).await.html(200);
        let hint = format!("id=\"{field}-most\">At most {most} characters.");
        assert!(page.contains(&hint) && page.contains(&format!("{field}-most\">\n")), "{form}: {page}");
    }
}
