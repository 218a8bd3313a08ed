//! A workbook sent from a page, without a script.

use super::{Clerk, with};
use crate::handler::{Own, routes};
use portal_core::claim::Claim;
use portal_edge::page::words::of_workbook;
use portal_edge::{Language, With};
use portal_store::{ClaimRow, Contents, Draft, Finding, Findings, Record};
use portal_testkit::browser::Browser;
use portal_testkit::bucket::Bucket;
use portal_testkit::desk::dispute;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// As long as it takes: a test waits for what happens, not for a time.
const PATIENT: &[Duration] = &[Duration::from_millis(1); 10_000];

impl Clerk {
    pub(super) fn browser(&self) -> Browser<'_> {
        Browser::of(&self.desk, &self.routes, "clerk", &[])
    }

    /// Opens a slot from the page, with further fields; its address and its key.
    async fn begins(&self, more: &[(&str, &str)]) -> (String, Value) {
        let form = [&[("purpose", "claims"), ("form_key", "key-1")], more].concat();
        let place = self.browser().form("/uploads", &form).await.leads_to();
        let id = json!(place.strip_prefix("/uploads/").unwrap());
        (place, id)
    }

    /// How often somebody was put on record for an upload.
    pub(super) async fn readings(&self, id: &Value) -> usize {
        let of = Record::Upload(id.as_str().unwrap().parse().unwrap());
        self.desk.database.store.readings(&of, None, 100).await.unwrap().items.len()
    }
}

/// Claims that were filed with the MCO on these days.
pub(super) fn contents(filed: &[&str]) -> Contents {
    let row = |(row, filed): (u32, &&str)| {
        let claim: Claim = serde_json::from_value(dispute(row)["claims"][0].clone()).unwrap();
        ClaimRow { row, claim: Claim { filed_with_mco: filed.parse().ok(), ..claim } }
    };
    Contents { claims: (2..).zip(filed).map(row).collect(), ..Contents::default() }
}

fn finding(row: Option<u32>, column: Option<&str>, code: &str, message: &str) -> Finding {
    Finding {
        row,
        column: column.map(str::to_owned),
        code: code.to_owned(),
        message: message.to_owned(),
        ..Finding::default()
    }
}

/// The same finding, telling this.
fn telling<const N: usize>(finding: Finding, told: [(&str, &str); N]) -> Finding {
    let told = told.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Finding { told: told.into(), ..finding }
}

#[tokio::test]
async fn a_browser_without_a_script_opens_a_slot_without_name_and_size_and_twice_sent_it_is_one() {
    let clerk = Clerk::sits_down().await;
    let page = clerk.browser().page("/uploads/new").await.html(200);
    assert!(page.contains("/workbooks/claims.xlsx") && page.contains("action=\"/uploads\""), "{page}");
    let (place, _) = clerk.begins(&[]).await;
    assert_eq!(clerk.begins(&[]).await.0, place);
    // What is said is looked at.
    let named = [("purpose", "claims"), ("name", "x.csv"), ("size", "9")];
    let page = clerk.browser().form("/uploads", &named).await.html(422);
    assert!(page.contains("This is a text file (such as CSV"), "{page}");
    // A program says both.
    let told = clerk.opens(&json!({"purpose": "claims"}), "key-2").await.faults();
    assert_eq!(told.into_iter().map(|(field, _)| field).collect::<Vec<_>>(), ["/name", "/size"]);
}

#[tokio::test]
async fn the_page_of_an_open_slot_posts_to_the_bucket_and_to_nowhere_else_and_is_led_back_to() {
    let clerk = Clerk::sits_down().await;
    let (place, id) = clerk.begins(&[]).await;
    let answer = clerk.browser().page(&place).await;
    let page = answer.html(200);
    let bucket = page.split("<form method=\"post\" action=\"http").nth(1).unwrap().split('"').next().unwrap();
    let bucket = format!("http{bucket}");
    let origin = bucket.split("/portal-files").next().unwrap();
    let policy = answer.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains(&format!("form-action 'self' {origin};")), "{policy}");
    assert!(page.contains(&format!("value=\"uploads/{}\"", id.as_str().unwrap())), "{page}");
    let back = format!("name=\"success_action_redirect\" value=\"http://localhost:4566{place}?sent=true\"");
    assert!(page.contains(&back), "{page}");
    // The bucket reads nothing after the file.
    assert!(page.find("name=\"file\"").unwrap() > page.rfind("x-amz-signature").unwrap());
    // An hour from noon on, in Chicago.
    assert!(page.contains("1:00 PM, Chicago time"), "{page}");
    // What the bucket adds to the address does not stay in it.
    let back = format!("{place}?sent=true&bucket=files&key=uploads%2F1&etag=%22d41d8cd9%22");
    assert_eq!(clerk.browser().page(&back).await.leads_to(), format!("{place}?sent=true"));
    assert_eq!(clerk.readings(&id).await, 0);
}

