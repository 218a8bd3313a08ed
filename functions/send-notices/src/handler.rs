//! A tick of the schedule: one round of the outbox, one line in the log.

use crate::letters::Letters;
use crate::round::Limits;
use crate::tally::Tally;
use portal_edge::{EventFault, Portal, ScheduledEvent};
use portal_store::PostOffice;

/// Sends the letters that are owed.
#[derive(Debug)]
pub struct Sender {
    pub(crate) portal: Portal,
    pub(crate) post: PostOffice,
    pub(crate) letters: Letters,
    pub(crate) limits: Limits,
}

impl Sender {
    /// A sender of this portal, with the mail service that its settings name.
    pub async fn open(portal: Portal) -> Self {
        let settings = portal.settings();
        let post = PostOffice::open(&settings.mail_from, &settings.mail_allowlist).await;
        Self::new(portal, post)
    }

    /// A sender through this post office.
    pub fn new(portal: Portal, post: PostOffice) -> Self {
        let mails_per_hour = portal.settings().mails_per_hour;
        let limits = Limits { mails_per_hour, ..Limits::default() };
        Self { portal, post, letters: Letters::new(), limits }
    }

    /// Sends what is due.
    ///
    /// # Errors
    /// When the event lies in the future, or part of the index cannot be read: then the rest has been
    /// sent all the same, and the schedule tries again.
    pub async fn run(&self, event: ScheduledEvent) -> Result<Tally, EventFault> {
        let clock = self.portal.now();
        let struck = event
            .now(clock, self.portal.settings().time_travel)
            .map_err(|fault| EventFault::new("time_in_the_future", fault.to_string()))?;
        // An event that comes late must not take items for a lease that is over already.
        let tally = self.send_due(struck.max(clock)).await;
        tally.log();
        if tally.unread_shards > 0 {
            return Err(EventFault::new("due_index_unread", "a part of the due index could not be read"));
        }
        Ok(tally)
    }
}
