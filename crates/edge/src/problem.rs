//! What a client is told when something is wrong: `application/problem+json` (RFC 9457).
//!
//! What the client sees and what we log are two fields. Neither holds what the sender sent.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};
use portal_core::fault::{Fault, Told};
use serde_json::{Map, Value, json};
use std::borrow::Cow;

/// Seconds after which to try again when the portal, or what it stands on, is unavailable.
const TRY_AGAIN_AFTER: u32 = 2;

/// Something wrong with a request, or with us.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem(Box<Parts>);

#[derive(Clone, Debug, PartialEq)]
struct Parts {
    status: StatusCode,
    code: &'static str,
    detail: Cow<'static, str>,
    told: Told,
    faults: Vec<Fault>,
    more: Map<String, Value>,
    retry_after: Option<u32>,
    cause: Option<Cow<'static, str>>,
}

impl Problem {
    /// A problem: its status, its stable name for programs, and for people what is wrong, why, and
    /// how to put it right.
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Parts {
            status,
            code,
            detail: detail.into(),
            told: Told::new(),
            faults: Vec::new(),
            more: Map::new(),
            retry_after: None,
            cause: None,
        }))
    }

    /// 400: the request cannot be read.
    pub fn unreadable(code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, detail)
    }

    /// 401: no token, or one that does not hold.
    pub fn unauthenticated(code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, code, detail)
    }

    /// 403: a part that may never do this.
    pub fn forbidden(code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::FORBIDDEN, code, detail)
    }

    /// 404: not there, or not yours; the two look the same.
    pub fn not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "There is nothing here that you may see. Check the address and the account you signed in with.",
        )
    }

    /// 409: what the request meets does not allow it.
    pub fn conflict(code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::CONFLICT, code, detail)
    }

    /// 422: every fault of the request at once.
    pub fn faults(faults: Vec<Fault>) -> Self {
        let detail = match faults.len() {
            1 => Cow::Borrowed("One field has a fault: put it right and send the request again."),
            count => {
                format!("{count} fields have faults: put them all right and send the request again.").into()
            }
        };
        let mut problem = Self::new(StatusCode::UNPROCESSABLE_ENTITY, "faults", detail);
        problem.0.faults = faults;
        problem
    }

    /// 422: the request as a whole is not one that can be taken.
    pub fn unprocessable(code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail)
    }

    /// 503: try again; nothing was half-done. `cause` goes to the log.
    pub fn unavailable(cause: impl Into<Cow<'static, str>>) -> Self {
        let mut problem = Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            "The portal cannot answer just now. Nothing of your request was carried out: send it again in a few seconds.",
        );
        problem.0.retry_after = Some(TRY_AGAIN_AFTER);
        problem.because(cause)
    }

    /// 503 of a write whose answer did not come: it may have been carried out. `cause` goes to the log.
    pub fn uncertain(cause: impl Into<Cow<'static, str>>) -> Self {
        let mut problem = Self::unavailable(cause);
        problem.0.code = "uncertain";
        problem.0.detail = "The portal cannot say whether your request was carried out. Send it again with the same Idempotency-Key, and you get its one answer; without a key, look first.".into();
        problem
    }

    /// 503 of a write that the table has carried out, and what stands on it not yet: a repeat finishes it.
    /// `cause` goes to the log.
    pub fn half_done(detail: &'static str, cause: impl Into<Cow<'static, str>>) -> Self {
        let mut problem = Self::unavailable(cause);
        problem.0.code = "half_done";
        problem.0.detail = detail.into();
        problem
    }

    /// 500: a fault of ours. `cause` goes to the log.
    pub fn internal(cause: impl Into<Cow<'static, str>>) -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "The portal failed. This is our fault, not yours: report it with the request id.",
        )
        .because(cause)
    }

    /// Adds a fault: where in the request it lies.
    #[must_use]
    pub fn at(mut self, fault: Fault) -> Self {
        self.0.faults.push(fault);
        self
    }

    /// Adds one of the things that the detail names, such as a day, for the words of a page.
    #[must_use]
    pub fn telling(mut self, name: &'static str, value: impl ToString) -> Self {
        self.0.told.insert(name, value.to_string());
        self
    }

    /// Adds an extension member, such as the number of a ticket that stands in the way.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.more.insert(name.to_owned(), value.into());
        self
    }

    /// What the log says of it. Never anything the sender sent, nor anything of a person.
    #[must_use]
    pub fn because(mut self, cause: impl Into<Cow<'static, str>>) -> Self {
        self.0.cause = Some(cause.into());
        self
    }

    /// The status.
    pub const fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The stable name.
    pub const fn code(&self) -> &'static str {
        self.0.code
    }

    /// What the client is told.
    pub fn detail(&self) -> &str {
        &self.0.detail
    }

    /// What the detail names.
    pub fn told(&self) -> &Told {
        &self.0.told
    }

    /// As a fault of this place.
    pub fn as_fault(&self, field: &str) -> Fault {
        Fault { told: self.0.told.clone(), ..Fault::new(field, self.0.code, self.0.detail.clone()) }
    }

    /// The faults named.
    pub fn field_faults(&self) -> &[Fault] {
        &self.0.faults
    }

    /// An extension member.
    pub fn member(&self, name: &str) -> Option<&Value> {
        self.0.more.get(name)
    }

    /// What the log says.
    pub fn cause(&self) -> Option<&str> {
        self.0.cause.as_deref()
    }

    /// The answer, naming the request where it is known.
    pub(crate) fn answer(self, request_id: Option<&str>) -> Response {
        let Parts { status, code, detail, faults, more, retry_after, .. } = &*self.0;
        // `type` stays `about:blank`, whose title is the status' own: `code` names the problem.
        let mut body = json!({
            "type": "about:blank",
            "title": status.canonical_reason().unwrap_or("Problem"),
            "status": status.as_u16(),
            "detail": detail,
            "request_id": request_id,
            "code": code,
            "faults": faults,
        });
        if let Value::Object(members) = &mut body {
            // A standard member is never overwritten by an extension.
            for (name, value) in more {
                members.entry(name.clone()).or_insert_with(|| value.clone());
            }
        }
        let mut response = Response::new(Body::from(body.to_string()));
        *response.status_mut() = *status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(*seconds));
        }
        if *status == StatusCode::UNAUTHORIZED {
            let challenge =
                if *code == "token_missing" { "Bearer" } else { "Bearer error=\"invalid_token\"" };
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        response.extensions_mut().insert(self);
        response
    }
}

