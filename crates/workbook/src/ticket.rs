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

/// Labels that older and hand-made workbooks have, folded.
const ALIASES: &[(&str, &[&str])] = &[
    (
        "ticket.mco",
        &[
            "plan",
            "healthplan",
            "managedcareplan",
            "managedcareorganization",
            "managedcareorganizationmco",
            "plandesalud",
            "plandeatencionadministrada",
        ],
    ),
    ("ticket.program", &["medicaidprogram", "programademedicaid"]),
    ("ticket.category", &["disputecategory", "categoriadeladisputa", "asunto"]),
    ("ticket.npi", &["npi", "npinumber", "billingnpi", "billingprovidernpi", "numeronpi"]),
    (
        "ticket.medicaid_id",
        &[
            "providermedicaidid",
            "medicaidproviderid",
            "medicaidnumber",
            "hfsproviderid",
            "hfsmedicaidid",
            "numerodemedicaid",
            "iddemedicaiddelproveedor",
        ],
    ),
];

/// Over the hints of the blank workbook, which are no values.
pub(crate) const HINTS: &str = "What to enter";

/// How many columns right of its label a value is looked for: hand-made sheets leave some empty.
const REACH: u32 = 4;

/// What the sheet says, its faults, and its cells by line so that they can be given back.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ReadTicket {
    pub(crate) ticket: TicketSheet,
    pub(crate) faults: Vec<RowFault>,
    pub(crate) warnings: Vec<RowFault>,
    pub(crate) cells: Vec<Option<Cell>>,
    /// The labels of lines that were not found, or hold no value.
    pub(crate) lacking: Vec<&'static str>,
}

/// Reads the sheet: every cell that is a label of ours, and the next value to its right.
pub(crate) fn read(sheet: &Sheet) -> ReadTicket {
    let mut read = ReadTicket { cells: vec![None; TICKET_LINES.len()], ..ReadTicket::default() };
    let hints = column_of_hints(sheet);
    let mut is_labelled = vec![false; TICKET_LINES.len()];
    for cells in sheet.rows.values() {
        for (index, (at, cell)) in cells.iter().enumerate() {
            let Some(place) = place(cell) else { continue };
            let (Some(line), Some(slot), Some(labelled)) =
                (TICKET_LINES.get(place), read.cells.get_mut(place), is_labelled.get_mut(place))
            else {
                continue;
            };
            *labelled = true;
            let right = cells.get(index.saturating_add(1)..).unwrap_or_default();
            let value = right
                .iter()
                .take_while(|(column, cell)| {
                    // What is a label itself begins another line.
                    *column <= at.saturating_add(REACH) && self::place(cell).is_none()
                })
                .find(|(column, _)| Some(*column) != hints);
            // The first line of a label counts: what stands below may be an example.
            let (Some((_, value)), None) = (value, &slot) else { continue };
            *slot = Some(value.clone());
            match (line.read)(&mut read.ticket, value) {
                Ok(()) => {
                    let doubt = line.zeros_within.and_then(|most| value::doubt(value, most));
                    read.warnings.extend(doubt.map(|doubt| RowFault::of(0, line.column, doubt)));
                }
                Err(fault) => read.faults.push(RowFault::of(0, line.column, fault)),
            }
        }
    }
    let lines = TICKET_LINES.iter().zip(&read.cells).zip(&is_labelled);
    // A provider of a kind that has no NPI leaves that line empty.
    let is_lacking = |line: &Line, labelled: bool| line.column != "ticket.npi" || !labelled;
    let lacking = lines.filter(|((line, cell), labelled)| cell.is_none() && is_lacking(line, **labelled));
    read.lacking = lacking.map(|((line, _), _)| line.label).collect();
    read
}

fn column_of_hints(sheet: &Sheet) -> Option<u32> {
    let heading = value::folded(HINTS);
    let is_heading = |cell: &Cell| matches!(cell, Cell::Text(text) if value::folded(text) == heading);
    sheet.rows.values().flatten().find(|(_, cell)| is_heading(cell)).map(|(at, _)| *at)
}

/// The line of the Ticket sheet that a fault's column names.
pub(crate) fn line(column: &str) -> Option<usize> {
    TICKET_LINES.iter().position(|line| line.column == column)
}

/// Whether this is what the line of the MCO is called, here or elsewhere.
pub(crate) fn names_the_mco(heading: &Cell) -> bool {
    place(heading).and_then(|place| TICKET_LINES.get(place)).is_some_and(|line| line.column == "ticket.mco")
}

fn place(cell: &Cell) -> Option<usize> {
    let Cell::Text(text) = cell else { return None };
    let label = value::folded(text);
    let is_alias =
        |column| ALIASES.iter().any(|(of, names)| *of == column && names.contains(&label.as_str()));
    TICKET_LINES.iter().position(|line| {
        value::folded(line.label) == label || value::folded(line.spanish) == label || is_alias(line.column)
    })
}
