//! A forgotten password: a code by mail, and a new one. The same answers whether or not there is such an
//! account.

use crate::everywhere::end_all_of;
use crate::handler::Door;
use crate::sign_up::password;
use crate::trouble::trouble;
use crate::typed;
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use portal_core::text::Text;
use portal_edge::page::again;
use portal_edge::page::frame::html;
use portal_edge::{Fields, Filled, Frame, Part, Problem, Sent, Visit};

#[derive(Template)]
#[template(path = "forgotten.html")]
struct ForgottenPage {
    frame: Frame,
    filled: Filled,
}

#[derive(Template)]
#[template(path = "new_password.html")]
struct NewPasswordPage {
    frame: Frame,
    filled: Filled,
}

/// `GET /password/forgotten`.
pub async fn forgotten_form(visit: Visit) -> Result<Response, Problem> {
    forgotten_page(&visit, StatusCode::OK, Filled::default())
}

/// `POST /password/forgotten`.
pub async fn forgotten(State(door): State<Door>, sent: Sent) -> Result<Response, Problem> {
    let mut fields = sent.fields();
    let username = fields.must("username", Fields::text::<Text<128>>);
    let made = async {
        let username = fields.finish_with(username)?;
        door.own.sign_ups().forgot_password(username.as_str()).await.map_err(trouble)?;
        Ok::<_, Problem>(username)
    };
    match made.await {
        Ok(username) => Ok(typed::on_with(&username, "/password/new")),
        Err(problem) => again(&sent, problem, forgotten_page),
    }
}

/// `GET /password/new`.
pub async fn new_form(visit: Visit, headers: HeaderMap) -> Result<Response, Problem> {
    new_page(&visit, StatusCode::OK, typed::filled(&headers))
}

/// `POST /password/new`. Every session that the account has ends: who forgets a password may have lost it to somebody.
pub async fn replace(State(door): State<Door>, sent: Sent) -> Result<Response, Problem> {
    let mut fields = sent.fields();
    let username = fields.must("username", Fields::text::<Text<128>>);
    let code = fields.must("code", Fields::text::<Text<64>>);
    let password = password(&mut fields);
    let made = async {
        let ((username, code), password) = fields.finish_with(username.zip(code).zip(password))?;
        let sign_ups = door.own.sign_ups();
        sign_ups.new_password(username.as_str(), code.as_str(), &password).await.map_err(trouble)?;
        end_all_of(&door, username.as_str()).await
    };
    match made.await {
        Ok(()) => Ok(typed::on_without("/sign-in?to=/")),
        Err(problem) => again(&sent, problem, new_page),
    }
}

fn forgotten_page(visit: &Visit, status: StatusCode, filled: Filled) -> Result<Response, Problem> {
    let title = visit.language.say("Replace a forgotten password", "Reemplazar una contraseña olvidada");
    html(status, &ForgottenPage { frame: Frame::of_form(visit, Part::Visitor, title, &filled), filled })
}

fn new_page(visit: &Visit, status: StatusCode, filled: Filled) -> Result<Response, Problem> {
    let title = visit.language.say("Choose a new password", "Elija una contraseña nueva");
    html(status, &NewPasswordPage { frame: Frame::of_form(visit, Part::Visitor, title, &filled), filled })
}
