//! The issuer's keys: fetched when first needed, kept, and fetched again when they have aged or a
//! token names one that is not among them.

use crate::fetch::{FetchError, Fetcher};
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::DecodingKey;
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Keys older than this are fetched again, so that a withdrawn one stops working.
const FRESH_FOR: TimeDelta = TimeDelta::hours(1);
/// While the issuer cannot be reached, its last keys work for this long.
const STALE_FOR: TimeDelta = TimeDelta::hours(24);
/// At most one fetch a minute: a stream of made-up key ids must not become a stream of requests.
const BETWEEN_FETCHES: TimeDelta = TimeDelta::minutes(1);
/// RSA keys of fewer than 2048 bits are not believed.
const SMALLEST_MODULUS: usize = 256;

/// Why a key was not found.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The issuer has no such key.
    #[error("failed to find the token's key among the issuer's")]
    Unknown,
    /// The issuer cannot be reached and none of its keys is known.
    #[error("failed to get the issuer's keys: {0}")]
    Unreachable(#[from] FetchError),
}

/// The keys of one issuer.
#[derive(Debug)]
pub struct KeyRing {
    fetcher: Fetcher,
    known: Mutex<Known>,
    /// Held while fetching, so that concurrent misses share one fetch.
    fetching: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Known {
    keys: HashMap<String, Arc<DecodingKey>>,
    fetched_at: Option<DateTime<Utc>>,
    tried_at: Option<DateTime<Utc>>,
    tries: u64,
    last_failure: Option<FetchError>,
}

impl std::fmt::Debug for Known {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Known({} keys, {} tries)", self.keys.len(), self.tries)
    }
}

impl Known {
    fn is_within(&self, age: TimeDelta, now: DateTime<Utc>) -> bool {
        self.fetched_at.is_some_and(|at| now - at <= age)
    }

    fn rested(&self, now: DateTime<Utc>) -> bool {
        self.tried_at.is_none_or(|at| now - at >= BETWEEN_FETCHES || now < at)
    }

    /// Whether it is time to ask the issuer for the sake of the key `kid`.
    fn wants_fetch(&self, kid: &str, now: DateTime<Utc>) -> bool {
        if !self.is_within(STALE_FOR, now) {
            // Without keys nobody gets in: ask each time. The fetch itself is bounded and shared.
            return true;
        }
        let stale = !self.is_within(FRESH_FOR, now);
        (stale || !self.keys.contains_key(kid)) && self.rested(now)
    }
}

impl KeyRing {
    /// The keys served where `fetcher` looks.
    pub fn new(fetcher: Fetcher) -> Self {
        Self { fetcher, known: Mutex::default(), fetching: tokio::sync::Mutex::new(()) }
    }

    /// The key named `kid` at `now`.
    ///
    /// # Errors
    /// When the issuer has none of that name, or cannot be asked while nothing is known of it.
    pub async fn key(&self, kid: &str, now: DateTime<Utc>) -> Result<Arc<DecodingKey>, KeyError> {
        let (wants_fetch, tries) = {
            let known = self.known();
            (known.wants_fetch(kid, now), known.tries)
        };
        if wants_fetch {
            self.refresh(tries, now).await;
        }
        let known = self.known();
        if !known.is_within(STALE_FOR, now) {
            return Err(KeyError::Unreachable(known.last_failure.clone().unwrap_or(FetchError::NotTried)));
        }
        known.keys.get(kid).cloned().ok_or(KeyError::Unknown)
    }

    /// Fetches, unless someone else has since `tries` were counted.
    async fn refresh(&self, tries: u64, now: DateTime<Utc>) {
        let _alone = self.fetching.lock().await;
        if self.known().tries != tries {
            return;
        }
        let fetched = self.fetcher.fetch().await.and_then(|body| usable_keys(&body));
        let mut known = self.known();
        known.tries += 1;
        known.tried_at = Some(now);
        match fetched {
            Ok(keys) => {
                known.keys = keys;
                known.fetched_at = Some(now);
                known.last_failure = None;
            }
            Err(error) => {
                tracing::warn!(cause = %error, "the issuer's keys could not be fetched");
                known.last_failure = Some(error);
            }
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Deserialize)]
struct KeySet {
    keys: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
struct RsaKey {
    kid: String,
    kty: String,
    n: String,
    e: String,
    #[serde(default)]
    alg: Option<String>,
    #[serde(default, rename = "use")]
    purpose: Option<String>,
}

/// The RSA signing keys of a set. A key of a kind that we do not take spoils none of the others.
fn usable_keys(body: &[u8]) -> Result<HashMap<String, Arc<DecodingKey>>, FetchError> {
    let set: KeySet = serde_json::from_slice(body).map_err(|_| FetchError::NotKeys)?;
    let keys: HashMap<_, _> = set
        .keys
        .into_iter()
        .filter_map(|key| serde_json::from_value::<RsaKey>(key).ok())
        .filter(|key| {
            key.kty == "RSA"
                && key.alg.as_deref().is_none_or(|alg| alg == "RS256")
                && key.purpose.as_deref().is_none_or(|purpose| purpose == "sig")
                && key.n.len() * 3 / 4 >= SMALLEST_MODULUS
        })
        .filter_map(|key| Some((key.kid, Arc::new(DecodingKey::from_rsa_components(&key.n, &key.e).ok()?))))
        .collect();
    // A set without a key we can use is a mistake at the issuer: the last good one serves on.
    if keys.is_empty() { Err(FetchError::NotKeys) } else { Ok(keys) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_rsa_signing_keys_of_a_decent_size_are_taken() {
        let n = "A".repeat(342);
        let set = json!({"keys": [
            {"kid": "good", "kty": "RSA", "alg": "RS256", "use": "sig", "n": n, "e": "AQAB"},
            {"kid": "bare", "kty": "RSA", "n": n, "e": "AQAB"},
            {"kid": "encrypts", "kty": "RSA", "use": "enc", "n": n, "e": "AQAB"},
            {"kid": "other", "kty": "RSA", "alg": "PS256", "n": n, "e": "AQAB"},
            {"kid": "small", "kty": "RSA", "n": "AAAA", "e": "AQAB"},
            {"kid": "shared", "kty": "oct", "k": "c2VjcmV0"},
            {"kid": "curve", "kty": "EC", "crv": "P-256", "x": "x", "y": "y"},
            {"kid": "new kind", "kty": "PQ"},
        ]});
        let mut names: Vec<String> = usable_keys(set.to_string().as_bytes()).unwrap().into_keys().collect();
        names.sort();
        assert_eq!(names, ["bare", "good"]);
    }

    #[test]
    fn what_is_no_key_set_is_refused() {
        for body in ["", "{}", "{\"keys\": []}", "<html>"] {
            assert!(matches!(usable_keys(body.as_bytes()), Err(FetchError::NotKeys)));
        }
    }
}
