//! What every answer goes through: a request id, one line in the log, problems where something is
//! wrong, and the headers that every answer carries.

use crate::bearer::{SIGNED_OUT, TO_RENEW};
use crate::compress;
use crate::ids;
use crate::page::cookies::{self, BROWSER, Kept};
use crate::page::form::{SentForm, as_request};
use crate::page::frame::{see_other, sent_on};
use crate::page::local::encoded;
use crate::page::own::from_own_page;
use crate::page::problem_page::problem_page;
use crate::page::visit::Visit;
use crate::problem::Problem;
use axum::Router;
use axum::extract::{FromRequestParts, MatchedPath, Request};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, SET_COOKIE,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use http::request::Parts;
use http::{HeaderName, HeaderValue, Method, StatusCode};
use lambda_http::request::RequestContext;
use std::any::Any;
use std::convert::Infallible;
use std::time::Instant;
use tower_http::catch_panic::CatchPanicLayer;

/// The id of a request: the gateway's, so that its log and ours can be laid side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(pub String);

impl RequestId {
    /// The id that `app` gave the request; a new one outside of it.
    pub(crate) fn of(parts: &mut Parts) -> Self {
        parts.extensions.get::<Self>().cloned().unwrap_or_else(|| Self(ids::request_id()))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for RequestId {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(parts))
    }
}

/// A function's routes, as they are served and as tests call them.
pub fn app(routes: Router) -> Router {
    routes
        .fallback(async || Problem::not_found())
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(answer))
}

fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    // The message may quote what someone sent: the hook of `logs` has logged the place.
    Problem::internal("a handler panicked").into_response()
}

async fn answer(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = request_id(&request);
    let (mut parts, body) = request.into_parts();
    let visit = Visit::of(&parts);
    parts.extensions.insert(RequestId(id.clone()));
    parts.extensions.insert(visit.clone());
    let method = parts.method.clone();
    let route = parts.extensions.get::<MatchedPath>().cloned();
    let shrink = compress::may_shrink(&parts.headers);
    let mut kept = None;
    let request = as_request(&visit, Request::from_parts(parts, body)).await;
    let response = match request.and_then(|request| from_own_page(&visit, request)) {
        Ok(request) => {
            kept = request.extensions().get::<SentForm>().cloned();
            next.run(request).await
        }
        Err(problem) => problem.into_response(),
    };
    let mut response = for_people(&visit, &method, as_problem(response, &id), &id, kept);
    let duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let route = route.as_ref().map_or("unmatched", MatchedPath::as_str);
    log(method.as_str(), route, &response, duration_ms, &id);
    dress(&mut response, &id);
    introduce(&visit, &mut response);
    compress::as_it_travels(response, shrink).await
}

/// A problem as a page where a person asked; where all that is wrong is that they are not signed in, the
/// way there and back. A form is sent once more when its sender's session has been renewed.
fn for_people(
    visit: &Visit,
    method: &Method,
    response: Response,
    id: &str,
    kept: Option<SentForm>,
) -> Response {
    let Some(problem) = response.extensions().get::<Problem>().filter(|_| visit.is_page()).cloned() else {
        return response;
    };
    if is_page(&response) {
        return response;
    }
    // Whom signing in does not help is told so: a closed account would be led round and round.
    let way = match problem.code() {
        TO_RENEW => Some("/session"),
        "token_missing" | "token_expired" | SIGNED_OUT => Some("/sign-in"),
        _ => None,
    };
    let there = |way: &str| format!("{way}?to={}", encoded(&visit.address));
    let redirect = match way {
        Some(way) if *method == Method::GET => Some(see_other(&there(way))),
        Some(way) if problem.code() == TO_RENEW => Some(sent_on(&there(way))),
        _ => None,
    };
    if let Some(mut redirect) = redirect {
        redirect.extensions_mut().insert(problem);
        return redirect;
    }
    let read_at = if *method == Method::GET { visit.address.clone() } else { page_of(&visit.address) };
    problem_page(visit, &problem, id, (read_at, kept)).unwrap_or(response)
}

