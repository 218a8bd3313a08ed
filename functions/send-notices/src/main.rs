//! Scheduled: the outbox becomes mail.

mod bundle;
mod digest;
mod handler;
mod html;
mod in_hand;
mod letters;
mod readers;
mod round;
mod tally;
#[cfg(test)]
mod tests;
mod words;

use handler::Sender;
use portal_edge::ScheduledEvent;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    portal_edge::serve_events(
        async |portal| Sender::open(portal).await,
        async |sender: &Sender, event: ScheduledEvent, _request_id| sender.run(event).await,
    )
    .await
}
