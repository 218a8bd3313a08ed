//! Real parts for tests: DynamoDB embedded in the process, reached by the real SDK over loopback, and
//! a count of what it was asked.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

pub mod browser;
pub mod bucket;
pub mod captured;
pub mod counting;
pub mod database;
pub mod desk;
pub mod filed;
pub mod front;
pub mod pool;
pub mod post;
pub mod sample;
pub mod template;
pub mod tokens;
