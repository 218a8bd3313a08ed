//! Who sent the request: a bearer token, verified here and not only at the gateway.

use crate::clock::Clock;
use crate::fetch::Fetcher;
use crate::jwks::{KeyError, KeyRing};
use crate::problem::Problem;
use crate::settings::TokenSettings;
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, Validation, errors::ErrorKind};
use portal_core::identity::UserId;
use serde::Deserialize;
use serde_json::Value;
use std::sync::Arc;

/// Seconds by which the issuer's clock and ours may differ.
const SKEW: i64 = 60;
/// A session ends 15 minutes after the last page (domain.md 9): a token lives as long, and is replaced
/// when a page is asked for with one older than this.
const WORN_AFTER: TimeDelta = TimeDelta::minutes(2);
/// A session ends 12 hours after its bearer signed in, whatever was done in it (domain.md 9).
const LONGEST_SESSION: TimeDelta = TimeDelta::hours(12);
/// The gateway takes headers of 10 kB; nothing longer is worth decoding.
const LONGEST: usize = 16 * 1024;

/// Verifies tokens. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Tokens(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    keys: KeyRing,
    issuer: String,
    client_id: String,
    clock: Clock,
}

/// What a verified token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The account.
    pub user: UserId,
    /// The groups it is in, as the issuer names them.
    pub groups: Vec<String>,
    /// When the token was made, where it says so.
    pub issued_at: Option<DateTime<Utc>>,
    /// When its bearer showed who they are, where it says so: a renewed token says when the first one was got.
    pub authenticated_at: Option<DateTime<Utc>>,
    /// When it ends: with its session, if that is over sooner.
    pub expires_at: DateTime<Utc>,
}

impl Verified {
    /// When its session ends, however often it is renewed; `None` where the token does not say when it began.
    pub fn session_ends(&self) -> Option<DateTime<Utc>> {
        self.authenticated_at?.checked_add_signed(LONGEST_SESSION)
    }
}

/// Why a token is not believed.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// There is none.
    #[error("no bearer token")]
    Missing,
    /// It is not a token.
    #[error("not a token")]
    Malformed,
    /// Signed otherwise than by RS256, or not at all.
    #[error("algorithm is not RS256")]
    Algorithm,
    /// Signed by a key that the issuer does not have.
    #[error("key is not the issuer's")]
    UnknownKey,
    /// The signature does not fit.
    #[error("signature does not fit")]
    Signature,
    /// Of another issuer.
    #[error("other issuer")]
    Issuer,
    /// For another application.
    #[error("other audience")]
    Audience,
    /// Neither an access token nor an id token.
    #[error("other use")]
    Use,
    /// Expired more than 60 s ago.
    #[error("expired")]
    Expired,
    /// Not valid for 60 s yet.
    #[error("not valid yet")]
    NotYetValid,
    /// A claim is absent or has the wrong type.
    #[error("claims are not what a token of the portal has")]
    Claims,
    /// The issuer cannot be asked for its keys.
    #[error("{0}")]
    KeysUnreachable(KeyError),
}

impl From<TokenError> for Problem {
    fn from(error: TokenError) -> Self {
        let cause = error.to_string();
        match error {
            TokenError::Missing => Self::unauthenticated(
                "token_missing",
                "Sign in: send \"Authorization: Bearer\" and the token that you got at sign-in.",
            ),
            TokenError::Expired => Self::unauthenticated(
                "token_expired",
                "Your sign-in has expired. Sign in again and send the new token.",
            ),
            TokenError::Malformed
            | TokenError::Algorithm
            | TokenError::UnknownKey
            | TokenError::Signature
            | TokenError::Issuer
            | TokenError::Audience
            | TokenError::Use
            | TokenError::NotYetValid
            | TokenError::Claims => Self::unauthenticated(
                "token_invalid",
                "This token is not one of the portal's. Sign in again and send the token that you get.",
            ),
            TokenError::KeysUnreachable(_) => Self::unavailable(cause.clone()),
        }
        .because(cause)
    }
}

#[derive(Deserialize)]
struct Claims {
    sub: String,
    iss: String,
    exp: f64,
    #[serde(default)]
    nbf: Option<f64>,
    #[serde(default)]
    iat: Option<f64>,
    #[serde(default)]
    auth_time: Option<f64>,
    #[serde(default)]
    aud: Option<Value>,
    #[serde(default)]
    client_id: Option<String>,
    token_use: String,
    #[serde(default, rename = "cognito:groups")]
    groups: Option<Value>,
}

impl Tokens {
    /// Believes tokens of the issuer and client in `settings`, at the time of `clock`.
    pub fn new(settings: &TokenSettings, clock: Clock) -> Self {
        Self(Arc::new(Inner {
            keys: KeyRing::new(Fetcher::new(settings.jwks_url.clone())),
            issuer: settings.issuer.clone(),
            client_id: settings.client_id.clone(),
            clock,
        }))
    }

