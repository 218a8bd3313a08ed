//! Accounts: signed up for on pages of ours, signed in to on the issuer's, a session in a cookie.

mod enter;
mod everywhere;
mod flow;
mod handler;
mod issuer;
mod leave;
mod password;
mod session;
mod sign_up;
#[cfg(test)]
mod tests;
mod trouble;
mod typed;

use issuer::Issuer;
use portal_edge::With;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    portal_edge::serve(async |portal| {
        let issuer = Issuer::open(portal.settings()).await;
        handler::routes(With { portal, own: issuer })
    })
    .await
}
