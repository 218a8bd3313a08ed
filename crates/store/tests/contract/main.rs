//! What the table promises, on a real one embedded in the process.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

#[path = "../../core/tests/world/mod.rs"]
mod world;

use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, TimeDelta, Utc};
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
    ClaimRow, CommitError, Committed, Contents, Dossier, Findings, Listing, Membership, Once, Purpose,
    SHARDS, Settled, Slot, Store, StoreError, TicketQuery, UploadState,
};
use portal_testkit::database::{Database, TABLE, client};
use std::collections::BTreeSet;
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
async fn lists_page_without_repeats_or_gaps_and_show_no_health_information() {
    let database = Database::start().await;
    let membership = approved(&database.store).await;
    for number in 0..7 {
        let dispute = dispute(number, 1);
        let change = change(&number.to_string(), &dispute, noon(NOW) + TimeDelta::minutes(i64::from(number)));
        database
            .store
            .file_ticket(&change, &dispute.submission, &dispute.claims, &membership, None)
            .await
            .unwrap();
    }
    let abhil: portal_core::mco::McoCode = "ABHIL".parse().unwrap();
    let queries = [
        TicketQuery::Owner(membership.medicaid_id.clone()),
        TicketQuery::Desk(Desk::Mco(abhil.clone())),
        TicketQuery::Plan(abhil, "2026-11".to_owned()),
    ];
    for query in queries {
        let (mut seen, mut listing) = (Vec::new(), listing(3));
        loop {
            database.requests.take();
            let page = database.store.list(std::slice::from_ref(&query), &listing).await.unwrap();
            assert_eq!(database.requests.take(), 1);
            let shown = serde_json::to_string(&page.tickets).unwrap();
            assert!(!["Doe", "Jane", "012345678", "23ABC"].iter().any(|secret| shown.contains(secret)));
            seen.extend(page.tickets.into_iter().map(|summary| summary.ticket_id));
            listing.after = page.next;
            if listing.after.is_none() {
                break;
            }
        }
        assert_eq!(seen.len(), 7, "{query:?}");
        assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), 7);
    }
}

