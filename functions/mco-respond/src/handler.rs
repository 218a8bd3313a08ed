//! `POST /tickets/{id}/proposal`: R10, the MCO's answer to every claim in writing. One that comes
//! after its last day is taken, and marked late.

use crate::proposals::propose_several;
use axum::Router;
use axum::response::Response;
use axum::routing::post;
use portal_core::decide::Command;
use portal_edge::verdicts::answer_to_claims;
use portal_edge::{Move, Portal, Problem};

/// The routes.
pub fn routes(portal: Portal) -> Router {
    Router::new()
        .route("/tickets/proposals", post(propose_several))
        .route("/tickets/{id}/proposal", post(propose))
        .with_state(portal)
}

async fn propose(asked: Move) -> Result<Response, Problem> {
    asked.caller.require_mco()?;
    asked.make(|sent, dossier| answer_to_claims(sent, "outcome", &dossier.claims).map(Command::Propose)).await
}
