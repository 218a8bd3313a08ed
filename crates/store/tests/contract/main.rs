//! What the table promises, on a real one embedded in the process.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod cost;
mod drafts;
mod instants;
mod lists;
mod uploads;
#[path = "../../../core/tests/world/mod.rs"]
mod world;

use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use portal_core::claim::Claim;
use portal_core::decide::{Change, Command};
use portal_core::identity::{RegistrationId, TicketId, TicketNumber, UserId};
use portal_core::intake::{Filing, file};
use portal_core::moves::StateName;
use portal_core::notice::NoticeKind;
use portal_core::registration::{RegistrationDecision, RegistrationForm, register};
use portal_core::submission::Submission;
use portal_core::ticket::Desk;
use portal_store::{
    AnswerOutcome, Became, ClaimRow, CommitError, Committed, Contents, Division, Dossier, Finding, Findings,
    Found, Held, Kept, Listing, Membership, Narrowing, Once, Purpose, SHARDS, SentAnswer, Settled, Slot,
    Store, StoreError, TicketQuery, UploadState,
};
use portal_testkit::database::{Database, TABLE, client};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use world::*;

const NOW: &str = "2026-11-24";

fn clerk() -> UserId {
    "clerk".parse().unwrap()
}

/// Registers and approves the provider, the way everyone comes to one.
async fn approved(store: &Store) -> Membership {
    let form = RegistrationForm {
        provider_name: Some("Prairie Community Hospital".parse().unwrap()),
        npi: Some("1234567893".parse().unwrap()),
        medicaid_id: Some("363456789001".parse().unwrap()),
        contact_email: Some("billing@example.org".parse().unwrap()),
        ..RegistrationForm::default()
    };
    let now = noon(NOW);
    let (mut registration, notice) =
        register("registration-1".parse().unwrap(), clerk(), form, now, &policy(false));
    registration.status = portal_core::registration::RegistrationStatus::Pending;
    store.file_registration(&registration, notice, None, "{}").await.unwrap();
    let (after, notice) = registration.decide(RegistrationDecision::Approve, &hfs(), now).unwrap();
    store.decide_registration(&registration, &after, notice, now, None, "{}").await.unwrap();
    store.memberships(&clerk()).await.unwrap().remove(0)
}

struct Dispute {
    submission: Submission,
    claims: Vec<Claim>,
}

fn dispute(number: u32, rows: u32) -> Dispute {
    let mut submission = submission(day("2026-10-15"));
    submission.mco_tracking_number = Some(format!("PDXGR{number:07}").parse().unwrap());
    let row = |row: u32| Claim {
        mco_claim_number: Some(format!("23ABC{number:05}{row:04}").parse().unwrap()),
        mco_tracking_number: (rows > 1).then(|| format!("ROW-{number}-{row}").parse().unwrap()),
        ..claim()
    };
    Dispute { submission, claims: (0..rows).map(row).collect() }
}

fn change(id: &str, dispute: &Dispute, now: DateTime<Utc>) -> Change {
    let id: TicketId = format!("ticket-{id:0>8}").parse().unwrap();
    let number: TicketNumber = format!("IL-{id}").parse().unwrap();
    let filing = Filing { id, number, submission: &dispute.submission, claims: &dispute.claims };
    file(filing, &provider(), now, &policy(false), &mcos()).unwrap()
}

async fn filed(
    store: &Store,
    membership: &Membership,
    id: &str,
    dispute: &Dispute,
    once: Option<&Once>,
) -> Result<Committed<Dossier>, CommitError> {
    store
        .file_ticket(&change(id, dispute, noon(NOW)), &dispute.submission, &dispute.claims, membership, once)
        .await
}

fn once(key: &str, payload: &str) -> Once {
    Once { caller: clerk(), key: key.to_owned(), payload_hash: payload.to_owned() }
}

fn listing(limit: u16) -> Listing {
    Listing { limit, ..Listing::default() }
}

#[tokio::test]
async fn a_filed_ticket_reads_back_whole_in_one_query() {
    let database = Database::start().await;
    let membership = approved(&database.store).await;
    let dispute = dispute(1, 1);
    let Committed::Fresh(filed) = filed(&database.store, &membership, "1", &dispute, None).await.unwrap()
    else {
        panic!()
    };
    database.requests.take();
    let read = database.store.dossier(&filed.ticket.id).await.unwrap().unwrap();
    assert_eq!(database.requests.take(), 1);
    assert_eq!(read, filed);
    assert_eq!(read.ticket.state.name(), StateName::WithMco);
    let unknown = "ticket-unknown".parse().unwrap();
    assert_eq!(database.store.dossier(&unknown).await.unwrap(), None);
}

