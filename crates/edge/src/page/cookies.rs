//! Cookies: the few that the portal sets, and reading them back.

use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};

/// The token of who is signed in. Only this host, only over TLS, never to a script.
pub const SESSION: &str = "__Host-session";
/// What makes this browser's forms its own; kept for as long as the browser runs.
pub const BROWSER: &str = "__Host-browser";

/// The value of a cookie that was sent; none where it was sent twice, for one of them was put there by
/// somebody else.
pub fn sent<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(known, _)| *known == name)
        .map(|(_, value)| value);
    let value = values.next()?;
    values.next().is_none().then_some(value)
}

/// How long a cookie is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// Until the browser ends.
    Session,
    /// So many seconds.
    Seconds(u32),
    /// Not at all: the browser forgets it.
    Forgotten,
}

/// A `Set-Cookie` under `path`, which `__Host-` cookies have as `/`. None where the value holds what no
/// cookie may.
pub fn set(name: &str, value: &str, path: &str, kept: Kept) -> Option<HeaderValue> {
    let plain = |b: u8| b.is_ascii_graphic() && !matches!(b, b'"' | b',' | b';' | b'\\');
    if !value.bytes().all(plain) {
        return None;
    }
    let age = match kept {
        Kept::Session => String::new(),
        Kept::Seconds(seconds) => format!("; Max-Age={seconds}"),
        Kept::Forgotten => "; Max-Age=0".to_owned(),
    };
    let line = format!("{name}={value}; Path={path}; Secure; HttpOnly; SameSite=Lax{age}");
    HeaderValue::from_str(&line).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_read_by_its_name_and_not_when_sent_twice() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_static("a=1; __Host-session=x.y.z"));
        headers.append(COOKIE, HeaderValue::from_static("b=2"));
        assert_eq!((sent(&headers, SESSION), sent(&headers, "b")), (Some("x.y.z"), Some("2")));
        headers.append(COOKIE, HeaderValue::from_static("b=3"));
        assert_eq!(sent(&headers, "b"), None);
        assert_eq!(sent(&headers, "session"), None);
    }

    #[test]
    fn a_cookie_is_for_this_host_over_tls_and_no_script() {
        let line = set(SESSION, "x.y", "/", Kept::Seconds(900)).unwrap();
        assert_eq!(line, "__Host-session=x.y; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=900");
        assert_eq!(set(SESSION, "x; Domain=evil", "/", Kept::Session), None);
    }
}
