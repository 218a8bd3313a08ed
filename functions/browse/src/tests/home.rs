//! The first page of whoever is signed in: every clock that is theirs, and what stands in the way.

use super::*;
use portal_core::registration::{RegistrationForm, register};
use portal_testkit::browser::Browser;
use portal_testkit::filed::{clerk, moved, upheld};

const MCO: &[&str] = &["mco_ABHIL"];

impl Room {
    async fn home(&self, user: &str, groups: &[&str]) -> String {
        self.desk.database.requests.take();
        Browser::of(&self.desk, &self.routes, user, groups).page("/").await.html(200)
    }

    /// A ticket that HFS was asked to review.
    async fn in_review(&self, number: u32) -> Dossier {
        let proposed = upheld(&self.desk, &filed(&self.desk, number).await).await;
        moved(&self.desk, &proposed, &clerk(&proposed), Command::AskReview { reason: None }).await
    }

    /// A registration that waits for HFS where it is complete, and is denied where it is not (R2).
    async fn registers(&self, user: &str, medicaid_id: &str, complete: bool) {
        let form = RegistrationForm {
            provider_name: "Prairie Clinic".parse().ok(),
            medicaid_id: medicaid_id.parse().ok(),
            atypical: true,
            tin: "371234567".parse().ok().filter(|_| complete),
            provider_type: "clinic".parse().ok(),
            street: "1 Main".parse().ok(),
            city: "Springfield".parse().ok(),
            state: "IL".parse().ok(),
            zip: "62701".parse().ok(),
            contact_name: "Pat Clerk".parse().ok(),
            contact_phone: "217-555-0100".parse().ok(),
            contact_email: "pat@prairie.example.org".parse().ok(),
            acting_as: "provider_staff".parse().ok(),
            ..RegistrationForm::default()
        };
        let (id, policy) =
            (self.desk.portal.ids().registration_id(self.desk.now).unwrap(), self.desk.portal.policy());
        let (registration, notice) = register(id, user.parse().unwrap(), form, self.desk.now, policy);
        self.desk.database.store.file_registration(&registration, notice, None, "{}").await.unwrap();
    }
}

/// The part of a page under a queue's heading.
fn under<'a>(page: &'a str, queue: &str) -> &'a str {
    let after = page.split_once(&format!("<h2 id=\"queue-{queue}\"")).map_or("", |(_, after)| after);
    after.split("</section>").next().unwrap()
}

#[tokio::test]
async fn a_review_is_shown_to_both_sides_until_each_has_said_that_it_is_done() {
    let room = Room::open().await;
    let review = room.in_review(1).await;
    let number = review.ticket.number.as_str();
    for (user, groups, requests) in [("clerk", &[][..], 4), ("ann", MCO, 3)] {
        let home = room.home(user, groups).await;
        // Who they are and for whom they act, and each of their queues, side by side.
        assert_eq!(room.desk.database.requests.take(), requests, "{user}");
        let evidence = under(&home, "evidence");
        assert!(evidence.contains(number) && evidence.contains("Put in what you have"), "{user}: {home}");
        assert!(evidence.contains("Thu, Dec 24, 2026"), "{evidence}");
        assert_eq!(room.listed("?desk=evidence", user, groups).await, [review.ticket.id.as_str()]);
        let list = Browser::of(&room.desk, &room.routes, user, groups)
            .page("/tickets?desk=evidence")
            .await
            .html(200);
        assert!(list.contains("value=\"evidence\" selected") && list.contains(number), "{list}");
    }
    assert!(!room.home("mel", &["mco_MER"]).await.contains(number));
    assert!(room.listed("?desk=evidence", "rival", &[]).await.is_empty());
    let done = Command::GiveEvidence { statement: None, files: vec![], done: true };
    moved(&room.desk, &review, &clerk(&review), done).await;
    assert!(!room.home("clerk", &[]).await.contains(number));
    assert!(under(&room.home("ann", MCO).await, "evidence").contains(number));
    // HFS asks for either side's.
    for (query, found) in [("mco=ABHIL", 1), ("provider=363456789001", 0)] {
        let listed = room.listed(&format!("?desk=evidence&{query}"), "sam", &["hfs_staff"]).await;
        assert_eq!(listed.len(), found, "{query}");
    }
    assert_eq!(room.gets("/tickets?desk=evidence", "sam", &["hfs_staff"]).await.faults()[0].0, "/mco");
}

