//! `POST /tickets/{id}/messages`: to the other party and HFS, or among HFS staff. A message moves
//! nothing, so it meets no version.

use crate::added::{Added, Known, Tried, add, require_going_on};
use crate::cited;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use http::StatusCode;
use portal_core::actor::Role;
use portal_core::identity::{FileId, TicketId};
use portal_core::share::Share;
use portal_edge::page::ticket::on_its_page;
use portal_edge::{Bearer, Caller, Fields, Key, MessageView, Portal, Problem, Sent, at_ticket, open_ticket};
use portal_store::{Dossier, Lane, Message, MessageText, Once};

/// A message meets nobody but the ticket's end: what stands in its way the second time is said by name.
const TRIES: u32 = 2;

pub async fn write(
    State(portal): State<Portal>,
    Bearer(caller): Bearer,
    Key(id): Key<TicketId>,
    sent: Sent,
) -> Result<Response, Problem> {
    let written = written(&portal, &caller, &id, &sent).await;
    on_its_page(&portal, &caller, &id, &sent, written).await
}

async fn written(portal: &Portal, caller: &Caller, id: &TicketId, sent: &Sent) -> Result<Response, Problem> {
    let once = sent.once(&caller.user);
    let once = once.as_ref();
    let first = match add(portal, once, TRIES, || attempt(portal, caller, id, sent, once)).await? {
        Added::Now(message) => return Ok(created(id, &message)),
        // Who is led back to the ticket reads it there.
        Added::Before(_) if sent.visit().is_page() => return Ok(StatusCode::CREATED.into_response()),
        Added::Before(first) => first,
    };
    let dossier = open_ticket(portal, caller, id, sent.request_id()).await?;
    let mut seen = dossier.messages.seen_by(caller.role());
    seen.find(|message| message.id == first)
        .map(|message| created(id, message))
        .ok_or_else(Problem::not_found)
}

async fn attempt(
    portal: &Portal,
    caller: &Caller,
    id: &TicketId,
    sent: &Sent,
    once: Option<&Once>,
) -> Result<Tried<Message>, Problem> {
    let now = portal.now();
    let Known { dossier, head, before } = Known::of(portal, caller, id, once).await?;
    if let Some(answer) = before {
        return Ok(Tried::Before(answer));
    }
    let (text, lane, files) = read(sent, caller, &dossier, now)?;
    require_place(&dossier, caller.role())?;
    let (user, by) = (caller.user.clone(), caller.role());
    let message = Message { id: portal.ids().key(now)?, at: now, by, user, lane, text, files };
    let written = portal.store().write_message(&dossier, &message, (sent.request_id(), head), once).await;
    Tried::committed(written, message)
}

fn read(
    sent: &Sent,
    caller: &Caller,
    dossier: &Dossier,
    now: DateTime<Utc>,
) -> Result<(MessageText, Lane, Vec<FileId>), Problem> {
    let mut fields = sent.fields();
    let text = fields.must("text", Fields::text::<MessageText>);
    let by = caller.role();
    let lane = if sent.visit().is_page() && by != Role::Hfs {
        // A party's form has no choice of lane, for there is only one.
        Some(fields.text::<Lane>("lane").unwrap_or(Lane::Parties))
    } else {
        fields.must("lane", Fields::text::<Lane>)
    };
    let files = cited::files(&mut fields, |id| {
        cited::in_lane(&dossier.attachments, id, by, lane.unwrap_or(Lane::Parties), now)
    });
    let (text, lane) = fields.finish_with(text.zip(lane))?;
    if lane.is_open_to(by) {
        return Ok((text, lane, files));
    }
    Err(Problem::forbidden(
        "role_may_not",
        "This lane is for HFS staff only. Write in that of the parties: both of them and HFS read it.",
    ))
}

fn require_place(dossier: &Dossier, by: Role) -> Result<(), Problem> {
    require_going_on(&dossier.ticket, "written on")?;
    if dossier.messages.are_full(by) {
        let most = Share::of(by).messages;
        let detail = format!(
            "Your side has written {most} messages on this ticket, as many as one side can: go on by telephone or mail."
        );
        return Err(Problem::conflict("messages_full", detail).telling("most", most));
    }
    Ok(())
}

/// 201 with the message, and the ticket as where it can be read.
fn created(ticket: &TicketId, message: &Message) -> Response {
    at_ticket(ticket, (StatusCode::CREATED, Json(MessageView::of(message, Vec::new()))).into_response())
}
