//! Invitations: the account, the record, the groups, and what breaks off between them.

use super::{Office, gone, lead, pat};
use rstest::rstest;
use serde_json::json;

#[tokio::test]
async fn a_colleague_is_invited_in_two_trips_and_is_in_their_mcos_group() {
    let office = Office::opens().await;
    let invited = office.invites_once(&office.abhil(), "k-1", &pat()).await;
    // Who is on record, the idempotency record and whether they have left side by side, then the transaction.
    assert_eq!(office.desk.database.requests.take(), 4);
    let invited = invited.expect(201);
    let account = office.pool.at("pat.quill@abhil.mco.example.org").unwrap();
    assert_eq!(account.groups, ["mco_ABHIL"]);
    assert_eq!(
        invited,
        json!({
            "person_id": account.sub, "name": "Pat Quill", "email": "pat.quill@abhil.mco.example.org",
            "lead": false, "invited_by": "ann", "invited_at": "2026-11-24T18:00:00Z", "left": null
        })
    );
    assert_eq!(office.pool.invitations(), ["pat.quill@abhil.mco.example.org"]);
    assert_eq!(office.names(&office.abhil(), "").await, ["Pat Quill"]);
    assert_eq!(office.desk.database.requests.take(), 2);
    // No other organisation's people.
    assert!(office.names(&office.hfs(), "").await.is_empty());
    assert_eq!(office.names(&office.hfs(), "?mco=ABHIL").await, ["Pat Quill"]);
}

#[tokio::test]
async fn hfs_invites_its_staff_and_those_who_lead_an_mcos_users() {
    let office = Office::opens().await;
    let staff = json!({"email": "sam@hfs.example.org", "name": "Sam Staff"});
    office.invites(&office.hfs(), &staff).await.expect(201);
    let second = json!({"email": "lou@hfs.example.org", "name": "Lou Lead", "lead": true});
    office.invites(&office.hfs(), &second).await.expect(201);
    office.invites(&office.hfs(), &lead("MER")).await.expect(201);
    let groups = |email| office.pool.at(email).unwrap().groups;
    assert_eq!(groups("sam@hfs.example.org"), ["hfs_staff"]);
    assert_eq!(groups("lou@hfs.example.org"), ["hfs_lead"]);
    assert_eq!(groups("first@MER.mco.example.org"), ["mco_MER", "mco_lead"]);
    let led = json!({"email": "x@mer.mco.example.org", "name": "X", "mco": "MER"});
    let refused = office.invites(&office.hfs(), &led).await.faults();
    assert_eq!(refused, [("/lead".to_owned(), "leads_only".to_owned())]);
}

#[tokio::test]
async fn every_fault_is_told_at_once() {
    let office = Office::opens().await;
    let faulty = json!({"email": "nobody", "lead": "yes", "mco": "NOPE", "colour": "red"});
    let faults = office.invites(&office.hfs(), &faulty).await.faults();
    let expected = [
        ("/mco", "unknown_mco"),
        ("/email", "email_shape"),
        ("/name", "missing"),
        ("/lead", "not_true_or_false"),
        ("/lead", "leads_only"),
        ("/colour", "unknown_field"),
    ];
    assert_eq!(faults, expected.map(|(field, code)| (field.to_owned(), code.to_owned())));
    let refused = json!({"email": "p\u{e4}t@abhil.mco.example.org", "name": "Pat"});
    let faults = office.invites(&office.abhil(), &refused).await.faults();
    assert_eq!(faults, [("/email".to_owned(), "email_refused".to_owned())]);
    assert!(office.pool.is_empty());
}

#[tokio::test]
async fn a_repeat_gets_the_first_answer_and_another_payload_is_refused() {
    let office = Office::opens().await;
    let first = office.invites_once(&office.abhil(), "k-1", &pat()).await.expect(201);
    assert_eq!(office.invites_once(&office.abhil(), "k-1", &pat()).await.expect(201), first);
    let other = json!({"email": "other@abhil.mco.example.org", "name": "Other"});
    let refused = office.invites_once(&office.abhil(), "k-1", &other).await;
    assert_eq!(refused.problem(409), "idempotency_key_reused");
    assert_eq!(office.pool.len(), 1);
}

#[tokio::test]
async fn two_at_once_under_one_key_make_one_account_and_get_one_answer() {
    let office = Office::opens().await;
    let token = office.abhil();
    let body = pat();
    let send = || office.invites_once(&token, "k-1", &body);
    let (one, other) = tokio::join!(send(), send());
    assert_eq!(one.expect(201), other.expect(201));
    // Whoever comes second cannot know that the first mail is on its way: the later one's password counts.
    assert!(office.pool.len() == 1 && office.pool.invitations().len() <= 2);
}

#[tokio::test]
async fn a_colleague_who_is_on_record_is_named_and_written_to_again_until_they_have_signed_in() {
    let office = Office::opens().await;
    let id = office.invited(&office.abhil(), &pat()).await;
    let shouted = json!({"email": "PAT.QUILL@abhil.mco.example.org", "name": "Pat"});
    let refused = office.invites(&office.abhil(), &shouted).await.expect(409);
    assert_eq!((&refused["code"], &refused["person_id"]), (&json!("already_invited"), &json!(id)));
    assert!(refused["detail"].as_str().unwrap().contains("sent to them again"), "{refused}");
    assert_eq!(office.pool.invitations().len(), 2, "the first one's password counts for three days only");
    office.leaves(&office.abhil(), &id, &gone()).await.expect(200);
    assert_eq!(office.invites(&office.abhil(), &pat()).await.problem(409), "has_left");
    assert_eq!(office.pool.invitations().len(), 2);
    assert!(!office.pool.at("pat.quill@abhil.mco.example.org").unwrap().enabled);
}

