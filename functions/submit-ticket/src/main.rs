//! Disputes: checked before they are filed, and filed.

mod check;
mod check_page;
mod claim;
mod draft;
mod drafts;
mod handler;
mod standing;
mod step_page;
mod steps;
#[cfg(test)]
mod tests;
mod unsaved;
mod vouched;
mod workbook;

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    portal_edge::serve(async |portal| handler::routes(portal)).await
}
