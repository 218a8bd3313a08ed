//! What a request's body says: JSON of bounded size, or a clear answer why not.

use crate::fields::Fields;
use crate::idempotency::{self, key_of};
use crate::page::form::{OwnForm, Step};
use crate::page::{Filled, Visit};
use crate::problem::Problem;
use crate::route::RequestId;
use crate::version::Expected;
use axum::body::Body;
use axum::extract::{FromRequest, FromRequestParts, Request};
use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde_json::{Map, Value};

/// The largest body taken, in bytes. Files go straight to S3.
pub const MOST_BYTES: usize = 1_000_000;

/// A JSON object that was sent, with what makes a repeat of it recognisable.
#[derive(Clone)]
pub struct Sent {
    object: Map<String, Value>,
    payload_hash: String,
    key: Option<String>,
    request_id: String,
    form: bool,
    step: Option<Step>,
    seen: Option<u64>,
    visit: Visit,
}

impl std::fmt::Debug for Sent {
    /// People type health information into every box.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sent({} fields)", self.object.len())
    }
}

/// The same where a body may also be left out: an empty one is an empty object.
#[derive(Clone, Debug)]
pub struct MaybeSent(pub Sent);

impl Sent {
    /// A reader over its fields.
    pub fn fields(&self) -> Fields<'_> {
        if self.form { Fields::of_text(&self.object) } else { Fields::of(&self.object) }
    }

    /// What was sent, as a form shows it again.
    pub fn filled(&self) -> Filled {
        Filled::with(self.object.clone())
    }

    /// What was sent, as it was sent: for what keeps it unread.
    pub const fn object(&self) -> &Map<String, Value> {
        &self.object
    }

    /// Who sent it, and what they want for an answer.
    pub const fn visit(&self) -> &Visit {
        &self.visit
    }

    /// Whether a form of the portal's own pages was sent: a browser without a script.
    pub const fn is_form(&self) -> bool {
        self.form
    }

    /// What its button asked for instead of carrying it out.
    pub const fn step(&self) -> Option<Step> {
        self.step
    }

    /// The version of what it is about that its sender says to have seen.
    pub const fn seen(&self) -> Option<u64> {
        self.seen
    }

    /// The `Idempotency-Key`, where the sender gave one.
    pub fn idempotency_key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    /// SHA-256, in hex, over method, path and body.
    pub fn payload_hash(&self) -> &str {
        &self.payload_hash
    }

    /// The id of the request it came in.
    pub fn request_id(&self) -> &str {
        &self.request_id
    }

    async fn read(request: Request, may_be_empty: bool) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let RequestId(request_id) = RequestId::of(&mut parts);
        let key = key_of(&parts.headers)?;
        let form = parts.extensions.get::<OwnForm>().is_some();
        let step = parts.extensions.get::<Step>().copied();
        // Whoever acts on it has refused what is none.
        let seen = Expected::of(&parts.headers).ok().and_then(|Expected(seen)| seen);
        let Ok(visit) = Visit::from_request_parts(&mut parts, &()).await;
        let bytes = bounded(&parts.headers, body).await?;
        let payload_hash = idempotency::payload_hash(&parts.method, parts.uri.path(), &bytes);
        let object = if bytes.is_empty() && may_be_empty {
            Map::new()
        } else {
            require_json(&parts.headers)?;
            parse(&bytes)?
        };
        Ok(Self { object, payload_hash, key, request_id, form, step, seen, visit })
    }
}

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        Self::read(request, false).await
    }
}

impl<S: Send + Sync> FromRequest<S> for MaybeSent {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        Sent::read(request, true).await.map(Self)
    }
}

pub(crate) async fn bounded(headers: &HeaderMap, body: Body) -> Result<Bytes, Problem> {
    let declared = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if declared.is_some_and(|length| length > MOST_BYTES as u64) {
        return Err(too_large());
    }
    match Limited::new(body, MOST_BYTES).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(too_large()),
        Err(_) => Err(Problem::unreadable(
            "body_broke_off",
            "The body did not arrive whole: send the request again.",
        )),
    }
}

fn too_large() -> Problem {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "body_too_large",
        "The body is larger than 1 MB. Send claims as a workbook and attachments as files: POST /uploads gives a place for them.",
    )
}

