//! What is read: lists, one ticket, the filing window, blank workbooks.

mod acquaintances;
mod anew;
mod asked;
mod export;
mod handler;
mod narrowed;
mod openapi;
mod public;
#[cfg(test)]
mod tests;

use acquaintances::Acquaintances;
use portal_edge::With;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    portal_edge::serve(async |portal| handler::routes(With { portal, own: Acquaintances::default() })).await
}
