//! Intake: is a dispute complete, timely and in scope? The same answer before filing (`check`) and
//! when it is filed, so that nothing is closed for a cause that could have been known.

use crate::actor::Actor;
use crate::category::{Category, McoAnswer, PeerToPeer};
use crate::chicago::day_of;
use crate::claim::Claim;
use crate::closure::{self, Words};
use crate::deadline::Deadline;
use crate::decide::{self, Change, Refusal};
use crate::fault::Fault;
use crate::identity::{TicketId, TicketNumber};
use crate::impossible::impossible;
use crate::mco::McoList;
use crate::moves::StateName;
use crate::notice::{Audience, Notice, NoticeKind};
use crate::outcome::{AlsoWrong, Closure, ClosureReason};
use crate::policy::{Intake, Policy, Rule};
use crate::submission::Submission;
use crate::ticket::{Flag, Opening};
use crate::timeline::{self, By, Entry, Event};
use crate::two_readings::{Taking, TwoReadings};
use crate::window::{Timeliness, Window};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeSet;

/// What intake says of a submission on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// What cannot be true: it is refused, and nothing is stored.
    pub faults: Vec<Fault>,
    /// What would close it.
    pub closure: Option<Closure>,
    /// The days on which it may be filed: those that suit every claim.
    pub window: Option<Window>,
    /// What people have to look at.
    pub flags: Vec<Flag>,
}

impl Assessment {
    /// The state in which it would be, filed now.
    pub fn would_be(&self, policy: &Policy) -> StateName {
        match &self.closure {
            Some(_) => StateName::Closed,
            None if self.goes_to_staff(policy) => StateName::Received,
            None => StateName::WithMco,
        }
    }

    fn goes_to_staff(&self, policy: &Policy) -> bool {
        policy.intake == Intake::Manual || self.flags.contains(&Flag::LateUnderHfsPractice)
    }
}

/// Assesses a submission as if filed on `today` (a Chicago day).
pub fn assess(
    submission: &Submission,
    claims: &[Claim],
    today: NaiveDate,
    policy: &Policy,
    mcos: &McoList,
) -> Assessment {
    let faults = impossible(submission, claims, today, mcos);
    let rows = windows(submission, claims, policy);
    let window = rows.iter().map(|row| row.windows.of_policy).reduce(Window::and);
    let mut flags = Vec::new();
    let mut found = Vec::new();
    let missing = missing(submission, claims);
    scope(submission, policy, &mut found);
    if submission.tracking_number(claims).is_none() {
        found.push(wrong(
            ClosureReason::NoMcoTrackingNumber,
            Rule::R3,
            closure::standard_words(ClosureReason::NoMcoTrackingNumber, policy),
        ));
    }
    if missing.iter().any(|field| field != "/mco_tracking_number") {
        let words = Words::new(
            format!(
                "{} required field(s) are missing: see the list. File a new ticket with all of them filled in.",
                missing.len()
            ),
            format!(
                "Faltan {} campo(s) obligatorio(s): vea la lista. Presente una disputa nueva con todos llenos.",
                missing.len()
            ),
        );
        found.push(wrong(ClosureReason::Incomplete, Rule::R5, words));
    }
    if let Some(window) = window {
        timeliness(&rows, window, (today, policy), &mut found, &mut flags);
    }
    let reasons: BTreeSet<_> = claims.iter().filter_map(|claim| claim.carc.as_ref()).collect();
    if reasons.len() > 1 {
        flags.push(Flag::DissimilarReasons);
    }
    let closure = closure::by_machine(found, missing, window, today);
    Assessment { faults, closure, window, flags }
}

fn wrong(reason: ClosureReason, rule: Rule, words: Words) -> AlsoWrong {
    AlsoWrong { reason, rule, text: words.english, text_es: Some(words.spanish) }
}

/// R8: what the portal is not for.
fn scope(submission: &Submission, policy: &Policy, found: &mut Vec<AlsoWrong>) {
    let reasons = [
        (submission.medicaid_fee_for_service, ClosureReason::FeeForService),
        (submission.medicare_only, ClosureReason::MedicareOnly),
    ];
    for (_, reason) in reasons.into_iter().filter(|(applies, _)| *applies) {
        found.push(wrong(reason, Rule::R8, closure::standard_words(reason, policy)));
    }
}

/// One claim's window, or the ticket's where it has no claims yet.
struct RowWindow {
    claim: usize,
    windows: TwoReadings,
}

fn windows(submission: &Submission, claims: &[Claim], policy: &Policy) -> Vec<RowWindow> {
    let row = |claim: usize, filed: Option<NaiveDate>, answered: Option<NaiveDate>| {
        filed.map(|filed| RowWindow { claim, windows: TwoReadings::of(filed, answered, policy) })
    };
    if claims.is_empty() {
        return row(0, submission.filed_with_mco, submission.mco_answered).into_iter().collect();
    }
    let of_claim = |(index, claim): (usize, &Claim)| {
        row(
            index,
            claim.filed_with_mco.or(submission.filed_with_mco),
            claim.mco_answered.or(submission.mco_answered),
        )
    };
    claims.iter().enumerate().filter_map(of_claim).collect()
}

