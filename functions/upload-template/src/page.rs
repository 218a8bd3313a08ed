//! An upload's page: the form that posts the file straight to the bucket, then what was found in it.

use crate::answers_page::Answers;
use crate::findings::{Told, counted, told};
use crate::handler::Desk;
use crate::open::form;
use crate::providers::ProviderView;
use crate::read::links;
use crate::view::{DivisionView, UploadView};
use crate::windows::Rows;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use portal_core::identity::{DraftId, TicketId, UploadId};
use portal_core::two_readings::Taking;
use portal_edge::page::{html, html_posting_to};
use portal_edge::{Caller, Frame, Language, Part, Problem, Visit};
use portal_store::{AnswerOutcome, Became, Held, Purpose, SentAnswer, Upload, UploadForm, UploadState};

/// The most that the bucket takes of a page's form. More than a workbook may have: the reader then says
/// in words what the bucket could only say in XML.
const MOST_POSTED: u64 = 10 << 20;

#[derive(Template)]
#[template(path = "upload.html")]
struct UploadPage {
    frame: Frame,
    id: UploadId,
    purpose: Purpose,
    draft: Option<DraftId>,
    closes_at: DateTime<Utc>,
    stage: Stage,
    /// Of registrations: whether sending them to HFS broke off.
    begun: bool,
    rows_read: u32,
    faults: Vec<Told>,
    warnings: Vec<Told>,
    annotated: Option<String>,
    division: Option<DivisionView>,
    /// Whether a row is late that has no answer date.
    unanswered: bool,
    today: NaiveDate,
}

/// Where the upload stands, with what only that stage shows.
enum Stage {
    /// The file may be posted.
    Open(UploadForm),
    /// It was sent, and not read yet.
    Reading,
    /// Nothing came, and nothing can any more.
    Over,
    Rejected,
    Valid(Rows),
    /// Providers that can be registered.
    Providers(Vec<ProviderView>),
    Filed(TicketId),
    /// Proposals, to be sent or sent.
    Answers(Answers),
    /// Each row was filed as a registration.
    Registered,
}

impl UploadPage {
    /// What is taken, and until when.
    fn hint(&self) -> String {
        let until = self.frame.instant(&self.closes_at);
        match self.frame.language {
            Language::English => format!("An .xlsx of at most 2 MB, by {until}, Chicago time."),
            Language::Spanish => format!("Un .xlsx de 2 MB como máximo, hasta el {until}, hora de Chicago."),
        }
    }

    /// How many faults there are, and where.
    fn count(&self) -> String {
        counted(self.frame.language, &self.faults)
    }

    /// So many rows, in words.
    fn rows(&self, rows: &[u32]) -> String {
        let say = |english, spanish| self.frame.language.say(english, spanish);
        let word = if rows.len() == 1 { say("row", "fila") } else { say("rows", "filas") };
        format!("{} {word}", rows.len())
    }

    /// Rows as people name them: those that follow each other by the first and the last.
    fn named(&self, rows: &[u32]) -> String {
        let to = self.frame.language.say("to", "a");
        let runs = rows.chunk_by(|one, next| one + 1 == *next);
        let named = runs.filter_map(|run| match run {
            [] => None,
            [one] => Some(one.to_string()),
            [one, .., last] => Some(format!("{one} {to} {last}")),
        });
        named.collect::<Vec<_>>().join(", ")
    }

    /// The blank workbook of its kind.
    const fn blank(&self) -> &'static str {
        match self.purpose {
            Purpose::Claims | Purpose::Answers => "/workbooks/claims.xlsx",
            Purpose::Registrations => "/workbooks/registrations.xlsx",
        }
    }

    /// Whether what is shown is what was left of a workbook once it was divided.
    const fn is_left_of(&self) -> bool {
        matches!(self.stage, Stage::Valid(_) | Stage::Filed(_))
    }

    /// Whether a workbook was read so long ago that what was for now is so no more.
    fn is_stale(&self, division: &DivisionView) -> bool {
        division.now_until.is_some_and(|last| self.today > last)
    }

    fn became(&self, answer: Option<&SentAnswer>) -> &'static str {
        let say = |english, spanish| self.frame.language.say(english, spanish);
        match answer.map(|answer| (answer.outcome, answer.late)) {
            Some((AnswerOutcome::Proposed, false)) => say("sent", "enviada"),
            Some((AnswerOutcome::Proposed, true)) => say("sent, marked late", "enviada, marcada como tardía"),
            Some((AnswerOutcome::Refused, _)) => say(
                "refused: nothing was written to the ticket",
                "rechazada: no se escribió nada en la disputa",
            ),
            Some((AnswerOutcome::Failed, _)) => {
                say("not known: send it again", "sin saber: envíela otra vez")
            }
            None => "–",
        }
    }

    fn when(&self, today: Option<&Taking>) -> &'static str {
        let say = |english, spanish| self.frame.language.say(english, spanish);
        match today {
            Some(Taking::Timely) => say("today", "hoy"),
            Some(Taking::TooEarly) => say("not yet", "todavía no"),
            Some(Taking::ByStaff) => {
                say("today: HFS staff will look at it", "hoy: el personal de HFS la revisará")
            }
            Some(Taking::TooLate) => say("no longer in time", "ya fuera de plazo"),
            None => say("the ticket's own dates say", "lo dicen las fechas de la disputa"),
        }
    }
}

