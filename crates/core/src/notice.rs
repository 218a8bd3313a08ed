//! Who is owed which letter. A notice names no member, no claim and no text anyone typed: it cannot.

use crate::chicago::days_before;
use crate::code_list;
use crate::outcome::ClosureReason;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

code_list! {
    /// The letters of domain.md §7.
    pub enum NoticeKind {
        RegistrationReceived = "registration_received", "Registration received";
        RegistrationsReceived = "registrations_received", "Registrations received";
        RegistrationApproved = "registration_approved", "Registration approved";
        RegistrationDenied = "registration_denied", "Registration denied";
        TicketReceived = "ticket_received", "Ticket received";
        Presented = "presented", "Ticket presented";
        Closed = "closed", "Ticket closed";
        Proposal = "proposal", "Proposal made";
        Accepted = "accepted", "Proposal accepted";
        ExtensionAsked = "extension_asked", "Extension asked";
        ExtensionGranted = "extension_granted", "Extension granted";
        ExtensionRefused = "extension_refused", "Extension refused";
        Message = "message", "New message";
        DueSoon = "due_soon", "Due soon";
        Overdue = "overdue", "Overdue";
        Escalated = "escalated", "Escalated";
        ReviewOpened = "review_opened", "Review opened";
        EvidenceDue = "evidence_due", "Evidence due";
        EvidenceClosed = "evidence_closed", "Ready for decision";
        Decision = "decision", "Decision made";
        Withdrawn = "withdrawn", "Ticket withdrawn";
        Urgent = "urgent", "Urgent ticket";
        WindowOpening = "window_opening", "Filing window opens";
        WindowClosing = "window_closing", "Filing window closes";
    }
}

code_list! {
    /// To whom a letter goes; addresses are looked up when it is sent.
    pub enum Audience {
        Provider = "provider", "The ticket's contact at the provider";
        Mco = "mco", "The MCO's dispute desk";
        McoEscalation = "mco_escalation", "The MCO's escalation contact";
        Hfs = "hfs", "HFS staff";
        HfsLead = "hfs_lead", "HFS lead";
        Registrant = "registrant", "Whoever registered";
    }
}

/// A letter owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Which letter.
    pub kind: NoticeKind,
    /// To whom.
    pub to: Audience,
    /// The last day of what is asked of the reader.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<NaiveDate>,
    /// Days left to it, in a reminder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days_left: Option<u32>,
    /// Why the ticket was closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_for: Option<ClosureReason>,
}

impl Notice {
    /// A letter with no date in it.
    pub const fn new(kind: NoticeKind, to: Audience) -> Self {
        Self { kind, to, due: None, days_left: None, closed_for: None }
    }

    /// Whether this is a reminder that another has overtaken by `today`: the next one, or the passing of
    /// the day itself. After an outage it would only say what is no longer so.
    pub fn is_overtaken(&self, today: NaiveDate, reminder_days: &[u32]) -> bool {
        let (Some(due), Some(left)) = (self.due, self.days_left) else { return false };
        let next = reminder_days.iter().copied().filter(|days| *days < left).max();
        today > due || next.is_some_and(|days| today >= days_before(due, days))
    }

    /// The same, asking for something by a day.
    #[must_use]
    pub const fn due(mut self, day: NaiveDate) -> Self {
        self.due = Some(day);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reminder_is_overtaken_by_the_next_one_and_by_the_passing_of_its_day() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let reminder = |left| Notice {
            days_left: Some(left),
            ..Notice::new(NoticeKind::DueSoon, Audience::Mco).due(day("2026-12-24"))
        };
        let overtaken = |left, today| reminder(left).is_overtaken(day(today), &[10, 5, 1]);
        assert!(!overtaken(10, "2026-12-18") && overtaken(10, "2026-12-19"));
        assert!(!overtaken(5, "2026-12-22") && overtaken(5, "2026-12-23"));
        assert!(!overtaken(1, "2026-12-24") && overtaken(1, "2026-12-25"));
        let overdue = Notice::new(NoticeKind::Overdue, Audience::Mco).due(day("2026-12-24"));
        assert!(!overdue.is_overtaken(day("2027-12-24"), &[10, 5, 1]));
    }
}
