//! Files that were put to a ticket, on a real table and a bucket: checked, quarantined, and set free by
//! the scanner's tag alone.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use crate::receiver::{Received, Receiver};
use portal_core::actor::Role;
use portal_core::attachment::{FileKind, FileRefusal, FileStatus};
use portal_store::{Attachment, FileSlot, Lane, Measure, Record, Said};
use portal_testkit::bucket::Bucket;
use portal_testkit::captured::Log;
use portal_testkit::desk::Desk;
use portal_testkit::filed::filed;
use rstest::rstest;
use sha2::{Digest, Sha256};

pub const CREATED: &str = include_str!("../../../events/receive-file/s3-object-created.json");
pub const SCANNED: &str = include_str!("../../../events/receive-file/scan-result.json");
pub const FILE: &str = "019ab5d2-7c00-7f3e-9d7a-0123456789ab";
const TICKET: &str = "019ab5d2-1111-7f3e-9d7a-0123456789ab";
const VERSION: &str = "92cb21a2-6677-441a-9988-48156f255811";
const TAG: &str = "GuardDutyMalwareScanStatus";
const PDF: &[u8] = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n";

struct Room {
    desk: Desk,
    bucket: Bucket,
    receiver: Receiver,
    ticket: String,
}

impl Room {
    /// Where a clerk has opened a slot for a PDF, of these bytes, on a ticket.
    async fn open() -> Self {
        Self::open_for("records.pdf", FileKind::Pdf, PDF).await
    }

    async fn open_for(name: &str, kind: FileKind, bytes: &[u8]) -> Self {
        let sha256 = hex::encode(Sha256::digest(bytes)).parse().unwrap();
        Self::open_of(name, kind, Said::Measured(Measure { size: bytes.len() as u64, sha256 })).await
    }

    async fn open_of(name: &str, kind: FileKind, said: Said) -> Self {
        let (desk, bucket) = (Desk::open().await, Bucket::start().await);
        let dossier = filed(&desk, 1).await;
        let slot = FileSlot {
            id: FILE.parse().unwrap(),
            name: name.parse().unwrap(),
            kind,
            said,
            by: Role::Provider,
            user: "clerk".parse().unwrap(),
            lane: Lane::Parties,
            at: desk.now,
            closes_at: desk.now + chrono::TimeDelta::minutes(15),
        };
        let of = Record::Ticket(dossier.ticket.id.clone());
        let store = &desk.database.store;
        let head = store.audit_head(&of).await.unwrap();
        store.open_file_slot(&dossier, &slot, ("request-1", head), None).await.unwrap();
        let receiver = Receiver::new(desk.portal.clone(), bucket.files.clone());
        let ticket = dossier.ticket.id.as_str().to_owned();
        Self { desk, bucket, receiver, ticket }
    }

    fn key(&self) -> String {
        format!("attachments/{}/{FILE}", self.ticket)
    }

    fn lays(&self, version: &str, bytes: &[u8]) {
        self.bucket.lay(&self.key(), version, bytes.to_vec());
    }

    fn tags(&self, value: &str) {
        self.bucket.tag(&self.key(), VERSION, TAG, value);
    }

    async fn runs(&self, event: &str) -> Received {
        let event = event.replace(TICKET, &self.ticket);
        self.receiver.run(serde_json::from_str(&event).unwrap()).await.unwrap()
    }

    async fn file(&self) -> Attachment {
        let (ticket, file) = (self.ticket.parse().unwrap(), FILE.parse().unwrap());
        self.desk.database.store.attachment(&ticket, &file).await.unwrap().unwrap()
    }

    /// Why the file was refused when these bytes came.
    async fn refuses(&self, bytes: &[u8]) -> FileRefusal {
        self.lays(VERSION, bytes);
        assert_eq!(self.runs(CREATED).await, Received { refused: 1, ..Received::default() });
        let file = self.file().await;
        assert_eq!(file.status, FileStatus::Refused);
        file.refusal.unwrap()
    }
}

