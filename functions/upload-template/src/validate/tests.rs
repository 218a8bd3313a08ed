//! Workbooks that landed: read, checked and written down.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

#[path = "tests/answers.rs"]
mod answers;
mod dividing;
#[path = "tests/registrations.rs"]
mod registrations;

use crate::validator::{Validated, Validator};
use portal_core::mco::McoCode;
use portal_store::{Held, Purpose, Slot, Upload, UploadState};
use portal_testkit::bucket::Bucket;
use portal_testkit::captured::Log;
use portal_testkit::desk::{Desk, MEDICAID_ID, NOW, NPI};
use portal_testkit::filed::filed;
use rstest::rstest;
use rust_xlsxwriter::Workbook;

const CREATED: &str = include_str!("../../../../events/upload-template/s3-object-created.json");
const FAILED: &str = include_str!("../../../../events/upload-template/workbook-failed.json");
const UPLOAD: &str = "019ab5d2-7c00-7f3e-9d7a-0123456789ab";
const VERSION: &str = "92cb21a2-6677-441a-9988-48156f255811";

const HEADINGS: [&str; 16] = [
    "MCO tracking number",
    "Date filed with MCO",
    "MCO answer date",
    "Member last name",
    "Member first name",
    "RIN",
    "Date of birth",
    "Service from",
    "Service to",
    "MCO claim number",
    "Claim type",
    "Billed",
    "Paid",
    "Expected",
    "CARC",
    "Comment",
];

struct Room {
    desk: Desk,
    bucket: Bucket,
    validator: Validator,
}

impl Room {
    /// Where the clerk has opened a slot for the file of the sample event.
    async fn open() -> Self {
        Self::with(Purpose::Claims, "clerk", None).await
    }

    /// The same where HFS reads the rule so (R4').
    async fn reading(reading: &str) -> Self {
        let desk = Desk::open_with(NOW, &[("WINDOW_READING", reading)]).await;
        Self::at(desk, Purpose::Claims, "clerk", None).await
    }

    /// Where somebody has opened one for something.
    async fn with(purpose: Purpose, user: &str, mco: Option<McoCode>) -> Self {
        Self::at(Desk::open().await, purpose, user, mco).await
    }

    async fn at(desk: Desk, purpose: Purpose, user: &str, mco: Option<McoCode>) -> Self {
        let bucket = Bucket::start().await;
        desk.approved("clerk").await;
        let slot = Slot {
            id: UPLOAD.parse().unwrap(),
            user: user.parse().unwrap(),
            purpose,
            name: "claims.xlsx".parse().unwrap(),
            mco,
            draft: None,
            opened_at: desk.now,
            closes_at: desk.now + chrono::TimeDelta::minutes(15),
        };
        desk.database.store.open_upload(&slot, None).await.unwrap();
        let validator = Validator::new(desk.portal.clone(), bucket.files.clone());
        Self { desk, bucket, validator }
    }

    fn lays(&self, bytes: Vec<u8>) {
        self.bucket.lay(&format!("uploads/{UPLOAD}"), VERSION, bytes);
    }

    async fn runs(&self, event: &str) -> Validated {
        self.validator.run(serde_json::from_str(event).unwrap()).await.unwrap()
    }

    async fn upload(&self) -> Upload {
        self.desk.database.store.upload(&UPLOAD.parse().unwrap()).await.unwrap().unwrap()
    }

    async fn finds(&self, bytes: Vec<u8>) -> Vec<(Option<u32>, String)> {
        self.lays(bytes);
        assert_eq!(self.runs(CREATED).await, Validated { rejected: 1, ..Validated::default() });
        let UploadState::Rejected(findings) = self.upload().await.state else { panic!() };
        findings.faults.into_iter().map(|fault| (fault.row, fault.code)).collect()
    }
}

fn row(number: u32) -> Vec<String> {
    [
        format!("PDXGR{number:07}").as_str(),
        "2026-10-20",
        "2026-11-05",
        "Quillfeather",
        "Ottoline",
        "012345678",
        "1980-02-29",
        "2026-08-01",
        "2026-08-03",
        format!("23ABC{number:07}").as_str(),
        "837I",
        "1250.00",
        "0.00",
        "980.25",
        "197",
        "",
    ]
    .map(str::to_owned)
    .to_vec()
}

