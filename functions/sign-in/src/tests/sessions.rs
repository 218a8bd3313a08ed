//! A session from its beginning to its end.

use super::*;
use serde_json::json;

/// The query of an address.
fn asked(address: &str, name: &str) -> String {
    let query = address.split_once('?').unwrap().1;
    let found = form_urlencoded::parse(query.as_bytes()).find(|(known, _)| known == name);
    found.unwrap_or_else(|| panic!("no {name}")).1.into_owned()
}

/// Where a page leads on by itself.
fn leads_on_to(page: &Answer) -> String {
    let page = page.html(200);
    let to = page.split("http-equiv=\"refresh\" content=\"0;url=").nth(1).unwrap().split('"').next().unwrap();
    to.replace("&#38;", "&")
}

/// The cookie and state of a sign-in on its way.
async fn under_way(house: &House, to: &str) -> (String, String) {
    let left = house.page(&format!("/sign-in?to={to}"), "").await;
    let state = asked(&leads_on_to(&left), "state");
    let (name, value, _) = set_cookies(&left).remove(0);
    (format!("{name}={value}"), state)
}

#[tokio::test]
async fn signing_in_leads_to_the_issuers_page_and_back_to_where_one_was() {
    let house = House::open().await;
    let left = house.page("/sign-in?to=%2Ftickets%3Fdesk%3Dmco", "").await;
    let page = leads_on_to(&left);
    assert!(page.starts_with(&format!("{}/oauth2/authorize?", house.front.url())), "{page}");
    assert_eq!((asked(&page, "response_type"), asked(&page, "prompt")), ("code".into(), "login".into()));
    assert_eq!(asked(&page, "code_challenge_method"), "S256");

    let token = house.desk.token("clerk", &[]);
    house.front.grants(json!({"access_token": token, "refresh_token": "renewal-1"}));
    let (cookie, state) = under_way(&house, "%2Ftickets%3Fdesk%3Dmco").await;
    let back = house.page(&format!("/signed-in?code=c1&state={state}"), &cookie).await;
    assert_eq!(leads_to(&back), "/tickets?desk=mco");
    let cookies = set_cookies(&back);
    assert!(cookies.contains(&("__Host-session".into(), token, Some(900))));
    assert!(cookies.contains(&("__Secure-renewal".into(), "renewal-1".into(), Some(43200))));
    let asked = house.front.asked();
    assert_eq!((asked[0]["grant_type"].as_str(), asked[0]["code"].as_str()), ("authorization_code", "c1"));
    assert!(asked[0]["code_verifier"].len() >= 43);
}

#[tokio::test]
async fn a_sign_in_that_this_browser_did_not_begin_comes_to_nothing() {
    let house = House::open().await;
    house.front.grants(json!({"access_token": house.desk.token("clerk", &[]), "refresh_token": "r"}));
    let (cookie, state) = under_way(&house, "/").await;
    for (path, cookies) in [
        (format!("/signed-in?code=c&state={state}"), ""),
        ("/signed-in?code=c&state=stolen".to_owned(), cookie.as_str()),
        (format!("/signed-in?state={state}"), cookie.as_str()),
        ("/signed-in".to_owned(), cookie.as_str()),
    ] {
        let answer = house.page(&path, cookies).await;
        assert_eq!(answer.status, 400, "{path}");
        assert!(!set_cookies(&answer).iter().any(|(name, ..)| name == "__Host-session"));
    }
    assert!(house.front.asked().is_empty());
}

#[tokio::test]
async fn a_code_that_is_worth_nothing_and_a_token_that_is_not_ours_make_no_session() {
    let house = House::open().await;
    let (cookie, state) = under_way(&house, "/").await;
    let back = format!("/signed-in?code=c&state={state}");
    assert_eq!(house.page(&back, &cookie).await.status, 400);
    house.front.grants(json!({"access_token": "not.a.token", "refresh_token": "r"}));
    let answer = house.page(&back, &cookie).await;
    assert!(set_cookies(&answer).iter().all(|(name, ..)| name != "__Host-session"), "{}", answer.status);
}

#[tokio::test]
async fn nobody_is_led_elsewhere_after_signing_in() {
    let house = House::open().await;
    house.front.grants(json!({"access_token": house.desk.token("clerk", &[]), "refresh_token": "r"}));
    for to in ["https%3A%2F%2Fevil.example.org", "%2F%2Fevil.example.org", "%2F%5Cevil.example.org"] {
        let (cookie, state) = under_way(&house, to).await;
        let back = house.page(&format!("/signed-in?code=c&state={state}"), &cookie).await;
        assert_eq!(leads_to(&back), "/");
    }
}

