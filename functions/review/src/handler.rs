//! What HFS does with a ticket. Each is one move of the rulebook; what is read here is only what the
//! move is told.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;
use portal_core::decide::Command;
use portal_core::fault::FieldFault;
use portal_core::identity::TicketId;
use portal_core::outcome::ClosureReason;
use portal_edge::verdicts::answer_to_claims;
use portal_edge::{Caller, Expected, Fields, Key, MaybeSent, Portal, Problem, Sent, make_move};
use std::str::FromStr;

/// What HFS says of the extension asked for (R11).
#[derive(Clone, Copy)]
enum Ruling {
    Grant,
    Refuse,
}

impl FromStr for Ruling {
    type Err = FieldFault;

    fn from_str(text: &str) -> Result<Self, FieldFault> {
        match text.trim() {
            "grant" => Ok(Self::Grant),
            "refuse" => Ok(Self::Refuse),
            _ => Err(FieldFault::new("unknown_code", "Say \"grant\" or \"refuse\".")),
        }
    }
}

/// The routes.
pub fn routes(portal: Portal) -> Router {
    Router::new()
        .route("/tickets/{id}/presentation", post(present))
        .route("/tickets/{id}/closure", post(close))
        .route("/tickets/{id}/extension/decision", post(decide_extension))
        .route("/tickets/{id}/decision", post(decide))
        .route("/tickets/{id}/look", post(look))
        .with_state(portal)
}

async fn present(
    State(portal): State<Portal>,
    caller: Caller,
    Key(id): Key<TicketId>,
    expected: Expected,
    MaybeSent(sent): MaybeSent,
) -> Result<Response, Problem> {
    caller.require_hfs()?;
    make_move(&portal, &caller, &id, expected, &sent, |_| {
        sent.fields().finish()?;
        Ok(Command::Present)
    })
    .await
}

async fn close(
    State(portal): State<Portal>,
    caller: Caller,
    Key(id): Key<TicketId>,
    expected: Expected,
    sent: Sent,
) -> Result<Response, Problem> {
    caller.require_hfs()?;
    make_move(&portal, &caller, &id, expected, &sent, |_| {
        let mut fields = sent.fields();
        let reason = fields.must("reason", Fields::text::<ClosureReason>);
        let text = fields.text("text");
        let reason = fields.finish_with(reason)?;
        Ok(Command::Close { reason, text })
    })
    .await
}

async fn decide_extension(
    State(portal): State<Portal>,
    caller: Caller,
    Key(id): Key<TicketId>,
    expected: Expected,
    sent: Sent,
) -> Result<Response, Problem> {
    caller.require_hfs()?;
    make_move(&portal, &caller, &id, expected, &sent, |_| {
        let mut fields = sent.fields();
        let ruling = fields.must("decision", Fields::text::<Ruling>);
        let reason = fields.text("reason");
        let grant = match fields.finish_with(ruling)? {
            Ruling::Grant => true,
            Ruling::Refuse => false,
        };
        Ok(Command::DecideExtension { grant, reason })
    })
    .await
}

async fn decide(
    State(portal): State<Portal>,
    caller: Caller,
    Key(id): Key<TicketId>,
    expected: Expected,
    sent: Sent,
) -> Result<Response, Problem> {
    caller.require_hfs()?;
    make_move(&portal, &caller, &id, expected, &sent, |dossier| {
        answer_to_claims(&sent, "for", &dossier.claims).map(Command::Decide)
    })
    .await
}

/// R15.
async fn look(
    State(portal): State<Portal>,
    caller: Caller,
    Key(id): Key<TicketId>,
    expected: Expected,
    MaybeSent(sent): MaybeSent,
) -> Result<Response, Problem> {
    caller.require_hfs()?;
    make_move(&portal, &caller, &id, expected, &sent, |_| {
        sent.fields().finish()?;
        Ok(Command::LookAtUrgent)
    })
    .await
}
