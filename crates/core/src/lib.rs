//! The rulebook of the Provider Resolution Portal: who may do what, until which day, and why.
//!
//! Everything here is a pure function of its arguments. There is no clock, no network, no
//! randomness; the present instant and new identifiers are arguments. So every rule (R1–R15 of
//! `docs/DOMAIN.md`) can be tried in microseconds, and what was decided can be decided again.

// Here a new variant must not compile until someone decides what the rules say of it.
#![warn(clippy::wildcard_enum_match_arm)]

pub mod actor;
pub mod attachment;
pub mod batch;
pub mod calendar;
pub mod category;
pub mod chicago;
pub mod claim;
mod closure;
pub mod codes;
mod command;
pub mod deadline;
pub mod decide;
pub mod fault;
pub mod identity;
pub mod impossible;
pub mod intake;
pub mod language;
pub mod mco;
pub mod money;
pub mod moves;
pub mod notice;
pub mod offered;
pub mod organisation;
pub mod outcome;
pub mod policy;
pub mod queue;
pub mod registration;
pub mod share;
pub mod strike;
pub mod submission;
pub mod text;
pub mod ticket;
pub mod timeline;
pub mod tracking;
pub mod two_readings;
pub mod window;
