//! Tickets: filed and moved. Each write is one transaction.

use crate::attachments::Attachments;
use crate::audit::Record;
use crate::dossier::Dossier;
use crate::drafts::filed_item;
use crate::error::{CommitError, StoreError};
use crate::export::of_the_day;
use crate::guard;
use crate::item::{Item, attribute, number, pack, text};
use crate::lists::Summary;
use crate::memberships::Membership;
use crate::messages::Messages;
use crate::once::{Once, OnceAnswer};
use crate::outbox::{self, Subject};
use crate::queues;
use crate::seen::Seen;
use crate::transaction::{Outcome, Part, Transaction};
use crate::{Store, keys};
use aws_sdk_dynamodb::types::{AttributeValue, Update};
use chrono::{DateTime, Utc};
use portal_core::actor::Role;
use portal_core::chicago::day_of;
use portal_core::claim::Claim;
use portal_core::decide::Change;
use portal_core::identity::DraftId;
use portal_core::submission::Submission;
use portal_core::ticket::Ticket;

/// A write that was made, now or before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Committed<T> {
    /// Made now.
    Fresh(T),
    /// Made before, by the same request: the first answer.
    Replayed(T),
}

impl<T> Committed<T> {
    /// What was made, whenever.
    pub fn into_inner(self) -> T {
        match self {
            Self::Fresh(made) | Self::Replayed(made) => made,
        }
    }
}

/// The attributes of the header that follow the ticket's state: all of them, with `None` for those
/// that the state does without, which an update removes.
fn standing(ticket: &Ticket) -> Result<Vec<(&'static str, Option<AttributeValue>)>, StoreError> {
    let id = ticket.id.as_str();
    let desk = ticket.desk().map(|desk| text(keys::desk(&desk)));
    let urgency = ticket.due().map_or(ticket.filed_at, |due| due.deadline.passes_at);
    Ok(vec![
        ("version", Some(number(ticket.version))),
        ("summary", Some(attribute(&Summary::of(ticket))?)),
        ("desk_sk", desk.as_ref().map(|_| text(keys::at(urgency, id)))),
        ("desk_pk", desk),
        ("due_pk", ticket.wakes_at.map(|_| text(keys::due_tickets(keys::shard(id))))),
        ("due_sk", ticket.wakes_at.map(|at| text(keys::at(at, id)))),
    ])
}

/// The key of the `plan` index, from the day of presentation on.
fn plan(ticket: &Ticket, change: &Change) -> Option<(AttributeValue, AttributeValue)> {
    let presented = change.entries.iter().find(|entry| entry.event.name() == "presented")?;
    let month = day_of(presented.at).format("%Y-%m").to_string();
    let mco = ticket.opening.mco.as_ref()?;
    Some((text(keys::plan(mco, &month)), text(keys::at(presented.at, ticket.id.as_str()))))
}

/// The item of what happened; found in the record of the day on which it is written, for the record of the day
/// on which it happened may have left already.
fn event_item(change: &Change, written: DateTime<Utc>) -> Result<Option<Item>, StoreError> {
    let Some(first) = change.entries.first() else { return Ok(None) };
    let (ticket, sk) = (&change.ticket.id, keys::event(first.seq));
    let mut item = Item::from([
        ("pk".to_owned(), text(keys::ticket(ticket))),
        ("sk".to_owned(), text(sk.clone())),
        ("entries".to_owned(), pack(&change.entries)?),
    ]);
    item.extend(of_the_day(written, &Record::Ticket(ticket.clone()), &sk));
    Ok(Some(item))
}

impl Store {
    /// Files a ticket: header, filing, first events, guards, membership, upload, idempotency and outbox
    /// in one transaction.
    ///
    /// # Errors
    /// When nothing was written, and why.
    pub async fn file_ticket(
        &self,
        change: &Change,
        submission: &Submission,
        claims: &[Claim],
        membership: &Membership,
        once: Option<&Once>,
    ) -> Result<Committed<Dossier>, CommitError> {
        self.file_draft(change, submission, claims, membership, once, None).await
    }

