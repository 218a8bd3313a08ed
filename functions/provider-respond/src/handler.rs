//! `POST /tickets/{id}/answer` and `POST /tickets/{id}/withdrawal`. Each is one move of the rulebook;
//! what is read here is only what the move is told.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;
use portal_core::decide::Command;
use portal_core::fault::FieldFault;
use portal_core::identity::TicketId;
use portal_edge::{Caller, Expected, Fields, Key, MaybeSent, Portal, Problem, Sent, make_move};
use std::str::FromStr;

/// What the provider says to the proposal (R12), or to there being none in time (R10).
#[derive(Clone, Copy)]
enum Reply {
    Accept,
    Review,
}

impl FromStr for Reply {
    type Err = FieldFault;

    fn from_str(text: &str) -> Result<Self, FieldFault> {
        match text.trim() {
            "accept" => Ok(Self::Accept),
            "review" => Ok(Self::Review),
            _ => Err(FieldFault::new("unknown_code", "Say \"accept\" or \"review\".")),
        }
    }
}

/// The routes.
pub fn routes(portal: Portal) -> Router {
    Router::new()
        .route("/tickets/{id}/answer", post(answer))
        .route("/tickets/{id}/withdrawal", post(withdraw))
        .with_state(portal)
}

async fn answer(
    State(portal): State<Portal>,
    caller: Caller,
    Key(id): Key<TicketId>,
    expected: Expected,
    sent: Sent,
) -> Result<Response, Problem> {
    caller.require_provider()?;
    make_move(&portal, &caller, &id, expected, &sent, |_| {
        let mut fields = sent.fields();
        let reply = fields.must("answer", Fields::text::<Reply>);
        let reason = fields.text("reason");
        Ok(match fields.finish_with(reply)? {
            Reply::Accept => Command::Accept { reason },
            Reply::Review => Command::AskReview { reason },
        })
    })
    .await
}

async fn withdraw(
    State(portal): State<Portal>,
    caller: Caller,
    Key(id): Key<TicketId>,
    expected: Expected,
    MaybeSent(sent): MaybeSent,
) -> Result<Response, Problem> {
    caller.require_provider()?;
    make_move(&portal, &caller, &id, expected, &sent, |_| {
        let mut fields = sent.fields();
        let reason = fields.text("reason");
        fields.finish()?;
        Ok(Command::Withdraw { reason })
    })
    .await
}
