//! Drafts: a ticket that someone is writing, kept step by step, whatever was typed. It is its writer's
//! alone, and over once it is filed: in its place stays, for a while, which ticket it became.

use crate::error::{CommitError, StoreError};
use crate::item::{Item, attribute, pack, read, read_id, read_text, text, unpack};
use crate::once::{Once, OnceAnswer};
use crate::transaction::{Outcome, Part, Transaction};
use crate::{Store, keys};
use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, TimeDelta, Utc};
use portal_core::identity::{DraftId, TicketId, UserId};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// How long a draft is kept after it was last saved.
const KEPT: TimeDelta = TimeDelta::days(30);

/// How long it is known which ticket a draft became: over a weekend, for whoever goes back to it.
const FILED_KEPT: TimeDelta = TimeDelta::days(3);

/// Of a draft that was filed, the ticket; then the item has nothing else.
const FILED_AS: &str = "filed_as";

/// It is there, and has not become a ticket.
const BEING_WRITTEN: &str = "attribute_exists(pk) AND attribute_not_exists(filed_as)";

/// How many drafts a person may keep.
pub const MOST_DRAFTS: usize = 20;

/// One attribute a step, so that two windows on one draft never undo each other's steps.
const STEPS: [(u8, &str); 4] = [(1, "step_1"), (2, "step_2"), (3, "step_3"), (4, "step_4")];

/// A draft.
#[derive(Clone, PartialEq, Eq)]
pub struct Draft {
    /// Key.
    pub id: DraftId,
    /// The key under which it is filed, so that it is filed once.
    pub form_key: String,
    /// The ticket that it was begun from.
    pub from: Option<TicketId>,
    /// What was typed, by the steps that were saved.
    pub steps: BTreeMap<u8, Map<String, Value>>,
    /// When it was last saved.
    pub updated_at: DateTime<Utc>,
}

impl std::fmt::Debug for Draft {
    /// What was typed is health information.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Draft({}, {} steps)", self.id, self.steps.len())
    }
}

/// What there is of a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DraftOrTicket {
    /// It is being written.
    Draft(Draft),
    /// This ticket was filed from it.
    Ticket(TicketId),
}

/// What a write to a draft met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DraftWas {
    /// The draft: it is written.
    Open,
    /// This ticket, which was filed from it.
    Filed(TicketId),
    /// Nothing: it was discarded, has expired, never was, or is another's.
    NotThere,
}

/// What stays of a draft that was filed. Nothing that was typed does: the ticket has it.
pub(crate) fn filed_item(user: &UserId, id: &DraftId, ticket: &TicketId, now: DateTime<Utc>) -> Item {
    Item::from([
        ("pk".to_owned(), text(keys::drafts(user))),
        ("sk".to_owned(), text(keys::draft(id))),
        (FILED_AS.to_owned(), text(ticket.as_str())),
        ("expires".to_owned(), until(now + FILED_KEPT)),
    ])
}

fn is_open(item: &Item) -> bool {
    !item.contains_key(FILED_AS)
}

impl Draft {
    /// Everything typed, as a ticket's body.
    pub fn fields(&self) -> Map<String, Value> {
        self.steps.values().flat_map(Map::clone).collect()
    }

    fn item(&self, user: &UserId) -> Result<Item, StoreError> {
        let mut item = Item::from([
            ("pk".to_owned(), text(keys::drafts(user))),
            ("sk".to_owned(), text(keys::draft(&self.id))),
            ("id".to_owned(), text(self.id.as_str())),
            ("form_key".to_owned(), text(&self.form_key)),
            ("updated_at".to_owned(), attribute(&self.updated_at)?),
            ("expires".to_owned(), until(self.updated_at + KEPT)),
        ]);
        if let Some(from) = &self.from {
            item.insert("from".to_owned(), text(from.as_str()));
        }
        for (number, name) in STEPS {
            if let Some(fields) = self.steps.get(&number) {
                item.insert(name.to_owned(), pack(fields)?);
            }
        }
        Ok(item)
    }

    fn of_item(item: &Item) -> Result<Self, StoreError> {
        let mut steps = BTreeMap::new();
        for (number, name) in STEPS {
            if item.contains_key(name) {
                steps.insert(number, unpack(item, name)?);
            }
        }
        Ok(Self {
            id: read_id(item, "id")?,
            form_key: read_text(item, "form_key")?,
            from: if item.contains_key("from") { Some(read_id(item, "from")?) } else { None },
            steps,
            updated_at: read(item, "updated_at")?,
        })
    }
}

fn until(instant: DateTime<Utc>) -> AttributeValue {
    AttributeValue::N(instant.timestamp().to_string())
}

impl Store {
    /// A person's drafts, the one last saved first.
    ///
    /// # Errors
    /// When the table fails or an item does not read.
    pub async fn drafts(&self, user: &UserId) -> Result<Vec<Draft>, StoreError> {
        let items = self.partition(keys::drafts(user)).await?;
        let open = items.iter().filter(|item| is_open(item));
        let mut drafts = open.map(Draft::of_item).collect::<Result<Vec<_>, _>>()?;
        drafts.sort_by_key(|draft| std::cmp::Reverse(draft.updated_at));
        Ok(drafts)
    }

