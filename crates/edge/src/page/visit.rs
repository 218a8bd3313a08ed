//! Who asks for what form of an answer, as far as the request's own lines tell: page or data, language,
//! browser; and, once their token held, who they are to the page around the answer.

use super::cookies::{self, BROWSER, SESSION};
use super::frame::Part;
use super::language::{self, Language};
use axum::extract::FromRequestParts;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use http::header::ACCEPT;
use http::request::Parts;
use http::{HeaderMap, Method};
use rand::RngCore;
use sha2::{Digest, Sha256};
use std::convert::Infallible;
use std::sync::{Arc, OnceLock};

/// What an answer is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A person: HTML.
    Page,
    /// A program: JSON.
    Data,
}

/// Somebody whose token held, as the page around an answer knows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// The part they play.
    pub part: Part,
    /// When their session ends, unless they open or send a page.
    pub ends: DateTime<Utc>,
    /// Seconds until then, by our clock: the browser's may be wrong.
    pub left: i64,
}

/// What a request says of itself before anyone is believed.
#[derive(Clone, PartialEq, Eq)]
pub struct Visit {
    /// Page or data.
    pub wanted: Wanted,
    /// The language of a page.
    pub language: Language,
    /// Path and query, as asked for.
    pub address: String,
    /// Whether the browser sent a session, whatever it is worth.
    pub with_session: bool,
    browser: String,
    new_browser: bool,
    /// Filled in where the token is verified, and read where pages are made, whichever handler lies between.
    signed_in: Arc<OnceLock<SignedIn>>,
}

impl std::fmt::Debug for Visit {
    /// Neither the address, which names a ticket, nor the browser's secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Visit({:?}, {:?})", self.wanted, self.language)
    }
}

impl Visit {
    /// What these lines say.
    pub fn of(parts: &Parts) -> Self {
        let known = cookies::sent(&parts.headers, BROWSER).filter(|value| value.len() == 43);
        Self {
            wanted: wanted(&parts.headers),
            language: language::wanted(parts),
            address: parts.uri.path_and_query().map_or("/", |address| address.as_str()).to_owned(),
            with_session: cookies::sent(&parts.headers, SESSION).is_some(),
            browser: known.map_or_else(secret, str::to_owned),
            new_browser: known.is_none(),
            signed_in: Arc::default(),
        }
    }

    /// Who turned out to ask; `None` where no token held, or nobody has looked yet.
    pub fn signed_in(&self) -> Option<&SignedIn> {
        self.signed_in.get()
    }

    /// Notes who it is. The first word stands: a request has one token.
    pub(crate) fn turned_out(&self, signed_in: SignedIn) {
        self.signed_in.get_or_init(|| signed_in);
    }

    /// Whether a page is wanted.
    pub fn is_page(&self) -> bool {
        self.wanted == Wanted::Page
    }

    /// What a form of this browser carries. Whoever stole it from another browser has not stolen the cookie that
    /// it is made of. It is another one each time, a pad and what it hides, since pages are compressed: what
    /// stood in many of them could be guessed by their lengths (BREACH).
    pub fn form_token(&self) -> String {
        let pad = random();
        let mut token = pad.to_vec();
        token.extend(pad.iter().zip(self.hash("form")).map(|(pad, byte)| pad ^ byte));
        URL_SAFE_NO_PAD.encode(token)
    }

    /// Whether a form of this browser carried that.
    pub fn gave(&self, form_token: &str) -> bool {
        let Ok(sent) = URL_SAFE_NO_PAD.decode(form_token) else { return false };
        let Some((pad, hidden)) = sent.split_at_checked(32).filter(|(_, hidden)| hidden.len() == 32) else {
            return false;
        };
        let bytes = pad.iter().zip(hidden).zip(self.hash("form"));
        // However soon they differ, it takes as long.
        bytes.fold(0, |differ, ((pad, byte), own)| differ | (pad ^ byte ^ own)) == 0
    }

