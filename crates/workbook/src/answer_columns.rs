//! The columns of the sheets Answers and Tickets: what an MCO is given of its open tickets, and what it fills in.

use crate::answered::AnswerRow;
use crate::cells::Cell;
use crate::column::{Column, Given, Kind, fill};
use crate::{day, value};
use portal_core::fault::FieldFault;
use portal_core::identity::TicketNumber;
use portal_core::outcome::{Outcome, Summary};

/// The outcomes as the drop-down offers them, each in both languages; a test holds the list to core's.
pub(crate) const OUTCOMES: &[(Outcome, &str)] = &[
    (Outcome::Pay, "Pagar en su totalidad"),
    (Outcome::PayPart, "Pagar en parte"),
    (Outcome::Uphold, "Mantener la denegación"),
];

/// What a row of the sheet Tickets says.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct SummaryRow {
    pub(crate) ticket: Option<TicketNumber>,
    pub(crate) summary: Option<Summary>,
}

/// A column that is given, and shown again, but not read.
const fn given<T>(
    name: &'static str,
    (heading, spanish): (&'static str, &'static str),
    kind: Given,
    width: u8,
) -> Column<T> {
    let hint = "Given, and locked: leave it as it is.";
    Column {
        name,
        heading,
        spanish,
        required: false,
        kind: Kind::Given(kind),
        width,
        hint,
        read: |_, _, _| Ok(()),
    }
}

/// The columns of the sheet Answers, a claim a row.
pub(crate) const ANSWER_COLUMNS: &[Column<AnswerRow>] = &[
    Column {
        name: "ticket_number",
        heading: "Ticket number",
        spanish: "Número de disputa",
        required: true,
        kind: Kind::Given(Given::Text),
        width: 20,
        hint: "Given, and locked: by it the row is known. Leave it as it is.",
        read: |row, cell, _| fill(&mut row.ticket, number(cell)),
    },
    given("answer_due", ("Answer due", "Fecha límite"), Given::Day, 12),
    given("mco_tracking_number", ("MCO tracking number", "Número de seguimiento de la MCO"), Given::Text, 22),
    Column {
        name: "claim",
        heading: "Claim",
        spanish: "Reclamo",
        required: true,
        kind: Kind::Given(Given::Count),
        width: 8,
        hint: "Given, and locked: the claim's number on its ticket. Leave it as it is.",
        read: |row, cell, _| fill(&mut row.claim, claim(cell)),
    },
    given("member_last_name", ("Member last name", "Apellido del afiliado"), Given::Text, 20),
    given("member_first_name", ("Member first name", "Nombre del afiliado"), Given::Text, 20),
    Column {
        read: |row, cell, _| {
            row.rin = said(cell);
            Ok(())
        },
        ..given("rin", ("RIN", "RIN del afiliado"), Given::Text, 12)
    },
    Column {
        read: |row, cell, _| {
            row.mco_claim_number = said(cell);
            Ok(())
        },
        ..given("mco_claim_number", ("MCO claim number", "Número de reclamación de la MCO"), Given::Text, 22)
    },
    Column {
        read: |row, cell, epoch| {
            row.service_from = day::day(cell, epoch).ok();
            Ok(())
        },
        ..given("service_from", ("Service from", "Servicio desde"), Given::Day, 12)
    },
    given("service_to", ("Service to", "Servicio hasta"), Given::Day, 12),
    given("billed", ("Billed", "Facturado"), Given::Money, 12),
    given("paid", ("Paid", "Pagado"), Given::Money, 12),
    given("expected", ("Expected", "Esperado"), Given::Money, 12),
    Column {
        name: "outcome",
        heading: "Outcome",
        spanish: "Resultado",
        required: false,
        kind: Kind::Listed('A', OUTCOMES.len()),
        width: 40,
        hint: "Fill in: choose from the list. To leave the ticket for later, leave all of its rows empty.",
        read: |row, cell, _| fill(&mut row.outcome, outcome(cell)),
    },
    Column {
        name: "amount",
        heading: "Amount",
        spanish: "Importe",
        required: false,
        kind: Kind::Money,
        width: 14,
        hint: "Fill in where you pay in part: dollars and cents, less than what was billed. Paid in full and left empty, it is all that is in dispute. Empty where the denial is upheld.",
        read: |row, cell, _| fill(&mut row.amount, value::amount(cell)?.parse()),
    },
    Column {
        name: "reason",
        heading: "Reason",
        spanish: "Motivo",
        required: false,
        kind: Kind::Text(1000),
        width: 60,
        hint: "Fill in unless the claim is paid in full: the provider is owed a reason. At most 1,000 characters.",
        read: |row, cell, epoch| fill(&mut row.reason, value::free_text(cell, epoch)?.parse()),
    },
];

