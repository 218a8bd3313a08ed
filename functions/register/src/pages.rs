//! Registrations for people: the form, the list, one by itself.

pub mod batch;
pub mod batch_form;
pub mod blank;
pub mod list;
pub mod me;
pub mod opened;

use portal_edge::Frame;
use portal_edge::page::words;

/// The fields of the form by name, with what each is called.
fn named(frame: &Frame, names: &[String]) -> Vec<(String, String)> {
    names.iter().map(|name| (name.clone(), words::field(frame.language, &format!("/{name}")))).collect()
}
