//! The rules R1–R15, one sentence each, at the edges of their days.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod world;

use chrono::{DateTime, TimeDelta, Utc};
use portal_core::actor::Role;
use portal_core::calendar::Calendar;
use portal_core::category::McoAnswer;
use portal_core::chicago::{days_after, start_of};
use portal_core::claim::Claim;
use portal_core::decide::{Change, Command, Refusal, decide};
use portal_core::intake::{FilingError, assess, file};
use portal_core::moves::StateName;
use portal_core::notice::{Audience, NoticeKind};
use portal_core::outcome::ClosureReason;
use portal_core::policy::Rule;
use portal_core::submission::Submission;
use portal_core::ticket::{Extension, Flag, Review, State};
use portal_core::timeline::Event;
use rstest::rstest;
use world::*;

fn heard(change: &Change) -> Vec<(NoticeKind, Audience)> {
    change.notices.iter().map(|notice| (notice.kind, notice.to)).collect()
}

#[test]
fn r1_only_a_registered_provider_or_its_agent_files() {
    let submission = submission(day("2026-10-15"));
    let refused =
        file(filing(&submission, &[claim()]), &stranger(), noon("2026-11-24"), &policy(false), &mcos());
    assert_eq!(refused, Err(FilingError::NotYourProvider));
    let refused = file(filing(&submission, &[claim()]), &hfs(), noon("2026-11-24"), &policy(false), &mcos());
    assert_eq!(refused, Err(FilingError::NotYourProvider));
}

#[rstest]
#[case("2026-10-25", StateName::WithMco, None)] // Day 30.
#[case("2026-10-26", StateName::Closed, Some(ClosureReason::TooEarly))] // Day 29.
#[case("2026-09-25", StateName::WithMco, None)] // Day 60.
#[case("2026-09-24", StateName::Closed, Some(ClosureReason::TooLate))] // Day 61.
fn r4_the_window_is_day_30_to_day_60(
    #[case] filed_with_mco: &str,
    #[case] state: StateName,
    #[case] reason: Option<ClosureReason>,
) {
    let mut submission = submission(day(filed_with_mco));
    submission.mco_answered = Some(day("2026-10-26"));
    // An answer so late that R4' has passed too.
    if state == StateName::Closed && reason == Some(ClosureReason::TooLate) {
        submission.mco_answered = Some(day("2026-10-01"));
    }
    let change =
        file(filing(&submission, &[claim()]), &provider(), noon("2026-11-24"), &policy(false), &mcos())
            .unwrap();
    assert_eq!(change.ticket.state.name(), state);
    let State::Closed(closure) = &change.ticket.state else { return assert_eq!(reason, None) };
    assert_eq!(Some(closure.reason), reason);
    assert_eq!(closure.rule, Some(Rule::R4));
    let early = closure.reason == ClosureReason::TooEarly;
    assert_eq!(closure.file_again_from, early.then(|| day("2026-11-25")));
    assert_eq!(closure.file_again_until.is_some(), early);
}

#[test]
fn r4_a_ticket_late_under_practice_but_timely_under_the_rule_goes_to_staff_with_a_flag() {
    let mut submission = submission(day("2026-09-01"));
    submission.mco_answered = Some(day("2026-11-10"));
    let change =
        file(filing(&submission, &[claim()]), &provider(), noon("2026-11-24"), &policy(false), &mcos())
            .unwrap();
    assert_eq!(change.ticket.state.name(), StateName::Received);
    assert_eq!(change.ticket.opening.flags, [Flag::LateUnderHfsPractice]);
    assert_eq!(change.ticket.due().unwrap().deadline.rule, Rule::R9);
    assert!(heard(&change).contains(&(NoticeKind::TicketReceived, Audience::Hfs)));
}

