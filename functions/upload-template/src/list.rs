//! `GET /uploads`: the newest of a person's own, so that whoever closed the window finds theirs again.

use crate::handler::Desk;
use askama::Template;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, NaiveDate, Utc};
use portal_core::identity::{TicketId, UploadId};
use portal_edge::page::html;
use portal_edge::{Bearer, Frame, Part, Problem, Visit, still_here};
use portal_store::{Purpose, UploadLine, UploadStatus, on_its_way_until};
use serde::Serialize;

/// How many are listed, besides those that keep rows for later.
const MOST: usize = 20;

/// The list as it is answered.
#[derive(Serialize)]
struct Uploads {
    uploads: Vec<LineView>,
}

/// An upload in it. `status` as `GET /uploads/{id}` says it: what was filed is valid, and names its ticket.
#[derive(Serialize)]
struct LineView {
    upload_id: UploadId,
    purpose: Purpose,
    status: &'static str,
    rows: u32,
    opened_at: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ticket_id: Option<TicketId>,
    /// Under which the registrations are found that were filed from it.
    #[serde(skip_serializing_if = "Option::is_none")]
    batch: Option<UploadId>,
    /// R4: the first day of the rows that it keeps for later.
    #[serde(skip_serializing_if = "Option::is_none")]
    keeps_from: Option<NaiveDate>,
    /// And the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    keeps_until: Option<NaiveDate>,
    #[serde(skip)]
    stands: Stands,
    #[serde(skip)]
    faults: u32,
}

/// Where it stands, as people are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stands {
    Open,
    Over,
    Valid,
    Rejected,
    Filed,
}

impl LineView {
    fn of(line: UploadLine, now: DateTime<Utc>) -> Self {
        let UploadLine { upload_id, opened_at, summary } = line;
        let over = summary.closes_at.is_some_and(|closes_at| now > on_its_way_until(closes_at));
        let (status, stands) = match summary.status {
            UploadStatus::Waiting if over => ("rejected", Stands::Over),
            UploadStatus::Waiting => ("waiting", Stands::Open),
            UploadStatus::Valid => ("valid", Stands::Valid),
            UploadStatus::Rejected => ("rejected", Stands::Rejected),
            UploadStatus::Filed => ("valid", Stands::Filed),
        };
        let registered = summary.purpose == Purpose::Registrations && stands == Stands::Filed;
        Self {
            batch: registered.then(|| upload_id.clone()),
            upload_id,
            purpose: summary.purpose,
            status,
            rows: summary.rows,
            opened_at,
            ticket_id: summary.ticket_id,
            keeps_from: summary.keeps.map(|(first, _)| first),
            keeps_until: summary.keeps.map(|(_, last)| last),
            stands,
            faults: summary.faults,
        }
    }

    /// Where what was filed from it is read.
    fn became(&self) -> Option<String> {
        let ticket = self.ticket_id.as_ref().map(|ticket| format!("/tickets/{ticket}"));
        ticket.or_else(|| Some(format!("/registrations?batch={}", self.batch.as_ref()?)))
    }
}

#[derive(Template)]
#[template(path = "uploads.html")]
struct UploadsPage {
    frame: Frame,
    lines: Vec<LineView>,
}

impl UploadsPage {
    fn standing(&self, line: &LineView) -> &'static str {
        let say = |english, spanish| self.frame.language.say(english, spanish);
        match line.stands {
            Stands::Valid if line.purpose == Purpose::Answers => say("can be sent", "se puede enviar"),
            Stands::Filed if line.purpose == Purpose::Answers => say("sent", "enviado"),
            Stands::Open => {
                say("waits for its file, or is being read", "espera su archivo, o se está leyendo")
            }
            Stands::Over => say("no file came in time", "no llegó ningún archivo a tiempo"),
            Stands::Valid => say("can be filed", "se puede presentar"),
            Stands::Rejected => say("has faults", "tiene errores"),
            Stands::Filed => say("filed", "presentado"),
        }
    }
}

pub async fn list(
    State(desk): State<Desk>,
    Bearer(caller): Bearer,
    visit: Visit,
) -> Result<Response, Problem> {
    caller.require_party()?;
    let now = desk.portal.now();
    let read = async { Ok(desk.portal.store().uploads_of(&caller.user, now, MOST).await?) };
    let (lines, ()) = tokio::try_join!(read, still_here(&desk.portal, &caller))?;
    let lines: Vec<_> = lines.into_iter().map(|line| LineView::of(line, now)).collect();
    if !visit.is_page() {
        return Ok(Json(Uploads { uploads: lines }).into_response());
    }
    let title = visit.language.say("Your workbooks", "Sus libros de Excel");
    html(StatusCode::OK, &UploadsPage { frame: Frame::new(&visit, Part::from(&caller), title), lines })
}
