//! What the rules cost: dates, a move, a replay, an assessment. `docs/MEASURED.md` has the targets.
#![allow(clippy::unwrap_used, reason = "a benchmark that cannot go on has failed")]

#[path = "../tests/world/mod.rs"]
mod world;

use criterion::{BatchSize, Criterion};
use portal_core::calendar::Calendar;
use portal_core::claim::Claim;
use portal_core::deadline::Deadline;
use portal_core::decide::{Command, decide};
use portal_core::intake::{assess, file};
use portal_core::outcome::{DraftVerdict, Outcome, Proposal};
use portal_core::policy::{Rule, WindowReading};
use portal_core::timeline::{Entry, replay};
use std::hint::black_box;
use world::{day, filing, mcos, noon, policy};

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    dates(&mut criterion);
    moves(&mut criterion);
    replays(&mut criterion);
    assessments(&mut criterion);
    criterion.final_summary();
}

fn dates(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("dates");
    let policy = policy(false);
    // A last day that falls on a holiday, and an answer whose own last day is moved too.
    let (filed_with_mco, answered) = (day("2026-10-26"), Some(day("2026-11-27")));
    for (name, reading) in [
        ("window, HFS practice", WindowReading::HfsPractice),
        ("window, earlier of", WindowReading::EarlierOf),
        ("window, later of", WindowReading::LaterOf),
    ] {
        group.bench_function(name, |bench| {
            bench.iter(|| {
                let (filed_with_mco, answered) = black_box((filed_with_mco, answered));
                portal_core::window::filing_window_as(reading, filed_with_mco, answered, &policy)
            });
        });
    }
    // 30 calendar days from here end on a Saturday; 10 business days from here pass Thanksgiving.
    let start = day("2026-11-26");
    group.bench_function("R10, 30 calendar days", |bench| {
        bench.iter(|| {
            Deadline::calendar_days(
                black_box(start),
                policy.proposal_days,
                Rule::R10,
                Calendar::Statutory,
                &policy,
            )
        });
    });
    group.bench_function("R9, 10 business days", |bench| {
        bench.iter(|| {
            Deadline::business_days(black_box(start), policy.presentation_business_days, Rule::R9, &policy)
        });
    });
    group.finish();
}

/// So many claims, no two the same.
fn claims(count: u16) -> Vec<Claim> {
    (1..=count)
        .map(|row| Claim { mco_claim_number: format!("23ABC{row:07}").parse().ok(), ..world::claim() })
        .collect()
}

fn moves(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("decide");
    let (now, policy, mco) = (noon("2026-11-24"), policy(false), world::mco());
    let submission = world::submission(day("2026-10-15"));
    for count in [1, 100] {
        let claims = claims(count);
        let filed = file(filing(&submission, &claims), &world::provider(), now, &policy, &mcos()).unwrap();
        let verdict = |claim| DraftVerdict {
            claim,
            verdict: Outcome::Uphold,
            amount: None,
            reason: Some(world::words()),
        };
        let verdicts = (1..=count).map(verdict).collect();
        let proposal = Proposal::to_claims(world::words(), verdicts, &claims).unwrap();
        group.bench_function(format!("propose, claims: {count}"), |bench| {
            bench.iter_batched(
                || Command::Propose(proposal.clone()),
                |command| decide(&filed.ticket, command, &mco, now, &policy).unwrap(),
                BatchSize::SmallInput,
            );
        });
    }
    group.finish();
}

/// Filed, presented, proposed and in review, with evidence until there are so many entries.
fn timeline(length: usize) -> Vec<Entry> {
    let now = noon("2026-11-24");
    let filed = world::filed(now, false, false);
    let (mut ticket, mut entries) = (filed.ticket, filed.entries);
    let evidence = || Command::GiveEvidence { statement: Some(world::words()), files: vec![], done: false };
    let commands = [
        (Command::Propose(world::proposal()), world::mco()),
        (Command::AskReview { reason: Some(world::words()) }, world::provider()),
    ];
    let more = std::iter::repeat_with(|| (evidence(), world::provider()));
    for (command, actor) in commands.into_iter().chain(more) {
        if entries.len() >= length {
            break;
        }
        let change = world::done(&ticket, command, &actor, now);
        ticket = change.ticket;
        entries.extend(change.entries);
    }
    assert_eq!(entries.len(), length);
    entries
}

fn replays(criterion: &mut Criterion) {
    let entries = timeline(20);
    let (id, number) = ("ticket-0001".parse().unwrap(), "IL-7K3M-9Q2X".parse().unwrap());
    let replayed = || replay(Clone::clone(&id), Clone::clone(&number), &entries).unwrap();
    criterion.bench_function("replay, entries: 20", |bench| bench.iter(replayed));
}

fn assessments(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("assess");
    let (policy, mcos, submission) = (policy(false), mcos(), world::submission(day("2026-10-15")));
    for count in [1, 100] {
        let claims = claims(count);
        let assessed = || assess(&submission, &claims, black_box(day("2026-11-24")), &policy, &mcos);
        assert_eq!((assessed().faults.len(), assessed().closure), (0, None));
        group.bench_function(format!("claims: {count}"), |bench| bench.iter(assessed));
    }
    group.finish();
}