fn closed_for(change: impl FnOnce(&mut Submission, &mut Vec<Claim>)) -> portal_core::outcome::Closure {
    let (mut submission, mut claims) = (submission(day("2026-10-15")), vec![claim()]);
    change(&mut submission, &mut claims);
    let filed =
        file(filing(&submission, &claims), &provider(), noon("2026-11-24"), &policy(false), &mcos()).unwrap();
    let checked = assess(&submission, &claims, day("2026-11-24"), &policy(false), &mcos());
    let State::Closed(closure) = filed.ticket.state else { panic!("not closed: {:?}", filed.ticket.state) };
    assert_eq!(checked.closure.as_ref(), Some(&closure), "the check before filing said something else");
    assert_eq!(filed.ticket.wakes_at, None);
    closure
}

#[test]
fn r3_a_ticket_without_the_mcos_tracking_number_is_closed() {
    let closure = closed_for(|submission, _| submission.mco_tracking_number = None);
    assert_eq!((closure.reason, closure.rule), (ClosureReason::NoMcoTrackingNumber, Some(Rule::R3)));
    assert_eq!(closure.missing, ["/mco_tracking_number"]);
    assert_eq!(closure.file_again_until, Some(day("2026-12-14")));
}

#[test]
fn r5_an_incomplete_ticket_is_closed_with_the_whole_list_of_what_is_missing() {
    let closure = closed_for(|submission, claims| {
        submission.contact.phone = None;
        submission.attested = false;
        claims[0].rin = None;
    });
    assert_eq!((closure.reason, closure.rule), (ClosureReason::Incomplete, Some(Rule::R5)));
    assert_eq!(closure.missing, ["/contact/phone", "/attested", "/claims/0/rin"]);
    assert_eq!(closure.file_again_from, Some(day("2026-11-24")));
}

#[test]
fn r8_fee_for_service_and_medicare_only_are_closed_with_the_referral() {
    let closure = closed_for(|submission, _| submission.medicaid_fee_for_service = true);
    assert_eq!((closure.reason, closure.rule), (ClosureReason::FeeForService, Some(Rule::R8)));
    assert!(closure.text.contains("877-782-5565"));
    assert_eq!(closure.file_again_from, None);
    let closure = closed_for(|submission, _| submission.medicare_only = true);
    assert_eq!(closure.reason, ClosureReason::MedicareOnly);
    assert!(closure.text.contains("877-782-5565"));
}

#[test]
fn what_the_portal_says_of_a_closure_it_says_in_both_languages() {
    let all: [fn(&mut Submission, &mut Vec<Claim>); 6] = [
        |submission, _| submission.mco_tracking_number = None,
        |submission, _| submission.attested = false,
        |submission, _| submission.medicare_only = true,
        |submission, _| submission.medicaid_fee_for_service = true,
        |submission, _| submission.filed_with_mco = Some(day("2026-11-10")),
        |submission, _| submission.filed_with_mco = Some(day("2026-08-01")),
    ];
    for change in all {
        let closure = closed_for(|submission, claims| {
            change(submission, claims);
            submission.mco_answered = None;
            submission.mco_answer = Some(McoAnswer::NoAnswer);
        });
        let spanish = closure.text_es.expect("in Spanish");
        assert_ne!(spanish, closure.text);
        // The same numbers and days in both.
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        assert_eq!(digits(&spanish), digits(&closure.text));
    }
}

#[test]
fn everything_that_would_close_a_ticket_is_told_at_once() {
    let closure = closed_for(|submission, _| {
        submission.medicare_only = true;
        submission.mco_tracking_number = None;
        submission.description = None;
        submission.filed_with_mco = Some(day("2026-11-20"));
        submission.mco_answered = Some(day("2026-11-21"));
    });
    let all: Vec<_> =
        std::iter::once(closure.reason).chain(closure.also.iter().map(|also| also.reason)).collect();
    assert_eq!(
        all,
        [
            ClosureReason::MedicareOnly,
            ClosureReason::NoMcoTrackingNumber,
            ClosureReason::Incomplete,
            ClosureReason::TooEarly
        ]
    );
}

