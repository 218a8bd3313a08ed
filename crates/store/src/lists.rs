//! Lists of tickets: newest first, or most urgent first. A page is one query, and a cursor is a
//! place in the order, so that a page never repeats or skips what did not move.

use crate::error::StoreError;
use crate::item::{Item, read, read_id, read_text, text};
use crate::narrowing::Narrowing;
use crate::place::Place;
use crate::{INDEX_DESK, INDEX_OWNER, INDEX_PLAN, Store, keys};
use chrono::{DateTime, NaiveDate, Utc};
use futures_util::{StreamExt, TryStreamExt, stream};
use portal_core::actor::{Actor, Standing};
use portal_core::category::Category;
use portal_core::identity::{MedicaidId, TicketId, TicketNumber, TrackingNumber};
use portal_core::mco::McoCode;
use portal_core::money::Money;
use portal_core::moves::StateName;
use portal_core::policy::Rule;
use portal_core::queue::{Party, PartyQueue, Queue};
use portal_core::ticket::{Desk, Ticket};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// What a list shows of a ticket: no member, no RIN, no claim number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names are those of api.md")]
pub struct Summary {
    pub ticket_id: TicketId,
    pub number: TicketNumber,
    pub state: StateName,
    pub provider: MedicaidId,
    pub mco: Option<McoCode>,
    pub category: Option<Category>,
    pub mco_tracking_number: Option<TrackingNumber>,
    pub urgent: bool,
    pub claims: u16,
    pub in_dispute: Money,
    pub filed_at: DateTime<Utc>,
    pub due: Option<NaiveDate>,
    pub rule: Option<Rule>,
    pub overdue: bool,
    #[serde(default)]
    pub escalated: bool,
}

impl Summary {
    /// The summary of a ticket.
    pub fn of(ticket: &Ticket) -> Self {
        let due = ticket.due();
        Self {
            ticket_id: ticket.id.clone(),
            number: ticket.number.clone(),
            state: ticket.state.name(),
            provider: ticket.opening.provider.medicaid_id.clone(),
            mco: ticket.opening.mco.clone(),
            category: ticket.opening.category,
            mco_tracking_number: ticket.opening.mco_tracking_number.clone(),
            urgent: ticket.opening.urgent,
            claims: ticket.opening.claims,
            in_dispute: ticket.opening.in_dispute,
            filed_at: ticket.filed_at,
            due: due.map(|due| due.deadline.date),
            rule: due.map(|due| due.deadline.rule),
            overdue: ticket.overdue_since().is_some(),
            escalated: ticket.escalated_at().is_some(),
        }
    }
}

/// Which tickets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TicketQuery {
    /// All of a provider, newest first.
    Owner(MedicaidId),
    /// A work queue, most urgent first.
    Desk(Desk),
    /// All of an MCO that were presented in a month (`2026-11`), newest first.
    Plan(McoCode, String),
    /// One of HFS's queues, most urgent first.
    Queue(Queue),
    /// One of a party's, most urgent first.
    PartyQueue(PartyQueue, Party),
}

impl TicketQuery {
    fn newest_first(&self) -> bool {
        !matches!(self, Self::Desk(_) | Self::Queue(_) | Self::PartyQueue(..))
    }

    /// The index, the name of its sort key, and the partition.
    fn index(&self) -> (&'static str, &'static str, String) {
        match self {
            Self::Owner(provider) => (INDEX_OWNER, "owner_sk", keys::provider(provider)),
            Self::Desk(desk) => (INDEX_DESK, "desk_sk", keys::desk(desk)),
            Self::Queue(queue) => (INDEX_DESK, "desk_sk", keys::queue(*queue)),
            Self::PartyQueue(queue, of) => (INDEX_DESK, "desk_sk", keys::party_queue(*queue, of)),
            Self::Plan(mco, month) => (INDEX_PLAN, "plan_sk", keys::plan(mco, month)),
        }
    }
}

