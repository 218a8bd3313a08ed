//! On what SES reports of mails that left: an address to which mail came back for good, or whose reader
//! complained, is marked, and `send-notices` writes to it no more.

mod listener;
mod report;
#[cfg(test)]
mod tests;

use listener::{Listener, Told};
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    portal_edge::serve_events(
        async |portal| Listener::new(portal),
        async |listener: &Listener, told: Told, _| listener.run(told).await,
    )
    .await
}