impl IntoResponse for Problem {
    /// The answer without a request id; `app` makes it again with one.
    fn into_response(self) -> Response {
        self.answer(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::BodyExt;

    async fn body(response: Response) -> Value {
        serde_json::from_slice(&response.into_body().collect().await.unwrap().to_bytes()).unwrap()
    }

    #[tokio::test]
    async fn a_problem_has_the_shape_of_the_api() {
        let faults = vec![Fault::new("/claims/0/rin", "rin_shape", "A RIN has 9 digits.")];
        let response = Problem::faults(faults).answer(Some("r-1"));
        assert_eq!(response.status(), 422);
        assert_eq!(response.headers()["content-type"], "application/problem+json");
        assert_eq!(response.headers()["cache-control"], "no-store");
        assert_eq!(
            body(response).await,
            json!({
                "type": "about:blank", "title": "Unprocessable Entity", "status": 422,
                "detail": "One field has a fault: put it right and send the request again.",
                "request_id": "r-1", "code": "faults",
                "faults": [{"field": "/claims/0/rin", "code": "rin_shape", "message": "A RIN has 9 digits."}],
            })
        );
    }

    #[tokio::test]
    async fn what_we_log_is_not_what_the_client_sees() {
        let problem = Problem::unavailable("table throttled");
        assert_eq!(problem.cause(), Some("table throttled"));
        let response = problem.into_response();
        assert_eq!(
            (response.status().as_u16(), &response.headers()["retry-after"]),
            (503, &"2".parse().unwrap())
        );
        assert!(!body(response).await.to_string().contains("throttled"));
    }

    #[tokio::test]
    async fn an_extension_adds_and_never_overwrites() {
        let problem =
            Problem::conflict("duplicate", "Open already.").with("ticket", "IL-1").with("status", 200);
        let body = body(problem.into_response()).await;
        assert_eq!((&body["ticket"], &body["status"]), (&json!("IL-1"), &json!(409)));
    }

    #[test]
    fn a_refused_token_is_challenged() {
        let challenge = |code| {
            Problem::unauthenticated(code, "Sign in.").into_response().headers()["www-authenticate"].clone()
        };
        assert_eq!(challenge("token_missing"), "Bearer");
        assert_eq!(challenge("token_expired"), "Bearer error=\"invalid_token\"");
    }
}
