//! What went wrong, for people: what happened, what was kept, what to do next.

use super::form::{KEY, SentForm, VERSION};
use super::frame::{Frame, Part, html};
use super::language::Language;
use super::visit::Visit;
use super::words::field;
use crate::problem::Problem;
use askama::Template;
use axum::response::Response;
use http::StatusCode;
use portal_core::fault::Fault;

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'a> {
    frame: Frame,
    problem: &'a Problem,
    /// What lies in single fields, and says more than the problem itself.
    faults: Vec<&'a Fault>,
    request_id: &'a str,
    session_over: bool,
    /// What was sent, where sending it again may do.
    kept: Option<SentForm>,
    /// Where it was sent.
    sent_to: &'a str,
    /// What was typed, field by field, where sending it again as it is does not do.
    typed: Vec<(String, String)>,
    /// Where it was sent from, where that can be opened.
    back: Option<String>,
}

/// The page that tells of a problem. Its menu is the reader's own where their token held, else a visitor's;
/// whose session is over is a visitor too.
///
/// # Errors
/// When even that page fails.
pub fn problem_page(
    visit: &Visit,
    problem: &Problem,
    request_id: &str,
    (read_at, kept): (String, Option<SentForm>),
) -> Result<Response, Problem> {
    let title = title(visit.language, problem);
    let session_over = problem.status() == StatusCode::UNAUTHORIZED;
    let known = visit.signed_in().filter(|_| !session_over);
    let part = known.map_or(Part::Visitor, |known| known.part);
    let may_do = session_over
        || matches!(problem.status(), StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE);
    // The form's key makes it count once, however often it is sent.
    let (kept, typed) = match kept {
        Some(form) if may_do => (Some(form), Vec::new()),
        Some(form) => (None, by_hand(visit.language, &form)),
        None => (None, Vec::new()),
    };
    let sent_elsewhere = read_at != visit.address && read_at != "/";
    let is_there = sent_elsewhere && problem.status() != StatusCode::NOT_FOUND;
    let back = (is_there && kept.is_none()).then(|| read_at.clone());
    let frame = Frame::new(visit, part, title).at(read_at).refused();
    // A link away from what is kept would lose it.
    let frame = if kept.is_some() || !typed.is_empty() { frame.quiet() } else { frame };
    let sent_to = visit.address.as_str();
    let faults = problem.field_faults().iter().filter(|fault| fault.code != problem.code()).collect();
    let page = ProblemPage { frame, problem, faults, request_id, session_over, kept, sent_to, typed, back };
    let mut response = html(problem.status(), &page)?;
    response.extensions_mut().insert(problem.clone());
    Ok(response)
}

/// What a person typed into a form, by the names of its fields: no boxes ticked, no keys, no codes that are over
/// once they were sent.
fn by_hand(language: Language, form: &SentForm) -> Vec<(String, String)> {
    let typed = |name: &str, value: &str| {
        let ours = matches!(name, KEY | VERSION | "code" | "step" | "then") || name.ends_with("[]");
        !ours && !value.trim().is_empty() && value != "true" && uuid::Uuid::parse_str(value).is_err()
    };
    let fields = form.fields.iter().filter(|(name, value)| typed(name, value));
    let named = fields.map(|(name, value)| (field(language, &name.replace('.', "/")), value.clone()));
    named.filter(|(name, _)| !name.is_empty()).collect()
}

fn title(language: Language, problem: &Problem) -> &'static str {
    match problem.status().as_u16() {
        401 => language.say("Your session is over", "Su sesión ha terminado"),
        403 => language.say("This is not for your account", "Esto no es para su cuenta"),
        404 => language.say("There is nothing here", "Aquí no hay nada"),
        409 => language.say("This cannot be done now", "Esto no se puede hacer ahora"),
        413 => language.say("That was too large", "Lo que envió es demasiado grande"),
        429 => language.say("Too many requests", "Demasiadas solicitudes"),
        400 | 415 | 422 => language.say("This could not be taken", "Esto no se pudo aceptar"),
        503 => language.say("The portal cannot answer just now", "El portal no puede responder ahora"),
        _ => language.say("The portal failed", "El portal falló"),
    }
}
