//! What the table promises of messages: beside the ticket, never in its way, and never too many.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use portal_core::actor::Role;
use portal_core::decide::{Command, decide};
use portal_core::share::Share;
use portal_store::{CommitError, Committed, Dossier, Lane, Message, Record};
use portal_testkit::desk::Desk;
use portal_testkit::filed::{clerk, filed, hfs, moved};

fn message(desk: &Desk, id: impl Into<String>) -> Message {
    Message {
        id: id.into(),
        at: desk.now,
        by: Role::Provider,
        user: "clerk".parse().unwrap(),
        lane: Lane::Parties,
        text: "Which day was not covered?".parse().unwrap(),
        files: Vec::new(),
    }
}

async fn written(desk: &Desk, seen: &Dossier, message: &Message) -> Result<Committed<String>, CommitError> {
    let store = &desk.database.store;
    let head = store.audit_head(&Record::Ticket(seen.ticket.id.clone())).await?;
    store.write_message(seen, message, ("request-1", head), None).await
}

async fn stands(desk: &Desk, ticket: &Dossier) -> Dossier {
    desk.database.store.dossier(&ticket.ticket.id).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_move_made_from_what_was_read_before_a_message_stands() {
    let desk = Desk::open().await;
    let ticket = filed(&desk, 1).await;
    written(&desk, &ticket, &message(&desk, "1")).await.unwrap();
    let reason = "The records are on their way.".parse().unwrap();
    moved(&desk, &ticket, &clerk(&ticket), Command::AskExtension { reason }).await;
    let after = stands(&desk, &ticket).await;
    assert_eq!((after.ticket.version, after.messages.seen_by(Role::Mco).count()), (3, 1));
}

#[tokio::test]
async fn a_message_written_from_what_was_read_before_a_move_stands_until_the_ticket_ends() {
    let desk = Desk::open().await;
    let ticket = filed(&desk, 1).await;
    let reason = "The records are on their way.".parse().unwrap();
    let asked = moved(&desk, &ticket, &clerk(&ticket), Command::AskExtension { reason }).await;
    written(&desk, &ticket, &message(&desk, "1")).await.unwrap();
    moved(&desk, &asked, &clerk(&asked), Command::Withdraw { reason: None }).await;
    for seen in [&ticket, &asked] {
        let late = written(&desk, seen, &message(&desk, "2")).await;
        assert!(matches!(late, Err(CommitError::Stale)), "{late:?}");
    }
    assert_eq!(stands(&desk, &ticket).await.messages.seen_by(Role::Provider).count(), 1);
}

#[tokio::test]
async fn of_many_at_once_the_last_place_of_a_side_is_for_one_and_the_other_side_has_its_own() {
    let desk = Desk::open().await;
    let ticket = filed(&desk, 1).await;
    let most = Share::of(Role::Provider).messages;
    for number in 1..most {
        written(&desk, &ticket, &message(&desk, format!("{number:03}"))).await.unwrap();
    }
    let write = async |id: &str| written(&desk, &ticket, &message(&desk, id)).await.is_ok();
    let (one, two, three) = tokio::join!(write("a"), write("b"), write("c"));
    assert_eq!([one, two, three].iter().filter(|written| **written).count(), 1);
    let full = stands(&desk, &ticket).await.messages;
    assert_eq!(full.seen_by(Role::Hfs).count(), usize::from(most));
    let sides = [Role::Provider, Role::Mco, Role::Hfs].map(|side| full.are_full(side));
    assert_eq!(sides, [true, false, false]);
    let answer = Message { by: Role::Mco, user: "plan-1".parse().unwrap(), ..message(&desk, "d") };
    written(&desk, &ticket, &answer).await.unwrap();
}

#[tokio::test]
async fn a_ticket_as_it_was_holds_only_what_was_written_by_then() {
    let desk = Desk::open().await;
    let ticket = filed(&desk, 1).await;
    let later = desk.at("2026-11-25T18:00:00Z");
    written(&desk, &ticket, &message(&later, "1")).await.unwrap();
    let now = stands(&desk, &ticket).await;
    assert_eq!(now.messages.seen_by(Role::Hfs).count(), 1);
    assert_eq!(now.as_of(2).unwrap(), ticket);
}

#[tokio::test]
async fn a_message_lies_in_the_tickets_one_query_and_in_no_list() {
    let desk = Desk::open().await;
    let ticket = filed(&desk, 1).await;
    desk.database.requests.take();
    written(&desk, &ticket, &message(&desk, "1")).await.unwrap();
    stands(&desk, &ticket).await;
    // The end of the record of readings, the transaction, the ticket.
    assert_eq!(desk.database.requests.take(), 3);
    // HFS moves on from it as from any other ticket.
    let ticket = stands(&desk, &ticket).await;
    let change = decide(
        &ticket.ticket,
        Command::Close { reason: portal_core::outcome::ClosureReason::Duplicate, text: None },
        &hfs(),
        desk.now,
        desk.portal.policy(),
    );
    desk.database.store.commit(&ticket, &change.unwrap(), None).await.unwrap();
}
