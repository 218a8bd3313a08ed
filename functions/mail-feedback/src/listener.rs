//! What the topic delivers: each report is carried out; one that cannot be fails the event, whose third
//! failure puts it among the dead letters.

use crate::report::{Report, Unreadable, report};
use portal_edge::{EventFault, Portal};
use serde::{Deserialize, Serialize};

/// Listens to the mail service.
#[derive(Debug)]
pub struct Listener {
    portal: Portal,
}

/// An event of SNS. Its `Debug` shows nothing of it.
#[derive(Deserialize)]
pub struct Told {
    #[serde(rename = "Records")]
    records: Vec<Record>,
}

#[derive(Deserialize)]
struct Record {
    #[serde(rename = "Sns")]
    sns: Envelope,
}

#[derive(Deserialize)]
struct Envelope {
    #[serde(rename = "Message")]
    message: String,
}

/// What was done, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Heard {
    /// Addresses marked.
    pub marked: u64,
    /// Reports that ask for nothing.
    pub passed_over: u64,
}

impl Listener {
    /// One that marks in this portal's table.
    pub const fn new(portal: Portal) -> Self {
        Self { portal }
    }

    /// Carries out what was told.
    ///
    /// # Errors
    /// When the table fails, or a message is no report: what could be carried out has been, and may be again.
    pub async fn run(&self, told: Told) -> Result<Heard, EventFault> {
        let mut heard = Heard::default();
        let mut unread = false;
        for record in &told.records {
            match report(&record.sns.message) {
                Ok(Report::Mark { because, at, addresses }) => {
                    for address in &addresses {
                        self.portal.store().mark_address(address, because, at).await?;
                        heard.marked += 1;
                    }
                    tracing::info!(outcome = because.code(), addresses = addresses.len(), "mail feedback");
                }
                Ok(Report::Nothing(why)) => {
                    heard.passed_over += 1;
                    tracing::info!(outcome = why, addresses = 0, "mail feedback");
                }
                Err(Unreadable) => unread = true,
            }
        }
        if unread {
            return Err(EventFault::new(
                "report_unreadable",
                "a message that is no report of the mail service",
            ));
        }
        Ok(heard)
    }
}
