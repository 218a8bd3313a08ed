//! Every session of a person ended at once.

use super::*;
use portal_testkit::desk::Answer;
use portal_testkit::front::CODE;
use portal_testkit::pool::Account;
use serde_json::{Value, json};

const EARLIER: i64 = 3600;

impl House {
    async fn signs_out_everywhere(&self, token: &str) -> Answer {
        self.desk.post(&self.routes, "/me/sign-out", token, &json!({})).await
    }

    /// Whether a token counts, as any function asks it.
    async fn counts(&self, user: &str, since_seconds_ago: i64) -> bool {
        let began = self.desk.now - chrono::TimeDelta::seconds(since_seconds_ago);
        let presence = self.desk.database.store.presence(&user.parse().unwrap()).await.unwrap();
        !presence.signed_out_after(Some(began))
    }

    fn account(&self, email: &str) -> Account {
        self.pool.at(email).unwrap()
    }
}

#[tokio::test]
async fn signing_out_everywhere_is_one_write_and_ends_renewed_sessions_too() {
    let house = House::open().await;
    house.pool.holds("clerk", "clerk@prairie.example.org");
    assert!(house.counts("clerk", EARLIER).await);
    house.desk.database.requests.take();
    let answer = house.signs_out_everywhere(&house.renewed("clerk", EARLIER)).await;
    assert_eq!(house.desk.database.requests.take(), 1);
    assert_eq!(answer.expect(200), json!({"signed_out_at": "2026-11-24T18:00:00Z"}));
    assert_eq!(house.account("clerk@prairie.example.org").signed_out, 1);
    assert!(!house.counts("clerk", EARLIER).await && !house.counts("clerk", 1).await);
    // Whoever signs in again is let in.
    assert!(house.counts("clerk", -1).await);
    assert!(house.counts("somebody-else", EARLIER).await);
}

#[tokio::test]
async fn a_session_that_was_ended_ends_no_other() {
    let house = House::open().await;
    house.pool.holds("clerk", "clerk@prairie.example.org");
    let old = house.renewed("clerk", EARLIER);
    let first = house.signs_out_everywhere(&old).await.expect(200);
    let later = house.at("2026-11-24T18:05:00Z");
    // A repeat, by its owner or by whoever stole it, gets the first answer.
    assert_eq!(later.signs_out_everywhere(&old).await.expect(200), first);
    assert_eq!(house.account("clerk@prairie.example.org").signed_out, 1);
    assert!(later.counts("clerk", 240).await);
    let fresh = later.renewed("clerk", 240);
    let second = later.signs_out_everywhere(&fresh).await.expect(200);
    assert_eq!(second["signed_out_at"], "2026-11-24T18:05:00Z");
    assert_eq!(house.account("clerk@prairie.example.org").signed_out, 2);
}

#[tokio::test]
async fn an_issuers_clock_that_is_ahead_spares_nobody() {
    let house = House::open().await;
    let answer = house.signs_out_everywhere(&house.renewed("clerk", -30)).await.expect(200);
    assert_eq!(answer["signed_out_at"], "2026-11-24T18:00:31Z");
    assert!(!house.counts("clerk", -30).await);
}

#[tokio::test]
async fn the_table_decides_though_the_pool_is_down_and_a_closed_account_stays_closed() {
    let house = House::open().await;
    house.pool.holds("clerk", "clerk@prairie.example.org");
    house.pool.fail("AdminUserGlobalSignOut", true);
    house.signs_out_everywhere(&house.renewed("clerk", EARLIER)).await.expect(200);
    assert!(!house.counts("clerk", EARLIER).await);
    house.desk.leaves("gone").await;
    let answer = house.signs_out_everywhere(&house.renewed("gone", EARLIER)).await;
    assert_eq!(answer.problem(401), "account_closed");
    assert_eq!(house.signs_out_everywhere("").await.problem(401), "token_missing");
    let noted = house
        .desk
        .post(&house.routes, "/me/sign-out", &house.renewed("other", EARLIER), &json!({"why": 1}))
        .await;
    assert_eq!(noted.faults(), [("/why".to_owned(), "unknown_field".to_owned())]);
}

#[tokio::test]
async fn the_browser_that_asks_is_signed_out_with_the_others() {
    let house = House::open().await;
    house.pool.holds("clerk", "clerk@prairie.example.org");
    let cookies = format!("__Host-session={}", house.renewed("clerk", EARLIER));
    let answer = house.form("/me/sign-out", &[], &cookies).await;
    assert_eq!(leads_to(&answer), "/signed-out");
    let ages = set_cookies(&answer);
    assert!(ages.contains(&("__Host-session".into(), String::new(), Some(0))));
    assert!(ages.contains(&("__Secure-renewal".into(), String::new(), Some(0))));
}

#[tokio::test]
async fn a_session_that_was_ended_elsewhere_is_not_renewed_though_the_issuer_would() {
    let house = House::open().await;
    let token = house.renewed("clerk", EARLIER);
    house.front.grants(json!({"access_token": house.renewed("clerk", EARLIER)}));
    let alive = format!("__Host-session={token}; __Secure-renewal=renewal-1");
    assert_eq!(leads_to(&house.page("/session?to=%2Ftickets", &alive).await), "/tickets");
    house.signs_out_everywhere(&token).await.expect(200);
    let over = house.page("/session?to=%2Ftickets", &alive).await;
    assert_eq!(leads_to(&over), "/sign-in?to=%2Ftickets");
    assert!(set_cookies(&over).contains(&("__Host-session".into(), String::new(), Some(0))));
}