#[tokio::test]
async fn a_hundred_claims_are_filed_in_one_transaction() {
    let database = Database::start().await;
    let membership = approved(&database.store).await;
    database.requests.take();
    let filed = filed(&database.store, &membership, "1", &dispute(1, 100), None).await.unwrap().into_inner();
    assert_eq!(database.requests.take(), 1);
    assert_eq!(database.store.dossier(&filed.ticket.id).await.unwrap().unwrap().claims.len(), 100);
    let closed = done(&filed.ticket, Command::Withdraw { reason: None }, &provider(), noon(NOW));
    database.store.commit(&filed, &closed, None).await.unwrap();
}

#[tokio::test]
async fn an_open_dispute_is_refused_and_named_and_may_be_filed_again_once_it_is_over() {
    let database = Database::start().await;
    let membership = approved(&database.store).await;
    let first = filed(&database.store, &membership, "1", &dispute(1, 1), None).await.unwrap().into_inner();
    // The same claim under another tracking number, and the same tracking number with another claim.
    let mut same_claim = dispute(1, 1);
    same_claim.submission.mco_tracking_number = Some("PDXGR-OTHER".parse().unwrap());
    let mut same_number = dispute(1, 1);
    same_number.claims[0].mco_claim_number = Some("OTHER-CLAIM".parse().unwrap());
    for (id, again) in [("2", &same_claim), ("3", &same_number)] {
        let refused = filed(&database.store, &membership, id, again, None).await;
        assert!(matches!(refused, Err(CommitError::Duplicate(holder)) if holder == first.ticket.id));
    }
    let withdrawn = done(&first.ticket, Command::Withdraw { reason: None }, &provider(), noon(NOW));
    database.store.commit(&first, &withdrawn, None).await.unwrap();
    filed(&database.store, &membership, "4", &dispute(1, 1), None).await.unwrap();
}

#[tokio::test]
async fn a_ticket_closed_at_once_blocks_nothing() {
    let database = Database::start().await;
    let membership = approved(&database.store).await;
    let mut incomplete = dispute(1, 1);
    incomplete.submission.description = None;
    let closed = filed(&database.store, &membership, "1", &incomplete, None).await.unwrap().into_inner();
    assert_eq!(closed.ticket.state.name(), StateName::Closed);
    filed(&database.store, &membership, "2", &dispute(1, 1), None).await.unwrap();
}

#[tokio::test]
async fn fifty_identical_submissions_at_once_make_one_ticket_and_fifty_equal_answers() {
    let database = Database::start().await;
    let membership = approved(&database.store).await;
    let (dispute, key) = (dispute(1, 1), once("key", "payload"));
    let ids: Vec<String> = (0..50).map(|number| number.to_string()).collect();
    let all = ids.iter().map(|id| filed(&database.store, &membership, id, &dispute, Some(&key)));
    let answers = futures_util::future::join_all(all).await;
    let tickets: BTreeSet<String> =
        answers.iter().map(|answer| format!("{:?}", answer.as_ref().unwrap().clone().into_inner())).collect();
    assert_eq!(tickets.len(), 1);
    assert_eq!(answers.iter().filter(|answer| matches!(answer, Ok(Committed::Fresh(_)))).count(), 1);
    let page =
        database.store.list(&[TicketQuery::Owner(membership.medicaid_id)], &listing(50)).await.unwrap();
    assert_eq!(page.tickets.len(), 1);
}

#[tokio::test]
async fn a_repeat_gets_the_first_answer_even_when_the_ticket_has_moved_on_and_another_payload_is_refused() {
    let database = Database::start().await;
    let membership = approved(&database.store).await;
    let key = once("key", "payload");
    let first =
        filed(&database.store, &membership, "1", &dispute(1, 1), Some(&key)).await.unwrap().into_inner();
    let moved = done(&first.ticket, Command::Propose(proposal()), &mco(), noon(NOW));
    database.store.commit(&first, &moved, None).await.unwrap();
    let again = filed(&database.store, &membership, "2", &dispute(1, 1), Some(&key)).await.unwrap();
    assert_eq!(again, Committed::Replayed(first));
    let other = filed(&database.store, &membership, "3", &dispute(2, 1), Some(&once("key", "other"))).await;
    assert!(matches!(other, Err(CommitError::KeyReused)));
}

#[tokio::test]
async fn of_two_who_move_the_same_version_one_wins_and_the_other_is_told_it_is_stale() {
    let database = Database::start().await;
    let membership = approved(&database.store).await;
    let ticket = filed(&database.store, &membership, "1", &dispute(1, 1), None).await.unwrap().into_inner();
    let proposed = done(&ticket.ticket, Command::Propose(proposal()), &mco(), noon(NOW));
    let withdrawn = done(&ticket.ticket, Command::Withdraw { reason: None }, &provider(), noon(NOW));
    let (one, other) = tokio::join!(
        database.store.commit(&ticket, &proposed, None),
        database.store.commit(&ticket, &withdrawn, None)
    );
    let stale = [&one, &other].into_iter().filter(|result| matches!(result, Err(CommitError::Stale))).count();
    assert_eq!((stale, one.is_ok() || other.is_ok()), (1, true));
    let read = database.store.dossier(&ticket.ticket.id).await.unwrap().unwrap();
    assert_eq!(read.entries.len(), 3);
}

