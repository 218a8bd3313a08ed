//! The issuer's keys over time: rotation, ageing, outages, and how often they are asked for.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use chrono::{DateTime, TimeDelta, Utc};
use portal_edge::fetch::Fetcher;
use portal_edge::jwks::{KeyError, KeyRing};
use portal_testkit::tokens::{Answer, Issuer};

fn ring(issuer: &Issuer) -> KeyRing {
    KeyRing::new(Fetcher::new(issuer.jwks_url().parse().unwrap()))
}

fn at(minutes: i64) -> DateTime<Utc> {
    let noon: DateTime<Utc> = "2026-11-24T12:00:00Z".parse().unwrap();
    noon + TimeDelta::minutes(minutes)
}

#[tokio::test]
async fn a_new_key_is_found_without_waiting_for_the_hour() {
    let issuer = Issuer::start().await;
    let ring = ring(&issuer);
    assert!(ring.key("key-1", at(0)).await.is_ok());
    issuer.rotate();
    assert!(ring.key("key-2", at(5)).await.is_ok());
    assert!(matches!(ring.key("key-1", at(5)).await, Err(KeyError::Unknown)));
    assert_eq!(issuer.fetches(), 2);
}

#[tokio::test]
async fn made_up_key_names_cost_one_fetch_a_minute() {
    let issuer = Issuer::start().await;
    let ring = ring(&issuer);
    for made_up in 0..100 {
        assert!(matches!(ring.key(&format!("made-up-{made_up}"), at(0)).await, Err(KeyError::Unknown)));
    }
    assert_eq!(issuer.fetches(), 1);
    assert!(ring.key("made-up", at(1)).await.is_err());
    assert!(ring.key("made-up", at(1)).await.is_err());
    assert_eq!(issuer.fetches(), 2);
}

#[tokio::test]
async fn a_key_withdrawn_stops_working_within_the_hour() {
    let issuer = Issuer::start().await;
    let ring = ring(&issuer);
    assert!(ring.key("key-1", at(0)).await.is_ok());
    issuer.rotate();
    assert!(ring.key("key-1", at(60)).await.is_ok());
    assert!(matches!(ring.key("key-1", at(61)).await, Err(KeyError::Unknown)));
    assert_eq!(issuer.fetches(), 2);
}

#[tokio::test]
async fn known_keys_outlive_an_outage_of_a_day_and_no_longer() {
    let issuer = Issuer::start().await;
    let ring = ring(&issuer);
    assert!(ring.key("key-1", at(0)).await.is_ok());
    issuer.answer(Answer::Fails);
    assert!(ring.key("key-1", at(61)).await.is_ok());
    assert!(ring.key("key-1", at(61)).await.is_ok());
    assert_eq!(issuer.fetches(), 2, "an outage is asked after once a minute");
    assert!(ring.key("key-1", at(24 * 60)).await.is_ok());
    assert!(matches!(ring.key("key-1", at(24 * 60 + 1)).await, Err(KeyError::Unreachable(_))));
    issuer.answer(Answer::Keys);
    assert!(ring.key("key-1", at(24 * 60 + 1)).await.is_ok());
}
