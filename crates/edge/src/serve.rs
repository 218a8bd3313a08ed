//! Running as a Lambda function: behind the HTTP API, or on events.

use crate::logs;
use crate::portal::Portal;
use crate::route::app;
use crate::settings::environment;
use axum::Router;
use lambda_runtime::LambdaEvent;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::borrow::Cow;
use std::process::ExitCode;
use std::time::Instant;

/// Why an event was not carried out. The runtime logs and returns its `Debug`: nothing of the event.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {cause}")]
pub struct EventFault {
    /// Stable name.
    pub code: &'static str,
    /// What the log says of it.
    pub cause: Cow<'static, str>,
}

impl EventFault {
    /// A fault, with what the log says of it. Never anything of a person.
    pub fn new(code: &'static str, cause: impl Into<Cow<'static, str>>) -> Self {
        Self { code, cause: cause.into() }
    }

    /// The table or the bucket cannot be reached.
    pub const UNAVAILABLE: &'static str = "unavailable";
    /// The table or the bucket refuses.
    pub const STORE_FAILED: &'static str = "store_failed";
}

impl From<EventFault> for lambda_runtime::Diagnostic {
    fn from(fault: EventFault) -> Self {
        Self { error_type: fault.code.to_owned(), error_message: fault.cause.into_owned() }
    }
}

/// Serves `routes` behind the HTTP API until the runtime ends.
///
/// # Errors
/// When the runtime does not answer.
pub async fn run(routes: Router) -> Result<(), lambda_runtime::Error> {
    lambda_http::run(app(routes)).await
}

/// Carries out events until the runtime ends; `handler` gets the event and the request's id. One line
/// in the log an event; the outcome itself is the handler's to log.
///
/// # Errors
/// When the runtime does not answer.
pub async fn run_events<E, T, F>(handler: F) -> Result<(), lambda_runtime::Error>
where
    E: DeserializeOwned,
    T: Serialize,
    F: AsyncFn(E, String) -> Result<T, EventFault>,
{
    let handler = &handler;
    let service = lambda_runtime::service_fn(move |event: LambdaEvent<Value>| async move {
        carry_out(handler, event.payload, event.context.request_id).await
    });
    lambda_runtime::run(service).await
}

async fn carry_out<E, T, F>(handler: &F, payload: Value, request_id: String) -> Result<Value, EventFault>
where
    E: DeserializeOwned,
    T: Serialize,
    F: AsyncFn(E, String) -> Result<T, EventFault>,
{
    let started = Instant::now();
    let outcome = async {
        // serde's message quotes the event.
        let event = serde_json::from_value(payload)
            .map_err(|_| EventFault::new("event_unreadable", "not the event this function takes"))?;
        let done = handler(event, request_id.clone()).await?;
        serde_json::to_value(done).map_err(|_| EventFault::new("outcome_unwritable", "not JSON"))
    }
    .await;
    let duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    match &outcome {
        Ok(_) => tracing::info!(code = "ok", duration_ms, request_id, "event"),
        Err(fault) => {
            tracing::error!(code = fault.code, cause = %fault.cause, duration_ms, request_id, "event")
        }
    }
    outcome
}

/// The whole `main` of a function behind the HTTP API: `routes` makes its routes, and opens whatever
/// else they need.
pub async fn serve(routes: impl AsyncFnOnce(Portal) -> Router) -> ExitCode {
    let Some(portal) = start().await else { return ExitCode::FAILURE };
    end(run(routes(portal).await).await)
}

/// The whole `main` of a function on events: `prepare` makes what every event is carried out with.
pub async fn serve_events<S, E, T, F>(prepare: impl AsyncFnOnce(Portal) -> S, handler: F) -> ExitCode
where
    E: DeserializeOwned,
    T: Serialize,
    F: AsyncFn(&S, E, String) -> Result<T, EventFault>,
{
    let Some(portal) = start().await else { return ExitCode::FAILURE };
    let prepared = prepare(portal).await;
    end(run_events(async |event, request_id| handler(&prepared, event, request_id).await).await)
}

async fn start() -> Option<Portal> {
    logs::start(environment("RUST_LOG").as_deref());
    match Portal::from_environment().await {
        Ok(portal) => Some(portal),
        Err(error) => {
            tracing::error!(cause = %error, "the function cannot start");
            None
        }
    }
}

fn end(result: Result<(), lambda_runtime::Error>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(cause = %error, "the runtime ended");
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::ScheduledEvent;
    use serde_json::json;

    async fn year(event: ScheduledEvent, id: String) -> Result<Value, EventFault> {
        if id == "bad" { Err(EventFault::new("failed", "why")) } else { Ok(json!(event.time.to_rfc3339())) }
    }

    #[tokio::test]
    async fn an_event_is_carried_out_or_refused_without_being_quoted() {
        let event = json!({"time": "2026-11-24T12:15:00Z", "source": "aws.events"});
        let handler = year;
        let done = carry_out(&handler, event.clone(), "id".to_owned()).await;
        assert_eq!(done, Ok(json!("2026-11-24T12:15:00+00:00")));
        assert_eq!(carry_out(&handler, event, "bad".to_owned()).await.unwrap_err().code, "failed");
        let refused = carry_out(&handler, json!({"time": "Jane Doe"}), "id".to_owned()).await.unwrap_err();
        assert_eq!(refused.code, "event_unreadable");
        assert!(!format!("{refused:?}{refused}").contains("Jane"));
    }
}
