//! The routes, and the moves that either party makes: `POST /tickets/{id}/extension` and
//! `POST /tickets/{id}/evidence`.

use crate::messages;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;
use portal_core::decide::Command;
use portal_core::fault::FieldFault;
use portal_core::identity::TicketId;
use portal_core::text::Text;
use portal_edge::{Caller, Expected, Fields, Key, Portal, Problem, Sent, make_move};

/// Names of attachments that are read before they are refused.
const MOST_FILES: usize = 100;

/// The routes.
pub fn routes(portal: Portal) -> Router {
    Router::new()
        .route("/tickets/{id}/extension", post(ask_extension))
        .route("/tickets/{id}/evidence", post(give_evidence))
        .route("/tickets/{id}/messages", post(messages::write))
        .with_state(portal)
}

/// R11.
async fn ask_extension(
    State(portal): State<Portal>,
    caller: Caller,
    Key(id): Key<TicketId>,
    expected: Expected,
    sent: Sent,
) -> Result<Response, Problem> {
    caller.require_party()?;
    make_move(&portal, &caller, &id, expected, &sent, |_| {
        let mut fields = sent.fields();
        let reason = fields.must("reason", Fields::text::<Text<2000>>);
        Ok(Command::AskExtension { reason: fields.finish_with(reason)? })
    })
    .await
}

/// R13.
async fn give_evidence(
    State(portal): State<Portal>,
    caller: Caller,
    Key(id): Key<TicketId>,
    expected: Expected,
    sent: Sent,
) -> Result<Response, Problem> {
    caller.require_party()?;
    make_move(&portal, &caller, &id, expected, &sent, |_| evidence(&sent)).await
}

fn evidence(sent: &Sent) -> Result<Command, Problem> {
    let mut fields = sent.fields();
    let done = fields.boolean("done") == Some(true);
    // Who only says that their side is done need not say more.
    let statement = if done {
        fields.text::<Text<4000>>("statement")
    } else {
        fields.must("statement", Fields::text::<Text<4000>>)
    };
    if fields.texts::<Text<64>>("files", MOST_FILES).is_some_and(|files| !files.is_empty()) {
        let message =
            "Attachments cannot be sent yet: leave this out, and say in the statement what they hold.";
        fields.fault("files", FieldFault::new("files_not_taken", message));
    }
    fields.finish()?;
    Ok(Command::GiveEvidence { statement, files: Vec::new(), done })
}
