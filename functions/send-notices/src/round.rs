//! One round of the outbox, in three parts: what is due is taken, shard by shard, and laid together by
//! reader; each reader is sent one mail; each item ends or is given back.

use crate::bundle::Bundle;
use crate::handler::Sender;
use crate::in_hand::InHand;
use crate::tally::Tally;
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::{StreamExt, stream};
use portal_core::identity::UserId;
use portal_core::language::Language;
use portal_core::mco::McoCode;
use portal_store::{Contacts, SHARDS};
use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

/// For how long an item is held: longer than any sender lives.
const LEASE: TimeDelta = TimeDelta::minutes(10);
/// So many writes are on their way at once.
pub const TOGETHER: usize = 8;

/// How far one round goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Items a page; after a page of a shard it is the next one's turn.
    pub page: u16,
    /// The most items a round takes.
    pub items: usize,
    /// The most letters a mail holds; what is more is a second mail.
    pub letters_a_mail: usize,
    /// After this long no further mail is begun; after half of it no further item is taken.
    pub budget: Duration,
    /// After this many mails in an hour, of all rounds together, none is begun.
    pub mails_per_hour: u32,
}

impl Default for Limits {
    fn default() -> Self {
        // The function has 50 s. A mail begun in the last moment takes up to 5 s to be counted, 5 to be
        // sent and some to be marked; then each item ends, some 500 writes, eight at a time.
        Self {
            page: 25,
            items: 500,
            letters_a_mail: 50,
            budget: Duration::from_secs(30),
            mails_per_hour: 2000,
        }
    }
}

/// Why a round begins no further mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Halt {
    /// The mail service takes nothing: what is tried next would fail too.
    Outage,
    /// This hour's mails are spent: a fault of ours that writes too many is stopped here.
    HourSpent,
    /// The hour's count does not work, and nothing is sent uncounted.
    Uncounted,
    /// The round is over.
    OutOfTime,
}

impl Halt {
    /// Stable name, for logs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Outage => "mail_unavailable",
            Self::HourSpent => "hour_spent",
            Self::Uncounted => "hour_uncounted",
            Self::OutOfTime => "out_of_time",
        }
    }
}

/// A round in progress.
pub struct Round<'a> {
    pub(crate) sender: &'a Sender,
    pub(crate) now: DateTime<Utc>,
    pub(crate) tally: Tally,
    /// Where each MCO takes its mail, asked once a round.
    pub(crate) contacts: HashMap<McoCode, Option<Contacts>>,
    /// In which language each person reads, asked once a round.
    pub(crate) languages: HashMap<UserId, Language>,
    /// Whether each address, in small letters, is marked as not to be written to, asked once a round.
    pub(crate) marked: HashMap<String, bool>,
    /// The items that this round holds.
    pub(crate) items: Vec<InHand>,
    /// What each reader is owed, in the order in which they were found.
    pub(crate) bundles: Vec<Bundle>,
    pub(crate) halt: Option<Halt>,
    started: Instant,
}

impl Sender {
    /// Sends what is due at `now`. One mail after the other: SES limits mails a second, and a mail takes
    /// about a tenth of one.
    pub async fn send_due(&self, now: DateTime<Utc>) -> Tally {
        let mut round = Round {
            sender: self,
            now,
            tally: Tally::default(),
            contacts: HashMap::new(),
            languages: HashMap::new(),
            marked: HashMap::new(),
            items: Vec::new(),
            bundles: Vec::new(),
            halt: None,
            started: Instant::now(),
        };
        round.take_due().await;
        round.send_bundles().await;
        round.settle_items().await;
        round.tally
    }
}

impl Round<'_> {
    /// Takes what is due, as much as one round carries.
    async fn take_due(&mut self) {
        let (store, limits) = (self.sender.portal.store(), self.sender.limits);
        let spent = match store.mails_begun(self.now).await {
            Ok(begun) => begun >= limits.mails_per_hour,
            // It is asked again before each mail.
            Err(error) => {
                tracing::error!(cause = %error, "this hour's mails could not be read");
                false
            }
        };
        // Another shard is first each minute: where a round never comes to the last one, none starves.
        let first = self.now.timestamp() / 60;
        let shards = (0..SHARDS).map(|shard| (i64::from(shard) + first).rem_euclid(i64::from(SHARDS)));
        let mut turns: VecDeque<(u8, Option<String>)> =
            shards.filter_map(|shard| Some((u8::try_from(shard).ok()?, None))).collect();
        while let Some((shard, after)) = turns.pop_front() {
            let mut page = match store.due_notices(shard, self.now, limits.page, after).await {
                Ok(page) => page,
                Err(error) => {
                    tracing::error!(shard, cause = %error, "a part of the due index could not be read");
                    self.tally.unread_shards += 1;
                    self.tally.more = true;
                    continue;
                }
            };
            if page.items.is_empty() && page.next.is_none() {
                continue;
            }
            // The one line of an hour that is spent; the alarm hangs on its number.
            self.tally.stopped = u64::from(spent);
            let room = limits.items.saturating_sub(self.items.len());
            if spent || room == 0 || self.started.elapsed() >= limits.budget / 2 {
                self.tally.more = true;
                return;
            }
            self.tally.more |= page.items.len() > room;
            page.items.truncate(room);
            self.take(page.items).await;
            if page.next.is_some() {
                turns.push_back((shard, page.next));
            }
        }
    }

    async fn take(&mut self, keys: Vec<String>) {
        let (store, now) = (self.sender.portal.store(), self.now);
        let takings = keys.into_iter().map(|key| async move {
            let taken = store.take_notices(&key, now, now + LEASE).await;
            (key, taken)
        });
        let taken: Vec<_> = stream::iter(takings).buffered(TOGETHER).collect().await;
        for (key, taken) in taken {
            match taken {
                // Another sender was faster.
                Ok(None) => {}
                Ok(Some(item)) => {
                    self.tally.taken += 1;
                    self.lay_out(item).await;
                }
                Err(error) => {
                    // Its lease runs out, and someone takes it again.
                    self.tally.failed += 1;
                    tracing::error!(item = key, cause = %error, "an outbox item was left as it is");
                }
            }
        }
    }

    /// Why no further mail may be begun; if one may, it is counted into this hour.
    pub(crate) async fn count_a_mail(&mut self) -> Option<Halt> {
        if self.halt.is_none() {
            self.halt = self.counted().await.err();
        }
        self.tally.more |= self.halt.is_some();
        self.halt
    }

    async fn counted(&mut self) -> Result<(), Halt> {
        let (store, limits) = (self.sender.portal.store(), self.sender.limits);
        if self.started.elapsed() >= limits.budget {
            return Err(Halt::OutOfTime);
        }
        match store.begin_mail(self.now, limits.mails_per_hour).await {
            Ok(true) => Ok(()),
            Ok(false) => {
                self.tally.stopped = 1;
                Err(Halt::HourSpent)
            }
            Err(error) => {
                self.tally.failed += 1;
                tracing::error!(cause = %error, "this hour's mails could not be counted");
                Err(Halt::Uncounted)
            }
        }
    }
}
