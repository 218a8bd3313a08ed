//! Registrations by a browser: the form, the list, one by itself, and what is said of it.

use super::{Office, form, with};
use portal_core::text::Reason;
use portal_testkit::browser::Browser;
use serde_json::{Value, json};

impl Office {
    fn browser(&self, user: &str, groups: &[&str]) -> Browser<'_> {
        Browser::of(&self.desk, &self.routes, user, groups)
    }
}

/// The form's fields as a browser sends them, one of them changed.
fn fields<'a>(form: &'a Value, name: &str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let filled = form.as_object().unwrap().iter().filter(|(known, _)| *known != name);
    let texts = filled.filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)));
    let name = form.as_object().unwrap().keys().find(|known| *known == name).unwrap();
    texts.chain([(name.as_str(), value)]).collect()
}

#[tokio::test]
async fn what_is_left_out_is_said_before_it_is_sent_and_sent_all_the_same_by_a_tick() {
    let office = Office::opens().await;
    let clerk = office.browser("clerk", &[]);
    assert!(clerk.page("/registrations/new").await.html(200).contains("name=\"medicaid_id\""));
    let form = form();
    let without = fields(&form, "medicaid_id", "");
    let told = clerk.form("/registrations", &without).await.html(422);
    assert!(told.contains("href=\"#medicaid_id\"") && told.contains("value=\"Prairie Community Hospital\""));
    assert!(told.contains("name=\"as_it_is\""), "{told}");
    let ticked = [without, vec![("as_it_is", "true"), ("form_key", "k-1")]].concat();
    let place = clerk.form("/registrations", &ticked).await.leads_to();
    assert_eq!(clerk.form("/registrations", &ticked).await.leads_to(), place);
    let denied = clerk.page(&place).await.html(200);
    assert!(denied.contains("Denied") && denied.contains("<li>Medicaid ID</li>"), "{denied}");
    assert!(!denied.contains("37-1234567") && !denied.contains("371234567"));
    let again = place.replace("/registrations/", "/registrations/new?from=");
    assert!(denied.contains(&again));
    let filled = clerk.page(&again).await.html(200);
    assert!(filled.contains("value=\"100 E Monroe St\"") && filled.contains("value=\"hospital\" selected"));
    assert_eq!(office.browser("another", &[]).page(&again).await.status, 404);
    let listed = clerk.page("/registrations").await.html(200);
    assert!(listed.contains("Missing: Medicaid ID") && listed.contains(&again), "{listed}");
}

#[tokio::test]
async fn hfs_finds_it_in_its_queue_and_decides_once() {
    let office = Office::opens().await;
    let id = office.pending("clerk").await;
    let staff = office.browser("staff-1", &["hfs_staff"]);
    let place = format!("/registrations/{id}");
    assert!(staff.page("/registrations").await.html(200).contains(&place));
    assert!(!staff.page("/registrations?status=denied").await.html(200).contains(&place));
    assert!(staff.page("/registrations?status=lost").await.html(422).contains("href=\"#status\""));
    assert!(staff.page(&place).await.html(200).contains("name=\"missing[]\" value=\"tin\""));
    let decision = format!("{place}/decision");
    let nothing = staff.form(&decision, &[("decision", "deny"), ("reason", "  ")]).await.html(422);
    assert!(nothing.contains("href=\"#missing\"") && nothing.contains("value=\"deny\" checked"), "{nothing}");
    let denial = [("decision", "deny"), ("missing[]", "tin"), ("missing[]", "zip"), ("form_version", "1")];
    assert_eq!(staff.form(&decision, &denial).await.leads_to(), place);
    let late = staff.form(&decision, &[("decision", "deny"), ("reason", "My words.")]).await.html(409);
    assert!(
        late.contains("My words.") && late.contains("<li>TIN</li>") && late.contains("<li>ZIP code</li>")
    );
}

