//! `GET /registrations/new`: the form, blank or filled from one that was filed before.

use crate::filed::Filed;
use crate::form::AS_IT_IS;
use crate::opened::Opened;
use crate::pages::batch_form;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use portal_core::category::{ActingAs, ProviderType};
use portal_core::identity::{RegistrationId, UploadId};
use portal_core::registration::RegistrationForm;
use portal_edge::page::{again, html, see_other};
use portal_edge::{Asked, Bearer, Caller, Filled, Frame, Part, Portal, Problem, Sent, Visit, still_here};
use serde_json::{Map, Value};

#[derive(Template)]
#[template(path = "registration_form.html")]
struct FormPage {
    frame: Frame,
    filled: Filled,
    provider_types: Vec<(&'static str, String)>,
    acting_as: Vec<(&'static str, String)>,
    /// Whether something is left out, which a tick sends all the same.
    left_out: bool,
}

/// `GET /registrations/new`, `?from=` one of the caller's own; `?upload_id=` of a workbook of several.
///
/// # Errors
/// 403 for whoever does not file; 404 where `from` is not theirs; 422 where it is no key.
pub async fn form(
    State(portal): State<Portal>,
    Bearer(caller): Bearer,
    visit: Visit,
    asked: Asked,
) -> Result<Response, Problem> {
    caller.require_provider()?;
    let mut fields = asked.fields();
    let from = fields.text::<RegistrationId>("from");
    let upload = fields.text::<UploadId>("upload_id");
    fields.finish()?;
    if let Some(upload) = upload {
        return batch_form::form(&portal, &visit, &caller, upload).await;
    }
    let filled = match from {
        None => {
            still_here(&portal, &caller).await?;
            Filled::default()
        }
        Some(id) => {
            let before = Opened::read(&portal, &caller, &id).await?.registration;
            if before.user != caller.user {
                return Err(Problem::not_found());
            }
            Filled::with(filled_from(&before.form))
        }
    };
    page(&visit, &caller, StatusCode::OK, filled)
}

/// What is answered to somebody who sent the form.
///
/// # Errors
/// What another form would not put right.
pub fn answered(caller: &Caller, sent: &Sent, filed: Result<Filed, Problem>) -> Result<Response, Problem> {
    match filed {
        Ok(filed) => Ok(see_other(&filed.address())),
        Err(problem) => again(sent, problem, |visit, status, filled| page(visit, caller, status, filled)),
    }
}

fn page(visit: &Visit, caller: &Caller, status: StatusCode, filled: Filled) -> Result<Response, Problem> {
    let title =
        visit.language.say("Register to act for a provider", "Registrarse para actuar por un proveedor");
    let frame = Frame::of_form(visit, Part::from(caller), title, &filled).at("/registrations/new".to_owned());
    let label = |english: &str| frame.label(english).into_owned();
    let page = FormPage {
        provider_types: ProviderType::ALL.iter().map(|one| (one.code(), label(one.label()))).collect(),
        acting_as: ActingAs::ALL.iter().map(|one| (one.code(), label(one.label()))).collect(),
        left_out: filled.is(AS_IT_IS, "true") || filled.faults().iter().any(|fault| fault.code == "left_out"),
        filled,
        frame,
    };
    html(status, &page)
}

/// The fields as the form takes them. The TIN is typed anew: the portal shows nobody a whole one.
fn filled_from(form: &RegistrationForm) -> Map<String, Value> {
    let text = |value: Option<&str>| value.map(str::to_owned);
    let fields = [
        ("provider_name", text(form.provider_name.as_ref().map(|one| one.as_str()))),
        ("npi", text(form.npi.as_ref().map(|one| one.as_str()))),
        ("atypical", form.atypical.then(|| "true".to_owned())),
        ("medicaid_id", text(form.medicaid_id.as_ref().map(|one| one.as_str()))),
        ("provider_type", text(form.provider_type.map(ProviderType::code))),
        ("street", text(form.street.as_ref().map(|one| one.as_str()))),
        ("city", text(form.city.as_ref().map(|one| one.as_str()))),
        ("state", text(form.state.as_ref().map(|one| one.as_str()))),
        ("zip", text(form.zip.as_ref().map(|one| one.as_str()))),
        ("contact_name", text(form.contact_name.as_ref().map(|one| one.as_str()))),
        ("contact_phone", text(form.contact_phone.as_ref().map(|one| one.as_str()))),
        ("contact_email", text(form.contact_email.as_ref().map(|one| one.as_str()))),
        ("acting_as", text(form.acting_as.map(ActingAs::code))),
    ];
    let filled =
        fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), Value::String(value?))));
    filled.collect()
}
