//! A ticket written step by step, in a browser.

use super::*;
use portal_edge::page::cookies::{BROWSER, SESSION};
use portal_edge::page::visit::Visit;

const SECRET: &str = "0123456789012345678901234567890123456789012";

impl Clerk {
    fn browser(&self, request: http::request::Builder) -> http::request::Builder {
        let cookies = format!("{BROWSER}={SECRET}; {SESSION}={}", self.token);
        let request = request.header("accept", "text/html").header("host", "portal.example.org");
        request.header("cookie", cookies)
    }

    pub(super) async fn page(&self, path: &str) -> Answer {
        let request = self.browser(Request::get(path)).body(Body::empty()).unwrap();
        self.desk.send(&self.routes, request).await
    }

    pub(super) async fn form(&self, path: &str, fields: &[(String, String)]) -> Answer {
        let (parts, ()) = self.browser(Request::get("/")).body(()).unwrap().into_parts();
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("form_token", &Visit::of(&parts).form_token());
        form.extend_pairs(fields);
        let request = self
            .browser(Request::post(path))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("origin", "https://portal.example.org");
        self.desk.send(&self.routes, request.body(Body::from(form.finish())).unwrap()).await
    }

    /// Begins a draft and writes this dispute into it; where it lies.
    pub(super) async fn writes(&self, body: &Value) -> String {
        let first = leads_to(&self.form("/tickets/new", &[]).await);
        let draft = first.strip_suffix("/1").unwrap().to_owned();
        for (number, names) in STEPS {
            let own: serde_json::Map<String, Value> = names
                .iter()
                .filter_map(|name| Some(((*name).to_owned(), body.get(*name)?.clone())))
                .collect();
            let sent = portal_edge::Filled::with(own).flat();
            let on = leads_to(&self.form(&format!("{draft}/{number}"), &sent).await);
            assert_eq!(on, format!("{draft}/{}", number + 1));
        }
        draft
    }
}

const STEPS: [(u8, &[&str]); 4] = [
    (
        1,
        &[
            "provider",
            "mco",
            "program",
            "mco_tracking_number",
            "filed_with_mco",
            "mco_answer",
            "mco_answered",
            "peer_to_peer",
        ],
    ),
    (2, &["category", "description", "outcome_sought"]),
    (3, &["claims"]),
    (4, &["contact", "attested"]),
];

pub(super) fn leads_to(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{}", text(answer));
    answer.headers["location"].to_str().unwrap().to_owned()
}

pub(super) fn text(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.bytes).into_owned()
}

/// The hidden fields of a page's last form, as a browser sends them.
pub(super) fn hidden(page: &str) -> Vec<(String, String)> {
    let form = page.rsplit_once("<form").unwrap().1;
    let value = |tag: &str, name: &str| {
        let raw = tag.split_once(&format!("{name}=\"")).unwrap().1.split('"').next().unwrap().to_owned();
        raw.replace("&#39;", "'").replace("&#38;", "&").replace("&#60;", "<").replace("&#34;", "\"")
    };
    let tags =
        form.split("<input type=\"hidden\"").skip(1).map(|tag| tag.split('>').next().unwrap().to_owned());
    let fields = tags.map(|tag| (value(&tag, "name"), value(&tag, "value")));
    fields.filter(|(name, _)| name != "form_token").collect()
}

#[tokio::test]
async fn a_ticket_is_written_in_steps_checked_and_filed_once_whatever_is_clicked() {
    let clerk = Clerk::sits_down().await;
    assert!(text(&clerk.page("/tickets/new").await).contains("<button"));
    let draft = clerk.writes(&dispute(1)).await;
    let check = text(&clerk.page(&format!("{draft}/5")).await);
    assert!(check.contains("It can be filed today"), "{check}");
    let fields = hidden(&check);
    assert!(fields.iter().any(|(name, value)| name == "claims.0.rin" && value == "012345678"), "{fields:?}");
    let ticket = leads_to(&clerk.form("/tickets", &fields).await);
    assert!(ticket.starts_with("/tickets/") && ticket.ends_with("?done=filed"), "{ticket}");
    // A double click, or Back and File again.
    assert_eq!(leads_to(&clerk.form("/tickets", &fields).await), ticket);
    assert!(text(&clerk.page("/drafts").await).contains("No drafts."));
}

