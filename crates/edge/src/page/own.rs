//! What a browser sends to change something is a form of its own page, or nothing. A page of any site may make
//! it post here, in more ways than the one that `form` reads: as `text/plain`, as `multipart/form-data`, or with
//! no body at all; and an answer's cookies are kept though the request came without any.

use super::form::{OwnForm, foreign};
use super::visit::{Visit, is_safe};
use crate::problem::Problem;
use axum::extract::{FromRequestParts, Request};
use http::HeaderMap;
use http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, ORIGIN};
use http::request::Parts;

/// Where a browser says whose page made it ask (Fetch Metadata).
pub const FETCHED_FROM: &str = "sec-fetch-site";

/// The request, once it is known to be a program's or a form of this browser's own page. Stands before every
/// handler, since one that asks for nobody's token would find nothing wrong.
///
/// # Errors
/// 403 for what another page made the browser send.
pub fn from_own_page(visit: &Visit, request: Request) -> Result<Request, Problem> {
    let headers = request.headers();
    let answered_for = is_safe(request.method())
        || request.extensions().get::<OwnForm>().is_some()
        // No page can make a browser send it.
        || headers.contains_key(AUTHORIZATION)
        // Nor this, to another site, unless that agrees (CORS): we never do, and believe no cookie with it.
        || is_json(headers);
    if answered_for || !of_browser(visit, headers) { Ok(request) } else { Err(foreign()) }
}

/// Browsers say so in one way or another; a program that has forgotten its token is told of that.
fn of_browser(visit: &Visit, headers: &HeaderMap) -> bool {
    visit.is_page()
        || [ORIGIN.as_str(), COOKIE.as_str(), FETCHED_FROM].iter().any(|name| headers.contains_key(*name))
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

/// As an extractor: for what only people do, by a form.
impl<S: Send + Sync> FromRequestParts<S> for OwnForm {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().copied().ok_or_else(foreign)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use rstest::rstest;

    fn told(method: &str, headers: &[(&str, &str)]) -> Option<&'static str> {
        let mut request = Request::builder().method(method).uri("/session/end");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (parts, body) = request.body(Body::empty()).unwrap().into_parts();
        let visit = Visit::of(&parts);
        from_own_page(&visit, Request::from_parts(parts, body)).err().map(|problem| problem.code())
    }

    #[rstest]
    #[case(&[("accept", "text/html")])]
    #[case(&[("accept", "text/html"), ("content-type", "text/plain")])]
    #[case(&[("origin", "https://evil.example.org"), ("content-type", "multipart/form-data; boundary=x")])]
    #[case(&[("origin", "https://portal.example.org"), ("content-type", "text/plain; application/json")])]
    #[case(&[("origin", "null")])]
    #[case(&[("cookie", "a=b"), ("content-type", "application/jsonp")])]
    #[case(&[("sec-fetch-site", "cross-site")])]
    fn what_another_page_makes_a_browser_send_is_refused(#[case] headers: &[(&str, &str)]) {
        for method in ["POST", "PUT", "DELETE"] {
            assert_eq!(told(method, headers), Some("form_of_another_page"), "{headers:?}");
        }
        for method in ["GET", "HEAD"] {
            assert_eq!(told(method, headers), None, "{headers:?}");
        }
    }

    #[rstest]
    #[case(&[])]
    #[case(&[("content-type", "text/plain")])]
    #[case(&[("cookie", "a=b"), ("content-type", "application/json; charset=utf-8")])]
    #[case(&[("authorization", "Bearer x"), ("origin", "https://elsewhere.example.org")])]
    fn a_program_is_left_to_the_handlers(#[case] headers: &[(&str, &str)]) {
        assert_eq!(told("POST", headers), None);
    }
}
