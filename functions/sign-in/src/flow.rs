//! A sign-in on its way: what comes back from the issuer's page must belong to the browser that left.

use axum::http::{HeaderMap, HeaderValue};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use portal_edge::page::cookies::{self, Kept};
use portal_edge::page::local::local;
use portal_edge::page::visit::secret;

/// Only where the issuer leads back to gets it.
const COOKIE: &str = "__Secure-sign-in";
const PATH: &str = "/signed-in";
/// Seconds in which a password is typed, a forgotten one replaced, a second factor found.
const TIME: u32 = 1800;

/// A sign-in on its way.
#[derive(Clone, PartialEq, Eq)]
pub struct Flow {
    /// Sent along, and expected back.
    pub state: String,
    /// Proves that whoever brings the code is who asked for it (RFC 7636).
    pub verifier: String,
    /// Where to go on afterwards.
    pub to: String,
}

impl Flow {
    /// A new one, going on to a path of ours.
    pub fn to(address: Option<&str>) -> Self {
        let to = address.and_then(local).unwrap_or("/").to_owned();
        Self { state: secret(), verifier: secret(), to }
    }

    /// The cookie that remembers it.
    pub fn remembered(&self) -> Option<HeaderValue> {
        let to = URL_SAFE_NO_PAD.encode(&self.to);
        let value = format!("{}.{}.{to}", self.state, self.verifier);
        cookies::set(COOKIE, &value, PATH, Kept::Seconds(TIME))
    }

    /// The one that this browser left with.
    pub fn of(headers: &HeaderMap) -> Option<Self> {
        let mut parts = cookies::sent(headers, COOKIE)?.split('.');
        let (state, verifier) = (parts.next()?.to_owned(), parts.next()?.to_owned());
        let to = String::from_utf8(URL_SAFE_NO_PAD.decode(parts.next()?).ok()?).ok()?;
        let to = local(&to)?.to_owned();
        Some(Self { state, verifier, to })
    }

    /// The cookie that forgets it.
    pub fn forgotten() -> Option<HeaderValue> {
        cookies::set(COOKIE, "", PATH, Kept::Forgotten)
    }
}