#[tokio::test]
async fn what_was_sent_is_being_read_until_it_was() {
    let clerk = Clerk::sits_down().await;
    let (place, id) = clerk.begins(&[]).await;
    let sent = format!("{place}?sent=true");
    let page = clerk.browser().page(&sent).await.html(200);
    assert!(page.contains("role=\"status\"") && page.contains("Look again"), "{page}");
    assert!(!page.contains("http-equiv=\"refresh\""));
    clerk
        .found(&id, "v1", &Findings { rows: 1, ..Findings::default() }, Some(contents(&["2026-10-20"])))
        .await;
    assert!(clerk.browser().page(&sent).await.html(200).contains("1 claim without a fault"));
}

#[tokio::test]
async fn a_page_waits_for_the_reader_as_long_as_its_patience_lasts() {
    let clerk = Clerk::sits_down().await;
    let (place, id) = clerk.begins(&[]).await;
    let own = Own { files: Ok(Bucket::start().await.files), patience: PATIENT };
    let patient = routes(With { portal: clerk.desk.portal.clone(), own: Arc::new(own) });
    let browser = Browser::of(&clerk.desk, &patient, "clerk", &[]);
    let sent = format!("{place}?sent=true");
    let reads = async {
        // As soon as the page has looked a few times.
        while clerk.desk.database.requests.seen() < 6 {
            tokio::task::yield_now().await;
        }
        clerk.found(&id, "v1", &Findings::default(), Some(contents(&["2026-10-20"]))).await
    };
    clerk.desk.database.requests.take();
    let (answer, _) = tokio::join!(browser.page(&sent), reads);
    assert!(answer.html(200).contains("Your workbook can be filed"));
}

#[tokio::test]
async fn every_fault_is_told_by_row_and_heading_in_the_readers_language() {
    let clerk = Clerk::sits_down().await;
    let (place, id) = clerk.begins(&[]).await;
    let early =
        "Too early (R4): this row may be filed from 2026-12-01 to 2026-12-31. Keep it for a later workbook.";
    let open = "This dispute is open already, as ticket IL-0000-0001-X. Take the row out.";
    let ticket = "/tickets/019ab5d2-1111-7f3e-9d7a-0123456789ab";
    let findings = Findings {
        rows: 3,
        faults: vec![
            telling(
                finding(Some(4), Some("mco_claim_number"), "duplicate", open),
                [("ticket", "IL-0000-0001-X"), ("address", ticket)],
            ),
            telling(
                finding(Some(3), Some("filed_with_mco"), "too_early", early),
                [("from", "2026-12-01"), ("last", "2026-12-31")],
            ),
            finding(Some(3), Some("rin"), "rin_shape", "A RIN has 9 digits."),
            finding(None, Some("ticket.mco"), "mco_unknown", "There is no such MCO."),
            // So were those of the reader once.
            finding(Some(5), Some("ticket.npi"), "npi_shape", "An NPI has 10 digits."),
        ],
        warnings: vec![finding(Some(2), Some("carc"), "dissimilar_reasons", "It differs.")],
        annotated: Some(format!("annotated/{}/1.xlsx", id.as_str().unwrap())),
        ..Findings::default()
    };
    clerk.found(&id, "v1", &findings, None).await;
    let page = clerk.browser().page(&place).await.html(200);
    let counted = "5 faults in 2 rows and on the sheet Ticket";
    assert!(page.contains(counted) && page.contains("<title>Error: "), "{page}");
    assert!(
        page.contains(
            "<th scope=\"row\">3</th><td>RIN</td><td class=\"portal-read\">–</td><td>A RIN has 9 digits.</td>"
        ),
        "{page}"
    );
    for line in ["MCO", "NPI"] {
        let cells = format!("<th scope=\"row\">Ticket sheet</th><td>{line}</td>");
        assert!(page.contains(&cells), "{line}: {page}");
    }
    assert!(page.contains(&format!("href=\"{ticket}\"")) && page.contains("IL-0000-0001-X"), "{page}");
    let order = ["no such MCO", "An NPI has", "Too early", "A RIN has", "open already"];
    assert!(order.map(|words| page.find(words).unwrap()).is_sorted(), "{page}");
    assert!(page.contains("Worth a second look") && page.contains("X-Amz-Expires=900"), "{page}");
    assert_eq!(clerk.readings(&id).await, 1);
    let page = clerk.browser().in_spanish().page(&place).await.html(200);
    assert!(page.contains("5 errores en 2 filas y en la hoja Ticket"), "{page}");
    assert!(page.contains("<th scope=\"row\">hoja Ticket</th>"), "{page}");
    assert!(page.contains("se puede presentar del mar, 1 dic 2026 al jue, 31 dic 2026."), "{page}");
    assert!(page.contains("ya está abierta: es la IL-0000-0001-X."), "{page}");
    // Of what was stored before it told anything, the Spanish words do without.
    assert!(page.contains("No hay ningún MCO con este código."), "{page}");
}

