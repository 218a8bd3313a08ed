//! Forms: whose count, and what sending one does to a session.

use super::*;
use axum::body::Body;
use axum::http::Request;
use axum::response::Response;
use axum::routing::post;
use portal_edge::page::see_other;
use portal_edge::{Caller, Problem, Sent};
use portal_testkit::desk::Answer;

const KEPT: [(&str, &str); 2] = [("form_key", "k-1"), ("text", "Fourteen minutes of typing.")];

async fn write(caller: Caller, sent: Sent) -> Result<Response, Problem> {
    caller.require_provider()?;
    let text = sent.object().get("text").and_then(serde_json::Value::as_str).unwrap_or_default();
    if text.contains("refused") {
        Err(Problem::unprocessable("faults", "No."))
    } else {
        Ok(see_other("/written"))
    }
}

impl House {
    /// With a form of another function.
    async fn with_a_form() -> Self {
        let house = Self::open().await;
        let form =
            Router::new().route("/tickets/1/messages", post(write)).with_state(house.desk.portal.clone());
        Self { routes: house.routes.clone().merge(form), ..house }
    }

    /// The token of a session that has so many minutes left.
    fn with_minutes_left(&self, minutes: i64) -> String {
        let made = self.desk.now.timestamp() - (15 - minutes) * 60;
        let mut claims = self.desk.issuer.claims("clerk", &[], made);
        claims["exp"] = json!(made + 900);
        self.desk.issuer.sign(&claims)
    }

    /// What a page of any site may have a browser post here.
    async fn posted(&self, path: &str, headers: &[(&str, &str)], body: &'static str) -> Answer {
        let mut request = Request::post(path).header("host", "portal.example.org");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.desk.send(&self.routes, request.body(Body::from(body)).unwrap()).await
    }
}

