//! What a round did, in numbers: what it returns and what it logs.

use serde::Serialize;

/// What a round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Outbox items taken.
    pub taken: u64,
    /// Letters sent.
    pub sent: u64,
    /// Mails that they left in: several letters to one reader are one.
    pub mails: u64,
    /// Letters passed over, for an earlier sender has sent them.
    pub already_sent: u64,
    /// Reminders not sent, for a later letter says what they would have said.
    pub overtaken: u64,
    /// Letters that end here, for this deployment does not write to their address.
    pub held: u64,
    /// Letters that end here for any other reason.
    pub undeliverable: u64,
    /// Items given back, to be tried again later.
    pub put_off: u64,
    /// Items that do not read, could not be written, or hold a letter that could not.
    pub failed: u64,
    /// 1 where the round stopped because the hour's letters were spent.
    pub stopped: u64,
    /// Parts of the index that could not be read.
    pub unread_shards: u64,
    /// Whether the round stopped with items left.
    pub more: bool,
}

impl Tally {
    /// Logs it, one field a number.
    pub fn log(&self) {
        let Self {
            taken,
            sent,
            mails,
            already_sent,
            overtaken,
            held,
            undeliverable,
            put_off,
            failed,
            stopped,
            unread_shards,
            more,
        } = *self;
        tracing::info!(
            taken,
            sent,
            mails,
            already_sent,
            overtaken,
            held,
            undeliverable,
            put_off,
            failed,
            stopped,
            unread_shards,
            more,
            "sent notices"
        );
    }
}
