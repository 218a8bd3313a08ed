//! What is wrong with what someone sent: said all at once, and never in the sender's own words.

use serde::Serialize;
use std::borrow::Cow;

/// One fault of a request, at a place in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// JSON pointer to the value, such as `/claims/0/rin`; `""` is the whole request.
    pub field: String,
    /// Stable name of the fault, for programs.
    pub code: &'static str,
    /// What is wrong and how to put it right, for people. Holds nothing the sender typed.
    pub message: Cow<'static, str>,
}

impl Fault {
    /// A fault at `field`.
    pub fn new(field: impl Into<String>, code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self { field: field.into(), code, message: message.into() }
    }
}

/// What is wrong with one value, before anyone knows where it stood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct FieldFault {
    /// Stable name of the fault.
    pub code: &'static str,
    /// What is wrong and how to put it right.
    pub message: Cow<'static, str>,
}

impl FieldFault {
    /// A fault named `code`.
    pub fn new(code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self { code, message: message.into() }
    }

    /// The same fault, at a place.
    pub fn at(self, field: impl Into<String>) -> Fault {
        Fault { field: field.into(), code: self.code, message: self.message }
    }
}
