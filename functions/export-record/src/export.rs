//! The export: day by day, part by part, page by page, from where the last run stopped.

use crate::handler::Exporter;
use chrono::{DateTime, TimeDelta, Utc};
use portal_store::{ExportPlace, RecordLine, StoreError};
use serde::Serialize;

/// How long after its end a day is exported: by then no request that began in it still runs, no late
/// delivery of the sweeper's schedule either, and the index has followed.
const SETTLED: TimeDelta = TimeDelta::hours(3);

/// Where the first run of all begins: empty days cost next to nothing.
const LOOK_BACK: TimeDelta = TimeDelta::days(31);

/// What one run does at the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Items a page: it is one file. Changed, the pages of a day that is half written would not fit.
    pub items: u16,
    /// Pages, empty ones among them.
    pub pages: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { items: 500, pages: 400 }
    }
}

/// What a run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Exported {
    /// Days brought to their end.
    pub days: u32,
    /// Files written.
    pub files: u32,
    /// Lines in them.
    pub lines: u64,
    /// Files that were there already.
    pub already: u32,
    /// Lines that tell of something that does not read.
    pub unreadable: u64,
    /// Whether the run stopped with days left.
    pub more: bool,
}

impl Exported {
    /// Logs it.
    pub fn log(&self) {
        let Self { days, files, lines, already, unreadable, more } = *self;
        tracing::info!(days, files, lines, already, unreadable, more, "exported the record");
    }
}

impl Exporter {
    /// Exports every day that is over and settled at `now`, and has not been. A file is written where
    /// there is none, and how far it came is noted after each: whatever ends a run, the next one goes on,
    /// and nothing is written twice.
    ///
    /// # Errors
    /// When the table or the bucket fails; `exported` says what was done before.
    pub async fn export(&self, now: DateTime<Utc>, exported: &mut Exported) -> Result<(), StoreError> {
        let files = self.files.as_ref().as_ref().map_err(|error| StoreError::Refused(error.to_string()))?;
        let store = self.portal.store();
        let today = (now - SETTLED).date_naive();
        let mut place = match store.export_place().await? {
            Some(place) => place,
            None => ExportPlace::start_of((now - SETTLED - LOOK_BACK).date_naive()),
        };
        // No run of ours ever goes so far: somebody has been at it, and nothing would leave any more.
        if place.day > now.max(self.portal.now()).date_naive() {
            return Err(StoreError::Corrupt("how far the export has come: a day to come"));
        }
        let mut pages = 0;
        while place.day < today {
            if pages == self.limits.pages {
                exported.more = true;
                return store.export_reached(&place).await;
            }
            pages += 1;
            let page = store.record_page(&place, self.limits.items).await?;
            if !page.lines.is_empty() {
                let lines = page.lines.len() as u64;
                if files.put_new(&key_of(&place), json_lines(&page.lines)?, "application/jsonl").await? {
                    exported.files += 1;
                    exported.lines += lines;
                } else {
                    exported.already += 1;
                }
                let unreadable =
                    page.lines.iter().filter(|line| matches!(line, RecordLine::Unreadable { .. }));
                exported.unreadable += unreadable.count() as u64;
            }
            let over = page.next.day > place.day;
            exported.days += u32::from(over);
            place = page.next;
            if over || !page.lines.is_empty() {
                store.export_reached(&place).await?;
            }
        }
        Ok(())
    }
}

/// `record/2026/11/24-3-0001.jsonl`: the day, the part of the index, the page of it.
fn key_of(place: &ExportPlace) -> String {
    format!("record/{}-{}-{:04}.jsonl", place.day.format("%Y/%m/%d"), place.shard, place.page)
}

/// The same lines always give the same bytes.
fn json_lines(lines: &[RecordLine]) -> Result<Vec<u8>, StoreError> {
    let mut bytes = Vec::new();
    for line in lines {
        serde_json::to_writer(&mut bytes, line).map_err(|_| StoreError::Corrupt("a line of the record"))?;
        bytes.push(b'\n');
    }
    Ok(bytes)
}
