//! `GET /registrations/new?upload_id=`: what a workbook of registrations does not hold, asked once.

use crate::batch::UPLOAD;
use crate::filed_batch::{FiledBatch, address};
use askama::Template;
use axum::response::Response;
use http::StatusCode;
use portal_core::category::ActingAs;
use portal_core::identity::UploadId;
use portal_core::registration::{Registration, RegistrationForm};
use portal_edge::page::{again, html, see_other};
use portal_edge::{Caller, Filled, Frame, Part, Portal, Problem, Sent, Visit, still_here};
use portal_store::{Became, Held, UploadState};
use serde_json::{Map, Value};

#[derive(Template)]
#[template(path = "batch_form.html")]
struct BatchFormPage {
    frame: Frame,
    filled: Filled,
    acting_as: Vec<(&'static str, String)>,
    /// How many providers, on the first look.
    rows: Option<usize>,
    /// Whether sending broke off before: then what was said first stands in the form, and stays.
    begun: bool,
}

impl BatchFormPage {
    /// What a choice that was made is called.
    fn acts_as(&self) -> &str {
        let made = self.acting_as.iter().find(|(code, _)| self.filled.is("acting_as", code));
        made.map_or("–", |(_, label)| label.as_str())
    }

    /// Whether they were filed already, by another request, or some of them before filing broke off.
    fn are_some_filed(&self) -> bool {
        self.is_refused("registrations_filed") || self.is_broken_off()
    }

    /// Whether what is missing can only come in a new workbook.
    fn is_broken_off(&self) -> bool {
        self.is_refused("batch_broken_off")
    }

    fn is_refused(&self, code: &str) -> bool {
        self.filled.faults().iter().any(|fault| fault.code == code)
    }
}

/// The form for one's own valid workbook; where it is none, the page that says what it is.
///
/// # Errors
/// 404 where the upload is not the caller's.
pub async fn form(
    portal: &Portal,
    visit: &Visit,
    caller: &Caller,
    id: UploadId,
) -> Result<Response, Problem> {
    let read = async { Ok(portal.store().upload(&id).await?) };
    let (upload, ()) = tokio::try_join!(read, still_here(portal, caller))?;
    let Some(own) = upload.filter(|upload| upload.slot.user == caller.user) else {
        // Its registrations outlast it, and their page says what is still to be filed.
        let batch = portal.store().batch(&id).await?.filter(|batch| batch.user == caller.user);
        return batch.map(|_| see_other(&address(&id))).ok_or_else(Problem::not_found);
    };
    match own.state {
        UploadState::Valid(_, Held::Registrations(rows)) => {
            let begun = if own.begun { portal.store().batch_begun(&id).await? } else { None };
            let first = begun.and_then(|begun| begun.into_iter().next());
            if own.begun && first.is_none() {
                return Ok(see_other(&address(&id)));
            }
            let filled = Filled::with(fields(&id, first.as_ref()));
            page(visit, caller, (StatusCode::OK, filled), (Some(rows.len()), first.is_some()))
        }
        UploadState::Filed(Became::Registrations, _) => Ok(see_other(&address(&id))),
        UploadState::Valid(_, Held::Claims(_) | Held::Answers(_))
        | UploadState::Filed(Became::Ticket(_) | Became::Proposals(_), _)
        | UploadState::Rejected(_)
        | UploadState::Waiting => Ok(see_other(&format!("/uploads/{id}"))),
    }
}

/// What stands in the form: the workbook, and of one that was begun what was said then.
fn fields(id: &UploadId, begun: Option<&Registration>) -> Map<String, Value> {
    let mut fields = Map::from_iter([(UPLOAD.to_owned(), Value::from(id.as_str()))]);
    if let Some(Registration { form, .. }) = begun {
        let RegistrationForm { contact_name, contact_phone, contact_email, acting_as, .. } = form;
        let said = [
            ("contact_name", contact_name.as_ref().map(|name| name.as_str())),
            ("contact_phone", contact_phone.as_ref().map(|phone| phone.as_str())),
            ("contact_email", contact_email.as_ref().map(|email| email.as_str())),
            ("acting_as", acting_as.as_ref().map(|part| part.code())),
        ];
        fields.extend(said.into_iter().filter_map(|(name, said)| Some((name.to_owned(), said?.into()))));
    }
    fields
}

/// What is answered to somebody who sent the form.
///
/// # Errors
/// What another form would not put right.
pub fn answered(
    caller: &Caller,
    sent: &Sent,
    filed: Result<FiledBatch, Problem>,
) -> Result<Response, Problem> {
    match filed {
        Ok(filed) => Ok(see_other(&filed.address())),
        Err(problem) => {
            again(sent, problem, |visit, status, filled| page(visit, caller, (status, filled), (None, false)))
        }
    }
}

fn page(
    visit: &Visit,
    caller: &Caller,
    (status, filled): (StatusCode, Filled),
    (rows, begun): (Option<usize>, bool),
) -> Result<Response, Problem> {
    let title = visit.language.say("Register several providers", "Registrar varios proveedores");
    let place = format!("/registrations/new?{UPLOAD}={}", filled.value(UPLOAD));
    let frame = Frame::of_form(visit, Part::from(caller), title, &filled).at(place);
    let acting_as = ActingAs::ALL.iter().map(|one| (one.code(), frame.label(one.label()).into_owned()));
    let page = BatchFormPage { acting_as: acting_as.collect(), filled, rows, begun, frame };
    html(status, &page)
}
