//! A form post becomes the same request as a JSON one: its fields an object, its hidden fields the
//! headers that a program would send. One that did not come from this browser's own page is refused
//! before any handler sees it.

use super::visit::{Visit, is_safe};
use crate::body::bounded;
use crate::idempotency;
use crate::problem::Problem;
use axum::body::Body;
use axum::extract::Request;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HOST, IF_MATCH, ORIGIN};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Map, Value};

/// The hidden field of a form that names its browser.
pub const TOKEN: &str = "form_token";
/// The hidden field by which a form that is sent twice counts once.
pub const KEY: &str = "form_key";
/// The hidden field that says which version its page showed.
pub const VERSION: &str = "form_version";
/// The field of the buttons that carry nothing out.
pub const STEP: &str = "form_step";

/// A form's fields are at most this deep, `claims.0.rin`.
const DEEPEST: usize = 4;
/// A list in a form has at most this many entries.
const LONGEST: usize = 100;
/// A form has at most this many fields: 100 claims of a decision have 3 each.
const MOST_FIELDS: usize = 2000;

/// What a button asks for instead of carrying the form out: what commits somebody to money, or ends a dispute, is
/// looked over before it counts (WCAG 2.1, 3.3.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// To see what it would come to.
    LookOver,
    /// To have the form back, as it was filled in.
    Change,
}

impl Step {
    fn named(name: &str) -> Option<Self> {
        match name {
            "look" => Some(Self::LookOver),
            "change" => Some(Self::Change),
            _ => None,
        }
    }
}

/// The request came as a form of this browser's own page: a cookie may speak for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnForm;

/// A form as it was sent, to be sent again by whoever has to sign in first, or to wait a moment.
#[derive(Clone)]
pub struct SentForm {
    /// Its fields, and the key by which it counts once.
    pub fields: Vec<(String, String)>,
}

impl std::fmt::Debug for SentForm {
    /// People type health information into every box.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SentForm({} fields)", self.fields.len())
    }
}

/// The request as handlers take it.
///
/// # Errors
/// 403 for a form of somebody else's page; 400 for one that cannot be read.
pub async fn as_request(visit: &Visit, mut request: Request) -> Result<Request, Problem> {
    if is_safe(request.method()) || !is_form(request.headers()) {
        return Ok(request);
    }
    same_origin(request.headers())?;
    let (mut parts, body) = request.into_parts();
    let bytes = bounded(&parts.headers, body).await?;
    let mut fields = Map::new();
    let mut hidden: [(&str, Option<String>); 4] = [(TOKEN, None), (KEY, None), (VERSION, None), (STEP, None)];
    let mut kept = Vec::new();
    for (count, (name, value)) in form_urlencoded::parse(&bytes).enumerate() {
        if count == MOST_FIELDS {
            return Err(unreadable());
        }
        // Passwords are typed again.
        if !matches!(&*name, TOKEN | "password") {
            kept.push((name.to_string(), value.to_string()));
        }
        match hidden.iter_mut().find(|(known, _)| *known == name) {
            Some((_, place)) => *place = Some(value.into_owned()),
            None => put(&mut fields, &name, value.replace("\r\n", "\n"))?,
        }
    }
    let [(_, token), (_, key), (_, version), (_, step)] = hidden;
    if token.is_none_or(|token| !visit.gave(&token)) {
        return Err(foreign());
    }
    header(&mut parts.headers, HeaderName::from_static(idempotency::HEADER), key);
    header(&mut parts.headers, IF_MATCH, version);
    parts.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    parts.headers.remove(CONTENT_LENGTH);
    parts.extensions.insert(OwnForm);
    if let Some(step) = step.as_deref().and_then(Step::named) {
        parts.extensions.insert(step);
    }
    parts.extensions.insert(SentForm { fields: kept });
    request = Request::from_parts(parts, Body::from(Value::Object(fields).to_string()));
    Ok(request)
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

/// Every browser of this decade sends `Origin` with a post.
fn same_origin(headers: &HeaderMap) -> Result<(), Problem> {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let origin = text(ORIGIN).and_then(|origin| origin.split_once("://")).map(|(_, authority)| authority);
    match (origin, text(HOST)) {
        (Some(origin), Some(host)) if origin.eq_ignore_ascii_case(host) => Ok(()),
        _ => Err(foreign()),
    }
}

/// 403: not a form of ours, or one of another browser's.
pub(super) fn foreign() -> Problem {
    Problem::forbidden(
        "form_of_another_page",
        "This form was not sent from a page that the portal gave this browser. Nothing was carried out. Open the page anew and send it from there.",
    )
}

fn unreadable() -> Problem {
    Problem::unreadable(
        "form_unreadable",
        "The form cannot be read: open the page anew and fill it in there.",
    )
}

fn header(headers: &mut HeaderMap, name: HeaderName, value: Option<String>) {
    if let Some(value) = value.and_then(|value| HeaderValue::from_str(&value).ok()) {
        headers.insert(name, value);
    }
}

/// Puts a field in its place: `contact.name` into an object, `claims.0.rin` into a list of objects,
/// `files[]` at the end of a list.
fn put(fields: &mut Map<String, Value>, name: &str, value: String) -> Result<(), Problem> {
    let (name, listed) = name.strip_suffix("[]").map_or((name, false), |name| (name, true));
    let path: Vec<&str> = name.split('.').collect();
    if path.len() > DEEPEST {
        return Err(unreadable());
    }
    let (last, within) = path.split_last().ok_or_else(unreadable)?;
    let mut place = None;
    for (step, part) in within.iter().enumerate() {
        let inside = match place {
            None => fields.entry(*part).or_insert(Value::Null),
            Some(outer) => entry(outer, part)?,
        };
        let next = within.get(step + 1).unwrap_or(last);
        if inside.is_null() {
            *inside =
                if index(next).is_some() { Value::Array(Vec::new()) } else { Value::Object(Map::new()) };
        }
        place = Some(inside);
    }
    let leaf = match place {
        None => fields.entry(*last).or_insert(Value::Null),
        Some(outer) => entry(outer, last)?,
    };
    match (leaf, listed) {
        (leaf @ Value::Null, false) => *leaf = Value::String(value),
        (leaf @ Value::Null, true) => *leaf = Value::Array(vec![Value::String(value)]),
        (Value::Array(values), true) if values.len() < LONGEST => values.push(Value::String(value)),
        // A field that stands twice: one of them was added on the way.
        _ => return Err(unreadable()),
    }
    Ok(())
}

fn entry<'a>(outer: &'a mut Value, part: &str) -> Result<&'a mut Value, Problem> {
    match outer {
        Value::Object(object) => Ok(object.entry(part).or_insert(Value::Null)),
        Value::Array(list) => {
            let at = index(part).filter(|at| *at < LONGEST && *at <= list.len()).ok_or_else(unreadable)?;
            if at == list.len() {
                list.push(Value::Null);
            }
            list.get_mut(at).ok_or_else(unreadable)
        }
        _ => Err(unreadable()),
    }
}