#[tokio::test]
async fn a_provider_is_told_at_once_that_it_may_pass_over_an_mco_that_is_late() {
    let room = Room::open().await;
    let ticket = filed(&room.desk, 1).await;
    assert!(under(&room.home("clerk", &[]).await, "late").contains("Nothing."));
    let late = room.desk.at("2026-12-25T18:00:00Z");
    let machine = Actor { user: None, standing: Standing::Machine };
    let overdue = moved(&late, &ticket, &machine, Command::StrikeClock).await;
    let routes = routes(With { portal: late.portal.clone(), own: Acquaintances::default() });
    let later = Room { desk: late, routes };
    let home = later.home("clerk", &[]).await;
    let shown = under(&home, "late");
    assert!(shown.contains(ticket.ticket.number.as_str()) && shown.contains("ask HFS to review"), "{home}");
    assert_eq!(later.listed("?desk=late", "clerk", &[]).await, [ticket.ticket.id.as_str()]);
    assert_eq!(later.listed("?desk=late&provider=363456789001", "sam", &["hfs_staff"]).await.len(), 1);
    assert_eq!(later.gets("/tickets?desk=late", "ann", MCO).await.faults()[0].1, "desk_not_yours");
    // Whoever answers takes it out again.
    upheld(&later.desk, &overdue).await;
    assert!(later.listed("?desk=late", "clerk", &[]).await.is_empty());
}

#[tokio::test]
async fn who_acts_for_nobody_is_told_to_register_and_how_far_that_is() {
    let room = Room::open().await;
    let button = "class=\"usa-button\" href=\"/tickets/new\"";
    let home = room.home("newcomer", &[]).await;
    // For whom they act, and what they have registered for.
    assert_eq!(room.desk.database.requests.take(), 2);
    assert!(home.contains("Register first") && home.contains("href=\"/registrations/new\""), "{home}");
    assert!(!home.contains(button) && !home.contains("Nothing."), "{home}");
    room.registers("newcomer", "99988877766", false).await;
    let denied = room.home("newcomer", &[]).await;
    assert!(denied.contains("Denied") && denied.contains("Missing: TIN."), "{denied}");
    assert!(denied.contains("/registrations/new?from="), "{denied}");
    let later = room.desk.at("2026-11-24T19:00:00Z");
    let routes = routes(With { portal: later.portal.clone(), own: Acquaintances::default() });
    let room = Room { desk: later, routes };
    room.registers("newcomer", "99988877766", true).await;
    let pending = room.home("newcomer", &[]).await;
    assert!(pending.contains("Waiting for HFS") && pending.contains("may be expected from"), "{pending}");
    // What was denied before the one that waits says nothing any more.
    assert!(!pending.contains("Denied"), "{pending}");
    let clerk = room.home("clerk", &[]).await;
    assert!(!clerk.contains("Register first") && clerk.contains(button));
    let spanish =
        Browser::of(&room.desk, &room.routes, "newcomer", &[]).in_spanish().page("/").await.html(200);
    assert!(spanish.contains("Regístrese primero"), "{spanish}");
}

#[tokio::test]
async fn hfs_sees_how_many_registrations_wait_and_since_when() {
    let room = Room::open().await;
    assert!(under(&room.home("sam", &["hfs_staff"]).await, "registrations").contains("Nothing."));
    room.registers("newcomer", "99988877766", true).await;
    room.registers("another", "99988877755", true).await;
    for (groups, requests) in [(&["hfs_staff"], 6), (&["hfs_lead"], 7)] {
        let home = room.home("sam", groups).await;
        // The account, each queue, and the registrations, side by side.
        assert_eq!(room.desk.database.requests.take(), requests, "{groups:?}");
        let waiting = under(&home, "registrations");
        assert!(waiting.contains("Waiting: 2.") && waiting.contains("href=\"/registrations\""), "{home}");
        assert!(waiting.contains("Nov 24, 2026"), "{waiting}");
    }
    assert!(!room.home("ann", MCO).await.contains("queue-registrations"));
}

#[tokio::test]
async fn a_billing_agent_sees_the_clocks_of_all_its_providers_in_one_list() {
    let room = Room::open().await;
    let first = room.in_review(1).await;
    room.desk.approved_for("agent", MEDICAID_ID, Some(NPI)).await;
    room.desk.approved_for("agent", "99988877766", None).await;
    let home = room.home("agent", &[]).await;
    // Memberships, then three queues of each provider.
    assert_eq!(room.desk.database.requests.take(), 7);
    assert!(under(&home, "evidence").contains(first.ticket.number.as_str()));
    // Known from then on: the lists are read beside the memberships.
    room.home("agent", &[]).await;
    assert_eq!(room.desk.database.requests.take(), 7);
}

#[tokio::test]
async fn whose_account_is_closed_is_a_visitor_on_the_first_page() {
    let room = Room::open().await;
    let ticket = filed(&room.desk, 1).await;
    for (user, groups) in [("ann", MCO), ("clerk", &[]), ("sam", &["hfs_staff"])] {
        room.desk.leaves(user).await;
        let home = room.home(user, groups).await;
        assert!(
            home.contains("href=\"/sign-up\"") && !home.contains(ticket.ticket.number.as_str()),
            "{user}"
        );
        assert!(!home.contains("What needs you now"), "{user}");
    }
}
