//! What lies beside a ticket, as it is answered: messages with who has read them, and files with where they
//! stand.

use chrono::{DateTime, Utc};
use portal_core::actor::Role;
use portal_core::attachment::FileStatus;
use portal_core::identity::{FileDigest, FileId, FileName};
use portal_store::{Attachment, Lane, Message, MessageText, Receipt};
use serde::Serialize;

/// A message.
#[derive(Clone, Serialize)]
#[allow(missing_docs, reason = "the names are those of api.md")]
pub struct MessageView {
    pub message_id: String,
    pub at: DateTime<Utc>,
    /// The part played: the accounts of the other side are nobody's business.
    pub by: Role,
    pub lane: Lane,
    pub text: MessageText,
    /// The files of the ticket that it points to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileId>,
    /// Which other sides have opened the ticket since.
    pub read: Vec<ReadView>,
}

/// That a side has read a message, and when first.
#[derive(Clone, Serialize)]
#[allow(missing_docs, reason = "the names are those of api.md")]
pub struct ReadView {
    pub side: Role,
    pub at: DateTime<Utc>,
}

impl From<Receipt> for ReadView {
    fn from(Receipt { side, at }: Receipt) -> Self {
        Self { side, at }
    }
}

impl MessageView {
    /// A message, and who has read it.
    pub fn of(message: &Message, read: Vec<Receipt>) -> Self {
        let Message { id, at, by, lane, text, files, user: _ } = message.clone();
        Self {
            message_id: id,
            at,
            by,
            lane,
            text,
            files,
            read: read.into_iter().map(ReadView::from).collect(),
        }
    }
}

/// A file.
#[derive(Clone, Serialize)]
#[allow(missing_docs, reason = "the names are those of api.md")]
pub struct FileView {
    pub file_id: FileId,
    pub name: FileName,
    /// Unknown of a file that a browser is to send, until it has come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<FileDigest>,
    pub status: FileStatus,
    /// The part played: the accounts of the other side are nobody's business.
    pub by: Role,
    pub lane: Lane,
    pub at: DateTime<Utc>,
    /// Until when it may be posted, as long as it has not come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<DateTime<Utc>>,
    /// Why it was refused, if it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<RefusalView>,
}

/// Why a file was refused, and what to do.
#[derive(Clone, Serialize)]
#[allow(missing_docs, reason = "the names are those of api.md")]
pub struct RefusalView {
    pub code: &'static str,
    pub message: &'static str,
}

impl From<&Attachment> for FileView {
    fn from(file: &Attachment) -> Self {
        let (slot, measure) = (file.slot.clone(), file.measure());
        Self {
            file_id: slot.id,
            name: slot.name,
            size: measure.map(|measure| measure.size),
            sha256: measure.map(|measure| measure.sha256.clone()),
            status: file.status,
            by: slot.by,
            lane: slot.lane,
            at: slot.at,
            expires_at: Some(slot.closes_at).filter(|_| file.status == FileStatus::Waiting),
            refusal: file.refusal.map(|why| RefusalView { code: why.code(), message: why.label() }),
        }
    }
}
