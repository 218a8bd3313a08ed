//! How a request shows who is asking: the token it carries, and whether the account behind it still counts.

use crate::caller::Caller;
use crate::page::cookies;
use crate::page::form::OwnForm;
use crate::page::frame::Part;
use crate::page::visit::{SignedIn, Visit, is_safe};
use crate::portal::Portal;
use crate::problem::Problem;
use crate::token::TokenError;
use axum::extract::FromRequestParts;
use http::Method;
use http::header::AUTHORIZATION;
use http::request::Parts;
use portal_store::Presence;

/// The token that a request carries: a program's in `Authorization: Bearer …`, a browser's in its cookie.
/// A browser sends its cookie whoever made it ask, so for what changes something it counts only with a
/// form of the browser's own page.
fn credential(parts: &Parts) -> Result<&str, TokenError> {
    if parts.headers.contains_key(AUTHORIZATION) {
        return bearer(parts);
    }
    let token = cookies::sent(&parts.headers, cookies::SESSION).ok_or(TokenError::Missing)?;
    if is_safe(&parts.method) || parts.extensions.get::<OwnForm>().is_some() {
        Ok(token)
    } else {
        Err(TokenError::Missing)
    }
}

/// The token of an `Authorization: Bearer …` header.
fn bearer(parts: &Parts) -> Result<&str, TokenError> {
    let mut values = parts.headers.get_all(AUTHORIZATION).iter();
    let value = values.next().ok_or(TokenError::Missing)?;
    // Two headers are two answers to "who are you": neither is believed.
    if values.next().is_some() {
        return Err(TokenError::Malformed);
    }
    let text = value.to_str().map_err(|_| TokenError::Malformed)?;
    match text.trim().split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => Ok(token.trim()),
        _ => Err(TokenError::Missing),
    }
}

/// The code of a session that is alive and has to be renewed, so that it ends 15 minutes after the last
/// thing done in it and not 15 minutes after it began.
pub(crate) const TO_RENEW: &str = "session_to_renew";

/// Whether a person reads or sends a page with a cookie.
fn of_browser(parts: &Parts) -> bool {
    !parts.headers.contains_key(AUTHORIZATION) && Visit::of(parts).is_page()
}

/// Whoever bears a token that holds. Tokens outlive accounts, so nothing may be shown or written before
/// [`still_here`], or what asks the same: `profile`, `memberships`, `open_ticket`, `open_to_take`, `before_writing`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bearer(pub Caller);

/// Goes on unless the caller's account was closed, or its owner has signed out everywhere since.
///
/// # Errors
/// 401 once it was.
pub async fn still_here(portal: &Portal, caller: &Caller) -> Result<(), Problem> {
    counts(caller, &portal.store().presence(&caller.user).await?)
}

/// Goes on where the caller's token counts by what the table says of the account.
///
/// # Errors
/// 401 where it does not.
pub(crate) fn counts(caller: &Caller, presence: &Presence) -> Result<(), Problem> {
    if presence.left {
        return Err(account_closed());
    }
    if presence.signed_out_after(caller.since) { Err(signed_out()) } else { Ok(()) }
}

/// The code of a session that its owner ended from elsewhere.
pub(crate) const SIGNED_OUT: &str = "signed_out_everywhere";

fn signed_out() -> Problem {
    Problem::unauthenticated(
        SIGNED_OUT,
        "This session was ended: its owner signed out everywhere. Sign in again and send the new token.",
    )
}

/// 401: the account's owner has left.
pub fn account_closed() -> Problem {
    Problem::unauthenticated(
        "account_closed",
        "This account was closed. If you still work for the organisation, ask whoever leads its users.",
    )
}

impl<S> FromRequestParts<S> for Bearer
where
    S: AsRef<Portal> + Send + Sync,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let portal: &Portal = state.as_ref();
        let tokens = portal.tokens();
        let verified = tokens.verify(credential(parts)?).await?;
        // Either comes back of itself: a page is asked for again, a form sent again.
        let comes_back = matches!(parts.method, Method::GET | Method::POST) && of_browser(parts);
        if comes_back && tokens.is_worn(&verified) {
            return Err(Problem::unauthenticated(TO_RENEW, "Go on at /session, and come back."));
        }
        let (ends, left) = (verified.expires_at, (verified.expires_at - portal.now()).num_seconds().max(0));
        let caller = Caller::from_token(verified, portal.mcos())?;
        if let Some(visit) = parts.extensions.get::<Visit>() {
            visit.turned_out(SignedIn { part: Part::from(&caller), ends, left });
        }
        Ok(Self(caller))
    }
}

impl<S> FromRequestParts<S> for Caller
where
    S: AsRef<Portal> + Send + Sync,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Bearer(caller) = Bearer::from_request_parts(parts, state).await?;
        still_here(state.as_ref(), &caller).await?;
        Ok(caller)
    }
}
