//! Departures: the table first, the pool after it.

use super::{Office, gone, lead, pat};
use serde_json::json;

const PAT: &str = "pat.quill@abhil.mco.example.org";

#[tokio::test]
async fn who_leaves_is_out_in_two_trips_whatever_their_token_says() {
    let office = Office::opens().await;
    let second = json!({"email": PAT, "name": "Pat Quill", "lead": true});
    let first = json!({"email": "ann@abhil.mco.example.org", "name": "Ann", "lead": true});
    office.invited(&office.abhil(), &first).await;
    let id = office.invited(&office.abhil(), &second).await;
    let token = office.desk.token(&id, &["mco_ABHIL", "mco_lead"]);
    office.lists(&token, "").await.expect(200);
    office.desk.database.requests.take();
    let left = office.leaves_with(&office.abhil(), &id, &gone(), &[("idempotency-key", "k-1")]).await;
    // The person, the idempotency record and whether the lead has left side by side, then the transaction.
    assert_eq!(office.desk.database.requests.take(), 4);
    let left = left.expect(200);
    assert_eq!(
        left["left"],
        json!({"by": "ann", "at": "2026-11-24T18:00:00Z", "reason": "They have left the company."})
    );
    assert_eq!(office.lists(&token, "").await.problem(401), "account_closed");
    let account = office.pool.at(PAT).unwrap();
    assert_eq!((account.enabled, account.signed_out), (false, 1));
    // Who is here comes first.
    assert_eq!(office.names(&office.abhil(), "").await, ["Ann", "Pat Quill"]);
    let again = office.leaves_with(&office.abhil(), &id, &gone(), &[("idempotency-key", "k-1")]).await;
    assert_eq!(again.expect(200), left);
}

#[tokio::test]
async fn the_table_closes_the_account_though_the_pool_is_down_and_a_repeat_finishes_it() {
    let office = Office::opens().await;
    let id = office.invited(&office.abhil(), &pat()).await;
    for call in ["AdminUserGlobalSignOut", "AdminDisableUser"] {
        office.pool.fail(call, true);
        let half = office.leaves(&office.abhil(), &id, &gone()).await;
        assert_eq!(
            (half.headers.contains_key("retry-after"), half.problem(503)),
            (true, "half_done".to_owned())
        );
        assert!(office.pool.at(PAT).unwrap().enabled);
        assert!(office.desk.database.store.presence(&id.parse().unwrap()).await.unwrap().left);
        office.pool.fail(call, false);
    }
    let other_reason = json!({"reason": "Said otherwise."});
    let left = office.leaves(&office.abhil(), &id, &other_reason).await.expect(200);
    assert_eq!(left["left"]["reason"], gone()["reason"]);
    assert!(!office.pool.at(PAT).unwrap().enabled);
}

#[tokio::test]
async fn the_last_lead_stays_until_there_is_another() {
    let office = Office::opens().await;
    let lone = office.invited(&office.hfs(), &lead("ABHIL")).await;
    let token = office.desk.token(&lone, &["mco_ABHIL", "mco_lead"]);
    assert_eq!(office.leaves(&token, &lone, &gone()).await.problem(409), "last_lead");
    office.lists(&token, "").await.expect(200);
    // One at an address with an account elsewhere, whom nobody let in, leads nobody.
    office.pool.holds("provider.demo", "clerk@prairie.example.org");
    let nobody = json!({"email": "clerk@prairie.example.org", "name": "Pat", "lead": true});
    office.invited(&token, &nobody).await;
    assert_eq!(office.leaves(&token, &lone, &gone()).await.problem(409), "last_lead");
    let second = json!({"email": PAT, "name": "Pat Quill", "lead": true});
    office.invited(&token, &second).await;
    office.leaves(&token, &lone, &gone()).await.expect(200);
    assert_eq!(office.lists(&token, "").await.problem(401), "account_closed");
}

#[tokio::test]
async fn two_leads_who_end_each_others_accounts_at_once_do_not_leave_nobody() {
    let office = Office::opens().await;
    let one = office.invited(&office.hfs(), &lead("ABHIL")).await;
    let second = json!({"email": PAT, "name": "Pat Quill", "lead": true});
    let other = office.invited(&office.abhil(), &second).await;
    let token = |user: &str| office.desk.token(user, &["mco_ABHIL", "mco_lead"]);
    let (token_of_one, token_of_other, body) = (token(&one), token(&other), gone());
    let (first, last) = tokio::join!(
        office.leaves(&token_of_one, &other, &body),
        office.leaves(&token_of_other, &one, &body)
    );
    let mut statuses = [first.status, last.status];
    statuses.sort_unstable();
    assert_eq!(statuses[0], 200);
    assert!(matches!(statuses[1], 401 | 409), "{statuses:?}");
}

#[tokio::test]
async fn hfs_ends_the_account_of_an_mcos_last_lead() {
    let office = Office::opens().await;
    let lone = office.invited(&office.hfs(), &lead("ABHIL")).await;
    let body = json!({"reason": "The plan asked for it.", "mco": "ABHIL"});
    office.leaves(&office.hfs(), &lone, &body).await.expect(200);
    // And can invite another.
    let next = json!({"email": PAT, "name": "Pat Quill", "lead": true, "mco": "ABHIL"});
    office.invited(&office.hfs(), &next).await;
}