/// Where a form is sent on to, as it is.
fn sent_on_to(answer: &Answer) -> String {
    assert_eq!(answer.status, 307, "{}", text(answer));
    answer.headers["location"].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn nobody_is_signed_out_by_a_page_of_another_site() {
    let house = House::open().await;
    let session = format!("__Host-session={}; __Secure-renewal=r", house.desk.token("clerk", &[]));
    let multipart = (
        "--x\r\ncontent-disposition: form-data; name=\"a\"\r\n\r\nb\r\n--x--\r\n",
        "multipart/form-data; boundary=x",
    );
    for (body, kind) in
        [("a=b\r\n", "text/plain"), multipart, ("", ""), ("a=b", "application/x-www-form-urlencoded")]
    {
        for origin in ["https://evil.example.org", "null", "https://portal.example.org", ""] {
            // A browser brings no cookie along, and would keep what the answer sets all the same.
            for cookie in [session.as_str(), ""] {
                let said =
                    [("content-type", kind), ("origin", origin), ("cookie", cookie), ("accept", "text/html")];
                let said: Vec<_> = said.into_iter().filter(|(_, value)| !value.is_empty()).collect();
                let answer = house.posted("/session/end", &said, body).await;
                assert_eq!(answer.status, 403, "{said:?}");
                assert!(text(&answer).contains("not sent from a page that the portal gave this browser"));
                assert!(set_cookies(&answer).iter().all(|(name, ..)| name == "__Host-browser"), "{said:?}");
            }
        }
    }
    assert!(house.front.calls().is_empty(), "{:?}", house.front.calls());
    // Not a program either, which has no session to end.
    let json = [("content-type", "application/json")];
    assert_eq!(house.posted("/session/end", &json, "{}").await.problem(403), "form_of_another_page");
    assert_eq!(house.posted("/session/end", &[], "").await.problem(403), "form_of_another_page");
    // And one's own page does.
    assert_eq!(leads_to(&house.form("/session/end", &[], &session).await), "/signed-out");
}

#[tokio::test]
async fn no_account_is_made_or_mended_by_a_page_of_another_site_and_programs_may_go_on() {
    let house = House::open().await;
    for path in [
        "/sign-up",
        "/sign-up/code",
        "/sign-up/code/again",
        "/password/forgotten",
        "/password/new",
        "/session",
    ] {
        for kind in ["text/plain", "multipart/form-data; boundary=x"] {
            let said =
                [("content-type", kind), ("origin", "https://evil.example.org"), ("accept", "text/html")];
            assert_eq!(
                house.posted(path, &said, "{\"username\":\"pat\"}").await.status,
                403,
                "{path} {kind}"
            );
        }
    }
    assert!(house.front.calls().is_empty());
    let body = "{\"username\":\"pat\",\"email\":\"pat@prairie.example.org\",\"password\":\"Long-enough-1\"}";
    let made = house.posted("/sign-up", &[("content-type", "application/json")], body).await;
    assert_eq!(leads_to(&made), "/sign-up/code");
    assert_eq!(
        house.posted("/sign-up", &[("content-type", "text/plain")], body).await.problem(415),
        "not_json"
    );
    assert_eq!(house.posted("/me/sign-out", &[], "").await.problem(401), "token_missing");
}

#[tokio::test]
async fn a_form_that_is_sent_in_the_last_minute_is_taken_in_a_session_that_goes_on() {
    let house = House::with_a_form().await;
    let worn = format!("__Host-session={}; __Secure-renewal=renewal-1", house.with_minutes_left(1));
    let on = sent_on_to(&house.form("/tickets/1/messages", &KEPT, &worn).await);
    assert_eq!(on, "/session?to=%2Ftickets%2F1%2Fmessages");
    let token = house.with_minutes_left(15);
    house.front.grants(json!({"access_token": token}));
    let back = house.form(&on, &KEPT, &worn).await;
    assert_eq!(sent_on_to(&back), "/tickets/1/messages");
    assert_eq!(set_cookies(&back), [("__Host-session".to_owned(), token.clone(), Some(900))]);
    assert_eq!(house.front.asked()[0]["refresh_token"], "renewal-1");
    let renewed = format!("__Host-session={token}");
    assert_eq!(leads_to(&house.form("/tickets/1/messages", &KEPT, &renewed).await), "/written");
    // One that is refused has kept its sender's session alive as well.
    let refused = house.form("/tickets/1/messages", &[("text", "refused")], &renewed).await;
    assert!(refused.status == 422 && text(&refused).contains("data-left=\"900\""), "{}", text(&refused));
}

#[tokio::test]
async fn a_form_in_a_fresh_session_is_taken_at_once_and_a_programs_always() {
    let house = House::with_a_form().await;
    let fresh = format!("__Host-session={}; __Secure-renewal=r", house.with_minutes_left(14));
    assert_eq!(leads_to(&house.form("/tickets/1/messages", &KEPT, &fresh).await), "/written");
    let token = house.with_minutes_left(1);
    let answer = house.desk.post(&house.routes, "/tickets/1/messages", &token, &json!({"text": "a"})).await;
    assert_eq!(leads_to(&answer), "/written");
    assert!(house.front.asked().is_empty());
}

#[tokio::test]
async fn a_form_whose_session_cannot_be_renewed_goes_round_once_and_nothing_of_it_is_lost() {
    let house = House::with_a_form().await;
    let alive = format!("__Host-session={}", house.with_minutes_left(1));
    // Nothing that renews it, and an issuer that does not.
    for cookies in [alive.clone(), format!("{alive}; __Secure-renewal=r")] {
        let on = sent_on_to(&house.form("/tickets/1/messages", &KEPT, &cookies).await);
        let back = house.form(&on, &KEPT, &cookies).await;
        assert_eq!(sent_on_to(&back), "/tickets/1/messages");
        assert!(set_cookies(&back).contains(&("__Host-session".into(), String::new(), Some(0))));
        let told = house.form("/tickets/1/messages", &KEPT, "").await;
        assert_eq!(told.status, 401);
        assert!(text(&told).contains("value=\"Fourteen minutes of typing.\""), "{}", text(&told));
    }
    house.front.goes_down();
    let on = "/session?to=%2Ftickets%2F1%2Fmessages";
    let down = house.form(on, &KEPT, &format!("{alive}; __Secure-renewal=r")).await;
    assert_eq!(down.status, 503);
    assert!(text(&down).contains(&format!("action=\"{on}\"")), "{}", text(&down));
    assert!(text(&down).contains("value=\"Fourteen minutes of typing.\"") && set_cookies(&down).is_empty());
}

#[tokio::test]
async fn a_form_is_sent_on_within_this_host_only() {
    let house = House::open().await;
    house.front.grants(json!({"access_token": house.with_minutes_left(15)}));
    let alive = format!("__Host-session={}; __Secure-renewal=r", house.with_minutes_left(1));
    for to in ["https%3A%2F%2Fevil.example.org", "%2F%2Fevil.example.org", "%2F%5Cevil.example.org"] {
        assert_eq!(sent_on_to(&house.form(&format!("/session?to={to}"), &KEPT, &alive).await), "/");
    }
}
