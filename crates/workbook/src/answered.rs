//! A ticket that an answer workbook answers: what its rows say of each claim, what is missing, and whether it is a
//! proposal by the rules (R10).

use crate::fault::RowFault;
use crate::value;
use chrono::NaiveDate;
use portal_core::claim::Claim;
use portal_core::fault::Fault;
use portal_core::identity::TicketNumber;
use portal_core::money::Money;
use portal_core::outcome::{ClaimReason, DraftVerdict, Outcome, Proposal, Summary};
use std::collections::BTreeSet;
use std::fmt;

/// What a row of the sheet Answers says of a claim; a cell that is empty or faulty is absent.
#[derive(Clone, Default, PartialEq)]
pub struct AnswerRow {
    /// The row as people see it in the sheet.
    pub row: u32,
    /// The ticket.
    pub(crate) ticket: Option<TicketNumber>,
    /// The claim's number on it, from 1.
    pub claim: Option<u16>,
    /// What the MCO proposes.
    pub outcome: Option<Outcome>,
    /// How much is to be paid.
    pub amount: Option<Money>,
    /// Why.
    pub reason: Option<ClaimReason>,
    /// What it says of whose claim it is, as it was handed out.
    pub(crate) rin: Option<String>,
    pub(crate) mco_claim_number: Option<String>,
    pub(crate) service_from: Option<NaiveDate>,
}

impl AnswerRow {
    /// Whether it names another claim, another member's or of another day, than the one of its number. Zeros in front
    /// may have been lost on the way, and a dash says nothing.
    fn differs(&self, claim: &Claim) -> bool {
        let is_other = |said: Option<&str>, known: Option<&str>| {
            said.zip(known).is_some_and(|(said, known)| {
                let [said, known] = [said, known].map(value::folded);
                !said.is_empty() && said.trim_start_matches('0') != known.trim_start_matches('0')
            })
        };
        let number = claim.mco_claim_number.as_ref().map(|number| number.as_str());
        is_other(self.mco_claim_number.as_deref(), number)
            || is_other(self.rin.as_deref(), claim.rin.as_ref().map(|rin| rin.as_str()))
            || self.service_from.zip(claim.service_from).is_some_and(|(said, known)| said != known)
    }
}

/// A ticket that the workbook answers.
#[derive(Clone, PartialEq)]
pub struct AnsweredTicket {
    /// What people quote.
    pub number: TicketNumber,
    /// Its row on the sheet Tickets.
    pub summary_row: Option<u32>,
    /// The proposal in words.
    pub summary: Option<Summary>,
    /// Its rows on the sheet Answers.
    pub rows: Vec<AnswerRow>,
    /// Where something is wrong with it already: what else follows from that is not said as well.
    faulty: BTreeSet<(u32, &'static str)>,
}

impl fmt::Debug for AnsweredTicket {
    /// Without what people typed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AnsweredTicket({}, {} rows)", self.number, self.rows.len())
    }
}

impl AnsweredTicket {
    /// What the rows on either sheet say of the ticket of this number.
    pub(crate) fn new(
        number: TicketNumber,
        (summary_row, summary): (Option<u32>, Option<Summary>),
        rows: Vec<AnswerRow>,
    ) -> Self {
        Self { number, summary_row, summary, rows, faulty: BTreeSet::new() }
    }

    /// Where what is wrong with the ticket as a whole is said: row and column of its first cell.
    pub fn place(&self) -> (u32, &'static str) {
        match (self.rows.first(), self.summary_row) {
            (Some(first), _) => (first.row, "ticket_number"),
            (None, row) => (row.unwrap_or_default(), "tickets.ticket_number"),
        }
    }

    /// Marks where something is wrong already.
    pub(crate) fn mark(&mut self, faults: &[RowFault]) {
        self.faulty.extend(faults.iter().map(|fault| (fault.row, fault.column)));
    }

    /// How much its words take.
    pub(crate) fn bytes(&self) -> usize {
        let reasons = self.rows.iter().filter_map(|row| row.reason.as_ref()).map(|text| text.as_str().len());
        reasons.sum::<usize>() + self.summary.as_ref().map_or(0, |text| text.as_str().len())
    }

