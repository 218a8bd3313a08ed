//! Workbooks of registrations that landed.

use super::*;
use portal_core::registration::{RegistrationForm, register};
use portal_workbook::read_registrations;

const COLUMNS: [&str; 9] =
    ["Provider name", "NPI", "Medicaid ID", "TIN", "Provider type", "Street", "City", "State", "ZIP"];

fn provider(number: u32) -> Vec<String> {
    let id = format!("36345678{number:04}");
    ["Lakeside Clinic", "atypical", &id, "361234567", "clinic", "1 Lake Street", "Peoria", "IL", "61602"]
        .map(str::to_owned)
        .to_vec()
}

fn providers(rows: &[Vec<String>]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Providers").unwrap();
    let headings = COLUMNS.map(str::to_owned).to_vec();
    for (line, cells) in (0..).zip(std::iter::once(&headings).chain(rows)) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(line, column, cell).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

impl Room {
    /// A registration of somebody's that waits for HFS.
    async fn waits(&self, user: &str, medicaid_id: &str) {
        let form = RegistrationForm { medicaid_id: medicaid_id.parse().ok(), ..full(medicaid_id) };
        let (desk, store) = (&self.desk, &self.desk.database.store);
        let id = desk.portal.ids().registration_id(desk.now).unwrap();
        let (waiting, notice) = register(id, user.parse().unwrap(), form, desk.now, desk.portal.policy());
        store.file_registration(&waiting, notice, None, "{}").await.unwrap();
    }
}

fn full(medicaid_id: &str) -> RegistrationForm {
    serde_json::from_value(serde_json::json!({
        "provider_name": "Lakeside Clinic", "atypical": true, "medicaid_id": medicaid_id, "tin": "361234567",
        "provider_type": "clinic", "street": "1 Lake Street", "city": "Peoria", "state": "IL", "zip": "61602",
        "contact_name": "Pat Clerk", "contact_phone": "217-555-0100",
        "contact_email": "billing@prairie.example.org", "acting_as": "provider_staff",
    }))
    .unwrap()
}

#[tokio::test]
async fn a_hundred_providers_are_valid() {
    let room = Room::with(Purpose::Registrations, "clerk", None).await;
    let rows: Vec<_> = (1..=100).map(provider).collect();
    room.lays(providers(&rows));
    assert_eq!(room.runs(CREATED).await, Validated { valid: 1, ..Validated::default() });
    let UploadState::Valid(findings, Held::Registrations(held)) = room.upload().await.state else { panic!() };
    assert_eq!((findings.rows, held.len(), held[0].row, held[99].row), (100, 100, 2, 101));
    assert_eq!(held[0].form.medicaid_id.as_ref().unwrap().as_str(), "363456780001");
    assert!(held[0].form.atypical && held[0].form.contact_name.is_none() && findings.annotated.is_none());
}

#[tokio::test]
async fn every_fault_of_every_row_comes_back_and_the_marked_workbook_too() {
    let room = Room::with(Purpose::Registrations, "clerk", None).await;
    let mut rows: Vec<_> = (1..=4).map(provider).collect();
    rows[1][3] = String::new();
    rows[1][8] = "6160".to_owned();
    rows[2][1] = "1234567890".to_owned();
    rows[3][2] = rows[0][2].clone();
    let expected = [
        (Some(3), "missing"),
        (Some(3), "zip_shape"),
        (Some(4), "npi_check_digit"),
        (Some(5), "duplicate_in_file"),
    ];
    assert_eq!(room.finds(providers(&rows)).await, expected.map(|(row, code)| (row, code.to_owned())));
    let key = room.upload().await.findings().unwrap().annotated.clone().unwrap();
    assert_eq!(read_registrations(&room.bucket.bytes(&key)).unwrap().rows.len(), 4);
}

#[tokio::test]
async fn providers_that_are_registered_or_wait_for_hfs_are_faults_and_other_peoples_are_not() {
    let room = Room::with(Purpose::Registrations, "clerk", None).await;
    let ids = [MEDICAID_ID, "363456780002", "363456780003", "363456780004"];
    let rows: Vec<_> = (1..)
        .zip(ids)
        .map(|(number, id)| {
            let mut row = provider(number);
            row[2] = id.to_owned();
            row
        })
        .collect();
    room.waits("clerk", ids[1]).await;
    room.waits("another", ids[2]).await;
    // Both: what is approved is said.
    room.waits("clerk", MEDICAID_ID).await;
    let expected = [(Some(2), "registered_already"), (Some(3), "registration_pending")];
    assert_eq!(room.finds(providers(&rows)).await, expected.map(|(row, code)| (row, code.to_owned())));
    let findings = room.upload().await.findings().unwrap().clone();
    assert_eq!(findings.faults[0].column.as_deref(), Some("medicaid_id"));
}

#[tokio::test]
async fn what_waits_is_found_however_many_registrations_there_are() {
    let room = Room::with(Purpose::Registrations, "clerk", None).await;
    // The oldest is on the second page of the list.
    room.waits("clerk", "363456780001").await;
    for number in 2..=103 {
        room.waits("clerk", &format!("36345678{number:04}")).await;
    }
    let found = room.finds(providers(&[provider(1), provider(200)])).await;
    assert_eq!(found, [(Some(2), "registration_pending".to_owned())]);
}

#[tokio::test]
async fn a_workbook_of_claims_is_told_where_it_belongs() {
    let room = Room::with(Purpose::Registrations, "clerk", None).await;
    assert_eq!(room.finds(workbook(&rows(1), TICKET)).await, [(None, "other_workbook".to_owned())]);
}

#[test]
fn nothing_of_a_workbook_of_registrations_is_in_the_log() {
    let ((), log) = Log::of(async {
        for tin in ["361234567", "Planted 36"] {
            let room = Room::with(Purpose::Registrations, "clerk", None).await;
            let mut row = provider(1);
            (row[0], row[3]) = ("Planted Clinic".to_owned(), tin.to_owned());
            room.lays(providers(&[row]));
            room.runs(CREATED).await;
        }
    });
    let outcomes: Vec<_> = log.lines("workbook").into_iter().map(|line| &line["outcome"]).collect();
    assert_eq!(outcomes, ["valid", "rejected"]);
    log.assert_private(&["clerk".to_owned(), "361234567".to_owned()]);
}
