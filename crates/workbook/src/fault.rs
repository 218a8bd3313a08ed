//! What is wrong with a cell, and what is worth saying about a workbook.

use portal_core::fault::{FieldFault, Told};
use serde::Serialize;
use std::borrow::Cow;

/// One fault or warning of one cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RowFault {
    /// The row as people see it in the sheet: the headings are usually row 1. 0 on the Ticket sheet, whose lines
    /// are known by their column.
    pub row: u32,
    /// The field's name in JSON, such as `rin`; on the Ticket sheet with `ticket.` before it.
    pub column: &'static str,
    /// Stable name of the fault.
    pub code: &'static str,
    /// What is wrong and how to put it right. Holds nothing the sender typed.
    pub message: Cow<'static, str>,
    /// What the message names.
    pub told: Told,
}

impl RowFault {
    /// A fault named `code`.
    pub fn new(
        row: u32,
        column: &'static str,
        code: &'static str,
        message: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self { row, column, code, message: message.into(), told: Told::new() }
    }

    /// A value's fault, at its place.
    pub fn of(row: u32, column: &'static str, fault: FieldFault) -> Self {
        Self { row, column, code: fault.code, message: fault.message, told: fault.told }
    }

    /// The same fault, with one of the things that its message names.
    #[must_use]
    pub fn telling(mut self, name: &'static str, value: impl ToString) -> Self {
        self.told.insert(name, value.to_string());
        self
    }
}

/// Something about the workbook as a whole that is neither a fault nor a warning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Note {
    /// Stable name of the note.
    pub code: &'static str,
    /// For people.
    pub message: Cow<'static, str>,
    /// What the message names.
    pub told: Told,
}

impl Note {
    /// A note named `code`.
    pub(crate) fn new(code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self { code, message: message.into(), told: Told::new() }
    }

    /// The same note, with one of the things that its message names.
    #[must_use]
    pub(crate) fn telling(mut self, name: &'static str, value: impl ToString) -> Self {
        self.told.insert(name, value.to_string());
        self
    }
}
