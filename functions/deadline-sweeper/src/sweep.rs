//! The sweep: every shard of the index of what is due, oldest first, in bounded pages and bounded time.

use crate::handler::Sweeper;
use crate::strike::{Miss, strike};
use crate::swept::Swept;
use chrono::{DateTime, Utc};
use futures_util::future::join_all;
use portal_store::{DueKey, SHARDS};
use std::time::{Duration, Instant};

/// How far one sweep goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Keys a page.
    pub page: u16,
    /// After this long no further ticket is begun.
    pub budget: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        // The function has 120 s, and a ticket begun at the last moment may wait for a slow table twice.
        Self { page: 100, budget: Duration::from_secs(100) }
    }
}

impl Sweeper {
    /// Carries out what is due up to `now`. Again, or twice at once, changes nothing more.
    pub async fn sweep(&self, now: DateTime<Utc>) -> Swept {
        let stop = Instant::now() + self.limits.budget;
        let shards = join_all((0..SHARDS).map(|shard| self.sweep_shard(shard, now, stop))).await;
        shards.into_iter().fold(Swept::default(), Swept::and)
    }

    async fn sweep_shard(&self, shard: u8, now: DateTime<Utc>, stop: Instant) -> Swept {
        let (mut swept, mut after) = (Swept::default(), None);
        loop {
            // From place to place and never back: a key that stays due cannot hold the sweep up.
            let due = self.portal.store().due_tickets(shard, now, self.limits.page, after).await;
            let page = match due {
                Ok(page) => page,
                Err(error) => {
                    tracing::error!(shard, cause = %error, "a part of the due index could not be read");
                    return swept.and(Swept { unread_shards: 1, more: true, ..Swept::default() });
                }
            };
            if page.unreadable > 0 {
                swept.failed += page.unreadable;
                tracing::error!(
                    shard,
                    code = "due_key_corrupt",
                    keys = page.unreadable,
                    "a due key names no ticket"
                );
            }
            for key in page.items {
                if Instant::now() >= stop {
                    swept.more = true;
                    // The rest of the shard is younger.
                    swept.leave(key.since, now);
                    return swept;
                }
                self.sweep_ticket(&key, now, &mut swept).await;
            }
            after = page.next;
            if after.is_none() {
                return swept;
            }
        }
    }

    async fn sweep_ticket(&self, key: &DueKey, now: DateTime<Utc>, swept: &mut Swept) {
        swept.examined += 1;
        match strike(&self.portal, &key.ticket, now).await {
            Ok(entries) => swept.count(&entries),
            Err(miss) => {
                // Whoever was first has moved the key, and the next sweep does not meet it; one that is met
                // sweep after sweep grows old, and its age raises the alarm.
                swept.leave(key.since, now);
                match miss {
                    Miss::AlreadyDone => swept.already_done += 1,
                    Miss::Failed { code, cause } => {
                        swept.failed += 1;
                        tracing::error!(
                            ticket = key.ticket.as_str(),
                            code,
                            cause,
                            "a ticket was left as it is"
                        );
                    }
                }
            }
        }
    }
}
