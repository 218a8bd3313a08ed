//! What both parties do: ask for more time, put in evidence, write to each other and to HFS, attach files.

mod added;
mod announced;
mod cited;
mod download;
mod file_page;
mod files;
mod handler;
mod messages;
#[cfg(test)]
mod tests;

use files::PATIENCE;
use portal_store::Files;
use std::process::ExitCode;
use std::sync::Arc;

#[tokio::main]
async fn main() -> ExitCode {
    portal_edge::serve(async |portal| {
        let files = Files::open(&portal.settings().bucket_name).await;
        handler::routes(portal, Arc::new(files::Own { files, patience: PATIENCE }))
    })
    .await
}
