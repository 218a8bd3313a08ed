//! The deployed local cloud as a story meets it: HTTP from outside, with nothing of the portal's own
//! code between.
//!
//! `PORTAL_JSON` names the file that `make run` or `make test` wrote about the cloud.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a story that cannot go on has failed"
)]
#![allow(
    clippy::disallowed_methods,
    reason = "a story lives in real time, and is told by its environment where the cloud is"
)]

pub mod access;
pub mod cloud;
pub mod description;
pub mod dispute;
pub mod mails;
mod uploads;
pub mod workbook;
