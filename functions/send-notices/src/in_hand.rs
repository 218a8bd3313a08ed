//! An item that a round holds: what became of each of its letters, and what therefore becomes of it.

use crate::round::{Halt, Round, TOGETHER};
use chrono::TimeDelta;
use futures_util::{StreamExt, stream};
use portal_core::notice::Notice;
use portal_store::{Attempt, Delivery, MailError, OutboxItem, StoreError};
use std::borrow::Cow;

/// After this many attempts, more than four days at the end, a letter is given up.
pub const MAX_ATTEMPTS: u32 = 60;
const FIRST_WAIT: TimeDelta = TimeDelta::minutes(1);
const LONGEST_WAIT: TimeDelta = TimeDelta::hours(2);
/// How long an item waits of which nothing was tried while the mail was down: the one that was tried
/// says when it is up.
const OUTAGE_WAIT: TimeDelta = TimeDelta::minutes(5);

/// Why a letter did not leave: a stable name for the log.
pub type Code = Cow<'static, str>;

/// Why a letter does not leave.
pub enum Unsent {
    /// It never will.
    Never(Code),
    /// The mail service did not take it.
    Later(Code),
    /// Something of ours is in the way: it may be put right.
    Broken(Code),
}

/// An item that a round holds.
pub struct InHand {
    /// The item.
    pub item: OutboxItem,
    /// Letters that will never leave.
    lost: Vec<(Notice, Code)>,
    /// Letters that may leave later.
    waiting: Vec<(Notice, Code)>,
    /// Whether one of those that wait was tried.
    tried: bool,
    /// Why the others were not even tried.
    untried: Option<Halt>,
    /// Something of ours was in the way.
    broken: bool,
    /// A letter has left and could not be marked.
    unmarked: bool,
}

/// What became of an item.
enum Settled {
    /// It is over.
    Ended,
    /// It is tried again later.
    PutOff,
    /// It comes back by itself: this sender was slower than its lease, or could not mark a letter.
    Left,
}

impl InHand {
    /// An item, just taken.
    pub const fn new(item: OutboxItem) -> Self {
        Self {
            item,
            lost: Vec::new(),
            waiting: Vec::new(),
            tried: false,
            untried: None,
            broken: false,
            unmarked: false,
        }
    }

    /// A letter of it did not leave.
    pub fn missed(&mut self, index: usize, unsent: Unsent) {
        let Some(notice) = self.item.notices.get(index).copied() else { return };
        match unsent {
            Unsent::Never(code) => self.lost.push((notice, code)),
            Unsent::Later(code) => {
                self.tried = true;
                self.waiting.push((notice, code));
            }
            Unsent::Broken(code) => {
                (self.tried, self.broken) = (true, true);
                self.waiting.push((notice, code));
            }
        }
    }

    /// A letter of it was not tried.
    pub fn passed_over(&mut self, index: usize, halt: Halt) {
        let Some(notice) = self.item.notices.get(index).copied() else { return };
        self.untried = Some(halt);
        self.waiting.push((notice, halt.code().into()));
    }

    /// A letter of it has left and could not be marked.
    pub const fn not_marked(&mut self) {
        self.unmarked = true;
    }

    /// How it ends; `None` where something of it may leave later. What was not tried is not given up.
    fn end(&self) -> Option<Delivery> {
        let given_up = self.item.attempts >= MAX_ATTEMPTS && self.untried.is_none();
        match (self.waiting.is_empty(), self.lost.is_empty()) {
            (true, true) => Some(Delivery::Sent),
            (true, false) => Some(Delivery::Undeliverable),
            (false, _) => given_up.then_some(Delivery::Undeliverable),
        }
    }

    /// How long it waits, and whether the attempt counts.
    fn next(&self) -> (TimeDelta, Attempt) {
        match self.untried {
            None => (wait_after(self.item.attempts), Attempt::Spent),
            Some(Halt::Outage) if self.tried && self.item.attempts < MAX_ATTEMPTS => {
                (wait_after(self.item.attempts), Attempt::Spent)
            }
            Some(Halt::Outage) => (OUTAGE_WAIT, Attempt::Returned),
            Some(Halt::HourSpent | Halt::Uncounted | Halt::OutOfTime) => {
                (TimeDelta::zero(), Attempt::Returned)
            }
        }
    }
}

/// How long an item waits after this attempt: twice as long each time.
pub fn wait_after(attempt: u32) -> TimeDelta {
    let doubled = 1_i32.checked_shl(attempt.saturating_sub(1)).filter(|times| *times > 0);
    doubled.map_or(LONGEST_WAIT, |times| (FIRST_WAIT * times).min(LONGEST_WAIT))
}

impl Round<'_> {
    /// Ends each item, or gives it back.
    pub(crate) async fn settle_items(&mut self) {
        let items = std::mem::take(&mut self.items);
        let round = &*self;
        let settling = items.iter().map(|hand| async move { (hand, round.settle(hand).await) });
        let settled: Vec<_> = stream::iter(settling).buffered(TOGETHER).collect().await;
        for (hand, settled) in settled {
            self.tell(hand, settled);
        }
    }

    async fn settle(&self, hand: &InHand) -> Result<Settled, StoreError> {
        let store = self.sender.portal.store();
        if hand.unmarked {
            return Ok(Settled::Left);
        }
        if let Some(delivery) = hand.end() {
            let ended = store.finish_notices(&hand.item, delivery).await?;
            return Ok(if ended { Settled::Ended } else { Settled::Left });
        }
        let (wait, attempt) = hand.next();
        store.give_back_notices(&hand.item, self.now + wait, attempt).await?;
        Ok(Settled::PutOff)
    }

    fn tell(&mut self, hand: &InHand, settled: Result<Settled, StoreError>) {
        let InHand { item, lost, waiting, broken, .. } = hand;
        self.tally.failed += u64::from(*broken);
        match settled {
            Ok(Settled::Ended) => {
                for (notice, code) in lost.iter().chain(waiting) {
                    let held = *code == MailError::NotAllowed.code();
                    self.tally.held += u64::from(held);
                    self.tally.undeliverable += u64::from(!held);
                    let (kind, audience) = (notice.kind.code(), notice.to.code());
                    tracing::error!(item = item.pk, attempts = item.attempts, kind, audience, %code, "a letter is not delivered");
                }
            }
            Ok(Settled::PutOff) => {
                self.tally.put_off += 1;
                for (notice, code) in waiting {
                    let (kind, audience) = (notice.kind.code(), notice.to.code());
                    tracing::warn!(item = item.pk, attempts = item.attempts, kind, audience, %code, "a letter is put off");
                }
            }
            Ok(Settled::Left) => {}
            Err(error) => {
                // Its lease runs out, and someone takes it again.
                self.tally.failed += 1;
                tracing::error!(item = item.pk, cause = %error, "an outbox item was left as it is");
            }
        }
    }
}
