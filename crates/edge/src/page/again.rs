//! A form that was refused comes back: what is wrong with it, and everything that was typed.

use super::fill::Filled;
use super::visit::Visit;
use crate::body::Sent;
use crate::problem::Problem;
use axum::response::Response;
use http::StatusCode;

/// The answer to what was sent and refused: the problem to a program; to a person `page`, the form again.
/// What another form would not put right stays a problem.
///
/// # Errors
/// The problem.
pub fn again(
    sent: &Sent,
    problem: Problem,
    page: impl FnOnce(&Visit, StatusCode, Filled) -> Result<Response, Problem>,
) -> Result<Response, Problem> {
    if !sent.visit().is_page() || !may_be_put_right(problem.status()) {
        return Err(problem);
    }
    let mut faults = problem.field_faults().to_vec();
    if faults.is_empty() {
        faults.push(problem.as_fault(""));
    }
    let mut response = page(sent.visit(), problem.status(), sent.filled().faulty(&faults))?;
    // For the log.
    response.extensions_mut().insert(problem);
    Ok(response)
}

fn may_be_put_right(status: StatusCode) -> bool {
    matches!(status, StatusCode::BAD_REQUEST | StatusCode::CONFLICT | StatusCode::UNPROCESSABLE_ENTITY)
}
