//! Checks a file that was put to a ticket, on the bucket's event, and takes down what the malware scanner
//! has tagged it with, on the scanner's. Either event is only a reason to look: what counts is what
//! lies in the bucket.

mod content;
mod event;
mod office;
mod receiver;
#[cfg(test)]
mod tests;

use receiver::Receiver;
use serde_json::Value;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    portal_edge::serve_events(Receiver::open, async |receiver: &Receiver, event: Value, _| {
        receiver.run(event).await
    })
    .await
}