#[tokio::test]
async fn whoever_goes_back_after_filing_is_led_to_the_ticket() {
    let clerk = Clerk::sits_down().await;
    let draft = clerk.writes(&dispute(1)).await;
    let fields = hidden(&text(&clerk.page(&format!("{draft}/5")).await));
    let filed = leads_to(&clerk.form("/tickets", &fields).await);
    let ticket = filed.strip_suffix("?done=filed").unwrap();
    clerk.desk.database.requests.take();
    for step in 1..=5 {
        assert_eq!(leads_to(&clerk.page(&format!("{draft}/{step}")).await), ticket);
    }
    // As any step: the draft and the memberships, side by side.
    assert_eq!(clerk.desk.database.requests.take(), 10);
    // Nobody should take for thrown away what was filed.
    assert_eq!(leads_to(&clerk.form(&format!("{draft}/discard"), &[]).await), ticket);
    assert_eq!(leads_to(&clerk.page(&format!("{draft}/2")).await), ticket);
    // What was typed is on the ticket, and nowhere else.
    let drafts = clerk.desk.database.store.drafts(&"clerk".parse().unwrap()).await.unwrap();
    assert!(drafts.is_empty());
}

#[tokio::test]
async fn whatever_was_typed_is_kept_and_its_faults_are_told_on_return_and_at_the_check() {
    let clerk = Clerk::sits_down().await;
    let body = with(|body| {
        body["claims"][0]["rin"] = json!("12345678");
        body["filed_with_mco"] = json!("20 <b>October</b>");
    });
    let draft = clerk.writes(&body).await;
    let step = text(&clerk.page(&format!("{draft}/3")).await);
    assert!(
        step.contains("value=\"12345678\"") && step.contains("A RIN has 9 digits and this has 8"),
        "{step}"
    );
    assert!(!step.contains("Send a day as text"));
    let first = text(&clerk.page(&format!("{draft}/1")).await);
    assert!(first.contains("value=\"20 &#60;b&#62;October&#60;/b&#62;\""), "{first}");
    let check = text(&clerk.page(&format!("{draft}/5")).await);
    assert!(
        check.contains("It cannot be filed like this") && !check.contains("action=\"/tickets\""),
        "{check}"
    );
    assert!(check.contains(&format!("{draft}/3#claims.0.rin")), "{check}");
    assert!(check.contains(&format!("{draft}/1#filed_with_mco")), "{check}");
}

#[tokio::test]
async fn the_check_says_what_would_close_it_and_until_when_it_may_be_filed() {
    let clerk = Clerk::sits_down().await;
    let body = with(|body| {
        body["filed_with_mco"] = json!("2026-11-01");
        body["description"] = Value::Null;
    });
    let draft = clerk.writes(&body).await;
    let check = text(&clerk.page(&format!("{draft}/5")).await);
    assert!(check.contains("Filed now, it would be closed") && check.contains("Tue, Dec 1, 2026"), "{check}");
    assert!(check.contains(&format!("{draft}/2#description")), "{check}");
    let ticket = leads_to(&clerk.form("/tickets", &hidden(&check)).await);
    assert!(!ticket.contains("done"), "{ticket}");
}

#[tokio::test]
async fn what_is_refused_as_it_is_filed_comes_back_with_everything_typed() {
    let clerk = Clerk::sits_down().await;
    let draft = clerk.writes(&dispute(1)).await;
    let fields = hidden(&text(&clerk.page(&format!("{draft}/5")).await));
    let ticket = clerk.files(&dispute(1)).await.expect(201);
    let refused = clerk.form("/tickets", &fields).await;
    assert_eq!(refused.status, 409);
    let page = text(&refused);
    assert!(page.contains("It cannot be filed like this"), "{page}");
    let again = hidden(&page);
    assert_eq!(again, fields);
    clerk.withdraws(&ticket).await;
    leads_to(&clerk.form("/tickets", &again).await);
}

#[tokio::test]
async fn a_draft_is_its_writers_alone_and_ends_when_it_is_discarded() {
    let mut clerk = Clerk::sits_down().await;
    let draft = clerk.writes(&dispute(1)).await;
    assert!(text(&clerk.page("/drafts").await).contains("PDXGR0000001"));
    let own = std::mem::replace(&mut clerk.token, clerk.desk.token("another", &[]));
    assert!(!text(&clerk.page("/drafts").await).contains("PDXGR0000001"));
    assert_eq!(clerk.page(&format!("{draft}/1")).await.status, 404);
    for path in ["1", "discard"] {
        assert_eq!(clerk.form(&format!("{draft}/{path}"), &[]).await.status, 404, "{path}");
    }
    clerk.token = own;
    assert_eq!(leads_to(&clerk.form(&format!("{draft}/discard"), &[]).await), "/drafts");
    assert_eq!(clerk.form(&format!("{draft}/2"), &[]).await.status, 404);
    assert_eq!(clerk.page(&format!("{draft}/1")).await.status, 404);
}