#[tokio::test]
async fn a_script_that_renews_is_told_until_when_and_whose_the_page_is() {
    let house = House::open().await;
    let token = house.renewed("clerk", EARLIER);
    house.front.grants(json!({"access_token": token}));
    let ask = async |cookies: &str| -> Answer {
        let request = http::Request::get("/session").header("accept", "application/json");
        let browser = "__Host-browser=0123456789012345678901234567890123456789012";
        let request = request.header("cookie", format!("{browser}; {cookies}"));
        house.desk.send(&house.routes, request.body(axum::body::Body::empty()).unwrap()).await
    };
    let answer = ask(&format!("__Host-session={token}; __Secure-renewal=r")).await;
    assert!(set_cookies(&answer).iter().any(|(name, _, age)| name == "__Host-session" && *age == Some(900)));
    let renewed = answer.expect(200);
    assert_eq!((&renewed["ends"], &renewed["left"]), (&json!("2026-11-24T19:00:00Z"), &json!(3600)));
    assert_eq!(renewed["browser"].as_str().map(str::len), Some(43));
    for cookies in ["", &format!("__Host-session={token}"), "__Secure-renewal=r"] {
        assert_eq!(ask(cookies).await.problem(401), "token_expired");
    }
    house.front.grants(Value::Null);
    assert_eq!(
        ask(&format!("__Host-session={token}; __Secure-renewal=r")).await.problem(401),
        "token_expired"
    );
}

const NEW: [(&str, &str); 3] = [("username", "pat.clerk"), ("code", CODE), ("password", "Long-enough-2")];

/// With an account of `pat.clerk`, whose `sub` is given.
async fn with_an_account() -> (House, String) {
    let house = House::open().await;
    let made = [("email", ADDRESS), ("username", "pat.clerk"), ("password", "Long-enough-1")];
    house.form("/sign-up", &made, "").await;
    house.form("/sign-up/code", &[("username", "pat.clerk"), ("code", CODE)], "").await;
    house.pool.holds("pat.clerk", ADDRESS);
    let sub = house.account(ADDRESS).sub;
    (house, sub)
}

const ADDRESS: &str = "pat@prairie.example.org";

#[tokio::test]
async fn a_password_that_is_replaced_ends_every_session_that_the_old_one_began() {
    let (house, sub) = with_an_account().await;
    let stolen = format!("__Host-session={}; __Secure-renewal=r", house.renewed(&sub, EARLIER));
    house.front.grants(json!({"access_token": house.renewed(&sub, EARLIER)}));
    assert_eq!(leads_to(&house.page("/session?to=%2Ftickets", &stolen).await), "/tickets");
    let wrong = [("username", "pat.clerk"), ("code", "000000"), ("password", "Long-enough-2")];
    assert_eq!(house.form("/password/new", &wrong, "").await.status, 422);
    assert!(house.counts(&sub, EARLIER).await, "whoever guesses a code signs somebody out");
    assert_eq!(leads_to(&house.form("/password/new", &NEW, "").await), "/sign-in?to=/");
    assert!(!house.counts(&sub, EARLIER).await && !house.counts(&sub, 1).await);
    assert_eq!(house.account(ADDRESS).signed_out, 1);
    assert_eq!(
        leads_to(&house.page("/session?to=%2Ftickets", &stolen).await),
        "/sign-in?to=%2Ftickets",
        "it is renewed"
    );
    // Whoever signs in with the new one is let in.
    assert!(house.counts(&sub, -1).await && house.counts("somebody-else", EARLIER).await);
}

#[tokio::test]
async fn replacing_a_password_again_ends_what_began_between() {
    let (house, sub) = with_an_account().await;
    house.signs_out_everywhere(&house.renewed(&sub, EARLIER)).await.expect(200);
    let later = house.at("2026-11-24T19:00:00Z");
    assert!(later.counts(&sub, 60).await);
    assert_eq!(leads_to(&later.form("/password/new", &NEW, "").await), "/sign-in?to=/");
    assert!(!later.counts(&sub, 60).await);
    // A clock that is behind takes nothing back.
    assert_eq!(leads_to(&house.form("/password/new", &NEW, "").await), "/sign-in?to=/");
    assert!(!later.counts(&sub, 60).await);
}

#[tokio::test]
async fn by_its_address_it_is_the_same_account() {
    let (house, sub) = with_an_account().await;
    for name in [ADDRESS, "pat.clerk"] {
        let found = house.pool.accounts().user(name).await.unwrap();
        assert_eq!(found.unwrap().as_str(), sub);
    }
    assert_eq!(house.pool.accounts().user("nobody").await.unwrap(), None);
}

#[tokio::test]
async fn an_account_that_was_closed_stays_closed() {
    let (house, sub) = with_an_account().await;
    house.desk.leaves(&sub).await;
    assert_eq!(leads_to(&house.form("/password/new", &NEW, "").await), "/sign-in?to=/");
    let presence = house.desk.database.store.presence(&sub.parse().unwrap()).await.unwrap();
    assert!(presence.left && presence.signed_out_at.is_none());
}

#[tokio::test]
async fn what_could_not_be_ended_is_not_said_to_be() {
    let (house, sub) = with_an_account().await;
    house.pool.fail("AdminUserGlobalSignOut", true);
    assert_eq!(leads_to(&house.form("/password/new", &NEW, "").await), "/sign-in?to=/");
    assert!(!house.counts(&sub, EARLIER).await, "the table alone decides");
    house.pool.fail("AdminGetUser", true);
    let answer = house.form("/password/new", &NEW, "").await;
    assert_eq!(answer.status, 500);
    assert!(text(&answer).contains("Your password is new") && text(&answer).contains("sign out everywhere"));
    assert!(!text(&answer).contains("Long-enough-2"));
    let spanish = house.form("/password/new", &NEW, "language=es").await;
    assert!(text(&spanish).contains("Su contraseña es nueva"));
}
