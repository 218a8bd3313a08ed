//! What time it is: the one place that asks the machine.

use chrono::{DateTime, SubsecRound, Utc};

/// A clock. Everything else takes the instant as an argument.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Clock {
    /// The machine's.
    #[default]
    System,
    /// Standing still, for tests.
    Fixed(DateTime<Utc>),
}

impl Clock {
    /// The present instant.
    #[allow(clippy::disallowed_methods, reason = "this is the clock that everyone else must ask")]
    pub fn now(&self) -> DateTime<Utc> {
        match self {
            // Milliseconds are what keys and answers hold: an instant is the same wherever it is read.
            Self::System => Utc::now().trunc_subsecs(3),
            Self::Fixed(instant) => *instant,
        }
    }
}