#[tokio::test]
async fn a_step_is_saved_in_two_trips_and_for_later_too() {
    let clerk = Clerk::sits_down().await;
    let draft = clerk.writes(&dispute(1)).await;
    clerk.desk.database.requests.take();
    let later = [("category".to_owned(), "x".to_owned()), ("then".to_owned(), "later".to_owned())];
    assert_eq!(leads_to(&clerk.form(&format!("{draft}/2"), &later).await), "/drafts");
    assert_eq!(clerk.desk.database.requests.take(), 2);
    assert_eq!(clerk.page(&format!("{draft}/1")).await.status, 200);
    // The draft and the memberships, side by side.
    assert_eq!(clerk.desk.database.requests.take(), 2);
}

#[tokio::test]
async fn twenty_drafts_are_enough_and_one_click_twice_begins_one() {
    let clerk = Clerk::sits_down().await;
    let key = |number: u32| [("form_key".to_owned(), format!("key-{number}"))];
    for number in 0..20 {
        let first = leads_to(&clerk.form("/tickets/new", &key(number)).await);
        assert_eq!(leads_to(&clerk.form("/tickets/new", &key(number)).await), first);
    }
    let refused = clerk.form("/tickets/new", &key(20)).await;
    assert_eq!(refused.status, 409);
    assert!(text(&refused).contains("You have 20 drafts already"));
    // What was filed from one counts no more.
    let first = text(&clerk.page("/drafts").await).split("/drafts/").nth(1).unwrap().to_owned();
    let id = first.split('/').next().unwrap().to_owned();
    let mut body = dispute(1);
    body["draft_id"] = json!(id);
    clerk.files(&body).await.expect(201);
    leads_to(&clerk.form("/tickets/new", &key(20)).await);
    assert_eq!(clerk.form("/tickets/new", &key(21)).await.status, 409);
}

#[tokio::test]
async fn a_closed_ticket_is_begun_anew_with_what_it_said() {
    let clerk = Clerk::sits_down().await;
    let closed = clerk.files(&with(|body| body["medicare_only"] = json!(true))).await.expect(201);
    let from = |ticket: &Value| [("from".to_owned(), ticket["ticket_id"].as_str().unwrap().to_owned())];
    let first = leads_to(&clerk.form("/tickets/new", &from(&closed)).await);
    let page = text(&clerk.page(&first).await);
    assert!(page.contains("value=\"PDXGR0000001\"") && page.contains("value=\"ABHIL\" selected"), "{page}");
    let claims = text(&clerk.page(&first.replace("/1", "/3")).await);
    assert!(claims.contains("value=\"012345678\"") && claims.contains("claims.xlsx"), "{claims}");
    let subject = text(&clerk.page(&format!("{}/2", first.strip_suffix("/1").unwrap())).await);
    assert!(subject.contains("name=\"medicare_only\" value=\"true\" checked"), "{subject}");
    let open = clerk.files(&dispute(1)).await.expect(201);
    assert_eq!(clerk.form("/tickets/new", &from(&open)).await.status, 409);
    let nobodys = json!({"ticket_id": "00000000-0000-7000-8000-000000000000"});
    assert_eq!(clerk.form("/tickets/new", &from(&nobodys)).await.status, 404);
}

#[tokio::test]
async fn an_upload_is_filed_through_a_draft() {
    let clerk = Clerk::sits_down().await;
    let slot = clerk.uploads("upload-12345678", "clerk", 3).await;
    let upload = [("upload_id".to_owned(), slot.id.as_str().to_owned())];
    let draft = leads_to(&clerk.form("/tickets/new", &upload).await).replace("/1", "");
    let step = text(&clerk.page(&format!("{draft}/3")).await);
    assert!(step.contains("value=\"upload-12345678\" checked"), "{step}");
    let check = text(&clerk.page(&format!("{draft}/5")).await);
    assert!(check.contains("Filed now, it would be closed"), "{check}");
}

#[test]
fn nothing_of_a_draft_is_in_the_log() {
    let (token, log) = Log::of(async {
        let clerk = Clerk::sits_down().await;
        let draft = clerk.writes(&with(|body| body["description"] = json!("Planted Quillfeather"))).await;
        clerk.page(&format!("{draft}/5")).await;
        clerk.page("/drafts").await;
        clerk.token
    });
    log.assert_private(&[token, "clerk".to_owned(), "Planted".to_owned()]);
}
