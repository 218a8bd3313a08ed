//! People by a browser: the list, an invitation, one of them, and a membership that ends.

use super::{Office, gone, lead, pat};
use portal_core::organisation::DepartureReason;
use portal_testkit::browser::Browser;
use serde_json::json;

const PAT: &str = "pat.quill@abhil.mco.example.org";

impl Office {
    fn browser(&self, user: &str, groups: &[&str]) -> Browser<'_> {
        Browser::of(&self.desk, &self.routes, user, groups)
    }

    fn ann(&self) -> Browser<'_> {
        self.browser("ann", &["mco_ABHIL", "mco_lead"])
    }

    fn lee(&self) -> Browser<'_> {
        self.browser("lee", &["hfs_lead"])
    }
}

#[tokio::test]
async fn a_lead_invites_a_colleague_on_a_page_and_finds_them_on_the_list() {
    let office = Office::opens().await;
    let empty = office.ann().page("/people").await.html(200);
    assert!(empty.contains("Nobody has been invited yet.") && empty.contains("name=\"email\""), "{empty}");
    assert!(!empty.contains("id=\"mco\""), "an MCO's lead looks at no other organisation");
    let form = [("name", "Pat Quill"), ("email", PAT), ("lead", "true"), ("form_key", "k-1")];
    let place = office.ann().form("/people", &form).await.leads_to();
    assert_eq!(place, "/people?mco=ABHIL&done=invited");
    // Sent twice it counts once.
    assert_eq!(office.ann().form("/people", &form).await.leads_to(), place);
    assert_eq!(office.pool.at(PAT).unwrap().groups, ["mco_ABHIL", "mco_lead"]);
    let listed = office.ann().page(&place).await.html(200);
    assert!(listed.contains("Pat Quill") && listed.contains(PAT) && listed.contains("They are invited"));
    let spanish = office.ann().in_spanish().page("/people").await.html(200);
    assert!(spanish.contains("<h1>Personas de ") && spanish.contains("Invitar a alguien"), "{spanish}");
}

#[tokio::test]
async fn an_invitation_that_is_refused_comes_back_with_what_was_typed_and_all_its_faults() {
    let office = Office::opens().await;
    let refused = office.ann().form("/people", &[("name", ""), ("email", "nobody"), ("lead", "true")]).await;
    let page = refused.html(422);
    for kept in ["href=\"#name\"", "href=\"#email\"", "value=\"nobody\"", "value=\"true\" checked"] {
        assert!(page.contains(kept), "{kept}: {page}");
    }
    office.invited(&office.abhil(), &pat()).await;
    let again = office.ann().form("/people", &[("name", "Pat"), ("email", PAT)]).await.html(409);
    assert!(again.contains("among your people already") && again.contains("value=\"Pat\""), "{again}");
    assert!(again.contains("<td>pat.quill@abhil.mco.example.org</td>"), "the list is there too");
}

#[tokio::test]
async fn hfs_looks_at_an_mcos_people_and_invites_their_first_lead() {
    let office = Office::opens().await;
    let own = office.lee().page("/people").await.html(200);
    assert!(own.contains("<h1>People of HFS</h1>") && own.contains("<option value=\"MER\""), "{own}");
    let theirs = office.lee().page("/people?mco=MER").await.html(200);
    assert!(theirs.contains("name=\"mco\" value=\"MER\"") && theirs.contains("name=\"lead\" value=\"true\""));
    let form =
        [("name", "Fay First"), ("email", "first@mer.mco.example.org"), ("mco", "MER"), ("lead", "true")];
    assert_eq!(office.lee().form("/people", &form).await.leads_to(), "/people?mco=MER&done=invited");
    let faulty = office.lee().page("/people?mco=NOPE").await.html(422);
    assert!(faulty.contains("href=\"#mco\"") && faulty.contains("<h1>People of HFS</h1>"));
    // Whoever leads nobody has neither the page nor its place in the menu.
    let staff = office.browser("sam", &["hfs_staff"]).page("/people").await.html(403);
    assert!(!staff.contains("href=\"/people\"") && staff.contains("href=\"/registrations\""), "{staff}");
    assert!(own.contains("href=\"/people\""));
}

#[tokio::test]
async fn a_membership_ends_after_a_page_of_its_own_and_for_a_reason() {
    let office = Office::opens().await;
    let id = office.invited(&office.abhil(), &pat()).await;
    let place = format!("/people/{id}?mco=ABHIL");
    assert!(office.ann().page("/people").await.html(200).contains(&place));
    let page = office.ann().page(&place).await.html(200);
    assert_eq!(
        office.desk.get(&office.routes, &place, &office.abhil()).await.expect(200)["name"],
        "Pat Quill"
    );
    let action = format!("/people/{id}/departure");
    assert!(page.contains(&format!("action=\"{action}\"")) && page.contains("name=\"reason\""));
    let silent = office.ann().form(&action, &[("reason", " "), ("mco", "ABHIL")]).await.html(422);
    assert!(silent.contains("href=\"#reason\"") && silent.contains("Pat Quill"), "{silent}");
    assert!(office.pool.at(PAT).unwrap().enabled);
    let said = [("reason", "They have left the company."), ("mco", "ABHIL"), ("form_key", "k-1")];
    assert_eq!(office.ann().form(&action, &said).await.leads_to(), "/people?mco=ABHIL&done=left");
    assert!(!office.pool.at(PAT).unwrap().enabled);
    let gone = office.ann().page(&place).await.html(200);
    assert!(gone.contains("They have left the company.") && !gone.contains(&action), "{gone}");
    assert_eq!(office.lee().page(&format!("/people/{id}")).await.status, 404, "she is none of HFS's");
}

