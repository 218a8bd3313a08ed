//! The routes, and the moves that either party makes: `POST /tickets/{id}/extension` and
//! `POST /tickets/{id}/evidence`.

use crate::{cited, download, files, messages};
use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};
use chrono::{DateTime, Utc};
use portal_core::actor::Role;
use portal_core::decide::Command;
use portal_core::text::{Reason, Statement};
use portal_edge::{Fields, Move, Portal, Problem, Sent, With};
use portal_store::Dossier;

/// The routes.
pub fn routes(portal: Portal, bucket: files::Bucket) -> Router {
    let attachments = Router::new()
        .route("/tickets/{id}/files", post(files::open))
        .route("/tickets/{id}/files/{file_id}", get(download::hand_out))
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
            let reason = fields.must("reason", Fields::text::<Reason>);
            Ok(Command::AskExtension { reason: fields.finish_with(reason)? })
        })
        .await
}

/// R13.
async fn give_evidence(asked: Move) -> Result<Response, Problem> {
    asked.caller.require_party()?;
    let (side, now) = (asked.caller.role(), asked.now());
    asked.make(|sent, dossier| evidence(sent, dossier, side, now)).await
}

fn evidence(sent: &Sent, dossier: &Dossier, side: Role, now: DateTime<Utc>) -> Result<Command, Problem> {
    let mut fields = sent.fields();
    let done = fields.boolean("done") == Some(true);
    // Who only says that their side is done need not say more.
    let statement = if done {
        fields.text::<Statement>("statement")
    } else {
        fields.must("statement", Fields::text::<Statement>)
    };
    let files = cited::files(&mut fields, |id| cited::of_side(&dossier.attachments, id, side, now));
    fields.finish()?;
    Ok(Command::GiveEvidence { statement, files, done })
}
