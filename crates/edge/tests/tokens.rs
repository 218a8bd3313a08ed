//! Tokens against an issuer that rotates its keys, fails, and is impersonated.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use portal_edge::Clock;
use portal_edge::problem::Problem;
use portal_edge::settings::TokenSettings;
use portal_edge::token::{TokenError, Tokens};
use portal_testkit::tokens::{Answer, CLIENT, Issuer, SigningKey, unsigned};
use serde_json::json;
use std::time::Duration;

/// 2026-11-24T12:00:00Z.
const NOW: i64 = 1_795_521_600;

/// Tokens as they are judged at `now`; each has its own keys.
fn tokens(issuer: &Issuer, now: i64) -> Tokens {
    let settings = TokenSettings {
        issuer: issuer.name(),
        client_id: CLIENT.to_owned(),
        jwks_url: issuer.jwks_url().parse().unwrap(),
    };
    Tokens::new(&settings, Clock::Fixed(chrono::DateTime::from_timestamp(now, 0).unwrap()))
}

fn told(error: TokenError) -> (u16, &'static str) {
    let problem = Problem::from(error);
    (problem.status().as_u16(), problem.code())
}

#[tokio::test]
async fn a_good_token_says_who_it_is_and_keys_are_fetched_once() {
    let issuer = Issuer::start().await;
    let tokens = tokens(&issuer, NOW);
    for _ in 0..3 {
        let verified = tokens.verify(&issuer.token("user-1", &["mco_ABHIL"], NOW)).await.unwrap();
        assert_eq!((verified.user.as_str(), verified.groups), ("user-1", vec!["mco_ABHIL".to_owned()]));
    }
    assert_eq!(issuer.fetches(), 1);
}

#[tokio::test]
async fn an_id_token_names_us_in_its_audience() {
    let issuer = Issuer::start().await;
    let tokens = tokens(&issuer, NOW);
    let mut claims = issuer.claims("user-1", &[], NOW);
    claims.as_object_mut().unwrap().remove("client_id");
    claims["token_use"] = json!("id");
    assert!(matches!(tokens.verify(&issuer.sign(&claims)).await, Err(TokenError::Audience)));
    for audience in [json!(CLIENT), json!(["other", CLIENT])] {
        claims["aud"] = audience;
        assert!(tokens.verify(&issuer.sign(&claims)).await.is_ok());
    }
    claims["aud"] = json!("other");
    assert!(matches!(tokens.verify(&issuer.sign(&claims)).await, Err(TokenError::Audience)));
}

#[tokio::test]
async fn claims_that_are_not_ours_are_refused() {
    let issuer = Issuer::start().await;
    let tokens = tokens(&issuer, NOW);
    let cases = [
        ("iss", json!("https://other.example.org"), "Issuer"),
        ("iss", json!([issuer.name()]), "Claims"),
        ("client_id", json!("other"), "Audience"),
        ("client_id", json!(null), "Audience"),
        ("token_use", json!("refresh"), "Use"),
        ("token_use", json!(null), "Claims"),
        ("exp", json!(null), "Claims"),
        ("exp", json!("never"), "Claims"),
        ("sub", json!(null), "Claims"),
        ("sub", json!("a#b"), "Claims"),
        ("cognito:groups", json!(7), "Claims"),
        ("exp", json!(NOW - 61), "Expired"),
        ("nbf", json!(NOW + 61), "NotYetValid"),
    ];
    for (name, value, expected) in cases {
        let mut claims = issuer.claims("user-1", &[], NOW);
        claims[name] = value.clone();
        let error = tokens.verify(&issuer.sign(&claims)).await.unwrap_err();
        assert_eq!(format!("{error:?}"), expected, "{name} {value}");
        let code = if expected == "Expired" { "token_expired" } else { "token_invalid" };
        assert_eq!(told(error), (401, code));
    }
}

#[tokio::test]
async fn two_clocks_may_differ_by_a_minute() {
    let issuer = Issuer::start().await;
    let tokens = tokens(&issuer, NOW);
    for (name, value) in [("exp", NOW - 59), ("nbf", NOW + 60)] {
        let mut claims = issuer.claims("user-1", &[], NOW);
        claims[name] = json!(value);
        assert!(tokens.verify(&issuer.sign(&claims)).await.is_ok(), "{name}");
    }
    let mut claims = issuer.claims("user-1", &[], NOW);
    claims["exp"] = json!(NOW - 60);
    assert!(matches!(tokens.verify(&issuer.sign(&claims)).await, Err(TokenError::Expired)));
}