    /// What the token says, if it is to be believed.
    ///
    /// # Errors
    /// Why it is not.
    pub async fn verify(&self, token: &str) -> Result<Verified, TokenError> {
        if token.len() > LONGEST {
            return Err(TokenError::Malformed);
        }
        let now = self.0.clock.now();
        let header = jsonwebtoken::decode_header(token).map_err(|_| TokenError::Malformed)?;
        if header.alg != Algorithm::RS256 {
            return Err(TokenError::Algorithm);
        }
        // RFC 7515 4.1.11: an extension that must be understood, and is not.
        if header.crit.is_some() {
            return Err(TokenError::Malformed);
        }
        let kid = header.kid.ok_or(TokenError::UnknownKey)?;
        let key = self.0.keys.key(&kid, now).await.map_err(|error| match error {
            KeyError::Unknown => TokenError::UnknownKey,
            KeyError::Unreachable(_) => TokenError::KeysUnreachable(error),
        })?;
        let decoded = jsonwebtoken::decode::<Claims>(token, &key, &signature_only());
        let claims = decoded.map_err(|error| match error.kind() {
            ErrorKind::InvalidAlgorithm | ErrorKind::InvalidAlgorithmName => TokenError::Algorithm,
            ErrorKind::Json(_) | ErrorKind::Utf8(_) => TokenError::Claims,
            _ => TokenError::Signature,
        })?;
        self.judge(claims.claims, now)
    }

    /// Whether a browser's token is to be replaced, at the clock's time: two minutes after it was made.
    pub fn is_worn(&self, verified: &Verified) -> bool {
        verified.issued_at.is_some_and(|made| self.0.clock.now() - made > WORN_AFTER)
    }

    fn judge(&self, claims: Claims, now: DateTime<Utc>) -> Result<Verified, TokenError> {
        if claims.iss != self.0.issuer {
            return Err(TokenError::Issuer);
        }
        // Cognito: an access token names the application in `client_id`, an id token in `aud`.
        let for_us = match claims.token_use.as_str() {
            "access" => claims.client_id.as_ref() == Some(&self.0.client_id),
            "id" => match &claims.aud {
                Some(Value::String(audience)) => *audience == self.0.client_id,
                Some(Value::Array(audiences)) => {
                    audiences.iter().any(|audience| audience.as_str() == Some(&self.0.client_id))
                }
                _ => false,
            },
            _ => return Err(TokenError::Use),
        };
        if !for_us {
            return Err(TokenError::Audience);
        }
        let seconds = |skew: i64| f64::from(i32::try_from(skew).unwrap_or(0));
        #[allow(
            clippy::cast_precision_loss,
            reason = "seconds since 1970 fit a double for 285 million years"
        )]
        let at = now.timestamp_millis() as f64 / 1000.0;
        // A token that was renewed a minute before its session ends would outlive it.
        let session = claims.auth_time.map(|began| began + seconds(LONGEST_SESSION.num_seconds()));
        let ends = session.map_or(claims.exp, |session| session.min(claims.exp));
        if ends + seconds(SKEW) <= at {
            return Err(TokenError::Expired);
        }
        if claims.nbf.is_some_and(|from| from - seconds(SKEW) > at) {
            return Err(TokenError::NotYetValid);
        }
        let user = claims.sub.parse().map_err(|_| TokenError::Claims)?;
        let groups = groups(claims.groups.as_ref()).ok_or(TokenError::Claims)?;
        let issued_at = claims.iat.and_then(instant);
        let expires_at = instant(ends).ok_or(TokenError::Claims)?;
        let authenticated_at = claims.auth_time.and_then(instant);
        Ok(Verified { user, groups, issued_at, authenticated_at, expires_at })
    }
}

/// A `NumericDate` of RFC 7519.
#[allow(clippy::cast_possible_truncation, reason = "a double out of range becomes the nearest integer")]
fn instant(seconds: f64) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp_millis((seconds * 1000.0) as i64)
}

/// The library checks the signature; the rest is ours, since it would ask the machine's clock.
fn signature_only() -> Validation {
    let mut validation = Validation::new(Algorithm::RS256);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation
}

/// Groups come as a list, or, through the gateway's authorizer, as the text `[a b]`.
fn groups(claim: Option<&Value>) -> Option<Vec<String>> {
    match claim {
        None | Some(Value::Null) => Some(Vec::new()),
        Some(Value::Array(names)) => names.iter().map(|name| name.as_str().map(str::to_owned)).collect(),
        Some(Value::String(text)) => {
            let inner = text.trim().strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
            let names = inner.split(|c: char| c.is_whitespace() || c == ',');
            Some(names.filter(|name| !name.is_empty()).map(str::to_owned).collect())
        }
        Some(Value::Bool(_) | Value::Number(_) | Value::Object(_)) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::groups;
    use serde_json::json;

    #[test]
    fn groups_come_as_a_list_or_as_bracketed_text() {
        let two = Some(vec!["a".to_owned(), "b".to_owned()]);
        for claim in [json!(["a", "b"]), json!("[a b]"), json!("[a, b]"), json!("a b")] {
            assert_eq!(groups(Some(&claim)), two);
        }
        assert_eq!(groups(Some(&json!("[]"))), Some(Vec::new()));
        assert_eq!(groups(None), Some(Vec::new()));
        assert_eq!(groups(Some(&json!(7))), None);
        assert_eq!(groups(Some(&json!(["a", 7]))), None);
    }
}
