//! What the parties send from a ticket's page.

use super::{Parties, path};
use portal_testkit::browser::Browser;
use portal_testkit::filed::CLERK;

const WORDS: &str = "The \"records\" are on their way.";

#[tokio::test]
async fn a_partys_message_by_form_is_for_both_parties_and_twice_sent_is_written_once() {
    let (parties, ticket) = Parties::with_presented().await;
    let clerk = Browser::of(&parties.desk, &parties.routes, CLERK, &[]);
    let message = [("text", WORDS), ("form_key", "k-1")];
    let its_page = format!("/tickets/{}?done=messages", ticket.ticket.id);
    for _ in 0..2 {
        assert_eq!(clerk.form(&path("messages", &ticket), &message).await.leads_to(), its_page);
    }
    let after = parties.stands(&ticket).await;
    let read: Vec<&str> =
        after.messages.seen_by(portal_core::actor::Role::Mco).map(|one| one.text.as_str()).collect();
    assert_eq!(read, [WORDS]);
}

#[tokio::test]
async fn hfs_says_who_reads_its_message_and_a_refused_one_comes_back_with_its_words() {
    let (parties, ticket) = Parties::with_presented().await;
    let staff = Browser::of(&parties.desk, &parties.routes, "staff-1", &["hfs_staff"]);
    let page = staff.form(&path("messages", &ticket), &[("text", WORDS)]).await.html(422);
    assert!(page.contains("href=\"#lane\"") && page.contains("records&#34; are on their way."), "{page}");
    staff.form(&path("messages", &ticket), &[("text", WORDS), ("lane", "hfs")]).await.leads_to();
    let after = parties.stands(&ticket).await;
    assert_eq!(after.messages.seen_by(portal_core::actor::Role::Mco).count(), 0);
    assert_eq!(after.messages.seen_by(portal_core::actor::Role::Hfs).count(), 1);
}

#[tokio::test]
async fn a_party_has_no_lane_of_hfs_by_form_either() {
    let (parties, ticket) = Parties::with_presented().await;
    let clerk = Browser::of(&parties.desk, &parties.routes, CLERK, &[]);
    let answer = clerk.form(&path("messages", &ticket), &[("text", WORDS), ("lane", "hfs")]).await;
    assert!(answer.html(403).contains("This is not for your account"));
}
