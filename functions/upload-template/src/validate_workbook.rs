//! Reads what lands in the bucket, on the bucket's event, and writes down what was found.
//!
//! A hostile workbook can kill the process that reads it. The same function is then called with the
//! envelope of that failed call, and writes down that the workbook could not be read.

#[path = "validate/answers.rs"]
mod answers;
#[path = "validate/checks.rs"]
mod checks;
#[path = "validate/division.rs"]
mod division;
#[path = "validate/event.rs"]
mod event;
#[path = "validate/registrations.rs"]
mod registrations;
#[cfg(test)]
#[path = "validate/tests.rs"]
mod tests;
#[path = "validate/validator.rs"]
mod validator;
#[path = "validate/written.rs"]
mod written;

use serde_json::Value;
use std::process::ExitCode;
use validator::Validator;

#[tokio::main]
async fn main() -> ExitCode {
    portal_edge::serve_events(Validator::open, async |validator: &Validator, event: Value, _| {
        validator.run(event).await
    })
    .await
}
