//! What the provider does with its ticket once it is filed: accept, ask for review, withdraw.

mod handler;
#[cfg(test)]
mod tests;

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    portal_edge::serve(async |portal| handler::routes(portal)).await
}
