//! `Idempotency-Key`: by which a repeat of a request is known, and told from another request.

use crate::body::Sent;
use crate::problem::Problem;
use http::{HeaderMap, Method};
use portal_core::identity::UserId;
use portal_store::Once;
use sha2::{Digest, Sha256};

/// The header.
pub const HEADER: &str = "idempotency-key";

/// The key of a request, where it has one.
///
/// # Errors
/// 400 unless it is one key of 1 to 128 visible ASCII characters.
pub fn key_of(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let mut values = headers.get_all(HEADER).iter();
    let Some(value) = values.next() else { return Ok(None) };
    let fits = |text: &&str| (1..=128).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
    match (value.to_str().ok().filter(fits), values.next()) {
        (Some(key), None) => Ok(Some(key.to_owned())),
        _ => Err(Problem::unreadable(
            "idempotency_key_shape",
            "An Idempotency-Key has 1 to 128 visible ASCII characters, without blanks, and is sent once: a UUID will do.",
        )),
    }
}

/// What one part of something is known by that is carried out in parts, whenever and however often it is asked for:
/// the same words are the same part of the same thing.
pub fn once_of_part(caller: &UserId, of: &[&str]) -> Once {
    let mut hash = Sha256::new();
    for word in of {
        hash.update(word.as_bytes());
        hash.update(b"\n");
    }
    let key = hex::encode(hash.finalize());
    Once { caller: caller.clone(), payload_hash: key.clone(), key }
}

/// SHA-256, in hex, over method, path and body: the same request gives the same.
pub fn payload_hash(method: &Method, path: &str, body: &[u8]) -> String {
    let mut hash = Sha256::new();
    // Each part ends where the next begins, for no method or path holds a line break.
    for part in [method.as_str(), path] {
        hash.update(part.as_bytes());
        hash.update(b"\n");
    }
    hash.update(body);
    hex::encode(hash.finalize())
}

impl Sent {
    /// The same for one part of a request that is carried out in parts, each in a transaction of its own: its
    /// key is made of the request's and of what the part is about.
    pub fn once_for(&self, caller: &UserId, part: &str) -> Option<Once> {
        self.once(caller).map(|whole| {
            let mut hash = Sha256::new();
            for text in ["part", &whole.key, part] {
                hash.update(text.as_bytes());
                hash.update(b"\n");
            }
            Once { key: hex::encode(hash.finalize()), ..whole }
        })
    }

    /// What the store keeps to know a repeat by; `None` without an `Idempotency-Key`.
    pub fn once(&self, caller: &UserId) -> Option<Once> {
        self.idempotency_key().map(|key| Once {
            caller: caller.clone(),
            key: key.to_owned(),
            payload_hash: self.payload_hash().to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;
    use rstest::rstest;

    #[rstest]
    #[case("7d9f", true)]
    #[case("", false)]
    #[case("two words", false)]
    #[case("\u{fc}", false)]
    fn a_key_is_visible_ascii(#[case] key: &str, #[case] fits: bool) {
        let mut headers = HeaderMap::new();
        headers.insert(HEADER, HeaderValue::from_bytes(key.as_bytes()).unwrap());
        assert_eq!(key_of(&headers).is_ok(), fits);
    }

    #[test]
    fn a_key_is_at_most_128_characters_and_sent_once() {
        let mut headers = HeaderMap::new();
        assert_eq!(key_of(&headers).unwrap(), None);
        headers.insert(HEADER, HeaderValue::from_str(&"k".repeat(128)).unwrap());
        assert!(key_of(&headers).is_ok());
        headers.append(HEADER, HeaderValue::from_static("other"));
        assert_eq!(key_of(&headers).unwrap_err().code(), "idempotency_key_shape");
        headers.insert(HEADER, HeaderValue::from_str(&"k".repeat(129)).unwrap());
        assert!(key_of(&headers).is_err());
    }

    #[test]
    fn another_method_path_or_body_is_another_request() {
        let one = payload_hash(&Method::POST, "/tickets", b"{}");
        assert_eq!(one, payload_hash(&Method::POST, "/tickets", b"{}"));
        assert_eq!(one.len(), 64);
        assert_ne!(one, payload_hash(&Method::PUT, "/tickets", b"{}"));
        assert_ne!(one, payload_hash(&Method::POST, "/tickets/1", b"{}"));
        assert_ne!(one, payload_hash(&Method::POST, "/tickets", b"{ }"));
    }
}
