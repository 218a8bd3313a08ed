//! No session outlasts 12 hours, whatever the issuer would go on giving.

use super::*;
use portal_testkit::desk::Answer;

const TWELVE_HOURS: i64 = 12 * 3600;

/// What became of a session that began so many seconds ago, where the issuer renews whatever it is asked to, gives a
/// new renewal, and says that its bearer signed in `issuer_says` seconds ago.
async fn renews(began: i64, issuer_says: i64) -> (House, Answer) {
    let house = House::open().await;
    let granted = house.renewed("clerk", issuer_says);
    house.front.grants(json!({"access_token": granted, "refresh_token": "renewal-2"}));
    let cookies = format!("__Host-session={}; __Secure-renewal=renewal-1", house.renewed("clerk", began));
    let answer = house.page("/session?to=%2Ftickets", &cookies).await;
    (house, answer)
}

fn kept(answer: &Answer, cookie: &str) -> Option<u32> {
    set_cookies(answer).into_iter().find(|(name, ..)| name == cookie).and_then(|(.., age)| age)
}

#[tokio::test]
async fn what_is_left_of_twelve_hours_is_all_that_a_renewal_gives() {
    for (began, session, renewal) in [
        (0, 900, 43_200),
        (3600, 900, 39_600),
        (TWELVE_HOURS - 900, 900, 900),
        (TWELVE_HOURS - 60, 60, 60),
        (TWELVE_HOURS - 1, 1, 1),
    ] {
        let (_, answer) = renews(began, began).await;
        assert_eq!(leads_to(&answer), "/tickets", "{began}");
        let kept = (kept(&answer, "__Host-session"), kept(&answer, "__Secure-renewal"));
        assert_eq!(kept, (Some(session), Some(renewal)), "{began}");
    }
}

#[tokio::test]
async fn a_session_of_twelve_hours_is_over_and_the_issuer_is_not_asked() {
    for began in [TWELVE_HOURS, TWELVE_HOURS + 30, 2 * TWELVE_HOURS] {
        let (house, answer) = renews(began, 0).await;
        assert_eq!(leads_to(&answer), "/sign-in?to=%2Ftickets", "{began}");
        assert_ne!(kept(&answer, "__Host-session"), Some(900));
        assert!(house.front.asked().is_empty(), "{began}");
    }
}

#[tokio::test]
async fn an_issuer_that_calls_renewing_signing_in_makes_no_session_longer() {
    let (_, answer) = renews(TWELVE_HOURS - 60, 0).await;
    assert_eq!((kept(&answer, "__Host-session"), kept(&answer, "__Secure-renewal")), (Some(60), Some(60)));
}

#[tokio::test]
async fn a_session_that_does_not_say_when_it_began_is_not_renewed() {
    let house = House::open().await;
    let mut claims = house.desk.issuer.claims("clerk", &[], house.desk.now.timestamp());
    claims.as_object_mut().unwrap().remove("auth_time");
    let token = house.desk.issuer.sign(&claims);
    house.front.grants(json!({"access_token": token, "refresh_token": "renewal-2"}));
    let cookies = format!("__Host-session={token}; __Secure-renewal=renewal-1");
    let answer = house.page("/session?to=%2Ftickets", &cookies).await;
    assert_eq!(leads_to(&answer), "/sign-in?to=%2Ftickets");
    assert_eq!(kept(&answer, "__Host-session"), Some(0));
}

#[tokio::test]
async fn a_script_is_told_of_the_end_that_comes_first() {
    let house = House::open().await;
    let token = house.renewed("clerk", TWELVE_HOURS - 60);
    house.front.grants(json!({"access_token": token}));
    let ask = async |cookies: &str| -> Answer {
        let request = http::Request::get("/session").header("accept", "application/json");
        house
            .desk
            .send(&house.routes, request.header("cookie", cookies).body(axum::body::Body::empty()).unwrap())
            .await
    };
    let told = ask(&format!("__Host-session={token}; __Secure-renewal=r")).await.expect(200);
    assert_eq!((&told["ends"], &told["left"]), (&json!("2026-11-24T18:01:00Z"), &json!(60)));
    let over = house.renewed("clerk", TWELVE_HOURS);
    let answer = ask(&format!("__Host-session={over}; __Secure-renewal=r")).await;
    assert_eq!(answer.problem(401), "token_expired");
}
