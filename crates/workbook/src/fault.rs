//! What is wrong with a cell, and what is worth saying about a workbook.

use portal_core::fault::FieldFault;
use serde::Serialize;
use std::borrow::Cow;

/// One fault or warning of one cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RowFault {
    /// The row as people see it in the sheet: the headings are usually row 1.
    pub row: u32,
    /// The field's name in JSON, such as `rin`; on the Ticket sheet with `ticket.` before it.
    pub column: &'static str,
    /// Stable name of the fault.
    pub code: &'static str,
    /// What is wrong and how to put it right. Holds nothing the sender typed.
    pub message: Cow<'static, str>,
}

impl RowFault {
    /// A fault named `code`.
    pub fn new(
        row: u32,
        column: &'static str,
        code: &'static str,
        message: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self { row, column, code, message: message.into() }
    }

    pub(crate) fn of(row: u32, column: &'static str, fault: FieldFault) -> Self {
        Self { row, column, code: fault.code, message: fault.message }
    }
}

/// Something about the workbook as a whole that is neither a fault nor a warning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Note {
    /// Stable name of the note.
    pub code: &'static str,
    /// For people.
    pub message: Cow<'static, str>,
}
