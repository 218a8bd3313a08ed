//! Who reads a page that anyone may read: signed in or not.

use super::frame::Part;
use super::visit::Visit;
use crate::bearer::TO_RENEW;
use crate::caller::Caller;
use crate::problem::Problem;
use axum::extract::FromRequestParts;
use http::StatusCode;
use http::header::AUTHORIZATION;
use http::request::Parts;

/// Someone signed in, or a visitor: a token that does not hold makes a visitor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader(pub Option<Caller>);

impl Reader {
    /// The part they play.
    pub fn part(&self) -> Part {
        self.0.as_ref().map_or(Part::Visitor, Part::from)
    }
}

impl<S> FromRequestParts<S> for Reader
where
    S: Send + Sync,
    Caller: FromRequestParts<S, Rejection = Problem>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        if !Visit::of(parts).with_session && !parts.headers.contains_key(AUTHORIZATION) {
            return Ok(Self(None));
        }
        match Caller::from_request_parts(parts, state).await {
            Ok(caller) => Ok(Self(Some(caller))),
            Err(problem) if problem.code() == TO_RENEW => Err(problem),
            Err(problem) if problem.status() == StatusCode::UNAUTHORIZED => Ok(Self(None)),
            Err(problem) => Err(problem),
        }
    }
}
