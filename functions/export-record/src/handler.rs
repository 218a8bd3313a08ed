//! A tick of the schedule: its time, one export, one line in the log.

use crate::export::{Exported, Limits};
use portal_edge::{EventFault, Portal, ScheduledEvent};
use portal_store::{Files, StoreError};
use std::sync::Arc;

/// Copies the record to the bucket that keeps it. Takes no input but time.
#[derive(Clone, Debug)]
pub struct Exporter {
    pub(crate) portal: Portal,
    pub(crate) files: Arc<Result<Files, StoreError>>,
    pub(crate) limits: Limits,
}

impl Exporter {
    /// An exporter of this portal's record; `BUCKET_NAME` is the record's own bucket here.
    pub async fn open(portal: Portal) -> Self {
        let files = Files::open(&portal.settings().bucket_name).await;
        Self { portal, files: Arc::new(files), limits: Limits::default() }
    }

    /// Exports what was over before the event's time.
    ///
    /// # Errors
    /// When that time lies in the future, or the table or the bucket fails: what was written is noted,
    /// and the next run goes on from there.
    pub async fn run(&self, event: ScheduledEvent) -> Result<Exported, EventFault> {
        let now = event
            .now(self.portal.now(), self.portal.settings().time_travel)
            .map_err(|fault| EventFault::new("time_in_the_future", fault.to_string()))?;
        let mut exported = Exported::default();
        let outcome = self.export(now, &mut exported).await;
        exported.log();
        outcome.map_err(|error| EventFault::new("record_not_exported", error.to_string()))?;
        Ok(exported)
    }
}