#[test]
fn every_row_has_its_own_window_and_the_closure_names_the_rows() {
    let closure = closed_for(|submission, claims| {
        submission.filed_with_mco = None;
        submission.mco_answered = None;
        let row = |filed: &str, number: &str| Claim {
            filed_with_mco: Some(day(filed)),
            mco_answered: Some(days_after(day(filed), 3)),
            mco_claim_number: Some(number.parse().unwrap()),
            mco_tracking_number: Some("PDXGR0012345".parse().unwrap()),
            ..claim()
        };
        *claims =
            vec![row("2026-10-15", "CLAIM-1"), row("2026-11-10", "CLAIM-2"), row("2026-08-10", "CLAIM-3")];
    });
    assert_eq!(closure.reason, ClosureReason::TooEarly);
    assert!(closure.text.contains("(claims 2)"), "{}", closure.text);
    assert_eq!(closure.also.len(), 1);
    assert!(closure.also[0].text.contains("(claims 3)"), "{}", closure.also[0].text);
}

#[test]
fn what_cannot_be_true_is_refused_with_every_fault_at_once_and_nothing_is_stored() {
    let (mut submission, mut claims) = (submission(day("2026-10-15")), vec![claim()]);
    submission.mco = Some("HUM".parse().unwrap());
    submission.filed_with_mco = Some(day("2026-12-01"));
    claims[0].service_to = Some(day("2026-07-01"));
    claims[0].date_of_birth = Some(day("2027-01-01"));
    let refused =
        file(filing(&submission, &claims), &provider(), noon("2026-11-24"), &policy(false), &mcos());
    let Err(FilingError::Faults(faults)) = refused else { panic!("{refused:?}") };
    let told: Vec<(&str, &str)> = faults.iter().map(|fault| (fault.field.as_str(), fault.code)).collect();
    assert_eq!(
        told,
        [
            ("/filed_with_mco", "date_in_future"),
            ("/claims/0/date_of_birth", "date_in_future"),
            ("/mco_answered", "dates_out_of_order"),
            ("/claims/0/service_to", "dates_out_of_order"),
            ("/claims/0/service_from", "dates_out_of_order"),
            ("/mco", "mco_not_contracted"),
        ]
    );
    assert!(faults[5].message.contains("ABHIL, BCCHP, CCHP, MER, MOL"));
}

#[test]
fn r9_manual_intake_waits_ten_business_days_and_then_shows_in_hfs_overdue_queue() {
    let ticket = filed(noon("2026-02-06"), true, false).ticket;
    let due = ticket.due().unwrap();
    assert_eq!(
        (due.deadline.date, due.deadline.rule, due.whose),
        (day("2026-02-24"), Rule::R9, Some(Role::Hfs))
    );
    let late =
        decide(&ticket, Command::StrikeClock, &machine(), due.deadline.passes_at, &policy(true)).unwrap();
    assert_eq!(heard(&late), [(NoticeKind::Overdue, Audience::HfsLead)]);
    assert_eq!(late.ticket.state.name(), StateName::Received);
}

#[test]
fn r10_a_proposal_on_the_last_day_is_on_time_and_a_second_later_it_is_late_but_taken() {
    let ticket = filed(noon("2026-11-24"), false, false).ticket;
    let due = ticket.due().unwrap();
    assert_eq!((due.deadline.rule, due.whose), (Rule::R10, Some(Role::Mco)));
    // 24 December 2026; not a statutory holiday.
    assert_eq!(due.deadline.date, day("2026-12-24"));
    let last_second = due.deadline.passes_at - TimeDelta::seconds(1);
    for (now, expected) in [(last_second, false), (due.deadline.passes_at, true)] {
        let change = done(&ticket, Command::Propose(proposal()), &mco(), now);
        let State::Proposed { late, .. } = change.ticket.state else { panic!() };
        assert_eq!(late, expected);
        assert_eq!(heard(&change), [(NoticeKind::Proposal, Audience::Provider)]);
    }
}

