//! The time of a scheduled event: what the sweeper takes for now.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;

/// EventBridge's clock and ours may differ by this much.
const SKEW: TimeDelta = TimeDelta::seconds(60);

/// A scheduled event of EventBridge. Only its time counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct ScheduledEvent {
    /// When the schedule struck, UTC.
    pub time: DateTime<Utc>,
}

/// Why an event's time is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "failed to take the schedule's time: it lies in the future, and this deployment does not travel in time"
)]
pub struct FromTheFuture;

impl ScheduledEvent {
    /// The instant to take for now: the event's own, so that a late delivery sweeps what was due when
    /// it struck. A later one than the clock's is for deployments that travel in time only.
    ///
    /// # Errors
    /// When the event lies in the future elsewhere.
    pub fn now(self, clock: DateTime<Utc>, time_travel: bool) -> Result<DateTime<Utc>, FromTheFuture> {
        if self.time <= clock || time_travel {
            Ok(self.time)
        } else if self.time - clock <= SKEW {
            Ok(clock)
        } else {
            Err(FromTheFuture)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = include_str!("../../../events/deadline-sweeper/schedule.json");

    fn clock(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_late_delivery_sweeps_what_was_due_when_it_struck() {
        let event: ScheduledEvent = serde_json::from_str(SAMPLE).unwrap();
        assert_eq!(event.now(clock("2026-11-24T13:00:00Z"), false), Ok(clock("2026-11-24T12:15:00Z")));
    }

    #[test]
    fn the_future_is_refused_but_for_the_skew_of_two_clocks() {
        let event: ScheduledEvent = serde_json::from_str(SAMPLE).unwrap();
        assert_eq!(event.now(clock("2026-11-24T12:14:30Z"), false), Ok(clock("2026-11-24T12:14:30Z")));
        assert_eq!(event.now(clock("2026-11-24T12:13:59Z"), false), Err(FromTheFuture));
        assert_eq!(event.now(clock("2026-01-01T00:00:00Z"), true), Ok(event.time));
    }
}