    /// The same, from a draft of whoever files it: with the ticket there, the draft is gone, and leads to it.
    ///
    /// # Errors
    /// When nothing was written, and why.
    pub async fn file_draft(
        &self,
        change: &Change,
        submission: &Submission,
        claims: &[Claim],
        membership: &Membership,
        once: Option<&Once>,
        draft: Option<&DraftId>,
    ) -> Result<Committed<Dossier>, CommitError> {
        let mut transaction = self.filing(change, submission, claims, membership, once)?;
        let ticket = &change.ticket;
        if let Some(draft) = draft {
            transaction.put(self, filed_item(&membership.user, draft, &ticket.id, ticket.filed_at))?;
        }
        let filed = Dossier {
            ticket: ticket.clone(),
            submission: submission.clone(),
            claims: claims.to_vec(),
            entries: change.entries.clone(),
            messages: Messages::default(),
            seen: Seen::default(),
            attachments: Attachments::default(),
        };
        self.settle(transaction, filed, once).await
    }

    fn filing(
        &self,
        change: &Change,
        submission: &Submission,
        claims: &[Claim],
        membership: &Membership,
        once: Option<&Once>,
    ) -> Result<Transaction, StoreError> {
        let ticket = &change.ticket;
        let now = ticket.filed_at;
        let mut transaction = Transaction::default();
        transaction.once(self, once, &OnceAnswer::Ticket(ticket.id.clone(), ticket.version), now)?;
        let provider = &ticket.opening.provider.medicaid_id;
        let mut header = Item::from([
            ("pk".to_owned(), text(keys::ticket(&ticket.id))),
            ("sk".to_owned(), text(keys::TICKET)),
            ("owner_pk".to_owned(), text(keys::provider(provider))),
            ("owner_sk".to_owned(), text(keys::at(now, ticket.id.as_str()))),
        ]);
        header.extend(
            standing(ticket)?.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))),
        );
        if let Some((pk, sk)) = plan(ticket, change) {
            header.extend([("plan_pk".to_owned(), pk), ("plan_sk".to_owned(), sk)]);
        }
        transaction.insert(self, header, Part::Version)?;
        let filing = Item::from([
            ("pk".to_owned(), text(keys::ticket(&ticket.id))),
            ("sk".to_owned(), text(keys::FILING)),
            ("body".to_owned(), pack(&(submission, claims))?),
        ]);
        transaction.insert(self, filing, Part::Free)?;
        let number = Item::from([
            ("pk".to_owned(), text(keys::number(&ticket.number))),
            ("sk".to_owned(), text(keys::NUMBER)),
            ("ticket".to_owned(), text(ticket.id.as_str())),
        ]);
        transaction.insert(self, number, Part::Free)?;
        queues::follow(&mut transaction, self, None, ticket)?;
        if let Some(events) = event_item(change, now)? {
            transaction.insert(self, events, Part::Free)?;
        }
        // R1: a membership revoked a moment ago files nothing any more.
        self.require_membership(&mut transaction, (Role::Provider, &membership.user), provider)?;
        let open = !ticket.state.name().is_terminal();
        if let (true, Some(mco)) = (open, &ticket.opening.mco) {
            guard::take(
                &mut transaction,
                self,
                (provider, mco),
                &submission.duplicate_keys(claims),
                &ticket.id,
            )?;
        }
        if let Some(upload) = &submission.upload_id {
            let also = ", filed_as = :ticket, summary.ticket_id = :ticket";
            let spent = self.upload_filed(upload, &membership.user, also);
            let spent = spent.expression_attribute_values(":ticket", text(ticket.id.as_str()));
            transaction.update(spent, Part::Upload)?;
        }
        let address = submission.contact.email.as_ref().or(membership.email.as_ref());
        let subject = Subject::ticket(ticket, Some(&membership.user), address);
        if let Some(owed) = outbox::item(&subject, &change.notices, ticket.version, now)? {
            transaction.insert(self, owed, Part::Free)?;
        }
        Ok(transaction)
    }

    /// Commits what `decide` changed on a ticket, if nobody else moved it since `before` was read, and
    /// whoever moves it for a provider still acts for it.
    ///
    /// # Errors
    /// When nothing was written, and why.
    pub async fn commit(
        &self,
        before: &Dossier,
        change: &Change,
        once: Option<&Once>,
    ) -> Result<Committed<Dossier>, CommitError> {
        let Some(last) = change.entries.last() else { return Ok(Committed::Fresh(before.clone())) };
        self.commit_written(before, change, last.at, once).await
    }

    /// The same of what happened some time before `written`, the instant at which it is written down: a
    /// schedule's event may come late, or again.
    ///
    /// # Errors
    /// When nothing was written, and why.
    pub async fn commit_written(
        &self,
        before: &Dossier,
        change: &Change,
        written: DateTime<Utc>,
        once: Option<&Once>,
    ) -> Result<Committed<Dossier>, CommitError> {
        let Some(last) = change.entries.last() else { return Ok(Committed::Fresh(before.clone())) };
        let (ticket, now) = (&change.ticket, last.at);
        let mut transaction = Transaction::default();
        transaction.once(self, once, &OnceAnswer::Ticket(ticket.id.clone(), ticket.version), now)?;
        transaction.update(self.header_update(before, change)?, Part::Version)?;
        if let Some(user) = &last.by.user {
            let provider = &ticket.opening.provider.medicaid_id;
            self.require_membership(&mut transaction, (last.by.role, user), provider)?;
        }
        if let Some(events) = event_item(change, written)? {
            transaction.insert(self, events, Part::Free)?;
        }
        queues::follow(&mut transaction, self, Some(&before.ticket), ticket)?;
        let ended = ticket.state.name().is_terminal();
        if let (true, Some(mco)) = (ended, &ticket.opening.mco) {
            let keys = before.submission.duplicate_keys(&before.claims);
            guard::release(&mut transaction, self, (&ticket.opening.provider.medicaid_id, mco), &keys)?;
        }
        let subject = Subject::ticket(ticket, before.filed_by(), before.submission.contact.email.as_ref());
        if let Some(owed) = outbox::item(&subject, &change.notices, ticket.version, now)? {
            transaction.insert(self, owed, Part::Free)?;
        }
        self.settle(transaction, before.after(change), once).await
    }

    /// Commits, and answers with what was made: now, or before by the same request.
    async fn settle(
        &self,
        transaction: Transaction,
        made: Dossier,
        once: Option<&Once>,
    ) -> Result<Committed<Dossier>, CommitError> {
        match transaction.commit(self, once).await? {
            Outcome::Done => Ok(Committed::Fresh(made)),
            Outcome::Before(answer) => self.first_answer(&answer).await.map(Committed::Replayed),
        }
    }

    /// By expression, and only what follows the state: an attribute that a newer release wrote stays.
    fn header_update(
        &self,
        before: &Dossier,
        change: &Change,
    ) -> Result<aws_sdk_dynamodb::types::builders::UpdateBuilder, StoreError> {
        let mut update = Update::builder()
            .table_name(&self.table)
            .key("pk", text(keys::ticket(&change.ticket.id)))
            .key("sk", text(keys::TICKET))
            .condition_expression("#version = :before")
            .expression_attribute_values(":before", number(before.ticket.version));
        let (mut sets, mut removed) = (Vec::new(), Vec::new());
        let mut attributes = standing(&change.ticket)?;
        if let Some((pk, sk)) = plan(&change.ticket, change) {
            attributes.extend([("plan_pk", Some(pk)), ("plan_sk", Some(sk))]);
        }
        for (name, value) in attributes {
            update = update.expression_attribute_names(format!("#{name}"), name);
            match value {
                Some(value) => {
                    update = update.expression_attribute_values(format!(":{name}"), value);
                    sets.push(format!("#{name} = :{name}"));
                }
                None => removed.push(format!("#{name}")),
            }
        }
        let mut expression = format!("SET {}", sets.join(", "));
        if !removed.is_empty() {
            expression.push_str(&format!(" REMOVE {}", removed.join(", ")));
        }
        Ok(update.update_expression(expression))
    }

    /// The answer that the same request was given before, made again from the timeline.
    ///
    /// # Errors
    /// When it cannot be made.
    pub async fn first_answer(&self, answer: &OnceAnswer) -> Result<Dossier, CommitError> {
        let OnceAnswer::Ticket(id, version) = answer else { return Err(CommitError::KeyReused) };
        let dossier = self.dossier(id).await?.ok_or(StoreError::Corrupt("an idempotency record"))?;
        Ok(dossier.as_of(*version)?)
    }
}
