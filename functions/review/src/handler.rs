//! What HFS does with a ticket. Each is one move of the rulebook; what is read here is only what the
//! move is told.

use crate::presentations;
use axum::Router;
use axum::response::Response;
use axum::routing::post;
use portal_core::decide::Command;
use portal_core::outcome::ClosureReason;
use portal_edge::verdicts::answer_to_claims;
use portal_edge::{BareMove, Fields, Move, Portal, Problem};

/// The routes.
pub fn routes(portal: Portal) -> Router {
    Router::new()
        .route("/tickets/presentations", post(presentations::present_several))
        .route("/tickets/{id}/presentation", post(present))
        .route("/tickets/{id}/closure", post(close))
        .route("/tickets/{id}/extension/decision", post(decide_extension))
        .route("/tickets/{id}/decision", post(decide))
        .route("/tickets/{id}/look", post(look))
        .with_state(portal)
}

async fn present(BareMove(asked): BareMove) -> Result<Response, Problem> {
    asked.caller.require_hfs()?;
    asked.make(|sent, _| sent.fields().finish().map(|()| Command::Present)).await
}

async fn close(asked: Move) -> Result<Response, Problem> {
    asked.caller.require_hfs()?;
    asked
        .make(|sent, _| {
            let mut fields = sent.fields();
            let reason = fields.must("reason", Fields::text::<ClosureReason>);
            let text = fields.text("text");
            let reason = fields.finish_with(reason)?;
            Ok(Command::Close { reason, text })
        })
        .await
}

/// R11.
async fn decide_extension(asked: Move) -> Result<Response, Problem> {
    asked.caller.require_hfs()?;
    asked
        .make(|sent, _| {
            let mut fields = sent.fields();
            let rulings = [("grant", true), ("refuse", false)];
            let grant = fields.must("decision", |fields, name| fields.one_of(name, &rulings));
            let reason = fields.text("reason");
            let grant = fields.finish_with(grant)?;
            Ok(Command::DecideExtension { grant, reason })
        })
        .await
}

async fn decide(asked: Move) -> Result<Response, Problem> {
    asked.caller.require_hfs()?;
    asked.make(|sent, dossier| answer_to_claims(sent, "for", &dossier.claims).map(Command::Decide)).await
}

/// R15.
async fn look(BareMove(asked): BareMove) -> Result<Response, Problem> {
    asked.caller.require_hfs()?;
    asked.make(|sent, _| sent.fields().finish().map(|()| Command::LookAtUrgent)).await
}
