//! What the clock does to a ticket: reminders, overdue marks, lapses. Each once, however late the
//! sweeper comes and however often.

use crate::actor::Role;
use crate::calendar::Calendar;
use crate::chicago::{days_before, start_of};
use crate::closure::{Words, standard_words};
use crate::deadline::Deadline;
use crate::notice::{Audience, Notice, NoticeKind};
use crate::outcome::{Closure, ClosureReason};
use crate::policy::{Policy, Rule};
use crate::ticket::{Due, Escalation, Review, State, Ticket};
use crate::timeline::Event;
use chrono::{DateTime, Utc};

/// The next instant after `now` at which the machine has to look at a ticket in this shape: its next
/// reminder, the passing of its due date, the step from there to the lead, or the passing of R15. `None`
/// once nothing can come due.
pub fn wakes_at(ticket: &Ticket, now: DateTime<Utc>, policy: &Policy) -> Option<DateTime<Utc>> {
    let waiting = ticket.due().filter(|_| ticket.overdue_since().is_none());
    let ordinary = waiting.map(|due| next_of(&due.deadline, now, policy));
    let urgent =
        ticket.urgent_look.filter(|look| look.overdue_since.is_none()).map(|look| look.due.passes_at);
    let lead = lead_is_told_after(ticket).map(|last| last.passes_at);
    ordinary.into_iter().chain(urgent).chain(lead).min()
}

/// The last day on which an overdue answer of the MCO still keeps the ticket from HFS's lead.
fn lead_is_told_after(ticket: &Ticket) -> Option<Deadline> {
    match &ticket.state {
        State::WithMco { escalation: Some(Escalation::After(last)), .. } => Some(*last),
        State::WithMco { escalation: Some(Escalation::Done(_)) | None, .. }
        | State::Received { .. }
        | State::Proposed { .. }
        | State::InReview { .. }
        | State::Resolved
        | State::Decided
        | State::Closed(_)
        | State::Withdrawn => None,
    }
}

/// The next reminder after `now`, else the passing of the day. A passing already behind `now` is
/// still to be carried out, so it is returned as it is.
fn next_of(deadline: &Deadline, now: DateTime<Utc>, policy: &Policy) -> DateTime<Utc> {
    policy
        .reminder_days
        .iter()
        .map(|days| reminder_at(deadline, *days))
        .filter(|at| *at > now)
        .fold(deadline.passes_at, DateTime::min)
}

fn reminder_at(deadline: &Deadline, days: u32) -> DateTime<Utc> {
    start_of(days_before(deadline.date, days))
}

/// The last day that has passed at `now` and is not yet on the timeline: the event, and who hears of
/// it. Call again on the ticket it makes, until it returns `None`: a long outage can hold several.
pub(crate) fn next_passing(
    ticket: &Ticket,
    now: DateTime<Utc>,
    policy: &Policy,
) -> Option<(Event, Vec<Notice>)> {
    if let Some(look) = ticket.urgent_look
        && look.overdue_since.is_none()
        && look.due.has_passed(now)
    {
        let letter = Notice::new(NoticeKind::Urgent, Audience::HfsLead).due(look.due.date);
        return Some((Event::UrgentLookOverdue, vec![letter]));
    }
    let due = ticket.due()?;
    if lead_is_told_after(ticket).is_some_and(|last| last.has_passed(now)) {
        let letter = Notice::new(NoticeKind::Escalated, Audience::HfsLead).due(due.deadline.date);
        return Some((Event::Escalated, vec![letter]));
    }
    if due.deadline.has_passed(now) { on_passing(ticket, &due, policy) } else { None }
}

/// Whether a look at `now`, planned for `woken_for`, would find anything to do.
pub(crate) fn is_owed(
    ticket: &Ticket,
    woken_for: DateTime<Utc>,
    now: DateTime<Utc>,
    policy: &Policy,
) -> bool {
    woken_for <= now
        && (next_passing(ticket, now, policy).is_some() || reminder(ticket, woken_for, now, policy).is_some())
}

