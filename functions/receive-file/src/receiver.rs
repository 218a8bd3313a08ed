//! One file: checked at the version that was first heard of, and set free, or not, by the scanner's tag.

use crate::content;
use crate::event::{Landed, landed};
use portal_core::attachment::{FileRefusal, FileStatus, ScanVerdict};
use portal_edge::{EventFault, Portal};
use portal_store::{Attachment, Fetched, FileSlot, Files, Measure, Said, Settled, StoreError};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// The tag that GuardDuty Malware Protection for S3 puts on what it has looked into.
const TAG: &str = "GuardDutyMalwareScanStatus";

/// Receives files.
#[derive(Debug)]
pub struct Receiver {
    portal: Portal,
    files: Result<Files, StoreError>,
}

/// What became of the files of an event.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Received {
    pub quarantined: u32,
    pub refused: u32,
    pub clean: u32,
    pub infected: u32,
    pub unscanned: u32,
    /// Nothing had to be done any more, or another file was in the slot first.
    pub passed_over: u32,
    /// On no ticket of ours.
    pub unknown: u32,
}

/// What the check found.
struct Checked {
    refusal: Option<FileRefusal>,
    /// Size and SHA-256, where nothing had been said of them.
    found: Option<Measure>,
}

/// What became of one file.
enum Outcome {
    Stands(FileStatus),
    PassedOver,
    Unknown,
}

impl Receiver {
    /// The receiver that the environment describes.
    pub async fn open(portal: Portal) -> Self {
        let files = Files::open(&portal.settings().bucket_name).await;
        Self { portal, files }
    }

    /// A receiver on a bucket of one's choice.
    #[cfg(test)]
    pub fn new(portal: Portal, files: Files) -> Self {
        Self { portal, files: Ok(files) }
    }

    /// Looks at every file that an event tells of.
    ///
    /// # Errors
    /// When the table or the bucket fails: the event comes again.
    pub async fn run(&self, event: Value) -> Result<Received, EventFault> {
        let mut received = Received::default();
        for landed in landed(event)? {
            let (outcome, count) = match self.receive(&landed).await? {
                Outcome::Stands(status) => (status.code(), received.of(status)),
                Outcome::PassedOver => ("passed_over", &mut received.passed_over),
                Outcome::Unknown => ("unknown", &mut received.unknown),
            };
            *count += 1;
            tracing::info!(file = landed.file.as_str(), outcome, "attachment");
        }
        Ok(received)
    }

    async fn receive(&self, landed: &Landed) -> Result<Outcome, StoreError> {
        let store = self.portal.store();
        let Some(file) = store.attachment(&landed.ticket, &landed.file).await? else {
            return Ok(Outcome::Unknown);
        };
        match file.status {
            FileStatus::Waiting => self.first_look(landed, &file).await,
            FileStatus::Quarantined | FileStatus::Unscanned | FileStatus::Clean
                if file.version.as_ref() == Some(&landed.version) =>
            {
                self.ask_the_scanner(landed, file.status).await
            }
            FileStatus::Quarantined
            | FileStatus::Unscanned
            | FileStatus::Clean
            | FileStatus::Infected
            | FileStatus::Refused => Ok(Outcome::PassedOver),
        }
    }

    async fn first_look(&self, landed: &Landed, file: &Attachment) -> Result<Outcome, StoreError> {
        let Checked { refusal, found } = self.check(landed, &file.slot).await?;
        let (store, found) = (self.portal.store(), found.as_ref());
        match store.settle_attachment(&landed.ticket, &landed.file, &landed.version, refusal, found).await? {
            // The other event was first; what it found in this version is the same.
            Settled::Now | Settled::Before => {}
            Settled::SlotUsed => return Ok(Outcome::PassedOver),
            Settled::Unknown => return Ok(Outcome::Unknown),
        }
        match refusal {
            Some(why) => {
                tracing::info!(file = landed.file.as_str(), why = why.code(), "attachment refused");
                Ok(Outcome::Stands(FileStatus::Refused))
            }
            // The scanner may have been faster, and its event told too early.
            None => self.ask_the_scanner(landed, FileStatus::Quarantined).await,
        }
    }

