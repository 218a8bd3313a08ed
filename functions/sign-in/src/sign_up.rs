//! Signing up: address, user name, password; then the code that was mailed; then signing in, and the
//! registration form.

use crate::handler::Door;
use crate::trouble::trouble;
use crate::typed;
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use portal_core::fault::FieldFault;
use portal_core::identity::Email;
use portal_core::text::Text;
use portal_edge::page::again;
use portal_edge::page::frame::html;
use portal_edge::{Asked, Fields, Filled, Frame, Part, Problem, Sent, Visit};
use secrecy::SecretString;
use std::str::FromStr;

#[derive(Template)]
#[template(path = "sign_up.html")]
struct SignUpPage {
    frame: Frame,
    filled: Filled,
}

#[derive(Template)]
#[template(path = "code.html")]
struct CodePage {
    frame: Frame,
    filled: Filled,
    sent_again: bool,
}

/// A password, every character of it.
pub struct Password(SecretString);

impl FromStr for Password {
    type Err = FieldFault;

    fn from_str(text: &str) -> Result<Self, FieldFault> {
        if text.chars().count() > 256 {
            let fault = FieldFault::new("too_long", "Shorten this to 256 characters at the most.");
            return Err(fault.telling("most", 256));
        }
        Ok(Self(SecretString::from(text.to_owned())))
    }
}

/// Reads a password as it is: blanks at its ends are its own.
pub fn password(fields: &mut Fields<'_>) -> Option<SecretString> {
    fields.must("password", Fields::text::<Password>).map(|Password(password)| password)
}

/// `GET /sign-up`.
pub async fn form(visit: Visit) -> Result<Response, Problem> {
    sign_up_page(&visit, StatusCode::OK, Filled::default())
}

/// `POST /sign-up`: an account that waits for its code. Whether the address has one already is told to
/// whoever reads its mail, and to nobody else.
pub async fn file(State(door): State<Door>, sent: Sent) -> Result<Response, Problem> {
    let mut fields = sent.fields();
    let email = fields.must("email", Fields::text::<Email>);
    let username = fields.must("username", Fields::text::<Text<128>>);
    if username.as_ref().is_some_and(|name| name.as_str().contains(['@', ' '])) {
        let message = "A user name has no @ and no blanks in it. Your address stands in the field above.";
        fields.fault("username", FieldFault::new("username_shape", message));
    }
    let password = password(&mut fields);
    let read = email.zip(username).zip(password);
    let made = async {
        let ((email, username), password) = fields.finish_with(read)?;
        door.own.sign_ups().sign_up(username.as_str(), &email, &password).await.map_err(trouble)?;
        Ok::<_, Problem>(username)
    };
    match made.await {
        Ok(username) => Ok(typed::on_with(&username, "/sign-up/code")),
        Err(problem) => again(&sent, problem, sign_up_page),
    }
}

fn sign_up_page(visit: &Visit, status: StatusCode, filled: Filled) -> Result<Response, Problem> {
    let title = visit.language.say("Make an account", "Crear una cuenta");
    html(status, &SignUpPage { frame: Frame::of_form(visit, Part::Visitor, title, &filled), filled })
}

/// `GET /sign-up/code`.
pub async fn code_form(visit: Visit, headers: HeaderMap, asked: Asked) -> Result<Response, Problem> {
    let mut fields = asked.fields();
    let again = fields.boolean("again").unwrap_or(false);
    fields.finish()?;
    code_page(&visit, StatusCode::OK, typed::filled(&headers), again)
}

/// `POST /sign-up/code`: the account is its owner's.
pub async fn confirm(State(door): State<Door>, sent: Sent) -> Result<Response, Problem> {
    let mut fields = sent.fields();
    let username = fields.must("username", Fields::text::<Text<128>>);
    let code = fields.must("code", Fields::text::<Text<64>>);
    let made = async {
        let (username, code) = fields.finish_with(username.zip(code))?;
        door.own.sign_ups().confirm(username.as_str(), code.as_str()).await.map_err(trouble)
    };
    match made.await {
        Ok(()) => Ok(typed::on_without("/sign-in?to=/registrations/new")),
        Err(problem) => {
            again(&sent, problem, |visit, status, filled| code_page(visit, status, filled, false))
        }
    }
}

/// `POST /sign-up/code/again`: the same answer, whatever there is to send.
pub async fn send_again(State(door): State<Door>, sent: Sent) -> Result<Response, Problem> {
    let mut fields = sent.fields();
    let username = fields.must("username", Fields::text::<Text<128>>);
    let made = async {
        let username = fields.finish_with(username)?;
        door.own.sign_ups().send_code_again(username.as_str()).await.map_err(trouble)?;
        Ok::<_, Problem>(username)
    };
    match made.await {
        Ok(username) => Ok(typed::on_with(&username, "/sign-up/code?again=true")),
        Err(problem) => {
            again(&sent, problem, |visit, status, filled| code_page(visit, status, filled, false))
        }
    }
}

fn code_page(
    visit: &Visit,
    status: StatusCode,
    filled: Filled,
    sent_again: bool,
) -> Result<Response, Problem> {
    let title =
        visit.language.say("Type the code that we mailed to you", "Escriba el código que le enviamos");
    let frame = Frame::of_form(visit, Part::Visitor, title, &filled);
    html(status, &CodePage { frame, filled, sent_again })
}
