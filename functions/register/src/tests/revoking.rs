//! HFS's revocation of a registration.

use super::{Office, owned};
use crate::handler::routes;
use portal_store::Store;
use portal_testkit::captured::{Log, MISUSED, PLANTED, misuse};
use portal_testkit::counting::Requests;
use portal_testkit::database::{TABLE, client};
use portal_testkit::desk::{Answer, MEDICAID_ID};
use portal_testkit::sample::request_of;
use rstest::rstest;
use serde_json::{Value, json};

impl Office {
    async fn approved(&self, user: &str) -> String {
        let id = self.pending(user).await;
        self.decides(&self.staff(), &id, &json!({"decision": "approve"}), &[]).await.expect(200);
        self.desk.database.requests.take();
        id
    }

    async fn revokes(&self, token: &str, id: &str, body: &Value, headers: &[(&str, &str)]) -> Answer {
        let path = format!("/registrations/{id}/revocation");
        self.desk.post_with(&self.routes, &path, token, body, headers).await
    }
}

fn revocation() -> Value {
    json!({"reason": "They have left the hospital."})
}

#[tokio::test]
async fn a_revocation_ends_the_membership_at_once_in_two_trips() {
    let office = Office::opens().await;
    let id = office.approved("clerk").await;
    assert_eq!(office.acts_for("clerk").await, [MEDICAID_ID]);
    office.desk.database.requests.take();
    let answer = office.revokes(&office.staff(), &id, &revocation(), &[("idempotency-key", "k-1")]).await;
    // The registration, the idempotency record and whether they have left side by side, then the transaction.
    assert_eq!(office.desk.database.requests.take(), 4);
    assert_eq!(answer.headers["etag"], "\"3\"");
    let revoked = answer.expect(200);
    assert_eq!((&revoked["status"], &revoked["version"]), (&json!("revoked"), &json!(3)));
    assert_eq!(
        (&revoked["revoked_at"], &revoked["revoked_by"], &revoked["decided_by"]),
        (&json!("2026-11-24T18:00:00Z"), &json!("staff-1"), &json!("staff-1"))
    );
    assert!(office.acts_for("clerk").await.is_empty());
    // Whoever filed it is told why, and not by whom.
    let own = office.opens_one(&office.token("clerk"), &id).await.expect(200);
    assert_eq!((&own["status"], &own["reason"]), (&json!("revoked"), &revocation()["reason"]));
    assert!(own.get("revoked_by").is_none());
    let listed = office.lists(&office.staff(), "?status=revoked").await.expect(200);
    assert_eq!(super::ids(&listed), [id.as_str()]);
}

#[tokio::test]
async fn no_letter_is_owed_for_a_revocation() {
    let office = Office::opens().await;
    let id = office.approved("clerk").await;
    let owed = async || {
        let mut owed = 0;
        for shard in 0..portal_store::SHARDS {
            owed += office
                .desk
                .database
                .store
                .due_notices(shard, office.desk.now, 10, None)
                .await
                .unwrap()
                .items
                .len();
        }
        owed
    };
    let before = owed().await;
    office.revokes(&office.staff(), &id, &revocation(), &[]).await.expect(200);
    assert_eq!(owed().await, before);
}

#[tokio::test]
async fn a_membership_that_a_later_registration_made_anew_stays() {
    let office = Office::opens().await;
    let (first, second) = (office.approved("clerk").await, office.approved("clerk").await);
    office.revokes(&office.staff(), &first, &revocation(), &[]).await.expect(200);
    assert_eq!(office.acts_for("clerk").await, [MEDICAID_ID]);
    office.revokes(&office.staff(), &second, &revocation(), &[]).await.expect(200);
    assert!(office.acts_for("clerk").await.is_empty());
    // Whoever was revoked may register again, and be approved again.
    office.approved("clerk").await;
    assert_eq!(office.acts_for("clerk").await, [MEDICAID_ID]);
}

#[tokio::test]
async fn only_an_approved_registration_can_be_revoked_and_once() {
    let office = Office::opens().await;
    let pending = office.pending("clerk").await;
    let refused = office.revokes(&office.staff(), &pending, &revocation(), &[]).await.expect(409);
    assert_eq!(
        (&refused["code"], &refused["status_of_registration"]),
        (&json!("not_approved"), &json!("pending"))
    );
    let id = office.approved("agent").await;
    office.revokes(&office.staff(), &id, &revocation(), &[]).await.expect(200);
    let again = office.revokes(&office.staff(), &id, &revocation(), &[]).await.expect(409);
    assert_eq!(again["status_of_registration"], "revoked");
    let decided = office.decides(&office.staff(), &id, &json!({"decision": "approve"}), &[]).await;
    assert_eq!(decided.problem(409), "already_decided");
}