#[test]
fn every_code_that_a_workbook_is_told_has_its_spanish_words() {
    let tables = include_str!("../../../../docs/WORKBOOKS.md");
    let told = tables.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let of = |code| of_workbook::<String>(Language::Spanish, code, "", &BTreeMap::new());
    let without: Vec<&str> = told.clone().filter(|code| of(code).is_empty()).collect();
    assert!(told.count() > 60 && without.is_empty(), "{without:?}");
}

#[tokio::test]
async fn a_valid_workbook_shows_each_rows_own_days_and_those_that_suit_all() {
    let clerk = Clerk::sits_down().await;
    let (place, id) = clerk.begins(&[]).await;
    let findings = Findings { rows: 2, ..Findings::default() };
    clerk.found(&id, "v1", &findings, Some(contents(&["2026-10-20", "2026-09-28"]))).await;
    let page = clerk.browser().page(&place).await.html(200);
    assert!(page.contains("2 claims without a fault, $1,960.50 in dispute"), "{page}");
    assert!(page.contains("<strong>Thu, Nov 19, 2026</strong>"), "{page}");
    assert!(page.contains(&format!("href=\"/tickets/new?upload_id={}\"", id.as_str().unwrap())), "{page}");
    assert!(!page.contains("Quillfeather"), "of a member, nothing");
    assert_eq!(clerk.readings(&id).await, 1);
    // Days later one row is late, and no day suits both any more.
    let later = clerk.desk.at("2026-12-10T18:00:00Z");
    let routes = routes(with(&later, &Bucket::start().await));
    let page = Browser::of(&later, &routes, "clerk", &[]).page(&place).await.html(200);
    assert!(
        page.contains("no longer in time") && page.contains("1 of them may not be filed today"),
        "{page}"
    );
}

#[tokio::test]
async fn a_workbook_of_a_draft_goes_into_that_draft_as_long_as_it_is_there() {
    let clerk = Clerk::sits_down().await;
    let (store, user) = (&clerk.desk.database.store, "clerk".parse().unwrap());
    let draft = Draft {
        id: "019ab5d2-2222-7f3e-9d7a-0123456789ab".parse().unwrap(),
        form_key: "key".to_owned(),
        from: None,
        steps: BTreeMap::new(),
        updated_at: clerk.desk.now,
    };
    store.begin_draft(&user, &draft, None).await.unwrap();
    let page = clerk.browser().page(&format!("/uploads/new?draft_id={}", draft.id)).await.html(200);
    assert!(page.contains(&format!("name=\"draft_id\" value=\"{}\"", draft.id)), "{page}");
    let (place, id) = clerk.begins(&[("draft_id", draft.id.as_str())]).await;
    clerk.found(&id, "v1", &Findings::default(), Some(contents(&["2026-10-20"]))).await;
    let page = clerk.browser().page(&place).await.html(200);
    assert!(page.contains(&format!("action=\"/drafts/{}/3\"", draft.id)), "{page}");
    store.discard_draft(&user, &draft.id).await.unwrap();
    let page = clerk.browser().page(&place).await.html(200);
    assert!(page.contains("/tickets/new?upload_id=") && !page.contains("/drafts/0"), "{page}");
}

#[tokio::test]
async fn a_slot_that_is_over_says_so_and_how_to_begin_again() {
    let clerk = Clerk::sits_down().await;
    let (place, _) = clerk.begins(&[]).await;
    for (now, sent, says) in [
        ("2026-11-24T19:00:01Z", "", "This upload is over"),
        // What was sent in time may still be read.
        ("2026-11-24T19:00:01Z", "?sent=true", "is being read"),
        ("2026-11-24T19:15:01Z", "?sent=true", "This upload is over"),
    ] {
        let later = clerk.desk.at(now);
        let routes = routes(with(&later, &Bucket::start().await));
        let page = Browser::of(&later, &routes, "clerk", &[]).page(&format!("{place}{sent}")).await.html(200);
        assert!(page.contains(says), "{now}{sent}: {page}");
    }
}

#[tokio::test]
async fn another_persons_upload_is_no_page_and_who_is_no_party_has_none() {
    let clerk = Clerk::sits_down().await;
    let (place, _) = clerk.begins(&[]).await;
    let other = Browser::of(&clerk.desk, &clerk.routes, "another", &[]);
    assert!(other.page(&place).await.html(404).contains("There is nothing here"));
    let plan = Browser::of(&clerk.desk, &clerk.routes, "plan", &["mco_ABHIL"]);
    plan.page(&place).await.html(404);
    let staff = Browser::of(&clerk.desk, &clerk.routes, "staff", &["hfs_staff"]);
    staff.page(&place).await.html(403);
    staff.page("/uploads/new").await.html(403);
}
