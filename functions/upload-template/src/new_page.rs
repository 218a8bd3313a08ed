//! `GET /uploads/new`: what a workbook is, and the button that opens a slot for one.

use crate::handler::Desk;
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
}

pub async fn new(
    State(desk): State<Desk>,
    Bearer(caller): Bearer,
    visit: Visit,
    asked: Asked,
) -> Result<Response, Problem> {
    caller.require_provider()?;
    let mut fields = asked.fields();
    fields.text::<DraftId>("draft_id");
    fields.text::<Purpose>("purpose");
    fields.finish()?;
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
    let title = visit.language.say("Upload a workbook", "Subir un libro de Excel");
    let frame = Frame::of_form(visit, Part::from(caller), title, &filled);
    let frame = if status == StatusCode::OK { frame } else { frame.at("/uploads/new".to_owned()) };
    html(status, &NewUploadPage { frame, filled })
}
