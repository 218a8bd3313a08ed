//! Slots for files: who may open one, what for, and how many.

use super::{Parties, of_bucket, owned, path};
use chrono::TimeDelta;
use portal_core::actor::Role;
use portal_core::attachment::{FileStatus, ScanVerdict};
use portal_core::decide::Command;
use portal_core::identity::FileId;
use portal_store::{Dossier, Measure, Said};
use portal_testkit::bucket::Bucket;
use portal_testkit::captured::{Log, MISUSED, misuse};
use portal_testkit::desk::{Answer, Desk, NOW};
use portal_testkit::filed::{clerk, filed, moved};
use portal_testkit::sample::request_of;
use rstest::rstest;
use serde_json::{Value, json};

pub const DIGEST: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const MB: u64 = 1 << 20;

/// Both parties, with a bucket, and a ticket that waits for its MCO.
pub async fn parties() -> (Parties, Dossier) {
    at(Desk::open().await).await
}

pub async fn at(desk: Desk) -> (Parties, Dossier) {
    let bucket = Bucket::start().await;
    let parties = Parties::with(desk, of_bucket(Ok(bucket.files)));
    let ticket = filed(&parties.desk, 1).await;
    (parties, ticket)
}

/// The same table, later, with a bucket.
pub async fn later(parties: &Parties, now: &str) -> Parties {
    Parties::with(parties.desk.at(now), of_bucket(Ok(Bucket::start().await.files)))
}

pub fn file(name: &str, size: u64) -> Value {
    json!({"name": name, "size": size, "sha256": DIGEST})
}

/// The key of a file of this body that was put to a ticket.
pub async fn attached(parties: &Parties, token: &str, ticket: &Dossier, body: &Value) -> FileId {
    let slot = parties.does(token, "files", ticket, body).await.expect(201);
    slot["file_id"].as_str().unwrap().parse().unwrap()
}

/// Version `v1` of a file is checked, and found to be as the scanner says.
pub async fn scanned(parties: &Parties, ticket: &Dossier, file: &FileId, verdict: ScanVerdict) {
    let (store, ticket) = (&parties.desk.database.store, &ticket.ticket.id);
    store.settle_attachment(ticket, file, "v1", None, None).await.unwrap();
    assert!(store.settle_scan(ticket, file, "v1", verdict).await.unwrap());
}

async fn opens(parties: &Parties, token: &str, ticket: &Dossier, body: &Value, key: &str) -> Answer {
    parties.sends(token, "files", ticket, body, &[("idempotency-key", key)]).await
}

