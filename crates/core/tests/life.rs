//! Property tests over whole lives: whatever people and the clock do, in whatever order.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod world;

use chrono::{DateTime, TimeDelta, Utc};
use portal_core::decide::{Change, Command, Refusal, decide};
use portal_core::moves::{self, Move, StateName, Verdict};
use portal_core::offered::offered;
use portal_core::outcome::ClosureReason;
use portal_core::ticket::{Extension, Ticket};
use portal_core::timeline::{Entry, Event, replay};
use proptest::prelude::*;
use world::*;

#[derive(Clone, Debug)]
struct Step {
    command: Command,
    who: usize,
    hours: i64,
}

fn commands() -> impl Strategy<Value = Command> {
    prop_oneof![
        Just(Command::Present),
        Just(Command::Propose(proposal())),
        Just(Command::AskExtension { reason: words() }),
        any::<bool>().prop_map(|grant| Command::DecideExtension { grant, reason: Some(words()) }),
        Just(Command::Accept { reason: None }),
        Just(Command::AskReview { reason: Some(words()) }),
        any::<bool>().prop_map(|done| Command::GiveEvidence {
            statement: Some(words()),
            files: vec![],
            done
        }),
        Just(Command::Decide(decision())),
        Just(Command::Withdraw { reason: None }),
        Just(Command::Close { reason: ClosureReason::WrongMco, text: None }),
        Just(Command::LookAtUrgent),
        // The sweeper comes most often.
        Just(Command::StrikeClock),
        Just(Command::StrikeClock),
        Just(Command::StrikeClock),
    ]
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = (commands(), 0_usize..6, 0_i64..24 * 20).prop_map(|(command, who, hours)| Step {
        command,
        who,
        hours,
    });
    proptest::collection::vec(step, 1..40)
}

struct Life {
    ticket: Ticket,
    entries: Vec<Entry>,
    now: DateTime<Utc>,
    granted: u32,
}

impl Life {
    fn begin(manual: bool, urgent: bool) -> Self {
        let now = noon("2026-11-24");
        let change = filed(now, manual, urgent);
        Self { ticket: change.ticket, entries: change.entries, now, granted: 0 }
    }

