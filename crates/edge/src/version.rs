//! `If-Match`: the version of what is acted on that the sender has seen.

use crate::problem::Problem;
use axum::extract::FromRequestParts;
use http::HeaderMap;
use http::header::IF_MATCH;
use http::request::Parts;

/// The version the sender expects; `None` when it does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected(pub Option<u64>);

impl Expected {
    /// What these headers say.
    ///
    /// # Errors
    /// 400 when it is no version.
    pub(crate) fn of(headers: &HeaderMap) -> Result<Self, Problem> {
        let mut values = headers.get_all(IF_MATCH).iter();
        let Some(value) = values.next() else { return Ok(Self(None)) };
        let read = value.to_str().ok().and_then(version).filter(|_| values.next().is_none());
        read.map(|version| Self(Some(version))).ok_or_else(|| {
            Problem::unreadable(
                "if_match_shape",
                "If-Match holds the version of the ticket that you have read, such as \"3\" in quotation marks.",
            )
        })
    }

    /// Goes on when the sender has seen the version that stands, or does not say.
    ///
    /// # Errors
    /// 409 when it has not.
    pub fn check(self, current: u64) -> Result<(), Problem> {
        match self.0 {
            Some(seen) if seen != current => Err(stale_version().with("version", current)),
            Some(_) | None => Ok(()),
        }
    }
}

/// 409: someone else was faster.
pub(crate) fn stale_version() -> Problem {
    Problem::conflict(
        "stale_version",
        "It has changed since you read it. Read it again, see what is new, and decide anew.",
    )
}

impl<S: Send + Sync> FromRequestParts<S> for Expected {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Self::of(&parts.headers)
    }
}

fn version(text: &str) -> Option<u64> {
    let text = text.trim();
    let inner = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
    let digits = !inner.is_empty() && inner.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| inner.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    async fn expected(value: Option<&str>) -> Result<Option<u64>, &'static str> {
        let mut request = http::Request::post("/");
        if let Some(value) = value {
            request = request.header(IF_MATCH, value);
        }
        let (mut parts, ()) = request.body(()).unwrap().into_parts();
        let read = Expected::from_request_parts(&mut parts, &()).await;
        read.map(|expected| expected.0).map_err(|problem| problem.code())
    }

    #[rstest]
    #[case(None, Ok(None))]
    #[case(Some("\"3\""), Ok(Some(3)))]
    #[case(Some("3"), Ok(Some(3)))]
    #[case(Some("*"), Err("if_match_shape"))]
    #[case(Some("W/\"3\""), Err("if_match_shape"))]
    #[case(Some("\"3"), Err("if_match_shape"))]
    #[case(Some("+3"), Err("if_match_shape"))]
    #[case(Some("99999999999999999999"), Err("if_match_shape"))]
    #[tokio::test]
    async fn a_version_is_a_number(
        #[case] value: Option<&str>,
        #[case] expected_value: Result<Option<u64>, &'static str>,
    ) {
        assert_eq!(expected(value).await, expected_value);
    }

    #[test]
    fn a_stale_version_is_told_the_current_one() {
        assert!(Expected(None).check(4).is_ok());
        assert!(Expected(Some(4)).check(4).is_ok());
        let problem = Expected(Some(3)).check(4).unwrap_err();
        assert_eq!((problem.status().as_u16(), problem.code()), (409, "stale_version"));
    }
}