#[tokio::test]
async fn a_slot_is_a_form_held_to_one_key_one_size_one_digest_and_a_quarter_of_an_hour() {
    let (parties, ticket) = parties().await;
    let body = file("records.pdf", 20_480);
    let slot = opens(&parties, &parties.clerk, &ticket, &body, "k-1").await.expect(201);
    // The ticket, the idempotency record, the memberships and the end of the record of readings side by
    // side, then the transaction.
    assert_eq!(parties.desk.database.requests.take(), 5);
    let id = slot["file_id"].as_str().unwrap();
    assert_eq!((&slot["upload_id"], &slot["expires_at"]), (&slot["file_id"], &json!("2026-11-24T18:15:00Z")));
    assert_eq!(slot["fields"]["key"], format!("attachments/{}/{id}", ticket.ticket.id));
    assert_eq!(slot["fields"]["Content-Type"], "application/pdf");
    assert_eq!(slot["fields"]["x-amz-checksum-sha256"], "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    assert_eq!(opens(&parties, &parties.clerk, &ticket, &body, "k-1").await.expect(201), slot);
    let other = file("others.pdf", 1);
    let reused = opens(&parties, &parties.clerk, &ticket, &other, "k-1").await;
    assert_eq!(reused.problem(409), "idempotency_key_reused");
    // It lies beside the ticket, and moves nothing.
    let stands = parties.stands(&ticket).await;
    assert_eq!((&stands.ticket, &stands.entries), (&ticket.ticket, &ticket.entries));
    let files: Vec<_> = stands.attachments.seen_by(Role::Mco).collect();
    assert_eq!(
        (files.len(), files[0].status, files[0].measure().map(|of| of.size)),
        (1, FileStatus::Waiting, Some(20_480))
    );
}

#[tokio::test]
async fn the_ticket_shows_its_files_and_never_who_put_them_there() {
    let (parties, ticket) = parties().await;
    let slot = opens(&parties, &parties.clerk, &ticket, &file("records.pdf", 9), "k-1").await.expect(201);
    let seen = parties.does(&parties.plan, "extension", &ticket, &super::more_time()).await.expect(200);
    assert_eq!(
        seen["files"],
        json!([{
            "file_id": slot["file_id"], "name": "records.pdf", "size": 9, "sha256": DIGEST, "status": "waiting",
            "by": "provider", "lane": "parties", "at": NOW, "expires_at": "2026-11-24T18:15:00Z"
        }])
    );
}

#[rstest]
#[case(json!({}), &[("/name", "missing"), ("/size", "missing"), ("/sha256", "missing")])]
#[case(json!({"name": "x.exe", "size": 0, "sha256": "ab"}), &[("/name", "kind_not_taken"), ("/size", "file_empty"), ("/sha256", "sha256_shape")])]
#[case(json!({"name": "x.xlsm", "size": 25 * MB + 1, "sha256": DIGEST}), &[("/name", "kind_not_taken"), ("/size", "file_too_large")])]
#[case(json!({"name": "a/b.pdf", "size": -1, "sha256": 5, "lane": "ours"}), &[("/name", "file_name_shape"), ("/size", "not_a_whole_number"), ("/sha256", "not_text"), ("/lane", "unknown_code")])]
#[case(json!({"name": "x.pdf", "size": 1, "sha256": DIGEST, "owner": "me"}), &[("/owner", "unknown_field")])]
#[tokio::test]
async fn what_could_never_be_taken_is_said_before_anything_is_uploaded(
    #[case] body: Value,
    #[case] faults: &[(&str, &str)],
) {
    let (parties, ticket) = parties().await;
    assert_eq!(parties.does(&parties.clerk, "files", &ticket, &body).await.faults(), owned(faults));
}

#[tokio::test]
async fn a_side_has_60_mb_and_a_slot_that_nobody_used_gives_its_room_back() {
    let (parties, ticket) = parties().await;
    for size in [25, 25, 9] {
        parties.does(&parties.clerk, "files", &ticket, &file("scan.tiff", size * MB)).await.expect(201);
    }
    let full = parties.does(&parties.clerk, "files", &ticket, &file("scan.tiff", MB + 1)).await;
    let detail = full.body["detail"].as_str().unwrap();
    assert!(detail.contains("60 MB together, and 1024 KB of them are left"), "{}", full.body);
    assert_eq!(full.problem(409), "files_full");
    let later = later(&parties, "2026-11-24T18:30:01Z").await;
    later.does(&later.clerk, "files", &ticket, &file("scan.tiff", 25 * MB)).await.expect(201);
    let stands = later.stands(&ticket).await.attachments;
    let taken = stands.taken(Role::Provider, later.desk.now);
    assert_eq!((taken.files, taken.bytes, taken.slots), (1, 25 * MB, 4));
    // Yet what came up to the end of its slot is still being checked.
    let taken = stands.taken(Role::Provider, parties.desk.now + TimeDelta::minutes(30));
    assert_eq!(taken.files, 4);
}

#[tokio::test]
async fn what_one_side_has_used_up_is_still_there_for_the_others() {
    let (parties, ticket) = parties().await;
    let staff = parties.desk.token("staff-1", &["hfs_staff"]);
    for size in [25, 25, 10] {
        parties.does(&parties.clerk, "files", &ticket, &file("scan.tiff", size * MB)).await.expect(201);
    }
    let one_byte = file("note.txt", 1);
    assert_eq!(parties.does(&parties.clerk, "files", &ticket, &one_byte).await.problem(409), "files_full");
    for size in [25, 25, 10] {
        parties.does(&parties.plan, "files", &ticket, &file("scan.tiff", size * MB)).await.expect(201);
    }
    assert_eq!(parties.does(&parties.plan, "files", &ticket, &one_byte).await.problem(409), "files_full");
    for size in [25, 5] {
        parties.does(&staff, "files", &ticket, &file("scan.tiff", size * MB)).await.expect(201);
    }
    assert_eq!(parties.does(&staff, "files", &ticket, &one_byte).await.problem(409), "files_full");
}

#[tokio::test]
async fn a_side_puts_forty_files_to_a_ticket_and_the_other_its_own() {
    let (parties, ticket) = parties().await;
    for _ in 0..40 {
        parties.does(&parties.clerk, "files", &ticket, &file("note.txt", 1)).await.expect(201);
    }
    let full = parties.does(&parties.clerk, "files", &ticket, &file("note.txt", 1)).await;
    assert!(full.body["detail"].as_str().unwrap().contains("40 files"), "{}", full.body);
    assert_eq!(full.problem(409), "files_full");
    parties.does(&parties.plan, "files", &ticket, &file("note.txt", 1)).await.expect(201);
}

#[tokio::test]
async fn six_at_once_all_get_a_slot_and_none_is_counted_twice() {
    let (parties, ticket) = parties().await;
    let body = file("scan.tiff", 10 * MB);
    let one = || parties.does(&parties.clerk, "files", &ticket, &body);
    let (a, b, c, d, e, f) = tokio::join!(one(), one(), one(), one(), one(), one());
    for answer in [a, b, c, d, e, f] {
        answer.expect(201);
    }
    let taken = parties.stands(&ticket).await.attachments.taken(Role::Provider, parties.desk.now);
    assert_eq!(taken.bytes, 60 * MB);
    assert_eq!(parties.does(&parties.clerk, "files", &ticket, &body).await.problem(409), "files_full");
}

#[tokio::test]
async fn a_repeat_after_the_slot_has_closed_is_told_so() {
    let (parties, ticket) = parties().await;
    let body = file("records.pdf", 9);
    opens(&parties, &parties.clerk, &ticket, &body, "k-1").await.expect(201);
    let later = later(&parties, "2026-11-24T18:15:01Z").await;
    assert_eq!(opens(&later, &later.clerk, &ticket, &body, "k-1").await.problem(409), "upload_expired");
}

#[tokio::test]
async fn on_a_ticket_that_is_over_only_hfs_still_attaches() {
    let (parties, ticket) = parties().await;
    let ticket = moved(&parties.desk, &ticket, &clerk(&ticket), Command::Withdraw { reason: None }).await;
    let body = file("letter.pdf", 9);
    for token in [&parties.clerk, &parties.plan] {
        let over = parties.does(token, "files", &ticket, &body).await;
        assert_eq!(over.body["state"], "withdrawn");
        assert_eq!(over.problem(409), "wrong_state");
    }
    let staff = parties.desk.token("staff-1", &["hfs_staff"]);
    parties.does(&staff, "files", &ticket, &body).await.expect(201);
}

#[tokio::test]
async fn a_ticket_that_ends_between_reading_and_writing_takes_no_file() {
    let (parties, ticket) = parties().await;
    let read = parties.stands(&ticket).await;
    moved(&parties.desk, &ticket, &clerk(&ticket), Command::Withdraw { reason: None }).await;
    let of = portal_store::Record::Ticket(ticket.ticket.id.clone());
    let head = parties.desk.database.store.audit_head(&of).await.unwrap();
    let slot = portal_store::FileSlot {
        id: "file-0001".parse().unwrap(),
        name: "a.pdf".parse().unwrap(),
        kind: portal_core::attachment::FileKind::Pdf,
        said: Said::Measured(Measure { size: 1, sha256: DIGEST.parse().unwrap() }),
        by: Role::Provider,
        user: "clerk".parse().unwrap(),
        lane: portal_store::Lane::Parties,
        at: parties.desk.now,
        closes_at: parties.desk.now,
    };
    let refused = parties.desk.database.store.open_file_slot(&read, &slot, ("request-1", head), None).await;
    assert!(matches!(refused, Err(portal_store::CommitError::Stale)), "{refused:?}");
}

#[tokio::test]
async fn what_hfs_attaches_for_itself_no_party_sees() {
    let (parties, ticket) = parties().await;
    let staff = parties.desk.token("staff-1", &["hfs_staff"]);
    let mut body = file("note.docx", 9);
    body["lane"] = json!("hfs");
    parties.does(&staff, "files", &ticket, &body).await.expect(201);
    assert_eq!(parties.does(&parties.clerk, "files", &ticket, &body).await.problem(403), "role_may_not");
    let stands = parties.stands(&ticket).await;
    let seen = |role| stands.attachments.seen_by(role).count();
    assert_eq!((seen(Role::Hfs), seen(Role::Provider), seen(Role::Mco)), (1, 0, 0));
}

#[rstest]
#[case("stranger", &[])]
#[case("plan-2", &["mco_MER"])]
#[tokio::test]
async fn someone_elses_ticket_is_not_there(#[case] user: &str, #[case] groups: &[&str]) {
    let (parties, ticket) = parties().await;
    let token = parties.desk.token(user, groups);
    let body = file("records.pdf", 9);
    assert_eq!(parties.does(&token, "files", &ticket, &body).await.problem(404), "not_found");
}

#[tokio::test]
async fn the_sample_event_opens_a_slot() {
    let (parties, ticket) = parties().await;
    let sample = include_str!("../../../../events/correspond/files.json");
    let sample = sample.replace("TICKET-ID", ticket.ticket.id.as_str());
    let slot = parties.desk.send(&parties.routes, request_of(&sample, &parties.clerk)).await.expect(201);
    assert!(slot["file_id"].is_string());
}

#[test]
fn neither_name_nor_digest_is_in_the_log() {
    let (token, log) = Log::of(async {
        let (parties, ticket) = parties().await;
        let body = file("Planted Quillfeather.pdf", 9);
        opens(&parties, &parties.clerk, &ticket, &body, "Planted-key").await.expect(201);
        opens(&parties, &parties.clerk, &ticket, &file("Planted.exe", 9), "k-2").await;
        misuse(&parties.desk, &parties.routes, &path("files", &ticket), &parties.clerk).await;
        parties.clerk
    });
    assert_eq!(log.statuses(), [&[201, 422], &MISUSED[..]].concat());
    log.assert_private(&[token, "clerk".to_owned(), DIGEST.to_owned()]);
}
