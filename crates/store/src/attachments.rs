//! Files on a ticket: a slot that someone opened, and where its file stands. They lie beside the ticket
//! and move nothing; they are read with it, in one query.
//!
//! How much room a side has left follows from its own files, as the ticket's one query reads them: a slot
//! that nobody used in time, or whose file was refused, takes none. That it still does when the slot is
//! written is held by the side's count on the header, which each of its new slots moves on by one.

use crate::audit::{Access, Head, Record, What};
use crate::dossier::Dossier;
use crate::error::{CommitError, StoreError};
use crate::item::{Item, number, pack, read, read_id, read_text, text, unpack};
use crate::messages::Lane;
use crate::not_over::unless_over;
use crate::once::{Once, OnceAnswer};
use crate::tickets::Committed;
use crate::transaction::{Part, Transaction};
use crate::{Store, keys};
use aws_sdk_dynamodb::types::Update;
use aws_sdk_dynamodb::types::builders::UpdateBuilder;
use chrono::{DateTime, TimeDelta, Utc};
use portal_core::actor::Role;
use portal_core::attachment::{FileKind, FileRefusal, FileStatus, Taken};
use portal_core::identity::{FileDigest, FileId, FileName, TicketId, UserId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How long after a slot closed its file may still be on the way to being checked.
const ON_ITS_WAY: TimeDelta = TimeDelta::minutes(15);

/// How long after it closed a slot that nobody used is kept.
const KEPT_UNUSED: TimeDelta = TimeDelta::days(1);

const ATTACHMENTS: &str = "attachments/";

/// Size and SHA-256 of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    /// In bytes.
    pub size: u64,
    /// In hex.
    pub sha256: FileDigest,
}

/// What is known of a file before it has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Said {
    /// All of it, by a program: the file is held to that.
    Measured(Measure),
    /// Nothing: a browser without a script cannot tell.
    Nothing {
        /// So many bytes may come; as many are kept for it until it has.
        most: u64,
    },
}

/// A slot for one file on a ticket. Its `Debug` shows neither name nor digest: their own does not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileSlot {
    /// Key: a UUID v7, so that files sort as they were announced.
    pub id: FileId,
    /// What its sender calls it.
    pub name: FileName,
    /// The kind that the name claims.
    pub kind: FileKind,
    /// What was said of it.
    #[serde(flatten)]
    pub said: Said,
    /// In which part it was put there.
    pub by: Role,
    /// By whom; for the record, never for the other side.
    pub user: UserId,
    /// Who may see it.
    pub lane: Lane,
    /// When the slot was opened.
    pub at: DateTime<Utc>,
    /// Until when the file may be posted.
    pub closes_at: DateTime<Utc>,
}

impl FileSlot {
    /// Whether nothing can come of it any more, if nothing has yet.
    pub fn is_over(&self, now: DateTime<Utc>) -> bool {
        now > self.closes_at + ON_ITS_WAY
    }

    /// Where its file lies in the bucket.
    pub fn object_key(&self, ticket: &TicketId) -> String {
        format!("{ATTACHMENTS}{ticket}/{}", self.id)
    }
}

/// The ticket and the file whose bytes lie at a key.
pub fn attachment_at(key: &str) -> Option<(TicketId, FileId)> {
    let (ticket, file) = key.strip_prefix(ATTACHMENTS)?.split_once('/')?;
    Some((ticket.parse().ok()?, file.parse().ok()?))
}

/// A file on a ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its slot.
    pub slot: FileSlot,
    /// Where it stands.
    pub status: FileStatus,
    /// Why it was refused, if it was.
    pub refusal: Option<FileRefusal>,
    /// Which version of the object was checked: no other is handed out.
    pub version: Option<String>,
    /// What was measured of that version, where nothing had been said of it.
    pub found: Option<Measure>,
}

impl Attachment {
    pub(crate) fn of_item(item: &Item) -> Result<Self, StoreError> {
        let status: FileStatus = read_id(item, "status")?;
        let refusal = if status == FileStatus::Refused { Some(read_id(item, "refusal")?) } else { None };
        Ok(Self {
            slot: unpack(item, "body")?,
            status,
            refusal,
            version: read_text(item, "object_version").ok(),
            found: if item.contains_key("sha256") {
                Some(Measure { size: read(item, "size")?, sha256: read_id(item, "sha256")? })
            } else {
                None
            },
        })
    }

    /// Its size and SHA-256, as was said or as they were found to be; none of a file that nothing was said
    /// of and that has not come yet.
    pub const fn measure(&self) -> Option<&Measure> {
        match &self.slot.said {
            Said::Measured(measure) => Some(measure),
            Said::Nothing { .. } => self.found.as_ref(),
        }
    }

    /// How many bytes of its side's share it takes up, or may come to.
    fn room(&self) -> u64 {
        match (&self.slot.said, &self.found) {
            (Said::Measured(measure), _) | (Said::Nothing { .. }, Some(measure)) => measure.size,
            (Said::Nothing { most }, None) => *most,
        }
    }

    /// Whether it takes up room on its ticket.
    fn counts(&self, now: DateTime<Utc>) -> bool {
        match self.status {
            FileStatus::Waiting => !self.slot.is_over(now),
            FileStatus::Refused => false,
            FileStatus::Quarantined | FileStatus::Clean | FileStatus::Infected | FileStatus::Unscanned => {
                true
            }
        }
    }

    /// Whether it can be pointed to as something that its side has put on the ticket.
    pub fn can_be_cited(&self, now: DateTime<Utc>) -> bool {
        self.counts(now) && self.status != FileStatus::Infected
    }
}