    fn take(&mut self, change: &Change) {
        self.ticket = change.ticket.clone();
        self.entries.extend(change.entries.iter().cloned());
        self.granted +=
            u32::from(change.entries.iter().any(|entry| entry.event.name() == "extension_granted"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_life_leaves_a_terminal_state_extends_twice_or_brings_a_due_date_forward(
        manual in any::<bool>(), urgent in any::<bool>(), steps in steps()
    ) {
        let mut life = Life::begin(manual, urgent);
        for Step { command, who, hours } in steps {
            life.now += TimeDelta::hours(hours);
            let before = life.ticket.clone();
            let actor = &everyone()[who];
            let row = moves::verdict(before.state.name(), command.r#move(), actor.role());
            let over = before.state.name().is_terminal() && command == Command::StrikeClock;
            // What a page offers is what the rulebook takes, no more and no less.
            let is_offered = before.is_visible_to(actor)
                && offered(&before, actor.role(), life.now).contains(&command.r#move());
            let by_the_clock = command == Command::StrikeClock;
            let taken = decide(&before, command.clone(), actor, life.now, &policy(manual)).is_ok();
            prop_assert!(by_the_clock || taken == is_offered, "{:?}: taken {taken}, offered {is_offered}", command.r#move());
            match decide(&before, command, actor, life.now, &policy(manual)) {
                Ok(change) => {
                    prop_assert!(before.is_visible_to(actor));
                    prop_assert!(row == Verdict::Allowed || over);
                    prop_assert!(!before.state.name().is_terminal() || change.entries.is_empty(), "a terminal state was left");
                    prop_assert!(change.entries.windows(2).all(|pair| pair[0].seq + 1 == pair[1].seq));
                    prop_assert_eq!(change.ticket.version, before.version + change.entries.len() as u64);
                    // The same obligation never falls due earlier than it did.
                    if let (Some(was), Some(is)) = (before.due(), change.ticket.due())
                        && before.state.name() == change.ticket.state.name()
                    {
                        prop_assert!(is.deadline.date >= was.deadline.date, "a due date moved backwards");
                    }
                    life.take(&change);
                }
                Err(refusal) => match row {
                    _ if !before.is_visible_to(actor) => prop_assert_eq!(refusal, Refusal::NotFound),
                    Verdict::NeverThisRole => prop_assert!(matches!(refusal, Refusal::RoleMayNot { .. }), "not refused by role"),
                    Verdict::NotInThisState => prop_assert!(matches!(refusal, Refusal::WrongState { .. }), "not refused by state"),
                    Verdict::Allowed => prop_assert!(!matches!(refusal, Refusal::NotFound | Refusal::RoleMayNot { .. } | Refusal::WrongState { .. } | Refusal::Broken), "an allowed row was refused by the table"),
                },
            }
        }
        prop_assert!(life.granted <= 1, "a second extension was granted");
        if life.granted == 1 {
            prop_assert_eq!(life.ticket.extension, Extension::Granted);
        }
        let replayed = replay(life.ticket.id.clone(), life.ticket.number.clone(), &life.entries);
        prop_assert_eq!(replayed.as_ref(), Ok(&life.ticket));
        // And again from what a table or an export keeps.
        let kept = serde_json::to_string(&life.entries).unwrap();
        let read: Vec<Entry> = serde_json::from_str(&kept).unwrap();
        prop_assert_eq!(replay(life.ticket.id.clone(), life.ticket.number.clone(), &read), Ok(life.ticket));
    }

    #[test]
    fn a_spurious_strike_is_a_no_op_and_the_clock_always_runs_down(
        manual in any::<bool>(), urgent in any::<bool>(), steps in steps()
    ) {
        let mut life = Life::begin(manual, urgent);
        for Step { command, who, hours } in steps {
            life.now += TimeDelta::hours(hours);
            if let Ok(change) = decide(&life.ticket, command, &everyone()[who], life.now, &policy(manual)) {
                life.take(&change);
            }
            let struck = decide(&life.ticket, Command::StrikeClock, &machine(), life.now, &policy(manual)).unwrap();
            let again = decide(&struck.ticket, Command::StrikeClock, &machine(), life.now, &policy(manual)).unwrap();
            prop_assert!(again.entries.is_empty() && again.notices.is_empty());
            if life.ticket.wakes_at.is_none_or(|at| at > life.now) {
                prop_assert!(struck.entries.is_empty(), "the machine acted before it said it would wake");
            } else {
                prop_assert!(struck.ticket.wakes_at.is_none_or(|at| at > life.now), "the machine would spin");
            }
        }
    }

    #[test]
    fn the_lead_is_told_once_of_each_lapse_of_the_mco_and_never_before_everyone_else(
        urgent in any::<bool>(), steps in steps()
    ) {
        let mut life = Life::begin(false, urgent);
        for Step { command, who, hours } in steps {
            life.now += TimeDelta::hours(hours);
            if let Ok(change) = decide(&life.ticket, command, &everyone()[who], life.now, &policy(false)) {
                life.take(&change);
            }
        }
        let mut step = None;
        for entry in &life.entries {
            match &entry.event {
                Event::FellOverdue { escalates_after, .. } => step = *escalates_after,
                Event::Escalated => {
                    let last = step.take();
                    prop_assert!(last.is_some_and(|last| last.has_passed(entry.at)), "out of turn");
                }
                Event::ExtensionGranted { .. } | Event::Proposed { .. } | Event::ReviewAsked { .. } => step = None,
                _ => {}
            }
        }
        // Where the MCO never answers, the lead hears of it in the end.
        let end = life.now + TimeDelta::days(400);
        let owed = decide(&life.ticket, Command::StrikeClock, &machine(), end, &policy(false)).unwrap();
        if owed.ticket.state.name() == StateName::WithMco {
            prop_assert!(owed.ticket.escalated_at().is_some());
        }
    }

    #[test]
    fn a_change_to_any_entry_breaks_the_chain(steps in steps(), which in any::<prop::sample::Index>()) {
        let mut life = Life::begin(false, false);
        for Step { command, who, hours } in steps {
            life.now += TimeDelta::hours(hours);
            if let Ok(change) = decide(&life.ticket, command, &everyone()[who], life.now, &policy(false)) {
                life.take(&change);
            }
        }
        let at = which.index(life.entries.len());
        life.entries[at].at += TimeDelta::seconds(1);
        prop_assert!(replay(life.ticket.id, life.ticket.number, &life.entries).is_err());
    }
}

#[test]
fn every_state_command_and_actor_is_either_a_row_of_the_table_or_refused() {
    let mut tried = 0;
    for state in StateName::ALL {
        let (ticket, now) = ticket_in(*state);
        assert_eq!(ticket.state.name(), *state);
        for r#move in Move::ALL {
            for actor in everyone().iter().filter(|actor| ticket.is_visible_to(actor)) {
                let verdict = moves::verdict(*state, *r#move, actor.role());
                let got = decide(&ticket, command_of(*r#move), actor, now, &policy(false));
                let over =
                    state.is_terminal() && *r#move == Move::StrikeClock && verdict == Verdict::NotInThisState;
                match verdict {
                    Verdict::Allowed => assert!(
                        !matches!(
                            got,
                            Err(Refusal::RoleMayNot { .. }
                                | Refusal::WrongState { .. }
                                | Refusal::NotFound
                                | Refusal::Broken)
                        ),
                        "{state} {move} {actor:?}: {got:?}"
                    ),
                    Verdict::NotInThisState if over => assert!(got.unwrap().entries.is_empty()),
                    Verdict::NotInThisState => {
                        assert!(matches!(got, Err(Refusal::WrongState { .. })), "{state} {move}")
                    }
                    Verdict::NeverThisRole => {
                        assert!(matches!(got, Err(Refusal::RoleMayNot { .. })), "{state} {move}")
                    }
                }
                tried += 1;
            }
        }
    }
    assert!(tried > 350, "{tried}");
}
