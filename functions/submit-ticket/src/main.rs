//! Disputes: checked before they are filed, and filed.

mod check;
mod claim;
mod draft;
mod handler;
mod standing;
#[cfg(test)]
mod tests;
mod workbook;

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    portal_edge::serve(async |portal| handler::routes(portal)).await
}
