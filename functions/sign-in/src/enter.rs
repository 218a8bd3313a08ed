//! `GET /sign-in` leads to the issuer's page; `GET /signed-in` is where that leads back.

use crate::flow::Flow;
use crate::handler::Door;
use crate::session::{begun, going_on, with_cookies};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use portal_core::text::Text;
use portal_edge::page::frame::{html, see_other};
use portal_edge::page::local::encoded;
use portal_edge::{Asked, Frame, Part, Problem, Visit};
use secrecy::ExposeSecret;

#[derive(Template)]
#[template(path = "not_signed_in.html")]
struct NotSignedIn {
    frame: Frame,
    again: String,
}

/// Off to the issuer's page.
pub async fn sign_in(State(door): State<Door>, visit: Visit, asked: Asked) -> Result<Response, Problem> {
    let flow = Flow::to(Some(&going_on(&asked)?));
    let page = door.own.page(&flow.state, &flow.verifier, visit.language)?;
    Ok(with_cookies(see_other(&page), [flow.remembered()]))
}

/// Back from it: a code becomes a session, for the browser that left, once.
pub async fn signed_in(
    State(door): State<Door>,
    visit: Visit,
    headers: HeaderMap,
    asked: Asked,
) -> Result<Response, Problem> {
    let mut fields = asked.fields();
    let (code, state) = (fields.text::<Text<4000>>("code"), fields.text::<Text<200>>("state"));
    let flow = Flow::of(&headers);
    let to = flow.as_ref().map_or_else(|| "/".to_owned(), |flow| flow.to.clone());
    let granted = match (flow, code, state) {
        (Some(flow), Some(code), Some(state)) if flow.state == state.as_str() => {
            door.own.redeem(code.as_str(), &flow.verifier).await?
        }
        _ => None,
    };
    let Some(granted) = granted else { return not_signed_in(&visit, &to) };
    // What we would not believe from a program we do not hand to a browser.
    door.portal.tokens().verify(granted.access_token.expose_secret()).await?;
    Ok(with_cookies(begun(see_other(&to), &granted), [Flow::forgotten()]))
}

fn not_signed_in(visit: &Visit, to: &str) -> Result<Response, Problem> {
    let title = visit.language.say("You are not signed in", "No ha iniciado sesión");
    let frame = Frame::new(visit, Part::Visitor, title).refused();
    let again = format!("/sign-in?to={}", encoded(to));
    Ok(with_cookies(html(StatusCode::BAD_REQUEST, &NotSignedIn { frame, again })?, [Flow::forgotten()]))
}
