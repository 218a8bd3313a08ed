//! Addresses that are not written to.

use super::*;
use portal_store::Mute;

#[tokio::test]
async fn an_address_that_bounced_or_complained_gets_no_letter_and_the_letter_ends_on_record() {
    let room = Room::open().await;
    let store = &room.desk.database.store;
    for because in [Mute::Bounced, Mute::Complained] {
        store
            .mark_address(&"Billing@Prairie.example.org".parse().unwrap(), because, room.desk.now)
            .await
            .unwrap();
        room.files(because as u32).await;
        let item = room.due(0).await.remove(0);
        room.post.requests();
        let ends = Tally { taken: 1, sent: 1, mails: 1, undeliverable: 1, ..Tally::default() };
        assert_eq!(room.round(0).await, ends);
        assert_eq!((room.post.requests(), room.outcome(&item).await.as_deref()), (1, Some("undeliverable")));
    }
    assert!(room.mails().iter().all(|(to, _)| to == MCO));
    assert!(room.due(60 * 24 * 30).await.is_empty());
}

#[tokio::test]
async fn once_the_mark_is_lifted_letters_leave_again() {
    let room = Room::open().await;
    let (store, address) = (&room.desk.database.store, PROVIDER.parse().unwrap());
    store.mark_address(&address, Mute::Bounced, room.desk.now).await.unwrap();
    store.release_address(&address, &"lead".parse().unwrap(), room.after(1)).await.unwrap();
    room.files(1).await;
    assert_eq!(room.round(1).await, Tally { taken: 1, sent: 2, mails: 2, ..Tally::default() });
}
