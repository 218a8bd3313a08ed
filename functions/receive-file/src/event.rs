//! The events this function takes: the bucket's, that a file came, and the scanner's, that it was looked
//! into.

use aws_lambda_events::s3::S3EventRecord;
use percent_encoding::percent_decode_str;
use portal_core::identity::{FileId, TicketId};
use portal_edge::EventFault;
use portal_store::attachment_at;
use serde::Deserialize;
use serde_json::Value;

/// A version of a file that lies in the bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Landed {
    /// The ticket it was put to.
    pub ticket: TicketId,
    /// Which of its files.
    pub file: FileId,
    /// Where it lies.
    pub key: String,
    /// Which version of it.
    pub version: String,
    /// Whether the scanner says that it has looked into it.
    pub scanned: bool,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Event {
    Bucket {
        #[serde(rename = "Records")]
        records: Vec<S3EventRecord>,
    },
    Scanner {
        detail: Scan,
    },
}

/// What the scanner found is told too, and not read: the tag on the object says it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Scan {
    s3_object_details: Object,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Object {
    object_key: String,
    version_id: Option<String>,
}

/// Every file that an event tells of. What was put to no ticket is nobody's business here.
///
/// # Errors
/// When it is an event of another kind.
pub fn landed(event: Value) -> Result<Vec<Landed>, EventFault> {
    let unreadable =
        |_| EventFault::new("event_unreadable", "neither a bucket's event nor the malware scanner's");
    let landed = match serde_json::from_value(event).map_err(unreadable)? {
        Event::Bucket { records } => records.into_iter().filter_map(of_bucket).collect(),
        Event::Scanner { detail: Scan { s3_object_details: Object { object_key, version_id } } } => {
            of(object_key, version_id, true).into_iter().collect()
        }
    };
    Ok(landed)
}

fn of_bucket(record: S3EventRecord) -> Option<Landed> {
    let object = record.s3.object;
    // S3 encodes keys as a form does: a blank comes as a plus.
    let key = object.key?.replace('+', " ");
    let key = percent_decode_str(&key).decode_utf8().ok()?.into_owned();
    of(key, object.version_id, false)
}

/// Without versioning there is no telling one file from the next: the bucket of the template has it.
fn of(key: String, version: Option<String>, scanned: bool) -> Option<Landed> {
    let (ticket, file) = attachment_at(&key)?;
    Some(Landed { ticket, file, key, version: version?, scanned })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{CREATED, FILE, SCANNED};

    fn event(text: &str) -> Vec<Landed> {
        landed(serde_json::from_str(text).unwrap()).unwrap()
    }

    #[test]
    fn the_bucket_and_the_scanner_tell_of_the_same_file() {
        let (created, mut scanned) = (event(CREATED), event(SCANNED));
        assert!(!created[0].scanned && scanned[0].scanned);
        scanned[0].scanned = false;
        assert_eq!(created, scanned);
        assert_eq!(event(CREATED)[0].file.as_str(), FILE);
    }

    #[test]
    fn what_lies_elsewhere_is_left_alone_and_what_is_no_such_event_is_refused() {
        assert_eq!(event(&CREATED.replace("attachments/", "attachments%2F")).len(), 1);
        assert!(event(&CREATED.replace("attachments/", "uploads/")).is_empty());
        assert!(event(&SCANNED.replace("attachments/", "")).is_empty());
        assert!(landed(serde_json::json!({"Records": [{"eventSource": "aws:sns"}]})).is_err());
        assert!(landed(serde_json::json!({"detail": "Jane Doe"})).is_err());
    }
}
