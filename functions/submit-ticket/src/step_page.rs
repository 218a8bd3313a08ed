//! The pages on which a draft is begun, written and found again.

use crate::drafts::shown;
use crate::steps::{Step, attestation};
use crate::unsaved::faults_of;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use portal_core::category::{Category, ClaimType, McoAnswer, PeerToPeer, Program};
use portal_core::fault::Fault;
use portal_core::identity::{DraftId, TicketId};
use portal_core::submission::{Description, OutcomeSought, UrgentReason};
use portal_core::text::Text;
use portal_edge::page::frame::html;
use portal_edge::{Caller, Filled, Frame, Part, Portal, Problem, Visit};
use portal_store::{Draft, Membership};
use serde_json::{Map, Value};

#[derive(Template)]
#[template(path = "new.html")]
pub struct NewPage {
    pub frame: Frame,
    pub filled: Filled,
    /// Whether the reader acts for any provider (R1).
    pub registered: bool,
}

#[derive(Template)]
#[template(path = "drafts.html")]
pub struct DraftsPage {
    pub frame: Frame,
    pub lines: Vec<Line>,
}

/// A draft in the list: nothing of a member.
pub struct Line {
    id: DraftId,
    mco: Option<Text<60>>,
    number: Option<Text<60>>,
    updated_at: DateTime<Utc>,
    next: u8,
}

impl Line {
    /// What the list shows of a draft.
    pub fn of(draft: &Draft) -> Self {
        let next = Step::ALL.into_iter().map(Step::number).find(|step| !draft.steps.contains_key(step));
        Self {
            id: draft.id.clone(),
            mco: shown(draft, Step::Dispute, "mco"),
            number: shown(draft, Step::Dispute, "mco_tracking_number"),
            updated_at: draft.updated_at,
            next: next.unwrap_or(1),
        }
    }
}

/// Where the text of a step is kept.
pub enum Written<'a> {
    /// In a draft.
    Draft(&'a Draft),
    /// Nowhere: the page is all there is of it.
    Nowhere(Gone),
}

/// A draft that is there no more.
#[derive(Default)]
pub struct Gone {
    /// The ticket that was filed from it.
    pub became: Option<TicketId>,
}

#[derive(Template)]
#[template(path = "step.html")]
struct StepPage {
    frame: Frame,
    filled: Filled,
    draft: Option<DraftId>,
    became: Option<TicketId>,
    from: Option<TicketId>,
    step: Step,
    saved: Vec<u8>,
    providers: Vec<(String, String)>,
    mcos: Vec<(String, String)>,
}

impl StepPage {
    fn is_step(&self, number: &u8) -> bool {
        self.step.number() == *number
    }

    /// The steps, with what they are called and whether they were saved.
    fn steps(&self) -> Vec<(u8, &'static str, bool)> {
        let language = self.frame.language;
        let line = |step: Step| (step.number(), step.label(language), self.saved.contains(&step.number()));
        Step::ALL.into_iter().map(line).collect()
    }

    fn attestation(&self) -> &'static str {
        attestation(self.frame.language)
    }

    fn choices(&self, of: &str) -> Vec<(String, String)> {
        let pair = |code: &str, english: &str| (code.to_owned(), self.frame.label(english).into_owned());
        match of {
            "program" => Program::ALL.iter().map(|one| pair(one.code(), one.label())).collect(),
            "mco_answer" => McoAnswer::ALL.iter().map(|one| pair(one.code(), one.label())).collect(),
            "peer_to_peer" => PeerToPeer::ALL.iter().map(|one| pair(one.code(), one.label())).collect(),
            "category" => Category::ALL.iter().map(|one| pair(one.code(), one.label())).collect(),
            _ => ClaimType::ALL.iter().map(|one| pair(one.code(), one.label())).collect(),
        }
    }
}

/// The page of a step: what was typed and, where it was saved before, what is wrong with it.
///
/// # Errors
/// When it fails.
pub fn page(
    portal: &Portal,
    visit: &Visit,
    caller: &Caller,
    (draft, step): (&Draft, Step),
    members: &[Membership],
) -> Result<Response, Problem> {
    let fields = draft.fields();
    let faults: Vec<Fault> = if draft.steps.contains_key(&step.number()) {
        faults_of(step, &fields).collect()
    } else {
        Vec::new()
    };
    let written = (Written::Draft(draft), step);
    shown_as(portal, (visit, caller), written, (fields, &faults), StatusCode::OK, members)
}

/// The same with what was just typed, which could not be saved, and why not.
///
/// # Errors
/// When it fails.
pub fn again(
    portal: &Portal,
    reader: (&Visit, &Caller),
    (written, step): (Written<'_>, Step),
    (typed, faults): (&Map<String, Value>, &[Fault]),
    status: StatusCode,
    members: &[Membership],
) -> Result<Response, Problem> {
    let mut fields = match &written {
        Written::Draft(draft) => draft.fields(),
        Written::Nowhere(_) => Map::new(),
    };
    let own = |name: &String| step.names().contains(&name.as_str());
    fields.retain(|name, _| !own(name));
    fields.extend(
        typed.iter().filter(|(name, _)| own(name)).map(|(name, value)| (name.clone(), value.clone())),
    );
    shown_as(portal, reader, (written, step), (fields, faults), status, members)
}

fn shown_as(
    portal: &Portal,
    (visit, caller): (&Visit, &Caller),
    (written, step): (Written<'_>, Step),
    (mut fields, faults): (Map<String, Value>, &[Fault]),
    status: StatusCode,
    members: &[Membership],
) -> Result<Response, Problem> {
    let provider = |member: &Membership| {
        let id = member.medicaid_id.as_str();
        let npi = member.npi.as_ref().map(|npi| format!(" (NPI {})", npi.as_str()));
        (id.to_owned(), format!("{id}{}", npi.unwrap_or_default()))
    };
    let providers: Vec<_> = members.iter().map(provider).collect();
    // Whoever acts for one provider alone need not choose.
    if let ([(only, _)], false) = (providers.as_slice(), fields.contains_key("provider")) {
        fields.insert("provider".to_owned(), serde_json::json!({"medicaid_id": only}));
    }
    let filled = Filled::with(fields).faulty(faults);
    let title = format!(
        "{} {} {} 5: {}",
        visit.language.say("Step", "Paso"),
        step.number(),
        visit.language.say("of", "de"),
        step.label(visit.language)
    );
    let frame = Frame::of_form(visit, Part::from(caller), title, &filled);
    let (frame, draft, became) = match written {
        Written::Draft(draft) => (frame, Some(draft), None),
        // The same page in the other language would be without it.
        Written::Nowhere(Gone { became }) => (frame.quiet(), None, became),
    };
    let page = StepPage {
        frame,
        filled,
        draft: draft.map(|draft| draft.id.clone()),
        became,
        from: draft.and_then(|draft| draft.from.clone()),
        step,
        saved: draft.map(|draft| draft.steps.keys().copied().collect()).unwrap_or_default(),
        providers,
        mcos: portal.mcos().all().iter().map(|mco| (mco.code.to_string(), mco.name.clone())).collect(),
    };
    html(status, &page)
}
