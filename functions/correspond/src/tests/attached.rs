//! A file put to a ticket from its page, without a script.

use super::files::parties;
use super::{Parties, path};
use portal_core::actor::Role;
use portal_core::attachment::{FileKind, ScanVerdict};
use portal_core::decide::Command;
use portal_store::{Dossier, Measure, Record, Said};
use portal_testkit::browser::Browser;
use portal_testkit::filed::{CLERK, clerk, moved};
use serde_json::json;

const MB: u64 = 1 << 20;

fn browser(parties: &Parties) -> Browser<'_> {
    Browser::of(&parties.desk, &parties.routes, CLERK, &[])
}

/// Opens a slot from the ticket's page; where it leads.
async fn attaches(parties: &Parties, ticket: &Dossier, fields: &[(&str, &str)]) -> String {
    browser(parties).form(&path("files", ticket), fields).await.leads_to()
}

/// The file at an address is found to be so large, and clean.
async fn comes(parties: &Parties, ticket: &Dossier, place: &str, size: u64) {
    let (store, ticket) = (&parties.desk.database.store, &ticket.ticket.id);
    let file = place.rsplit('/').next().unwrap().parse().unwrap();
    let found = Measure { size, sha256: super::files::DIGEST.parse().unwrap() };
    store.settle_attachment(ticket, &file, "v1", None, Some(&found)).await.unwrap();
    store.settle_scan(ticket, &file, "v1", ScanVerdict::NoThreats).await.unwrap();
}

#[tokio::test]
async fn a_person_says_what_it_is_and_is_led_to_the_form_that_posts_it() {
    let (parties, ticket) = parties().await;
    let form = [("kind", "pdf"), ("name", "authorization letter"), ("form_key", "k-1")];
    let place = attaches(&parties, &ticket, &form).await;
    assert!(place.starts_with(&format!("/tickets/{}/files/", ticket.ticket.id)), "{place}");
    assert_eq!(attaches(&parties, &ticket, &form).await, place, "twice sent it is one");
    let answer = browser(&parties).page(&place).await;
    let page = answer.html(200);
    assert!(page.contains("authorization letter.pdf") && page.contains("accept=\".pdf\""), "{page}");
    let back = format!("name=\"success_action_redirect\" value=\"http://localhost:4566{place}?sent=true\"");
    assert!(page.contains(&back), "{page}");
    assert!(page.find("name=\"file\"").unwrap() > page.rfind("x-amz-signature").unwrap());
    let policy = answer.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("form-action 'self' http://127.0.0.1:"), "{policy}");
    let stands = parties.stands(&ticket).await;
    let file = stands.attachments.seen_by(Role::Mco).next().unwrap();
    assert_eq!((file.slot.kind, &file.slot.said), (FileKind::Pdf, &Said::Nothing { most: 25 * MB }));
    let back = format!("{place}?sent=true&bucket=files&key=a&etag=%22d41d8cd9%22");
    assert_eq!(
        browser(&parties).page(&back).await.leads_to(),
        format!("/tickets/{}#files-title", ticket.ticket.id)
    );
}

#[tokio::test]
async fn a_kind_that_is_not_named_and_a_lane_that_hfs_left_out_come_back_on_the_tickets_page() {
    let (parties, ticket) = parties().await;
    let page = browser(&parties).form(&path("files", &ticket), &[("name", "Letter")]).await.html(422);
    assert!(page.contains("href=\"#kind\"") && page.contains("value=\"Letter\""), "{page}");
    let staff = Browser::of(&parties.desk, &parties.routes, "staff-1", &["hfs_staff"]);
    let page = staff.form(&path("files", &ticket), &[("kind", "docx")]).await.html(422);
    assert!(page.contains("href=\"#lane\""), "{page}");
    staff.form(&path("files", &ticket), &[("kind", "docx"), ("lane", "hfs")]).await.leads_to();
    assert_eq!(parties.stands(&ticket).await.attachments.seen_by(Role::Provider).count(), 0);
    // A program says all of it, whatever a page may leave out.
    let told = parties.does(&parties.clerk, "files", &ticket, &json!({"kind": "pdf"})).await.faults();
    assert!(told.contains(&("/sha256".to_owned(), "missing".to_owned())), "{told:?}");
}

#[tokio::test]
async fn room_for_the_largest_is_kept_until_the_file_has_come_and_its_own_size_from_then_on() {
    let (parties, ticket) = parties().await;
    let form = [("kind", "pdf")];
    let taken =
        async || parties.stands(&ticket).await.attachments.taken(Role::Provider, parties.desk.now).bytes / MB;
    let first = attaches(&parties, &ticket, &form).await;
    attaches(&parties, &ticket, &form).await;
    assert_eq!(taken().await, 50);
    // Never more than the side's share of 60 MB.
    attaches(&parties, &ticket, &form).await;
    assert_eq!(taken().await, 60);
    let full = browser(&parties).form(&path("files", &ticket), &form).await;
    assert!(full.html(409).contains("0 KB of them are left"));
    comes(&parties, &ticket, &first, 2 * MB).await;
    assert_eq!(taken().await, 37);
    attaches(&parties, &ticket, &form).await;
    assert_eq!(taken().await, 60);
}

#[tokio::test]
async fn whoever_sees_the_ticket_is_led_from_its_page_to_the_clean_file_and_is_on_record() {
    let (parties, ticket) = parties().await;
    let place = attaches(&parties, &ticket, &[("kind", "pdf"), ("name", "letter.pdf")]).await;
    let plan = Browser::of(&parties.desk, &parties.routes, "plan-1", &["mco_ABHIL"]);
    // The form is for whoever opened the slot.
    assert!(plan.page(&place).await.html(409).contains("This cannot be done now"));
    comes(&parties, &ticket, &place, 9).await;
    let link = plan.page(&place).await.leads_to();
    assert!(link.contains("/attachments/") && link.contains("X-Amz-Expires=60"), "{link}");
    let seen = parties.desk.get(&parties.routes, &place, &parties.plan).await.expect(200);
    assert_eq!((&seen["size"], &seen["name"]), (&json!(9), &json!("letter.pdf")));
    let of = Record::Ticket(ticket.ticket.id.clone());
    let record = parties.desk.database.store.readings(&of, None, 100).await.unwrap().items;
    assert_eq!(record.len(), 3, "the slot opened, and two links given");
    let stranger = Browser::of(&parties.desk, &parties.routes, "stranger", &[]);
    assert!(stranger.page(&place).await.html(404).contains("There is nothing here"));
}

#[tokio::test]
async fn a_slot_that_has_closed_shows_no_form_and_a_ticket_that_is_over_takes_no_file() {
    let (parties, ticket) = parties().await;
    let place = attaches(&parties, &ticket, &[("kind", "pdf")]).await;
    let later = super::files::later(&parties, "2026-11-24T18:30:01Z").await;
    assert!(browser(&later).page(&place).await.html(409).contains("This cannot be done now"));
    moved(&parties.desk, &ticket, &clerk(&ticket), Command::Withdraw { reason: None }).await;
    let over = browser(&parties).form(&path("files", &ticket), &[("kind", "pdf")]).await;
    let page = over.html(409);
    assert!(page.contains("href=\"/tickets/") && !page.contains("?do=files"), "{page}");
}
