//! Workbooks of registrations, filed.

use super::{Office, ids, owned};
use portal_core::identity::UploadId;
use portal_store::{Findings, Held, ProviderRow, Purpose, Slot, UploadState};
use portal_testkit::browser::Browser;
use portal_testkit::desk::{Answer, MEDICAID_ID};
use rstest::rstest;
use serde_json::{Value, json};
use std::collections::BTreeSet;

pub fn medicaid_id(number: u32) -> String {
    format!("36345678{number:04}")
}

fn row(number: u32) -> ProviderRow {
    let form = json!({
        "provider_name": format!("Lakeside Clinic {number}"), "atypical": true, "medicaid_id": medicaid_id(number),
        "tin": "361234567", "provider_type": "clinic", "street": "1 Lake Street", "city": "Peoria", "state": "IL",
        "zip": "61602",
    });
    ProviderRow { row: number + 1, form: serde_json::from_value(form).unwrap() }
}

pub fn filing(upload: &str) -> Value {
    json!({
        "upload_id": upload, "contact_name": "Pat Clerk", "contact_phone": "217-555-0100",
        "contact_email": "billing@prairie.example.org", "acting_as": "provider_staff",
    })
}

impl Office {
    /// A slot of somebody's.
    async fn slot(&self, user: &str, purpose: Purpose) -> Slot {
        let (desk, store) = (&self.desk, &self.desk.database.store);
        let slot = Slot {
            id: desk.portal.ids().upload_id(desk.now).unwrap(),
            user: user.parse().unwrap(),
            purpose,
            name: "clinics.xlsx".parse().unwrap(),
            mco: None,
            draft: None,
            opened_at: desk.now,
            closes_at: desk.now + chrono::TimeDelta::minutes(15),
        };
        store.open_upload(&slot, None).await.unwrap();
        slot
    }

    /// The key of somebody's valid workbook with so many providers.
    pub async fn uploaded(&self, user: &str, rows: u32) -> String {
        let slot = self.slot(user, Purpose::Registrations).await;
        let held = Held::Registrations((1..=rows).map(row).collect());
        let findings = Findings { rows, ..Findings::default() };
        self.desk.database.store.settle_upload(&slot, "v1", &findings, Some(&held)).await.unwrap();
        self.desk.database.requests.take();
        slot.id.as_str().to_owned()
    }

    pub async fn in_batch(&self, token: &str, upload: &str) -> Value {
        self.lists(token, &format!("?batch={upload}")).await.expect(200)
    }

    async fn state_of(&self, upload: &str) -> UploadState {
        let id: UploadId = upload.parse().unwrap();
        self.desk.database.store.upload(&id).await.unwrap().unwrap().state
    }

    /// The links of the letters that are owed.
    async fn letters(&self) -> Vec<String> {
        let store = &self.desk.database.store;
        let mut links = Vec::new();
        for shard in 0..portal_store::SHARDS {
            for pk in store.due_notices(shard, self.desk.now, 100, None).await.unwrap().items {
                let until = self.desk.now + chrono::TimeDelta::minutes(1);
                let item = store.take_notices(&pk, self.desk.now, until).await.unwrap().unwrap();
                links.extend(item.notices.iter().map(|_| item.subject.link("https://portal.example.org")));
            }
        }
        links
    }
}

fn rows_of(answer: &Value) -> Vec<(u64, String)> {
    let rows = answer["registrations"].as_array().unwrap().iter();
    rows.map(|row| (row["row"].as_u64().unwrap(), row["registration_id"].as_str().unwrap().to_owned()))
        .collect()
}