#[tokio::test]
async fn the_due_index_holds_only_what_has_a_clock_running() {
    let database = Database::start().await;
    let store = &database.store;
    let membership = approved(store).await;
    let open = filed(store, &membership, "1", &dispute(1, 1), None).await.unwrap().into_inner();
    let mut incomplete = dispute(2, 1);
    incomplete.submission.attested = false;
    filed(store, &membership, "2", &incomplete, None).await.unwrap();
    let due = async |until| {
        let mut all = Vec::new();
        for shard in 0..SHARDS {
            all.extend(store.due_tickets(shard, until, 10, None).await.unwrap().items);
        }
        all
    };
    assert!(due(noon(NOW)).await.is_empty());
    let later = noon("2027-02-01");
    let struck = due(later).await;
    assert_eq!(struck.iter().map(|key| &key.ticket).collect::<Vec<_>>(), [&open.ticket.id]);
    assert_eq!(Some(struck[0].since), open.ticket.wakes_at);
    let overdue = done(&open.ticket, Command::StrikeClock, &machine(), later);
    store.commit(&open, &overdue, None).await.unwrap();
    assert!(due(later).await.is_empty());
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

/// Write units of what a filing left behind, by the rules of AWS: a transactional write costs two units
/// for each KB of an item, each index it lies in one for each KB of what is projected.
async fn write_units(database: &Database) -> u64 {
    let mut units = 0;
    let items = all_items(database).await;
    for item in items {
        let size = |names: &dyn Fn(&str) -> bool| -> u64 {
            item.iter()
                .filter(|(name, _)| names(name))
                .map(|(name, value)| name.len() as u64 + bytes(value))
                .sum()
        };
        units += 2 * size(&|_| true).div_ceil(1024);
        for index in ["owner", "desk", "plan", "due"] {
            if item.contains_key(&format!("{index}_pk")) {
                let keys = |name: &str| {
                    name.starts_with(index)
                        || matches!(name, "pk" | "sk")
                        || (index != "due" && name == "summary")
                };
                units += size(&keys).div_ceil(1024);
            }
        }
    }
    units
}

fn bytes(value: &AttributeValue) -> u64 {
    match value {
        AttributeValue::S(text) => text.len() as u64,
        AttributeValue::N(number) => number.len() as u64 / 2 + 2,
        AttributeValue::B(blob) => blob.as_ref().len() as u64,
        AttributeValue::L(list) => 3 + list.iter().map(|value| bytes(value) + 1).sum::<u64>(),
        AttributeValue::M(map) => {
            3 + map.iter().map(|(name, value)| name.len() as u64 + bytes(value) + 1).sum::<u64>()
        }
        _ => 1,
    }
}

#[allow(clippy::disallowed_methods, reason = "a test looks at everything that was written")]
async fn all_items(database: &Database) -> Vec<std::collections::HashMap<String, AttributeValue>> {
    database.client.scan().table_name(&database.table).send().await.unwrap().items.unwrap()
}

#[tokio::test]
async fn filing_costs_at_most_24_write_units_for_one_claim_and_400_for_a_hundred() {
    let database = Database::start().await;
    let membership = approved(&database.store).await;
    let before = write_units(&database).await;
    filed(&database.store, &membership, "1", &dispute(1, 1), Some(&once("one", "payload"))).await.unwrap();
    let one = write_units(&database).await;
    // The membership is checked, not written: two units more.
    let single = one - before + 2;
    filed(&database.store, &membership, "2", &dispute(2, 100), Some(&once("two", "payload"))).await.unwrap();
    let hundred = write_units(&database).await - one + 2;
    assert!(single <= 24, "one claim: {single}");
    assert!(hundred <= 400, "a hundred claims: {hundred}");
    println!("write units: one claim {single}, a hundred {hundred}");
    assert!(single > 10 && hundred > 100, "{single} {hundred}: not everything was counted");
}

fn slot(id: &str, user: &UserId) -> Slot {
    Slot {
        id: id.parse().unwrap(),
        user: user.clone(),
        purpose: Purpose::Claims,
        name: "claims.xlsx".parse().unwrap(),
        opened_at: noon(NOW),
        closes_at: noon(NOW) + TimeDelta::minutes(15),
    }
}

fn contents(dispute: &Dispute) -> Contents {
    let claims = (2..).zip(&dispute.claims).map(|(row, claim)| ClaimRow { row, claim: claim.clone() });
    Contents { claims: claims.collect(), ..Contents::default() }
}

#[tokio::test]
async fn the_first_version_read_of_an_upload_counts_and_the_rest_are_told_apart() {
    let database = Database::start().await;
    let store = &database.store;
    let slot = slot("upload-00000001", &clerk());
    let key = once("open-1", "hash");
    assert_eq!(store.open_upload(&slot, Some(&key)).await.unwrap(), slot.id);
    let again = Slot { id: "upload-00000002".parse().unwrap(), ..slot.clone() };
    assert_eq!(store.open_upload(&again, Some(&key)).await.unwrap(), slot.id);
    assert_eq!(store.upload(&again.id).await.unwrap(), None);

    let found = Findings { rows: 100, ..Findings::default() };
    let held = contents(&dispute(1, 100));
    let settle = async |version| store.settle_upload(&slot.id, version, &found, Some(&held)).await.unwrap();
    assert_eq!(settle("v1").await, Settled::Now);
    assert_eq!(settle("v1").await, Settled::Before);
    assert!(!store.upload(&slot.id).await.unwrap().unwrap().used_twice);
    assert_eq!(settle("v2").await, Settled::SlotUsed);
    let unknown = store.settle_upload(&again.id, "v1", &found, Some(&held)).await.unwrap();
    assert_eq!(unknown, Settled::Unknown);
    let read = store.upload(&slot.id).await.unwrap().unwrap();
    assert!(read.used_twice);
    assert_eq!(read.state, UploadState::Valid(found, held));
}

#[tokio::test]
async fn one_ticket_is_filed_from_an_upload_and_only_by_whoever_uploaded_it() {
    let database = Database::start().await;
    let store = &database.store;
    let membership = approved(store).await;
    let mut dispute = dispute(1, 3);
    let slot = slot("upload-00000001", &clerk());
    dispute.submission.upload_id = Some(slot.id.clone());
    let spent =
        |filed: Result<Committed<Dossier>, CommitError>| matches!(filed, Err(CommitError::UploadSpent));
    store.open_upload(&slot, None).await.unwrap();
    assert!(spent(filed(store, &membership, "1", &dispute, None).await), "nothing was read yet");
    store.settle_upload(&slot.id, "v1", &Findings::default(), Some(&contents(&dispute))).await.unwrap();
    let other = Membership { user: "another".parse().unwrap(), ..membership.clone() };
    assert!(filed(store, &other, "1", &dispute, None).await.is_err());
    let ticket = filed(store, &membership, "1", &dispute, None).await.unwrap().into_inner().ticket;
    assert_eq!(
        store.upload(&slot.id).await.unwrap().unwrap().state,
        UploadState::Filed(ticket.id.clone(), 0)
    );
    let withdrawn = done(&ticket, Command::Withdraw { reason: None }, &provider(), noon(NOW));
    let dossier = store.dossier(&ticket.id).await.unwrap().unwrap();
    store.commit(&dossier, &withdrawn, None).await.unwrap();
    assert!(spent(filed(store, &membership, "2", &dispute, None).await), "one ticket from one workbook");
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

#[tokio::test]
async fn a_rare_state_in_a_long_list_comes_in_short_pages_and_none_is_missed() {
    let database = Database::start().await;
    let store = &database.store;
    let membership = approved(store).await;
    for number in 0..30 {
        let filed = filed(store, &membership, &number.to_string(), &dispute(number, 1), None).await.unwrap();
        if number % 10 == 0 {
            let before = filed.into_inner();
            let change = done(&before.ticket, Command::Withdraw { reason: None }, &provider(), noon(NOW));
            store.commit(&before, &change, None).await.unwrap();
        }
    }
    let queries = [TicketQuery::Owner(membership.medicaid_id.clone())];
    let (mut seen, mut after, mut pages) = (BTreeSet::new(), None, 0);
    loop {
        let listing = Listing { after, limit: 2, state: Some(StateName::Withdrawn), mco: None };
        let page = store.list(&queries, &listing).await.unwrap();
        seen.extend(page.tickets.into_iter().map(|summary| summary.ticket_id));
        pages += 1;
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!((seen.len(), pages), (3, 2));
}