#[tokio::test]
async fn what_a_reason_holds_is_said_beside_it_and_is_what_it_holds() {
    let office = Office::opens().await;
    let place = format!("/registrations/{}", office.pending("clerk").await);
    let (decision, revocation) = (format!("{place}/decision"), format!("{place}/revocation"));
    let staff = office.browser("staff-1", &["hfs_staff"]);
    let hint = format!("id=\"reason-most\">At most {} characters.", Reason::MOST);
    let (most, more) = ("é".repeat(Reason::MOST), "é".repeat(Reason::MOST + 1));
    let is_too_long = |page: String| page.contains("href=\"#reason\"") && page.contains(more.as_str());
    assert!(staff.page(&place).await.html(200).contains(&hint));
    let denied = staff.form(&decision, &[("decision", "deny"), ("reason", more.as_str())]).await;
    assert!(is_too_long(denied.html(422)));
    staff.form(&decision, &[("decision", "approve")]).await.leads_to();
    assert!(staff.page(&place).await.html(200).contains(&hint));
    assert!(is_too_long(staff.form(&revocation, &[("reason", more.as_str())]).await.html(422)));
    assert_eq!(staff.form(&revocation, &[("reason", most.as_str())]).await.leads_to(), place);
}

#[tokio::test]
async fn an_approved_one_is_revoked_for_a_reason() {
    let office = Office::opens().await;
    let id = office.pending("clerk").await;
    let staff = office.browser("staff-1", &["hfs_staff"]);
    let place = format!("/registrations/{id}");
    staff.form(&format!("{place}/decision"), &[("decision", "approve")]).await.leads_to();
    assert_eq!(office.acts_for("clerk").await.len(), 1);
    let revocation = format!("{place}/revocation");
    assert!(staff.page(&place).await.html(200).contains(&revocation));
    assert!(staff.form(&revocation, &[]).await.html(422).contains("href=\"#reason\""));
    assert_eq!(staff.form(&revocation, &[("reason", "Left the practice.")]).await.leads_to(), place);
    assert!(office.acts_for("clerk").await.is_empty());
    assert!(office.browser("clerk", &[]).page(&place).await.html(200).contains("Left the practice."));
}

#[tokio::test]
async fn the_providers_staff_are_asked_for_consent_and_nobody_else() {
    let office = Office::opens().await;
    office.desk.approved("clerk").await;
    let body = with(|body| body["acting_as"] = json!("billing_agent"));
    let filed = office.files("agent", &body).await.expect(201);
    let place = format!("/registrations/{}", filed["registration_id"].as_str().unwrap());
    let consent = format!("{place}/consent");
    assert!(!office.browser("agent", &[]).page(&place).await.html(200).contains(&consent));
    assert_eq!(office.browser("another", &[]).page(&place).await.status, 404);
    let staff = office.browser("staff-1", &["hfs_staff"]);
    assert!(staff.page(&place).await.html(200).contains("name=\"without_consent\""));
    let early = staff.form(&format!("{place}/decision"), &[("decision", "approve")]).await.html(409);
    assert!(early.contains("Waiting for the provider"), "{early}");
    let clerk = office.browser("clerk", &[]);
    assert!(clerk.page(&place).await.html(200).contains(&consent));
    assert!(clerk.form(&consent, &[]).await.html(422).contains("href=\"#consent\""));
    assert_eq!(clerk.form(&consent, &[("consent", "true")]).await.leads_to(), place);
    let said = clerk.in_spanish().page(&place).await.html(200);
    assert!(
        said.contains("Consentimiento del personal del proveedor: <strong>Dado") && !said.contains(&consent)
    );
}

#[tokio::test]
async fn a_person_sees_for_whom_they_act_and_chooses_the_language_of_their_mail() {
    let office = Office::opens().await;
    office.desk.approved("clerk").await;
    let clerk = office.browser("clerk", &[]);
    let page = clerk.page("/me").await.html(200);
    assert!(page.contains("363456789001") && page.contains("value=\"en\" checked"), "{page}");
    assert!(clerk.form("/me", &[]).await.html(422).contains("href=\"#language\""));
    assert_eq!(clerk.form("/me", &[("language", "es")]).await.leads_to(), "/me");
    assert!(clerk.page("/me").await.html(200).contains("value=\"es\" checked"));
}

#[tokio::test]
async fn who_has_left_is_shown_nothing_in_return_for_a_form() {
    let office = Office::opens().await;
    let id = office.pending("clerk").await;
    office.desk.leaves("staff-1").await;
    let staff = office.browser("staff-1", &["hfs_staff"]);
    let answer = staff.form(&format!("/registrations/{id}/decision"), &[]).await;
    assert!(!answer.html(401).contains("Prairie"));
}
