//! The check shows everything that is vouched for, as people read it.

use super::drafts::{leads_to, text};
use super::*;

#[tokio::test]
async fn the_check_lists_all_that_is_vouched_for_in_words() {
    let clerk = Clerk::sits_down().await;
    let body = with(|body| {
        body["claims"][0]["billed"] = json!("1250");
        body["peer_to_peer"] = json!("done");
        body["billing_agent"] = json!(true);
    });
    let draft = clerk.writes(&body).await;
    let urgent = [
        ("category", "claim_denial/authorization"),
        ("description", "By telephone."),
        ("outcome_sought", "Payment."),
        ("urgent", "true"),
        ("urgent_reason", "The member is without medication."),
    ];
    let urgent = urgent.map(|(name, value)| (name.to_owned(), value.to_owned()));
    leads_to(&clerk.form(&format!("{draft}/2"), &urgent).await);
    let agent = [("contact.name", "Pat Clerk"), ("billing_agent", "true"), ("attested", "true")];
    let agent = agent.map(|(name, value)| (name.to_owned(), value.to_owned()));
    leads_to(&clerk.form(&format!("{draft}/4"), &agent).await);
    let check = text(&clerk.page(&format!("{draft}/5")).await);
    for (label, value) in [
        ("Provider", MEDICAID_ID),
        ("Program", "HealthChoice Illinois"),
        ("Filed with the MCO", "Tue, Oct 20, 2026"),
        ("MCO&#39;s answer", "The MCO denied the dispute"),
        ("Day of the MCO&#39;s answer", "Thu, Nov 5, 2026"),
        ("Peer-to-peer review", "A peer-to-peer review was held"),
        ("Subject", "Claim denial: authorization"),
        ("Urgent", "Yes"),
        ("Fee-for-service", "No"),
        ("RIN", "012345678"),
        ("Date of birth", "Fri, Feb 29, 1980"),
        ("Claim type", "Institutional (837I)"),
        ("Billed", "$1,250.00"),
        ("Paid", "$0.00"),
        ("Expected", "$980.25"),
        ("Denial date", "Wed, Sep 30, 2026"),
        ("Contact&#39;s telephone", "not filled in"),
        ("Filed by a billing agent", "Yes"),
    ] {
        assert!(check.contains(&format!("<dt>{label}</dt><dd>{value}</dd>")), "{label}: {check}");
    }
    assert!(check.contains("<dd class=\"portal-text\">The member is without medication.</dd>"), "{check}");
    assert!(check.contains("<dt>Attestation</dt><dd>I attest that this is true"), "{check}");
    assert!(!check.contains("<dd>2026-10-20") && !check.contains(">$<"), "{check}");
    for step in 1..=4 {
        assert!(check.contains(&format!("<a href=\"{draft}/{step}\">Change")), "{step}");
    }
}

#[tokio::test]
async fn what_is_blank_or_cannot_be_read_stands_as_it_is() {
    let clerk = Clerk::sits_down().await;
    let body = with(|body| {
        body["filed_with_mco"] = json!("20 <b>October</b>");
        body["claims"][0]["expected"] = json!("much");
        body["claims"][0]["paid"] = Value::Null;
        body["attested"] = Value::Null;
    });
    let draft = clerk.writes(&body).await;
    let check = text(&clerk.page(&format!("{draft}/5")).await);
    for said in [
        "<dt>Filed with the MCO</dt><dd>20 &#60;b&#62;October&#60;/b&#62;</dd>",
        "<dt>Expected</dt><dd>much</dd>",
        "<dt>Paid</dt><dd>not filled in</dd>",
        "<dt>Attestation</dt><dd>not given</dd>",
    ] {
        assert!(check.contains(said), "{said}: {check}");
    }
    assert!(!check.contains("$much"), "{check}");
}

#[tokio::test]
async fn a_workbooks_claims_are_where_it_is_and_each_row_has_its_own_number_and_day() {
    let clerk = Clerk::sits_down().await;
    let slot = clerk.uploads("upload-12345678", "clerk", 3).await;
    let upload = [("upload_id".to_owned(), slot.id.as_str().to_owned())];
    let draft = leads_to(&clerk.form("/tickets/new", &upload).await).replace("/1", "");
    let check = text(&clerk.page(&format!("{draft}/5")).await);
    assert!(check.contains("<dt>MCO tracking number</dt><dd>each row&#39;s own</dd>"), "{check}");
    assert!(check.contains("<a href=\"/uploads/upload-12345678\">The claims of your workbook"), "{check}");
    assert!(!check.contains("<dt>RIN</dt>"), "{check}");
}

#[tokio::test]
async fn who_acts_for_nobody_is_told_before_five_steps_are_written() {
    let clerk = Clerk::sits_down().await;
    assert!(!text(&clerk.page("/tickets/new").await).contains("Register first"));
    let newcomer = Clerk { token: clerk.desk.token("newcomer", &[]), ..clerk };
    newcomer.desk.database.requests.take();
    let page = text(&newcomer.page("/tickets/new").await);
    assert_eq!(newcomer.desk.database.requests.take(), 1);
    assert!(page.contains("Register first") && page.contains("href=\"/registrations/new\""), "{page}");
    let first = leads_to(&newcomer.form("/tickets/new", &[]).await);
    assert!(text(&newcomer.page(&first).await).contains("You act for no provider yet"));
}
