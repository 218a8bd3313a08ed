//! An answer workbook on its page: what it proposes on each ticket, and what was sent from it.

use chrono::NaiveDate;
use portal_core::identity::{TicketId, TicketNumber};
use portal_core::money::Money;
use portal_store::{AnswerOutcome, SentAnswer, TicketAnswer};

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
    /// What became of it, where that is known.
    pub became: Option<SentAnswer>,
}

impl Answers {
    /// The answers as they stand today, with what became of those that were `tried`.
    pub fn of(answers: &[TicketAnswer], tried: &[SentAnswer], today: NaiveDate, sent: bool) -> Self {
        let became =
            |answer: &TicketAnswer| tried.iter().find(|one| one.ticket_id == answer.ticket_id).cloned();
        let lines: Vec<Line> =
            answers.iter().map(|answer| Line { became: became(answer), ..Line::of(answer, today) }).collect();
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

    /// Of how many this became.
    pub fn count(&self, outcome: AnswerOutcome) -> usize {
        let is_so = |line: &&Line| line.became.as_ref().is_some_and(|became| became.outcome == outcome);
        self.lines.iter().filter(is_so).count()
    }

    /// Whether they were sent once, whatever became of them.
    pub fn were_tried(&self) -> bool {
        self.lines.iter().any(|line| line.became.is_some())
    }

    /// Whether each was refused, so that sending them again does nothing.
    pub fn is_refused_whole(&self) -> bool {
        !self.lines.is_empty() && self.count(AnswerOutcome::Refused) == self.lines.len()
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
            became: None,
        }
    }
}
