//! Upload slots: opened for one file each, and asked what was found in it.

mod glass;
mod handler;
#[cfg(test)]
mod tests;
mod view;

use portal_edge::With;
use portal_store::Files;
use std::process::ExitCode;
use std::sync::Arc;

#[tokio::main]
async fn main() -> ExitCode {
    portal_edge::serve(async |portal| {
        let files = Files::open(&portal.settings().bucket_name).await;
        handler::routes(With { portal, own: Arc::new(files) })
    })
    .await
}
