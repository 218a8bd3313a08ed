//! What time it is: the one place that asks the machine.

use chrono::{DateTime, Utc};

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
            Self::System => Utc::now(),
            Self::Fixed(instant) => *instant,
        }
    }
}
