//! A panic's message may quote what someone sent: only its place is logged.
#![allow(clippy::unwrap_used, clippy::panic, reason = "the test is about a panic")]

mod captured;

use captured::Captured;
use portal_edge::logs;

#[test]
fn a_panic_logs_its_place_and_not_its_message() {
    logs::start(Some("info"));
    let captured = Captured::default();
    let writer = captured.clone();
    let subscriber = logs::subscriber(Some("info"), move || writer.clone());
    let fallen = tracing::subscriber::with_default(subscriber, || {
        std::panic::catch_unwind(|| panic!("{} fell", "Jane Planted"))
    });
    assert!(fallen.is_err());
    let log = String::from_utf8(captured.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("panics.rs:"), "{log}");
    assert!(!log.contains("Planted"), "{log}");
}
