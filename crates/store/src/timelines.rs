//! Whether a ticket's timeline holds, and what was filed is what its first entry says: read without the
//! ticket, so that one that does not replay is still told of.

use crate::error::StoreError;
use crate::item::{Item, inflated, read, read_text, unpack};
use crate::lists::Summary;
use crate::{Store, keys};
use portal_core::identity::TicketId;
use portal_core::submission::Submission;
use portal_core::ticket::Ticket;
use portal_core::timeline::{Entry, Event, apply, open};

/// How far a ticket's timeline holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chronicle {
    /// How many entries there are.
    pub entries: u64,
    /// The last one's hash; none where there is none.
    pub head: Option<String>,
    /// The first place at which it does not hold; none where it is whole.
    pub broken_from: Option<u64>,
    /// Whether what was submitted, and every claim of it, is what the first entry holds the digest of.
    pub filing_holds: bool,
}

impl Chronicle {
    /// Of a ticket that is not there any more.
    pub const fn gone() -> Self {
        Self { entries: 0, head: None, broken_from: Some(1), filing_holds: false }
    }

    /// What the items of a ticket's partition say: its entries, followed one by one as a replay does, its
    /// header, which says how many there are, and the very bytes of what was filed.
    fn of(id: &TicketId, items: &[Item]) -> Self {
        let (mut header, mut entries, mut readable): (_, Vec<Entry>, _) = (None, Vec::new(), true);
        let mut filed = None;
        for item in items {
            match read_text(item, "sk").as_deref() {
                Ok(keys::TICKET) => {
                    let number = read::<Summary>(item, "summary").map(|summary| summary.number);
                    header = number.and_then(|number| Ok((number, read::<u64>(item, "version")?))).ok();
                }
                Ok(keys::FILING) => {
                    filed = inflated(item, "body").ok().map(|body| Submission::digest_of(&body))
                }
                Ok(sk) if sk.starts_with(keys::EVENTS) => match unpack::<Vec<Entry>>(item, "entries") {
                    Ok(more) => entries.extend(more),
                    Err(_) => readable = false,
                },
                Ok(_) | Err(_) => {}
            }
        }
        let length = u64::try_from(entries.len()).unwrap_or(u64::MAX);
        let broken_from = match header {
            Some((number, version)) => {
                let mut ticket: Option<Ticket> = None;
                let breaks = (1..).zip(&entries).find_map(|(seq, entry)| {
                    let after = match &ticket {
                        None => open(id.clone(), number.clone(), entry),
                        Some(before) => apply(before, entry),
                    };
                    ticket = after.ok();
                    ticket.is_none().then_some(seq)
                });
                let ends_elsewhere = version != length || !readable;
                breaks.or(ends_elsewhere.then_some(version.min(length) + 1))
            }
            None => Some(1),
        };
        let filing_holds = match entries.first().map(|entry| &entry.event) {
            Some(Event::Filed { opening, .. }) => filed.as_ref() == Some(&opening.digest),
            Some(_) | None => false,
        };
        Self {
            entries: length,
            head: entries.last().map(|entry| entry.hash.clone()),
            broken_from,
            filing_holds,
        }
    }
}

impl Store {
    /// How far a ticket's timeline holds; none where there is no such ticket. One query; of what was
    /// submitted only the digest is taken: who proves a timeline is told no member's name.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn chronicle(&self, id: &TicketId) -> Result<Option<Chronicle>, StoreError> {
        let read = self.read_chronicle(id).await?;
        // A query is no snapshot: one read across a commit does not add up, and the next one does.
        match read {
            Some(Chronicle { broken_from: Some(_), .. }) => self.read_chronicle(id).await,
            read => Ok(read),
        }
    }

    async fn read_chronicle(&self, id: &TicketId) -> Result<Option<Chronicle>, StoreError> {
        let items = self.partition_of(keys::ticket(id), Some("sk, summary, version, entries, body")).await?;
        Ok((!items.is_empty()).then(|| Chronicle::of(id, &items)))
    }
}
