//! Lists and the index of what is due: their order, their pages, what they show.

use super::*;
use portal_core::queue::{Party, PartyQueue};

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
        let listing = Listing {
            after,
            limit: 2,
            only: Narrowing { state: Some(StateName::Withdrawn), ..Narrowing::default() },
        };
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

#[tokio::test]
async fn a_review_lies_in_each_partys_queue_until_that_party_is_done_and_in_none_once_it_is_over() {
    let database = Database::start().await;
    let store = &database.store;
    let membership = approved(store).await;
    let mut dossier = filed(store, &membership, "1", &dispute(1, 1), None).await.unwrap().into_inner();
    let parties = [Party::Provider(membership.medicaid_id.clone()), Party::Mco("ABHIL".parse().unwrap())];
    let lie = async || {
        let mut found = Vec::new();
        for party in &parties {
            let queue = [TicketQuery::PartyQueue(PartyQueue::Evidence, party.clone())];
            database.requests.take();
            found.push(store.list(&queue, &listing(10)).await.unwrap().tickets.len());
            assert_eq!(database.requests.take(), 1);
        }
        found
    };
    let evidence = |done| Command::GiveEvidence { statement: Some(words()), files: vec![], done };
    for (command, actor, expected) in [
        (Command::Propose(proposal()), mco(), [0, 0]),
        (Command::AskReview { reason: None }, provider(), [1, 1]),
        (evidence(false), mco(), [1, 1]),
        (evidence(true), mco(), [1, 0]),
        (Command::Withdraw { reason: None }, provider(), [0, 0]),
    ] {
        let change = done(&dossier.ticket, command, &actor, noon(NOW));
        dossier = store.commit(&dossier, &change, None).await.unwrap().into_inner();
        assert_eq!(lie().await, expected);
    }
}

#[tokio::test]
async fn the_numbers_of_tickets_come_a_hundred_at_a_time() {
    let database = Database::start().await;
    let membership = approved(&database.store).await;
    let mut filed = BTreeMap::new();
    for number in 0..3 {
        let dispute = dispute(number, 1);
        let change = change(&number.to_string(), &dispute, noon(NOW));
        let store = &database.store;
        store.file_ticket(&change, &dispute.submission, &dispute.claims, &membership, None).await.unwrap();
        filed.insert(change.ticket.id.clone(), change.ticket.number.clone());
    }
    // What is not there has no number.
    let absent = (0..98).map(|n| format!("absent-{n:04}").parse().unwrap());
    let ids: Vec<TicketId> = filed.keys().cloned().chain(absent).collect();
    database.requests.take();
    assert_eq!(database.store.numbers_of(&ids).await.unwrap(), filed);
    assert_eq!(database.requests.take(), 2);
    assert!(database.store.numbers_of([]).await.unwrap().is_empty());
    assert_eq!(database.requests.take(), 0);
}