/// The page that a form's address belongs to: what only takes forms cannot be opened. What is sent of a list
/// belongs to the list that was asked for.
fn page_of(address: &str) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let mut parts = path.split('/').skip(1);
    match (parts.next(), parts.next()) {
        (Some("tickets"), Some("export" | "presentations")) if query.is_empty() => "/tickets".to_owned(),
        (Some("tickets"), Some("export" | "presentations")) => format!("/tickets?{query}"),
        (Some("tickets"), Some(id)) => format!("/tickets/{id}"),
        _ => "/".to_owned(),
    }
}

fn is_page(response: &Response) -> bool {
    let kind = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("text/html"))
}

/// A browser that gets its first page gets the secret that makes its forms its own.
fn introduce(visit: &Visit, response: &mut Response) {
    let cookie = visit.introduced().filter(|_| is_page(response));
    if let Some(cookie) = cookie.and_then(|secret| cookies::set(BROWSER, secret, "/", Kept::Session)) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
}

/// The gateway's id, or a new one.
fn request_id(request: &Request) -> String {
    let given = match request.extensions().get::<RequestContext>() {
        Some(RequestContext::ApiGatewayV2(context)) => context.request_id.clone(),
        _ => None,
    };
    given.unwrap_or_else(ids::request_id)
}

/// The answer with its problem naming the request; an error that is no problem yet is made one, since
/// the framework's own are plain text.
fn as_problem(response: Response, id: &str) -> Response {
    if is_page(&response) {
        return response;
    }
    if let Some(problem) = response.extensions().get::<Problem>() {
        return problem.clone().answer(Some(id));
    }
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let problem = match status {
        StatusCode::NOT_FOUND => Problem::not_found(),
        StatusCode::METHOD_NOT_ALLOWED => Problem::new(
            status,
            "method_not_allowed",
            "This address does not take this method. The header Allow says which it takes.",
        ),
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new(status, "body_too_large", "The body is too large."),
        _ if status.is_server_error() => Problem::internal("an error without a problem"),
        _ => Problem::new(status, "refused", "The request cannot be taken as it was sent."),
    };
    let allow = response.headers().get(ALLOW).cloned();
    let mut answer = problem.answer(Some(id));
    if let Some(allow) = allow {
        answer.headers_mut().insert(ALLOW, allow);
    }
    answer
}

/// One line a request. The route, not the path: a path names a ticket. No query, header, body or
/// account.
fn log(method: &str, route: &str, response: &Response, duration_ms: u64, request_id: &str) {
    let status = response.status().as_u16();
    let problem = response.extensions().get::<Problem>();
    let code = problem.map_or("ok", Problem::code);
    let cause = problem.and_then(Problem::cause);
    if status >= 500 {
        tracing::error!(method, route, status, code, cause, duration_ms, request_id, "request");
    } else {
        tracing::info!(method, route, status, code, cause, duration_ms, request_id, "request");
    }
}

/// The headers every answer has. A handler may say more leniently how long its answer may be kept,
/// or, for a page, what it may load.
fn dress(response: &mut Response, id: &str) {
    let headers = response.headers_mut();
    let always = [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains"),
    ];
    for (name, value) in always {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let unless_said = [
        (CACHE_CONTROL, "no-store"),
        (REFERRER_POLICY, "no-referrer"),
        (CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    ];
    for (name, value) in unless_said {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if let Ok(id) = HeaderValue::from_str(id) {
        headers.insert(HeaderName::from_static("x-request-id"), id);
    }
}

#[cfg(test)]
mod tests {
    use super::page_of;

    #[test]
    fn what_only_takes_forms_is_read_where_the_form_was() {
        for (sent_to, read_at) in [
            ("/tickets/presentations?desk=intake&limit=100", "/tickets?desk=intake&limit=100"),
            ("/tickets/presentations", "/tickets"),
            ("/tickets/export?text=a%26b", "/tickets?text=a%26b"),
            ("/tickets/019a/proposal?x=1", "/tickets/019a"),
            ("/people", "/"),
        ] {
            assert_eq!(page_of(sent_to), read_at);
        }
    }
}
