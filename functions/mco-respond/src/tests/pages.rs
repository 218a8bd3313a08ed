//! A proposal by form: carried out once, refused with everything typed still there.

use super::*;
use portal_testkit::browser::Browser;

const PAID: [(&str, &str); 3] =
    [("summary", "Paid on second look."), ("claims.0.claim", "1"), ("claims.0.outcome", "pay")];

fn analyst(plan: &Plan) -> Browser<'_> {
    Browser::of(&plan.desk, &plan.routes, "plan-1", &["mco_ABHIL"])
}

fn seen(version: &str) -> Vec<(&str, &str)> {
    [PAID.as_slice(), &[("form_key", "k-1"), ("form_version", version)]].concat()
}

#[tokio::test]
async fn a_form_makes_the_same_move_as_json_and_twice_sent_makes_it_once() {
    let plan = Plan::opens().await;
    let ticket = filed(&plan.desk, 1).await;
    let version = ticket.ticket.version.to_string();
    let its_page = format!("/tickets/{}?done=proposal", ticket.ticket.id);
    for _ in 0..2 {
        assert_eq!(analyst(&plan).form(&path(&ticket), &seen(&version)).await.leads_to(), its_page);
    }
    let after = plan.desk.database.store.dossier(&ticket.ticket.id).await.unwrap().unwrap();
    assert_eq!(after.ticket.version, ticket.ticket.version + 1);
}

#[tokio::test]
async fn what_is_refused_comes_back_with_every_fault_and_everything_typed() {
    let plan = Plan::opens().await;
    let ticket = filed(&plan.desk, 1).await;
    let faulty = [
        ("summary", ""),
        ("claims.0.claim", "1"),
        ("claims.0.outcome", "pay_part"),
        ("claims.0.amount", "<script>alert(1)</script>\u{202e}"),
        ("claims.0.reason", "Because \"of\" it & more"),
    ];
    let page = analyst(&plan).form(&path(&ticket), &faulty).await.html(422);
    assert!(page.contains("href=\"#summary\"") && page.contains("href=\"#claims.0.amount\""), "{page}");
    assert!(page.contains("In words: ") && page.contains("Claim 1, Amount: "));
    assert!(page.contains("value=\"Because &#34;of&#34; it &#38; more\""), "{page}");
    assert!(!page.contains("<script>") && page.contains("&#60;script&#62;"));
    assert!(page.contains("value=\"pay_part\" selected") && page.contains("autofocus"));
    let spanish = analyst(&plan).in_spanish().form(&path(&ticket), &faulty).await.html(422);
    assert!(spanish.contains("Complete esto") && spanish.contains("Reclamo 1, Importe: "));
}

#[tokio::test]
async fn who_was_overtaken_sees_what_is_new_and_their_own_text() {
    let plan = Plan::opens().await;
    let ticket = filed(&plan.desk, 1).await;
    let version = ticket.ticket.version.to_string();
    plan.proposes(&ticket, &paid()).await.expect(200);
    let late = [seen(&version), vec![("claims.0.reason", "My own words.")]].concat();
    let page = analyst(&plan).form(&path(&ticket), &late).await.html(409);
    let (_, told) = page.split_once("The ticket changed while you wrote").unwrap();
    let (new, form) = told.split_once("id=\"form\"").unwrap();
    assert!(
        new.contains("The MCO made a proposal") && !new.contains("Presented to the MCO</strong> · Portal"),
        "{new}"
    );
    assert!(form.contains("My own words."), "{form}");
}

#[tokio::test]
async fn a_form_of_another_page_does_nothing() {
    let plan = Plan::opens().await;
    let ticket = filed(&plan.desk, 1).await;
    let analyst = analyst(&plan);
    let foreign = analyst.form_from(&path(&ticket), &PAID, "https://evil.example.org").await;
    assert!(foreign.html(403).contains("Nothing was carried out"));
    // A cookie without a form speaks for nobody.
    let request = axum::http::Request::post(path(&ticket))
        .header("content-type", "application/json")
        .header("cookie", format!("__Host-session={}", plan.token));
    let answer = plan.desk.send(&plan.routes, request.body(paid().to_string().into()).unwrap()).await;
    assert_eq!(answer.problem(401), "token_missing");
    let after = plan.desk.database.store.dossier(&ticket.ticket.id).await.unwrap().unwrap();
    assert_eq!(after.ticket.version, ticket.ticket.version);
}

