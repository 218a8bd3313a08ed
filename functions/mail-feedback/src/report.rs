//! A report of SES, as its event destination and its older notifications write it. It is read for the
//! addresses it names, which are told to nobody.

use chrono::{DateTime, Utc};
use portal_core::identity::Email;
use portal_store::Mute;
use serde::Deserialize;

/// What a report asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Report {
    /// These addresses are to be marked.
    Mark {
        /// Why.
        because: Mute,
        /// When it happened.
        at: DateTime<Utc>,
        /// Which.
        addresses: Vec<Email>,
    },
    /// Nothing: a stable name of why.
    Nothing(&'static str),
}

/// Not a report of SES. Holds nothing of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Notification {
    /// `notificationType` in notifications of an identity.
    #[serde(alias = "notificationType")]
    event_type: String,
    #[serde(default)]
    mail: Mail,
    bounce: Option<Bounce>,
    complaint: Option<Complaint>,
}

#[derive(Default, Deserialize)]
struct Mail {
    #[serde(default)]
    destination: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bounce {
    bounce_type: String,
    bounced_recipients: Vec<Recipient>,
    timestamp: DateTime<Utc>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Complaint {
    complained_recipients: Vec<Recipient>,
    timestamp: DateTime<Utc>,
    complaint_feedback_type: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Recipient {
    email_address: String,
}

/// What a message of the topic asks for.
///
/// # Errors
/// When it is no report, or names no address that is one.
pub fn report(message: &str) -> Result<Report, Unreadable> {
    // What SES publishes once, when the destination is made. It is no JSON.
    if message.starts_with("Successfully validated SNS topic") {
        return Ok(Report::Nothing("topic_validated"));
    }
    let Notification { event_type, mail, bounce, complaint } =
        serde_json::from_str(message).map_err(|_| Unreadable)?;
    match (event_type.as_str(), bounce, complaint) {
        ("Bounce", Some(bounce), _) => match bounce.bounce_type.as_str() {
            "Permanent" => mark(Mute::Bounced, bounce.timestamp, &bounce.bounced_recipients, &mail),
            // A full mailbox, a server that is down, and what SES cannot tell.
            "Transient" | "Undetermined" => Ok(Report::Nothing("bounced_for_now")),
            _ => Err(Unreadable),
        },
        // Its reader took the complaint back.
        ("Complaint", _, Some(complaint))
            if complaint.complaint_feedback_type.as_deref() == Some("not-spam") =>
        {
            Ok(Report::Nothing("not_spam"))
        }
        ("Complaint", _, Some(complaint)) => {
            mark(Mute::Complained, complaint.timestamp, &complaint.complained_recipients, &mail)
        }
        ("Bounce" | "Complaint", ..) => Err(Unreadable),
        _ => Ok(Report::Nothing("not_asked_for")),
    }
}

/// The addresses that the report names, and the one that the mail went to: where that one is forwarded,
/// the report names the last.
fn mark(because: Mute, at: DateTime<Utc>, named: &[Recipient], mail: &Mail) -> Result<Report, Unreadable> {
    let sent_to = match mail.destination.as_slice() {
        [only] => Some(only),
        _ => None,
    };
    let mut addresses: Vec<Email> = Vec::new();
    for text in named.iter().map(|recipient| &recipient.email_address).chain(sent_to) {
        let Some(address) = bare(text) else { continue };
        if !addresses.iter().any(|known| known.as_str().eq_ignore_ascii_case(address.as_str())) {
            addresses.push(address);
        }
    }
    if addresses.is_empty() { Err(Unreadable) } else { Ok(Report::Mark { because, at, addresses }) }
}

/// The address of `Jane Doe <jane@example.org>`, or of itself.
fn bare(text: &str) -> Option<Email> {
    let inner = text.rsplit_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(inner, _)| inner);
    inner.unwrap_or(text).trim().parse().ok()
}
