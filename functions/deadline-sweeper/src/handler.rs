//! A tick of the schedule: its time, one sweep, one line in the log.

use crate::sweep::Limits;
use crate::swept::Swept;
use portal_edge::{EventFault, Portal, ScheduledEvent};

/// Carries out what has come due. Takes no input but time.
#[derive(Clone, Debug)]
pub struct Sweeper {
    pub(crate) portal: Portal,
    pub(crate) limits: Limits,
}

impl Sweeper {
    /// A sweeper of this portal.
    pub fn new(portal: Portal) -> Self {
        Self { portal, limits: Limits::default() }
    }

    /// Sweeps at the event's time.
    ///
    /// # Errors
    /// When that time lies in the future, or part of the index cannot be read: then the rest has been
    /// swept all the same, and the schedule tries again.
    pub async fn run(&self, event: ScheduledEvent) -> Result<Swept, EventFault> {
        let now = event
            .now(self.portal.now(), self.portal.settings().time_travel)
            .map_err(|fault| EventFault::new("time_in_the_future", fault.to_string()))?;
        let swept = self.sweep(now).await;
        swept.log();
        if swept.unread_shards > 0 {
            return Err(EventFault::new("due_index_unread", "a part of the due index could not be read"));
        }
        Ok(swept)
    }
}