#[rstest]
#[case::before_the_groups("AdminAddUserToGroup")]
#[case::before_the_account("AdminCreateUser")]
#[tokio::test]
async fn what_breaks_off_is_finished_by_the_repeat(#[case] call: &str) {
    let office = Office::opens().await;
    office.pool.fail(call, true);
    assert_eq!(office.invites_once(&office.abhil(), "k-1", &pat()).await.problem(503), "unavailable");
    office.pool.fail(call, false);
    office.invites_once(&office.abhil(), "k-1", &pat()).await.expect(201);
    let account = office.pool.at("pat.quill@abhil.mco.example.org").unwrap();
    assert_eq!((account.groups, office.pool.len()), (vec!["mco_ABHIL".to_owned()], 1));
    assert_eq!(office.pool.invitations().len(), 1);
    assert_eq!(office.names(&office.abhil(), "").await, ["Pat Quill"]);
}

#[tokio::test]
async fn a_repeat_without_a_key_finishes_it_too() {
    let office = Office::opens().await;
    office.pool.fail("AdminAddUserToGroup", true);
    office.invites(&office.abhil(), &pat()).await.expect(503);
    office.pool.fail("AdminAddUserToGroup", false);
    assert_eq!(office.invites(&office.abhil(), &pat()).await.problem(409), "already_invited");
    assert_eq!(office.pool.at("pat.quill@abhil.mco.example.org").unwrap().groups, ["mco_ABHIL"]);
}

#[tokio::test]
async fn an_account_that_was_made_and_not_put_on_record_is_found_again() {
    let office = Office::opens().await;
    // As a function leaves it that ends between the pool and the table.
    let (email, name) = ("pat.quill@abhil.mco.example.org".parse().unwrap(), "Pat Quill".parse().unwrap());
    office.pool.accounts().invite("made-before", &email, &name, &[]).await.unwrap();
    let id = office.invited(&office.abhil(), &pat()).await;
    let account = office.pool.at("pat.quill@abhil.mco.example.org").unwrap();
    assert_eq!((account.sub, account.username.as_str()), (id, "made-before"));
    assert_eq!(account.groups, ["mco_ABHIL"]);
    assert_eq!(office.pool.invitations().len(), 2, "nobody knows when the first one went out");
}

#[tokio::test]
async fn an_address_with_an_account_elsewhere_is_answered_like_any_other_and_left_alone() {
    let office = Office::opens().await;
    office.pool.holds("provider.demo", "clerk@prairie.example.org");
    let mut body = pat();
    let mut expected = office.invites(&office.abhil(), &body).await.expect(201);
    body["email"] = json!("clerk@prairie.example.org");
    let answered = office.invites(&office.abhil(), &body).await.expect(201);
    expected["email"] = body["email"].clone();
    expected["person_id"] = answered["person_id"].clone();
    assert_eq!(answered, expected);
    assert_eq!(answered["person_id"].as_str().unwrap().len(), 36);
    let theirs = office.pool.at("clerk@prairie.example.org").unwrap();
    assert_eq!((theirs.groups.len(), theirs.enabled, office.pool.len()), (0, true, 2));
    // Nor does their leaving touch the account.
    let id = answered["person_id"].as_str().unwrap();
    office.leaves(&office.abhil(), id, &gone()).await.expect(200);
    assert!(office.pool.at("clerk@prairie.example.org").unwrap().enabled);
}

#[tokio::test]
async fn an_invitation_of_another_organisation_that_is_still_open_is_left_alone() {
    let office = Office::opens().await;
    office.invited(&office.abhil(), &pat()).await;
    let merril = office.desk.token("mel", &["mco_MER", "mco_lead"]);
    office.invites(&merril, &pat()).await.expect(201);
    assert_eq!(office.pool.at("pat.quill@abhil.mco.example.org").unwrap().groups, ["mco_ABHIL"]);
}

#[tokio::test]
async fn an_invitation_of_another_organisation_that_broke_off_half_made_is_left_alone() {
    let office = Office::opens().await;
    let hfs_lead = json!({"email": "pat.quill@abhil.mco.example.org", "name": "Pat Quill", "lead": true});
    office.pool.fail("AdminAddUserToGroup", true);
    office.invites(&office.hfs(), &hfs_lead).await.expect(503);
    office.pool.fail("AdminAddUserToGroup", false);
    let merril = office.desk.token("mel", &["mco_MER", "mco_lead"]);
    let theirs = office.invites(&merril, &pat()).await.expect(201);
    let account = || office.pool.at("pat.quill@abhil.mco.example.org").unwrap();
    assert_eq!(account().groups.len(), 0, "one organisation's lead took over another's person");
    office.leaves(&merril, theirs["person_id"].as_str().unwrap(), &gone()).await.expect(200);
    assert!(account().enabled);
    // Whoever invited them finishes it.
    assert_eq!(office.invites(&office.hfs(), &hfs_lead).await.problem(409), "already_invited");
    assert!(account().groups.contains(&"hfs_lead".to_owned()), "{:?}", account().groups);
}
