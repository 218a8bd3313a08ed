//! The mails that the cloud took, and its mail service.

use crate::cloud::{Cloud, script, text};
use chrono::{DateTime, Utc};
use serde_json::Value;
use std::time::Duration;

/// A mail that the cloud took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// To whom.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
}

impl Cloud {
    /// Takes the mail service away, until what this returns is dropped.
    pub fn mail_down(&self) -> MailDown {
        script("mail_service.py", &["down"], b"").unwrap();
        MailDown
    }

    /// Sends what the outbox owes at a time, until nothing more is due then.
    pub fn send_notices(&self, at: DateTime<Utc>) -> Value {
        loop {
            let sent = self.tick("send_notices", at).unwrap();
            if sent["more"] != true {
                return sent;
            }
        }
    }

    /// The letters whose subject or text holds `needle`, oldest first: each by itself, also where several
    /// left in one mail.
    pub async fn mails(&self, needle: &str) -> Vec<Mail> {
        let answer: Value = serde_json::from_str(
            &self.http.get(&self.portal.mails).send().await.unwrap().text().await.unwrap(),
        )
        .unwrap();
        let accounts = answer["messages"].as_object().unwrap();
        let mut messages: Vec<&Value> =
            accounts.values().flat_map(|account| account.as_array().unwrap()).collect();
        messages.sort_by_key(|message| {
            message["Timestamp"]
                .as_f64()
                .map_or_else(|| text(&message["Timestamp"]), |at| format!("{at:020.6}"))
        });
        let mail = |message: &Value| Mail {
            to: text(&message["To"][0]),
            subject: text(&message["Subject"]),
            text: text(&message["BodyText"]),
        };
        let all = messages.into_iter().map(mail).flat_map(letters);
        all.filter(|mail| mail.subject.contains(needle) || mail.text.contains(needle)).collect()
    }

    /// The mails about something, once there are so many: sends what is due at a time until then.
    pub async fn mails_about(&self, needle: &str, count: usize, at: DateTime<Utc>) -> Vec<Mail> {
        let mut mails = Vec::new();
        // The schedule sends too, and may hold some of them just now.
        for _ in 0..40 {
            self.send_notices(at);
            mails = self.mails(needle).await;
            if mails.len() >= count {
                return mails;
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        panic!("{} of {count} mails: {mails:#?}", mails.len())
    }
}

/// The letters that a mail holds: each stands under its own subject, where there are several.
fn letters(mail: Mail) -> Vec<Mail> {
    let parts: Vec<Mail> = mail
        .text
        .split("\n## ")
        .skip(1)
        .filter_map(|part| part.split_once('\n'))
        .map(|(subject, text)| Mail { subject: subject.to_owned(), text: text.to_owned(), ..mail.clone() })
        .collect();
    if parts.is_empty() { vec![mail] } else { parts }
}

/// The mail service comes back when this goes.
#[must_use]
pub struct MailDown;

impl Drop for MailDown {
    fn drop(&mut self) {
        script("mail_service.py", &["up"], b"").unwrap();
    }
}
