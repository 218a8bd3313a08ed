//! The record: who opened what, and whether it and a ticket's timeline are whole.

mod asked;
mod handler;
mod page;
#[cfg(test)]
mod tests;
mod view;

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    portal_edge::serve(async |portal| handler::routes(portal)).await
}