#[tokio::test]
async fn each_row_becomes_a_registration_in_one_transaction_and_one_letter_tells_of_all() {
    let office = Office::opens().await;
    let upload = office.uploaded("clerk", 3).await;
    let answer = office.files_once("clerk", "k-1", &filing(&upload)).await;
    // The upload, the key and whether they have left side by side, then the transaction.
    assert_eq!(office.desk.database.requests.take(), 4);
    assert_eq!(answer.headers["location"], format!("/registrations?batch={upload}"));
    let filed = answer.expect(201);
    assert_eq!((&filed["upload_id"], &filed["status"]), (&json!(upload), &json!("pending")));
    assert_eq!(filed["expected_from"], "2026-11-30");
    let rows = rows_of(&filed);
    assert_eq!(rows.iter().map(|(row, _)| *row).collect::<Vec<_>>(), [2, 3, 4]);
    let first = json!({"row": 2, "registration_id": rows[0].1, "status": "pending"});
    assert_eq!(filed["registrations"][0], first);
    assert_eq!(office.letters().await, [format!("https://portal.example.org/registrations?batch={upload}")]);
    // Each is like any other, and says where it came from.
    let opened = office.opens_one(&office.token("clerk"), &rows[1].1).await.expect(200);
    assert_eq!(
        (&opened["batch"], &opened["row"], &opened["version"]),
        (&json!(upload), &json!(3), &json!(1))
    );
    assert_eq!(
        (&opened["contact_name"], &opened["medicaid_id"]),
        (&json!("Pat Clerk"), &json!(medicaid_id(2)))
    );
    assert_eq!(ids(&office.lists(&office.token("clerk"), "").await.expect(200)).len(), 3);
    // HFS's queue has a line of each, in the order of the rows.
    let queue = office.lists(&office.staff(), "").await.expect(200);
    assert_eq!(ids(&queue), rows.iter().map(|(_, id)| id.as_str()).collect::<Vec<_>>());
    let decided = office.decides(&office.staff(), &rows[1].1, &json!({"decision": "approve"}), &[]).await;
    assert_eq!(decided.expect(200)["row"], 3);
    assert_eq!(office.acts_for("clerk").await, [medicaid_id(2)]);
}

#[tokio::test]
async fn a_workbook_is_filed_once_and_a_repeat_gets_the_first_answer() {
    let office = Office::opens().await;
    let upload = office.uploaded("clerk", 3).await;
    let first = office.files_once("clerk", "k-1", &filing(&upload)).await.expect(201);
    assert_eq!(office.files_once("clerk", "k-1", &filing(&upload)).await.expect(201), first);
    for other in [
        office.files_once("clerk", "k-2", &filing(&upload)).await,
        office.files("clerk", &filing(&upload)).await,
    ] {
        let other = other.expect(409);
        assert_eq!((&other["code"], &other["batch"]), (&json!("registrations_filed"), &json!(upload)));
    }
    let mut another = filing(&upload);
    another["contact_name"] = json!("Lee Clerk");
    assert_eq!(office.files_once("clerk", "k-1", &another).await.problem(409), "idempotency_key_reused");
    assert_eq!(rows_of(&office.in_batch(&office.token("clerk"), &upload).await), rows_of(&first));
    assert!(matches!(
        office.state_of(&upload).await,
        UploadState::Filed(portal_store::Became::Registrations, Findings { rows: 3, .. })
    ));
}

#[rstest]
#[case::most_of_one_transaction(96, 4)]
#[case::one_more(97, 5)]
#[case::most(100, 5)]
#[tokio::test]
async fn a_hundred_rows_take_two_transactions(#[case] rows: u32, #[case] requests: usize) {
    let office = Office::opens().await;
    let upload = office.uploaded("clerk", rows).await;
    let filed = office.files_once("clerk", "k-1", &filing(&upload)).await.expect(201);
    assert_eq!(office.desk.database.requests.take(), requests);
    let listed = office.in_batch(&office.token("clerk"), &upload).await;
    // Whether they have left and what names them all side by side, then all of them in one request.
    assert_eq!(office.desk.database.requests.take(), 3);
    assert_eq!(rows_of(&filed).len(), rows as usize);
    assert_eq!(rows_of(&filed), rows_of(&listed));
    assert_eq!(office.letters().await.len(), 1);
    assert_eq!(office.files_once("clerk", "k-1", &filing(&upload)).await.expect(201), filed);
}

