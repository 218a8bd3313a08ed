//! One round of the outbox: every shard in turn, page by page, in bounded time.

use crate::handler::Sender;
use crate::tally::Tally;
use chrono::{DateTime, TimeDelta, Utc};
use portal_core::mco::McoCode;
use portal_store::{Contacts, SHARDS};
use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

/// For how long an item is held: longer than any sender lives.
const LEASE: TimeDelta = TimeDelta::minutes(10);

/// How far one round goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Items a page; after a page of a shard it is the next one's turn.
    pub page: u16,
    /// After this long no further letter is begun.
    pub budget: Duration,
    /// After this many letters in an hour, of all rounds together, no further item is taken.
    pub mails_per_hour: u32,
}

impl Default for Limits {
    fn default() -> Self {
        // The function has 50 s, and a letter begun in the last moment may take three calls of 5 s each.
        Self { page: 25, budget: Duration::from_secs(30), mails_per_hour: 2000 }
    }
}

/// A round in progress.
pub struct Round<'a> {
    pub(crate) sender: &'a Sender,
    pub(crate) now: DateTime<Utc>,
    pub(crate) tally: Tally,
    /// Where each MCO takes its mail, asked once a round.
    pub(crate) contacts: HashMap<McoCode, Option<Contacts>>,
    /// The mail service takes nothing: what is tried next would fail too.
    pub(crate) outage: bool,
    /// This hour's letters are spent: a fault of ours that writes too many is stopped here.
    pub(crate) spent: bool,
    /// Another sender spent the last of them after this one had taken an item.
    pub(crate) refused: bool,
    stop: Instant,
}

impl Sender {
    /// Sends what is due at `now`. One letter after the other: SES limits letters a second, and a letter
    /// takes about a tenth of one.
    pub async fn send_due(&self, now: DateTime<Utc>) -> Tally {
        let mut round = Round {
            sender: self,
            now,
            tally: Tally::default(),
            contacts: HashMap::new(),
            outage: false,
            spent: false,
            refused: false,
            stop: Instant::now() + self.limits.budget,
        };
        round.go().await;
        round.tally
    }
}

impl Round<'_> {
    async fn go(&mut self) {
        let store = self.sender.portal.store();
        match store.mails_begun(self.now).await {
            Ok(begun) => self.spent = begun >= self.sender.limits.mails_per_hour,
            // Each item asks again before its letters leave.
            Err(error) => tracing::error!(cause = %error, "this hour's letters could not be counted"),
        }
        // Another shard is first each minute: where a round never comes to the last one, none starves.
        let first = self.now.timestamp() / 60;
        let shards = (0..SHARDS).map(|shard| (i64::from(shard) + first).rem_euclid(i64::from(SHARDS)));
        let mut turns: VecDeque<(u8, Option<String>)> =
            shards.filter_map(|shard| Some((u8::try_from(shard).ok()?, None))).collect();
        while let Some((shard, after)) = turns.pop_front() {
            let due = store.due_notices(shard, self.now, self.sender.limits.page, after).await;
            let page = match due {
                Ok(page) => page,
                Err(error) => {
                    tracing::error!(shard, cause = %error, "a part of the due index could not be read");
                    self.tally.unread_shards += 1;
                    self.tally.more = true;
                    continue;
                }
            };
            for key in page.items {
                if self.spent {
                    // The one line of an hour that is spent; the alarm hangs on its number.
                    self.tally.stopped = 1;
                }
                if self.spent || self.outage || self.out_of_time() {
                    self.tally.more = true;
                    return;
                }
                self.take(&key).await;
            }
            if page.next.is_some() {
                turns.push_back((shard, page.next));
            }
        }
    }

    /// Whether no further letter may be begun.
    pub(crate) fn out_of_time(&self) -> bool {
        Instant::now() >= self.stop
    }

    async fn take(&mut self, key: &str) {
        let store = self.sender.portal.store();
        let left = match store.take_notices(key, self.now, self.now + LEASE).await {
            // Another sender was faster.
            Ok(None) => return,
            Ok(Some(item)) => {
                self.tally.taken += 1;
                self.deliver(&item).await
            }
            Err(error) => Err(error),
        };
        if let Err(error) = left {
            // Its lease runs out, and someone takes it again.
            self.tally.failed += 1;
            tracing::error!(item = key, cause = %error, "an outbox item was left as it is");
        }
    }
}
