//! A valid workbook on the days after it was read, and rows that are late by one reading of the rule alone (R4').

use super::pages::contents;
use super::*;
use portal_testkit::browser::Browser;

/// Rows that were filed with the MCO and answered by it on these days.
fn answered(days: &[(&str, Option<&str>)]) -> Contents {
    let mut all = contents(&days.iter().map(|(filed, _)| *filed).collect::<Vec<_>>());
    for (row, (_, answered)) in all.claims.iter_mut().zip(days) {
        row.claim.mco_answered = answered.map(|day| day.parse().unwrap());
    }
    all
}

impl Clerk {
    /// The page of a valid workbook with these rows, on a day at noon.
    async fn sees(&self, id: &Value, day: &str, language: &str) -> String {
        let desk = self.desk.at(&format!("{day}T18:00:00Z"));
        let routes = routes(with(&desk, &Bucket::start().await));
        let browser = Browser::of(&desk, &routes, "clerk", &[]).with(&format!("language={language}"));
        browser.page(&format!("/uploads/{}", id.as_str().unwrap())).await.html(200)
    }

    async fn has_valid(&self, days: &[(&str, Option<&str>)]) -> Value {
        let id = self.opens(&claims(), "key-1").await.expect(201)["upload_id"].clone();
        let findings = Findings { rows: u32::try_from(days.len()).unwrap(), ..Findings::default() };
        self.found(&id, "v1", &findings, Some(answered(days))).await;
        id
    }
}

#[tokio::test]
async fn a_row_that_is_late_by_hfs_practice_alone_is_for_hfs_staff_and_closes_nothing() {
    let clerk = Clerk::sits_down().await;
    // Of the first, day 60 was 9 November; 30 days after the answer are 5 December, a Saturday.
    let id = clerk.has_valid(&[("2026-09-10", Some("2026-11-05")), ("2026-10-20", Some("2026-11-10"))]).await;
    let page = clerk.sees(&id, "2026-11-24", "en").await;
    for said in [
        "Your workbook can be filed",
        "1 of them are late as HFS reads the rule",
        "HFS staff will look at the ticket",
        "<td>today: HFS staff will look at it</td>",
        "<br>R4': Mon, Dec 7, 2026",
        "<strong>Thu, Nov 19, 2026</strong> to <strong>Mon, Dec 7, 2026</strong>",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    for wrong in ["would be closed", "No day suits", "no longer in time", "Upload the workbook again"] {
        assert!(!page.contains(wrong), "{wrong}: {page}");
    }
    let page = clerk.sees(&id, "2026-11-24", "es").await;
    assert!(page.contains("el personal de HFS revisará la disputa"), "{page}");
}

#[tokio::test]
async fn one_that_has_gone_stale_since_it_was_read_is_to_be_uploaded_again_for_it_does_not_divide() {
    let clerk = Clerk::sits_down().await;
    let id = clerk.has_valid(&[("2026-09-10", Some("2026-11-05")), ("2026-10-20", Some("2026-11-10"))]).await;
    let page = clerk.sees(&id, "2026-12-08", "en").await;
    for said in [
        "Your workbook was read too long ago",
        "1 of them may not be filed today",
        "Upload it again: it is judged by today",
        "Upload the workbook again</button>",
        "<td>no longer in time</td>",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(!page.contains("All of them may be filed") && !page.contains("divide the workbook"), "{page}");
    let page = clerk.sees(&id, "2026-12-08", "es").await;
    assert!(page.contains("Subir el libro otra vez") && page.contains("demasiado tiempo"), "{page}");
}

#[tokio::test]
async fn rows_without_a_day_of_their_own_are_judged_by_the_ticket() {
    let clerk = Clerk::sits_down().await;
    let id = clerk.opens(&claims(), "key-1").await.expect(201)["upload_id"].clone();
    let mut rows = contents(&["2026-10-20"]);
    rows.claims[0].claim.filed_with_mco = None;
    clerk.found(&id, "v1", &Findings { rows: 1, ..Findings::default() }, Some(rows)).await;
    let page = clerk.sees(&id, "2026-11-24", "en").await;
    assert!(page.contains("own dates say</td>"), "{page}");
    assert!(!page.contains("All of them may be filed") && !page.contains("may not be filed today"), "{page}");
}
