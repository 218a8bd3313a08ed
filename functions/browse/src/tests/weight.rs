//! What pages weigh on their way.

use super::*;
use portal_testkit::browser::Browser;
use portal_testkit::filed::filed_with_claims;

fn analyst(room: &Room) -> Browser<'_> {
    Browser::of(&room.desk, &room.routes, "ann", &["mco_ABHIL"])
        .saying("accept-encoding", "gzip, deflate, br, zstd")
}

#[tokio::test]
async fn the_form_for_a_proposal_on_a_hundred_claims_weighs_a_tenth_of_what_it_says() {
    let room = Room::open().await;
    let ticket = filed_with_claims(&room.desk, 1, 100).await;
    let path = format!("/tickets/{}?do=proposal", ticket.ticket.id);
    let answer = analyst(&room).saying("sec-fetch-site", "same-origin").page(&path).await;
    let page = answer.inflated();
    let text = String::from_utf8_lossy(&page);
    assert!(text.contains("claims.99.outcome") && text.trim_end().ends_with("</html>"), "it is not whole");
    let (sent, whole) = (answer.bytes.len(), page.len());
    assert!(sent < 100_000 && sent * 10 < whole, "{whole} bytes as {sent}");
    assert_eq!(answer.headers["vary"], "accept, accept-language, cookie, accept-encoding");
    // The gateway takes it in base64, and 6 MB at the most.
    assert!(sent * 4 / 3 < whole);
}

#[tokio::test]
async fn a_page_that_another_site_asked_for_is_as_long_as_it_is() {
    let room = Room::open().await;
    let ticket = filed(&room.desk, 1).await;
    let path = format!("/tickets/{}", ticket.ticket.id);
    for site in ["cross-site", "same-site"] {
        let answer = analyst(&room).saying("sec-fetch-site", site).page(&path).await;
        assert!(answer.html(200).contains(ticket.ticket.number.as_str()), "{site}");
        assert!(!answer.headers.contains_key("content-encoding"), "{site}");
    }
}

#[tokio::test]
async fn what_programs_read_shrinks_and_workbooks_stay_as_they_are() {
    let room = Room::open().await;
    let ticket = filed_with_claims(&room.desk, 1, 100).await;
    let token = room.desk.token("ann", &["mco_ABHIL"]);
    let asks = async |path: &str| {
        let request = axum::http::Request::get(path).header("authorization", format!("Bearer {token}"));
        let request = request.header("accept-encoding", "gzip").body(axum::body::Body::empty());
        room.desk.send(&room.routes, request.unwrap()).await
    };
    let path = format!("/tickets/{}", ticket.ticket.id);
    let short = asks(&path).await;
    let read: Value = serde_json::from_slice(&short.inflated()).unwrap();
    assert_eq!(read, room.gets(&path, "ann", &["mco_ABHIL"]).await.expect(200));
    // The version stays what `If-Match` takes.
    assert_eq!(short.headers["etag"], format!("\"{}\"", ticket.ticket.version));
    assert!(!asks("/workbooks/claims.xlsx").await.headers.contains_key("content-encoding"));
    let described = asks("/openapi.json").await;
    assert!(serde_json::from_slice::<Value>(&described.inflated()).is_ok());
    assert_eq!(described.headers["vary"], "accept-encoding");
}
