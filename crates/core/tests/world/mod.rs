//! People, a dispute and its claim, for tests that live through a ticket.
#![allow(dead_code, missing_docs, reason = "each test file uses its own part")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use chrono::{DateTime, NaiveDate, Utc};
use portal_core::actor::{Actor, Standing};
use portal_core::category::{Category, ClaimType, McoAnswer, PeerToPeer, Program};
use portal_core::chicago::{days_before, start_of};
use portal_core::claim::Claim;
use portal_core::decide::{Change, Command, decide};
use portal_core::intake::{Filing, file};
use portal_core::mco::McoList;
use portal_core::money::Money;
use portal_core::moves::{Move, StateName};
use portal_core::outcome::{ClosureReason, Decision, DraftVerdict, Finding, Outcome, Proposal};
use portal_core::policy::{Intake, Policy, PolicyBook, WindowReading};
use portal_core::submission::{Contact, ProviderRef, Submission};
use portal_core::text::Text;
use portal_core::ticket::Ticket;

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn noon(text: &str) -> DateTime<Utc> {
    start_of(day(text)) + chrono::TimeDelta::hours(12)
}

pub fn policy(manual: bool) -> Policy {
    let intake = if manual { Intake::Manual } else { Intake::Automatic };
    let book = PolicyBook::published().unwrap().with_settings(WindowReading::HfsPractice, intake, &[]);
    book.in_force_on(day("2026-11-24")).clone()
}

pub fn mcos() -> McoList {
    McoList::published().unwrap()
}

fn actor(user: &str, standing: Standing) -> Actor {
    Actor { user: Some(user.parse().unwrap()), standing }
}

pub fn provider() -> Actor {
    actor("clerk", Standing::Provider { acts_for: vec!["363456789001".parse().unwrap()] })
}
pub fn stranger() -> Actor {
    actor("stranger", Standing::Provider { acts_for: vec!["999999999999".parse().unwrap()] })
}
pub fn mco() -> Actor {
    actor("analyst", Standing::Mco("ABHIL".parse().unwrap()))
}
pub fn other_mco() -> Actor {
    actor("rival", Standing::Mco("MER".parse().unwrap()))
}
pub fn hfs() -> Actor {
    actor("reviewer", Standing::Hfs { lead: false })
}
pub fn machine() -> Actor {
    Actor::MACHINE
}
pub fn everyone() -> [Actor; 6] {
    [provider(), mco(), hfs(), machine(), stranger(), other_mco()]
}

pub fn words<const MAX: usize>() -> Text<MAX> {
    "Because of the enclosed records.".parse().unwrap()
}

pub fn claim() -> Claim {
    Claim {
        member_last_name: Some("Doe".parse().unwrap()),
        member_first_name: Some("Jane".parse().unwrap()),
        rin: Some("012345678".parse().unwrap()),
        date_of_birth: Some(day("1980-02-29")),
        service_from: Some(day("2026-08-01")),
        service_to: Some(day("2026-08-03")),
        mco_claim_number: Some("23ABC0001234".parse().unwrap()),
        claim_type: Some(ClaimType::Institutional),
        billed: Some(Money::from_cents(125_000)),
        paid: Some(Money::ZERO),
        expected: Some(Money::from_cents(98_025)),
        denied_on: Some(day("2026-09-30")),
        carc: Some("197".parse().unwrap()),
        rarc: Some("N54".parse().unwrap()),
        procedure_code: Some("99284".parse().unwrap()),
        ..Claim::default()
    }
}

/// A complete dispute, filed with the MCO on this day.
pub fn submission(filed_with_mco: NaiveDate) -> Submission {
    Submission {
        provider: ProviderRef {
            npi: Some("1234567893".parse().unwrap()),
            medicaid_id: "363456789001".parse().unwrap(),
        },
        mco: Some("ABHIL".parse().unwrap()),
        program: Some(Program::Hci),
        mco_tracking_number: Some("PDXGR0012345".parse().unwrap()),
        filed_with_mco: Some(filed_with_mco),
        mco_answer: Some(McoAnswer::Denied),
        mco_answered: Some(portal_core::chicago::days_after(filed_with_mco, 16)),
        peer_to_peer: Some(PeerToPeer::NotApplicable),
        peer_to_peer_on: None,
        category: Some(Category::DenialAuthorization),
        medicaid_fee_for_service: false,
        medicare_only: false,
        urgent: false,
        urgent_reason: None,
        billing_agent: false,
        contact: Contact {
            name: Some("Pat Clerk".parse().unwrap()),
            phone: Some("217-555-0100".parse().unwrap()),
            email: Some("billing@example.org".parse().unwrap()),
        },
        description: Some(words()),
        outcome_sought: Some(words()),
        attested: true,
        upload_id: None,
    }
}

