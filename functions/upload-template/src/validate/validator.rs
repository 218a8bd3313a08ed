//! One file: fetched at the version that the event names, read, checked, and written down.

use crate::checks::{self, Added};
use crate::division::{division, last_day, left};
use crate::event::{Landed, landed};
use crate::written::{finding, in_spanish, notes, of_the_file, refused};
use portal_core::identity::UserId;
use portal_edge::{EventFault, Portal};
use portal_store::{
    ClaimRow, Contents, Division, Fetched, Files, Finding, Findings, Held, Purpose, Settled, StoreError,
    UploadState,
};
use portal_workbook::{
    ClaimsWorkbook, Expectation, MAX_BYTES, MEDIA_TYPE, Refused, RowFault, WriteError, annotate_claims,
    chosen_claims, read_claims,
};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Validates workbooks.
#[derive(Debug)]
pub struct Validator {
    portal: Portal,
    files: Result<Files, StoreError>,
}

/// What became of the files of an event.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Validated {
    pub valid: u32,
    pub rejected: u32,
    /// Read before, or posted to a slot that was used already.
    pub passed_over: u32,
    /// In no slot of ours.
    pub unknown: u32,
}

/// What was found in a file, and what it holds.
pub(crate) struct Read {
    pub(crate) findings: Findings,
    pub(crate) held: Option<Held>,
}

impl Validator {
    /// The validator that the environment describes.
    pub async fn open(portal: Portal) -> Self {
        let files = Files::open(&portal.settings().bucket_name).await;
        Self { portal, files }
    }

    /// A validator on a bucket of one's choice.
    #[cfg(test)]
    pub fn new(portal: Portal, files: Files) -> Self {
        Self { portal, files: Ok(files) }
    }

    /// Validates every file that an event tells of.
    ///
    /// # Errors
    /// When the table or the bucket fails: the event comes again.
    pub async fn run(&self, event: Value) -> Result<Validated, EventFault> {
        let mut validated = Validated::default();
        for landed in landed(event)? {
            let upload = landed.upload.clone();
            let (outcome, count) = match self.validate(&landed).await? {
                (Settled::Now, true) => ("valid", &mut validated.valid),
                (Settled::Now, false) => ("rejected", &mut validated.rejected),
                (Settled::Before, _) => ("read_before", &mut validated.passed_over),
                (Settled::SlotUsed, _) => ("slot_used", &mut validated.passed_over),
                (Settled::Unknown, _) => ("unknown", &mut validated.unknown),
            };
            *count += 1;
            tracing::info!(upload = upload.as_str(), outcome, "workbook");
        }
        Ok(validated)
    }

    /// What became of writing down what was found, and whether that was valid.
    async fn validate(&self, landed: &Landed) -> Result<(Settled, bool), StoreError> {
        let store = self.portal.store();
        let Some(upload) = store.upload(&landed.upload).await? else {
            return Ok((Settled::Unknown, false));
        };
        let read = match upload.state {
            UploadState::Waiting if landed.has_failed => could_not_be_read(),
            UploadState::Waiting => match self.fetch(landed).await? {
                Fetched::Bytes(bytes) => match upload.slot.purpose {
                    Purpose::Claims => self.read(landed, bytes, &upload.slot.user).await?,
                    Purpose::Answers => self.read_answers(landed, bytes, &upload.slot).await?,
                    Purpose::Registrations => {
                        self.read_registrations(landed, bytes, &upload.slot.user).await?
                    }
                },
                Fetched::TooLarge => Read::rejected(refused(&Refused::TooLarge)),
                Fetched::Gone => Read::rejected(of_the_file(
                    "file_gone",
                    "The file is not there any more. Open a new upload and send the workbook again.",
                )),
            },
            // Nothing is written over what was found first: settling says which of the two this is.
            UploadState::Valid(..) | UploadState::Rejected(_) | UploadState::Filed(..) => Read::nothing(),
        };
        let Read { findings, held } = read;
        let is_valid = held.is_some() && findings.faults.is_empty();
        let settled = store.settle_upload(&upload.slot, &landed.version, &findings, held.as_ref()).await?;
        Ok((settled, is_valid))
    }

    /// The portal whose tickets they are about.
    pub(crate) const fn portal(&self) -> &Portal {
        &self.portal
    }

    fn files(&self) -> Result<&Files, StoreError> {
        self.files.as_ref().map_err(|error| StoreError::Refused(error.to_string()))
    }

    async fn fetch(&self, landed: &Landed) -> Result<Fetched, StoreError> {
        self.files()?.fetch(&landed.key, Some(&landed.version), MAX_BYTES as u64).await
    }

