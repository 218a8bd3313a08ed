//! `GET /registrations`: whose, how many, from where on.

use crate::view::RegistrationRow;
use portal_core::registration::{Registration, RegistrationStatus};
use portal_edge::{Asked, Caller, CallerKind, Problem};
use portal_store::{Page, Place, Store, StoreError};
use serde::Serialize;

/// The most a page holds, and what it holds when nothing is asked.
const MOST: u16 = 100;

/// A page.
#[derive(Serialize)]
pub struct Listed {
    pub registrations: Vec<RegistrationRow>,
    pub next_cursor: Option<String>,
    /// Of a workbook: how many are still to be filed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unfiled: Option<usize>,
}

/// What is asked.
pub struct Listing<'a> {
    whose: Whose<'a>,
    after: Option<Place>,
    limit: u16,
}

enum Whose<'a> {
    /// The caller's own.
    Own(&'a Caller),
    /// Everyone's that stand so.
    All(RegistrationStatus),
}

impl<'a> Listing<'a> {
    /// A provider's account sees its own; HFS what waits for it, or what stands as it asks.
    ///
    /// # Errors
    /// 403 for an MCO; 422 with every fault.
    pub fn read(asked: &Asked, caller: &'a Caller) -> Result<Self, Problem> {
        let mut fields = asked.fields();
        let whose = match caller.kind {
            CallerKind::Hfs { .. } => {
                Whose::All(fields.text("status").unwrap_or(RegistrationStatus::Pending))
            }
            CallerKind::Provider | CallerKind::Mco(_) => {
                caller.require_provider()?;
                Whose::Own(caller)
            }
        };
        let limit = fields.integer("limit", 1..=u64::from(MOST));
        let after = fields.text::<Place>("cursor");
        fields.finish()?;
        let limit = limit.and_then(|limit| u16::try_from(limit).ok()).unwrap_or(MOST);
        Ok(Self { whose, after, limit })
    }

    /// The page. One query.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn page(&self, store: &Store) -> Result<Page<Registration>, StoreError> {
        let after = self.after.as_ref();
        match self.whose {
            Whose::Own(caller) => store.registrations_by(&caller.user, after, self.limit).await,
            Whose::All(status) => store.registrations_in(status, after, self.limit).await,
        }
    }
}

impl From<Page<Registration>> for Listed {
    fn from(page: Page<Registration>) -> Self {
        Self {
            registrations: page.items.iter().map(Into::into).collect(),
            next_cursor: page.next,
            unfiled: None,
        }
    }
}
