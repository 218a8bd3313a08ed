//! `POST /tickets/{id}/answer` and `POST /tickets/{id}/withdrawal`. Each is one move of the rulebook;
//! what is read here is only what the move is told.

use axum::Router;
use axum::response::Response;
use axum::routing::post;
use portal_core::decide::Command;
use portal_edge::{BareMove, Move, Portal, Problem};

/// What the provider says to the proposal (R12), or to there being none in time (R10).
#[derive(Clone, Copy)]
enum Reply {
    Accept,
    Review,
}

/// The routes.
pub fn routes(portal: Portal) -> Router {
    Router::new()
        .route("/tickets/{id}/answer", post(answer))
        .route("/tickets/{id}/withdrawal", post(withdraw))
        .with_state(portal)
}

async fn answer(asked: Move) -> Result<Response, Problem> {
    asked.caller.require_provider()?;
    asked
        .make(|sent, _| {
            let mut fields = sent.fields();
            let replies = [("accept", Reply::Accept), ("review", Reply::Review)];
            let reply = fields.must("answer", |fields, name| fields.one_of(name, &replies));
            let reason = fields.text("reason");
            Ok(match fields.finish_with(reply)? {
                Reply::Accept => Command::Accept { reason },
                Reply::Review => Command::AskReview { reason },
            })
        })
        .await
}

async fn withdraw(BareMove(asked): BareMove) -> Result<Response, Problem> {
    asked.caller.require_provider()?;
    asked
        .make(|sent, _| {
            let mut fields = sent.fields();
            let reason = fields.text("reason");
            fields.finish()?;
            Ok(Command::Withdraw { reason })
        })
        .await
}