#[test]
fn r10_an_overdue_answer_is_escalated_once_and_opens_the_way_to_review() {
    let ticket = filed(noon("2026-11-24"), false, false).ticket;
    let passes = ticket.due().unwrap().deadline.passes_at;
    let early = decide(
        &ticket,
        Command::AskReview { reason: None },
        &provider(),
        passes - TimeDelta::seconds(1),
        &policy(false),
    );
    assert!(matches!(early, Err(Refusal::NotYetOverdue(_))));
    let struck = done(&ticket, Command::StrikeClock, &machine(), passes);
    assert_eq!(
        heard(&struck),
        [
            (NoticeKind::Overdue, Audience::Mco),
            (NoticeKind::Overdue, Audience::McoEscalation),
            (NoticeKind::Overdue, Audience::Hfs),
            (NoticeKind::Overdue, Audience::Provider)
        ]
    );
    assert_eq!(struck.ticket.state.name(), StateName::WithMco);
    assert_eq!(struck.ticket.overdue_since(), Some(passes));
    assert!(
        done(&struck.ticket, Command::StrikeClock, &machine(), passes + TimeDelta::days(9))
            .entries
            .is_empty()
    );
    let review =
        done(&struck.ticket, Command::AskReview { reason: None }, &provider(), passes + TimeDelta::days(1));
    assert_eq!(review.ticket.state.name(), StateName::InReview);
}

/// The start of the day after the fifth business day: Christmas, New Year's Day and two weekends between.
const LEAD_IS_TOLD: &str = "2027-01-05T06:00:00Z";

#[test]
fn r10_an_answer_that_stays_out_for_five_business_days_goes_to_the_lead_once() {
    let ticket = filed(noon("2026-11-24"), false, false).ticket;
    let passes = ticket.due().unwrap().deadline.passes_at;
    let overdue = done(&ticket, Command::StrikeClock, &machine(), passes);
    let Event::FellOverdue { escalates_after: Some(last), .. } = overdue.entries[0].event else { panic!() };
    assert_eq!(
        (last.date, last.rule, last.policy, last.calendar),
        (day("2027-01-04"), Rule::R10, 1, Calendar::StateClosure)
    );
    let told: DateTime<Utc> = LEAD_IS_TOLD.parse().unwrap();
    assert_eq!((last.passes_at, overdue.ticket.wakes_at), (told, Some(told)));
    let early = done(&overdue.ticket, Command::StrikeClock, &machine(), told - TimeDelta::seconds(1));
    assert!(early.entries.is_empty());
    let escalated = done(&overdue.ticket, Command::StrikeClock, &machine(), told);
    assert_eq!(heard(&escalated), [(NoticeKind::Escalated, Audience::HfsLead)]);
    assert_eq!(escalated.notices[0].due, Some(day("2026-12-24")));
    let after = escalated.ticket;
    assert_eq!(
        (after.state.name(), after.overdue_since(), after.escalated_at(), after.wakes_at),
        (StateName::WithMco, Some(passes), Some(told), None)
    );
    assert!(done(&after, Command::StrikeClock, &machine(), told + TimeDelta::days(400)).entries.is_empty());
}

#[test]
fn r10_after_an_outage_both_steps_of_the_ladder_come_in_their_order_and_the_day_is_not_put_off() {
    let ticket = filed(noon("2026-11-24"), false, false).ticket;
    let told: DateTime<Utc> = LEAD_IS_TOLD.parse().unwrap();
    let names =
        |change: &Change| -> Vec<_> { change.entries.iter().map(|entry| entry.event.name()).collect() };
    let both = done(&ticket, Command::StrikeClock, &machine(), told + TimeDelta::days(7));
    assert_eq!(names(&both), ["overdue", "escalated"]);
    assert_eq!(heard(&both).len(), 5);
    assert_eq!(both.ticket.wakes_at, None);
    // The sweeper came back between the two: the second step is where it would have been.
    let late = done(&ticket, Command::StrikeClock, &machine(), told - TimeDelta::hours(1));
    assert_eq!((names(&late), late.ticket.wakes_at), (vec!["overdue"], Some(told)));
}