    /// How many drafts a person has.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn count_drafts(&self, user: &UserId) -> Result<usize, StoreError> {
        let items = self.partition_of(keys::drafts(user), Some("pk, filed_as")).await?;
        Ok(items.iter().filter(|item| is_open(item)).count())
    }

    /// A draft of this person; another's is none.
    ///
    /// # Errors
    /// When the table fails or the item does not read.
    pub async fn draft(&self, user: &UserId, id: &DraftId) -> Result<Option<Draft>, StoreError> {
        Ok(match self.draft_or_ticket(user, id).await? {
            Some(DraftOrTicket::Draft(draft)) => Some(draft),
            Some(DraftOrTicket::Ticket(_)) | None => None,
        })
    }

    /// A draft of this person, or the ticket that it became.
    ///
    /// # Errors
    /// When the table fails or the item does not read.
    pub async fn draft_or_ticket(
        &self,
        user: &UserId,
        id: &DraftId,
    ) -> Result<Option<DraftOrTicket>, StoreError> {
        let Some(item) = self.item(keys::drafts(user), &keys::draft(id)).await? else { return Ok(None) };
        Ok(Some(if is_open(&item) {
            DraftOrTicket::Draft(Draft::of_item(&item)?)
        } else {
            DraftOrTicket::Ticket(read_id(&item, FILED_AS)?)
        }))
    }

    /// What a write met that did not find the draft.
    async fn met(&self, user: &UserId, id: &DraftId) -> Result<DraftWas, StoreError> {
        Ok(match self.draft_or_ticket(user, id).await? {
            Some(DraftOrTicket::Ticket(ticket)) => DraftWas::Filed(ticket),
            // No draft begins again under a key that was one's.
            Some(DraftOrTicket::Draft(_)) | None => DraftWas::NotThere,
        })
    }

    /// Begins a draft, of an account that is still open; a repeat is told the draft that the first request
    /// began.
    ///
    /// # Errors
    /// When nothing was written, and why.
    pub async fn begin_draft(
        &self,
        user: &UserId,
        draft: &Draft,
        once: Option<&Once>,
    ) -> Result<DraftId, CommitError> {
        let mut transaction = Transaction::default();
        let answer = OnceAnswer::Json(draft.id.as_str().to_owned());
        transaction.once(self, once, &answer, draft.updated_at)?;
        transaction.insert(self, draft.item(user)?, Part::Version)?;
        self.require_presence(&mut transaction, user)?;
        match transaction.commit(self, once).await? {
            Outcome::Done => Ok(draft.id.clone()),
            Outcome::Before(OnceAnswer::Json(id)) => {
                Ok(id.parse().map_err(|_| StoreError::Corrupt("an idempotency record"))?)
            }
            Outcome::Before(OnceAnswer::Ticket(..)) => Err(CommitError::KeyReused),
        }
    }

    /// Saves a step of a draft, the last word counting.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn save_step(
        &self,
        user: &UserId,
        id: &DraftId,
        (number, fields): (u8, &Map<String, Value>),
        now: DateTime<Utc>,
    ) -> Result<DraftWas, StoreError> {
        let (_, step) = STEPS
            .into_iter()
            .find(|(known, _)| *known == number)
            .ok_or(StoreError::Corrupt("a draft's step"))?;
        let saved = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("pk", text(keys::drafts(user)))
            .key("sk", text(keys::draft(id)))
            .update_expression("SET #step = :fields, updated_at = :now, expires = :expires")
            // A draft that was filed or discarded does not rise again.
            .condition_expression(BEING_WRITTEN)
            .expression_attribute_names("#step", step)
            .expression_attribute_values(":fields", pack(fields)?)
            .expression_attribute_values(":now", attribute(&now)?)
            .expression_attribute_values(":expires", until(now + KEPT))
            .send()
            .await;
        match saved {
            Ok(_) => Ok(DraftWas::Open),
            Err(error) => match error.as_service_error() {
                Some(UpdateItemError::ConditionalCheckFailedException(_)) => self.met(user, id).await,
                Some(_) | None => Err(StoreError::from_sdk(&error)),
            },
        }
    }

    /// Throws a draft away; what it became stays.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn discard_draft(&self, user: &UserId, id: &DraftId) -> Result<DraftWas, StoreError> {
        let gone = self
            .client
            .delete_item()
            .table_name(&self.table)
            .key("pk", text(keys::drafts(user)))
            .key("sk", text(keys::draft(id)))
            .condition_expression(BEING_WRITTEN)
            .send()
            .await;
        match gone {
            Ok(_) => Ok(DraftWas::Open),
            Err(error) => match error.as_service_error() {
                Some(DeleteItemError::ConditionalCheckFailedException(_)) => self.met(user, id).await,
                Some(_) | None => Err(StoreError::from_sdk(&error)),
            },
        }
    }
}