    /// What has to be filled in and is not.
    pub(crate) fn missing(&self) -> Vec<RowFault> {
        let unsaid = |row: u32, column| !self.faulty.contains(&(row, column));
        let mut faults: Vec<RowFault> = self
            .rows
            .iter()
            .filter(|row| row.outcome.is_none() && unsaid(row.row, "outcome"))
            .map(|row| {
                let message = "Choose an outcome: a ticket is answered for all of its claims at once, or left for later with all of its rows empty.";
                RowFault::new(row.row, "outcome", "missing", message)
            })
            .collect();
        match self.summary_row {
            Some(row) if self.summary.is_none() && unsaid(row, "tickets.summary") => {
                let message =
                    "Write the summary of the proposal: the provider is owed the whole of it in words.";
                faults.push(RowFault::new(row, "tickets.summary", "missing", message));
            }
            Some(_) => {}
            None => {
                let (row, column) = self.place();
                let message = "This ticket has no row on the sheet Tickets, where its summary belongs. Put the row back: the ticket's number, and the summary.";
                faults.push(RowFault::new(row, column, "no_summary_row", message));
            }
        }
        faults
    }

    /// The proposal on a ticket with these claims, by the very rules of one that is sent by itself.
    ///
    /// # Errors
    /// Every fault that was not found in reading; none where only those stand in the way.
    pub fn against(&self, claims: &[Claim]) -> Result<Proposal, Vec<RowFault>> {
        let known: Vec<(&AnswerRow, u16)> =
            self.rows.iter().filter_map(|row| Some((row, row.claim?))).collect();
        let drafts = known.iter().map(|(row, claim)| DraftVerdict {
            claim: *claim,
            // A row whose outcome is not known says which claim it is about all the same: it stands in, and what
            // the rulebook says of its amount and reason is not told.
            verdict: row.outcome.unwrap_or(Outcome::Pay),
            amount: row.amount,
            reason: row.reason.clone(),
        });
        // Whoever has to write the summary anew wants to know what is wrong with the claims as well.
        let words = self.summary.clone().or_else(|| "-".parse().ok());
        let Some(words) = words else { return Err(Vec::new()) };
        let mut faults = self.mistaken(&known, claims);
        match Proposal::to_claims(words, drafts.collect(), claims) {
            Ok(proposal) if self.faulty.is_empty() && faults.is_empty() => return Ok(proposal),
            Ok(_) => {}
            Err(of_rules) => faults.extend(of_rules.into_iter().filter_map(|fault| self.told(&known, fault))),
        }
        Err(faults)
    }

    /// The rows that name another claim than the one of their number: their outcomes may be meant for that one.
    fn mistaken(&self, known: &[(&AnswerRow, u16)], claims: &[Claim]) -> Vec<RowFault> {
        let claim = |number: u16| claims.get(usize::from(number).checked_sub(1)?);
        let differ =
            known.iter().filter(|(row, number)| claim(*number).is_some_and(|claim| row.differs(claim)));
        let message = "This row names another claim number, RIN or day than this claim of the ticket has: its outcome may be meant for another claim. Put the given cells back as they were handed out, or download the workbook again.";
        differ.map(|(row, _)| RowFault::new(row.row, "claim", "row_differs", message)).collect()
    }

    /// A fault of the rulebook's at its cell, unless it follows from what is known to be wrong.
    fn told(&self, known: &[(&AnswerRow, u16)], fault: Fault) -> Option<RowFault> {
        let Fault { field, code, message, told } = fault;
        let at = |row, column| RowFault { row, column, code, message: message.clone(), told: told.clone() };
        let mut steps = field.trim_start_matches('/').split('/').skip(1);
        let (Some(index), Some(name)) = (steps.next(), steps.next()) else {
            // Which claims are open is not known while a row does not say which it is about.
            let all_known = known.len() == self.rows.len();
            let (row, column) = self.place();
            return all_known.then(|| at(row, column));
        };
        let (row, _) = known.get(index.parse::<usize>().ok()?)?;
        let column = ["claim", "amount", "reason"].into_iter().find(|column| *column == name)?;
        let follows =
            (row.outcome.is_none() && column != "claim") || self.faulty.contains(&(row.row, column));
        (!follows).then(|| at(row.row, column))
    }
}
