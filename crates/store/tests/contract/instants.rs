//! Two who write the same down, each at an instant of their own: the table refuses a request token that it knows
//! with anything else in it, so neither may send the other's.

use super::*;
use portal_core::registration::Registration;
use portal_store::{Batch, RegistrationCommitted};

const A_SECOND: TimeDelta = TimeDelta::seconds(1);

/// A valid workbook of a hundred registrations.
pub async fn hundred(store: &Store) -> (Slot, Batch, Vec<Registration>) {
    let slot = Slot { purpose: Purpose::Registrations, ..uploads::slot("upload-00000001", &clerk()) };
    store.open_upload(&slot, None).await.unwrap();
    let held = Held::Registrations(Vec::new());
    store.settle_upload(&slot, "v1", &Findings::default(), Some(&held)).await.unwrap();
    let one = |row: u32| {
        let id: RegistrationId = format!("registration-{row}").parse().unwrap();
        let (registration, _) = register(id, clerk(), RegistrationForm::default(), noon(NOW), &policy(false));
        registration.in_batch(slot.id.clone(), row)
    };
    let registrations: Vec<Registration> = (0..100).map(one).collect();
    let batch = Batch {
        upload: slot.id.clone(),
        user: clerk(),
        registrations: registrations.iter().map(|one| one.id.clone()).collect(),
    };
    (slot, batch, registrations)
}

#[tokio::test]
async fn of_two_sweepers_that_strike_one_ticket_the_later_is_told_it_is_stale() {
    let database = Database::start().await;
    let store = &database.store;
    let membership = approved(store).await;
    let ticket = filed(store, &membership, "1", &dispute(1, 1), None).await.unwrap().into_inner();
    let due = ticket.ticket.wakes_at.unwrap();
    let struck = done(&ticket.ticket, Command::StrikeClock, &machine(), due);
    let first = store.commit_written(&ticket, &struck, due + A_SECOND, None).await;
    assert!(matches!(first, Ok(Committed::Fresh(_))));
    let second = store.commit_written(&ticket, &struck, due + A_SECOND * 2, None).await;
    assert!(matches!(second, Err(CommitError::Stale)), "{second:?}");
}

#[tokio::test]
async fn of_two_who_finish_one_workbook_of_registrations_the_later_gets_the_first_answer() {
    let database = Database::start().await;
    let store = &database.store;
    let (_, batch, registrations) = hundred(store).await;
    let begun = store.begin_batch(&batch, registrations.clone(), noon(NOW)).await.unwrap();
    assert_eq!(store.begin_batch(&batch, registrations, noon(NOW)).await.unwrap(), begun);
    let key = once("key", "payload");
    let first = store.file_batch(&batch, &begun, noon(NOW), Some(&key), "first").await;
    assert!(matches!(first, Ok(RegistrationCommitted::Fresh)));
    let second = store.file_batch(&batch, &begun, noon(NOW) + A_SECOND, Some(&key), "second").await;
    assert!(
        matches!(&second, Ok(RegistrationCommitted::Replayed(answer)) if answer == "first"),
        "{second:?}"
    );
    let third = store.file_batch(&batch, &begun, noon(NOW) + A_SECOND * 2, None, "third").await;
    assert!(matches!(third, Err(CommitError::UploadSpent)), "{third:?}");
}
