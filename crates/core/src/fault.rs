//! What is wrong with what someone sent: said all at once, and never in the sender's own words.

use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What a message names, such as a day, a row or a limit, by the name under which the words of another language
/// ask for it. Days are as in JSON. Holds nothing the sender typed.
pub type Told = BTreeMap<&'static str, String>;

/// One fault of a request, at a place in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// JSON pointer to the value, such as `/claims/0/rin`; `""` is the whole request.
    pub field: String,
    /// Stable name of the fault, for programs.
    pub code: &'static str,
    /// What is wrong and how to put it right, for people. Holds nothing the sender typed.
    pub message: Cow<'static, str>,
    /// What the message names.
    #[serde(skip)]
    pub told: Told,
}

impl Fault {
    /// A fault at `field`.
    pub fn new(field: impl Into<String>, code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self { field: field.into(), code, message: message.into(), told: Told::new() }
    }

    /// The same fault, with one of the things that its message names.
    #[must_use]
    pub fn telling(mut self, name: &'static str, value: impl ToString) -> Self {
        self.told.insert(name, value.to_string());
        self
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
    /// What the message names.
    pub told: Told,
}

impl FieldFault {
    /// A fault named `code`.
    pub fn new(code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self { code, message: message.into(), told: Told::new() }
    }

    /// The same fault, with one of the things that its message names.
    #[must_use]
    pub fn telling(mut self, name: &'static str, value: impl ToString) -> Self {
        self.told.insert(name, value.to_string());
        self
    }

    /// The same fault, at a place.
    pub fn at(self, field: impl Into<String>) -> Fault {
        Fault { field: field.into(), code: self.code, message: self.message, told: self.told }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_fault_tells_goes_with_it_to_its_place_and_into_no_answer() {
        let fault = FieldFault::new("too_long", "Shorten this.").telling("most", 10).at("/comment");
        assert_eq!(fault.told["most"], "10");
        let json = serde_json::to_string(&fault).unwrap();
        assert_eq!(json, r#"{"field":"/comment","code":"too_long","message":"Shorten this."}"#);
    }
}
