//! The user name that somebody typed on one page, for the next: a code that was mailed is typed beside it. It
//! goes by a cookie, since addresses are logged and remembered, and is forgotten with the code.

use axum::http::HeaderMap;
use axum::http::header::SET_COOKIE;
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use portal_core::text::Text;
use portal_edge::Filled;
use portal_edge::page::cookies::{self, Kept};
use portal_edge::page::frame::see_other;
use serde_json::{Map, Value};

const COOKIE: &str = "__Host-typed-name";
/// Seconds in which a mail comes and is looked for.
const TIME: u32 = 1800;

/// On to the page where the code is typed, beside this name.
pub fn on_with(name: &Text<128>, address: &str) -> Response {
    set(see_other(address), &URL_SAFE_NO_PAD.encode(name.as_str()), Kept::Seconds(TIME))
}

/// On from there: whoever sits down at this browser next is told no name.
pub fn on_without(address: &str) -> Response {
    set(see_other(address), "", Kept::Forgotten)
}

/// A form with the name in it that this browser typed.
pub fn filled(headers: &HeaderMap) -> Filled {
    Filled::with(
        name(headers)
            .into_iter()
            .map(|name| ("username".to_owned(), Value::from(name)))
            .collect::<Map<_, _>>(),
    )
}

fn name(headers: &HeaderMap) -> Option<String> {
    let name = URL_SAFE_NO_PAD.decode(cookies::sent(headers, COOKIE)?).ok()?;
    let name: Text<128> = String::from_utf8(name).ok()?.parse().ok()?;
    Some(name.as_str().to_owned())
}

fn set(mut response: Response, value: &str, kept: Kept) -> Response {
    if let Some(cookie) = cookies::set(COOKIE, value, "/", kept) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}