/// The page of an upload as it stands; whether its file was just `sent`. Whoever sees it is on record by now.
///
/// # Errors
/// When the table or the bucket fails.
pub async fn upload_page(
    desk: &Desk,
    visit: &Visit,
    caller: &Caller,
    upload: Upload,
    sent: bool,
) -> Result<Response, Problem> {
    let (portal, now) = (&desk.portal, desk.portal.now());
    let links = links(desk, &upload).await?;
    let annotated = links.annotated.clone();
    let stage = stage(desk, &upload, sent).await?;
    let begun = upload.begun;
    let (id, purpose, closes_at) = (upload.slot.id.clone(), upload.slot.purpose, upload.slot.closes_at);
    let draft = match upload.slot.draft.clone() {
        // What was filed or thrown away meanwhile cannot be gone on with.
        Some(draft) => portal.store().draft(&caller.user, &draft).await?.map(|draft| draft.id),
        None => None,
    };
    let address = format!("/uploads/{id}{}", if sent { "?sent=true" } else { "" });
    let frame = Frame::new(visit, Part::from(caller), title(visit, &stage)).at(address);
    let frame = if matches!(stage, Stage::Rejected) { frame.refused() } else { frame };
    let view = UploadView::of(upload, links, now);
    let page = UploadPage {
        unanswered: view.faults.iter().any(|fault| fault.code == "too_late_without_answer"),
        faults: told(&frame, &view.faults),
        warnings: told(&frame, &view.warnings),
        rows_read: view.rows,
        division: view.division,
        begun,
        frame,
        id,
        purpose,
        draft,
        closes_at,
        stage,
        annotated,
        today: portal.today(),
    };
    match &page.stage {
        Stage::Open(form) => html_posting_to(&form.url, StatusCode::OK, &page),
        Stage::Reading
        | Stage::Over
        | Stage::Rejected
        | Stage::Valid(_)
        | Stage::Providers(_)
        | Stage::Filed(_)
        | Stage::Answers(_)
        | Stage::Registered => html(StatusCode::OK, &page),
    }
}

async fn stage(desk: &Desk, upload: &Upload, sent: bool) -> Result<Stage, Problem> {
    let now = desk.portal.now();
    let slot = &upload.slot;
    Ok(match &upload.state {
        UploadState::Waiting if slot.is_over(now) => Stage::Over,
        UploadState::Waiting if sent => Stage::Reading,
        UploadState::Waiting if now > slot.closes_at => Stage::Over,
        UploadState::Waiting => {
            let back = format!("{}/uploads/{}?sent=true", desk.portal.settings().portal_url, slot.id);
            Stage::Open(form(desk, slot, (MOST_POSTED, Some(&back))).await?)
        }
        UploadState::Rejected(_) => Stage::Rejected,
        UploadState::Valid(_, Held::Claims(contents)) => {
            Stage::Valid(Rows::of(contents, desk.portal.today(), desk.portal.policy()))
        }
        UploadState::Filed(Became::Ticket(ticket), _) => Stage::Filed(ticket.clone()),
        UploadState::Valid(_, Held::Answers(answers)) => {
            Stage::Answers(Answers::of(answers, &upload.sent, desk.portal.today(), false))
        }
        UploadState::Filed(Became::Proposals(answers), _) => {
            Stage::Answers(Answers::of(answers, &upload.sent, desk.portal.today(), true))
        }
        UploadState::Valid(_, Held::Registrations(rows)) => {
            Stage::Providers(rows.iter().map(Into::into).collect())
        }
        UploadState::Filed(Became::Registrations, _) => Stage::Registered,
    })
}

fn title(visit: &Visit, stage: &Stage) -> &'static str {
    let say = |english, spanish| visit.language.say(english, spanish);
    match stage {
        Stage::Open(_) => say("Choose your workbook", "Elija su libro de Excel"),
        Stage::Reading => say("Your workbook is being read", "Se está leyendo su libro"),
        Stage::Over => say("This upload is over", "Este lugar para un libro ya cerró"),
        Stage::Rejected => say("Your workbook has faults", "Su libro tiene errores"),
        Stage::Valid(rows) if rows.untimely() > 0 => {
            say("Your workbook was read too long ago", "Su libro se leyó hace demasiado tiempo")
        }
        Stage::Valid(_) | Stage::Providers(_) => {
            say("Your workbook can be filed", "Su libro se puede presentar")
        }
        Stage::Filed(_) | Stage::Registered => say("Your workbook was filed", "Su libro se presentó"),
        Stage::Answers(answers) if answers.sent => {
            say("Your proposals were sent", "Sus propuestas se enviaron")
        }
        Stage::Answers(answers) if answers.is_refused_whole() => {
            say("None of your proposals was sent", "No se envió ninguna de sus propuestas")
        }
        Stage::Answers(_) => say("Your proposals can be sent", "Sus propuestas se pueden enviar"),
    }
}
