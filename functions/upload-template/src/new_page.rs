//! `GET /uploads/new`: what a workbook is, and the button that opens a slot for one.

use crate::handler::{Desk, require_part};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use portal_core::identity::DraftId;
use portal_edge::page::html;
use portal_edge::{Asked, Bearer, Caller, Filled, Frame, Part, Problem, Visit, still_here};
use portal_store::Purpose;

#[derive(Template)]
#[template(path = "new_upload.html")]
struct NewUploadPage {
    frame: Frame,
    filled: Filled,
    purpose: Purpose,
}

/// The same for an MCO, which answers its open tickets.
#[derive(Template)]
#[template(path = "new_answers.html")]
struct NewAnswersPage {
    frame: Frame,
    filled: Filled,
}

pub async fn new(
    State(desk): State<Desk>,
    Bearer(caller): Bearer,
    visit: Visit,
    asked: Asked,
) -> Result<Response, Problem> {
    caller.require_party()?;
    let mut fields = asked.fields();
    fields.text::<DraftId>("draft_id");
    let purpose = fields.text::<Purpose>("purpose");
    fields.finish()?;
    if let Some(purpose) = purpose {
        require_part(&caller, purpose)?;
    }
    still_here(&desk.portal, &caller).await?;
    page(&visit, &caller, (StatusCode::OK, asked.filled()))
}

/// The page, with what was asked for.
///
/// # Errors
/// When it fails.
pub fn page(
    visit: &Visit,
    caller: &Caller,
    (status, filled): (StatusCode, Filled),
) -> Result<Response, Problem> {
    let purpose = filled.value("purpose").parse().unwrap_or(Purpose::Claims);
    let say = |english, spanish| visit.language.say(english, spanish);
    let title = if !caller.is_provider() {
        say("Answer several tickets by workbook", "Responder varias disputas con un libro de Excel")
    } else if purpose == Purpose::Registrations {
        say("Register several providers", "Registrar varios proveedores")
    } else {
        say("Upload a workbook", "Subir un libro de Excel")
    };
    let frame = Frame::of_form(visit, Part::from(caller), title, &filled);
    let frame = if status == StatusCode::OK { frame } else { frame.at(address(purpose)) };
    if caller.is_provider() {
        html(status, &NewUploadPage { frame, filled, purpose })
    } else {
        html(status, &NewAnswersPage { frame, filled })
    }
}

/// Where an upload of this purpose is begun.
fn address(purpose: Purpose) -> String {
    match purpose {
        // Of whom asks, one kind goes without saying.
        Purpose::Claims | Purpose::Answers => "/uploads/new".to_owned(),
        Purpose::Registrations => format!("/uploads/new?purpose={}", purpose.code()),
    }
}