fn workbook(rows: &[Vec<String>], ticket: &[(&str, &str)]) -> Vec<u8> {
    let mut book = Workbook::new();
    let claims = book.add_worksheet().set_name("Claims").unwrap();
    let headings = HEADINGS.map(str::to_owned).to_vec();
    for (line, cells) in (0..).zip(std::iter::once(&headings).chain(rows)) {
        for (column, cell) in (0..).zip(cells) {
            claims.write_string(line, column, cell).unwrap();
        }
    }
    let sheet = book.add_worksheet().set_name("Ticket").unwrap();
    for (line, (name, value)) in (0..).zip(ticket) {
        sheet.write_string(line, 0, *name).unwrap();
        sheet.write_string(line, 1, *value).unwrap();
    }
    book.save_to_buffer().unwrap()
}

const TICKET: &[(&str, &str)] = &[
    ("MCO", "ABHIL"),
    ("Program", "HCI"),
    ("Category", "claim_denial/authorization"),
    ("Provider NPI", NPI),
    ("Medicaid ID", MEDICAID_ID),
];

fn rows(count: u32) -> Vec<Vec<String>> {
    (1..=count).map(row).collect()
}

#[tokio::test]
async fn a_hundred_good_rows_are_valid_however_often_the_event_comes() {
    let room = Room::open().await;
    room.lays(workbook(&rows(100), TICKET));
    assert_eq!(room.runs(CREATED).await, Validated { valid: 1, ..Validated::default() });
    let upload = room.upload().await;
    let UploadState::Valid(findings, Held::Claims(contents)) = &upload.state else { panic!("{upload:?}") };
    assert_eq!((findings.rows, contents.claims.len()), (100, 100));
    assert_eq!(contents.claims[0].row, 2);
    assert_eq!(contents.medicaid_id.as_ref().map(|id| id.as_str()), Some(MEDICAID_ID));
    for late in [CREATED, FAILED] {
        assert_eq!(room.runs(late).await, Validated { passed_over: 1, ..Validated::default() });
    }
    assert_eq!(room.upload().await, upload);
}

#[tokio::test]
async fn a_second_file_in_the_same_slot_is_not_read() {
    let room = Room::open().await;
    room.lays(workbook(&rows(1), TICKET));
    room.runs(CREATED).await;
    let second = CREATED.replace(VERSION, "another-version");
    room.bucket.lay(&format!("uploads/{UPLOAD}"), "another-version", workbook(&rows(5), TICKET));
    assert_eq!(room.runs(&second).await.passed_over, 1);
    let upload = room.upload().await;
    assert!(upload.used_twice);
    assert_eq!(upload.findings().unwrap().rows, 1);
}

#[tokio::test]
async fn every_row_has_its_own_window_and_the_marked_workbook_comes_back() {
    let room = Room::open().await;
    let mut three = rows(3);
    three[0][1] = "2026-11-01".to_owned();
    three[1][1] = "2026-08-20".to_owned();
    three[1][2] = "2026-09-01".to_owned();
    three[2][5] = "12345678".to_owned();
    let found = room.finds(workbook(&three, TICKET)).await;
    // In the order of the sheet, whoever finds it.
    let expected = [(Some(2), "too_early"), (Some(3), "too_late"), (Some(4), "rin_lost_zero")];
    assert_eq!(found, expected.map(|(row, code)| (row, code.to_owned())));
    let upload = room.upload().await;
    let key = upload.findings().unwrap().annotated.clone().unwrap();
    let marked = room.bucket.bytes(&key);
    let today = room.desk.portal.today();
    let read = portal_workbook::read_claims(&marked, &portal_workbook::Expectation { today }).unwrap();
    assert_eq!(read.rows.len(), 3);
}

#[tokio::test]
async fn a_row_near_its_last_day_is_warned_of_and_can_be_filed() {
    let room = Room::open().await;
    let mut one = rows(1);
    one[0][1] = "2026-09-25".to_owned();
    one[0][2] = "2026-10-10".to_owned();
    room.lays(workbook(&one, TICKET));
    assert_eq!(room.runs(CREATED).await.valid, 1);
    let warnings = room.upload().await.findings().unwrap().warnings.clone();
    let soon = warnings.iter().find(|warning| warning.code == "window_ends_soon").unwrap();
    assert_eq!(soon.row, Some(2));
}

#[rstest]
#[case("Medicaid ID", "99999999999", (None, "not_your_provider"))]
#[case("Provider NPI", "1245319599", (None, "npi_not_the_providers"))]
#[case("MCO", "NOPE", (None, "mco_unknown"))]
#[case("MCO", "YC", (Some(2), "mco_not_contracted"))]
#[case("Medicaid ID", "?", (None, "medicaid_id_shape"))]
#[tokio::test]
async fn the_ticket_sheet_is_held_against_who_uploads_and_who_had_a_contract(
    #[case] line: &str,
    #[case] value: &str,
    #[case] (row, code): (Option<u32>, &str),
) {
    let room = Room::open().await;
    let sheet: Vec<(&str, &str)> =
        TICKET.iter().map(|(name, said)| (*name, if *name == line { value } else { *said })).collect();
    assert_eq!(room.finds(workbook(&rows(1), &sheet)).await, [(row, code.to_owned())]);
}