#[rstest]
#[case::under_the_same_key("k-1", "Pat Clerk")]
#[case::under_another_key("k-2", "Pat Clerk")]
#[case::with_another_contact("k-2", "Lee Clerk")]
#[tokio::test]
async fn what_broke_off_between_two_transactions_is_finished_as_it_was_begun(
    #[case] key: &str,
    #[case] contact: &str,
) {
    let office = Office::opens().await;
    let (clerk, upload) = (office.token("clerk"), office.uploaded("clerk", 100).await);
    office.desk.database.requests.break_off_after(1);
    assert!(office.files_once("clerk", "k-1", &filing(&upload)).await.status >= 500);
    // Nothing is lost: four stand, and the workbook can be filed.
    let half = office.in_batch(&clerk, &upload).await;
    assert_eq!((rows_of(&half).len(), &half["unfiled"]), (4, &json!(96)));
    assert!(matches!(office.state_of(&upload).await, UploadState::Valid(..)));
    let browser = Browser::of(&office.desk, &office.routes, "clerk", &[]);
    let form = browser.page(&format!("/registrations/new?upload_id={upload}")).await.html(200);
    // What was said first is what HFS is told, so nothing is asked anew.
    for said in
        ["Finish sending", "<dd>Pat Clerk</dd>", r#"type="hidden" name="contact_email" value="billing@"#]
    {
        assert!(form.contains(said), "{said}: {form}");
    }
    assert!(!form.contains("Send all to HFS") && !form.contains(r#"type="email""#), "{form}");
    let page = browser.page(&format!("/registrations?batch={upload}")).await.html(200);
    assert!(page.contains("has not got yet: 96.") && page.contains("Send the workbook again"), "{page}");
    let staff = Browser::of(&office.desk, &office.routes, "staff", &["hfs_staff"]);
    let page = staff.page(&format!("/registrations?batch={upload}")).await.html(200);
    assert!(page.contains("has not got yet: 96.") && !page.contains("Send the workbook again"), "{page}");
    // HFS decides on one of the four in between.
    let early = ids(&office.in_batch(&clerk, &upload).await)[0].to_owned();
    office.decides(&office.staff(), &early, &json!({"decision": "approve"}), &[]).await.expect(200);
    let mut again = filing(&upload);
    again["contact_name"] = json!(contact);
    let filed = office.files_once("clerk", key, &again).await.expect(201);
    assert_eq!(
        rows_of(&filed).iter().map(|(row, _)| *row).collect::<Vec<_>>(),
        (2..=101).collect::<Vec<_>>()
    );
    let batch = office.in_batch(&clerk, &upload).await;
    assert_eq!(rows_of(&batch), rows_of(&filed));
    assert_eq!(batch["registrations"][0]["status"], "approved");
    assert_eq!(batch["unfiled"], Value::Null);
    for place in [0, 99] {
        let opened = office.opens_one(&clerk, ids(&batch)[place]).await.expect(200);
        assert_eq!(opened["contact_name"], "Pat Clerk");
    }
    assert_eq!(office.files_once("clerk", key, &again).await.expect(201), filed);
    assert_eq!(office.files_once("clerk", "k-3", &again).await.problem(409), "registrations_filed");
    // The decision's letter, and one of receipt.
    assert_eq!(office.letters().await.len(), 2);
}

#[rstest]
#[case::in_one_transaction(3)]
#[case::in_two(100)]
#[tokio::test]
async fn two_at_once_are_one(#[case] rows: u32) {
    let office = Office::opens().await;
    let upload = office.uploaded("clerk", rows).await;
    let body = filing(&upload);
    let (one, other) =
        tokio::join!(office.files_once("clerk", "k-1", &body), office.files_once("clerk", "k-1", &body));
    let one = one.expect(201);
    assert_eq!(one, other.expect(201));
    assert_eq!(rows_of(&one), rows_of(&office.in_batch(&office.token("clerk"), &upload).await));

    let upload = office.uploaded("clerk", rows).await;
    let (body, mut lees) = (filing(&upload), filing(&upload));
    lees["contact_name"] = json!("Lee Clerk");
    let (one, other) =
        tokio::join!(office.files_once("clerk", "k-2", &body), office.files_once("clerk", "k-3", &lees));
    let (won, lost) = if one.status == 201 { (one, other) } else { (other, one) };
    assert_eq!(lost.problem(409), "registrations_filed");
    assert_eq!(rows_of(&won.expect(201)).len(), rows as usize);
    // All of them are of one request.
    let listed = office.in_batch(&office.token("clerk"), &upload).await;
    let mut contacts = BTreeSet::new();
    for id in ids(&listed) {
        let opened = office.opens_one(&office.token("clerk"), id).await.expect(200);
        contacts.insert(opened["contact_name"].as_str().unwrap().to_owned());
    }
    assert_eq!((ids(&listed).len(), contacts.len()), (rows as usize, 1));
}

#[tokio::test]
async fn where_a_provider_has_staff_it_is_asked_of_that_row_alone() {
    let office = Office::opens().await;
    office.desk.approved_for("staff-of-two", &medicaid_id(2), None).await;
    let upload = office.uploaded("agent", 3).await;
    let mut body = filing(&upload);
    body["acting_as"] = json!("billing_agent");
    let filed = office.files_once("agent", "k-1", &body).await.expect(201);
    let consents: Vec<&Value> =
        filed["registrations"].as_array().unwrap().iter().map(|row| &row["consent"]).collect();
    assert_eq!(consents, [&Value::Null, &json!("awaited"), &Value::Null]);
    let asked = rows_of(&filed)[1].1.clone();
    // Whoever is asked reads that one, and not the others.
    let theirs = office.token("staff-of-two");
    assert_eq!(office.opens_one(&theirs, &asked).await.expect(200)["row"], 3);
    assert_eq!(office.lists(&theirs, &format!("?batch={upload}")).await.problem(404), "not_found");
    let page = Browser::of(&office.desk, &office.routes, "staff-of-two", &[]);
    let page = page.page(&format!("/registrations/{asked}")).await.html(200);
    assert!(!page.contains("batch="), "{page}");
}

#[tokio::test]
async fn what_the_workbook_says_is_not_said_beside_it_and_the_rest_is_needed() {
    let office = Office::opens().await;
    let mut body = super::form();
    body["upload_id"] = json!(office.uploaded("clerk", 1).await);
    for name in ["contact_name", "acting_as"] {
        body.as_object_mut().unwrap().remove(name);
    }
    let mut expected = owned(&[("/contact_name", "missing"), ("/acting_as", "missing")]);
    let of_a_row =
        ["provider_name", "npi", "atypical", "medicaid_id", "tin", "provider_type", "street", "city"];
    for name in of_a_row.into_iter().chain(["state", "zip"]) {
        expected.push((format!("/{name}"), "in_the_workbook".to_owned()));
    }
    assert_eq!(office.files("clerk", &body).await.faults(), expected);
    assert_eq!(office.desk.database.requests.take(), 0);
}

#[tokio::test]
async fn only_ones_own_valid_workbook_of_registrations_is_filed() {
    let office = Office::opens().await;
    let store = &office.desk.database.store;
    let told = async |upload: &str| {
        let faults = office.files("clerk", &filing(upload)).await.faults();
        assert_eq!((faults.len(), faults[0].0.as_str()), (1, "/upload_id"));
        faults[0].1.clone()
    };
    assert_eq!(told("019ab5d2-7c00-7f3e-9d7a-0123456789ab").await, "upload_unknown");
    assert_eq!(told(&office.uploaded("another", 2).await).await, "upload_unknown");
    let claims = office.slot("clerk", Purpose::Claims).await;
    assert_eq!(told(claims.id.as_str()).await, "upload_not_registrations");
    let slot = office.slot("clerk", Purpose::Registrations).await;
    assert_eq!(told(slot.id.as_str()).await, "upload_waiting");
    let finding = portal_store::Finding {
        row: Some(2),
        column: Some("tin".to_owned()),
        code: "tin_shape".to_owned(),
        message: "A TIN has 9 digits.".to_owned(),
        ..portal_store::Finding::default()
    };
    let findings = Findings { rows: 1, faults: vec![finding], ..Findings::default() };
    store.settle_upload(&slot, "v1", &findings, None).await.unwrap();
    assert_eq!(told(slot.id.as_str()).await, "upload_rejected");
    let late = office.slot("clerk", Purpose::Registrations).await;
    let later = Office::at(office.desk.at("2026-11-24T19:00:00Z"));
    let faults = later.files("clerk", &filing(late.id.as_str())).await.faults();
    assert_eq!(faults, owned(&[("/upload_id", "upload_expired")]));
    assert!(ids(&office.lists(&office.token("clerk"), "").await.expect(200)).is_empty());
}

#[tokio::test]
async fn a_batch_is_its_filers_and_hfs() {
    let office = Office::opens().await;
    let upload = office.uploaded("clerk", 2).await;
    let asks = async |token: &str| -> Answer { office.lists(token, &format!("?batch={upload}")).await };
    assert_eq!(asks(&office.token("clerk")).await.problem(404), "not_found");
    office.files("clerk", &filing(&upload)).await.expect(201);
    for token in [office.token("clerk"), office.staff()] {
        let listed = asks(&token).await.expect(200);
        assert_eq!((ids(&listed).len(), &listed["next_cursor"]), (2, &Value::Null));
        assert_eq!(listed["registrations"][1]["row"], 3);
    }
    assert_eq!(asks(&office.token("another")).await.problem(404), "not_found");
    assert_eq!(asks(&office.desk.token("plan", &["mco_ABHIL"])).await.problem(403), "role_may_not");
    assert_eq!(asks("").await.problem(401), "token_missing");
    assert_eq!(office.lists(&office.staff(), "?batch=x").await.faults(), owned(&[("/batch", "id_shape")]));
    assert_eq!(office.lists(&office.staff(), "?batch=").await.problem(404), "not_found");
    office.desk.leaves("clerk").await;
    assert_eq!(asks(&office.token("clerk")).await.problem(401), "account_closed");
}

#[tokio::test]
async fn what_is_kept_under_the_key_holds_nothing_of_a_person() {
    let office = Office::opens().await;
    let upload = office.uploaded("clerk", 2).await;
    let answer = office.files_once("clerk", "k-1", &filing(&upload)).await.expect(201).to_string();
    for personal in ["Pat", "361234567", "217-555", "prairie", "Lakeside", "3634567"] {
        assert!(!answer.contains(personal), "{answer}");
    }
}

#[tokio::test]
async fn a_person_files_a_workbook_by_pages_alone() {
    let office = Office::opens().await;
    let browser = || Browser::of(&office.desk, &office.routes, "clerk", &[]);
    assert!(browser().page("/registrations").await.html(200).contains("/uploads/new?purpose=registrations"));
    assert!(
        browser().page("/registrations/new").await.html(200).contains("/uploads/new?purpose=registrations")
    );
    let upload = office.uploaded("clerk", 2).await;
    let place = format!("/registrations/new?upload_id={upload}");
    let page = browser().page(&place).await.html(200);
    for said in ["Providers in the workbook: 2", "name=\"contact_email\"", "Send all to HFS"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(!page.contains("name=\"tin\""), "{page}");
    let typed = [("upload_id", upload.as_str()), ("contact_name", "Pat Clerk"), ("form_key", "key-1")];
    let again = browser().in_spanish().form("/registrations", &typed).await.html(422);
    for said in ["href=\"#contact_phone\"", "value=\"Pat Clerk\"", "Corrija esto", &upload] {
        assert!(again.contains(said), "{said}: {again}");
    }
    let rest = [
        ("contact_phone", "217-555-0100"),
        ("contact_email", "billing@prairie.example.org"),
        ("acting_as", "provider_staff"),
    ];
    let whole = [&typed[..], &rest].concat();
    let batch = browser().form("/registrations", &whole).await.leads_to();
    assert_eq!(batch, format!("/registrations?batch={upload}"));
    assert_eq!(browser().form("/registrations", &whole).await.leads_to(), batch);
    assert_eq!(browser().page(&place).await.leads_to(), batch);
    let page = browser().page(&batch).await.html(200);
    for said in ["Rows: 2.", "Waiting for HFS: 2.", "Lakeside Clinic 2"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(!page.contains("Approve chosen") && !page.contains("checkbox"), "{page}");
    let other = [&typed[..2], &rest, &[("form_key", "key-2")]].concat();
    let told = browser().form("/registrations", &other).await.html(409);
    assert!(told.contains("were filed already") && told.contains(&format!("href=\"{batch}\"")), "{told}");
    // Lists and pages name the row.
    let of_batch = format!("href=\"{batch}\">row 3 of a workbook");
    assert!(browser().page("/registrations").await.html(200).contains(&of_batch));
    let id = ids(&office.in_batch(&office.staff(), &upload).await)[1].to_owned();
    assert!(browser().page(&format!("/registrations/{id}")).await.html(200).contains(&of_batch));
    // What is not valid leads to the page that says what it is.
    let claims = office.slot("clerk", Purpose::Claims).await.id;
    let lost = browser().page(&format!("/registrations/new?upload_id={claims}")).await.leads_to();
    assert_eq!(lost, format!("/uploads/{claims}"));
    let strangers = Browser::of(&office.desk, &office.routes, "another", &[]);
    strangers.page(&place).await.html(404);
    strangers.page(&batch).await.html(404);
    assert_ne!(medicaid_id(1), MEDICAID_ID);
}