/// The most rows that one request looks at in each list when it wants only some of them: a rare
/// state in a long list comes in short pages, never in a slow one.
const LOOKED_AT: usize = 1000;
/// Rows of one query at the most, of an export too: half a kilobyte each.
const MOST_AT_ONCE: i32 = 500;
/// Of which this many in one query.
const LOOKED_AT_ONCE: i32 = 250;

/// Queries under way at once: a billing agent may act for hundreds of providers.
const AT_ONCE: usize = 16;

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// Where the next one begins.
    pub next: Option<String>,
}

/// How to list: after which place, how many, which of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// The `next` of the page before.
    pub after: Option<Place>,
    /// How many at the most.
    pub limit: u16,
    /// Which of them.
    pub only: Narrowing,
}

/// A page of tickets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketPage {
    /// What is on it.
    pub tickets: Vec<Summary>,
    /// Where each of them stands in the list, which can be gone on with after any of them.
    pub places: Vec<Place>,
    /// Where the next one begins.
    pub next: Option<Place>,
}

impl TicketPage {
    /// Tickets that are all there is, and of no list.
    pub const fn of(tickets: Vec<Summary>) -> Self {
        Self { tickets, places: Vec::new(), next: None }
    }
}

/// What one list gave: its rows, and how far it was looked through when there is more.
struct Part {
    rows: Vec<(String, Summary)>,
    until: Option<String>,
}

/// Merges the parts, in their order, up to where the least looked through of them ends: beyond it,
/// a row of that one could be missing.
fn merge(parts: Vec<Part>, newest_first: bool, limit: usize) -> TicketPage {
    let comes_first = |one: &String, other: &String| {
        if newest_first { other.cmp(one) } else { one.cmp(other) }
    };
    let until = parts.iter().filter_map(|part| part.until.clone()).min_by(&comes_first);
    let mut rows: Vec<(String, Summary)> = parts.into_iter().flat_map(|part| part.rows).collect();
    rows.sort_by(|one, other| comes_first(&one.0, &other.0));
    if let Some(until) = &until {
        rows.retain(|(place, _)| comes_first(place, until).is_le());
    }
    let next = if rows.len() > limit {
        rows.truncate(limit);
        rows.last().map(|(place, _)| place.clone())
    } else {
        until
    };
    let (places, tickets) = rows.into_iter().map(|(place, summary)| (Place::at(place), summary)).unzip();
    TicketPage { tickets, places, next: next.map(Place::at) }
}