#[tokio::test]
async fn what_the_ticket_sheet_lacks_is_worth_a_second_look_and_stops_nothing() {
    let room = Room::open().await;
    // The plan under a name that nobody knows: no contract and no open ticket can be looked for.
    filed(&room.desk, 1).await;
    let sheet = [&[("Insurer", "ABHIL")], &TICKET[1..]].concat();
    room.lays(workbook(&rows(1), &sheet));
    assert_eq!(room.runs(CREATED).await.valid, 1);
    let warnings = room.upload().await.findings().unwrap().warnings.clone();
    let [.., lacking] = warnings.as_slice() else { panic!("{warnings:?}") };
    assert_eq!((lacking.code.as_str(), lacking.told["lines"].as_str()), ("ticket_sheet_incomplete", "MCO"));
}

#[tokio::test]
async fn rows_about_what_is_open_already_name_the_open_ticket() {
    let room = Room::open().await;
    let open = filed(&room.desk, 2).await.ticket;
    let found = room.finds(workbook(&rows(3), TICKET)).await;
    assert_eq!(found, [(Some(3), "duplicate".to_owned()), (Some(3), "duplicate".to_owned())]);
    let fault = room.upload().await.findings().unwrap().faults[0].clone();
    assert!(fault.message.contains(&format!("as ticket {}.", open.number)), "{}", fault.message);
    assert!(!fault.message.contains(open.id.as_str()), "{}", fault.message);
    assert_eq!(fault.told["ticket"], open.number.to_string());
    assert_eq!(fault.told["address"], format!("/tickets/{}", open.id));
}

#[rstest]
#[case::not_a_workbook(b"MCO tracking number,RIN\n".to_vec(), "text")]
#[case::pdf(b"%PDF-1.7 ...".to_vec(), "pdf")]
#[tokio::test]
async fn a_file_that_is_no_workbook_is_refused_by_name(#[case] bytes: Vec<u8>, #[case] hint: &str) {
    let room = Room::open().await;
    let found = room.finds(bytes).await;
    assert_eq!(found.len(), 1);
    assert!(found[0].0.is_none() && found[0].1.contains(hint), "{found:?}");
}

#[rstest]
#[case(0, "no_rows")]
#[case(101, "too_many_rows")]
#[tokio::test]
async fn a_workbook_has_one_to_a_hundred_rows(#[case] count: u32, #[case] code: &str) {
    let room = Room::open().await;
    assert_eq!(room.finds(workbook(&rows(count), TICKET)).await, [(None, code.to_owned())]);
}

#[tokio::test]
async fn a_workbook_that_killed_its_reader_is_written_down_as_unreadable() {
    let room = Room::open().await;
    assert_eq!(room.runs(FAILED).await.rejected, 1);
    assert_eq!(room.upload().await.findings().unwrap().faults[0].code, "could_not_be_read");
}

#[tokio::test]
async fn a_file_that_is_gone_or_in_no_slot_of_ours_hurts_nobody() {
    let room = Room::open().await;
    assert_eq!(room.runs(&CREATED.replace(UPLOAD, "019ab5d2-7c00-7f3e-9d7a-ffffffffffff")).await.unknown, 1);
    assert_eq!(room.runs(CREATED).await.rejected, 1);
    assert_eq!(room.upload().await.findings().unwrap().faults[0].code, "file_gone");
}

#[test]
fn nothing_of_a_workbook_is_in_the_log() {
    let ((), log) = Log::of(async {
        for rin in ["012345678", "Planted 012345678"] {
            let room = Room::open().await;
            let mut rows = rows(2);
            rows[0][5] = rin.to_owned();
            rows[1][15] = "Planted: Ottoline Quillfeather was eligible.".to_owned();
            room.lays(workbook(&rows, TICKET));
            room.runs(CREATED).await;
        }
        let room = Room::open().await;
        room.lays(b"Planted,Quillfeather,012345678".to_vec());
        room.runs(CREATED).await;
    });
    let outcomes: Vec<_> = log.lines("workbook").into_iter().map(|line| &line["outcome"]).collect();
    assert_eq!(outcomes, ["valid", "rejected", "rejected"]);
    log.assert_private(&["clerk".to_owned()]);
}