pub fn filing<'a>(submission: &'a Submission, claims: &'a [Claim]) -> Filing<'a> {
    Filing { id: "ticket-0001".parse().unwrap(), number: "IL-7K3M-9Q2X".parse().unwrap(), submission, claims }
}

/// A complete and timely dispute, filed at `now`.
pub fn filed(now: DateTime<Utc>, manual: bool, urgent: bool) -> Change {
    let today = portal_core::chicago::day_of(now);
    let mut submission = submission(days_before(today, 40));
    let served = days_before(today, 90);
    let claim = Claim {
        service_from: Some(served),
        service_to: Some(served),
        denied_on: Some(days_before(today, 60)),
        ..claim()
    };
    submission.urgent = urgent;
    submission.urgent_reason = urgent.then(words);
    file(filing(&submission, &[claim]), &provider(), now, &policy(manual), &mcos()).unwrap()
}

pub fn proposal() -> Proposal {
    let draft = DraftVerdict { claim: 1, verdict: Outcome::Pay, amount: None, reason: None };
    Proposal::to_claims(words(), vec![draft], &[claim()]).unwrap()
}

pub fn decision() -> Decision {
    let draft = DraftVerdict { claim: 1, verdict: Finding::Provider, amount: None, reason: None };
    Decision::to_claims(words(), vec![draft], &[claim()]).unwrap()
}

pub fn command_of(r#move: Move) -> Command {
    match r#move {
        Move::Present => Command::Present,
        Move::Propose => Command::Propose(proposal()),
        Move::AskExtension => Command::AskExtension { reason: words() },
        Move::DecideExtension => Command::DecideExtension { grant: true, reason: None },
        Move::Accept => Command::Accept { reason: None },
        Move::AskReview => Command::AskReview { reason: None },
        Move::GiveEvidence => Command::GiveEvidence { statement: Some(words()), files: vec![], done: true },
        Move::Decide => Command::Decide(decision()),
        Move::Withdraw => Command::Withdraw { reason: None },
        Move::Close => Command::Close { reason: ClosureReason::Duplicate, text: None },
        Move::LookAtUrgent => Command::LookAtUrgent,
        Move::StrikeClock => Command::StrikeClock,
    }
}

/// Carries a command out, which must be allowed.
pub fn done(ticket: &Ticket, command: Command, actor: &Actor, now: DateTime<Utc>) -> Change {
    decide(ticket, command, actor, now, &policy(false)).unwrap()
}

/// A ticket in this state, presented where that can be, and the instant it got there.
pub fn ticket_in(state: StateName) -> (Ticket, DateTime<Utc>) {
    let now = noon("2026-11-24");
    let start = filed(now, state == StateName::Received, false).ticket;
    let proposed = || done(&start, Command::Propose(proposal()), &mco(), now).ticket;
    let reviewed = || done(&proposed(), Command::AskReview { reason: None }, &provider(), now).ticket;
    let ticket = match state {
        StateName::Received | StateName::WithMco => start,
        StateName::Proposed => proposed(),
        StateName::InReview => reviewed(),
        StateName::Resolved => done(&proposed(), Command::Accept { reason: None }, &provider(), now).ticket,
        StateName::Decided => {
            let evidence = |done| Command::GiveEvidence { statement: None, files: vec![], done };
            let one = done(&reviewed(), evidence(true), &provider(), now).ticket;
            let both = done(&one, evidence(true), &mco(), now).ticket;
            done(&both, Command::Decide(decision()), &hfs(), now).ticket
        }
        StateName::Closed => {
            done(&start, Command::Close { reason: ClosureReason::WrongMco, text: None }, &hfs(), now).ticket
        }
        StateName::Withdrawn => done(&start, Command::Withdraw { reason: None }, &provider(), now).ticket,
    };
    (ticket, now)
}