#[test]
fn r10_what_is_overdue_on_the_timeline_is_overdue_to_a_clock_that_runs_behind() {
    let ticket = filed(noon("2026-11-24"), false, false).ticket;
    let passes = ticket.due().unwrap().deadline.passes_at;
    let overdue = done(&ticket, Command::StrikeClock, &machine(), passes).ticket;
    let behind = passes - TimeDelta::seconds(2);
    // The provider was told that it may ask now.
    let review = done(&overdue, Command::AskReview { reason: None }, &provider(), behind);
    assert_eq!(review.ticket.state.name(), StateName::InReview);
    let State::Proposed { late, .. } =
        done(&overdue, Command::Propose(proposal()), &mco(), behind).ticket.state
    else {
        panic!()
    };
    assert!(late);
    let more = decide(&overdue, Command::AskExtension { reason: words() }, &mco(), behind, &policy(false));
    assert!(matches!(more, Err(Refusal::DeadlinePassed(_))));
}

#[test]
fn r10_whoever_acts_before_the_lead_is_told_takes_the_ticket_off_the_ladder() {
    let ticket = filed(noon("2026-11-24"), false, false).ticket;
    let passes = ticket.due().unwrap().deadline.passes_at;
    let asked = done(&ticket, Command::AskExtension { reason: words() }, &mco(), noon("2026-12-01")).ticket;
    let told: DateTime<Utc> = LEAD_IS_TOLD.parse().unwrap();
    let acts = [
        (Command::Propose(proposal()), mco()),
        (Command::AskReview { reason: None }, provider()),
        (Command::Withdraw { reason: None }, provider()),
        (Command::Close { reason: ClosureReason::WrongMco, text: None }, hfs()),
        (Command::DecideExtension { grant: true, reason: None }, hfs()),
    ];
    for (command, actor) in acts {
        let overdue = done(&asked, Command::StrikeClock, &machine(), passes).ticket;
        let acted = done(&overdue, command.clone(), &actor, told - TimeDelta::seconds(1)).ticket;
        let struck = done(&acted, Command::StrikeClock, &machine(), told);
        assert!(struck.entries.iter().all(|entry| entry.event != Event::Escalated), "{command:?}");
    }
    // A refused extension moves no day; the step that was owed is not lost.
    let overdue = done(&asked, Command::StrikeClock, &machine(), passes).ticket;
    let refuse = Command::DecideExtension { grant: false, reason: None };
    let refused = done(&overdue, refuse, &hfs(), told + TimeDelta::hours(1)).ticket;
    assert_eq!(refused.wakes_at, Some(told));
    let struck = done(&refused, Command::StrikeClock, &machine(), told + TimeDelta::hours(2));
    assert_eq!(heard(&struck), [(NoticeKind::Escalated, Audience::HfsLead)]);
}

#[test]
fn r11_an_extension_that_lapses_too_climbs_the_ladder_anew() {
    let ticket = filed(noon("2026-11-24"), false, false).ticket;
    let asked = done(&ticket, Command::AskExtension { reason: words() }, &mco(), noon("2026-12-01")).ticket;
    let told: DateTime<Utc> = LEAD_IS_TOLD.parse().unwrap();
    let escalated = done(&asked, Command::StrikeClock, &machine(), told).ticket;
    assert!(escalated.escalated_at().is_some());
    let grant = Command::DecideExtension { grant: true, reason: None };
    let granted = done(&escalated, grant, &hfs(), told + TimeDelta::hours(1)).ticket;
    assert_eq!((granted.overdue_since(), granted.escalated_at()), (None, None));
    let again = done(&granted, Command::StrikeClock, &machine(), told + TimeDelta::days(60));
    let names: Vec<_> = again.entries.iter().map(|entry| entry.event.name()).collect();
    assert_eq!(names, ["overdue", "escalated"]);
}

