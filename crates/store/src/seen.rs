//! Which messages each side has read, and since when. One item a side on the ticket, one attribute a
//! message: two of a side who open the ticket at once are not in each other's way, and the first of
//! them counts.

use crate::dossier::Dossier;
use crate::error::StoreError;
use crate::item::{Item, read_id, text};
use crate::messages::Message;
use crate::{Store, keys};
use aws_sdk_dynamodb::types::Update;
use aws_sdk_dynamodb::types::builders::UpdateBuilder;
use chrono::{DateTime, SecondsFormat, Utc};
use portal_core::actor::Role;
use portal_core::identity::TicketId;
use std::collections::BTreeMap;

/// Messages that one opening marks as read at the most: an expression has 4 KB. The next opening marks
/// the next ones.
const MOST_AT_ONCE: usize = 100;

/// The attribute of a message, before its key.
const OF_MESSAGE: &str = "m:";

/// That a side has read a message, and when first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Which side.
    pub side: Role,
    /// When.
    pub at: DateTime<Utc>,
}

/// Who has read what on a ticket.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen(BTreeMap<Role, BTreeMap<String, DateTime<Utc>>>);

impl Seen {
    /// Which sides but its writer's have read a message.
    pub fn of(&self, message: &Message) -> Vec<Receipt> {
        let sides = self.0.iter().filter(|(side, _)| **side != message.by && message.lane.is_open_to(**side));
        sides.filter_map(|(side, seen)| Some(Receipt { side: *side, at: *seen.get(&message.id)? })).collect()
    }

    fn has(&self, side: Role, message: &Message) -> bool {
        self.0.get(&side).is_some_and(|seen| seen.contains_key(&message.id))
    }

    /// What was read up to an instant.
    pub(crate) fn until(&self, instant: DateTime<Utc>) -> Self {
        let until = |seen: &BTreeMap<String, DateTime<Utc>>| {
            seen.iter().filter(|(_, at)| **at <= instant).map(|(id, at)| (id.clone(), *at)).collect()
        };
        Self(self.0.iter().map(|(side, seen)| (*side, until(seen))).collect())
    }

    pub(crate) fn take_in(&mut self, item: &Item) -> Result<(), StoreError> {
        let side: Role = read_id(item, "side")?;
        let seen = self.0.entry(side).or_default();
        for (name, value) in item {
            let Some(id) = name.strip_prefix(OF_MESSAGE) else { continue };
            let at = value.as_s().ok().and_then(|at| at.parse().ok());
            seen.insert(id.to_owned(), at.ok_or(StoreError::Corrupt("a receipt"))?);
        }
        Ok(())
    }
}

impl Dossier {
    /// The messages of others that nobody of this side has read yet, as many as one opening marks.
    pub(crate) fn unread_by(&self, side: Role) -> Vec<String> {
        let unread = self.messages.seen_by(side);
        let unread = unread.filter(|message| message.by != side && !self.seen.has(side, message));
        unread.take(MOST_AT_ONCE).map(|message| message.id.clone()).collect()
    }
}

impl Store {
    /// Marks messages as read by a side, as of an instant; what was read before stays as it was.
    pub(crate) fn marked_read(
        &self,
        ticket: &TicketId,
        side: Role,
        messages: &[String],
        at: DateTime<Utc>,
    ) -> UpdateBuilder {
        let mut update = Update::builder()
            .table_name(&self.table)
            .key("pk", text(keys::ticket(ticket)))
            .key("sk", text(keys::seen(side)))
            .expression_attribute_names("#side", "side")
            .expression_attribute_values(":side", text(side.code()))
            .expression_attribute_values(":at", text(at.to_rfc3339_opts(SecondsFormat::Millis, true)));
        let mut sets = vec!["#side=:side".to_owned()];
        for (index, id) in messages.iter().enumerate() {
            update = update.expression_attribute_names(format!("#{index}"), format!("{OF_MESSAGE}{id}"));
            sets.push(format!("#{index}=if_not_exists(#{index},:at)"));
        }
        update.update_expression(format!("SET {}", sets.join(",")))
    }
}
