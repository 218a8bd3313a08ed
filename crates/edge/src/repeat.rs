//! Repeats: the same request under the same `Idempotency-Key` gets the first answer, whenever it comes.

use crate::caller::Caller;
use crate::opened::opened;
use crate::portal::Portal;
use crate::problem::Problem;
use http::StatusCode;
use portal_store::{CommitError, Dossier, Once, OnceAnswer, Replay, What};

/// What a request was answered before, as far as the table knows its key.
///
/// # Errors
/// 409 when the key belongs to another request.
pub fn answered(replayed: Option<Replay>) -> Result<Option<OnceAnswer>, Problem> {
    match replayed {
        Some(Replay::Same(answer)) => Ok(Some(answer)),
        Some(Replay::OtherPayload) => Err(CommitError::KeyReused.into()),
        None => Ok(None),
    }
}

/// What a refused request was answered before. A repeat that reads its key a moment before the first
/// one commits, and the rest a moment after, is refused for what it has itself done: so a refusal is
/// believed only after the key was looked up once more. Who is not let in at all is told no answer.
///
/// # Errors
/// The refusal itself, where the request was never answered before.
pub async fn or_first_answer(
    portal: &Portal,
    once: Option<&Once>,
    refusal: Problem,
) -> Result<OnceAnswer, Problem> {
    let status = refusal.status();
    if once.is_none() || !status.is_client_error() || status == StatusCode::UNAUTHORIZED {
        return Err(refusal);
    }
    answered(portal.store().replayed(once).await?)?.ok_or(refusal)
}

/// The ticket as a request was first answered, to whoever may still see it; and whoever sees it again
/// is on record for it: what is not on record is not shown.
///
/// # Errors
/// 404 when the caller has lost sight of it since.
pub async fn shown_again(
    portal: &Portal,
    caller: &Caller,
    answer: &OnceAnswer,
    request_id: &str,
) -> Result<Dossier, Problem> {
    let OnceAnswer::Ticket(id, _) = answer else { return Err(CommitError::KeyReused.into()) };
    let first = async { portal.store().first_answer(answer).await.map_err(Problem::from) };
    let (dossier, ()) = opened(portal, caller, id, What::ReadAgain, first, request_id, |_| Ok(())).await?;
    Ok(dossier)
}
