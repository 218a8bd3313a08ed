//! Pages that anyone may read, and the list of tickets.

pub mod calculator;
pub mod home;
pub mod list;
pub mod plain;
mod queues;
mod window_words;