#[tokio::test]
async fn what_the_reason_of_a_departure_holds_is_said_beside_it_and_is_what_it_holds() {
    let office = Office::opens().await;
    let id = office.invited(&office.abhil(), &pat()).await;
    let page = office.ann().page(&format!("/people/{id}?mco=ABHIL")).await.html(200);
    let hint = format!("id=\"reason-most\">At most {} characters.", DepartureReason::MOST);
    assert!(page.contains(&hint), "{page}");
    let action = format!("/people/{id}/departure");
    let (most, more) = ("é".repeat(DepartureReason::MOST), "é".repeat(DepartureReason::MOST + 1));
    let refused = office.ann().form(&action, &[("reason", more.as_str()), ("mco", "ABHIL")]).await.html(422);
    assert!(refused.contains("href=\"#reason\"") && refused.contains(more.as_str()), "{refused}");
    let place = office.ann().form(&action, &[("reason", most.as_str()), ("mco", "ABHIL")]).await.leads_to();
    assert_eq!(place, "/people?mco=ABHIL&done=left");
}

#[tokio::test]
async fn the_last_lead_is_told_why_they_stay() {
    let office = Office::opens().await;
    let lone = office.invited(&office.hfs(), &lead("ABHIL")).await;
    let browser = office.browser(&lone, &["mco_ABHIL", "mco_lead"]);
    assert!(browser.page(&format!("/people/{lone}")).await.html(200).contains("your own account"));
    let said = [("reason", "I retire.")];
    let page = browser.form(&format!("/people/{lone}/departure"), &said).await.html(409);
    assert!(page.contains("Invite another lead first.") && page.contains("I retire."), "{page}");
    assert!(browser.page("/people").await.html(200).contains("Fay First"));
}

#[tokio::test]
async fn an_invitation_is_sent_again_while_nobody_has_signed_in_and_the_answer_does_not_say() {
    let office = Office::opens().await;
    let id = office.invited(&office.abhil(), &pat()).await;
    office.pool.holds("someone", "clerk@prairie.example.org");
    let nobody = json!({"email": "clerk@prairie.example.org", "name": "Pat", "lead": true});
    let elsewhere = office.invited(&office.abhil(), &nobody).await;
    let again = async |id: &str| office.ann().form(&format!("/people/{id}/invitation"), &[]).await;
    assert_eq!(again(&id).await.leads_to(), again(&elsewhere).await.leads_to());
    assert_eq!(office.pool.invitations(), [PAT, PAT]);
    let path = format!("/people/{id}/invitation");
    let sent = office.desk.post(&office.routes, &path, &office.abhil(), &json!({})).await.expect(200);
    assert_eq!((&sent["person_id"], office.pool.invitations().len()), (&json!(id), 3));
    office.leaves(&office.abhil(), &id, &gone()).await.expect(200);
    let late = office.desk.post(&office.routes, &path, &office.abhil(), &json!({})).await;
    assert_eq!(late.problem(409), "has_left");
    let unknown =
        office.desk.post(&office.routes, "/people/nobody/invitation", &office.hfs(), &json!({})).await;
    assert_eq!(unknown.problem(404), "not_found");
    assert_eq!(office.pool.invitations().len(), 3);
}

#[tokio::test]
async fn a_lead_who_signed_out_everywhere_is_led_to_sign_in_anew() {
    let office = Office::opens().await;
    office.ann().page("/people").await.html(200);
    let (store, now) = (office.desk.portal.store(), office.desk.now);
    store.sign_out_everywhere(&"ann".parse().unwrap(), Some(now), now).await.unwrap();
    office.desk.database.requests.take();
    assert_eq!(office.lists(&office.abhil(), "").await.problem(401), "signed_out_everywhere");
    // The same two reads as before.
    assert_eq!(office.desk.database.requests.take(), 2);
    assert_eq!(office.ann().page("/people").await.leads_to(), "/sign-in?to=%2Fpeople");
    let kept = office.ann().form("/people", &[("name", "Pat"), ("email", PAT)]).await.html(401);
    assert!(kept.contains("Your session is over") && kept.contains("value=\"Pat\""), "{kept}");
    assert!(office.pool.is_empty());
}
