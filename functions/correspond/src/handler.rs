//! The routes, and the moves that either party makes: `POST /tickets/{id}/extension` and
//! `POST /tickets/{id}/evidence`.

use crate::{files, messages};
use axum::Router;
use axum::response::Response;
use axum::routing::post;
use portal_core::decide::Command;
use portal_core::fault::FieldFault;
use portal_core::text::Text;
use portal_edge::{Fields, Move, Portal, Problem, Sent, With};

/// Names of attachments that are read before they are refused.
const MOST_FILES: usize = 100;

/// The routes.
pub fn routes(portal: Portal, bucket: files::Bucket) -> Router {
    let attachments = Router::new()
        .route("/tickets/{id}/files", post(files::open))
        .with_state(With { portal: portal.clone(), own: bucket });
    Router::new()
        .route("/tickets/{id}/extension", post(ask_extension))
        .route("/tickets/{id}/evidence", post(give_evidence))
        .route("/tickets/{id}/messages", post(messages::write))
        .with_state(portal)
        .merge(attachments)
}

/// R11.
async fn ask_extension(asked: Move) -> Result<Response, Problem> {
    asked.caller.require_party()?;
    asked
        .make(|sent, _| {
            let mut fields = sent.fields();
            let reason = fields.must("reason", Fields::text::<Text<2000>>);
            Ok(Command::AskExtension { reason: fields.finish_with(reason)? })
        })
        .await
}

/// R13.
async fn give_evidence(asked: Move) -> Result<Response, Problem> {
    asked.caller.require_party()?;
    asked.make(|sent, _| evidence(sent)).await
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