/// The files of a ticket, oldest first. There is no way to one but through a reader's part: nobody can
/// forget to leave out what a reader may not see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attachments {
    files: Vec<Attachment>,
    slots: BTreeMap<Role, u64>,
}

impl Attachments {
    /// Those in the lanes that are open to this part.
    pub fn seen_by(&self, reader: Role) -> impl Iterator<Item = &Attachment> {
        self.files.iter().filter(move |file| file.slot.lane.is_open_to(reader))
    }

    /// One of them.
    pub fn find(&self, id: &FileId, reader: Role) -> Option<&Attachment> {
        self.seen_by(reader).find(|file| file.slot.id == *id)
    }

    /// What a side's take up on the ticket, whichever lane they lie in.
    pub fn taken(&self, side: Role, now: DateTime<Utc>) -> Taken {
        let counted = || self.files.iter().filter(|file| file.slot.by == side && file.counts(now));
        Taken {
            files: counted().count(),
            bytes: counted().map(Attachment::room).sum(),
            slots: self.slots_of(side),
        }
    }

    fn slots_of(&self, side: Role) -> u64 {
        self.slots.get(&side).copied().unwrap_or(0)
    }

    /// Those announced up to an instant.
    pub(crate) fn until(&self, instant: DateTime<Utc>) -> Self {
        let files = self.files.iter().filter(|file| file.slot.at <= instant).cloned().collect();
        Self { files, slots: self.slots.clone() }
    }

    pub(crate) fn take_in(&mut self, item: &Item) -> Result<(), StoreError> {
        self.files.push(Attachment::of_item(item)?);
        Ok(())
    }

    /// The header's counts of slots, one of each side that has opened any.
    pub(crate) fn take_in_header(&mut self, header: &Item) -> Result<(), StoreError> {
        for side in Role::ALL {
            let count = slots_counted(*side);
            if header.contains_key(count) {
                self.slots.insert(*side, read(header, count)?);
            }
        }
        Ok(())
    }
}

/// The header's attribute in which the slots of a side are counted.
const fn slots_counted(side: Role) -> &'static str {
    match side {
        Role::Provider => "file_slots_provider",
        Role::Mco => "file_slots_mco",
        Role::Hfs => "file_slots_hfs",
        // It has no share of a ticket.
        Role::Machine => "file_slots_machine",
    }
}

impl Store {
    /// Opens a slot for a file on a ticket: slot, count of slots, idempotency record and the entry on
    /// record, after a head, in one transaction; in one more each time that somebody else was put on record
    /// first. Answers with the file's key.
    ///
    /// # Errors
    /// When nothing was written, and why: `Stale` where another slot was opened by the same side since the
    /// ticket was read, or the ticket has ended, which it may for HFS; `MembershipGone` where whoever opens it
    /// does not act for the provider any more.
    pub async fn open_file_slot(
        &self,
        before: &Dossier,
        slot: &FileSlot,
        (request_id, head): (&str, Head),
        once: Option<&Once>,
    ) -> Result<Committed<String>, CommitError> {
        let of = Record::Ticket(before.ticket.id.clone());
        let write = |head: &Head| self.slot_opened(before, slot, (request_id, head), once);
        self.commit_on_record((&of, slot.id.as_str()), head, once, write).await
    }

    /// The transaction, and what tells this try from the next.
    fn slot_opened(
        &self,
        before: &Dossier,
        slot: &FileSlot,
        (request_id, head): (&str, &Head),
        once: Option<&Once>,
    ) -> Result<Transaction, StoreError> {
        let ticket = &before.ticket.id;
        let mut transaction = Transaction::default();
        transaction.once(self, once, &OnceAnswer::Json(slot.id.as_str().to_owned()), slot.at)?;
        transaction.update(self.one_slot_more(before, slot), Part::Version)?;
        let provider = &before.ticket.opening.provider.medicaid_id;
        self.require_membership(&mut transaction, (slot.by, &slot.user), provider)?;
        let item = Item::from([
            ("pk".to_owned(), text(keys::ticket(ticket))),
            ("sk".to_owned(), text(keys::file(&slot.id))),
            ("status".to_owned(), text(FileStatus::Waiting.code())),
            ("body".to_owned(), pack(slot)?),
            ("expires".to_owned(), number((slot.closes_at + KEPT_UNUSED).timestamp().unsigned_abs())),
        ]);
        transaction.insert(self, item, Part::Free)?;
        let access = Access {
            user: &slot.user,
            role: slot.by,
            of: Record::Ticket(ticket.clone()),
            what: What::File,
            at: slot.at,
            request_id,
            reason: None,
        };
        self.record_in(&mut transaction, &access, head)?;
        Ok(transaction)
    }

    /// The header's version stays: a move made from what was read before stands.
    fn one_slot_more(&self, before: &Dossier, slot: &FileSlot) -> UpdateBuilder {
        let seen = before.attachments.slots_of(slot.by);
        let unmoved = if seen == 0 { "attribute_not_exists(#slots)" } else { "#slots = :seen" };
        let mut update = Update::builder()
            .table_name(&self.table)
            .key("pk", text(keys::ticket(&before.ticket.id)))
            .key("sk", text(keys::TICKET))
            .update_expression("SET #slots = :next")
            .expression_attribute_names("#slots", slots_counted(slot.by))
            .expression_attribute_values(":next", number(seen + 1));
        let condition = format!("attribute_exists(pk) AND {unmoved}");
        if seen > 0 {
            update = update.expression_attribute_values(":seen", number(seen));
        }
        if slot.by == Role::Hfs {
            update.condition_expression(condition)
        } else {
            unless_over(update, &condition)
        }
    }
}