#[tokio::test]
async fn a_session_that_is_alive_is_renewed_and_one_that_has_ended_is_not() {
    let house = House::open().await;
    let token = house.desk.token("clerk", &[]);
    house.front.grants(json!({"access_token": token}));
    let alive = format!("__Host-session={token}; __Secure-renewal=renewal-1");
    let renewed = house.page("/session?to=%2Ftickets", &alive).await;
    assert_eq!(leads_to(&renewed), "/tickets");
    // The issuer kept the renewal as it was: the browser does too.
    assert_eq!(set_cookies(&renewed).len(), 1);
    assert_eq!(house.front.asked()[0]["refresh_token"], "renewal-1");

    let later = house.at("2026-11-24T20:00:00Z");
    for cookies in [alive.as_str(), "__Secure-renewal=renewal-1", ""] {
        assert_eq!(leads_to(&later.page("/session?to=%2Ftickets", cookies).await), "/sign-in?to=%2Ftickets");
    }
    assert_eq!(house.front.asked().len(), 1, "a session that had ended was renewed");
}

#[tokio::test]
async fn an_issuer_that_is_down_is_said_to_be_down_and_ends_no_session() {
    let house = House::open().await;
    let token = house.desk.token("clerk", &[]);
    house.front.goes_down();
    let answer = house.page("/session?to=%2F", &format!("__Host-session={token}; __Secure-renewal=r")).await;
    assert_eq!(answer.status, 503);
    assert!(set_cookies(&answer).is_empty());
}

#[tokio::test]
async fn signing_out_ends_the_session_here_and_at_the_issuer() {
    let house = House::open().await;
    let cookies = format!("__Host-session={}; __Secure-renewal=renewal-1", house.desk.token("clerk", &[]));
    let answer = house.form("/session/end", &[], &cookies).await;
    assert_eq!(leads_to(&answer), "/signed-out");
    assert_eq!(house.front.calls(), ["RevokeToken"]);
    let ages = set_cookies(&answer);
    assert!(ages.contains(&("__Host-session".into(), String::new(), Some(0))));
    assert!(ages.contains(&("__Secure-renewal".into(), String::new(), Some(0))));
    house.front.goes_down();
    let answer = house.form("/session/end", &[], &cookies).await;
    assert_eq!(leads_to(&answer), "/signed-out");
}

#[tokio::test]
async fn two_tabs_sign_in_each_for_itself() {
    let house = House::open().await;
    house.front.grants(json!({"access_token": house.desk.token("clerk", &[]), "refresh_token": "r"}));
    let (one, state_of_one) = under_way(&house, "%2Ftickets").await;
    let (other, state_of_other) = under_way(&house, "%2Frules").await;
    let both = format!("{one}; {other}");
    let back = house.page(&format!("/signed-in?code=c&state={state_of_one}"), &both).await;
    assert_eq!(leads_to(&back), "/tickets");
    let back = house.page(&format!("/signed-in?code=c&state={state_of_other}"), &both).await;
    assert_eq!(leads_to(&back), "/rules");
}

#[tokio::test]
async fn forms_left_open_by_somebody_else_count_no_more_and_ones_own_do() {
    let house = House::open().await;
    let signs_in = async |user: &str, cookies: &str| {
        house.front.grants(json!({"access_token": house.desk.token(user, &[]), "refresh_token": "r"}));
        let (cookie, state) = under_way(&house, "%2F").await;
        set_cookies(
            &house.page(&format!("/signed-in?code=c&state={state}"), &format!("{cookie}; {cookies}")).await,
        )
    };
    let first = signs_in("ann", "").await;
    let owner = first.iter().find(|(name, ..)| name == "__Host-owner").unwrap();
    assert!(!owner.1.contains("ann"), "the cookie names nobody");
    let owner = format!("__Host-owner={}", owner.1);
    let renewed =
        |cookies: &[(String, String, Option<u32>)]| cookies.iter().any(|(name, ..)| name == "__Host-browser");
    assert!(!renewed(&signs_in("ann", &owner).await), "her own forms were thrown away");
    assert!(renewed(&signs_in("bob", &owner).await), "her forms would be sent as his");
}

#[tokio::test]
async fn a_renewal_that_is_somebody_elses_ends_the_session() {
    let house = House::open().await;
    house.front.grants(json!({"access_token": house.desk.token("mallory", &[])}));
    let cookies = format!("__Host-session={}; __Secure-renewal=planted", house.desk.token("clerk", &[]));
    let answer = house.page("/session?to=%2Ftickets", &cookies).await;
    assert_eq!(leads_to(&answer), "/sign-in?to=%2Ftickets");
    assert!(set_cookies(&answer).contains(&("__Host-session".into(), String::new(), Some(0))));
}

#[tokio::test]
async fn signing_out_goes_by_the_issuer_which_would_remember_otherwise() {
    let house = House::open_with(&[("LOGOUT_URL", "https://issuer.example.org/logout")]).await;
    assert_eq!(leads_to(&house.form("/session/end", &[], "").await), "/signed-out?leave=true");
    let on = leads_on_to(&house.page("/signed-out?leave=true", "").await);
    assert!(on.starts_with("https://issuer.example.org/logout?client_id=portal-client&logout_uri="), "{on}");
    assert_eq!(house.page("/signed-out", "").await.status, 200);
}