fn require_json(headers: &HeaderMap) -> Result<(), Problem> {
    let sent = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = sent.split(';').next().unwrap_or_default().trim();
    if kind.eq_ignore_ascii_case("application/json") {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "not_json",
        "Send JSON, with the header \"Content-Type: application/json\".",
    ))
}

fn parse(bytes: &[u8]) -> Result<Map<String, Value>, Problem> {
    // serde's message quotes what was sent: it goes neither to the client nor to the log.
    let value = serde_json::from_slice(bytes).map_err(|_| {
        Problem::unreadable(
            "json_unreadable",
            "The body is not JSON that can be read. Check quotation marks, commas and brackets, and that it is UTF-8.",
        )
    })?;
    match value {
        Value::Object(object) => Ok(object),
        _ => Err(Problem::unreadable("json_not_an_object", "Send one JSON object, in curly brackets.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    async fn send(content_type: Option<&str>, body: impl Into<Body>) -> Result<Sent, (u16, &'static str)> {
        let mut request = Request::post("/tickets");
        if let Some(content_type) = content_type {
            request = request.header(CONTENT_TYPE, content_type);
        }
        let request = request.body(body.into()).unwrap();
        Sent::from_request(request, &()).await.map_err(|problem| (problem.status().as_u16(), problem.code()))
    }

    #[rstest]
    #[case(Some("application/json"), "{}", Ok(()))]
    #[case(Some("Application/JSON; charset=utf-8"), "{}", Ok(()))]
    #[case(None, "{}", Err((415, "not_json")))]
    #[case(Some("text/plain"), "{}", Err((415, "not_json")))]
    #[case(Some("application/jsonp"), "{}", Err((415, "not_json")))]
    #[case(Some("application/json"), "", Err((400, "json_unreadable")))]
    #[case(Some("application/json"), "{\"a\": ", Err((400, "json_unreadable")))]
    #[case(Some("application/json"), "{\"a\": 1} {}", Err((400, "json_unreadable")))]
    #[case(Some("application/json"), "[1]", Err((400, "json_not_an_object")))]
    #[case(Some("application/json"), "null", Err((400, "json_not_an_object")))]
    #[tokio::test]
    async fn a_body_is_one_json_object(
        #[case] content_type: Option<&str>,
        #[case] body: &'static str,
        #[case] expected: Result<(), (u16, &'static str)>,
    ) {
        assert_eq!(send(content_type, body).await.map(|_| ()), expected);
    }

    #[tokio::test]
    async fn bytes_that_are_no_text_and_endless_nesting_are_unreadable() {
        let json = Some("application/json");
        assert_eq!(send(json, vec![b'{', 0xFF, b'}']).await.unwrap_err(), (400, "json_unreadable"));
        let nested = format!("{{\"a\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(send(json, nested).await.unwrap_err(), (400, "json_unreadable"));
    }

    #[tokio::test]
    async fn ten_megabytes_are_refused_before_they_are_read() {
        let request = Request::post("/tickets")
            .header(CONTENT_TYPE, "application/json")
            .header(CONTENT_LENGTH, "10000000")
            .body(Body::from_stream(NeverRead))
            .unwrap();
        let problem = Sent::from_request(request, &()).await.unwrap_err();
        assert_eq!((problem.status().as_u16(), problem.code()), (413, "body_too_large"));
    }

    #[tokio::test]
    async fn a_body_that_does_not_say_its_length_is_bounded_too() {
        let request = Request::post("/tickets")
            .header(CONTENT_TYPE, "application/json")
            .body(Body::from_stream(Endless))
            .unwrap();
        assert_eq!(Sent::from_request(request, &()).await.unwrap_err().status(), 413);
    }

    #[tokio::test]
    async fn a_body_may_be_left_out_where_nothing_need_be_said() {
        let empty = Request::post("/x").body(Body::empty()).unwrap();
        let MaybeSent(sent) = MaybeSent::from_request(empty, &()).await.unwrap();
        sent.fields().finish().unwrap();
    }

    struct NeverRead;
    impl futures_util::Stream for NeverRead {
        type Item = Result<Bytes, std::io::Error>;
        fn poll_next(
            self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Self::Item>> {
            panic!("the body was read")
        }
    }

    struct Endless;
    impl futures_util::Stream for Endless {
        type Item = Result<Bytes, std::io::Error>;
        fn poll_next(
            self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Self::Item>> {
            std::task::Poll::Ready(Some(Ok(Bytes::from_static(&[b' '; 65536]))))
        }
    }
}