    /// Why the file is refused, if it is; from the cheapest check to the dearest.
    async fn check(&self, landed: &Landed, slot: &FileSlot) -> Result<Checked, StoreError> {
        // Its room on the ticket may be taken by another by now.
        if slot.is_over(self.portal.now()) {
            return Ok(Checked::refused(FileRefusal::Late));
        }
        let (most, too_large) = match &slot.said {
            Said::Measured(measure) => (measure.size, FileRefusal::WrongSize),
            Said::Nothing { most } => (*most, FileRefusal::TooLarge),
        };
        let bytes = match self.files()?.fetch(&landed.key, Some(&landed.version), most).await? {
            Fetched::Bytes(bytes) => bytes,
            Fetched::TooLarge => return Ok(Checked::refused(too_large)),
            Fetched::Gone => return Ok(Checked::refused(FileRefusal::Gone)),
        };
        let found = measured(&bytes)?;
        if let Some(refusal) = unlike(&slot.said, &found) {
            return Ok(Checked::refused(refusal));
        }
        let kind = slot.kind;
        // Apart, since a reader may panic on what nobody foresaw: then only the file is lost.
        let looking = tokio::task::spawn_blocking(move || content::refusal(kind, &bytes));
        let refusal = looking.await.unwrap_or(Some(FileRefusal::Unreadable));
        let found = match slot.said {
            Said::Measured(_) => None,
            Said::Nothing { .. } => Some(found),
        };
        Ok(Checked { refusal, found })
    }

    /// What the scanner's tag on this version says, written down; as it `stands` where there is none yet.
    /// A scanner that says it is done and has left no tag is asked again, for nobody else will ask.
    async fn ask_the_scanner(&self, landed: &Landed, stands: FileStatus) -> Result<Outcome, StoreError> {
        let Some(tag) = self.files()?.tag(&landed.key, &landed.version, TAG).await? else {
            if landed.scanned {
                return Err(StoreError::Unavailable("a file that was scanned and bears no tag".to_owned()));
            }
            return Ok(Outcome::Stands(stands));
        };
        let Ok(verdict) = tag.parse::<ScanVerdict>() else {
            tracing::error!(file = landed.file.as_str(), code = "verdict_unknown", "attachment");
            return Ok(Outcome::Stands(stands));
        };
        let store = self.portal.store();
        let written = store.settle_scan(&landed.ticket, &landed.file, &landed.version, verdict).await?;
        Ok(if written { Outcome::Stands(verdict.status()) } else { Outcome::PassedOver })
    }

    fn files(&self) -> Result<&Files, StoreError> {
        self.files.as_ref().map_err(|error| StoreError::Refused(error.to_string()))
    }
}

impl Checked {
    const fn refused(why: FileRefusal) -> Self {
        Self { refusal: Some(why), found: None }
    }
}

fn measured(bytes: &[u8]) -> Result<Measure, StoreError> {
    let sha256 = hex::encode(Sha256::digest(bytes));
    let sha256 = sha256.parse().map_err(|_| StoreError::Corrupt("a digest"))?;
    Ok(Measure { size: bytes.len() as u64, sha256 })
}

/// Whether a file is another than was said.
fn unlike(said: &Said, found: &Measure) -> Option<FileRefusal> {
    match said {
        Said::Measured(measure) if found.size != measure.size => Some(FileRefusal::WrongSize),
        Said::Measured(measure) if found.sha256 != measure.sha256 => Some(FileRefusal::WrongDigest),
        Said::Nothing { .. } if found.size == 0 => Some(FileRefusal::Empty),
        Said::Measured(_) | Said::Nothing { .. } => None,
    }
}

impl Received {
    const fn of(&mut self, status: FileStatus) -> &mut u32 {
        match status {
            FileStatus::Quarantined => &mut self.quarantined,
            FileStatus::Refused => &mut self.refused,
            FileStatus::Clean => &mut self.clean,
            FileStatus::Infected => &mut self.infected,
            FileStatus::Unscanned => &mut self.unscanned,
            FileStatus::Waiting => &mut self.passed_over,
        }
    }
}
