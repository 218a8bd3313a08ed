//! State: one DynamoDB table, one bucket, one mail service. Nothing else in the workspace knows the SDK.
//!
//! Every write is one conditional `TransactWriteItems`; what each access costs is in
//! `docs/ACCESS-PATTERNS.md`.

mod accounts;
mod addresses;
mod attachments;
mod audit;
mod batches;
mod contacts;
mod divided;
mod dossier;
mod drafts;
mod error;
mod export;
mod files;
mod guard;
mod held;
mod item;
mod keys;
mod lists;
mod mail;
mod mail_hour;
mod memberships;
mod messages;
mod narrowing;
mod not_over;
mod once;
mod outbox;
mod people;
mod place;
mod post_policy;
mod presence;
mod profiles;
mod quarantine;
mod queues;
mod readings;
mod registrations;
pub mod sdk;
mod seen;
mod sent_answers;
mod several;
mod sign_up;
mod sweep;
mod tickets;
mod timelines;
mod transaction;
mod upload_list;
mod uploads;

pub use accounts::{Accounts, Invited};
pub use addresses::{Marked, Mute};
pub use attachments::{Attachment, Attachments, FileSlot, Measure, Said, attachment_at};
pub use audit::{Access, Head, Record, What};
pub use batches::Batch;
pub use contacts::{Contacts, ContactsEntry};
pub use dossier::Dossier;
pub use drafts::{Draft, DraftOrTicket, DraftWas, MOST_DRAFTS};
pub use error::{CommitError, StoreError};
pub use export::{ExportPlace, RecordLine, RecordPage};
pub use files::{Fetched, Files, UploadForm, UploadRules};
pub use guard::GUARD_BUCKETS;
pub use held::{
    Became, ClaimRow, Contents, Division, Finding, Findings, Found, Held, Kept, ProviderRow, TicketAnswer,
};
pub use keys::{INDEX_DESK, INDEX_DUE, INDEX_OWNER, INDEX_PLAN, SHARDS};
pub use lists::{Listing, Page, Summary, TicketPage, TicketQuery};
pub use mail::{MailError, PostOffice, mail_retries, mail_timeouts};
pub use memberships::Membership;
pub use messages::{Lane, Message, MessageText, Messages};
pub use narrowing::{Narrowing, SearchText};
pub use once::{Once, OnceAnswer, Replay};
pub use outbox::{Attempt, Delivery, OutboxItem, Subject};
pub use people::{LastLead, PersonCommitted};
pub use place::Place;
pub use presence::{Presence, SignedOut};
pub use profiles::Profile;
pub use readings::{Reading, Readings};
pub use registrations::RegistrationCommitted;
pub use seen::{Receipt, Seen};
pub use sent_answers::{AnswerOutcome, SentAnswer};
pub use sign_up::{SignUpError, SignUps};
pub use sweep::{DueKey, DuePage};
pub use tickets::Committed;
pub use timelines::Chronicle;
pub use upload_list::{UploadLine, UploadStatus, UploadSummary};
pub use uploads::{Purpose, Settled, Slot, Upload, UploadState, object_key, on_its_way_until, upload_at};

/// The table. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    client: aws_sdk_dynamodb::Client,
    table: String,
}

impl Store {
    /// The table of this name, where the environment says AWS is.
    pub async fn open(table: &str) -> Self {
        Self::new(aws_sdk_dynamodb::Client::new(&sdk::from_environment().await), table)
    }

    /// The table of this name, through this client.
    pub fn new(client: aws_sdk_dynamodb::Client, table: impl Into<String>) -> Self {
        Self { client, table: table.into() }
    }

    /// Whether the table answers, asked for an item that nobody has.
    pub async fn is_reachable(&self) -> bool {
        self.item("STATUS".to_owned(), "STATUS").await.is_ok()
    }
}
