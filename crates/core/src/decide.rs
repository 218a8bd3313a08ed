//! The one place where a ticket moves: `decide` says what a command changes, or why it may not.

use crate::actor::{Actor, Role};
use crate::calendar::Calendar;
use crate::chicago::day_of;
use crate::closure::{Words, rule_of, standard_words};
pub use crate::command::{Command, Refusal};
use crate::deadline::Deadline;
use crate::fault::Fault;
use crate::identity::FileId;
use crate::moves::{self, Verdict};
use crate::notice::{Audience, Notice, NoticeKind};
use crate::outcome::{Closure, ClosureReason, ClosureText};
use crate::policy::{Policy, Rule};
use crate::strike;
use crate::text::{Reason, Statement};
use crate::ticket::{Extension, Review, State, Ticket};
use crate::timeline::{self, By, Entry, Event};
use chrono::{DateTime, Utc};

/// What a command changes. With no entries, nothing: a clock struck too early, or twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The ticket afterwards.
    pub ticket: Ticket,
    /// What goes on its timeline.
    pub entries: Vec<Entry>,
    /// The letters owed.
    pub notices: Vec<Notice>,
}

/// What `command` changes on `ticket` when `actor` gives it at `now`.
///
/// # Errors
/// The refusal, most private first: who may not know of the ticket learns nothing of its state.
pub fn decide(
    ticket: &Ticket,
    command: Command,
    actor: &Actor,
    now: DateTime<Utc>,
    policy: &Policy,
) -> Result<Change, Refusal> {
    if !ticket.is_visible_to(actor) {
        return Err(Refusal::NotFound);
    }
    let (r#move, role, state) = (command.r#move(), actor.role(), ticket.state.name());
    let struck_when_over = matches!(command, Command::StrikeClock) && state.is_terminal();
    match moves::verdict(state, r#move, role) {
        Verdict::Allowed => {}
        Verdict::NeverThisRole => return Err(Refusal::RoleMayNot { r#move, role }),
        // The sweeper met a ticket that someone has just finished: nothing is left to do.
        Verdict::NotInThisState if struck_when_over => return Ok(Change::of(ticket)),
        Verdict::NotInThisState => return Err(Refusal::WrongState { r#move, state }),
    }
    let mut change = Change::of(ticket);
    if matches!(command, Command::StrikeClock) {
        return change.strike(now, policy);
    }
    for (event, notices) in outcome_of(ticket, command, actor, now, policy)? {
        change.step(event, notices, actor, now, policy)?;
    }
    Ok(change)
}

impl Change {
    fn of(ticket: &Ticket) -> Self {
        Self { ticket: ticket.clone(), entries: Vec::new(), notices: Vec::new() }
    }

    /// A change that begins a ticket, for `intake`.
    pub(crate) fn opened(ticket: Ticket, entry: Entry, notices: Vec<Notice>) -> Self {
        Self { ticket, entries: vec![entry], notices }
    }

    /// Takes one event further: what it makes, when the machine next looks, and its entry.
    pub(crate) fn step(
        &mut self,
        event: Event,
        notices: Vec<Notice>,
        actor: &Actor,
        now: DateTime<Utc>,
        policy: &Policy,
    ) -> Result<(), Refusal> {
        let by = By::from(actor);
        let after = timeline::advance(&self.ticket, &event, &by, now).ok_or(Refusal::Broken)?;
        // A look the sweeper still owes is not lost when a person acts first.
        let owed = self.ticket.wakes_at.filter(|at| {
            by.role != Role::Machine
                && self.ticket.due() == after.due()
                && strike::is_owed(&after, *at, now, policy)
        });
        let wakes_at = owed.or_else(|| strike::wakes_at(&after, now, policy));
        let entry = Entry::chained(&self.ticket.head, self.ticket.version + 1, now, by, event, wakes_at);
        self.ticket = timeline::apply(&self.ticket, &entry).map_err(|_| Refusal::Broken)?;
        self.entries.push(entry);
        self.notices.extend(notices);
        Ok(())
    }

    fn strike(mut self, now: DateTime<Utc>, policy: &Policy) -> Result<Self, Refusal> {
        let woken_for = self.ticket.wakes_at;
        while let Some((event, notices)) = strike::next_passing(&self.ticket, now, policy) {
            self.step(event, notices, &Actor::MACHINE, now, policy)?;
        }
        let reminder = woken_for.and_then(|since| strike::reminder(&self.ticket, since, now, policy));
        if let Some((event, notices)) = reminder {
            self.step(event, notices, &Actor::MACHINE, now, policy)?;
        }
        Ok(self)
    }
}

type Steps = Vec<(Event, Vec<Notice>)>;

/// R10, R12, R13, R14: a last day, counted from a Chicago day, moved off statutory holidays.
fn last_day(from: DateTime<Utc>, days: u32, rule: Rule, policy: &Policy) -> Deadline {
    Deadline::calendar_days(day_of(from), days, rule, Calendar::Statutory, policy)
}

/// R9, R10: presents at `now`; the MCO's answer counts from that Chicago day.
pub(crate) fn presentation(now: DateTime<Utc>, policy: &Policy) -> (Event, Vec<Notice>) {
    let due = last_day(now, policy.proposal_days, Rule::R10, policy);
    let letters = vec![Notice::new(NoticeKind::Presented, Audience::Mco).due(due.date)];
    (Event::Presented { on: day_of(now), due }, letters)
}

fn outcome_of(
    ticket: &Ticket,
    command: Command,
    actor: &Actor,
    now: DateTime<Utc>,
    policy: &Policy,
) -> Result<Steps, Refusal> {
    let role = actor.role();
    let to = Notice::new;
    Ok(match command {
        Command::Present => {
            let (event, mut letters) = presentation(now, policy);
            letters.push(to(NoticeKind::Presented, Audience::Provider));
            vec![(event, letters)]
        }
        Command::Propose(proposal) => {
            let late = ticket.is_overdue(now);
            let due = last_day(now, policy.answer_days, Rule::R12, policy);
            let letters = vec![to(NoticeKind::Proposal, Audience::Provider).due(due.date)];
            vec![(Event::Proposed { proposal, due, late }, letters)]
        }
        Command::AskExtension { reason } => {
            if ticket.extension != Extension::NotAsked {
                return Err(Refusal::ExtensionSpent);
            }
            before_passing(ticket, now)?;
            let other = if role == Role::Mco { Audience::Provider } else { Audience::Mco };
            let letters =
                vec![to(NoticeKind::ExtensionAsked, Audience::Hfs), to(NoticeKind::ExtensionAsked, other)];
            vec![(Event::ExtensionAsked { reason }, letters)]
        }
        Command::DecideExtension { grant, reason } => vec![decide_extension(ticket, grant, reason, policy)?],
        Command::Accept { reason } => {
            before_passing(ticket, now)?;
            vec![(
                Event::Accepted { reason },
                vec![to(NoticeKind::Accepted, Audience::Mco), to(NoticeKind::Accepted, Audience::Provider)],
            )]
        }
        Command::AskReview { reason } => {
            if let State::WithMco { due, .. } = ticket.state {
                // R10: an MCO that has not answered in time may be passed over, not one that still may.
                if !ticket.is_overdue(now) {
                    return Err(Refusal::NotYetOverdue(due));
                }
            } else {
                before_passing(ticket, now)?;
            }
            let due = last_day(now, policy.evidence_days, Rule::R13, policy);
            let letters = [Audience::Provider, Audience::Mco, Audience::Hfs]
                .map(|who| to(NoticeKind::ReviewOpened, who).due(due.date));
            vec![(Event::ReviewAsked { reason, due }, letters.to_vec())]
        }
        Command::GiveEvidence { statement, files, done } => {
            give_evidence(ticket, role, (statement, files, done), now, policy)?
        }
        Command::Decide(decision) => {
            let decided = (
                Event::Decided { decision },
                vec![to(NoticeKind::Decision, Audience::Provider), to(NoticeKind::Decision, Audience::Mco)],
            );
            if let State::InReview { due, review: Review::Evidence { .. } } = ticket.state {
                if !due.has_passed(now) {
                    return Err(Refusal::EvidenceOpen(due));
                }
                // R13 has lapsed and the sweeper has not come by yet.
                let (closed, _) = strike::close_evidence(due.date, policy);
                vec![(closed, Vec::new()), decided]
            } else {
                vec![decided]
            }
        }
        Command::Withdraw { reason } => {
            let other = if ticket.presented { Audience::Mco } else { Audience::Hfs };
            vec![(
                Event::Withdrawn { reason },
                vec![to(NoticeKind::Withdrawn, other), to(NoticeKind::Withdrawn, Audience::Provider)],
            )]
        }
        Command::Close { reason, text } => vec![close(ticket, reason, text, policy)?],
        Command::LookAtUrgent => {
            ticket.urgent_look.ok_or(Refusal::NoLookOwed)?;
            vec![(Event::UrgentLooked, Vec::new())]
        }
        Command::StrikeClock => Vec::new(),
    })
}

fn before_passing(ticket: &Ticket, now: DateTime<Utc>) -> Result<(), Refusal> {
    match ticket.due() {
        Some(due) if ticket.is_overdue(now) => Err(Refusal::DeadlinePassed(due.deadline)),
        Some(_) | None => Ok(()),
    }
}

fn decide_extension(
    ticket: &Ticket,
    grant: bool,
    reason: Option<Reason>,
    policy: &Policy,
) -> Result<(Event, Vec<Notice>), Refusal> {
    if !matches!(ticket.extension, Extension::Asked { .. }) {
        return Err(Refusal::NoExtensionAsked);
    }
    let State::WithMco { presented_on, .. } = ticket.state else { return Err(Refusal::Broken) };
    let both = [Audience::Mco, Audience::Provider];
    if !grant {
        return Ok((
            Event::ExtensionRefused { reason },
            both.map(|who| Notice::new(NoticeKind::ExtensionRefused, who)).to_vec(),
        ));
    }
    // R11: 60 days in all, counted from presentation, not from the day HFS gets round to it.
    let days = policy.proposal_days + policy.extension_days;
    let due = Deadline::calendar_days(presented_on, days, Rule::R11, Calendar::Statutory, policy);
    let letters = both.map(|who| Notice::new(NoticeKind::ExtensionGranted, who).due(due.date));
    Ok((Event::ExtensionGranted { due, reason }, letters.to_vec()))
}

fn give_evidence(
    ticket: &Ticket,
    role: Role,
    (statement, files, done): (Option<Statement>, Vec<FileId>, bool),
    now: DateTime<Utc>,
    policy: &Policy,
) -> Result<Steps, Refusal> {
    let State::InReview { due, review: Review::Evidence { provider_done, mco_done } } = ticket.state else {
        return Err(Refusal::EvidenceOver);
    };
    if due.has_passed(now) {
        return Err(Refusal::DeadlinePassed(due));
    }
    let (own, other) =
        if role == Role::Provider { (provider_done, mco_done) } else { (mco_done, provider_done) };
    if own {
        return Err(Refusal::EvidenceDone);
    }
    let mut steps = vec![(Event::EvidenceGiven { statement, files, done }, Vec::new())];
    if done && other {
        steps.push(strike::close_evidence(day_of(now), policy));
    }
    Ok(steps)
}

fn close(
    ticket: &Ticket,
    reason: ClosureReason,
    text: Option<ClosureText>,
    policy: &Policy,
) -> Result<(Event, Vec<Notice>), Refusal> {
    let fault = |field: &str, code, message: &'static str| {
        Err(Refusal::Invalid(vec![Fault::new(field, code, message)]))
    };
    if reason == ClosureReason::Lapsed {
        return fault(
            "/reason",
            "machine_only",
            "Only the portal closes a ticket as lapsed, when a proposal is not answered in time.",
        );
    }
    if reason == ClosureReason::Other && text.is_none() {
        return fault("/text", "missing", "Say why: a closure for another reason needs words.");
    }
    let (text, text_es) = match text {
        Some(text) => (text.as_str().to_owned(), None),
        None => {
            let Words { english, spanish } = standard_words(reason, policy);
            (english, Some(spanish))
        }
    };
    let closure = Closure {
        reason,
        rule: rule_of(reason),
        text,
        text_es,
        missing: Vec::new(),
        file_again_from: None,
        file_again_until: None,
        also: Vec::new(),
    };
    let letter = |to| Notice { closed_for: Some(reason), ..Notice::new(NoticeKind::Closed, to) };
    let mut letters = vec![letter(Audience::Provider)];
    if ticket.presented {
        letters.push(letter(Audience::Mco));
    }
    Ok((Event::Closed { closure }, letters))
}
