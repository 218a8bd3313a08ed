//! Whoever issues tokens: its page, where passwords are typed, and its token endpoint (RFC 6749, RFC
//! 7636).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use portal_edge::fetch::{FetchError, Fetcher};
use portal_edge::{Language, Problem, Settings};
use portal_store::{Accounts, SignUps};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// The issuer as the portal meets it. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Issuer(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    authorize_url: Option<String>,
    tokens: Option<Fetcher>,
    logout_url: Option<String>,
    client_id: String,
    back_to: String,
    out_to: String,
    sign_ups: SignUps,
    accounts: Option<Accounts>,
}

/// What the token endpoint gave.
#[derive(Debug, Deserialize)]
pub struct Granted {
    /// The token that every request carries.
    pub access_token: SecretString,
    /// By which another one is got; a refresh may leave the old one in force.
    #[serde(default)]
    pub refresh_token: Option<SecretString>,
}

impl Issuer {
    /// The issuer that the environment names.
    pub async fn open(settings: &Settings) -> Self {
        let accounts = match &settings.user_pool_id {
            Some(pool) => Some(Accounts::open(pool).await),
            None => None,
        };
        Self::new(settings, SignUps::open(&settings.tokens.client_id).await, accounts)
    }

    /// The same, with accounts made through one client and their sessions ended through another; none where
    /// another issuer's accounts are taken.
    pub fn new(settings: &Settings, sign_ups: SignUps, accounts: Option<Accounts>) -> Self {
        let sign_in = settings.sign_in.as_ref();
        Self(Arc::new(Inner {
            authorize_url: sign_in.map(|urls| urls.authorize_url.to_string()),
            tokens: sign_in.map(|urls| Fetcher::new(urls.token_url.clone())),
            logout_url: sign_in.and_then(|urls| urls.logout_url.as_ref()).map(ToString::to_string),
            client_id: settings.tokens.client_id.clone(),
            out_to: format!("{}/signed-out", settings.portal_url),
            back_to: format!("{}/signed-in", settings.portal_url),
            sign_ups,
            accounts,
        }))
    }

    /// Accounts as their owners make them.
    pub fn sign_ups(&self) -> &SignUps {
        &self.0.sign_ups
    }

    /// Accounts as whoever keeps the pool sees them.
    pub fn accounts(&self) -> Option<&Accounts> {
        self.0.accounts.as_ref()
    }

    /// Where a password is typed, always anew: an issuer that remembers its visitor would undo the
    /// automatic logoff.
    ///
    /// # Errors
    /// When the deployment names no such place.
    pub fn page(&self, state: &str, verifier: &str, language: Language) -> Result<String, Problem> {
        let place = self.0.authorize_url.as_ref().ok_or_else(nowhere)?;
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.0.client_id)
            .append_pair("redirect_uri", &self.0.back_to)
            .append_pair("scope", "openid email profile")
            .append_pair("state", state)
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256")
            .append_pair("prompt", "login")
            .append_pair("lang", language.code())
            .finish();
        Ok(format!("{place}?{query}"))
    }

    /// Where the issuer forgets who signed in, and leads back.
    pub fn way_out(&self) -> Option<String> {
        let place = self.0.logout_url.as_ref()?;
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("client_id", &self.0.client_id)
            .append_pair("logout_uri", &self.0.out_to)
            .finish();
        Some(format!("{place}?{query}"))
    }

    /// What a code from the issuer's page is worth; `None` where it is worth nothing.
    ///
    /// # Errors
    /// When the issuer cannot be asked.
    pub async fn redeem(&self, code: &str, verifier: &str) -> Result<Option<Granted>, Problem> {
        self.grant(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.0.back_to),
            ("client_id", &self.0.client_id),
            ("code_verifier", verifier),
        ])
        .await
    }

    /// A new token for a session; `None` where the session is over.
    ///
    /// # Errors
    /// When the issuer cannot be asked.
    pub async fn refresh(&self, refresh_token: &SecretString) -> Result<Option<Granted>, Problem> {
        self.grant(&[
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh_token.expose_secret()),
            ("client_id", &self.0.client_id),
        ])
        .await
    }

    async fn grant(&self, fields: &[(&str, &str)]) -> Result<Option<Granted>, Problem> {
        let endpoint = self.0.tokens.as_ref().ok_or_else(nowhere)?;
        match endpoint.post_form(fields).await {
            Ok(body) => Ok(serde_json::from_slice(&body).ok()),
            // RFC 6749 5.2: the grant is invalid.
            Err(FetchError::Status(400 | 401)) => Ok(None),
            Err(error) => Err(Problem::unavailable(format!("the issuer: {error}"))),
        }
    }
}

fn nowhere() -> Problem {
    Problem::internal("this deployment names no page to sign in at: AUTHORIZE_URL, TOKEN_URL")
}
