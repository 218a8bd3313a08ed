//! A workbook of registrations, from its slot to the form that files it.

use super::Clerk;
use portal_core::identity::{UploadId, UserId};
use portal_core::registration::{Registration, RegistrationForm, id_of_row, register};
use portal_store::{Batch, Findings, Held, ProviderRow};
use portal_testkit::browser::Browser;
use portal_testkit::desk::{MEDICAID_ID, NPI};
use serde_json::{Value, json};

fn wanted() -> Value {
    json!({"purpose": "registrations", "name": "our clinics.xlsx", "size": 20_480})
}

fn row(row: u32) -> ProviderRow {
    let form = json!({
        "provider_name": "Prairie Community Hospital", "npi": NPI, "atypical": false, "medicaid_id": MEDICAID_ID,
        "tin": "371234567", "provider_type": "hospital", "street": "100 E Monroe St", "city": "Springfield",
        "state": "IL", "zip": "62701",
    });
    ProviderRow { row, form: serde_json::from_value(form).unwrap() }
}

impl Clerk {
    /// The key of a slot in which a workbook with these rows was read.
    async fn holds(&self, rows: Vec<ProviderRow>) -> String {
        let id = self.opens(&wanted(), "key-1").await.expect(201)["upload_id"].as_str().unwrap().to_owned();
        let store = &self.desk.database.store;
        let slot = store.upload(&id.parse().unwrap()).await.unwrap().unwrap().slot;
        let findings = Findings { rows: u32::try_from(rows.len()).unwrap(), ..Findings::default() };
        store.settle_upload(&slot, "v1", &findings, Some(&Held::Registrations(rows))).await.unwrap();
        id
    }
}

#[tokio::test]
async fn a_valid_workbook_lists_its_providers_with_the_last_digits_of_each_tin() {
    let clerk = Clerk::sits_down().await;
    let id = clerk.holds(vec![row(2), row(7)]).await;
    let upload = clerk.asks(&json!(id)).await.expect(200);
    assert_eq!((&upload["purpose"], &upload["status"]), (&json!("registrations"), &json!("valid")));
    assert_eq!((&upload["rows"], &upload["claims"]), (&json!(2), &json!([])));
    let providers = upload["registrations"].as_array().unwrap();
    assert_eq!((&providers[1]["row"], &providers[1]["medicaid_id"]), (&json!(7), &json!(MEDICAID_ID)));
    assert_eq!(providers[1]["tin"], "*****4567");
    assert!(!upload.to_string().contains("371234567"));
}

#[tokio::test]
async fn its_pages_speak_of_providers_in_both_languages_and_lead_on_to_the_form() {
    let clerk = Clerk::sits_down().await;
    let browser = || Browser::of(&clerk.desk, &clerk.routes, "clerk", &[]);
    let page = browser().page("/uploads/new?purpose=registrations").await.html(200);
    for said in
        ["/workbooks/registrations.xlsx", "name=\"purpose\" value=\"registrations\"", "Up to 100 providers"]
    {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(!page.contains("/workbooks/claims.xlsx"), "{page}");
    let form = [("purpose", "registrations"), ("form_key", "key-2")];
    let place = browser().form("/uploads", &form).await.leads_to();
    assert!(browser().page(&place).await.html(200).contains("/workbooks/registrations.xlsx"));
    let id = clerk.holds(vec![row(2), ProviderRow { row: 3, form: RegistrationForm::default() }]).await;
    let place = format!("/uploads/{id}");
    let page = browser().page(&place).await.html(200);
    for said in
        ["2 providers without a fault", "Prairie Community Hospital", "*****4567", "Go on to register them"]
    {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(page.contains(&format!("href=\"/registrations/new?upload_id={id}\"")), "{page}");
    let page = browser().in_spanish().page(&place).await.html(200);
    assert!(
        page.contains("2 proveedores sin errores") && page.contains("Seguir para registrarlos"),
        "{page}"
    );
    let page = browser().page("/uploads").await.html(200);
    assert!(page.contains("Providers to register") && page.contains("can be filed"), "{page}");
    let page = browser().in_spanish().page("/uploads").await.html(200);
    assert!(page.contains("Proveedores por registrar"), "{page}");
}

#[tokio::test]
async fn what_is_refused_is_begun_anew_for_the_same_purpose() {
    let clerk = Clerk::sits_down().await;
    let named = [("purpose", "registrations"), ("name", "x.csv"), ("size", "9")];
    let page = Browser::of(&clerk.desk, &clerk.routes, "clerk", &[]).form("/uploads", &named).await.html(422);
    assert!(
        page.contains("This is a text file (such as CSV") && page.contains("Up to 100 providers"),
        "{page}"
    );
    assert!(page.contains("to=%2Fuploads%2Fnew%3Fpurpose%3Dregistrations"), "{page}");
}

#[tokio::test]
async fn where_sending_broke_off_the_page_says_so_and_leads_on_to_finish_it() {
    let clerk = Clerk::sits_down().await;
    let rows: Vec<ProviderRow> = (2..=98).map(row).collect();
    let forms: Vec<(u32, RegistrationForm)> = rows.iter().map(|one| (one.row, one.form.clone())).collect();
    let id = clerk.holds(rows).await;
    let (upload, user): (UploadId, UserId) = (id.parse().unwrap(), "clerk".parse().unwrap());
    let (now, policy) = (clerk.desk.now, clerk.desk.portal.policy());
    let one = |(row, form): (u32, RegistrationForm)| {
        let key = id_of_row(&upload, row).unwrap();
        register(key, user.clone(), form, now, policy).0.in_batch(upload.clone(), row)
    };
    let registrations: Vec<Registration> = forms.into_iter().map(one).collect();
    let keys = registrations.iter().map(|one| one.id.clone()).collect();
    let batch = Batch { upload: upload.clone(), user: user.clone(), registrations: keys };
    clerk.desk.database.store.begin_batch(&batch, registrations, now).await.unwrap();
    let page = clerk.browser().page(&format!("/uploads/{id}")).await.html(200);
    assert!(
        page.contains("broke off: some are there already") && page.contains("Go on to register"),
        "{page}"
    );
    assert!(!page.contains("Nothing was filed yet"), "{page}");
}
