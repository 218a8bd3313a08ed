//! Scheduled: what has come due is reminded, escalated or closed.

mod handler;
mod strike;
mod sweep;
mod swept;
#[cfg(test)]
mod tests;

use handler::Sweeper;
use portal_edge::ScheduledEvent;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    portal_edge::serve_events(
        async |portal| Sweeper::new(portal),
        async |sweeper: &Sweeper, event: ScheduledEvent, _request_id| sweeper.run(event).await,
    )
    .await
}
