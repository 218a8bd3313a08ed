//! `POST /tickets/{id}/messages`: to the other party and HFS, or among HFS staff. A message moves
//! nothing, so it meets no version.

use crate::cited;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use http::header::LOCATION;
use http::{HeaderValue, StatusCode};
use portal_core::identity::{FileId, TicketId};
use portal_core::text::Text;
use portal_core::ticket::Ticket;
use portal_edge::ticket_view::MessageView;
use portal_edge::{Caller, Fields, Key, Portal, Problem, Sent, before_writing, open_ticket, repeat};
use portal_store::{CommitError, Committed, Dossier, Lane, Message, Once, OnceAnswer, Record};

/// What became of one try.
enum Written {
    /// The message, now.
    Now(Message),
    /// The message, before, by the same request.
    Before(OnceAnswer),
    /// The ticket has ended, or has filled up, between reading and writing.
    Overtaken,
}

pub async fn write(
    State(portal): State<Portal>,
    caller: Caller,
    Key(id): Key<TicketId>,
    sent: Sent,
) -> Result<Response, Problem> {
    let once = sent.once(&caller.user);
    let once = once.as_ref();
    let mut written = attempt(&portal, &caller, &id, &sent, once).await;
    if matches!(written, Ok(Written::Overtaken)) {
        // What stands in its way now is said by name.
        written = attempt(&portal, &caller, &id, &sent, once).await;
    }
    let before = match written {
        Ok(Written::Now(message)) => return Ok(created(&id, &message)),
        Ok(Written::Before(answer)) => answer,
        Ok(Written::Overtaken) => repeat::or_first_answer(&portal, once, CommitError::Stale.into()).await?,
        Err(refusal) => repeat::or_first_answer(&portal, once, refusal).await?,
    };
    let OnceAnswer::Json(first) = before else { return Err(CommitError::KeyReused.into()) };
    let dossier = open_ticket(&portal, &caller, &id, sent.request_id()).await?;
    let mut seen = dossier.messages.seen_by(caller.role());
    seen.find(|message| message.id == first)
        .map(|message| created(&id, message))
        .ok_or_else(Problem::not_found)
}

async fn attempt(
    portal: &Portal,
    caller: &Caller,
    id: &TicketId,
    sent: &Sent,
    once: Option<&Once>,
) -> Result<Written, Problem> {
    let now = portal.now();
    let of = Record::Ticket(id.clone());
    let head = async { portal.store().audit_head(&of).await.map_err(Problem::from) };
    let ((dossier, _, before), head) = tokio::try_join!(before_writing(portal, caller, id, once), head)?;
    if let Some(answer) = before {
        return Ok(Written::Before(answer));
    }
    let (text, lane, files) = read(sent, caller, &dossier, now)?;
    require_place(&dossier)?;
    let (user, by) = (caller.user.clone(), caller.role());
    let message = Message { id: portal.ids().key(now)?, at: now, by, user, lane, text, files };
    match portal.store().write_message(&dossier, &message, (sent.request_id(), head), once).await {
        Ok(Committed::Fresh(_)) => Ok(Written::Now(message)),
        Ok(Committed::Replayed(id)) => Ok(Written::Before(OnceAnswer::Json(id))),
        Err(CommitError::Stale) => Ok(Written::Overtaken),
        Err(error) => Err(error.into()),
    }
}

fn read(
    sent: &Sent,
    caller: &Caller,
    dossier: &Dossier,
    now: DateTime<Utc>,
) -> Result<(Text<4000>, Lane, Vec<FileId>), Problem> {
    let mut fields = sent.fields();
    let text = fields.must("text", Fields::text::<Text<4000>>);
    let lane = fields.must("lane", Fields::text::<Lane>);
    let by = caller.role();
    let files = cited::files(&mut fields, |id| {
        cited::in_lane(&dossier.attachments, id, by, lane.unwrap_or(Lane::Parties), now)
    });
    let (text, lane) = fields.finish_with(text.zip(lane))?;
    if lane.is_open_to(by) {
        return Ok((text, lane, files));
    }
    Err(Problem::forbidden(
        "role_may_not",
        "This lane is for HFS staff only. Write in the lane \"parties\": both parties and HFS read it.",
    ))
}

fn require_place(dossier: &Dossier) -> Result<(), Problem> {
    let Dossier { ticket: Ticket { state, .. }, messages, .. } = dossier;
    if state.name().is_terminal() {
        let detail = format!(
            "Nothing more is written on a ticket that is over: its state is \"{}\".",
            state.name().label()
        );
        return Err(Problem::conflict("wrong_state", detail).with("state", state.name().code()));
    }
    if messages.are_full() {
        return Err(Problem::conflict(
            "messages_full",
            "This ticket holds as many messages as a ticket can: go on by telephone or mail.",
        ));
    }
    Ok(())
}

/// 201 with the message, and the ticket as where it can be read.
fn created(ticket: &TicketId, message: &Message) -> Response {
    let mut response = (StatusCode::CREATED, Json(MessageView::of(message, Vec::new()))).into_response();
    if let Ok(place) = HeaderValue::from_str(&format!("/tickets/{ticket}")) {
        response.headers_mut().insert(LOCATION, place);
    }
    response
}
