//! Mail by SES: one recipient a message, and nobody who is not on the allow list.

use crate::sdk;
use aws_sdk_ses::Client;
use aws_sdk_ses::config::Builder;
use aws_sdk_ses::config::retry::RetryConfig;
use aws_sdk_ses::config::timeout::TimeoutConfig;
use aws_sdk_ses::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_ses::operation::send_email::SendEmailError;
use aws_sdk_ses::types::{Body, Content, Destination, Message};
use portal_core::identity::Email;
use std::fmt;
use std::time::Duration;

/// Sends mail. Cheap to clone; its `Debug` shows no address.
#[derive(Clone)]
pub struct PostOffice {
    client: Client,
    from: Email,
    allowed: AllowList,
}

/// Why a mail did not leave. Holds neither its address nor its text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// The address is not on the allow list: this deployment does not write to it.
    #[error("failed to send: the address is not on the allow list")]
    NotAllowed,
    /// SES takes it for no address: it never will be one.
    #[error("failed to send: the address is refused")]
    BadAddress,
    /// Throttled, timed out, denied, unverified: may go later. Holds the error's code.
    #[error("failed to send: {0}")]
    Unavailable(String),
}

impl MailError {
    /// Stable name, for logs.
    pub fn code(&self) -> &str {
        match self {
            Self::NotAllowed => "not_allowed",
            Self::BadAddress => "bad_address",
            Self::Unavailable(code) => code,
        }
    }

    /// Whether the service takes no mail at all. A rejected message is rejected for itself, such as for
    /// an address that a sandbox has not verified: the next one may go.
    pub fn is_outage(&self) -> bool {
        match self {
            Self::NotAllowed | Self::BadAddress => false,
            Self::Unavailable(code) => code != "MessageRejected",
        }
    }
}

/// To whom this deployment writes.
#[derive(Clone, PartialEq, Eq)]
enum AllowList {
    Everyone,
    /// Addresses, and `@domain` for everyone there; in small letters.
    Only(Vec<String>),
}

impl AllowList {
    /// `*` means everyone only when it stands alone, which the settings refuse outside prod: among
    /// others it would slip past them.
    fn parse(text: &str) -> Self {
        if text.trim() == "*" {
            return Self::Everyone;
        }
        let entries = text.split(',').map(|entry| entry.trim().to_ascii_lowercase());
        let known = entries.filter_map(|entry| match entry.strip_prefix('*') {
            Some(domain) => domain.starts_with('@').then(|| domain.to_owned()),
            None => (!entry.is_empty()).then_some(entry),
        });
        Self::Only(known.collect())
    }

    fn holds(&self, address: &Email) -> bool {
        let address = address.as_str().to_ascii_lowercase();
        let domain = address.rfind('@').and_then(|at| address.get(at..));
        match self {
            Self::Everyone => true,
            Self::Only(entries) => {
                entries.iter().any(|entry| *entry == address || Some(entry.as_str()) == domain)
            }
        }
    }
}

impl PostOffice {
    /// Sends from this address, where the environment says AWS is, to whom the list allows.
    pub async fn open(from: &Email, allow_list: &str) -> Self {
        let config = Builder::from(&sdk::from_environment().await)
            .timeout_config(mail_timeouts())
            .retry_config(mail_retries())
            .build();
        Self::new(Client::from_conf(config), from, allow_list)
    }

    /// Sends from this address, through this client. The list holds addresses and `*@domain`, with
    /// commas; `*` alone is everyone, an empty list nobody.
    pub fn new(client: Client, from: &Email, allow_list: &str) -> Self {
        Self { client, from: from.clone(), allowed: AllowList::parse(allow_list) }
    }

    /// Whether this deployment writes to an address.
    pub fn writes_to(&self, to: &Email) -> bool {
        self.allowed.holds(to)
    }

    /// Sends one mail, its text and the same as HTML: a reader's program shows the one it can.
    ///
    /// # Errors
    /// When it did not leave, or it is not known that it did.
    pub async fn send(&self, to: &Email, subject: &str, text: &str, html: &str) -> Result<(), MailError> {
        if !self.writes_to(to) {
            return Err(MailError::NotAllowed);
        }
        let unwritten = |_| MailError::Unavailable("request not built".to_owned());
        let utf8 = |text: &str| Content::builder().charset("UTF-8").data(text).build().map_err(unwritten);
        let message = Message::builder()
            .subject(utf8(subject)?)
            .body(Body::builder().text(utf8(text)?).html(utf8(html)?).build())
            .build();
        self.client
            .send_email()
            .source(self.from.as_str())
            .destination(Destination::builder().to_addresses(to.as_str()).build())
            .message(message)
            .send()
            .await
            .map(|_| ())
            .map_err(|error| sorted(&error))
    }
}

impl fmt::Debug for PostOffice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostOffice").finish_non_exhaustive()
    }
}

/// None: a connection that broke may have carried the letter, and SES has no idempotency token. The
/// outbox tries again, and knows what it does.
pub fn mail_retries() -> RetryConfig {
    RetryConfig::disabled()
}

/// Connect 1 s, operation 5 s, and no limit for one attempt, of which there is one.
pub fn mail_timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(1))
        .operation_timeout(Duration::from_secs(5))
        .disable_operation_attempt_timeout()
        .build()
}

/// Only the error's code is kept: SES's messages quote addresses.
fn sorted<R>(error: &SdkError<SendEmailError, R>) -> MailError {
    let code = match error {
        SdkError::ServiceError(service) => service.err().code().unwrap_or("unknown"),
        SdkError::TimeoutError(_) => "timeout",
        SdkError::DispatchFailure(_) => "no connection",
        SdkError::ResponseError(_) => "broken response",
        SdkError::ConstructionFailure(_) => "request not built",
        _ => "unknown",
    };
    if code == "InvalidParameterValue" {
        MailError::BadAddress
    } else {
        MailError::Unavailable(code.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(list: &str, address: &str) -> bool {
        AllowList::parse(list).holds(&address.parse().unwrap())
    }

    #[test]
    fn an_address_or_a_whole_domain_is_allowed_in_any_case() {
        let list = " Billing@Prairie.example.org , *@MCO.example.org,";
        assert!(allows(list, "billing@prairie.EXAMPLE.org"));
        assert!(allows(list, "anyone@mco.example.org"));
        assert!(!allows(list, "other@prairie.example.org"));
        assert!(!allows(list, "anyone@sub.mco.example.org"));
        assert!(!allows(list, "anyone@evilmco.example.org"));
    }

    #[test]
    fn an_empty_list_is_nobody_and_everyone_has_to_be_said_alone() {
        for list in ["", " ", ",", "*,a@example.org", "*example.org", "*@"] {
            assert!(!allows(list, "b@example.org"), "{list:?}");
        }
        assert!(allows(" * ", "b@example.org"));
    }

    #[test]
    fn a_message_that_is_rejected_is_no_outage() {
        let unavailable = |code: &str| MailError::Unavailable(code.to_owned());
        assert!(!unavailable("MessageRejected").is_outage());
        assert!(["Throttling", "timeout", "AccessDenied"].map(unavailable).iter().all(MailError::is_outage));
    }
}
