//! The people of HFS and of each MCO: invited by their leads, and gone when they say so.

mod asked;
mod contacts;
mod departure;
mod handler;
mod invitation;
mod pages;
mod sent_again;
#[cfg(test)]
mod tests;
mod view;

use portal_edge::With;
use portal_store::Accounts;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    portal_edge::serve(async |portal| {
        let accounts = match &portal.settings().user_pool_id {
            Some(pool) => Some(Accounts::open(pool).await),
            None => None,
        };
        handler::routes(With { portal, own: accounts })
    })
    .await
}