/// R4 and R4': early, timely or late; late under R4 but timely under `later_of` goes to staff.
fn timeliness(
    rows: &[RowWindow],
    window: Window,
    (today, policy): (NaiveDate, &Policy),
    found: &mut Vec<AlsoWrong>,
    flags: &mut Vec<Flag>,
) {
    let numbers = |wanted: Timeliness| -> Vec<String> {
        let rows = rows.iter().filter(|row| row.windows.of_policy.judge(today) == wanted);
        rows.map(|row| (row.claim + 1).to_string()).collect()
    };
    let of_claims = |claims: &str, numbers: &[String]| {
        if rows.len() > 1 { format!(" ({claims} {})", numbers.join(", ")) } else { String::new() }
    };
    let early = numbers(Timeliness::Early);
    if !early.is_empty() {
        let (first, last) = (window.earliest, window.latest.date);
        let remedy = if window.is_empty() {
            Words::new(
                "The claims share no day on which all may be filed: file them on separate tickets, each in its own window.",
                "Los reclamos no tienen ningún día en común en que puedan presentarse todos: preséntelos en disputas separadas, cada una en su propio plazo.",
            )
        } else {
            Words::new(
                format!("You may file from {first} to {last}."),
                format!("Puede presentarla del {first} al {last}."),
            )
        };
        let words = Words::new(
            format!(
                "Filed before day {} after the dispute was filed with the MCO{}. {}",
                policy.file_from_day,
                of_claims("claims", &early),
                remedy.english
            ),
            format!(
                "Se presentó antes del día {} después de presentar la disputa ante el MCO{}. {}",
                policy.file_from_day,
                of_claims("reclamos", &early),
                remedy.spanish
            ),
        );
        found.push(wrong(ClosureReason::TooEarly, Rule::R4, words));
    }
    let late = numbers(Timeliness::Late);
    if late.is_empty() {
        return;
    }
    let timely_under_the_rule = rows.iter().all(|row| row.windows.taken_on(today) != Taking::TooLate);
    if timely_under_the_rule {
        flags.push(Flag::LateUnderHfsPractice);
    } else {
        let last = window.latest.date;
        let words = Words::new(
            format!(
                "The last day to file was {last}{}. Late tickets are not taken; other remedies under the provider's contract with the MCO remain.",
                of_claims("claims", &late)
            ),
            format!(
                "El último día para presentar fue el {last}{}. Las disputas tardías no se aceptan; quedan otros recursos según el contrato del proveedor con el MCO.",
                of_claims("reclamos", &late)
            ),
        );
        found.push(wrong(ClosureReason::TooLate, Rule::R4, words));
    }
}

/// R5: pointers to every required field that is absent.
fn missing(submission: &Submission, claims: &[Claim]) -> Vec<String> {
    let from_rows = |has: fn(&Claim) -> bool| !claims.is_empty() && claims.iter().all(has);
    let answered = submission.mco_answer.is_some_and(|answer| answer != McoAnswer::NoAnswer);
    let answer_dated = submission.mco_answered.is_some() || from_rows(|claim| claim.mco_answered.is_some());
    let mut missing: Vec<String> = [
        ("/mco", submission.mco.is_none()),
        ("/program", submission.program.is_none()),
        (
            "/mco_tracking_number",
            submission.mco_tracking_number.is_none()
                && !from_rows(|claim| claim.mco_tracking_number.is_some()),
        ),
        (
            "/filed_with_mco",
            submission.filed_with_mco.is_none() && !from_rows(|claim| claim.filed_with_mco.is_some()),
        ),
        ("/mco_answer", submission.mco_answer.is_none()),
        ("/mco_answered", answered && !answer_dated),
        ("/peer_to_peer", submission.peer_to_peer.is_none()),
        (
            "/peer_to_peer_on",
            submission.peer_to_peer == Some(PeerToPeer::Done) && submission.peer_to_peer_on.is_none(),
        ),
        ("/category", submission.category.is_none()),
        ("/urgent_reason", submission.urgent && submission.urgent_reason.is_none()),
        ("/contact/name", submission.contact.name.is_none()),
        ("/contact/phone", submission.contact.phone.is_none()),
        ("/contact/email", submission.contact.email.is_none()),
        ("/description", submission.description.is_none()),
        ("/outcome_sought", submission.outcome_sought.is_none()),
        ("/attested", !submission.attested),
        ("/claims", claims.is_empty() && is_about_claims(submission.category)),
    ]
    .into_iter()
    .filter(|(_, absent)| *absent)
    .map(|(field, _)| field.to_owned())
    .collect();
    for (index, claim) in claims.iter().enumerate() {
        missing.extend(claim.missing().map(|field| format!("/claims/{index}/{field}")));
    }
    missing
}

