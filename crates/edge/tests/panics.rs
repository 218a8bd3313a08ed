//! A panic's message may quote what someone sent: only its place is logged.
#![allow(clippy::unwrap_used, clippy::panic, reason = "the test is about a panic")]

use portal_edge::logs;
use std::io::Write;
use std::sync::{Arc, Mutex};

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

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
