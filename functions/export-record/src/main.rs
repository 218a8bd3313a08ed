//! Scheduled: the record of each day, into a bucket from which nothing is deleted.

mod export;
mod handler;
#[cfg(test)]
mod tests;

use handler::Exporter;
use portal_edge::ScheduledEvent;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    portal_edge::serve_events(
        async |portal| Exporter::open(portal).await,
        async |exporter: &Exporter, event: ScheduledEvent, _request_id| exporter.run(event).await,
    )
    .await
}
