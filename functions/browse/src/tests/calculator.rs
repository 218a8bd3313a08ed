//! When may I file, and why then: in each reading of the rule, with the numbers of the policy.

use super::*;
use portal_testkit::browser::Browser;
use portal_testkit::desk::NOW;

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

/// A page as a visitor reads it where the rule is read so.
async fn read_as(reading: &str, path: &str) -> String {
    let desk = Desk::open_with(NOW, &[("WINDOW_READING", reading)]).await;
    let routes = routes(With { portal: desk.portal.clone(), own: Acquaintances::default() });
    Browser::of_visitor(&desk, &routes).page(path).await.html(200)
}

#[rstest]
// Filed on October 1: day 60 is November 30. Answered on October 10: day 30 is November 9; on November 16: December 16.
#[case("hfs_practice", "2026-10-10", "Mon, Nov 30, 2026", &["does not change the last day", "as HFS applies it"], &["Nov 9"])]
#[case("earlier_of", "2026-10-10", "Mon, Nov 9, 2026", &["The earlier of the two", "Mon, Nov 30, 2026", "whichever comes first"], &["Last day: day 60"])]
#[case("earlier_of", "2026-11-16", "Mon, Nov 30, 2026", &["The earlier of the two", "Wed, Dec 16, 2026"], &[])]
#[case("later_of", "2026-10-10", "Mon, Nov 30, 2026", &["The later of the two", "Mon, Nov 9, 2026"], &[])]
#[case("later_of", "2026-11-16", "Wed, Dec 16, 2026", &["The later of the two", "day 30 after the MCO&#39;s answer", "whichever comes later"], &[])]
#[case("later_of", "", "Mon, Nov 30, 2026", &["Without an answer of the MCO only this day counts"], &["Day 30 after"])]
#[tokio::test]
async fn the_calculator_says_which_day_won_in_the_reading_in_force(
    #[case] reading: &str,
    #[case] answered: &str,
    #[case] last: &str,
    #[case] says: &[&str],
    #[case] hides: &[&str],
) {
    let page = read_as(reading, &format!("/window?filed_with_mco=2026-10-01&resolved={answered}")).await;
    let told = format!("to <strong>{last}</strong>");
    assert!(page.contains(&told), "{page}");
    for said in says {
        assert!(page.contains(said), "{said}: {page}");
    }
    for hidden in hides {
        assert!(!page.contains(hidden), "{hidden}: {page}");
    }
}

#[rstest]
#[case("earlier_of", "whichever comes first")]
#[case("later_of", "whichever comes later")]
#[case("hfs_practice", "from day 30 to day 60")]
#[tokio::test]
async fn what_anyone_reads_of_the_window_is_the_reading_in_force(#[case] reading: &str, #[case] said: &str) {
    for path in ["/", "/rules", "/window"] {
        let page = read_as(reading, path).await;
        assert!(page.contains(said), "{path}: {page}");
    }
}

#[tokio::test]
async fn a_dispute_that_staff_would_look_at_is_not_said_to_be_closed() {
    let room = Room::open().await;
    // Day 60 passed on November 9; day 30 after the answer is December 20, a Sunday.
    let path = "/window?filed_with_mco=2026-09-10&resolved=2026-11-20";
    let page = Browser::of_visitor(&room.desk, &room.routes).page(path).await.html(200);
    assert!(page.contains("HFS staff would look at it") && !page.contains("would be closed"), "{page}");
    let without =
        Browser::of_visitor(&room.desk, &room.routes).page("/window?filed_with_mco=2026-09-10").await;
    assert!(without.html(200).contains("would be closed"));
}
