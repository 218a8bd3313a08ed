//! What both parties do: ask for more time, put in evidence, write to each other and to HFS.

mod handler;
mod messages;
#[cfg(test)]
mod tests;

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    portal_edge::serve(async |portal| handler::routes(portal)).await
}
