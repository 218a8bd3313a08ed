//! The events this function takes: the bucket's own, and what is left of a call that failed.

use aws_lambda_events::s3::S3EventRecord;
use aws_lambda_events::sqs::SqsMessage;
use percent_encoding::percent_decode_str;
use portal_core::identity::UploadId;
use portal_edge::EventFault;
use portal_store::upload_at;
use serde::Deserialize;
use serde_json::Value;

/// A version of a file that landed in a slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Landed {
    /// The slot's upload.
    pub upload: UploadId,
    /// Where the file lies.
    pub key: String,
    /// Which version of it.
    pub version: String,
    /// Whether reading it has killed the process before.
    pub has_failed: bool,
}

#[derive(Deserialize)]
struct Records {
    #[serde(rename = "Records")]
    records: Vec<Value>,
}

/// The envelope that Lambda puts around an event it gave up on.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct GivenUp {
    request_context: Context,
    request_payload: Value,
    #[serde(default)]
    response_payload: Value,
}

#[derive(Deserialize)]
struct Context {
    condition: String,
}

impl GivenUp {
    /// Whether reading the file killed the process, or took all its time. An event that grew too old,
    /// or that met a table or a bucket that was down, is simply carried out now.
    fn was_killed(&self) -> bool {
        let error = self.response_payload.get("errorType").and_then(Value::as_str).unwrap_or_default();
        self.request_context.condition == "RetriesExhausted" && !OUR_OWN.contains(&error)
    }
}

/// The faults that this function itself ends with.
const OUR_OWN: [&str; 3] = [EventFault::UNAVAILABLE, EventFault::STORE_FAILED, "event_unreadable"];

/// Every file that an event tells of. What did not land in a slot is nobody's business here.
///
/// # Errors
/// When it is an event of another kind.
pub fn landed(event: Value) -> Result<Vec<Landed>, EventFault> {
    let Records { records } = read(event)?;
    let mut landed = Vec::new();
    for record in records {
        match record.get("eventSource").and_then(Value::as_str) {
            Some("aws:s3") => landed.extend(of_bucket(read(record)?, false)),
            Some("aws:sqs") => {
                let message: SqsMessage = read(record)?;
                let body = message.body.unwrap_or_default();
                let given_up: GivenUp = serde_json::from_str(&body).map_err(|_| unreadable())?;
                let was_killed = given_up.was_killed();
                let Records { records } = read(given_up.request_payload)?;
                for record in records {
                    landed.extend(of_bucket(read(record)?, was_killed));
                }
            }
            _ => return Err(unreadable()),
        }
    }
    Ok(landed)
}

fn of_bucket(record: S3EventRecord, has_failed: bool) -> Option<Landed> {
    let object = record.s3.object;
    // S3 encodes keys as a form does: a blank comes as a plus.
    let key = object.key?.replace('+', " ");
    let key = percent_decode_str(&key).decode_utf8().ok()?.into_owned();
    // Without versioning there is no telling one file from the next: the bucket of the template has it.
    Some(Landed { upload: upload_at(&key)?, key, version: object.version_id?, has_failed })
}

fn read<T: serde::de::DeserializeOwned>(value: Value) -> Result<T, EventFault> {
    serde_json::from_value(value).map_err(|_| unreadable())
}

fn unreadable() -> EventFault {
    EventFault::new("event_unreadable", "neither a bucket's event nor what is left of a failed call")
}

#[cfg(test)]
mod tests {
    use super::*;

    const CREATED: &str = include_str!("../../../../events/upload-template/s3-object-created.json");
    const FAILED: &str = include_str!("../../../../events/upload-template/workbook-failed.json");
    const UPLOAD: &str = "019ab5d2-7c00-7f3e-9d7a-0123456789ab";

    fn event(text: &str) -> Vec<Landed> {
        landed(serde_json::from_str(text).unwrap()).unwrap()
    }

    #[test]
    fn a_buckets_event_and_a_failed_call_tell_of_the_same_file() {
        let (created, failed) = (event(CREATED), event(FAILED));
        assert_eq!(created[0].upload.as_str(), UPLOAD);
        assert!(!created[0].has_failed && failed[0].has_failed);
        assert_eq!(created[0].key, failed[0].key);
        assert_eq!(created[0].version, failed[0].version);
    }

    #[test]
    fn an_outage_is_not_the_files_fault() {
        for (from, to) in
            [("Runtime.ExitError", EventFault::UNAVAILABLE), ("RetriesExhausted", "EventAgeExceeded")]
        {
            assert!(!event(&FAILED.replace(from, to))[0].has_failed, "{to}");
        }
        assert!(event(&FAILED.replace("Runtime.ExitError", "Sandbox.Timedout"))[0].has_failed);
    }

    #[test]
    fn keys_come_encoded_and_what_lies_elsewhere_is_left_alone() {
        assert_eq!(event(&CREATED.replace("uploads/", "uploads%2F"))[0].upload.as_str(), UPLOAD);
        assert!(event(&CREATED.replace("uploads/", "annotated/")).is_empty());
        assert!(event(&CREATED.replace(UPLOAD, "Jane+Doe")).is_empty());
        assert!(landed(serde_json::json!({"Records": [{"eventSource": "aws:sns"}]})).is_err());
    }
}
