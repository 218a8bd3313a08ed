//! Upload slots: opened for one file each, and asked what was found in it.

mod answers_page;
mod divide;
mod findings;
mod glass;
mod handler;
mod list;
mod new_page;
mod open;
mod page;
mod providers;
mod read;
#[cfg(test)]
mod tests;
mod view;
mod windows;

use handler::{Own, PATIENCE};
use portal_edge::With;
use portal_store::Files;
use std::process::ExitCode;
use std::sync::Arc;

#[tokio::main]
async fn main() -> ExitCode {
    portal_edge::serve(async |portal| {
        let files = Files::open(&portal.settings().bucket_name).await;
        handler::routes(With { portal, own: Arc::new(Own { files, patience: PATIENCE }) })
    })
    .await
}
