//! Every session of a person ends at once: of the caller of `POST /me/sign-out`, this one with them, and of whoever
//! has replaced a forgotten password. The table alone decides, from the next request on; the pool only forgets what
//! would renew them, which comes to nothing either way: a renewed token says when its bearer signed in.

use crate::handler::Door;
use crate::leave::way_out;
use crate::session::ended;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use portal_core::identity::UserId;
use portal_edge::bearer::account_closed;
use portal_edge::page::see_other;
use portal_edge::{Bearer, MaybeSent, Problem};
use portal_store::{Accounts, SignedOut};
use serde::Serialize;
use std::borrow::Cow;

/// What was done.
#[derive(Serialize)]
struct Ended {
    /// No session that began before counts.
    signed_out_at: DateTime<Utc>,
}

/// Ends them. Whoever asks with a session that was ended before is told so, and ends no other.
pub async fn end(
    State(door): State<Door>,
    Bearer(caller): Bearer,
    MaybeSent(sent): MaybeSent,
) -> Result<Response, Problem> {
    sent.fields().finish()?;
    let now = door.portal.now();
    let signed_out_at = match door.portal.store().sign_out_everywhere(&caller.user, caller.since, now).await?
    {
        SignedOut::Now(at) => {
            if let Some(accounts) = door.own.accounts() {
                forgotten_by_the_pool(accounts, &caller.user).await;
            }
            at
        }
        SignedOut::Before(at) => at,
        SignedOut::AccountClosed => return Err(account_closed()),
    };
    if sent.visit().is_page() {
        return Ok(ended(see_other(way_out(&door))));
    }
    Ok(Json(Ended { signed_out_at }).into_response())
}

/// Ends those of the account of this name, whose owner has just replaced its password: whoever knew the old one may
/// have sessions.
///
/// # Errors
/// 500 where they could not be ended. The password is new all the same, and its code is spent.
pub async fn end_all_of(door: &Door, name: &str) -> Result<(), Problem> {
    let accounts = door.own.accounts().ok_or_else(|| not_ended("no user pool of ours"))?;
    let found = accounts.user(name).await.map_err(|error| not_ended(error.to_string()))?;
    let user = found.ok_or_else(|| not_ended("an account that is gone"))?;
    // Asked for now, and not before the password was replaced: nobody got in between with the old one.
    let ended = door.portal.store().end_every_session(&user, door.portal.now());
    let (ended, ()) = tokio::join!(ended, forgotten_by_the_pool(accounts, &user));
    ended.map_err(|error| not_ended(error.to_string()))
}

async fn forgotten_by_the_pool(accounts: &Accounts, user: &UserId) {
    if let Err(error) = accounts.end_sessions(user.as_str()).await {
        tracing::warn!(cause = %error, "the pool still renews sessions that no longer count");
    }
}

fn not_ended(cause: impl Into<Cow<'static, str>>) -> Problem {
    Problem::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "sessions_not_ended",
        "Your password is new. Whoever is signed in with your account elsewhere could not be signed out: sign in with the new password, open My account and sign out everywhere.",
    )
    .because(cause)
}
