//! Registrations: filed by those who want to file disputes, decided on by HFS.

mod batch;
mod batch_list;
mod batch_refusal;
mod consent;
mod decision;
mod decisions;
mod filed;
mod filed_batch;
mod form;
mod handler;
mod kept;
mod listing;
mod me;
mod opened;
mod pages;
mod release;
#[cfg(test)]
mod tests;
mod view;

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    portal_edge::serve(async |portal| handler::routes(portal)).await
}
