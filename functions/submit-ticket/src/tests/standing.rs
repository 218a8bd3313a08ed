//! Who may not file, and which reason of several they are told.

use super::*;
use portal_core::registration::{RegistrationForm, RegistrationStatus, register};

#[tokio::test]
async fn a_registration_that_waits_is_named_however_many_were_filed_after_it() {
    let desk = Desk::open().await;
    let (routes, store, user) = (routes(desk.portal.clone()), &desk.database.store, "agent");
    let form = |medicaid_id: &str| RegistrationForm {
        medicaid_id: medicaid_id.parse().ok(),
        ..RegistrationForm::default()
    };
    let mut pending = None;
    for number in 0..=101_u32 {
        let medicaid_id = if number == 0 { MEDICAID_ID.to_owned() } else { format!("36345678{number:04}") };
        let now = desk.now + chrono::TimeDelta::seconds(number.into());
        let id = desk.portal.ids().registration_id(now).unwrap();
        let (mut registration, notice) =
            register(id, user.parse().unwrap(), form(&medicaid_id), now, desk.portal.policy());
        registration.status = RegistrationStatus::Pending;
        store.file_registration(&registration, notice, None, "{}").await.unwrap();
        pending = pending.or(Some(registration.id));
    }
    let answer = desk.post(&routes, "/tickets", &desk.token(user, &[]), &dispute(1)).await.expect(403);
    assert_eq!(
        (&answer["code"], &answer["registration_id"]),
        (&json!("registration_pending"), &json!(pending))
    );
    let other = with(|body| body["provider"]["medicaid_id"] = json!("99999999999"));
    let answer = desk.post(&routes, "/tickets", &desk.token(user, &[]), &other).await;
    assert_eq!(answer.problem(403), "not_your_provider");
}
