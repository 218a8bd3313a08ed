//! Messages on a ticket, in two lanes. They lie beside the ticket and move nothing: whoever moves the
//! ticket at the same time, the sweeper too, is not in their way.

use crate::audit::{Access, Head, Record, What};
use crate::dossier::Dossier;
use crate::error::{CommitError, StoreError};
use crate::item::{Item, number, pack, text, unpack};
use crate::not_over::unless_over;
use crate::once::{Once, OnceAnswer};
use crate::outbox::{self, Subject};
use crate::tickets::Committed;
use crate::transaction::{Part, Transaction};
use crate::{Store, keys};
use aws_sdk_dynamodb::types::Update;
use aws_sdk_dynamodb::types::builders::UpdateBuilder;
use chrono::{DateTime, Utc};
use portal_core::actor::Role;
use portal_core::code_list;
use portal_core::identity::{FileId, TicketId, UserId};
use portal_core::notice::{Audience, Notice, NoticeKind};
use portal_core::share::Share;
use portal_core::text::Text;
use portal_core::ticket::Ticket;
use serde::{Deserialize, Serialize};

code_list! {
    /// Who reads a message, and who may write one beside it.
    pub enum Lane {
        Parties = "parties", "Both parties and HFS";
        Hfs = "hfs", "HFS only";
    }
}

impl Lane {
    /// Whether this part reads and writes in it.
    pub const fn is_open_to(self, role: Role) -> bool {
        match (self, role) {
            (Self::Parties, Role::Provider | Role::Mco | Role::Hfs) | (Self::Hfs, Role::Hfs) => true,
            (Self::Hfs, Role::Provider | Role::Mco) | (Self::Parties | Self::Hfs, Role::Machine) => false,
        }
    }
}

/// What a message says.
pub type MessageText = Text<4000>;

/// What someone wrote; may hold health information. Its `Debug` shows none: the text's own does not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Its key: a UUID v7, so that messages sort as they were written.
    pub id: String,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// In which part.
    pub by: Role,
    /// By whom; for the record, never for the other side.
    pub user: UserId,
    /// In which lane.
    pub lane: Lane,
    /// What.
    pub text: MessageText,
    /// The files of the ticket that it points to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileId>,
}

/// The messages of a ticket, oldest first. There is no way to one but through a reader's part: nobody
/// can forget to leave out what a reader may not see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Messages(Vec<Message>);

impl Messages {
    /// Those in the lanes that are open to this part.
    pub fn seen_by(&self, reader: Role) -> impl Iterator<Item = &Message> {
        self.0.iter().filter(move |message| message.lane.is_open_to(reader))
    }

    /// Whether a side has written as many as its share of the ticket holds, whichever lane they lie in.
    pub fn are_full(&self, side: Role) -> bool {
        let written = self.0.iter().filter(|message| message.by == side).count();
        written >= usize::from(Share::of(side).messages)
    }

    /// Those written up to an instant.
    pub(crate) fn until(&self, instant: DateTime<Utc>) -> Self {
        Self(self.0.iter().filter(|message| message.at <= instant).cloned().collect())
    }

    pub(crate) fn take_in(&mut self, item: &Item) -> Result<(), StoreError> {
        self.0.push(unpack(item, "body")?);
        Ok(())
    }
}

/// The letters that tell of a message: to everyone it is open to but whoever wrote it. HFS is told of
/// its own lane, since its staff share one address.
fn letters(ticket: &Ticket, message: &Message) -> Vec<Notice> {
    let told = match (message.lane, message.by) {
        (Lane::Hfs, _) => vec![Audience::Hfs],
        (Lane::Parties, Role::Provider) => vec![Audience::Mco, Audience::Hfs],
        (Lane::Parties, Role::Mco) => vec![Audience::Provider, Audience::Hfs],
        (Lane::Parties, Role::Hfs | Role::Machine) => vec![Audience::Provider, Audience::Mco],
    };
    // The MCO knows of a ticket from its presentation on.
    let knows = |audience: &Audience| *audience != Audience::Mco || ticket.presented;
    told.into_iter().filter(knows).map(|audience| Notice::new(NoticeKind::Message, audience)).collect()
}

