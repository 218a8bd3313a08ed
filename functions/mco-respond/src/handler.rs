//! `POST /tickets/{id}/proposal`: R10, the MCO's answer to every claim in writing. One that comes
//! after its last day is taken, and marked late.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;
use portal_core::decide::Command;
use portal_core::identity::TicketId;
use portal_edge::verdicts::answer_to_claims;
use portal_edge::{Caller, Expected, Key, Portal, Problem, Sent, make_move};

/// The routes.
pub fn routes(portal: Portal) -> Router {
    Router::new().route("/tickets/{id}/proposal", post(propose)).with_state(portal)
}

async fn propose(
    State(portal): State<Portal>,
    caller: Caller,
    Key(id): Key<TicketId>,
    expected: Expected,
    sent: Sent,
) -> Result<Response, Problem> {
    caller.require_mco()?;
    make_move(&portal, &caller, &id, expected, &sent, |dossier| {
        answer_to_claims(&sent, "outcome", &dossier.claims).map(Command::Propose)
    })
    .await
}