#[tokio::test]
async fn who_was_signed_out_while_writing_loses_nothing() {
    let plan = Plan::opens().await;
    let ticket = filed(&plan.desk, 1).await;
    let visitor = Browser::of_visitor(&plan.desk, &plan.routes);
    let version = ticket.ticket.version.to_string();
    let page = visitor.form(&path(&ticket), &seen(&version)).await.html(401);
    assert!(page.contains("Your session is over") && page.contains(&format!("action=\"{}\"", path(&ticket))));
    for (name, value) in seen(&version) {
        assert!(page.contains(&format!("name=\"{name}\" value=\"{value}\"")), "{name}: {page}");
    }
    // Signed in again, the same form is sent from that page.
    analyst(&plan).form(&path(&ticket), &seen(&version)).await.leads_to();
}

#[tokio::test]
async fn a_proposal_is_looked_over_with_its_amounts_and_changed_before_it_counts() {
    let plan = Plan::opens().await;
    let ticket = filed(&plan.desk, 1).await;
    let version = ticket.ticket.version.to_string();
    let stands =
        async || plan.desk.database.store.dossier(&ticket.ticket.id).await.unwrap().unwrap().ticket.version;
    let step = |name: &'static str| [seen(&version), vec![("form_step", name)]].concat();

    let look = analyst(&plan).form(&path(&ticket), &step("look")).await.html(200);
    let (_, form) = look.split_once("id=\"form\"").unwrap();
    // Paid in full: the amount that nobody typed.
    assert!(form.contains("Nothing was sent yet.") && form.contains("$980.25"), "{form}");
    assert!(form.contains("Due then") && form.contains("(R12)"), "{form}");
    for (name, value) in PAID.into_iter().chain([("form_version", version.as_str())]) {
        assert!(form.contains(&format!("name=\"{name}\" value=\"{value}\"")), "{name}: {form}");
    }
    let spanish = analyst(&plan).in_spanish().form(&path(&ticket), &step("look")).await.html(200);
    assert!(spanish.contains("Todavía no se envió nada."));

    let change = analyst(&plan).form(&path(&ticket), &step("change")).await.html(200);
    assert!(
        change.contains(">\nPaid on second look.</textarea>") && change.contains("value=\"pay\" selected"),
        "{change}"
    );
    assert_eq!(stands().await, ticket.ticket.version);

    analyst(&plan).form(&path(&ticket), &seen(&version)).await.leads_to();
    assert_eq!(stands().await, ticket.ticket.version + 1);
    // Whoever looks it over once more, by Back, is led to what came of it.
    assert!(analyst(&plan).form(&path(&ticket), &step("look")).await.leads_to().ends_with("?done=proposal"));
}

#[tokio::test]
async fn what_is_looked_over_is_refused_as_what_is_sent() {
    let plan = Plan::opens().await;
    let ticket = filed(&plan.desk, 1).await;
    let faulty = [("summary", "No."), ("claims.0.claim", "1"), ("form_step", "look")];
    let page = analyst(&plan).form(&path(&ticket), &faulty).await.html(422);
    assert!(page.contains("href=\"#claims.0.outcome\"") && !page.contains("Nothing was sent yet."), "{page}");
    // Overtaken between the form and the look at it.
    let version = ticket.ticket.version.to_string();
    plan.proposes(&ticket, &paid()).await.expect(200);
    let late = [seen(&version), vec![("form_step", "look")]].concat();
    let page = analyst(&plan).form(&path(&ticket), &late).await.html(409);
    assert!(page.contains("The ticket changed while you wrote"), "{page}");
    // Changed, it is still about the version that was seen.
    let change = [seen(&version), vec![("form_step", "change")]].concat();
    let page = analyst(&plan).form(&path(&ticket), &change).await.html(200);
    assert!(page.contains(&format!("name=\"form_version\" value=\"{version}\"")), "{page}");
}
