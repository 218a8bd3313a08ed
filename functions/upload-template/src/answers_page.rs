//! An answer workbook on its page: what it proposes on each ticket, and what was sent from it.

use chrono::NaiveDate;
use portal_core::identity::{TicketId, TicketNumber};
use portal_core::money::Money;
use portal_store::TicketAnswer;

/// What the workbook proposes; of a member, nothing.
pub struct Answers {
    pub lines: Vec<Line>,
    pub claims: usize,
    pub proposed: Money,
    /// Whether it was sent.
    pub sent: bool,
}

/// One ticket.
pub struct Line {
    pub ticket: TicketId,
    pub number: TicketNumber,
    pub due: Option<NaiveDate>,
    /// Whether its last day has passed.
    pub late: bool,
    pub claims: usize,
    pub proposed: Money,
}

impl Answers {
    /// The answers as they stand today.
    pub fn of(answers: &[TicketAnswer], today: NaiveDate, sent: bool) -> Self {
        let lines: Vec<Line> = answers.iter().map(|answer| Line::of(answer, today)).collect();
        Self {
            claims: lines.iter().map(|line| line.claims).sum(),
            proposed: lines.iter().map(|line| line.proposed).sum(),
            lines,
            sent,
        }
    }

    /// How many come after their last day.
    pub fn late(&self) -> usize {
        self.lines.iter().filter(|line| line.late).count()
    }
}

impl Line {
    fn of(answer: &TicketAnswer, today: NaiveDate) -> Self {
        Self {
            ticket: answer.ticket_id.clone(),
            number: answer.number.clone(),
            due: answer.due,
            late: answer.due.is_some_and(|due| due < today),
            claims: answer.proposal.claims.len(),
            proposed: answer.proposal.total(),
        }
    }
}
