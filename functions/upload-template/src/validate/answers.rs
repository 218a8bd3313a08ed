//! The answer workbook, held against the tickets it answers: each is there, was presented to the uploader's MCO and
//! waits for it, and each of its claims is answered by the rules of a proposal that is sent by itself.

use crate::event::Landed;
use crate::validator::{Read, Validator, apart};
use crate::written::{finding, in_spanish, notes};
use futures_util::stream::{self, StreamExt, TryStreamExt};
use portal_core::actor::{Actor, Standing};
use portal_core::mco::McoCode;
use portal_core::moves::StateName;
use portal_store::{Findings, Held, Slot, StoreError, TicketAnswer};
use portal_workbook::{AnsweredTicket, MOST_ANSWERED_TICKETS, RowFault, annotate_answers, read_answers};
use std::collections::BTreeMap;

/// Tickets looked up at once.
const AT_ONCE: usize = 8;

/// Faults with which is told what was read there.
const MOST_SHOWN: usize = 200;

/// What was found of one ticket.
#[derive(Default)]
struct Found {
    faults: Vec<RowFault>,
    warning: Option<RowFault>,
    answer: Option<TicketAnswer>,
}

impl Validator {
    /// Reads an answer workbook.
    ///
    /// # Errors
    /// When the table or the bucket fails.
    pub(crate) async fn read_answers(
        &self,
        landed: &Landed,
        bytes: Vec<u8>,
        slot: &Slot,
    ) -> Result<Read, StoreError> {
        let mut workbook = match apart(move || read_answers(&bytes)).await {
            Ok(workbook) => workbook,
            Err(read) => return Ok(read),
        };
        // More than these are a fault already.
        let tickets = workbook.tickets.iter().take(MOST_ANSWERED_TICKETS);
        let found = stream::iter(tickets).map(|ticket| self.held_against(ticket, slot.mco.as_ref()));
        let found: Vec<Found> = found.buffered(AT_ONCE).try_collect().await?;
        let (mut further, mut warnings, mut answers) = (Vec::new(), Vec::new(), Vec::new());
        for Found { faults, warning, answer } in found {
            further.extend(faults);
            warnings.extend(warning);
            answers.extend(answer);
        }
        workbook.add_faults(further);
        workbook.add_warnings(warnings);
        let annotated = if workbook.faults.is_empty() && workbook.warnings.is_empty() {
            None
        } else {
            let marked = annotate_answers(&workbook, &workbook.faults, &workbook.warnings, &in_spanish);
            self.put_back(landed, marked).await?
        };
        // What was read is told of so many: a thousand rows of it are more than an item of the table holds.
        let shown = |place: usize, fault: &RowFault| workbook.found(fault).filter(|_| place < MOST_SHOWN);
        let told = |(place, fault): (usize, &RowFault)| finding(fault, shown(place, fault));
        let findings = Findings {
            rows: u32::try_from(workbook.answering_rows()).unwrap_or(u32::MAX),
            faults: workbook.faults.iter().enumerate().map(told).collect(),
            warnings: workbook.warnings.iter().enumerate().map(told).chain(notes(&workbook.notes)).collect(),
            annotated,
            division: None,
            until: None,
        };
        let held = Some(Held::Answers(answers)).filter(|_| findings.faults.is_empty());
        Ok(Read { findings, held })
    }

    /// A ticket of another MCO, or of none yet, looks like one that is not there.
    async fn held_against(
        &self,
        answered: &AnsweredTicket,
        mco: Option<&McoCode>,
    ) -> Result<Found, StoreError> {
        let (row, column) = answered.place();
        let Some(dossier) = self.presented(answered, mco).await? else {
            let message = "No ticket of this number was presented to your MCO. Check the number: it stands in the workbook as it was handed out.";
            let fault = RowFault::new(row, column, "no_such_ticket", message);
            return Ok(Found { faults: vec![fault], ..Found::default() });
        };
        let state = dossier.ticket.state.name();
        if state != StateName::WithMco {
            let message = format!(
                "This ticket does not wait for your answer: its state is \"{}\". Empty all of its rows and its summary.",
                state.label()
            );
            let fault = RowFault::new(row, column, "not_waiting_for_you", message);
            let fault = fault.telling("state", state.label());
            return Ok(Found { faults: vec![fault], ..Found::default() });
        }
        let late = dossier.ticket.is_overdue(self.portal().now());
        let message = "The last day for the answer has passed: the proposal will be taken, and marked late.";
        let warning = late.then(|| RowFault::new(row, column, "past_its_due_date", message));
        Ok(match answered.against(&dossier.claims) {
            Err(faults) => Found { faults, warning, answer: None },
            Ok(proposal) => {
                let rows: BTreeMap<u16, u32> =
                    answered.rows.iter().filter_map(|line| Some((line.claim?, line.row))).collect();
                let answer = TicketAnswer {
                    ticket_id: dossier.ticket.id.clone(),
                    number: dossier.ticket.number.clone(),
                    due: dossier.ticket.due().map(|due| due.deadline.date),
                    summary_row: answered.summary_row.unwrap_or_default(),
                    rows: proposal
                        .claims
                        .iter()
                        .filter_map(|verdict| rows.get(&verdict.claim).copied())
                        .collect(),
                    proposal,
                };
                Found { faults: Vec::new(), warning, answer: Some(answer) }
            }
        })
    }

    async fn presented(
        &self,
        answered: &AnsweredTicket,
        mco: Option<&McoCode>,
    ) -> Result<Option<portal_store::Dossier>, StoreError> {
        let Some(mco) = mco else { return Ok(None) };
        let Some(id) = self.portal().store().ticket_numbered(&answered.number).await? else {
            return Ok(None);
        };
        let actor = Actor { user: None, standing: Standing::Mco(mco.clone()) };
        Ok(self.portal().store().dossier(&id).await?.filter(|dossier| dossier.ticket.is_visible_to(&actor)))
    }
}