fn on_passing(ticket: &Ticket, due: &Due, policy: &Policy) -> Option<(Event, Vec<Notice>)> {
    let fell_overdue = |escalates_after: Option<Deadline>, to: &[Audience]| {
        let letters =
            to.iter().map(|to| Notice::new(NoticeKind::Overdue, *to).due(due.deadline.date)).collect();
        Some((Event::FellOverdue { rule: due.deadline.rule, escalates_after }, letters))
    };
    let overdue = |to: &[Audience]| fell_overdue(None, to);
    match &ticket.state {
        State::Received { overdue_since: None, .. } => overdue(&[Audience::HfsLead]),
        // R10: escalated to HFS and to the MCO's escalation contact; the provider may ask for review. The
        // next step counts from the last day itself, however late the sweeper comes.
        State::WithMco { overdue_since: None, .. } => {
            let days = policy.escalation_business_days;
            let step = Deadline::business_days(due.deadline.date, days, due.deadline.rule, policy);
            let to = [Audience::Mco, Audience::McoEscalation, Audience::Hfs, Audience::Provider];
            fell_overdue(Some(step), &to)
        }
        State::InReview { review: Review::Deciding { overdue_since: None }, .. } => {
            overdue(&[Audience::HfsLead])
        }
        // R12: silence lets the proposal stand.
        State::Proposed { .. } => {
            let closure = lapsed(policy);
            let letter =
                |to| Notice { closed_for: Some(closure.reason), ..Notice::new(NoticeKind::Closed, to) };
            let letters = vec![letter(Audience::Provider), letter(Audience::Mco)];
            Some((Event::Closed { closure }, letters))
        }
        // R13 lapses: HFS decides on what it has, counted from the last day of evidence (R14).
        State::InReview { review: Review::Evidence { .. }, due } => Some(close_evidence(due.date, policy)),
        State::Received { .. }
        | State::WithMco { .. }
        | State::InReview { review: Review::Deciding { .. }, .. }
        | State::Resolved
        | State::Decided
        | State::Closed(_)
        | State::Withdrawn => None,
    }
}

/// R14: HFS's decision counts from the day on which evidence ended.
pub(crate) fn close_evidence(ended: chrono::NaiveDate, policy: &Policy) -> (Event, Vec<Notice>) {
    let due = Deadline::calendar_days(ended, policy.decision_days, Rule::R14, Calendar::Statutory, policy);
    let letter = Notice::new(NoticeKind::EvidenceClosed, Audience::Hfs).due(due.date);
    (Event::EvidenceClosed { due }, vec![letter])
}

/// The reminder owed at `now` to a ticket that was to be looked at from `woken_for` on: only the latest
/// that has come due, so that an outage brings one letter and not three.
pub(crate) fn reminder(
    ticket: &Ticket,
    woken_for: DateTime<Utc>,
    now: DateTime<Utc>,
    policy: &Policy,
) -> Option<(Event, Vec<Notice>)> {
    let due = ticket.due().filter(|due| !due.deadline.has_passed(now))?;
    let days_left = policy
        .reminder_days
        .iter()
        .copied()
        .filter(|days| (woken_for..=now).contains(&reminder_at(&due.deadline, *days)))
        .min()?;
    let to: &[Audience] = match due.whose {
        Some(Role::Provider) => &[Audience::Provider],
        Some(Role::Mco) => &[Audience::Mco],
        Some(Role::Hfs) => &[Audience::Hfs],
        Some(Role::Machine) => &[],
        None => &[Audience::Provider, Audience::Mco],
    };
    let kind = if due.whose.is_none() { NoticeKind::EvidenceDue } else { NoticeKind::DueSoon };
    let letters = to
        .iter()
        .map(|to| Notice { days_left: Some(days_left), ..Notice::new(kind, *to).due(due.deadline.date) });
    Some((Event::Reminded { due: due.deadline.date, days_left }, letters.collect()))
}

fn lapsed(policy: &Policy) -> Closure {
    let Words { english, spanish } = standard_words(ClosureReason::Lapsed, policy);
    Closure {
        reason: ClosureReason::Lapsed,
        rule: Some(Rule::R12),
        text: english,
        text_es: Some(spanish),
        missing: Vec::new(),
        file_again_from: None,
        file_again_until: None,
        also: Vec::new(),
    }
}