impl Store {
    /// A page over several lists of one kind, merged in their order. The queries run side by side.
    /// Where only some are wanted, a page may be short, or empty, and yet have a next one.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn list(&self, queries: &[TicketQuery], listing: &Listing) -> Result<TicketPage, StoreError> {
        let mut asked = Vec::with_capacity(queries.len());
        for query in queries {
            asked.push(self.list_one(query, listing));
        }
        let parts: Vec<Part> = stream::iter(asked).buffer_unordered(AT_ONCE).try_collect().await?;
        let newest_first = queries.first().is_some_and(TicketQuery::newest_first);
        Ok(merge(parts, newest_first, usize::from(listing.limit)))
    }

    /// The key of the ticket of a number. One read.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn ticket_numbered(&self, number: &TicketNumber) -> Result<Option<TicketId>, StoreError> {
        let found = self.item(keys::number(number), keys::NUMBER).await?;
        found.map(|found| read_id(&found, "ticket")).transpose()
    }

    /// The ticket of a number, by a read of its own: nothing says beforehand in whose list it is.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn summary_of(&self, number: &TicketNumber) -> Result<Option<Summary>, StoreError> {
        let Some(id) = self.ticket_numbered(number).await? else { return Ok(None) };
        let header = self.item(keys::ticket(&id), keys::TICKET).await?;
        header.map(|header| read(&header, "summary")).transpose()
    }

    /// Those of these tickets that an actor may see, as a list shows them. One read each, side by side: the
    /// caller bounds how many.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn summaries(&self, ids: &[TicketId], actor: &Actor) -> Result<Vec<Summary>, StoreError> {
        let headers = ids.iter().map(|id| self.item(keys::ticket(id), keys::TICKET));
        let mut seen = Vec::with_capacity(ids.len());
        for header in futures_util::future::try_join_all(headers).await?.into_iter().flatten() {
            let summary: Summary = read(&header, "summary")?;
            if is_listed_to(actor, &summary, &header) {
                seen.push(summary);
            }
        }
        Ok(seen)
    }

    async fn list_one(&self, query: &TicketQuery, listing: &Listing) -> Result<Part, StoreError> {
        let (index, place, pk) = query.index();
        let wanted = usize::from(listing.limit) + 1;
        let (mut rows, mut after, mut looked_at) = (Vec::new(), None, 0);
        loop {
            let ask = self
                .index_query(index, &pk, listing.after.as_ref().map(Place::sort_key), !query.newest_first())
                .set_exclusive_start_key(after)
                .limit(i32::from(listing.limit).saturating_add(1).min(MOST_AT_ONCE));
            let ask =
                if listing.only.is_none() { ask } else { listing.only.narrow(ask).limit(LOOKED_AT_ONCE) };
            let page = ask.send().await.map_err(|error| StoreError::from_sdk(&error))?;
            looked_at += usize::try_from(page.scanned_count).unwrap_or_default();
            for item in page.items.unwrap_or_default() {
                rows.push((read_text(&item, place)?, read(&item, "summary")?));
            }
            after = page.last_evaluated_key;
            let Some(last) = &after else { return Ok(Part { rows, until: None }) };
            if rows.len() >= wanted || looked_at >= LOOKED_AT {
                let until = Some(read_text(last, place)?);
                return Ok(Part { rows, until });
            }
        }
    }

    /// A page of whatever lies in an index partition, from its summaries. `index` is its name and that of its
    /// sort key.
    pub(crate) async fn index_page<T: DeserializeOwned>(
        &self,
        (index, place): (&str, &'static str),
        pk: &str,
        ascending: bool,
        after: Option<&Place>,
        limit: u16,
    ) -> Result<Page<T>, StoreError> {
        let page = self
            .index_query(index, pk, after.map(Place::sort_key), ascending)
            // One more than is shown says whether there is a next page.
            .limit(i32::from(limit) + 1)
            .send()
            .await
            .map_err(|error| StoreError::from_sdk(&error))?;
        let mut found = page.items.unwrap_or_default();
        let more = found.len() > usize::from(limit) || page.last_evaluated_key.is_some();
        found.truncate(usize::from(limit));
        let last = found.last().filter(|_| more);
        let next = last.map(|item| read_text(item, place)).transpose()?;
        let items = found.iter().map(|item| read(item, "summary")).collect::<Result<_, _>>()?;
        Ok(Page { items, next: next.map(|key| Place::at(key).to_string()) })
    }

    /// A query of an index partition, from a place in its order on.
    pub(crate) fn index_query(
        &self,
        index: &str,
        pk: &str,
        after: Option<&str>,
        ascending: bool,
    ) -> aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder {
        let mut query = self
            .client
            .query()
            .table_name(&self.table)
            .index_name(index)
            .scan_index_forward(ascending)
            .expression_attribute_names("#pk", format!("{index}_pk"))
            .expression_attribute_values(":pk", text(pk));
        let mut condition = "#pk = :pk".to_owned();
        if let Some(after) = after {
            condition.push_str(if ascending { " AND #sk > :after" } else { " AND #sk < :after" });
            query = query
                .expression_attribute_names("#sk", format!("{index}_sk"))
                .expression_attribute_values(":after", text(after));
        }
        query.key_condition_expression(condition)
    }
}

/// Whether a ticket lies in one of an actor's lists: it has a place in an MCO's from its presentation on.
fn is_listed_to(actor: &Actor, summary: &Summary, header: &Item) -> bool {
    match &actor.standing {
        Standing::Provider { acts_for } => acts_for.contains(&summary.provider),
        Standing::Mco(code) => header.contains_key("plan_pk") && summary.mco.as_ref() == Some(code),
        Standing::Hfs { .. } | Standing::Machine => true,
    }
}