#[tokio::test]
async fn an_attribute_that_a_newer_release_wrote_survives_a_move() {
    let database = Database::start().await;
    let membership = approved(&database.store).await;
    let ticket = filed(&database.store, &membership, "1", &dispute(1, 1), None).await.unwrap().into_inner();
    let key = || AttributeValue::S(format!("TICKET#{}", ticket.ticket.id));
    let header = || AttributeValue::S("TICKET".to_owned());
    let update =
        database.client.update_item().table_name(&database.table).key("pk", key()).key("sk", header());
    update
        .update_expression("SET newer = :x")
        .expression_attribute_values(":x", AttributeValue::Bool(true))
        .send()
        .await
        .unwrap();
    let moved = done(&ticket.ticket, Command::Propose(proposal()), &mco(), noon(NOW));
    database.store.commit(&ticket, &moved, None).await.unwrap();
    let got = database
        .client
        .get_item()
        .table_name(&database.table)
        .key("pk", key())
        .key("sk", header())
        .send()
        .await
        .unwrap();
    assert_eq!(got.item.unwrap().get("newer"), Some(&AttributeValue::Bool(true)));
}

#[tokio::test]
async fn a_membership_revoked_a_moment_ago_files_nothing() {
    let database = Database::start().await;
    let membership = approved(&database.store).await;
    let delete = database.client.delete_item().table_name(&database.table);
    let delete = delete.key("pk", AttributeValue::S("USER#clerk".to_owned()));
    delete.key("sk", AttributeValue::S("PROVIDER#363456789001".to_owned())).send().await.unwrap();
    let refused = filed(&database.store, &membership, "1", &dispute(1, 1), None).await;
    assert!(matches!(refused, Err(CommitError::MembershipGone)));
    assert!(database.store.memberships(&clerk()).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_filed_ticket_owes_its_letters_in_their_order() {
    let database = Database::start().await;
    let store = &database.store;
    let membership = approved(store).await;
    let now = noon(NOW) + TimeDelta::minutes(1);
    filed(store, &membership, "1", &dispute(1, 1), None).await.unwrap();
    let mut keys = Vec::new();
    for shard in 0..SHARDS {
        keys.extend(store.due_notices(shard, now, 10, None).await.unwrap().items);
    }
    let key = keys.iter().find(|key| key.starts_with("NOTICE#ticket")).unwrap();
    let held = store.take_notices(key, now, now + TimeDelta::minutes(2)).await.unwrap().unwrap();
    assert_eq!(
        held.notices.iter().map(|notice| notice.kind).collect::<Vec<_>>(),
        [NoticeKind::TicketReceived, NoticeKind::Presented]
    );
}

#[tokio::test]
async fn a_table_out_of_reach_is_unavailable_and_nothing_is_half_done() {
    let nowhere =
        Store::new(client("http://127.0.0.1:9", portal_testkit::counting::Requests::default()), TABLE);
    let error = nowhere.memberships(&clerk()).await.unwrap_err();
    assert!(matches!(error, StoreError::Unavailable(_)) && error.retryable());
    let unknown: RegistrationId = "registration-1".parse().unwrap();
    assert!(nowhere.registration(&unknown).await.unwrap_err().retryable());
}

#[tokio::test]
async fn open_duplicates_are_named_before_anything_is_filed() {
    let database = Database::start().await;
    let store = &database.store;
    let membership = approved(store).await;
    let (one, other) = (dispute(1, 3), dispute(2, 3));
    let ticket = filed(store, &membership, "1", &one, None).await.unwrap().into_inner().ticket;
    let mco = one.submission.mco.clone().unwrap();
    let keys: Vec<String> =
        [&one, &other].into_iter().flat_map(|d| d.submission.duplicate_keys(&d.claims)).collect();
    database.requests.take();
    let open = store.open_duplicates(&membership.medicaid_id, &mco, &keys).await.unwrap();
    assert_eq!(database.requests.take(), 1);
    let expected = one.submission.duplicate_keys(&one.claims);
    assert_eq!(open.keys().cloned().collect::<Vec<_>>(), expected);
    assert!(open.values().all(|holder| *holder == ticket.id));
    assert!(store.open_duplicates(&membership.medicaid_id, &mco, &[]).await.unwrap().is_empty());
}
