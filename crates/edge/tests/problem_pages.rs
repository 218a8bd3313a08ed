//! What was typed into a form is on the page that tells why it was not taken.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use axum::Router;
use axum::extract::Path;
use axum::routing::post;
use http::StatusCode;
use portal_edge::{Problem, Sent};
use portal_testkit::browser::Browser;
use portal_testkit::desk::Desk;

const TYPED: [(&str, &str); 8] = [
    ("form_key", "key-1"),
    ("form_version", "3"),
    ("text", "Which day was <not> covered?"),
    ("contact.name", "Pat Clerk"),
    ("claims.0.reason", "Rate."),
    ("attested", "true"),
    ("tickets[]", "a-ticket"),
    ("upload_id", "019ab5d2-7c00-7f3e-9d7a-0123456789ab"),
];

/// A function that refuses everything, as it is asked to.
fn routes() -> Router {
    async fn refuses(Path((_, status)): Path<(String, u16)>, _: Sent) -> Result<(), Problem> {
        let status = StatusCode::from_u16(status).unwrap();
        Err(Problem::new(status, "refused", "It cannot be taken."))
    }
    Router::new().route("/tickets/{id}/{status}", post(refuses))
}

async fn refused(status: u16, fields: &[(&str, &str)]) -> String {
    let (desk, routes) = (Desk::open().await, routes());
    let browser = Browser::of_visitor(&desk, &routes);
    browser.form(&format!("/tickets/ticket-0001/{status}"), fields).await.html(status)
}

#[tokio::test]
async fn what_sending_again_may_carry_out_is_sent_again_from_the_page() {
    for status in [401, 429, 503] {
        let page = refused(status, &TYPED).await;
        assert!(page.contains("Send it again") && !page.contains("What you typed"), "{status}: {page}");
        for (name, _) in TYPED {
            assert!(page.contains(&format!("name=\"{name}\"")), "{status} {name}: {page}");
        }
    }
}

#[tokio::test]
async fn what_sending_again_would_not_carry_out_can_be_copied() {
    for status in [400, 403, 404, 409, 413, 422, 500] {
        let page = refused(status, &TYPED).await;
        assert!(page.contains("What you typed") && !page.contains("Send it again"), "{status}: {page}");
        for said in [
            "<dt>Text</dt><dd class=\"portal-text\">Which day was &#60;not&#62; covered?</dd>",
            "<dt>Name</dt><dd class=\"portal-text\">Pat Clerk</dd>",
            "<dt>Claim 1, Reason</dt><dd class=\"portal-text\">Rate.</dd>",
        ] {
            assert!(page.contains(said), "{status} {said}: {page}");
        }
        for hidden in ["key-1", "a-ticket", "019ab5d2", "Attestation"] {
            assert!(!page.contains(hidden), "{status} {hidden}: {page}");
        }
        // The page in the other language would be without it; what is not there cannot be gone back to.
        assert!(!page.contains("/language/es"), "{status}: {page}");
        assert_eq!(page.contains("href=\"/tickets/ticket-0001\""), status != 404, "{status}: {page}");
    }
}

/// The tags of a page, but for what its form carries and where that goes.
fn tags(page: &str) -> Vec<&str> {
    let tags = page.split('<').skip(1).filter_map(|after| after.split('>').next());
    tags.filter_map(|tag| tag.split(" value=").next()?.split(" action=").next()).collect()
}

/// Those have axe run over them, in both languages: tests/browser/refusals.test.mjs.
#[tokio::test]
async fn what_no_browser_can_bring_about_is_marked_up_as_what_one_can() {
    for fields in [&TYPED[..], &[]] {
        let forbidden = refused(403, fields).await;
        for status in [400, 409, 413, 422, 500] {
            let page = refused(status, fields).await;
            assert_eq!(tags(&page), tags(&forbidden), "{status}");
        }
    }
    // Who need not sign in again is told one thing less.
    let session_over = refused(401, &TYPED).await;
    let (before, after) = session_over.split_once("<li><a href=\"/sign-in?to=/\"").unwrap();
    let (_, after) = after.split_once("</li>").unwrap();
    let session_over = format!("{before}{after}");
    for status in [429, 503] {
        let page = refused(status, &TYPED).await;
        assert_eq!(tags(&page), tags(&session_over), "{status}");
    }
}

#[tokio::test]
async fn where_nothing_was_typed_the_page_has_its_other_language_and_no_list() {
    let page = refused(409, &[("tickets[]", "a-ticket"), ("form_key", "key-1")]).await;
    assert!(!page.contains("What you typed") && page.contains("/language/es"), "{page}");
}
