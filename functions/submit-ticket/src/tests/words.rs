//! What people read where something is refused: in their language, with the facts, and nothing for programs.

use super::*;
use portal_testkit::browser::Browser;

const FORM: [(&str, &str); 2] = [("provider.medicaid_id", MEDICAID_ID), ("mco", "ABHIL")];

#[tokio::test]
async fn who_may_not_file_yet_reads_why_and_from_when_in_either_language() {
    let clerk = Clerk::sits_down().await;
    clerk.registers("new", true).await;
    clerk.registers("hasty", false).await;
    let reads = async |user, spanish| {
        let browser = Browser::of(&clerk.desk, &clerk.routes, user, &[]);
        let browser = if spanish { browser.in_spanish() } else { browser };
        browser.form("/tickets", &FORM).await.html(403)
    };
    let page = reads("new", false).await;
    assert!(page.contains("An answer can be expected from Mon, Nov 30, 2026; file then."), "{page}");
    let page = reads("new", true).await;
    assert!(
        page.contains("La respuesta se prevé a partir del lun, 30 nov 2026; presente entonces."),
        "{page}"
    );
    let page = reads("hasty", true).await;
    assert!(
        page.contains("HFS denegó su registro") && page.contains("con lo que faltaba, Nombre del proveedor")
    );
    // The field's own fault says nothing that the problem does not.
    assert_eq!(page.matches("HFS denegó su registro").count(), 1, "{page}");
    let page = reads("hasty", false).await;
    assert!(page.contains("with what was missing, Provider&#39;s name, NPI, TIN"), "{page}");
}

#[tokio::test]
async fn a_registration_that_was_revoked_is_said_in_spanish() {
    let clerk = Clerk::sits_down().await;
    let store = &clerk.desk.database.store;
    let approved = store.registrations_by(&"clerk".parse().unwrap(), None, 1).await.unwrap().items.remove(0);
    let reason = "Has left the hospital.".parse().unwrap();
    let revoked = approved.revoke(&filed::hfs(), reason, clerk.desk.now).unwrap();
    store.revoke_registration(&approved, &revoked, clerk.desk.now, None, "{}").await.unwrap();
    let browser = Browser::of(&clerk.desk, &clerk.routes, "clerk", &[]).in_spanish();
    let page = browser.form("/tickets", &FORM).await.html(403);
    assert!(page.contains("HFS revocó su registro") && !page.contains("HFS has revoked"), "{page}");
}

#[tokio::test]
async fn whose_session_is_over_is_told_nothing_of_tokens() {
    let clerk = Clerk::sits_down().await;
    let page = Browser::of_visitor(&clerk.desk, &clerk.routes).form("/tickets", &FORM).await.html(401);
    assert!(page.contains("Your session is over, or you have not signed in yet."), "{page}");
    assert!(!page.contains("Bearer") && !page.contains("token that"), "{page}");
}

#[tokio::test]
async fn a_dispute_that_is_open_already_is_told_without_the_names_of_json() {
    let clerk = Clerk::sits_down().await;
    clerk.files(&dispute(1)).await.expect(201);
    let draft = clerk.writes(&dispute(1)).await;
    let page = clerk.page(&format!("{draft}/5")).await.html(200);
    assert!(page.contains("This dispute is open already") && !page.contains("duplicate_of"), "{page}");
    assert!(page.contains("The ticket that is there already"), "{page}");
}

#[tokio::test]
async fn a_text_that_is_too_long_names_the_limit_in_spanish() {
    let clerk = Clerk::sits_down().await;
    let draft = clerk.writes(&with(|body| body["description"] = json!("x".repeat(4001)))).await;
    let browser = Browser::of(&clerk.desk, &clerk.routes, "clerk", &[]).in_spanish();
    let page = browser.page(&format!("{draft}/2")).await.html(200);
    assert!(page.contains("Acorte esto a 4000 caracteres como máximo."), "{page}");
}
