//! `POST /me/sign-out`: every session of the caller ends at once, this one with them. The table alone decides,
//! from the next request on; the pool only forgets what would renew them, which comes to nothing either way:
//! a renewed token says when its bearer signed in.

use crate::handler::Door;
use crate::leave::way_out;
use crate::session::ended;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use portal_edge::bearer::account_closed;
use portal_edge::page::see_other;
use portal_edge::{Bearer, MaybeSent, Problem};
use portal_store::SignedOut;
use serde::Serialize;

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
            if let Some(accounts) = door.own.accounts()
                && let Err(error) = accounts.end_sessions(caller.user.as_str()).await
            {
                tracing::warn!(cause = %error, "the pool still renews sessions that no longer count");
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
