//! A sign-in on its way: what comes back from the issuer's page must belong to the browser that left.

use axum::http::{HeaderMap, HeaderValue};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use portal_edge::page::cookies::{self, Kept};
use portal_edge::page::local::local;
use portal_edge::page::visit::secret;

/// One for each sign-in under way, since two tabs may have one each. `__Host-`: no other host of the
/// domain can plant one, and sign somebody in as somebody else.
const COOKIE: &str = "__Host-sign-in-";
/// Bytes of an address to go on to: all the cookies of a request have to fit the gateway's 10 kB.
const LONGEST: usize = 500;
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
        let to = address.and_then(local).filter(|to| to.len() <= LONGEST).unwrap_or("/").to_owned();
        Self { state: secret(), verifier: secret(), to }
    }

    /// The cookie that remembers it.
    pub fn remembered(&self) -> Option<HeaderValue> {
        let to = URL_SAFE_NO_PAD.encode(&self.to);
        let value = format!("{}.{}.{to}", self.state, self.verifier);
        cookies::set(&name(&self.state), &value, "/", Kept::Seconds(TIME))
    }

    /// The one of this state that this browser left with.
    pub fn of(headers: &HeaderMap, state: &str) -> Option<Self> {
        let sought = state;
        let mut parts = cookies::sent(headers, &name(state))?.split('.');
        let (state, verifier) = (parts.next()?.to_owned(), parts.next()?.to_owned());
        let to = String::from_utf8(URL_SAFE_NO_PAD.decode(parts.next()?).ok()?).ok()?;
        let to = local(&to)?.to_owned();
        Some(Self { state, verifier, to }).filter(|flow| flow.state == sought)
    }

    /// The cookie that forgets it.
    pub fn forgotten(&self) -> Option<HeaderValue> {
        cookies::set(&name(&self.state), "", "/", Kept::Forgotten)
    }
}

fn name(state: &str) -> String {
    let plain = state.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    format!("{COOKIE}{}", plain.take(8).collect::<String>())
}
