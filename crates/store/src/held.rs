//! What was read from a workbook that was uploaded: what is wrong with it, and what it holds, by its purpose.

use crate::error::StoreError;
use crate::item::{Item, pack, read_id, unpack};
use crate::uploads::Purpose;
use aws_sdk_dynamodb::types::AttributeValue;
use chrono::NaiveDate;
use portal_core::category::{Category, Program};
use portal_core::claim::Claim;
use portal_core::identity::{MedicaidId, Npi, TicketId, TicketNumber};
use portal_core::mco::McoCode;
use portal_core::outcome::Proposal;
use portal_core::registration::RegistrationForm;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// A fault or a warning of a workbook; without a row, of its sheet Ticket (`ticket.mco`) or of the file as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The row as people see it in the sheet.
    pub row: Option<u32>,
    /// The field's name, such as `rin`.
    pub column: Option<String>,
    /// Stable name.
    pub code: String,
    /// What is wrong and how to put it right.
    pub message: String,
    /// What the message names, such as a day, a row or a limit, by its name; days as in JSON. None in what was
    /// stored before messages told it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub told: BTreeMap<String, String>,
    /// What was read there: the sender's own, and nobody else's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<Found>,
}

/// What was read in a cell, as people see it in the sheet. Health information, so no `Debug` output shows it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found(pub String);

impl fmt::Debug for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Found({} characters)", self.0.chars().count())
    }
}

/// A claim and the row it stands in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimRow {
    /// The row as people see it in the sheet.
    pub row: u32,
    /// The claim.
    pub claim: Claim,
}

/// What a valid claims workbook holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names are those of a ticket's body")]
pub struct Contents {
    pub mco: Option<McoCode>,
    pub program: Option<Program>,
    pub category: Option<Category>,
    pub npi: Option<Npi>,
    pub medicaid_id: Option<MedicaidId>,
    pub claims: Vec<ClaimRow>,
}

/// A provider to register and the row it stands in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderRow {
    /// The row as people see it in the sheet.
    pub row: u32,
    /// What the row says; who to contact is not in it.
    pub form: RegistrationForm,
}

/// An MCO's answer to one ticket and the rows it stands in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketAnswer {
    /// The ticket.
    pub ticket_id: TicketId,
    /// What people quote.
    pub number: TicketNumber,
    /// The last day for it, as it stood when the workbook was read.
    pub due: Option<NaiveDate>,
    /// The row of its summary, as people see it in the sheet.
    pub summary_row: u32,
    /// The rows of its claims as people see them in the sheet, in the order of the verdicts.
    pub rows: Vec<u32>,
    /// What the MCO proposes.
    pub proposal: Proposal,
}

/// What a valid workbook holds, by its purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Held {
    /// Claims in dispute.
    Claims(Contents),
    /// Providers to register.
    Registrations(Vec<ProviderRow>),
    /// Answers to open tickets.
    Answers(Vec<TicketAnswer>),
}

/// What became of a workbook that was filed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Became {
    /// One ticket, of its claims.
    Ticket(TicketId),
    /// A registration of each row.
    Registrations,
    /// A proposal on each of its tickets that waited for one.
    Proposals(Vec<TicketAnswer>),
}

/// What was found in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Findings {
    /// How many rows were read.
    pub rows: u32,
    /// What must be put right. A file with none is valid.
    pub faults: Vec<Finding>,
    /// What is worth a second look.
    pub warnings: Vec<Finding>,
    /// The key of the workbook with what was found marked in it.
    pub annotated: Option<String>,
    /// How its rows divide, where all that is wrong is the day on which some of them come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub division: Option<Division>,
    /// The last day on which any of the claims may be filed that it holds or keeps, by the later reading (R4').
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
}

/// What all findings of a file may quote of it, in bytes: with their words they fit an item (400 kB), whatever is
/// in the file.
const MOST_QUOTED: usize = 100_000;

impl Findings {
    /// The first day and the last on which any rows may be filed that are kept for later.
    pub(crate) fn keeps(&self) -> Option<(NaiveDate, NaiveDate)> {
        let later = &self.division.as_ref()?.later;
        later.iter().map(|kept| kept.from).min().zip(later.iter().map(|kept| kept.last).max())
    }

    /// The last day on which the upload is wanted for what it holds or keeps.
    pub(crate) fn wanted_until(&self) -> Option<NaiveDate> {
        self.until.max(self.keeps().map(|(_, last)| last))
    }

    /// As an item holds it: every fault, and what was found in each until they quote too much.
    pub(crate) fn packed(&self) -> Result<AttributeValue, StoreError> {
        let mut findings = self.clone();
        let mut quoted = 0;
        for finding in findings.faults.iter_mut().chain(&mut findings.warnings) {
            quoted += finding.found.as_ref().map_or(0, |found| found.0.len());
            if quoted > MOST_QUOTED {
                finding.found = None;
            }
        }
        pack(&findings)
    }
}

/// R4: every row has its own window. Which rows of a workbook may be filed now, and which are kept for when.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Division {
    /// May be filed on the day the workbook was read.
    pub now: Vec<u32>,
    /// The last day on which all of these may be filed; none where there are none.
    pub now_until: Option<NaiveDate>,
    /// May be filed later, in as few workbooks as there can be.
    pub later: Vec<Kept>,
    /// May not be filed any more.
    pub late: Vec<u32>,
    /// About a dispute that is open already.
    pub open: Vec<u32>,
}

/// Rows to keep, and the days on which all of them may be filed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The first day.
    pub from: NaiveDate,
    /// The last.
    pub until: NaiveDate,
    /// The last day of any of them, by the later reading (R4'): past `until`, they divide again.
    pub last: NaiveDate,
    /// The rows as people see them in the sheet.
    pub rows: Vec<u32>,
    /// The key of a workbook of these rows alone.
    pub key: Option<String>,
}

impl Held {
    pub(crate) fn of_item(item: &Item, purpose: Purpose) -> Result<Self, StoreError> {
        Ok(match purpose {
            Purpose::Claims => Self::Claims(unpack(item, "contents")?),
            Purpose::Registrations => Self::Registrations(unpack(item, "contents")?),
            Purpose::Answers => Self::Answers(unpack(item, "contents")?),
        })
    }

    pub(crate) fn packed(&self) -> Result<AttributeValue, StoreError> {
        match self {
            Self::Claims(contents) => pack(contents),
            Self::Registrations(rows) => pack(rows),
            Self::Answers(tickets) => pack(tickets),
        }
    }
}

impl Became {
    pub(crate) fn of_item(item: &Item, purpose: Purpose) -> Result<Self, StoreError> {
        Ok(match purpose {
            Purpose::Claims => Self::Ticket(read_id(item, "filed_as")?),
            Purpose::Registrations => Self::Registrations,
            Purpose::Answers => Self::Proposals(unpack(item, "contents")?),
        })
    }
}

impl From<Contents> for Held {
    fn from(contents: Contents) -> Self {
        Self::Claims(contents)
    }
}
