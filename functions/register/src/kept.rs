//! What filing is answered: kept under the request's key, so that a repeat gets the same, and given with 201.

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::header::LOCATION;
use http::{HeaderValue, StatusCode};
use portal_edge::Problem;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// An answer as it is kept.
///
/// # Errors
/// Never for these types; the signature is serde's.
pub fn kept<T: Serialize>(answer: &T) -> Result<String, Problem> {
    serde_json::to_string(answer).map_err(|_| Problem::internal("an answer that cannot be written"))
}

/// Back from what was kept.
///
/// # Errors
/// 500 when it does not read.
pub fn from_kept<T: DeserializeOwned>(kept: &str) -> Result<T, Problem> {
    serde_json::from_str(kept).map_err(|_| Problem::internal("a kept answer that does not read"))
}

/// 201, and where it is that was filed.
pub fn created<T: Serialize>(place: &str, answer: T) -> Response {
    let mut response = (StatusCode::CREATED, Json(answer)).into_response();
    if let Ok(place) = HeaderValue::from_str(place) {
        response.headers_mut().insert(LOCATION, place);
    }
    response
}
