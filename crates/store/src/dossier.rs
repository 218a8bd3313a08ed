//! A whole ticket, as one query of its partition reads it.

use crate::attachments::Attachments;
use crate::error::StoreError;
use crate::item::{Item, read, read_text, text, unpack};
use crate::lists::Summary;
use crate::messages::Messages;
use crate::seen::Seen;
use crate::{Store, keys};
use portal_core::claim::Claim;
use portal_core::decide::Change;
use portal_core::identity::{TicketId, UserId};
use portal_core::submission::Submission;
use portal_core::ticket::Ticket;
use portal_core::timeline::{Entry, replay};

/// A whole ticket. Its `Debug` shows no health information: the parts' own does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dossier {
    /// The ticket.
    pub ticket: Ticket,
    /// What was submitted.
    pub submission: Submission,
    /// Its claims.
    pub claims: Vec<Claim>,
    /// Its timeline.
    pub entries: Vec<Entry>,
    /// What was written on it.
    pub messages: Messages,
    /// Who has read what of that.
    pub seen: Seen,
    /// The files on it.
    pub attachments: Attachments,
}

impl Dossier {
    /// The dossier as it was at a version: what a request that made that version was answered.
    ///
    /// # Errors
    /// When the timeline does not replay, or was read before it came to that version.
    pub fn as_of(&self, version: u64) -> Result<Self, StoreError> {
        let entries: Vec<Entry> = self.entries.iter().filter(|entry| entry.seq <= version).cloned().collect();
        let ticket = replay(self.ticket.id.clone(), self.ticket.number.clone(), &entries)
            .map_err(|_| StoreError::Corrupt("a timeline"))?;
        if ticket.version != version {
            return Err(StoreError::Unavailable("a ticket read before the commit in question".to_owned()));
        }
        // What was written later was not in that answer.
        let (messages, seen, attachments) = entries.last().map_or_else(Default::default, |last| {
            let at = last.at;
            (self.messages.until(at), self.seen.until(at), self.attachments.until(at))
        });
        let (submission, claims) = (self.submission.clone(), self.claims.clone());
        Ok(Self { ticket, submission, claims, entries, messages, seen, attachments })
    }

    /// Who filed it.
    pub fn filed_by(&self) -> Option<&UserId> {
        self.entries.first().and_then(|filing| filing.by.user.as_ref())
    }

    /// The dossier after a change.
    #[must_use]
    pub fn after(&self, change: &Change) -> Self {
        let mut after = self.clone();
        after.ticket = change.ticket.clone();
        after.entries.extend(change.entries.iter().cloned());
        after
    }
}

impl Store {
    /// The whole ticket: one strongly consistent query of its partition.
    ///
    /// # Errors
    /// When the table fails or the ticket does not read.
    pub async fn dossier(&self, id: &TicketId) -> Result<Option<Dossier>, StoreError> {
        // A query is no snapshot: one read across a commit does not add up, and the next one does.
        match self.read_dossier(id).await {
            Err(StoreError::Unavailable(_)) => self.read_dossier(id).await,
            read => read,
        }
    }

    async fn read_dossier(&self, id: &TicketId) -> Result<Option<Dossier>, StoreError> {
        let items = self.partition(keys::ticket(id)).await?;
        if items.is_empty() {
            return Ok(None);
        }
        let mut entries: Vec<Entry> = Vec::new();
        let (mut messages, mut seen, mut attachments) =
            (Messages::default(), Seen::default(), Attachments::default());
        let (mut filing, mut summary, mut version) = (None, None, None);
        for item in &items {
            match read_text(item, "sk")?.as_str() {
                keys::TICKET => {
                    summary = Some(read::<Summary>(item, "summary")?);
                    version = Some(read::<u64>(item, "version")?);
                    attachments.take_in_header(item)?;
                }
                keys::FILING => filing = Some(unpack::<(Submission, Vec<Claim>)>(item, "body")?),
                sk if sk.starts_with("EVENT#") => entries.extend(unpack::<Vec<Entry>>(item, "entries")?),
                sk if sk.starts_with(keys::MESSAGES) => messages.take_in(item)?,
                sk if sk.starts_with(keys::FILES) => attachments.take_in(item)?,
                sk if sk.starts_with(keys::SEEN) => seen.take_in(item)?,
                _ => {}
            }
        }
        let (submission, claims) = filing.ok_or(StoreError::Corrupt("a ticket without its filing"))?;
        let number = summary.ok_or(StoreError::Corrupt("a ticket without its header"))?.number;
        let ticket = replay(id.clone(), number, &entries).map_err(|_| StoreError::Corrupt("a timeline"))?;
        // A timeline that ends before the header says so has lost entries, or was read across a commit.
        if version != Some(ticket.version) {
            return Err(StoreError::Unavailable("a ticket read across a commit".to_owned()));
        }
        Ok(Some(Dossier { ticket, submission, claims, entries, messages, seen, attachments }))
    }

    /// Every item of a partition, strongly consistent; one query where it is under 1 MB.
    pub(crate) async fn partition(&self, pk: String) -> Result<Vec<Item>, StoreError> {
        self.partition_of(pk, None).await
    }

    /// The same, with these attributes of each item only, where some are named.
    pub(crate) async fn partition_of(
        &self,
        pk: String,
        attributes: Option<&str>,
    ) -> Result<Vec<Item>, StoreError> {
        let (mut items, mut after) = (Vec::new(), None);
        loop {
            let page = self
                .client
                .query()
                .table_name(&self.table)
                .key_condition_expression("pk = :pk")
                .set_projection_expression(attributes.map(str::to_owned))
                .expression_attribute_values(":pk", text(pk.clone()))
                .consistent_read(true)
                .set_exclusive_start_key(after)
                .send()
                .await
                .map_err(|error| StoreError::from_sdk(&error))?;
            items.extend(page.items.unwrap_or_default());
            after = page.last_evaluated_key;
            if after.is_none() {
                return Ok(items);
            }
        }
    }
}