    async fn read(&self, landed: &Landed, bytes: Vec<u8>, user: &UserId) -> Result<Read, StoreError> {
        let today = self.portal.today();
        let mut workbook = match apart(move || read_claims(&bytes, &Expectation { today })).await {
            Ok(workbook) => workbook,
            Err(read) => return Ok(read),
        };
        let mut contents = contents_of(&workbook);
        let Added { faults, warnings } = self.checked(&workbook, &contents, user).await?;
        workbook.add_faults(faults);
        workbook.add_warnings(warnings);
        let (faults, warnings) = (&workbook.faults, &workbook.warnings);
        let annotated = if faults.is_empty() && warnings.is_empty() {
            None
        } else {
            let marked = annotate_claims(&workbook, self.portal.mcos(), faults, warnings, &in_spanish);
            self.put_back(landed, marked).await?
        };
        let division = division(&contents, faults, self.portal.today(), self.portal.policy());
        let division = match division {
            Some(division) => self.keep(landed, &workbook, division).await?,
            None => None,
        };
        if let Some(division) = &division {
            contents = left(&contents, division);
        }
        let is_left = faults.is_empty() || !contents.claims.is_empty() && division.is_some();
        let told = |fault: &RowFault| finding(fault, workbook.found(fault));
        let findings = Findings {
            rows: u32::try_from(workbook.rows.len()).unwrap_or(u32::MAX),
            faults: faults.iter().map(told).collect(),
            warnings: warnings.iter().map(told).chain(notes(&workbook.notes)).collect(),
            annotated,
            division,
            until: last_day(&contents, self.portal.policy()).filter(|_| is_left),
        };
        Ok(Read { findings, held: Some(contents.into()).filter(|_| is_left) })
    }

    async fn checked(
        &self,
        workbook: &ClaimsWorkbook,
        contents: &Contents,
        user: &UserId,
    ) -> Result<Added, StoreError> {
        let (portal, store) = (&self.portal, self.portal.store());
        let memberships = store.memberships(user).await?;
        let mut added = checks::windows(contents, portal.today(), portal.policy());
        added.faults.extend(checks::provider(&workbook.ticket, &memberships));
        added.faults.extend(checks::contracts(contents, portal.mcos()));
        added.warnings.extend(checks::tracking_numbers(contents, portal.mcos(), &workbook.warnings));
        if let (Some(provider), Some(mco)) = (checks::whose(&workbook.ticket, &memberships), &contents.mco) {
            let keys = checks::keys(contents);
            let mut wanted: Vec<String> = keys.iter().map(|(_, _, key)| key.clone()).collect();
            wanted.sort_unstable();
            wanted.dedup();
            let open = store.open_duplicates(&provider, mco, &wanted).await?;
            let numbers = store.numbers_of(open.values()).await?;
            added.faults.extend(checks::duplicates(&keys, &open, &numbers));
        }
        Ok(added)
    }

    /// Puts the workbook back with its faults marked.
    pub(crate) async fn put_back(
        &self,
        landed: &Landed,
        marked: Result<Vec<u8>, WriteError>,
    ) -> Result<Option<String>, StoreError> {
        let Ok(bytes) = marked else {
            // The faults themselves are told all the same.
            tracing::error!(upload = landed.upload.as_str(), code = "not_annotated", "workbook");
            return Ok(None);
        };
        let key = beside("annotated", landed, "");
        self.files()?.put(&key, bytes, MEDIA_TYPE).await?;
        Ok(Some(key))
    }

    /// Keeps a workbook of each lot of rows for later. What is annotated goes sooner than the last day of these. Where
    /// one could not be made nothing is divided: rows of which nothing is kept are still the sender's to put right.
    async fn keep(
        &self,
        landed: &Landed,
        workbook: &ClaimsWorkbook,
        mut division: Division,
    ) -> Result<Option<Division>, StoreError> {
        let made = division.later.iter().map(|kept| chosen_claims(workbook, &kept.rows, self.portal.mcos()));
        let Ok(made) = made.collect::<Result<Vec<_>, _>>() else {
            tracing::error!(upload = landed.upload.as_str(), code = "not_kept", "workbook");
            return Ok(None);
        };
        for (kept, bytes) in division.later.iter_mut().zip(made) {
            let key = beside("kept", landed, &format!("-from-{}", kept.from));
            self.files()?.put(&key, bytes, MEDIA_TYPE).await?;
            kept.key = Some(key);
        }
        Ok(Some(division))
    }
}

impl Read {
    fn nothing() -> Self {
        Self { findings: Findings::default(), held: None }
    }

    fn rejected(fault: Finding) -> Self {
        Self { findings: Findings { faults: vec![fault], ..Findings::default() }, held: None }
    }
}

/// The key of a workbook that is made of the one that landed. It bears its version: two versions that are read
/// at once must not write over each other.
fn beside(place: &str, landed: &Landed, what: &str) -> String {
    let version = hex::encode(&Sha256::digest(&landed.version)[..8]);
    format!("{place}/{}/{version}{what}.xlsx", landed.upload)
}

fn contents_of(workbook: &ClaimsWorkbook) -> Contents {
    let ticket = workbook.ticket.clone();
    let row = |row: &portal_workbook::Row| ClaimRow { row: row.number, claim: row.claim.clone() };
    Contents {
        mco: ticket.mco,
        program: ticket.program,
        category: ticket.category,
        npi: ticket.npi,
        medicaid_id: ticket.medicaid_id,
        claims: workbook.rows.iter().map(row).collect(),
    }
}

/// Reads a file, or says why it is refused whole. Apart, since the reader may panic on what nobody foresaw: then
/// only the file is lost.
pub(crate) async fn apart<T: Send + 'static>(
    read: impl FnOnce() -> Result<T, Refused> + Send + 'static,
) -> Result<T, Read> {
    match tokio::task::spawn_blocking(read).await {
        Ok(read) => read.map_err(|reason| Read::rejected(refused(&reason))),
        Err(_) => Err(could_not_be_read()),
    }
}

/// A file whose reading killed the reader, or the process.
fn could_not_be_read() -> Read {
    Read::rejected(of_the_file(
        "could_not_be_read",
        "The workbook could not be read. Copy its rows into a fresh blank workbook and upload that one.",
    ))
}
