//! A panic's message may quote what someone sent: only its place is logged.
#![allow(clippy::unwrap_used, clippy::panic, reason = "the test is about a panic")]

use portal_edge::logs;
use portal_testkit::captured::Captured;

#[test]
fn a_panic_logs_its_place_and_not_its_message() {
    logs::start(Some("info"));
    let captured = Captured::default();
    let fallen = tracing::subscriber::with_default(captured.subscriber("info"), || {
        std::panic::catch_unwind(|| panic!("{} fell", "Jane Planted"))
    });
    assert!(fallen.is_err());
    let log = captured.text();
    assert!(log.contains("panics.rs:"), "{log}");
    assert!(!log.contains("Planted"), "{log}");
}