fn index(part: &str) -> Option<usize> {
    part.parse().ok().filter(|_| part.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::BodyExt;
    use serde_json::json;

    const COOKIE: &str = "__Host-browser=0123456789012345678901234567890123456789012";

    async fn post(body: &str, origin: Option<&str>) -> Result<(HeaderMap, Value), &'static str> {
        let mut request =
            Request::post("/tickets").header("host", "portal.example.org").header("cookie", COOKIE);
        request = request.header("content-type", "application/x-www-form-urlencoded");
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        let (parts, body) = request.body(Body::from(body.to_owned())).unwrap().into_parts();
        let visit = Visit::of(&parts);
        let request = as_request(&visit, Request::from_parts(parts, body)).await.map_err(|p| p.code())?;
        let (parts, body) = request.into_parts();
        assert!(parts.extensions.get::<OwnForm>().is_some());
        Ok((parts.headers, serde_json::from_slice(&body.collect().await.unwrap().to_bytes()).unwrap()))
    }

    fn token() -> String {
        let (parts, ()) = Request::get("/").header("cookie", COOKIE).body(()).unwrap().into_parts();
        format!("form_token={}", Visit::of(&parts).form_token())
    }

    const OURS: Option<&str> = Some("https://portal.example.org");

    #[tokio::test]
    async fn a_form_is_the_object_that_a_program_would_send() {
        let body = format!(
            "{}&form_key=k1&form_version=3&mco=ABHIL&contact.name=Pat+Clerk&claims.0.rin=012345678&claims.1.rin=1&files[]=a&files[]=b&text=one%0D%0Atwo",
            token()
        );
        let (headers, fields) = post(&body, OURS).await.unwrap();
        assert_eq!(
            (&headers["idempotency-key"], &headers["if-match"]),
            (&"k1".parse().unwrap(), &"3".parse().unwrap())
        );
        let expected = json!({
            "mco": "ABHIL", "contact": {"name": "Pat Clerk"}, "claims": [{"rin": "012345678"}, {"rin": "1"}],
            "files": ["a", "b"], "text": "one\ntwo",
        });
        assert_eq!(fields, expected);
    }

    #[tokio::test]
    async fn a_form_of_another_page_or_browser_is_refused() {
        let good = format!("{}&a=1", token());
        for origin in [None, Some("https://evil.example.org"), Some("null"), Some("portal.example.org")] {
            assert_eq!(post(&good, origin).await.unwrap_err(), "form_of_another_page");
        }
        assert_eq!(post("form_token=stolen&a=1", OURS).await.unwrap_err(), "form_of_another_page");
        assert_eq!(post("a=1", OURS).await.unwrap_err(), "form_of_another_page");
        assert!(post(&good, OURS).await.is_ok());
    }

    #[tokio::test]
    async fn a_hostile_form_is_unreadable_and_nothing_worse() {
        for fields in ["a=1&a=2", "a.b.c.d.e=1", "a=1&a.b=2", "c.7.x=1", "c.0=1&c.0.x=2"] {
            let body = format!("{}&{fields}", token());
            assert_eq!(post(&body, OURS).await.unwrap_err(), "form_unreadable", "{fields}");
        }
        let many = (0..3000).fold(token(), |body, n| format!("{body}&f{n}=1"));
        assert_eq!(post(&many, OURS).await.unwrap_err(), "form_unreadable");
    }
}
