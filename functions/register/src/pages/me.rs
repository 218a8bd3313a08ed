//! `GET /me` for people: who they are here, for whom they act, and in which language they get mail.

use crate::me::{Kind, Me};
use askama::Template;
use axum::response::Response;
use http::StatusCode;
use portal_core::language::Language;
use portal_edge::page::html;
use portal_edge::{Caller, Filled, Frame, Part, Problem, Visit};
use serde_json::{Map, Value};

#[derive(Template)]
#[template(path = "me.html")]
struct MePage {
    frame: Frame,
    filled: Filled,
    me: Me,
}

impl MePage {
    fn kind(&self) -> &'static str {
        let (english, spanish) = match self.me.kind {
            Kind::Provider => ("A provider's account", "Cuenta de un proveedor"),
            Kind::Mco => ("An MCO's account", "Cuenta de un MCO"),
            Kind::HfsStaff => ("HFS staff", "Personal de HFS"),
            Kind::HfsLead => ("HFS lead", "Responsable de HFS"),
        };
        self.frame.language.say(english, spanish)
    }

    fn languages(&self) -> [(&'static str, &'static str); 2] {
        [Language::English, Language::Spanish].map(|one| (one.code(), one.name()))
    }
}

/// The page; `filled` is the form that was refused.
///
/// # Errors
/// When it fails.
pub fn me_page(
    visit: &Visit,
    caller: &Caller,
    me: Me,
    status: StatusCode,
    filled: Option<Filled>,
) -> Result<Response, Problem> {
    let filled = filled.unwrap_or_else(|| {
        let language = Value::String(me.language.code().to_owned());
        Filled::with(Map::from_iter([("language".to_owned(), language)]))
    });
    let title = visit.language.say("Your account", "Su cuenta");
    html(status, &MePage { frame: Frame::of_form(visit, Part::from(caller), title, &filled), filled, me })
}
