//! The page of a file's slot: the form that posts the file straight to the bucket, and the way back to the
//! ticket once it was sent.

use crate::files::{Desk, form};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use portal_core::attachment::{FileKind, FileStatus};
use portal_core::identity::{FileId, FileName, TicketId, TicketNumber};
use portal_edge::page::{html_posting_to, see_other};
use portal_edge::{Asked, Caller, Frame, Language, Part, Problem, Visit, before_writing};
use portal_store::{Attachment, Said, UploadForm};

#[derive(Template)]
#[template(path = "file.html")]
struct FilePage {
    frame: Frame,
    ticket: TicketId,
    number: TicketNumber,
    name: FileName,
    accepts: &'static str,
    form: UploadForm,
    closes_at: DateTime<Utc>,
}

impl FilePage {
    /// What is taken, and until when.
    fn hint(&self) -> String {
        let until = self.frame.instant(&self.closes_at);
        match self.frame.language {
            Language::English => {
                format!("One file ({}) of at most 25 MB, by {until}, Chicago time.", self.accepts)
            }
            Language::Spanish => {
                format!(
                    "Un archivo ({}) de 25 MB como máximo, hasta el {until}, hora de Chicago.",
                    self.accepts
                )
            }
        }
    }
}

/// What a person sees at a file's address before there is a file: the form, or, once it was sent, the
/// ticket. None where there is a file, or never will be.
///
/// # Errors
/// 404 when ticket or file are not there, or not the caller's to know of.
pub async fn page(
    desk: &Desk,
    visit: &Visit,
    caller: &Caller,
    (ticket, file): (&TicketId, &FileId),
    asked: &Asked,
) -> Result<Option<Response>, Problem> {
    let portal = &desk.portal;
    // Nothing of the ticket is shown but its number, to whoever opened the slot: that is on record.
    let (dossier, ..) = before_writing(portal, caller, ticket, None).await?;
    let found = dossier.attachments.find(file, caller.role()).ok_or_else(Problem::not_found)?;
    if asked.fields().names("sent") {
        checked(desk, ticket, found).await?;
        // What the bucket adds to the address does not stay in it.
        return Ok(Some(see_other(&format!("/tickets/{ticket}#files-title"))));
    }
    let slot = &found.slot;
    let of_page = matches!(slot.said, Said::Nothing { .. });
    let is_open = found.status == FileStatus::Waiting && portal.now() <= slot.closes_at;
    if !of_page || !is_open || slot.user != caller.user {
        return Ok(None);
    }
    let back = format!("{}/tickets/{ticket}/files/{file}?sent=true", portal.settings().portal_url);
    let form = form(desk, ticket, slot, Some(&back)).await?;
    let title = visit.language.say("Choose the file", "Elija el archivo");
    let page = FilePage {
        frame: Frame::new(visit, Part::from(caller), title),
        ticket: ticket.clone(),
        number: dossier.ticket.number.clone(),
        name: slot.name.clone(),
        accepts: accepted(slot.kind),
        form,
        closes_at: slot.closes_at,
    };
    html_posting_to(&page.form.url, StatusCode::OK, &page).map(Some)
}

/// Waits until a file that was just sent has been checked, or as long as a page may keep somebody waiting.
async fn checked(desk: &Desk, ticket: &TicketId, found: &Attachment) -> Result<(), Problem> {
    let mut status = found.status;
    for pause in desk.own.patience {
        if status != FileStatus::Waiting {
            break;
        }
        tokio::time::sleep(*pause).await;
        let now = desk.portal.store().attachment(ticket, &found.slot.id).await?;
        status = now.map_or(FileStatus::Refused, |file| file.status);
    }
    Ok(())
}

/// The endings that a browser's dialog offers first.
const fn accepted(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Pdf => ".pdf",
        FileKind::Png => ".png",
        FileKind::Jpeg => ".jpg,.jpeg",
        FileKind::Tiff => ".tif,.tiff",
        FileKind::Xlsx => ".xlsx",
        FileKind::Docx => ".docx",
        FileKind::Csv => ".csv",
        FileKind::Txt => ".txt",
    }
}
