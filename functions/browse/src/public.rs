//! What anyone may read: whether the portal lives, the filing window, the blank workbooks.

use crate::handler::Desk;
use crate::pages::calculator;
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use portal_core::fault::FieldFault;
use portal_core::window::{Window, filing_window};
use portal_edge::{Asked, Fields, Problem, Reader, Visit, WindowView};
use portal_workbook::{MEDIA_TYPE, WriteError, blank_claims, blank_registrations};
use serde_json::{Value, json};
use std::sync::OnceLock;

/// `GET /health`.
pub async fn health(State(desk): State<Desk>) -> Json<Value> {
    Json(json!({"status": "ok", "version": desk.portal.settings().version}))
}

/// `GET /window?filed_with_mco=…&resolved=…`: when may I file, and why then.
pub async fn window(
    State(desk): State<Desk>,
    visit: Visit,
    reader: Reader,
    asked: Asked,
) -> Result<Response, Problem> {
    let found = worked_out(&desk, &asked);
    if visit.is_page() {
        return calculator::page(&desk, &visit, &reader, &asked, found);
    }
    found.map(|WorkedOut { window, .. }| Json(WindowView::from(&window)).into_response())
}

/// A window, and the days it was worked out from.
pub struct WorkedOut {
    /// When it was filed with the MCO.
    pub filed: NaiveDate,
    /// When the MCO answered.
    pub answered: Option<NaiveDate>,
    /// From when until when it may be filed here.
    pub window: Window,
}

fn worked_out(desk: &Desk, asked: &Asked) -> Result<WorkedOut, Problem> {
    let mut fields = asked.fields();
    let filed = fields.must("filed_with_mco", Fields::date);
    let answered = fields.date("resolved");
    if filed.zip(answered).is_some_and(|(filed, answered)| answered < filed) {
        let message = "The MCO's answer cannot come before the dispute was filed with it.";
        let fault = FieldFault::new("dates_out_of_order", message);
        fields.fault("resolved", fault.telling("follows", "filed_with_mco"));
    }
    let filed = fields.finish_with(filed)?;
    Ok(WorkedOut { filed, answered, window: filing_window(filed, answered, desk.portal.policy()) })
}

/// Made once a process: anyone may ask for them, as often as they like.
static CLAIMS: OnceLock<Bytes> = OnceLock::new();
static REGISTRATIONS: OnceLock<Bytes> = OnceLock::new();

/// `GET /workbooks/claims.xlsx`.
pub async fn claims_workbook(State(desk): State<Desk>) -> Result<Response, Problem> {
    workbook("claims.xlsx", &CLAIMS, || blank_claims(desk.portal.mcos()))
}

/// `GET /workbooks/registrations.xlsx`.
pub async fn registrations_workbook() -> Result<Response, Problem> {
    workbook("registrations.xlsx", &REGISTRATIONS, blank_registrations)
}

fn workbook(
    name: &str,
    made: &OnceLock<Bytes>,
    make: impl FnOnce() -> Result<Vec<u8>, WriteError>,
) -> Result<Response, Problem> {
    let bytes = match made.get() {
        Some(bytes) => bytes.clone(),
        None => {
            let bytes = make().map_err(|error| Problem::internal(error.to_string()))?;
            made.get_or_init(|| bytes.into()).clone()
        }
    };
    let headers = [
        (CONTENT_TYPE, MEDIA_TYPE.to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        // The same release gives the same bytes.
        (CACHE_CONTROL, "public, max-age=3600".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}