    /// By which pages of one browser know each other; no secret, and good for nothing else.
    pub fn mark(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.hash("mark"))
    }

    fn hash(&self, of: &str) -> [u8; 32] {
        let hash = Sha256::new().chain_update(of).chain_update("\n").chain_update(&self.browser);
        hash.finalize().into()
    }

    /// The secret that a browser without one is given.
    pub fn introduced(&self) -> Option<&str> {
        self.new_browser.then_some(self.browser.as_str())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_else(|| Self::of(parts)))
    }
}

/// 256 random bits, as a cookie may hold them.
pub fn secret() -> String {
    URL_SAFE_NO_PAD.encode(random())
}

fn random() -> [u8; 32] {
    let mut bytes = [0; 32];
    rand::rng().fill_bytes(&mut bytes);
    bytes
}

/// A page where `text/html` is asked for and JSON is not preferred; programs ask for `*/*` or JSON.
fn wanted(headers: &HeaderMap) -> Wanted {
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let weight = |kind: &str| {
        accept.split(',').take(20).find_map(|entry| {
            let mut parts = entry.split(';');
            let named = parts.next()?.trim().eq_ignore_ascii_case(kind);
            let weight = parts.find_map(|part| part.trim().strip_prefix("q=")?.parse::<f32>().ok());
            named.then(|| weight.unwrap_or(1.0))
        })
    };
    match (weight("text/html"), weight("application/json")) {
        (Some(page), data) if page > 0.0 && data.is_none_or(|data| page >= data) => Wanted::Page,
        _ => Wanted::Data,
    }
}

/// Whether a request changes nothing.
pub fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn visit(headers: &[(&str, &str)]) -> Visit {
        let mut request = http::Request::get("/tickets?desk=mco");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Visit::of(&request.body(()).unwrap().into_parts().0)
    }

    #[rstest]
    #[case("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", Wanted::Page)]
    #[case("*/*", Wanted::Data)]
    #[case("application/json", Wanted::Data)]
    #[case("application/json, text/html;q=0.9", Wanted::Data)]
    #[case("text/html;q=0", Wanted::Data)]
    fn a_browser_wants_a_page_and_a_program_data(#[case] accept: &str, #[case] expected: Wanted) {
        assert_eq!(visit(&[("accept", accept)]).wanted, expected);
    }

    #[test]
    fn no_accept_is_a_program() {
        assert_eq!(visit(&[]).wanted, Wanted::Data);
    }

    #[test]
    fn a_form_token_belongs_to_one_browser() {
        let (one, other) = (visit(&[]), visit(&[]));
        let token = one.form_token();
        let cookie = format!("__Host-browser={}", one.introduced().unwrap());
        let again = visit(&[("cookie", &cookie)]);
        assert!(one.gave(&token) && again.gave(&token) && !other.gave(&token));
        assert_eq!((again.mark(), again.introduced()), (one.mark(), None));
        assert_ne!(one.mark(), other.mark());
        assert!(!one.gave(&one.mark()), "what is no secret opens a form");
        assert!(!format!("{one:?}").contains("tickets"));
    }

    #[test]
    fn no_two_pages_of_a_browser_have_a_form_token_in_common() {
        let visit = visit(&[]);
        let (one, other) = (visit.form_token(), visit.form_token());
        assert!(visit.gave(&one) && visit.gave(&other));
        let half = one.len() / 2;
        assert!(one[..half] != other[..half] && one[half..] != other[half..]);
    }

    #[test]
    fn what_is_no_form_token_was_given_by_nobody() {
        let visit = visit(&[]);
        let token = visit.form_token();
        let (short, long, first) = (&token[..43], format!("{token}{token}"), &token[1..]);
        for sent in ["", "a", "=", "\u{e9}", short, long.as_str(), first, "A".repeat(86).as_str()] {
            assert!(!visit.gave(sent), "{sent}");
        }
    }
}
