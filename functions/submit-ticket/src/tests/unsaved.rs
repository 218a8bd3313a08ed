//! What could not be saved comes back with everything typed.

use super::drafts::{hidden, leads_to, text};
use super::*;
use portal_core::submission::{Description, OutcomeSought, UrgentReason};

const TYPED: &str = "Authorization was obtained by telephone, twice.";

fn step_two(description: &str) -> Vec<(String, String)> {
    let fields = [("category", "payment/underpaid"), ("description", description), ("urgent", "true")];
    fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec()
}

/// What a browser would send of the page's one form, its text as it stands there.
fn sent_again(page: &str, description: &str) -> Vec<(String, String)> {
    assert!(page.contains("action=\"/tickets/new\""), "{page}");
    [hidden(page), step_two(description)].concat()
}

#[tokio::test]
async fn a_step_that_is_too_long_comes_back_whole_with_what_is_too_long() {
    let clerk = Clerk::sits_down().await;
    let draft = clerk.writes(&dispute(1)).await;
    let long = "x".repeat(70_000);
    clerk.desk.database.requests.take();
    let refused = clerk.form(&format!("{draft}/2"), &step_two(&long)).await;
    // Whether the account counts; then the draft and the memberships, side by side.
    assert_eq!(clerk.desk.database.requests.take(), 3);
    assert_eq!(refused.status, 422);
    let page = text(&refused);
    assert!(page.contains(&long) && page.contains("value=\"payment/underpaid\" selected"));
    assert!(
        page.contains("This is more than a ticket holds") && page.contains("Shorten this to 4000 characters")
    );
    assert!(page.contains(&format!("action=\"{draft}/2\"")) && page.contains(&format!("{draft}/1\"")));
    // What was saved before stands.
    assert!(
        text(&clerk.page(&format!("{draft}/2")).await).contains("Authorization was obtained by telephone.")
    );
    let program = clerk
        .desk
        .post(&clerk.routes, &format!("{draft}/2"), &clerk.token, &json!({"description": long}))
        .await;
    assert_eq!(program.problem(422), "draft_too_large");
}

#[tokio::test]
async fn a_step_of_a_draft_that_was_discarded_meanwhile_begins_another_with_its_text() {
    let clerk = Clerk::sits_down().await;
    let draft = clerk.writes(&dispute(1)).await;
    leads_to(&clerk.form(&format!("{draft}/discard"), &[]).await);
    let refused = clerk.form(&format!("{draft}/2"), &step_two(TYPED)).await;
    assert_eq!(refused.status, 404);
    let page = text(&refused);
    assert!(page.contains("This draft was discarded") && page.contains(TYPED), "{page}");
    assert!(page.contains("Start a new draft with this text"), "{page}");
    assert!(!page.contains("/language/es"), "the page in Spanish would be without it");
    let again = sent_again(&page, TYPED);
    let step = leads_to(&clerk.form("/tickets/new", &again).await);
    assert!(step.ends_with("/2") && !step.starts_with(&draft), "{step}");
    // One click twice begins one.
    assert_eq!(leads_to(&clerk.form("/tickets/new", &again).await), step);
    let begun = text(&clerk.page(&step).await);
    assert!(begun.contains(TYPED) && begun.contains("value=\"payment/underpaid\" selected"), "{begun}");
    assert!(begun.contains("name=\"urgent\" value=\"true\" checked"), "{begun}");
    let program = clerk.desk.post(&clerk.routes, &format!("{draft}/2"), &clerk.token, &json!({})).await;
    assert_eq!(program.problem(404), "not_found");
}

#[tokio::test]
async fn a_step_of_a_draft_that_was_filed_meanwhile_says_so_and_leads_to_the_ticket() {
    let clerk = Clerk::sits_down().await;
    let draft = clerk.writes(&dispute(1)).await;
    let fields = hidden(&text(&clerk.page(&format!("{draft}/5")).await));
    let filed = leads_to(&clerk.form("/tickets", &fields).await);
    let refused = clerk.form(&format!("{draft}/2"), &step_two(TYPED)).await;
    assert_eq!(refused.status, 404);
    let page = text(&refused);
    let ticket = filed.strip_suffix("?done=filed").unwrap();
    assert!(
        page.contains("A ticket was filed from this draft") && page.contains(&format!("href=\"{ticket}\""))
    );
    let step = leads_to(&clerk.form("/tickets/new", &sent_again(&page, TYPED)).await);
    assert!(text(&clerk.page(&step).await).contains(TYPED));
}

#[tokio::test]
async fn a_claim_that_could_not_be_saved_begins_another_draft_in_its_own_step() {
    let clerk = Clerk::sits_down().await;
    let draft = clerk.writes(&dispute(1)).await;
    leads_to(&clerk.form(&format!("{draft}/discard"), &[]).await);
    let claim = [("claims.0.rin".to_owned(), "012345678".to_owned())];
    let page = text(&clerk.form(&format!("{draft}/3"), &claim).await);
    assert!(page.contains("value=\"012345678\""), "{page}");
    let sent = [hidden(&page), claim.to_vec()].concat();
    let step = leads_to(&clerk.form("/tickets/new", &sent).await);
    assert!(step.ends_with("/3") && text(&clerk.page(&step).await).contains("value=\"012345678\""), "{step}");
}

#[tokio::test]
async fn where_no_draft_can_be_begun_either_the_text_stays_on_the_page() {
    let clerk = Clerk::sits_down().await;
    for _ in 0..20 {
        leads_to(&clerk.form("/tickets/new", &[]).await);
    }
    let gone = "00000000-0000-7000-8000-000000000000";
    let page = text(&clerk.form(&format!("/drafts/{gone}/2"), &step_two(TYPED)).await);
    let refused = clerk.form("/tickets/new", &sent_again(&page, TYPED)).await;
    assert_eq!(refused.status, 409);
    let page = text(&refused);
    assert!(page.contains("You have 20 drafts already") && page.contains(TYPED), "{page}");
    let long = clerk.form("/tickets/new", &sent_again(&page, &"x".repeat(70_000))).await;
    assert!(text(&long).contains(&"x".repeat(70_000)));
}

#[tokio::test]
async fn what_a_field_holds_is_said_beside_it_and_is_what_it_holds() {
    let clerk = Clerk::sits_down().await;
    let draft = clerk.writes(&dispute(1)).await;
    let step = text(&clerk.page(&format!("{draft}/2")).await);
    for (field, most) in [
        ("description", Description::MOST),
        ("outcome_sought", OutcomeSought::MOST),
        ("urgent_reason", UrgentReason::MOST),
    ] {
        let hint = format!("id=\"{field}-most\">At most {most} characters.");
        assert!(step.contains(&hint) && step.contains(&format!("{field}-most\"")), "{field}: {step}");
        let body = |length| {
            with(|body| {
                body["urgent"] = json!(true);
                body["urgent_reason"] = json!("Pain.");
                body[field] = json!("é".repeat(length));
            })
        };
        assert_eq!(clerk.checks(&body(most)).await["faults"], json!([]), "{field}");
        assert_eq!(clerk.checks(&body(most + 1)).await["faults"][0]["code"], "too_long", "{field}");
    }
}