#[tokio::test]
async fn a_repeat_gets_the_first_answer_of_each_and_another_payload_is_refused() {
    let office = Office::opens().await;
    let id = office.pending("clerk").await;
    let (approval, key) = (json!({"decision": "approve"}), [("idempotency-key", "k-1")]);
    let approved = office.decides(&office.staff(), &id, &approval, &key).await.expect(200);
    let other_key = [("idempotency-key", "k-2")];
    let revoked = office.revokes(&office.staff(), &id, &revocation(), &other_key).await.expect(200);
    assert_eq!(office.revokes(&office.staff(), &id, &revocation(), &other_key).await.expect(200), revoked);
    assert_eq!(office.decides(&office.staff(), &id, &approval, &key).await.expect(200), approved);
    let other = office.revokes(&office.staff(), &id, &json!({"reason": "Other."}), &other_key).await;
    assert_eq!(other.problem(409), "idempotency_key_reused");
}

#[tokio::test]
async fn of_two_colleagues_one_revokes_and_the_other_is_told() {
    let office = Office::opens().await;
    let id = office.approved("clerk").await;
    let (one, two) = (office.staff(), office.desk.token("staff-2", &["hfs_lead"]));
    let body = revocation();
    let (one, two) =
        tokio::join!(office.revokes(&one, &id, &body, &[]), office.revokes(&two, &id, &body, &[]));
    let (won, lost) = if one.status == 200 { (one, two) } else { (two, one) };
    won.expect(200);
    assert_eq!(lost.problem(409), "not_approved");
}

#[tokio::test]
async fn whoever_has_not_seen_the_latest_version_reads_again() {
    let office = Office::opens().await;
    let id = office.approved("clerk").await;
    let stale =
        office.revokes(&office.staff(), &id, &revocation(), &[("if-match", "\"1\"")]).await.expect(409);
    assert_eq!((&stale["code"], &stale["version"]), (&json!("stale_version"), &json!(2)));
    assert_eq!(office.acts_for("clerk").await, [MEDICAID_ID]);
}

#[rstest]
#[case::nothing(json!({}), &[("/reason", "missing")])]
#[case::blank(json!({"reason": " "}), &[("/reason", "missing")])]
#[case::no_text(json!({"reason": 1, "why": "x"}), &[("/reason", "not_text"), ("/why", "unknown_field")])]
#[case::too_long(json!({"reason": "x".repeat(2001)}), &[("/reason", "too_long")])]
#[tokio::test]
async fn a_revocation_with_faults_ends_nothing(#[case] body: Value, #[case] faults: &[(&str, &str)]) {
    let office = Office::opens().await;
    let id = office.approved("clerk").await;
    assert_eq!(office.revokes(&office.staff(), &id, &body, &[]).await.faults(), owned(faults));
    assert_eq!(office.acts_for("clerk").await, [MEDICAID_ID]);
}

#[rstest]
#[case::whoever_filed_it("clerk", &[], "role_may_not")]
#[case::another("agent", &[], "role_may_not")]
#[case::a_plan("plan-1", &["mco_ABHIL"], "role_may_not")]
#[case::an_unknown_group("someone", &["auditors"], "no_known_role")]
#[tokio::test]
async fn only_hfs_revokes(#[case] user: &str, #[case] groups: &[&str], #[case] code: &str) {
    let office = Office::opens().await;
    let id = office.approved("clerk").await;
    let token = office.desk.token(user, groups);
    assert_eq!(office.revokes(&token, &id, &revocation(), &[]).await.problem(403), code);
    assert_eq!(office.revokes("", &id, &revocation(), &[]).await.problem(401), "token_missing");
    let unknown = office.revokes(&office.staff(), "registration-unknown", &revocation(), &[]).await;
    assert_eq!(unknown.problem(404), "not_found");
    assert_eq!(office.acts_for("clerk").await, [MEDICAID_ID]);
}

#[tokio::test]
async fn a_table_that_is_down_is_a_503_to_try_again() {
    let office = Office::opens().await;
    let id = office.approved("clerk").await;
    let down = routes(office.desk.on(Store::new(client("http://127.0.0.1:1", Requests::default()), TABLE)));
    let path = format!("/registrations/{id}/revocation");
    let answer = office.desk.post(&down, &path, &office.staff(), &revocation()).await;
    assert!(answer.headers.contains_key("retry-after"));
    assert_eq!(answer.problem(503), "unavailable");
}

#[tokio::test]
async fn the_sample_event_is_a_revocation() {
    let office = Office::opens().await;
    let id = office.approved("clerk").await;
    let sample = include_str!("../../../../events/register/revocation.json").replace("REGISTRATION-ID", &id);
    let answer = office.desk.send(&office.routes, request_of(&sample, &office.staff())).await;
    assert_eq!(answer.expect(200)["status"], "revoked");
}

#[test]
fn nothing_that_was_sent_is_in_the_log() {
    let (private, log) = Log::of(async {
        let office = Office::opens().await;
        let id = office.approved("clerk").await;
        let path = format!("/registrations/{id}/revocation");
        misuse(&office.desk, &office.routes, &path, &office.staff()).await;
        office.revokes(&office.staff(), &id, &json!({"reason": PLANTED}), &[]).await.expect(200);
        vec![office.staff(), "clerk".to_owned(), id]
    });
    assert_eq!(log.statuses()[2..7], MISUSED);
    log.assert_private(&private);
}
