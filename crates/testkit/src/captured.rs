//! What a function logs, as a test can read it, and what nobody may find there.

use crate::desk::{Desk, MEDICAID_ID, NPI};
use axum::Router;
use axum::body::Body;
use http::Request;
use portal_edge::logs;
use serde_json::{Value, json};
use std::io::Write;
use std::sync::{Arc, Mutex};
use tracing::Subscriber;

/// A word that no log has of itself: what a test puts where people type.
pub const PLANTED: &str = "Planted";

/// What people typed into [`crate::desk::dispute`] 1 and into a registration.
pub const PRIVATE: [&str; 16] = [
    PLANTED,
    "Quillfeather",
    "Ottoline",
    "012345678",
    "1980-02-29",
    "23ABC0000001",
    "PDXGR0000001",
    "Pat Clerk",
    "217-555-0100",
    "billing@prairie",
    "by telephone",
    "37-1234567",
    "371234567",
    "Prairie Community",
    MEDICAID_ID,
    NPI,
];

/// The upload of the sample events, which may be named; it happens to count up as the RIN does.
const SAMPLE_UPLOAD: &str = "019ab5d2-7c00-7f3e-9d7a-0123456789ab";

/// A log that a test can read.
#[derive(Clone, Debug, Default)]
pub struct Captured(Arc<Mutex<Vec<u8>>>);

impl Captured {
    /// What functions log with at this level, writing here.
    pub fn subscriber(&self, level: &'static str) -> impl Subscriber + Send + Sync + use<> {
        let writer = self.clone();
        logs::subscriber(Some(level), move || writer.clone())
    }

    /// What was logged so far.
    pub fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Every line that was logged at `trace` while something ran.
#[derive(Debug)]
pub struct Log(Vec<Value>);

impl Log {
    /// Runs something in a runtime of its own, and keeps what is logged by it and by all that it starts.
    pub fn of<T>(life: impl Future<Output = T>) -> (T, Self) {
        let captured = Captured::default();
        let outcome = tracing::subscriber::with_default(captured.subscriber("trace"), || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(life)
        });
        let lines = captured.text();
        let lines = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        // The embedded table logs whole requests; it is deployed nowhere.
        let of_tests = |line: &Value| line["target"].as_str().unwrap().starts_with("dynoxide");
        (outcome, Self(lines.filter(|line| !of_tests(line)).collect()))
    }

    /// The lines with this message.
    pub fn lines(&self, message: &str) -> Vec<&Value> {
        self.0.iter().filter(|line| line["message"] == message).collect()
    }

    /// The status of every request that was answered, in their order.
    pub fn statuses(&self) -> Vec<u64> {
        self.lines("request").into_iter().map(|line| line["status"].as_u64().unwrap()).collect()
    }

    /// Checks that no line holds anything of [`PRIVATE`], or one of `others`.
    #[track_caller]
    pub fn assert_private(&self, others: &[String]) {
        for line in &self.0 {
            let said = line.to_string().replace(SAMPLE_UPLOAD, "");
            for value in PRIVATE.into_iter().chain(others.iter().map(String::as_str)) {
                assert!(!said.contains(value), "{value} in {said}");
            }
        }
    }
}

/// What [`misuse`] is answered.
pub const MISUSED: [u64; 5] = [422, 400, 400, 401, 404];

/// Sends what is wrong in every way to where something is posted, with [`PLANTED`] in all of it.
pub async fn misuse(desk: &Desk, routes: &Router, path: &str, token: &str) {
    let post = |path: &str, token: &str| {
        let request = Request::post(path).header("content-type", "application/json");
        request.header("authorization", format!("Bearer {token}")).header("user-agent", PLANTED)
    };
    let fields = json!({PLANTED: PLANTED, "rin": PLANTED, "claims": [{"claim": PLANTED}]}).to_string();
    let unreadable = format!("{{\"rin\": {PLANTED}");
    let requests = [
        post(path, token).body(Body::from(fields.clone())),
        post(path, token).body(Body::from(unreadable)),
        post(path, token).header("idempotency-key", format!("{PLANTED} {PLANTED}")).body(Body::from("{}")),
        post(path, &format!("{PLANTED}.{PLANTED}.{PLANTED}")).body(Body::from(fields)),
        post(&format!("/{PLANTED}?name={PLANTED}"), token).body(Body::from("{}")),
    ];
    for request in requests {
        desk.send(routes, request.unwrap()).await;
    }
}
