//! Who reads a page that anyone may read: signed in or not.

use super::frame::Part;
use super::visit::Visit;
use crate::bearer::{Bearer, TO_RENEW};
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

/// The same before the table was asked whether the account still counts: a page that asks it beside what it reads
/// anyway takes this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByToken(pub Option<Caller>);

impl<S> FromRequestParts<S> for Reader
where
    S: Send + Sync,
    Caller: FromRequestParts<S, Rejection = Problem>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        if shows_nothing(parts) {
            return Ok(Self(None));
        }
        or_visitor(Caller::from_request_parts(parts, state).await).map(Self)
    }
}

impl<S> FromRequestParts<S> for ByToken
where
    S: Send + Sync,
    Bearer: FromRequestParts<S, Rejection = Problem>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        if shows_nothing(parts) {
            return Ok(Self(None));
        }
        let bearer = Bearer::from_request_parts(parts, state).await;
        or_visitor(bearer.map(|Bearer(caller)| caller)).map(Self)
    }
}

fn shows_nothing(parts: &Parts) -> bool {
    !Visit::of(parts).with_session && !parts.headers.contains_key(AUTHORIZATION)
}

fn or_visitor(shown: Result<Caller, Problem>) -> Result<Option<Caller>, Problem> {
    match shown {
        Ok(caller) => Ok(Some(caller)),
        Err(problem) if problem.code() == TO_RENEW => Err(problem),
        Err(problem) if problem.status() == StatusCode::UNAUTHORIZED => Ok(None),
        Err(problem) => Err(problem),
    }
}
