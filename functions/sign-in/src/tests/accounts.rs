//! Accounts made and mended: what is told to whom.

use super::*;
use portal_testkit::front::CODE;

const GOOD: [(&str, &str); 3] =
    [("email", "pat@prairie.example.org"), ("username", "pat.clerk"), ("password", "Long-enough-1")];

fn with(field: &str, value: &'static str) -> Vec<(&'static str, &'static str)> {
    GOOD.iter().map(|(name, good)| (*name, if *name == field { value } else { *good })).collect()
}

#[tokio::test]
async fn an_account_is_made_confirmed_and_led_to_its_registration() {
    let house = House::open().await;
    assert_eq!(house.page("/sign-up", "").await.status, 200);
    assert_eq!(leads_to(&house.form("/sign-up", &GOOD, "").await), "/sign-up/code");
    assert!(!house.front.is_confirmed("pat.clerk"));
    let wrong = house.form("/sign-up/code", &[("username", "pat.clerk"), ("code", "000000")], "").await;
    assert_eq!(wrong.status, 422);
    assert!(text(&wrong).contains("value=\"pat.clerk\""), "what was typed is gone");
    let good = [("username", "pat.clerk"), ("code", CODE)];
    assert_eq!(leads_to(&house.form("/sign-up/code", &good, "").await), "/sign-in?to=/registrations/new");
    assert!(house.front.is_confirmed("pat.clerk"));
}

#[tokio::test]
async fn every_fault_is_said_at_once_beside_what_was_typed_and_never_the_password() {
    let house = House::open().await;
    let faulty = [("email", "nobody"), ("username", "a b"), ("password", "")];
    let answer = house.form("/sign-up", &faulty, "").await;
    let page = text(&answer);
    assert_eq!(answer.status, 422);
    for field in ["email", "username", "password"] {
        assert!(page.contains(&format!("href=\"#{field}\"")), "{field}: {page}");
    }
    assert!(page.contains("value=\"nobody\"") && page.contains("<title>Error: "));
    let weak = house.form("/sign-up", &with("password", "short"), "").await;
    assert!(text(&weak).contains("at least 12 characters") && !text(&weak).contains("short\""));
}

#[tokio::test]
async fn whether_an_address_has_an_account_is_told_to_who_reads_its_mail_only() {
    let house = House::open().await;
    house.form("/sign-up", &GOOD, "").await;
    house.form("/sign-up/code", &[("username", "pat.clerk"), ("code", CODE)], "").await;
    // Somebody else with the same address gets as far as anyone.
    let same = house.form("/sign-up", &with("username", "mallory"), "").await;
    assert_eq!(leads_to(&same), "/sign-up/code");
    let told = house.form("/sign-up/code", &[("username", "mallory"), ("code", CODE)], "").await;
    assert!(text(&told).contains("already has an account"));
    let taken = house.form("/sign-up", &with("email", "other@prairie.example.org"), "").await;
    assert!(text(&taken).contains("Someone has this user name"));
}

#[tokio::test]
async fn a_code_is_sent_again_and_a_password_forgotten_alike_for_known_and_unknown() {
    let house = House::open().await;
    house.form("/sign-up", &GOOD, "").await;
    for username in ["pat.clerk", "nobody"] {
        let again = house.form("/sign-up/code/again", &[("username", username)], "").await;
        assert_eq!(leads_to(&again), "/sign-up/code?again=true");
        let forgotten = house.form("/password/forgotten", &[("username", username)], "").await;
        assert_eq!(leads_to(&forgotten), "/password/new");
        let guessed = [("username", username), ("code", "000000"), ("password", "Long-enough-2")];
        let guessed = house.form("/password/new", &guessed, "").await;
        assert!(guessed.status == 422 && text(&guessed).contains("not the code"));
    }
    house.pool.holds("pat.clerk", "pat@prairie.example.org");
    let late = [("username", "pat.clerk"), ("code", "999999"), ("password", "Long-enough-2")];
    assert!(text(&house.form("/password/new", &late, "").await).contains("no longer counts"));
    let good = [("username", "pat.clerk"), ("code", CODE), ("password", "Long-enough-2")];
    assert_eq!(leads_to(&house.form("/password/new", &good, "").await), "/sign-in?to=/");
}

#[tokio::test]
async fn a_pool_that_is_down_is_no_fault_of_the_form() {
    let house = House::open().await;
    house.front.goes_down();
    assert_eq!(house.form("/sign-up", &GOOD, "").await.status, 503);
    assert_eq!(house.form("/password/forgotten", &[("username", "pat")], "").await.status, 503);
}

#[tokio::test]
async fn pages_are_in_the_language_of_the_browser() {
    let house = House::open().await;
    for path in
        ["/sign-up", "/sign-up/code?again=true", "/password/forgotten", "/password/new", "/signed-out"]
    {
        let page = text(&house.page(path, "language=es").await);
        assert!(page.contains("<html lang=\"es\">"), "{path}");
        assert!(text(&house.page(path, "").await).contains("<html lang=\"en\">"), "{path}");
    }
}

#[tokio::test]
async fn the_name_that_was_typed_stands_in_the_form_for_the_code_until_the_code_is_right() {
    let house = House::open().await;
    let of = |answer: &Answer| {
        let cookies = set_cookies(answer);
        let [(name, value, age)] = cookies.as_slice() else { panic!("{cookies:?}") };
        assert!(name == "__Host-typed-name" && !value.contains("pat"), "{value}");
        (format!("{name}={value}"), *age)
    };
    let stands = async |path: &str, cookie: &str| {
        text(&house.page(path, cookie).await).matches("value=\"pat.clerk\"").count()
    };
    let (typed, age) = of(&house.form("/sign-up", &GOOD, "").await);
    assert_eq!(age, Some(1800));
    // In the form for the code, and in the one that has it sent again.
    assert_eq!((stands("/sign-up/code", &typed).await, stands("/sign-up/code", "").await), (2, 0));
    let (again, _) = of(&house.form("/sign-up/code/again", &[("username", "pat.clerk")], &typed).await);
    assert_eq!(again, typed);
    let right = [("username", "pat.clerk"), ("code", CODE)];
    let confirmed = of(&house.form("/sign-up/code", &right, &typed).await);
    assert_eq!(confirmed, ("__Host-typed-name=".to_owned(), Some(0)));
    let (forgotten, _) = of(&house.form("/password/forgotten", &[("username", "pat.clerk")], "").await);
    assert_eq!((forgotten.clone(), stands("/password/new", &forgotten).await), (typed, 1));
    for planted in ["", "%", "_w", "YTxi"] {
        let page = house.page("/sign-up/code", &format!("__Host-typed-name={planted}")).await;
        assert!(page.status == 200 && !text(&page).contains("a<b"), "{planted}");
    }
}