#[test]
fn an_overdue_entry_written_before_the_ladder_had_a_last_step_still_reads() {
    let written = r#"{"fell_overdue":{"rule":"R10"}}"#;
    let event: Event = serde_json::from_str(written).unwrap();
    assert_eq!(event, Event::FellOverdue { rule: Rule::R10, escalates_after: None });
    // And is written as it was: its hash still holds.
    assert_eq!(serde_json::to_string(&event).unwrap(), written);
}

#[test]
fn r11_one_extension_of_sixty_days_in_all_is_granted_and_a_second_is_refused_whoever_asks() {
    let ticket = filed(noon("2026-02-24"), false, false).ticket;
    assert_eq!(ticket.due().unwrap().deadline.date, day("2026-03-26"));
    let now = noon("2026-03-20");
    let asked = done(&ticket, Command::AskExtension { reason: words() }, &mco(), now).ticket;
    assert_eq!(asked.extension, Extension::Asked { by: Role::Mco });
    let granted = done(&asked, Command::DecideExtension { grant: true, reason: None }, &hfs(), now).ticket;
    let due = granted.due().unwrap().deadline;
    assert_eq!((due.date, due.moved_from, due.rule), (day("2026-04-27"), Some(day("2026-04-25")), Rule::R11));
    for who in [mco(), provider()] {
        let again = decide(&granted, Command::AskExtension { reason: words() }, &who, now, &policy(false));
        assert_eq!(again, Err(Refusal::ExtensionSpent));
    }
    let refused = done(&asked, Command::DecideExtension { grant: false, reason: None }, &hfs(), now).ticket;
    assert_eq!(refused.due().unwrap().deadline.date, day("2026-03-26"));
    let unasked =
        decide(&ticket, Command::DecideExtension { grant: true, reason: None }, &hfs(), now, &policy(false));
    assert_eq!(unasked, Err(Refusal::NoExtensionAsked));
}

#[test]
fn r11_an_extension_is_asked_before_the_day_passes_and_a_grant_after_it_lifts_the_overdue_mark() {
    let ticket = filed(noon("2026-02-24"), false, false).ticket;
    let passes = ticket.due().unwrap().deadline.passes_at;
    let late = decide(&ticket, Command::AskExtension { reason: words() }, &mco(), passes, &policy(false));
    assert!(matches!(late, Err(Refusal::DeadlinePassed(_))));
    let asked =
        done(&ticket, Command::AskExtension { reason: words() }, &mco(), passes - TimeDelta::seconds(1))
            .ticket;
    let overdue = done(&asked, Command::StrikeClock, &machine(), passes).ticket;
    assert!(overdue.overdue_since().is_some());
    let granted =
        done(&overdue, Command::DecideExtension { grant: true, reason: None }, &hfs(), passes).ticket;
    assert_eq!(granted.overdue_since(), None);
    assert!(granted.wakes_at.is_some());
}

#[test]
fn r12_silence_lets_the_proposal_stand_and_a_late_answer_is_refused_even_before_the_sweep() {
    let (ticket, _) = ticket_in(StateName::Proposed);
    let due = ticket.due().unwrap().deadline;
    assert_eq!((due.rule, due.date), (Rule::R12, day("2026-12-24")));
    for command in [Command::Accept { reason: None }, Command::AskReview { reason: None }] {
        let late = decide(&ticket, command, &provider(), due.passes_at, &policy(false));
        assert_eq!(late, Err(Refusal::DeadlinePassed(due)));
    }
    let lapsed = done(&ticket, Command::StrikeClock, &machine(), due.passes_at);
    let State::Closed(closure) = &lapsed.ticket.state else { panic!() };
    assert_eq!((closure.reason, closure.rule), (ClosureReason::Lapsed, Some(Rule::R12)));
    let accepted =
        done(&ticket, Command::Accept { reason: None }, &provider(), due.passes_at - TimeDelta::seconds(1));
    assert_eq!(accepted.ticket.state, State::Resolved);
}

