//! Where a ticket waits beside its desk, so that a party finds what it may do by a day (R10, R13).
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod world;

use chrono::{DateTime, Utc};
use portal_core::decide::Command;
use portal_core::moves::StateName;
use portal_core::queue::{Party, PartyQueue};
use portal_core::ticket::Ticket;
use world::*;

/// The places in a queue of the provider and of the MCO.
fn places(queue: PartyQueue, ticket: &Ticket) -> [Option<DateTime<Utc>>; 2] {
    let parties: Vec<Party> = Party::to(ticket).collect();
    [0, 1].map(|party| queue.place_of(&parties[party], ticket))
}

#[test]
fn a_review_waits_for_each_side_until_that_side_is_done_or_its_day_has_passed() {
    let (ticket, now) = ticket_in(StateName::InReview);
    let until = ticket.due().unwrap().deadline.passes_at;
    assert_eq!(places(PartyQueue::Evidence, &ticket), [Some(until); 2]);
    let done_with = |done| Command::GiveEvidence { statement: Some(words()), files: vec![], done };
    let more_to_come = done(&ticket, done_with(false), &provider(), now).ticket;
    assert_eq!(places(PartyQueue::Evidence, &more_to_come), [Some(until); 2]);
    let provider_done = done(&more_to_come, done_with(true), &provider(), now).ticket;
    assert_eq!(places(PartyQueue::Evidence, &provider_done), [None, Some(until)]);
    let lapsed = done(&provider_done, Command::StrikeClock, &machine(), until).ticket;
    assert_eq!(places(PartyQueue::Evidence, &lapsed), [None; 2]);
    assert_eq!(lapsed.state.name(), StateName::InReview);
}

#[test]
fn an_mco_that_is_late_puts_its_ticket_in_the_providers_queue_until_somebody_moves_it() {
    let (ticket, now) = ticket_in(StateName::WithMco);
    assert_eq!(places(PartyQueue::Late, &ticket), [None; 2]);
    let last = ticket.due().unwrap().deadline.passes_at;
    let late = done(&ticket, Command::StrikeClock, &machine(), last).ticket;
    assert_eq!(places(PartyQueue::Late, &late), [Some(last), None]);
    for (command, actor) in
        [(Command::AskReview { reason: None }, provider()), (Command::Propose(proposal()), mco())]
    {
        let moved = done(&late, command, &actor, last).ticket;
        assert_eq!(places(PartyQueue::Late, &moved), [None; 2]);
    }
    assert!(now < last);
}
