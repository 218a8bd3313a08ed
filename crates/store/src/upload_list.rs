//! A person's uploads, newest first: whoever closed the window finds theirs again. The list lies in the
//! index of owners, from what each upload's own writes say of it, so it is never behind them.

use crate::error::StoreError;
use crate::held::Findings;
use crate::item::{Item, read, read_text};
use crate::uploads::{Purpose, Slot, goes_at};
use crate::{INDEX_OWNER, Store, keys};
use chrono::{DateTime, NaiveDate, Utc};
use portal_core::code_list;
use portal_core::identity::{TicketId, UploadId, UserId};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

code_list! {
    /// Where an upload stands.
    pub enum UploadStatus {
        Waiting = "waiting", "Nothing was read yet";
        Valid = "valid", "Can be filed";
        Rejected = "rejected", "Has faults";
        Filed = "filed", "Filed";
    }
}

/// What a list shows of an upload: nothing that stood in the file, nor what its sender calls it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadSummary {
    /// What it is for.
    pub purpose: Purpose,
    /// Where it stands.
    pub status: UploadStatus,
    /// How many rows were read.
    pub rows: u32,
    /// How many faults were found.
    pub faults: u32,
    /// Until when a file may be posted, as long as none was read.
    pub closes_at: Option<DateTime<Utc>>,
    /// The ticket that was filed from it.
    pub ticket_id: Option<TicketId>,
    /// The first day of the rows that it keeps for later, and the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keeps: Option<(NaiveDate, NaiveDate)>,
    /// When it goes. The table tidies away some time after.
    pub goes_at: DateTime<Utc>,
}

impl UploadSummary {
    /// Of a slot that was just opened.
    pub(crate) fn opened(slot: &Slot) -> Self {
        Self {
            purpose: slot.purpose,
            status: UploadStatus::Waiting,
            rows: 0,
            faults: 0,
            closes_at: Some(slot.closes_at),
            ticket_id: None,
            keeps: None,
            goes_at: goes_at(slot, None),
        }
    }

    /// Of a file that was read.
    pub(crate) fn read(slot: &Slot, status: UploadStatus, findings: &Findings) -> Self {
        let faults = u32::try_from(findings.faults.len()).unwrap_or(u32::MAX);
        let keeps = findings.keeps();
        let goes_at = goes_at(slot, findings.wanted_until());
        Self { status, rows: findings.rows, faults, closes_at: None, keeps, goes_at, ..Self::opened(slot) }
    }
}

/// An upload in its sender's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadLine {
    /// Key.
    pub upload_id: UploadId,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// What is shown of it.
    pub summary: UploadSummary,
}

/// Rows of one query: as a rule, all that keep rows for later and the newest besides.
const LISTED_AT_ONCE: i32 = 50;

impl UploadLine {
    fn of_item(item: &Item) -> Result<Self, StoreError> {
        let corrupt = StoreError::Corrupt("an upload's place in the list");
        let (id, at) =
            (keys::upload_of(&read_text(item, "pk")?), keys::opened_at(&read_text(item, "owner_sk")?));
        let (Some(upload_id), Some(opened_at)) = (id, at) else { return Err(corrupt) };
        Ok(Self { upload_id, opened_at, summary: read(item, "summary")? })
    }
}

impl Store {
    /// The newest uploads of a person that are kept at `now`, so many at the most, and all that keep rows for
    /// later: these are old when they are wanted, and lie in front of the others. One query, as a rule. Who wrote a
    /// moment ago may read what stood before.
    ///
    /// # Errors
    /// When the table fails or an item does not read.
    pub async fn uploads_of(
        &self,
        user: &UserId,
        now: DateTime<Utc>,
        most: usize,
    ) -> Result<Vec<UploadLine>, StoreError> {
        let (mut lines, mut others, mut after) = (Vec::new(), 0, None);
        loop {
            let query =
                self.index_query(INDEX_OWNER, &keys::uploads(user), None, false).limit(LISTED_AT_ONCE);
            let page = query.set_exclusive_start_key(after).send().await;
            let page = page.map_err(|error| StoreError::from_sdk(&error))?;
            for item in page.items.unwrap_or_default() {
                let line = UploadLine::of_item(&item)?;
                // What is past its time may not have been tidied away yet.
                if line.summary.goes_at > now {
                    others += usize::from(line.summary.keeps.is_none());
                    lines.push(line);
                }
            }
            after = page.last_evaluated_key;
            if after.is_none() || others >= most {
                break;
            }
        }
        lines.sort_by(|one, other| newest_first(one).cmp(&newest_first(other)));
        let listed = lines.into_iter().enumerate();
        let listed = listed.filter(|(place, line)| *place < most || line.summary.keeps.is_some());
        Ok(listed.map(|(_, line)| line).collect())
    }
}

fn newest_first(line: &UploadLine) -> Reverse<(DateTime<Utc>, &UploadId)> {
    Reverse((line.opened_at, &line.upload_id))
}