#[test]
fn r13_evidence_ends_when_both_say_done_and_hfs_cannot_decide_before() {
    let (ticket, now) = ticket_in(StateName::InReview);
    let open = decide(&ticket, Command::Decide(decision()), &hfs(), now, &policy(false));
    assert!(matches!(open, Err(Refusal::EvidenceOpen(_))));
    let give = |done| Command::GiveEvidence { statement: Some(words()), files: vec![], done };
    let provider_done = done(&ticket, give(true), &provider(), now).ticket;
    assert_eq!(
        decide(&provider_done, give(false), &provider(), now, &policy(false)),
        Err(Refusal::EvidenceDone)
    );
    let both = done(&provider_done, give(true), &mco(), now);
    let State::InReview { due, review } = both.ticket.state else { panic!() };
    assert_eq!((due.rule, review), (Rule::R14, Review::Deciding { overdue_since: None }));
    assert_eq!(heard(&both), [(NoticeKind::EvidenceClosed, Audience::Hfs)]);
    assert_eq!(done(&both.ticket, Command::Decide(decision()), &hfs(), now).ticket.state, State::Decided);
}

#[test]
fn r13_lapses_and_r14_counts_from_its_last_day_however_late_the_sweeper_comes() {
    let (ticket, _) = ticket_in(StateName::InReview);
    let evidence = ticket.due().unwrap().deadline;
    // A week of outage.
    let struck = done(&ticket, Command::StrikeClock, &machine(), evidence.passes_at + TimeDelta::days(7));
    let due = struck.ticket.due().unwrap().deadline;
    assert_eq!((due.rule, due.date), (Rule::R14, day("2027-01-25")));
    assert_eq!(due.moved_from, Some(days_after(evidence.date, 30)));
    // Two months: both what lapsed and what fell overdue, in their order, in one look.
    let struck = done(&ticket, Command::StrikeClock, &machine(), evidence.passes_at + TimeDelta::days(60));
    let names: Vec<_> = struck.entries.iter().map(|entry| entry.event.name()).collect();
    assert_eq!(names, ["evidence_closed", "overdue"]);
}

#[test]
fn r15_an_urgent_ticket_is_presented_at_once_and_hfs_has_two_business_days_to_look() {
    let change = filed(noon("2026-11-24"), false, true);
    assert_eq!(change.ticket.state.name(), StateName::WithMco);
    assert!(heard(&change).contains(&(NoticeKind::Urgent, Audience::Hfs)));
    let look = change.ticket.urgent_look.unwrap().due;
    // Thanksgiving and the day after it are no business days.
    assert_eq!((look.rule, look.date), (Rule::R15, day("2026-11-30")));
    assert_eq!(change.ticket.wakes_at, Some(look.passes_at));
    let struck = done(&change.ticket, Command::StrikeClock, &machine(), look.passes_at);
    assert_eq!(heard(&struck), [(NoticeKind::Urgent, Audience::HfsLead)]);
    let looked = done(&change.ticket, Command::LookAtUrgent, &hfs(), noon("2026-11-25")).ticket;
    assert_eq!(looked.urgent_look, None);
    assert_eq!(
        decide(&looked, Command::LookAtUrgent, &hfs(), noon("2026-11-25"), &policy(false)),
        Err(Refusal::NoLookOwed)
    );
}