#[tokio::test]
async fn a_token_ends_with_its_session_twelve_hours_after_its_bearer_signed_in() {
    let issuer = Issuer::start().await;
    let tokens = tokens(&issuer, NOW);
    let verify = async |began: i64| {
        let mut claims = issuer.claims("user-1", &[], NOW);
        claims["auth_time"] = json!(began);
        tokens.verify(&issuer.sign(&claims)).await
    };
    let twelve_hours = 12 * 3600;
    for (began, left) in [(NOW, 3600), (NOW - twelve_hours + 7200, 3600), (NOW - twelve_hours + 60, 60)] {
        let verified = verify(began).await.unwrap();
        assert_eq!(verified.expires_at.timestamp() - NOW, left, "{began}");
        assert_eq!(verified.session_ends().unwrap().timestamp(), began + twelve_hours);
    }
    assert!(matches!(verify(NOW - twelve_hours - 60).await, Err(TokenError::Expired)));
    let mut claims = issuer.claims("user-1", &[], NOW);
    claims.as_object_mut().unwrap().remove("auth_time");
    assert_eq!(tokens.verify(&issuer.sign(&claims)).await.unwrap().session_ends(), None);
}

#[tokio::test]
async fn forgeries_are_refused() {
    let issuer = Issuer::start().await;
    let tokens = tokens(&issuer, NOW);
    let claims = issuer.claims("user-1", &["hfs_lead"], NOW);
    let kid = issuer.kid();
    let good = issuer.sign(&claims);
    let signature = good.rsplit('.').next().unwrap();
    let mut grander = claims.clone();
    grander["sub"] = json!("user-2");
    // The public key as an HMAC secret: works wherever the algorithm is the token's to choose.
    let secret = issuer.public_key()["n"].as_str().unwrap().as_bytes().to_vec();
    let mut impostor = SigningKey::new("elsewhere");
    let unknown_key = impostor.sign(&claims);
    impostor.kid = kid.clone();
    let header = json!({"alg": "RS256", "kid": kid});
    let forgeries = [
        unsigned(&json!({"alg": "none", "kid": kid}), &claims, ""),
        unsigned(&json!({"alg": "None", "kid": kid}), &claims, signature),
        issuer.sign_hmac(&claims, &secret),
        unsigned(&header, &grander, signature),
        unsigned(&header, &claims, ""),
        unsigned(&json!({"alg": "RS256"}), &claims, signature),
        unsigned(&json!({"alg": "PS256", "kid": kid}), &claims, signature),
        unsigned(&json!({"alg": "RS256", "kid": kid, "crit": ["x"], "x": 1}), &claims, signature),
        unknown_key,
        impostor.sign(&claims),
        format!("{good}.more"),
        good[..good.len() - 4].to_owned(),
        "a.b.c".to_owned(),
        String::new(),
        "x".repeat(20_000),
    ];
    for (index, forgery) in forgeries.iter().enumerate() {
        let error = tokens.verify(forgery).await.unwrap_err();
        assert_eq!(told(error), (401, "token_invalid"), "forgery {index}");
    }
    assert!(tokens.verify(&good).await.is_ok());
}

#[tokio::test]
async fn a_shared_secret_among_the_keys_is_never_used() {
    let issuer = Issuer::start().await;
    issuer.also_serve(json!({"kty": "oct", "kid": "shared", "k": "c2VjcmV0", "alg": "HS256"}));
    let tokens = tokens(&issuer, NOW);
    let forged = unsigned(&json!({"alg": "RS256", "kid": "shared"}), &issuer.claims("u", &[], NOW), "c2ln");
    assert!(matches!(tokens.verify(&forged).await, Err(TokenError::UnknownKey)));
}

#[tokio::test]
async fn many_at_once_share_one_fetch() {
    let issuer = Issuer::start().await;
    issuer.delay(Duration::from_millis(100));
    let tokens = tokens(&issuer, NOW);
    let token = issuer.token("user-1", &[], NOW);
    let all = futures_util::future::join_all((0..50).map(|_| tokens.verify(&token))).await;
    assert!(all.iter().all(Result::is_ok));
    assert_eq!(issuer.fetches(), 1);
}

#[tokio::test]
async fn without_any_key_nobody_gets_in_and_everybody_is_told_to_try_again() {
    for answer in [Answer::Fails, Answer::Redirects, Answer::Endless] {
        let issuer = Issuer::start().await;
        issuer.answer(answer);
        let tokens = tokens(&issuer, NOW);
        let token = issuer.token("user-1", &[], NOW);
        assert_eq!(told(tokens.verify(&token).await.unwrap_err()), (503, "unavailable"), "{answer:?}");
        issuer.answer(Answer::Keys);
        assert!(tokens.verify(&token).await.is_ok());
    }
}

#[tokio::test]
async fn an_issuer_that_hangs_does_not_hold_the_request() {
    let issuer = Issuer::start().await;
    issuer.delay(Duration::from_secs(30));
    let started = std::time::Instant::now();
    let error = tokens(&issuer, NOW).verify(&issuer.token("user-1", &[], NOW)).await.unwrap_err();
    assert_eq!(told(error), (503, "unavailable"));
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn what_a_token_error_says_holds_nothing_of_the_token() {
    let issuer = Issuer::start().await;
    let mut claims = issuer.claims("planted-user", &["planted-group"], NOW);
    claims["exp"] = json!("planted-expiry");
    let error = tokens(&issuer, NOW).verify(&issuer.sign(&claims)).await.unwrap_err();
    let said = format!("{error:?} {error} {:?}", Problem::from(TokenError::Claims));
    assert!(!said.contains("planted"), "{said}");
}