/// Contracting, credentialing and system issues have no claims; everything else has.
fn is_about_claims(category: Option<Category>) -> bool {
    !matches!(
        category,
        Some(
            Category::PriorAuthorization
                | Category::Eligibility
                | Category::Contracting
                | Category::Credentialing
                | Category::AccessToCare
                | Category::System
                | Category::Other
        )
    )
}

/// A dispute about to be filed, with the identifiers chosen for its ticket.
#[derive(Clone, Debug)]
pub struct Filing<'a> {
    /// The ticket's key.
    pub id: TicketId,
    /// The number people will quote.
    pub number: TicketNumber,
    /// What is submitted.
    pub submission: &'a Submission,
    /// Its claims.
    pub claims: &'a [Claim],
}

/// Why a dispute is not recorded at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FilingError {
    /// R1: the person does not act for this provider.
    #[error("failed to file: the provider is not one of the caller's")]
    NotYourProvider,
    /// It holds what cannot be true.
    #[error("failed to file: {} fault(s)", .0.len())]
    Faults(Vec<Fault>),
    /// The rules contradict themselves: a fault of ours.
    #[error("failed to file what the rules allowed")]
    Broken,
}

/// Files a dispute at `now`: a ticket with the MCO, one for staff, or one closed at once, saying why.
///
/// # Errors
/// When nothing may be recorded.
pub fn file(
    filing: Filing<'_>,
    actor: &Actor,
    now: DateTime<Utc>,
    policy: &Policy,
    mcos: &McoList,
) -> Result<Change, FilingError> {
    let Filing { id, number, submission, claims } = filing;
    if !actor.acts_for(&submission.provider.medicaid_id) {
        return Err(FilingError::NotYourProvider);
    }
    let today = day_of(now);
    let assessment = assess(submission, claims, today, policy, mcos);
    if !assessment.faults.is_empty() {
        return Err(FilingError::Faults(assessment.faults));
    }
    let digest = submission.digest(claims).map_err(|_| FilingError::Broken)?;
    let opening = opening(submission, claims, digest, &assessment);
    let due = Deadline::business_days(today, policy.presentation_business_days, Rule::R9, policy);
    let is_open = assessment.closure.is_none();
    let urgent_look = (submission.urgent && is_open)
        .then(|| Deadline::business_days(today, policy.urgent_business_days, Rule::R15, policy));
    let event = Event::Filed { opening: Box::new(opening), due, urgent_look };
    let by = By::from(actor);
    let broken = |_: Refusal| FilingError::Broken;
    let first = |wakes_at| Entry::chained("", 1, now, by.clone(), event.clone(), wakes_at);
    let unwoken =
        timeline::open(id.clone(), number.clone(), &first(None)).map_err(|_| FilingError::Broken)?;
    // A ticket that moves on in the same breath never sleeps as received.
    let wakes_at = crate::strike::wakes_at(&unwoken, now, policy);
    let entry = first(wakes_at);
    let ticket = timeline::open(id, number, &entry).map_err(|_| FilingError::Broken)?;
    let mut change = Change::opened(ticket, entry, Vec::new());
    if submission.urgent && is_open {
        change.notices.push(Notice::new(NoticeKind::Urgent, Audience::Hfs));
    }
    let staff = assessment.goes_to_staff(policy);
    let received = Notice::new(NoticeKind::TicketReceived, Audience::Provider);
    match assessment.closure {
        Some(closure) => {
            let letter = Notice {
                closed_for: Some(closure.reason),
                ..Notice::new(NoticeKind::Closed, Audience::Provider)
            };
            change
                .step(Event::Closed { closure }, vec![letter], &Actor::MACHINE, now, policy)
                .map_err(broken)?;
        }
        None if staff => change
            .notices
            .extend([received, Notice::new(NoticeKind::TicketReceived, Audience::Hfs).due(due.date)]),
        None => {
            let (event, letters) = decide::presentation(now, policy);
            change.notices.push(received);
            change.step(event, letters, &Actor::MACHINE, now, policy).map_err(broken)?;
        }
    }
    Ok(change)
}

fn opening(submission: &Submission, claims: &[Claim], digest: String, assessment: &Assessment) -> Opening {
    Opening {
        provider: submission.provider.clone(),
        mco: submission.mco.clone(),
        program: submission.program,
        category: submission.category,
        mco_tracking_number: submission.tracking_number(claims).cloned(),
        filed_with_mco: submission
            .filed_with_mco
            .or_else(|| claims.iter().find_map(|claim| claim.filed_with_mco)),
        urgent: submission.urgent,
        claims: u16::try_from(claims.len()).unwrap_or(u16::MAX),
        billed: claims.iter().filter_map(|claim| claim.billed).sum(),
        in_dispute: claims.iter().map(Claim::in_dispute).sum(),
        digest,
        flags: assessment.flags.clone(),
    }
}
