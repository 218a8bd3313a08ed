//! `PUT /addresses/release`: whoever leads HFS staff has heard that an address works again.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use portal_core::identity::Email;
use portal_edge::{Caller, Fields, Portal, Problem, Sent};
use portal_store::{Marked, Mute};
use serde::Serialize;

/// What is known of an address, which itself is not repeated.
#[derive(Serialize)]
pub struct Released {
    because: Mute,
    marked_at: DateTime<Utc>,
    released_at: Option<DateTime<Utc>>,
}

impl From<Marked> for Released {
    fn from(marked: Marked) -> Self {
        let Marked { because, marked_at, released_at } = marked;
        Self { because, marked_at, released_at }
    }
}

/// Lifts the mark of an address. The address is in the body: it has no place in a path. Lifting it again
/// changes nothing and answers the same.
///
/// # Errors
/// 403 for everyone else; 404 where it is not marked; 422 with every fault.
pub async fn release(
    State(portal): State<Portal>,
    caller: Caller,
    sent: Sent,
) -> Result<Json<Released>, Problem> {
    caller.require_lead()?;
    let mut fields = sent.fields();
    let address = fields.must("email", Fields::text::<Email>);
    let address = fields.finish_with(address)?;
    let known = portal.store().release_address(&address, &caller.user, portal.now()).await?;
    known.map(|known| Json(known.into())).ok_or_else(Problem::not_found)
}
