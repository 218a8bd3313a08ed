//! `GET /registrations/{id}` for people: what it says, how it stands, and what the reader may say of it.

use super::named;
use crate::filed::address;
use crate::opened::Opened;
use crate::view::RegistrationView;
use askama::Template;
use axum::response::Response;
use http::StatusCode;
use portal_core::identity::{RegistrationId, UploadId};
use portal_core::registration::{Consent, Registration, RegistrationForm, RegistrationStatus};
use portal_core::text::Reason;
use portal_edge::page::{again, html, see_other};
use portal_edge::{Caller, Filled, Frame, Part, Portal, Problem, Sent, Visit};

/// What may be said of a registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Saying {
    Consent,
    Decision,
    Revocation,
}

impl Saying {
    const ALL: [Self; 3] = [Self::Consent, Self::Decision, Self::Revocation];

    /// Where it is sent, below the registration's address.
    const fn path(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::Decision => "decision",
            Self::Revocation => "revocation",
        }
    }

    /// The one that was sent to this address.
    fn sent_to(address: &str) -> Option<Self> {
        let (_, below) = address.split('?').next()?.rsplit_once('/')?;
        Self::ALL.into_iter().find(|saying| saying.path() == below)
    }

    /// What this reader may say now.
    fn offered(caller: &Caller, opened: &Opened) -> Option<Self> {
        let Opened { registration, asked, .. } = opened;
        let awaited = registration.consent.as_ref().is_some_and(|one| one.stands == Consent::Awaited);
        let part = Part::from(caller);
        let of_hfs = matches!(part, Part::Hfs | Part::Lead);
        // Nobody rules on their own.
        let own = registration.user == caller.user;
        match registration.status {
            RegistrationStatus::Pending if of_hfs && !own => Some(Self::Decision),
            RegistrationStatus::Pending if *asked && awaited && !own => Some(Self::Consent),
            RegistrationStatus::Approved if of_hfs => Some(Self::Revocation),
            RegistrationStatus::Pending
            | RegistrationStatus::Approved
            | RegistrationStatus::Denied
            | RegistrationStatus::Revoked => None,
        }
    }
}

#[derive(Template)]
#[template(path = "registration.html")]
struct OpenedPage {
    frame: Frame,
    view: RegistrationView,
    filled: Filled,
    saying: Option<Saying>,
    /// The fields of the form, each of which a denial may name.
    fields: Vec<(String, String)>,
    missing: Vec<(String, String)>,
    own: bool,
    /// Whether HFS, to approve, has to do without the provider's consent.
    unconsented: bool,
}

impl OpenedPage {
    fn is_saying(&self, path: &str) -> bool {
        self.saying.is_some_and(|saying| saying.path() == path)
    }

    fn may_file_again(&self) -> bool {
        self.own && matches!(self.view.row.status, RegistrationStatus::Denied | RegistrationStatus::Revoked)
    }

    /// The workbook it was filed with, for those who may read its other rows.
    fn batch(&self) -> Option<&UploadId> {
        self.view.row.batch.as_ref().filter(|_| self.own || self.frame.is("hfs"))
    }

    fn rulings(&self) -> [(&'static str, &'static str); 2] {
        [("approve", self.frame.say("Approve", "Aprobar")), ("deny", self.frame.say("Deny", "Denegar"))]
    }

    fn consents(&self) -> [(&'static str, &'static str); 2] {
        [
            ("true", self.frame.say("Yes, it may act for us", "Sí, puede actuar por nosotros")),
            ("false", self.frame.say("No", "No")),
        ]
    }
}

/// The page of a registration as it was opened.
///
/// # Errors
/// When it fails.
pub fn opened_page(visit: &Visit, caller: &Caller, opened: &Opened) -> Result<Response, Problem> {
    page(visit, caller, opened, (Saying::offered(caller, opened), Filled::default()), StatusCode::OK)
}

/// The answer to what was said of a registration: to a program, what it was; to a person its page, anew
/// after what was carried out, with the form again after what was refused.
///
/// # Errors
/// The problem, to a program, and where the registration cannot be shown.
pub async fn on_its_page(
    portal: &Portal,
    caller: &Caller,
    id: &RegistrationId,
    sent: &Sent,
    answered: Result<Response, Problem>,
) -> Result<Response, Problem> {
    let visit = sent.visit();
    if !visit.is_page() {
        return answered;
    }
    let problem = match answered {
        Ok(_) => return Ok(see_other(&address(id))),
        Err(problem) => problem,
    };
    if !matches!(problem.status(), StatusCode::CONFLICT | StatusCode::UNPROCESSABLE_ENTITY) {
        return Err(problem);
    }
    let opened = Opened::read(portal, caller, id).await?;
    let saying = Saying::sent_to(&visit.address);
    again(sent, problem, |visit, status, filled| page(visit, caller, &opened, (saying, filled), status))
}

fn page(
    visit: &Visit,
    caller: &Caller,
    opened: &Opened,
    (saying, filled): (Option<Saying>, Filled),
    status: StatusCode,
) -> Result<Response, Problem> {
    let registration = &opened.registration;
    let words = visit.language.say("Registration", "Registro");
    let name = registration.form.provider_name.as_ref();
    let title = name.map_or_else(|| words.to_owned(), |name| format!("{words}: {}", name.as_str()));
    let frame = Frame::of_form(visit, Part::from(caller), title, &filled).at(address(&registration.id));
    let page = OpenedPage {
        view: RegistrationView::of(registration, opened.reader),
        fields: named(&frame, &RegistrationForm::default().missing()),
        missing: named(&frame, &registration.missing),
        own: registration.user == caller.user,
        unconsented: lacks_consent(registration),
        filled,
        saying,
        frame,
    };
    html(status, &page)
}

fn lacks_consent(registration: &Registration) -> bool {
    let stands = registration.consent.as_ref().map(|consent| consent.stands);
    match stands {
        Some(Consent::Awaited | Consent::Refused) => true,
        Some(Consent::Given | Consent::Waived) | None => false,
    }
}
