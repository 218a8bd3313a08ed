//! What HFS does with a ticket: present, close, extend, decide.

mod handler;
mod presentations;
#[cfg(test)]
mod tests;

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    portal_edge::serve(async |portal| handler::routes(portal)).await
}
