//! Pages of words: the rules, accessibility, service status; and the choice of a language.

use super::window_words::window_words;
use crate::handler::Desk;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::Response;
use portal_core::policy::Policy;
use portal_core::text::Text;
use portal_edge::page::cookies::{self, Kept};
use portal_edge::page::frame::{html, see_other};
use portal_edge::page::language;
use portal_edge::page::local::local;
use portal_edge::{Asked, Frame, Language, Problem, Reader, Visit};

/// A year, in seconds.
const REMEMBERED: u32 = 365 * 24 * 3600;

#[derive(Template)]
#[template(path = "rules.html")]
struct RulesPage<'a> {
    frame: Frame,
    policy: &'a Policy,
    window: String,
}

#[derive(Template)]
#[template(path = "accessibility.html")]
struct AccessibilityPage {
    frame: Frame,
}

#[derive(Template)]
#[template(path = "status.html")]
struct StatusPage<'a> {
    frame: Frame,
    version: &'a str,
    now: String,
    reachable: bool,
}

/// `GET /rules`.
pub async fn rules(State(desk): State<Desk>, visit: Visit, reader: Reader) -> Result<Response, Problem> {
    let title = visit.language.say("The rules, in plain words", "Las reglas, en palabras sencillas");
    let policy = desk.portal.policy();
    let (frame, window) = (Frame::new(&visit, reader.part(), title), window_words(visit.language, policy));
    html(StatusCode::OK, &RulesPage { frame, policy, window })
}

/// `GET /accessibility`.
pub async fn accessibility(visit: Visit, reader: Reader) -> Result<Response, Problem> {
    let title = visit.language.say("Accessibility", "Accesibilidad");
    html(StatusCode::OK, &AccessibilityPage { frame: Frame::new(&visit, reader.part(), title) })
}

/// `GET /status`: whether the portal and its table answer, asked now.
pub async fn status(State(desk): State<Desk>, visit: Visit) -> Result<Response, Problem> {
    let title = visit.language.say("Service status", "Estado del servicio");
    let reachable = desk.portal.store().is_reachable().await;
    let now = portal_edge::page::spoken::instant(visit.language, desk.portal.now());
    let version = &desk.portal.settings().version;
    let frame = Frame::new(&visit, portal_edge::Part::Visitor, title);
    html(StatusCode::OK, &StatusPage { frame, version, now, reachable })
}

/// `GET /language/{code}?to=…`: the choice is kept in this browser, and the page comes again.
pub async fn choose_language(Path(code): Path<String>, asked: Asked) -> Result<Response, Problem> {
    let language = Language::of(&code).ok_or_else(Problem::not_found)?;
    let mut fields = asked.fields();
    let to = fields.text::<Text<2000>>("to");
    fields.finish()?;
    let mut response = see_other(to.as_ref().and_then(|to| local(to.as_str())).unwrap_or("/"));
    if let Some(cookie) = cookies::set(language::COOKIE, language.code(), "/", Kept::Seconds(REMEMBERED)) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    Ok(response)
}
