//! The Ticket sheet: what all rows have in common, a label and a value in each row.

use crate::cells::{Cell, Sheet};
use crate::column::fill;
use crate::fault::RowFault;
use crate::value;
use portal_core::category::{Category, Program};
use portal_core::fault::FieldFault;
use portal_core::identity::{MedicaidId, Npi};
use portal_core::mco::McoCode;

/// What the Ticket sheet says; a field that is empty or faulty is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields are those of a ticket, by name")]
pub struct TicketSheet {
    pub mco: Option<McoCode>,
    pub program: Option<Program>,
    pub category: Option<Category>,
    pub npi: Option<Npi>,
    pub medicaid_id: Option<MedicaidId>,
}

/// One row of the Ticket sheet.
pub(crate) struct Line {
    pub(crate) column: &'static str,
    pub(crate) label: &'static str,
    pub(crate) spanish: &'static str,
    pub(crate) hint: &'static str,
    /// Of an identifier that zeros may begin: its most characters.
    zeros_within: Option<u32>,
    read: fn(&mut TicketSheet, &Cell) -> Result<(), FieldFault>,
}

/// In their order in the blank workbook.
pub(crate) const TICKET_LINES: &[Line] = &[
    Line {
        column: "ticket.mco",
        label: "MCO",
        spanish: "Plan (MCO)",
        hint: "Choose the managed-care plan. All rows of this workbook are disputes with it.",
        zeros_within: None,
        read: |sheet, cell| fill(&mut sheet.mco, value::code(cell)?.parse()),
    },
    Line {
        column: "ticket.program",
        label: "Program",
        spanish: "Programa",
        hint: "Choose the program the member was in on the day of service.",
        zeros_within: None,
        read: |sheet, cell| fill(&mut sheet.program, value::code(cell)?.parse()),
    },
    Line {
        column: "ticket.category",
        label: "Category",
        spanish: "Categoría",
        hint: "Choose what the dispute is about. Rows about something else belong on another workbook.",
        zeros_within: None,
        read: |sheet, cell| fill(&mut sheet.category, value::code(cell)?.parse()),
    },
    Line {
        column: "ticket.npi",
        label: "Provider NPI",
        spanish: "NPI del proveedor",
        hint: "The provider's NPI: 10 digits, as registered.",
        zeros_within: None,
        read: |sheet, cell| fill(&mut sheet.npi, value::digit_identifier(cell)?.parse()),
    },
    Line {
        column: "ticket.medicaid_id",
        label: "Medicaid ID",
        spanish: "ID de Medicaid",
        hint: "The provider's HFS (Medicaid) ID: 7 to 12 letters or digits, as registered.",
        zeros_within: Some(12),
        read: |sheet, cell| fill(&mut sheet.medicaid_id, value::identifier(cell)?.parse()),
    },
];

/// Labels that older and hand-made workbooks have.
const ALIASES: &[(&str, &str)] =
    &[("npi", "ticket.npi"), ("providermedicaidid", "ticket.medicaid_id"), ("plan", "ticket.mco")];

/// What the sheet says, its faults, and its cells by line so that they can be given back.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ReadTicket {
    pub(crate) ticket: TicketSheet,
    pub(crate) faults: Vec<RowFault>,
    pub(crate) warnings: Vec<RowFault>,
    pub(crate) cells: Vec<Option<Cell>>,
}

/// Reads the sheet: of each row, the first cell that is a label of ours, and the value to its right.
pub(crate) fn read(sheet: &Sheet) -> ReadTicket {
    let mut read = ReadTicket { cells: vec![None; TICKET_LINES.len()], ..ReadTicket::default() };
    for (index, cells) in &sheet.rows {
        let labelled = cells.iter().find_map(|(at, cell)| Some((*at, place(cell)?)));
        let Some((at, place)) = labelled else { continue };
        let value = cells.iter().find(|(column, _)| *column == at.saturating_add(1)).map(|(_, cell)| cell);
        let (Some(line), Some(cell), Some(slot)) =
            (TICKET_LINES.get(place), value, read.cells.get_mut(place))
        else {
            continue;
        };
        // The first line of a label counts: what stands below may be an example.
        if slot.is_some() {
            continue;
        }
        *slot = Some(cell.clone());
        let at = |fault| RowFault::of(index.saturating_add(1), line.column, fault);
        match (line.read)(&mut read.ticket, cell) {
            Ok(()) => {
                let doubt = line.zeros_within.and_then(|most| value::doubt(cell, most));
                read.warnings.extend(doubt.map(at));
            }
            Err(fault) => read.faults.push(at(fault)),
        }
    }
    read
}

/// The line of the Ticket sheet that a fault's column names.
pub(crate) fn line(column: &str) -> Option<usize> {
    TICKET_LINES.iter().position(|line| line.column == column)
}

fn place(cell: &Cell) -> Option<usize> {
    let Cell::Text(text) = cell else { return None };
    let label = value::folded(text);
    let alias = ALIASES.iter().find(|(alias, _)| *alias == label).map(|(_, column)| *column);
    TICKET_LINES.iter().position(|line| {
        Some(line.column) == alias
            || value::folded(line.label) == label
            || value::folded(line.spanish) == label
    })
}
