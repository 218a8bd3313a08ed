//! What each side may put on a ticket: a share of its own, so that no side can use up what the others
//! need. The ticket is read whole, in one query, and the shares together are what that query can bear.

use crate::actor::Role;

/// Messages on a ticket at the most, of all sides together.
pub const MOST_MESSAGES: u16 = 200;
/// Files on a ticket at the most, of all sides together.
pub const MOST_FILES: usize = 100;
/// All files of a ticket together, in bytes.
pub const MOST_BYTES: u64 = 150 << 20;
/// Slots ever opened on a ticket, the ones that nobody used and the ones whose file was refused among
/// them.
pub const MOST_SLOTS: u64 = 500;

/// A side's share of a ticket: all accounts of the provider's side together have one, all of the MCO's,
/// and all of HFS's staff.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// Messages, in whichever lane.
    pub messages: u16,
    /// Files.
    pub files: usize,
    /// Bytes of all its files together.
    pub bytes: u64,
    /// Slots ever opened.
    pub slots: u64,
}

impl Share {
    /// Two fifths to either party, who have a case to make, and a fifth to HFS. [D]
    pub const fn of(side: Role) -> Self {
        match side {
            Role::Provider | Role::Mco => Self { messages: 80, files: 40, bytes: 60 << 20, slots: 200 },
            Role::Hfs => Self { messages: 40, files: 20, bytes: 30 << 20, slots: 100 },
            Role::Machine => Self { messages: 0, files: 0, bytes: 0, slots: 0 },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shares_together_are_what_a_ticket_holds() {
        let shares: Vec<Share> = Role::ALL.iter().map(|side| Share::of(*side)).collect();
        assert_eq!(shares.iter().map(|share| share.messages).sum::<u16>(), MOST_MESSAGES);
        assert_eq!(shares.iter().map(|share| share.files).sum::<usize>(), MOST_FILES);
        assert_eq!(shares.iter().map(|share| share.bytes).sum::<u64>(), MOST_BYTES);
        assert_eq!(shares.iter().map(|share| share.slots).sum::<u64>(), MOST_SLOTS);
    }
}
