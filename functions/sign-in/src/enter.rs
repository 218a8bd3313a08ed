//! `GET /sign-in` leads to the issuer's page; `GET /signed-in` is where that leads back.

use crate::flow::Flow;
use crate::handler::Door;
use crate::session::{begun, going_on, owned, with_cookies};
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

/// A page that leads on by itself, without a script.
#[derive(Template)]
#[template(path = "onward.html")]
pub struct Onward {
    pub frame: Frame,
    pub to: String,
}

/// Off to the issuer's page, by a page of ours: browsers hold every hop after a form against the page's
/// `form-action`, and a form may end in a sign-in.
pub async fn sign_in(State(door): State<Door>, visit: Visit, asked: Asked) -> Result<Response, Problem> {
    let flow = Flow::to(Some(&going_on(&asked)?));
    let page = door.own.page(&flow.state, &flow.verifier, visit.language)?;
    let title = visit.language.say("Signing in", "Iniciando sesión");
    let on = Onward { frame: Frame::new(&visit, Part::Visitor, title), to: page };
    Ok(with_cookies(html(StatusCode::OK, &on)?, [flow.remembered()]))
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
    let flow = state.as_ref().and_then(|state| Flow::of(&headers, state.as_str()));
    let to = flow.as_ref().map_or_else(|| "/".to_owned(), |flow| flow.to.clone());
    let granted = match (&flow, code) {
        (Some(flow), Some(code)) => door.own.redeem(code.as_str(), &flow.verifier).await?,
        _ => None,
    };
    let forgotten = flow.as_ref().and_then(Flow::forgotten);
    let Some(granted) = granted else {
        return Ok(with_cookies(not_signed_in(&visit, &to)?, [forgotten]));
    };
    // What we would not believe from a program we do not hand to a browser.
    let verified = door.portal.tokens().verify(granted.access_token.expose_secret()).await?;
    let begun = begun(see_other(&to), &granted, verified.session_ends(), door.portal.now());
    let response = owned(begun, &headers, &verified.user);
    Ok(with_cookies(response, [forgotten]))
}

fn not_signed_in(visit: &Visit, to: &str) -> Result<Response, Problem> {
    let title = visit.language.say("You are not signed in", "No ha iniciado sesión");
    let frame = Frame::new(visit, Part::Visitor, title).refused();
    let again = format!("/sign-in?to={}", encoded(to));
    html(StatusCode::BAD_REQUEST, &NotSignedIn { frame, again })
}
