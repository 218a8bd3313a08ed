//! What is read: lists, one ticket, the filing window, blank workbooks.

mod acquaintances;
mod anew;
mod answers;
mod asked;
mod assets;
mod chosen;
mod desks;
mod export;
mod handler;
mod lists;
mod narrowed;
mod openapi;
mod pages;
mod public;
mod record;
#[cfg(test)]
mod tests;
mod waiting;

use acquaintances::Acquaintances;
use assets::Assets;
use portal_edge::With;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    portal_edge::serve(async |portal| {
        let desk = With { portal, own: Acquaintances::default() };
        handler::routes(desk).merge(assets::routes(Assets::beside_the_binary()))
    })
    .await
}
