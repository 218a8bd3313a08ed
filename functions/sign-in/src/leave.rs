//! `POST /session/end`, and where it leads.

use crate::enter::Onward;
use crate::handler::Door;
use crate::session::{ended, renewal};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use portal_edge::page::OwnForm;
use portal_edge::page::frame::{html, see_other};
use portal_edge::{Asked, Frame, Part, Problem, Visit};

#[derive(Template)]
#[template(path = "signed_out.html")]
struct SignedOut {
    frame: Frame,
}

/// Where signing out leads: by a page of ours, since a form may not lead to another host.
pub fn way_out(door: &Door) -> &'static str {
    if door.own.way_out().is_some() { "/signed-out?leave=true" } else { "/signed-out" }
}

/// Ends the session here, and what would renew it at the issuer. Asks for nobody's token, since one that has expired
/// is to be forgotten too: all that it is sure of is whose page asks.
pub async fn end(State(door): State<Door>, headers: HeaderMap, _: OwnForm) -> Result<Response, Problem> {
    if let Some(renewal) = renewal(&headers) {
        // The browser forgets it either way; at an issuer that is down it ends by itself within 12 hours.
        if let Err(error) = door.own.sign_ups().end_session(&renewal).await {
            tracing::warn!(cause = %error, "a session was ended here only");
        }
    }
    Ok(ended(see_other(way_out(&door))))
}

/// `GET /signed-out`, by way of the issuer, which has to forget who signed in, and back.
pub async fn signed_out(State(door): State<Door>, visit: Visit, asked: Asked) -> Result<Response, Problem> {
    let mut fields = asked.fields();
    let leave = fields.boolean("leave") == Some(true);
    fields.finish()?;
    if let Some(to) = door.own.way_out().filter(|_| leave) {
        let title = visit.language.say("Signing out", "Cerrando sesión");
        return html(StatusCode::OK, &Onward { frame: Frame::new(&visit, Part::Visitor, title), to });
    }
    let title = visit.language.say("You are signed out", "Su sesión está cerrada");
    html(StatusCode::OK, &SignedOut { frame: Frame::new(&visit, Part::Visitor, title) })
}
