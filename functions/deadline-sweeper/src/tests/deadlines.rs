//! What the clock does to a ticket.

use super::*;
use portal_core::moves::StateName;
use portal_core::outcome::ClosureReason;
use portal_core::queue::Queue;
use portal_core::ticket::State;
use portal_store::{Listing, TicketQuery};

#[tokio::test]
async fn an_mco_that_is_late_keeps_the_ticket_and_everyone_hears_of_it() {
    let desk = desk().await;
    let ticket = filed(&desk, 1, false).await.ticket;
    letters(&desk).await;
    assert_eq!(swept_at(&desk, "2026-12-25T05:59:59Z").await.overdue, 0);
    letters(&desk).await;
    let swept = swept_at(&desk, OVERDUE).await;
    assert_eq!(swept, Swept { examined: 1, overdue: 1, ..Swept::default() });
    let after = ticket_of(&desk, &ticket.id).await.ticket;
    assert_eq!(after.state.name(), StateName::WithMco);
    assert_eq!(after.overdue_since(), Some(OVERDUE.parse().unwrap()));
    assert_eq!(
        letters(&desk).await,
        ["overdue hfs", "overdue mco", "overdue mco_escalation", "overdue provider"]
    );
}

#[tokio::test]
async fn an_answer_that_stays_out_goes_to_the_lead_and_shows_in_the_leads_queue() {
    let desk = desk().await;
    let ticket = filed(&desk, 1, false).await.ticket;
    swept_at(&desk, OVERDUE).await;
    letters(&desk).await;
    let listed = async || {
        let listing = Listing { limit: 10, ..Listing::default() };
        let queue = [TicketQuery::Queue(Queue::Overdue)];
        let page = desk.database.store.list(&queue, &listing).await.unwrap();
        page.tickets.into_iter().map(|row| (row.overdue, row.escalated)).collect::<Vec<_>>()
    };
    assert_eq!(listed().await, [(true, false)]);
    assert_eq!(swept_at(&desk, LEAD).await, Swept { examined: 1, escalated: 1, ..Swept::default() });
    assert_eq!(listed().await, [(true, true)]);
    assert_eq!(letters(&desk).await, ["escalated hfs_lead"]);
    let after = ticket_of(&desk, &ticket.id).await;
    assert_eq!(after.entries.last().unwrap().event.name(), "escalated");
    assert_eq!(after.ticket.escalated_at(), Some(LEAD.parse().unwrap()));
}

#[tokio::test]
async fn an_answer_before_it_keeps_the_ticket_from_the_lead() {
    let desk = desk().await;
    let ticket = filed(&desk, 1, false).await.ticket;
    swept_at(&desk, OVERDUE).await;
    moved(&desk.at("2027-01-05T05:59:59Z"), &ticket.id, Command::Propose(world::proposal()), &world::mco())
        .await;
    letters(&desk).await;
    assert_eq!(swept_at(&desk, LEAD).await, Swept::default());
    assert!(letters(&desk).await.is_empty());
}

#[tokio::test]
async fn after_an_outage_of_weeks_one_run_climbs_the_whole_ladder() {
    let desk = desk().await;
    let ticket = filed(&desk, 1, false).await.ticket;
    letters(&desk).await;
    let swept = swept_at(&desk, "2027-01-20T06:00:00Z").await;
    assert_eq!(swept, Swept { examined: 1, overdue: 1, escalated: 1, ..Swept::default() });
    let happened: Vec<_> =
        ticket_of(&desk, &ticket.id).await.entries.iter().map(|entry| entry.event.name()).collect();
    assert_eq!(happened, ["filed", "presented", "overdue", "escalated"]);
    assert_eq!(
        letters(&desk).await,
        ["escalated hfs_lead", "overdue hfs", "overdue mco", "overdue mco_escalation", "overdue provider"]
    );
}

#[tokio::test]
async fn whoever_has_to_act_is_reminded_ten_five_and_one_days_before() {
    let desk = desk().await;
    filed(&desk, 1, false).await;
    letters(&desk).await;
    let days = [("2026-12-14", 10), ("2026-12-19", 5), ("2026-12-23", 1)];
    for (day, left) in days {
        assert_eq!(swept_at(&desk, &format!("{day}T05:59:59Z")).await, Swept::default());
        let swept = swept_at(&desk, &format!("{day}T06:00:00Z")).await;
        assert_eq!(swept, Swept { examined: 1, reminded: 1, ..Swept::default() });
        assert_eq!(letters(&desk).await, [format!("due_soon mco {left}")]);
    }
}

#[tokio::test]
async fn a_proposal_that_nobody_answers_stands_and_the_same_may_be_filed_again() {
    let desk = desk().await;
    let ticket = filed(&desk, 1, false).await.ticket;
    moved(&desk, &ticket.id, Command::Propose(world::proposal()), &world::mco()).await;
    letters(&desk).await;
    let swept = swept_at(&desk, OVERDUE).await;
    assert_eq!(swept, Swept { examined: 1, lapsed: 1, ..Swept::default() });
    let State::Closed(closure) = ticket_of(&desk, &ticket.id).await.ticket.state else { panic!() };
    assert_eq!(closure.reason, ClosureReason::Lapsed);
    assert_eq!(letters(&desk).await, ["closed mco", "closed provider"]);
    filed(&desk, 1, false).await;
}

#[tokio::test]
async fn an_urgent_ticket_at_which_nobody_looks_goes_to_the_lead() {
    let desk = desk().await;
    let ticket = filed(&desk, 1, true).await.ticket;
    letters(&desk).await;
    let passes = ticket.urgent_look.unwrap().due.passes_at.to_rfc3339();
    let swept = swept_at(&desk, &passes).await;
    assert_eq!(swept, Swept { examined: 1, overdue: 1, ..Swept::default() });
    assert_eq!(letters(&desk).await, ["urgent hfs_lead"]);
}

#[tokio::test]
async fn after_a_long_outage_one_look_carries_out_all_that_was_missed() {
    let desk = desk().await;
    let ticket = filed(&desk, 1, false).await.ticket;
    moved(&desk, &ticket.id, Command::Propose(world::proposal()), &world::mco()).await;
    moved(&desk, &ticket.id, Command::AskReview { reason: None }, &world::provider()).await;
    letters(&desk).await;
    let swept = swept_at(&desk, "2027-06-01T06:00:00Z").await;
    assert_eq!(swept, Swept { examined: 1, evidence_closed: 1, overdue: 1, ..Swept::default() });
    assert_eq!(letters(&desk).await, ["evidence_closed hfs", "overdue hfs_lead"]);
}