impl Store {
    /// Writes a message on a ticket that is not over: message, place on the ticket, idempotency record,
    /// letters and the entry on record, after a head, in one transaction; in one more each time that
    /// somebody else was put on record first. Answers with the message's key.
    ///
    /// # Errors
    /// When nothing was written, and why: `Stale` where the ticket has ended, or the side has no place for
    /// it any more, since it was read; `MembershipGone` where its writer does not act for the provider any more.
    pub async fn write_message(
        &self,
        before: &Dossier,
        message: &Message,
        (request_id, head): (&str, Head),
        once: Option<&Once>,
    ) -> Result<Committed<String>, CommitError> {
        let of = Record::Ticket(before.ticket.id.clone());
        let write = |head: &Head| self.writing(before, message, (request_id, head), once);
        self.commit_on_record((&of, &message.id), head, once, write).await
    }

    /// The transaction, and what tells this try from the next.
    fn writing(
        &self,
        before: &Dossier,
        message: &Message,
        (request_id, head): (&str, &Head),
        once: Option<&Once>,
    ) -> Result<Transaction, StoreError> {
        let ticket = &before.ticket;
        let mut transaction = Transaction::default();
        transaction.once(self, once, &OnceAnswer::Json(message.id.clone()), message.at)?;
        transaction.update(self.place_for_message(&ticket.id, message.by), Part::Version)?;
        let provider = &ticket.opening.provider.medicaid_id;
        self.require_membership(&mut transaction, (message.by, &message.user), provider)?;
        let item = Item::from([
            ("pk".to_owned(), text(keys::ticket(&ticket.id))),
            ("sk".to_owned(), text(keys::message(&message.id))),
            ("body".to_owned(), pack(message)?),
        ]);
        transaction.insert(self, item, Part::Free)?;
        let subject = Subject::ticket(ticket, before.filed_by(), before.submission.contact.email.as_ref());
        let pk = keys::notice_of_message(&ticket.id, &message.id);
        if let Some(owed) = outbox::owed(&subject, &letters(ticket, message), pk, message.at)? {
            transaction.insert(self, owed, Part::Free)?;
        }
        let access = Access {
            user: &message.user,
            role: message.by,
            of: Record::Ticket(ticket.id.clone()),
            what: What::Message,
            at: message.at,
            request_id,
            reason: None,
        };
        self.record_in(&mut transaction, &access, head)?;
        Ok(transaction)
    }

    /// A place of a side on the header, whose version stays: a move made from what was read before stands.
    fn place_for_message(&self, ticket: &TicketId, side: Role) -> UpdateBuilder {
        let update = Update::builder()
            .table_name(&self.table)
            .key("pk", text(keys::ticket(ticket)))
            .key("sk", text(keys::TICKET))
            .update_expression("SET #messages = if_not_exists(#messages, :none) + :one")
            .expression_attribute_names("#messages", format!("messages_{}", side.code()))
            .expression_attribute_values(":none", number(0))
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":most", number(u64::from(Share::of(side).messages)));
        let place = "attribute_exists(pk) AND (attribute_not_exists(#messages) OR #messages < :most)";
        unless_over(update, place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(by: Role, lane: Lane) -> Message {
        Message {
            id: format!("{}-{}", by.code(), lane.code()),
            at: "2026-11-24T18:00:00Z".parse().unwrap(),
            by,
            user: "someone".parse().unwrap(),
            lane,
            text: "Which day was not covered?".parse().unwrap(),
            files: Vec::new(),
        }
    }

    #[test]
    fn what_hfs_writes_for_itself_nobody_else_reads() {
        let both = Messages(vec![message(Role::Hfs, Lane::Parties), message(Role::Hfs, Lane::Hfs)]);
        let seen = |role| both.seen_by(role).map(|message| message.lane).collect::<Vec<_>>();
        assert_eq!(seen(Role::Hfs), [Lane::Parties, Lane::Hfs]);
        assert_eq!(seen(Role::Provider), [Lane::Parties]);
        assert_eq!(seen(Role::Mco), [Lane::Parties]);
        assert_eq!(seen(Role::Machine), []);
    }

    #[test]
    fn a_message_shows_no_text_in_debug() {
        assert!(!format!("{:?}", message(Role::Mco, Lane::Parties)).contains("covered"));
    }
}
