//! `POST /session/end`, and where it leads.

use crate::handler::Door;
use crate::session::{ended, renewal};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use portal_edge::page::frame::{html, see_other};
use portal_edge::{Frame, MaybeSent, Part, Problem, Visit};

#[derive(Template)]
#[template(path = "signed_out.html")]
struct SignedOut {
    frame: Frame,
}

/// Ends the session here, and what would renew it at the issuer.
pub async fn end(
    State(door): State<Door>,
    headers: HeaderMap,
    _own_form: MaybeSent,
) -> Result<Response, Problem> {
    if let Some(renewal) = renewal(&headers) {
        // The browser forgets it either way; at an issuer that is down it ends by itself within 12 hours.
        if let Err(error) = door.own.sign_ups().end_session(&renewal).await {
            tracing::warn!(cause = %error, "a session was ended here only");
        }
    }
    Ok(ended(see_other("/signed-out")))
}

/// `GET /signed-out`.
pub async fn signed_out(visit: Visit) -> Result<Response, Problem> {
    let title = visit.language.say("You are signed out", "Su sesión está cerrada");
    html(StatusCode::OK, &SignedOut { frame: Frame::new(&visit, Part::Visitor, title) })
}
