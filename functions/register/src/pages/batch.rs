//! The registrations of one workbook for people: how each stands, and to HFS a box on each that waits; and what
//! became of those that were decided on at once.

use crate::batch_list::OfBatch;
use crate::decisions::{Decided, Outcome};
use crate::filed_batch::address;
use crate::view::RegistrationRow;
use askama::Template;
use axum::response::Response;
use http::StatusCode;
use portal_core::identity::{RegistrationId, UploadId};
use portal_core::registration::{Registration, RegistrationStatus};
use portal_core::text::Reason;
use portal_edge::page::{again, html};
use portal_edge::{Caller, Filled, Frame, Part, Problem, Sent, Visit};

#[derive(Template)]
#[template(path = "batch.html")]
struct BatchPage {
    frame: Frame,
    filled: Filled,
    upload: UploadId,
    rows: Vec<RegistrationRow>,
    /// How many stand so, of those that any do.
    counts: Vec<(String, usize)>,
    /// Whether the reader decides on those that wait.
    decides: bool,
    own: bool,
    /// How many are still to be filed.
    unfiled: usize,
    /// Whether the workbook of these is still kept.
    is_kept: bool,
}

impl BatchPage {
    fn may_be_ticked(&self, row: &RegistrationRow) -> bool {
        self.decides && row.status == RegistrationStatus::Pending
    }

    fn is_ticked(&self, row: &RegistrationRow) -> bool {
        self.filled.is("tick", "all") || self.filled.is("registrations", row.registration_id.as_str())
    }
}

/// The page, with what stands in its form.
///
/// # Errors
/// When it fails.
pub fn page(
    visit: &Visit,
    caller: &Caller,
    of: &OfBatch,
    (status, filled): (StatusCode, Filled),
) -> Result<Response, Problem> {
    let title = visit.language.say("Registrations of a workbook", "Registros de un libro");
    let frame = Frame::of_form(visit, Part::from(caller), title, &filled).at(address(&of.upload));
    let counted = |status: &RegistrationStatus| {
        let count = of.count(*status);
        (count > 0).then(|| (frame.label(status.label()).into_owned(), count))
    };
    let page = BatchPage {
        counts: RegistrationStatus::ALL.iter().filter_map(counted).collect(),
        decides: frame.is("hfs") && !of.own && of.count(RegistrationStatus::Pending) > 0,
        rows: of.registrations.iter().map(Into::into).collect(),
        upload: of.upload.clone(),
        own: of.own,
        unfiled: of.unfiled,
        is_kept: of.is_kept,
        filled,
        frame,
    };
    html(status, &page)
}

#[derive(Template)]
#[template(path = "decisions.html")]
struct DecisionsPage {
    frame: Frame,
    decided: Vec<Decided>,
    of: Option<OfBatch>,
    /// What the form would send again, and its key.
    again: Option<(Vec<(String, String)>, String)>,
}

impl DecisionsPage {
    fn count(&self, outcomes: &[Outcome]) -> usize {
        self.decided.iter().filter(|one| outcomes.contains(&one.outcome)).count()
    }

    fn approved(&self) -> usize {
        self.count(&[Outcome::Approved])
    }

    fn denied(&self) -> usize {
        self.count(&[Outcome::Denied])
    }

    fn undecided(&self) -> usize {
        self.count(&[Outcome::AlreadyDecided, Outcome::Refused, Outcome::Failed])
    }

    /// Where the form was sent, and what is read there.
    fn back(&self) -> String {
        self.of.as_ref().map_or_else(|| "/registrations".to_owned(), |of| address(&of.upload))
    }

    fn to(&self) -> String {
        let batch = self.of.as_ref().map(|of| format!("?batch={}", of.upload)).unwrap_or_default();
        format!("/registrations/decisions{batch}")
    }

    /// What people call a registration: its row and its provider, where it is of the workbook.
    fn called(&self, id: &RegistrationId) -> String {
        let one = self.of.iter().flat_map(|of| &of.registrations).find(|one| one.id == *id);
        let Some(Registration { row, form, .. }) = one else { return id.to_string() };
        let name = form.provider_name.as_ref().map_or_else(|| id.as_str(), |name| name.as_str());
        match row {
            Some(row) => format!("{} {row}: {name}", self.frame.say("Row", "Fila")),
            None => name.to_owned(),
        }
    }

    fn became(&self, outcome: &Outcome) -> &'static str {
        let say = |english, spanish| self.frame.language.say(english, spanish);
        match outcome {
            Outcome::Approved => say(
                "Approved: whoever registered may file disputes for it.",
                "Aprobado: quien lo registró puede presentar disputas por él.",
            ),
            Outcome::Denied => {
                say("Denied, for the reason you gave.", "Denegado, por el motivo que usted indicó.")
            }
            Outcome::AlreadyDecided | Outcome::Refused | Outcome::Failed => {
                say("Not decided now.", "No se decidió ahora.")
            }
        }
    }
}

/// What became of each; where what was sent has faults, the workbook's page again, with every tick.
///
/// # Errors
/// What another form would not put right.
pub fn decided(
    caller: &Caller,
    sent: &Sent,
    of: Option<OfBatch>,
    decided: Result<Vec<Decided>, Problem>,
) -> Result<Response, Problem> {
    let decided = match (decided, &of) {
        (Ok(decided), _) => decided,
        (Err(problem), None) => return Err(problem),
        (Err(problem), Some(of)) => {
            return again(sent, problem, |visit, status, filled| page(visit, caller, of, (status, filled)));
        }
    };
    let visit = sent.visit();
    let title = visit.language.say("What became of the registrations", "Lo que pasó con los registros");
    let failed = decided.iter().any(|one| one.told.may_do_again());
    let key = sent.idempotency_key().filter(|_| failed).map(str::to_owned);
    let page = DecisionsPage {
        frame: Frame::new(visit, Part::from(caller), title),
        decided,
        of,
        again: key.map(|key| (sent.filled().flat(), key)),
    };
    let frame = page.frame.clone().at(page.back());
    html(StatusCode::OK, &DecisionsPage { frame, ..page })
}