#[tokio::test]
async fn a_sound_file_waits_in_quarantine_until_the_scanners_tag_says_clean() {
    let room = Room::open().await;
    room.lays(VERSION, PDF);
    room.desk.database.requests.take();
    assert_eq!(room.runs(CREATED).await, Received { quarantined: 1, ..Received::default() });
    assert_eq!(room.desk.database.requests.take(), 2);
    assert_eq!(room.file().await.version.as_deref(), Some(VERSION));
    // What the event says is not believed, where there is no tag on the object: it is to come again.
    let event = SCANNED.replace(TICKET, &room.ticket);
    let untagged = room.receiver.run(serde_json::from_str(&event).unwrap()).await;
    assert_eq!(untagged.unwrap_err().code, "unavailable");
    assert_eq!(room.file().await.status, FileStatus::Quarantined);
    room.tags("NO_THREATS_FOUND");
    assert_eq!(room.runs(SCANNED).await, Received { clean: 1, ..Received::default() });
    assert_eq!(room.file().await.status, FileStatus::Clean);
    for late in [CREATED, SCANNED] {
        assert_eq!(room.runs(late).await.passed_over, 1);
    }
}

#[rstest]
#[case("THREATS_FOUND", FileStatus::Infected)]
#[case("UNSUPPORTED", FileStatus::Unscanned)]
#[case("ACCESS_DENIED", FileStatus::Unscanned)]
#[case("FAILED", FileStatus::Unscanned)]
#[case("SOMETHING_NEW", FileStatus::Quarantined)]
#[tokio::test]
async fn nothing_but_a_clean_bill_sets_a_file_free(#[case] tag: &str, #[case] status: FileStatus) {
    let room = Room::open().await;
    room.lays(VERSION, PDF);
    room.runs(CREATED).await;
    room.tags(tag);
    // The sample event says that no threats were found.
    room.runs(SCANNED).await;
    assert_eq!(room.file().await.status, status);
}

#[tokio::test]
async fn a_scanner_that_is_faster_than_the_check_loses_nothing() {
    let room = Room::open().await;
    room.lays(VERSION, PDF);
    room.tags("NO_THREATS_FOUND");
    assert_eq!(room.runs(SCANNED).await.clean, 1);
    assert_eq!(room.runs(CREATED).await.passed_over, 1);
}

#[tokio::test]
async fn a_later_scan_that_finds_something_is_believed_and_never_taken_back() {
    let room = Room::open().await;
    room.lays(VERSION, PDF);
    room.tags("NO_THREATS_FOUND");
    room.runs(CREATED).await;
    room.tags("THREATS_FOUND");
    assert_eq!(room.runs(SCANNED).await.infected, 1);
    room.tags("NO_THREATS_FOUND");
    assert_eq!(room.runs(SCANNED).await.passed_over, 1);
    assert_eq!(room.file().await.status, FileStatus::Infected);
}

#[tokio::test]
async fn a_second_file_in_the_same_slot_counts_for_nothing() {
    let room = Room::open().await;
    room.lays(VERSION, PDF);
    room.runs(CREATED).await;
    room.lays("another-version", b"%PDF-1.4 another");
    room.bucket.tag(&room.key(), "another-version", TAG, "NO_THREATS_FOUND");
    for event in [CREATED, SCANNED] {
        assert_eq!(room.runs(&event.replace(VERSION, "another-version")).await.passed_over, 1);
    }
    let file = room.file().await;
    assert_eq!((file.status, file.version.as_deref()), (FileStatus::Quarantined, Some(VERSION)));
}

#[rstest]
#[case::shorter(&PDF[..10], FileRefusal::WrongSize)]
#[case::longer(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\nmore", FileRefusal::WrongSize)]
#[case::another_of_the_same_size(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3 ", FileRefusal::WrongDigest)]
#[tokio::test]
async fn what_is_not_what_was_said_is_refused(#[case] bytes: &[u8], #[case] why: FileRefusal) {
    assert_eq!(Room::open().await.refuses(bytes).await, why);
}

