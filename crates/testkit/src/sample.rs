//! The sample events of `events/`, as the gateway hands them to a function.

use axum::body::Body;
use http::Request;

/// The request that a sample holds, read the way the runtime reads it, with a token that holds in
/// place of its `TOKEN`.
pub fn request_of(sample: &str, token: &str) -> Request<Body> {
    let (parts, body) = lambda_http::request::from_str(sample).unwrap().into_parts();
    let mut request = Request::from_parts(parts, Body::from(body.to_vec()));
    request.headers_mut().insert("authorization", format!("Bearer {token}").parse().unwrap());
    request
}