/// The columns of the sheet Tickets, a ticket a row.
pub(crate) const SUMMARY_COLUMNS: &[Column<SummaryRow>] = &[
    Column {
        name: "tickets.ticket_number",
        heading: "Ticket number",
        spanish: "Número de disputa",
        required: true,
        kind: Kind::Given(Given::Text),
        width: 20,
        hint: "Given, and locked: by it the row is known. Leave it as it is.",
        read: |row, cell, _| fill(&mut row.ticket, number(cell)),
    },
    given("tickets.provider", ("Provider", "Proveedor"), Given::Text, 28),
    given("tickets.category", ("Category", "Categoría"), Given::Text, 36),
    given("tickets.answer_due", ("Answer due", "Fecha límite"), Given::Day, 12),
    given("tickets.claims", ("Claims", "Reclamos"), Given::Count, 8),
    Column {
        name: "tickets.summary",
        heading: "Summary",
        spanish: "Resumen",
        required: false,
        kind: Kind::Text(4000),
        width: 90,
        hint: "Fill in: the whole of your proposal in words, at most 4,000 characters. To leave the ticket for later, leave this and all of its rows on Answers empty.",
        read: |row, cell, epoch| fill(&mut row.summary, value::free_text(cell, epoch)?.parse()),
    },
];

/// What stands there, where it can be read.
fn said(cell: &Cell) -> Option<String> {
    value::identifier(cell).ok().map(Into::into)
}

/// As it was given out, in any case of its letters.
fn number(cell: &Cell) -> Result<TicketNumber, FieldFault> {
    value::identifier(cell)?.to_ascii_uppercase().parse()
}

fn claim(cell: &Cell) -> Result<u16, FieldFault> {
    let place = value::text(cell)?.parse::<u16>().ok().filter(|place| *place > 0);
    place.ok_or_else(|| {
        FieldFault::new(
            "claim_place",
            "Write the claim's number on its ticket as the workbook was handed out with it: 1, 2 and so on.",
        )
    })
}

fn outcome(cell: &Cell) -> Result<Outcome, FieldFault> {
    value::choice(cell, OUTCOMES, |outcome| [outcome.code(), outcome.label()])
}

/// The drop-down's choices.
pub(crate) fn choices() -> impl Iterator<Item = String> {
    OUTCOMES.iter().map(|(outcome, spanish)| format!("{} – {spanish}", outcome.label()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_drop_down_holds_the_outcomes_and_each_reads_back_however_it_is_said() {
        let offered: Vec<Outcome> = OUTCOMES.iter().map(|(outcome, _)| *outcome).collect();
        assert_eq!(offered, Outcome::ALL);
        let labels: std::collections::BTreeMap<String, String> =
            serde_json::from_str(include_str!("../../../web/words/labels.es.json")).unwrap();
        for ((known, spanish), choice) in OUTCOMES.iter().zip(choices()) {
            assert_eq!(labels[known.label()], *spanish);
            let shouted = spanish.to_uppercase();
            for said in [known.code(), known.label(), spanish, &choice, &shouted] {
                assert_eq!(outcome(&Cell::Text(said.to_owned())), Ok(*known), "{said}");
            }
        }
        assert_eq!(outcome(&Cell::Text("maybe".to_owned())).unwrap_err().code, "unknown_code");
    }

    #[test]
    fn no_column_of_the_two_sheets_has_the_name_of_another() {
        let names = ANSWER_COLUMNS.iter().map(|column| column.name);
        let names: Vec<&str> = names.chain(SUMMARY_COLUMNS.iter().map(|column| column.name)).collect();
        let different: std::collections::BTreeSet<&&str> = names.iter().collect();
        assert_eq!(different.len(), names.len());
        assert!(SUMMARY_COLUMNS.iter().all(|column| column.name.starts_with("tickets.")));
    }
}