#[tokio::test]
async fn a_file_that_nothing_was_said_of_is_measured_and_takes_up_its_own_size_from_then_on() {
    let room = Room::open_of("records.pdf", FileKind::Pdf, Said::Nothing { most: 1_000 }).await;
    let taken = async || {
        let dossier = room.desk.database.store.dossier(&room.ticket.parse().unwrap()).await.unwrap().unwrap();
        dossier.attachments.taken(Role::Provider, room.desk.now).bytes
    };
    assert_eq!((taken().await, room.file().await.measure()), (1_000, None));
    room.lays(VERSION, PDF);
    assert_eq!(room.runs(CREATED).await.quarantined, 1);
    let expected =
        Measure { size: PDF.len() as u64, sha256: hex::encode(Sha256::digest(PDF)).parse().unwrap() };
    let file = room.file().await;
    assert_eq!((file.measure(), file.version.as_deref()), (Some(&expected), Some(VERSION)));
    assert_eq!(taken().await, PDF.len() as u64);
    // Another file in the slot, however large, is not measured.
    room.lays("another-version", &[PDF, PDF].concat());
    assert_eq!(room.runs(&CREATED.replace(VERSION, "another-version")).await.passed_over, 1);
    assert_eq!(room.file().await, file);
}

#[rstest]
#[case(&[b'x'; 1_001], FileRefusal::TooLarge)]
#[case(b"", FileRefusal::Empty)]
#[case(b"PK\x03\x04", FileRefusal::WrongKind)]
#[tokio::test]
async fn what_a_browser_sent_is_refused_in_words_and_gives_its_room_back(
    #[case] bytes: &[u8],
    #[case] why: FileRefusal,
) {
    let room = Room::open_of("records.pdf", FileKind::Pdf, Said::Nothing { most: 1_000 }).await;
    assert_eq!(room.refuses(bytes).await, why);
    let dossier = room.desk.database.store.dossier(&room.ticket.parse().unwrap()).await.unwrap().unwrap();
    assert_eq!(dossier.attachments.taken(Role::Provider, room.desk.now).bytes, 0);
}

#[rstest]
#[case("scan.png", FileKind::Png, PDF, FileRefusal::WrongKind)]
#[case("claims.csv", FileKind::Csv, b"caf\xe9,1", FileRefusal::NotUtf8)]
#[case("claims.xlsx", FileKind::Xlsx, b"PK\x03\x04 no more", FileRefusal::Unreadable)]
#[tokio::test]
async fn what_is_not_what_its_name_says_is_refused(
    #[case] name: &str,
    #[case] kind: FileKind,
    #[case] bytes: &[u8],
    #[case] why: FileRefusal,
) {
    let room = Room::open_for(name, kind, bytes).await;
    // Not even the scanner's word helps it.
    room.tags("NO_THREATS_FOUND");
    assert_eq!(room.refuses(bytes).await, why);
    assert_eq!(room.runs(SCANNED).await.passed_over, 1);
}

#[tokio::test]
async fn a_file_whose_slot_has_given_its_room_back_is_refused() {
    let mut room = Room::open().await;
    let later = room.desk.at("2026-11-24T18:30:01Z");
    room.receiver = Receiver::new(later.portal, room.bucket.files.clone());
    assert_eq!(room.refuses(PDF).await, FileRefusal::Late);
}

#[tokio::test]
async fn a_file_that_is_gone_or_on_no_ticket_of_ours_hurts_nobody() {
    let room = Room::open().await;
    let elsewhere = CREATED.replace(FILE, "019ab5d2-7c00-7f3e-9d7a-ffffffffffff");
    assert_eq!(room.runs(&elsewhere).await.unknown, 1);
    assert_eq!(room.runs(CREATED).await.refused, 1);
    assert_eq!(room.file().await.refusal, Some(FileRefusal::Gone));
}

#[test]
fn nothing_of_a_file_is_in_the_log() {
    let ((), log) = Log::of(async {
        let bytes = b"Planted: Ottoline Quillfeather";
        let room = Room::open_for("Planted Quillfeather.txt", FileKind::Txt, bytes).await;
        room.lays(VERSION, bytes);
        room.runs(CREATED).await;
        room.tags("Planted verdict");
        room.runs(SCANNED).await;
        let bytes = b"Planted \xff";
        let room = Room::open_for("Planted Quillfeather.txt", FileKind::Txt, bytes).await;
        room.refuses(bytes).await;
    });
    log.assert_private(&["clerk".to_owned()]);
}
