//! A draft that was filed: which ticket it became, and nothing of what was typed.

use super::*;
use portal_core::identity::DraftId;
use portal_store::{Draft, DraftOrTicket, DraftWas};

async fn begun(store: &Store, id: &str) -> DraftId {
    let id: DraftId = id.parse().unwrap();
    let typed = serde_json::from_value(serde_json::json!({"description": "Planted"})).unwrap();
    let steps = [(2, typed)].into();
    let draft = Draft { id, form_key: "key".to_owned(), from: None, steps, updated_at: noon(NOW) };
    store.begin_draft(&clerk(), &draft, None).await.unwrap()
}

#[tokio::test]
async fn a_filed_draft_leaves_its_ticket_and_nothing_that_was_typed() {
    let database = Database::start().await;
    let store = &database.store;
    let membership = approved(store).await;
    let (filed, other) = (begun(store, "draft-00000001").await, begun(store, "draft-00000002").await);
    let dispute = dispute(1, 1);
    let change = change("1", &dispute, noon(NOW));
    database.requests.take();
    store
        .file_draft(&change, &dispute.submission, &dispute.claims, &membership, None, Some(&filed))
        .await
        .unwrap();
    assert_eq!(database.requests.take(), 1);
    let ticket = change.ticket.id.clone();
    let found = store.draft_or_ticket(&clerk(), &filed).await.unwrap();
    assert_eq!(found, Some(DraftOrTicket::Ticket(ticket.clone())));
    assert_eq!(store.draft(&clerk(), &filed).await.unwrap(), None);
    let stranger = "stranger".parse().unwrap();
    assert_eq!(store.draft_or_ticket(&stranger, &filed).await.unwrap(), None);
    let key = |name: &str| AttributeValue::S(name.to_owned());
    let item = database.client.get_item().table_name(&database.table);
    let item = item.key("pk", key("DRAFTS#clerk")).key("sk", key(&format!("DRAFT#{filed}")));
    let mut left: Vec<String> = item.send().await.unwrap().item.unwrap().into_keys().collect();
    left.sort();
    assert_eq!(left, ["expires", "filed_as", "pk", "sk"]);
    // It is no draft any more: not to count, not to list, not to write to, not to throw away.
    assert_eq!(store.count_drafts(&clerk()).await.unwrap(), 1);
    let listed: Vec<DraftId> =
        store.drafts(&clerk()).await.unwrap().into_iter().map(|draft| draft.id).collect();
    assert_eq!(listed, std::slice::from_ref(&other));
    let step = serde_json::Map::new();
    let saved = store.save_step(&clerk(), &filed, (2, &step), noon(NOW)).await.unwrap();
    assert_eq!(saved, DraftWas::Filed(ticket.clone()));
    assert_eq!(store.discard_draft(&clerk(), &filed).await.unwrap(), DraftWas::Filed(ticket));
    assert_eq!(store.save_step(&clerk(), &other, (2, &step), noon(NOW)).await.unwrap(), DraftWas::Open);
    assert_eq!(store.discard_draft(&clerk(), &other).await.unwrap(), DraftWas::Open);
    assert_eq!(store.discard_draft(&clerk(), &other).await.unwrap(), DraftWas::NotThere);
    assert_eq!(store.save_step(&clerk(), &other, (2, &step), noon(NOW)).await.unwrap(), DraftWas::NotThere);
}