#[test]
fn reminders_come_ten_five_and_one_days_before_each_once_and_an_outage_brings_only_the_latest() {
    let ticket = filed(noon("2026-11-24"), false, false).ticket;
    let due = ticket.due().unwrap().deadline.date;
    assert_eq!(ticket.wakes_at, Some(start_of(day("2026-12-14"))));
    let mut left = Vec::new();
    let mut at = ticket.clone();
    for hour in 0..24 * 30 {
        let now = start_of(day("2026-11-25")) + TimeDelta::hours(hour);
        let change = done(&at, Command::StrikeClock, &machine(), now.min(start_of(due)));
        left.extend(change.notices.iter().filter_map(|notice| notice.days_left));
        at = change.ticket;
    }
    assert_eq!(left, [10, 5, 1]);
    let outage = done(&ticket, Command::StrikeClock, &machine(), start_of(due) - TimeDelta::hours(1));
    assert_eq!(outage.notices.iter().filter_map(|notice| notice.days_left).collect::<Vec<_>>(), [1]);
}

#[test]
fn a_reminder_the_sweeper_owes_is_not_lost_when_a_person_acts_first() {
    let ticket = filed(noon("2026-11-24"), false, false).ticket;
    let owed = ticket.wakes_at.unwrap() + TimeDelta::minutes(5);
    let asked = done(&ticket, Command::AskExtension { reason: words() }, &provider(), owed).ticket;
    assert_eq!(asked.wakes_at, ticket.wakes_at);
    assert_eq!(done(&asked, Command::StrikeClock, &machine(), owed).notices.len(), 1);
}

#[test]
fn someone_elses_ticket_does_not_exist_and_an_mco_sees_one_from_presentation_on() {
    let ticket = filed(noon("2026-11-24"), true, false).ticket;
    let withdraw =
        |who| decide(&ticket, Command::Withdraw { reason: None }, &who, noon("2026-11-24"), &policy(true));
    assert_eq!(withdraw(stranger()), Err(Refusal::NotFound));
    assert_eq!(withdraw(mco()), Err(Refusal::NotFound));
    let presented =
        decide(&ticket, Command::Present, &hfs(), noon("2026-11-25"), &policy(true)).unwrap().ticket;
    assert!(presented.is_visible_to(&mco()));
    assert!(!presented.is_visible_to(&other_mco()));
}

#[test]
fn hfs_closes_with_a_reason_of_its_own_and_other_needs_words() {
    let (ticket, now) = ticket_in(StateName::WithMco);
    let close = |reason, text| decide(&ticket, Command::Close { reason, text }, &hfs(), now, &policy(false));
    assert!(matches!(close(ClosureReason::Other, None), Err(Refusal::Invalid(_))));
    assert!(matches!(close(ClosureReason::Lapsed, None), Err(Refusal::Invalid(_))));
    let closed = close(ClosureReason::Other, Some(words())).unwrap();
    assert_eq!(
        heard(&closed),
        [(NoticeKind::Closed, Audience::Provider), (NoticeKind::Closed, Audience::Mco)]
    );
}

#[test]
fn nothing_of_a_ticket_that_is_health_information_shows_in_debug() {
    let mut submission = submission(day("2026-10-15"));
    submission.description = Some("Jane Doe, schizophrenia, RIN 012345678".parse().unwrap());
    let change =
        file(filing(&submission, &[claim()]), &provider(), noon("2026-11-24"), &policy(false), &mcos())
            .unwrap();
    let shown = format!("{submission:?} {:?} {change:?}", claim());
    for secret in [
        "Jane",
        "Doe",
        "012345678",
        "schizophrenia",
        "23ABC0001234",
        "1980",
        "Pat Clerk",
        "billing@",
        "217-555",
    ] {
        assert!(!shown.contains(secret), "{secret}");
    }
}

#[test]
fn a_dispute_that_comes_early_is_told_the_policys_own_day() {
    let mut policy = policy(false);
    policy.file_from_day = 45;
    let early = assess(&submission(day("2026-10-20")), &[claim()], day("2026-11-24"), &policy, &mcos());
    let closure = early.closure.unwrap();
    assert_eq!(closure.reason, ClosureReason::TooEarly);
    assert!(closure.text.contains("before day 45"), "{}", closure.text);
    assert!(closure.text_es.unwrap().contains("del día 45"));
}
