//! Lists of tickets: newest first, or most urgent first. A page is one query, and a cursor is a
//! place in the order, so that a page never repeats or skips what did not move.

use crate::error::StoreError;
use crate::item::{Item, read, read_text, text};
use crate::{INDEX_DESK, INDEX_OWNER, INDEX_PLAN, Store, keys};
use chrono::{DateTime, NaiveDate, Utc};
use portal_core::category::Category;
use portal_core::identity::{MedicaidId, TicketId, TicketNumber, TrackingNumber};
use portal_core::mco::McoCode;
use portal_core::money::Money;
use portal_core::moves::StateName;
use portal_core::policy::Rule;
use portal_core::ticket::{Desk, Ticket};
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
}

impl TicketQuery {
    fn newest_first(&self) -> bool {
        !matches!(self, Self::Desk(_))
    }

    /// The index, the name of its sort key, and the partition.
    fn index(&self) -> (&'static str, &'static str, String) {
        match self {
            Self::Owner(provider) => (INDEX_OWNER, "owner_sk", keys::provider(provider)),
            Self::Desk(desk) => (INDEX_DESK, "desk_sk", keys::desk(desk)),
            Self::Plan(mco, month) => (INDEX_PLAN, "plan_sk", keys::plan(mco, month)),
        }
    }
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// Where the next one begins.
    pub next: Option<String>,
}

/// How to list: after which place, how many, in which state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// The `next` of the page before.
    pub after: Option<String>,
    /// How many at the most.
    pub limit: u16,
    /// Only tickets in this state.
    pub state: Option<StateName>,
}

impl Store {
    /// A page over several lists of one kind, merged in their order. The queries run side by side.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn list(
        &self,
        queries: &[TicketQuery],
        listing: &Listing,
    ) -> Result<Page<Summary>, StoreError> {
        let pages = queries.iter().map(|query| self.list_one(query, listing));
        let mut rows: Vec<(String, Summary)> =
            futures_util::future::try_join_all(pages).await?.into_iter().flatten().collect();
        rows.sort_by(|one, other| one.0.cmp(&other.0));
        if queries.first().is_some_and(TicketQuery::newest_first) {
            rows.reverse();
        }
        let more = rows.len() > usize::from(listing.limit);
        rows.truncate(usize::from(listing.limit));
        let next = rows.last().filter(|_| more).map(|(sk, _)| sk.clone());
        Ok(Page { items: rows.into_iter().map(|(_, summary)| summary).collect(), next })
    }

    async fn list_one(
        &self,
        query: &TicketQuery,
        listing: &Listing,
    ) -> Result<Vec<(String, Summary)>, StoreError> {
        let (index, place, pk) = query.index();
        let wanted = usize::from(listing.limit) + 1;
        let (mut rows, mut after) = (Vec::new(), None);
        loop {
            let mut ask = self
                .index_query(index, &pk, listing.after.as_deref(), !query.newest_first())
                .set_exclusive_start_key(after);
            if let Some(state) = listing.state {
                ask = ask
                    .filter_expression("summary.#state = :state")
                    .expression_attribute_names("#state", "state");
                ask = ask.expression_attribute_values(":state", text(state.code()));
            }
            let page = ask
                .limit(i32::from(listing.limit) + 1)
                .send()
                .await
                .map_err(|error| StoreError::from_sdk(&error))?;
            for item in page.items.unwrap_or_default() {
                rows.push((read_text(&item, place)?, read(&item, "summary")?));
            }
            after = page.last_evaluated_key;
            if after.is_none() || rows.len() >= wanted {
                return Ok(rows);
            }
        }
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

    /// All items of an index partition that a person may hold few of.
    pub(crate) async fn index_items(
        &self,
        index: &str,
        pk: &str,
        ascending: bool,
        limit: i32,
    ) -> Result<Vec<Item>, StoreError> {
        let page = self
            .index_query(index, pk, None, ascending)
            .limit(limit)
            .send()
            .await
            .map_err(|error| StoreError::from_sdk(&error))?;
        Ok(page.items.unwrap_or_default())
    }
}
