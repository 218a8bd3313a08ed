//! Whole stories over the deployed local cloud: real HTTP, real S3 events, real schedules, real mails.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a story that cannot go on has failed"
)]

mod access;
mod answers;
mod bad_input;
mod batches;
mod deadlines;
mod ends;
mod files;
mod gate;
mod main_job;
mod openapi;
mod people;
mod record;
mod repeats;
mod workbooks;
