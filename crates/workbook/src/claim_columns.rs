//! The columns of the Claims sheet, in their order in the blank workbook.

use crate::cells::Cell;
use crate::column::{Column, Kind, fill};
use crate::{day, value};
use portal_core::claim::Claim;
use portal_core::fault::FieldFault;
use portal_core::identity::ProcedureCode;

/// Codes of `ClaimType`, as the drop-down shows them; a test holds the two together.
const CLAIM_TYPES: &[&str] = &["837P", "837I", "837D", "pharmacy"];

/// Characters of a procedure code.
const PROCEDURE_CODE: u32 = 5;

/// Every column; `Claim` has a field for each.
pub(crate) const CLAIM_COLUMNS: &[Column<Claim>] = &[
    Column {
        name: "mco_tracking_number",
        heading: "MCO tracking number",
        spanish: "Número de seguimiento de la MCO",
        required: true,
        kind: Kind::Identifier(40),
        width: 22,
        hint: "Required. The number the MCO gave your dispute in its own process. 3 to 40 letters, digits, spaces or - / . _",
        read: |claim, cell, _| fill(&mut claim.mco_tracking_number, value::identifier(cell)?.parse()),
    },
    Column {
        name: "filed_with_mco",
        heading: "Date filed with MCO",
        spanish: "Fecha de presentación ante la MCO",
        required: true,
        kind: Kind::Day,
        width: 14,
        hint: "Required. The day you filed the dispute with the MCO. It opens the window in which this row may be filed here: not before day 30, not after day 60.",
        read: |claim, cell, epoch| fill(&mut claim.filed_with_mco, day::day(cell, epoch)),
    },
    Column {
        name: "mco_answered",
        heading: "MCO answer date",
        spanish: "Fecha de respuesta de la MCO",
        required: false,
        kind: Kind::Day,
        width: 14,
        hint: "The day of the MCO's answer. Leave it empty when there was none.",
        read: |claim, cell, epoch| fill(&mut claim.mco_answered, day::day(cell, epoch)),
    },
    Column {
        name: "member_last_name",
        heading: "Member last name",
        spanish: "Apellido del afiliado",
        required: true,
        kind: Kind::Text(60),
        width: 20,
        hint: "Required. The member's last name, at most 60 characters.",
        read: |claim, cell, _| fill(&mut claim.member_last_name, value::text(cell)?.parse()),
    },
    Column {
        name: "member_first_name",
        heading: "Member first name",
        spanish: "Nombre del afiliado",
        required: true,
        kind: Kind::Text(60),
        width: 20,
        hint: "Required. The member's first name, at most 60 characters.",
        read: |claim, cell, _| fill(&mut claim.member_first_name, value::text(cell)?.parse()),
    },
    Column {
        name: "rin",
        heading: "RIN",
        spanish: "RIN del afiliado",
        required: true,
        kind: Kind::Digits(9),
        width: 12,
        hint: "Required. The member's recipient number: 9 digits, zeros at the front included. The column is text so that the zeros stay.",
        read: |claim, cell, _| fill(&mut claim.rin, value::digit_identifier(cell)?.parse()),
    },
    Column {
        name: "date_of_birth",
        heading: "Date of birth",
        spanish: "Fecha de nacimiento",
        required: true,
        kind: Kind::Day,
        width: 14,
        hint: "Required. The member's date of birth, with four digits of the year.",
        read: |claim, cell, epoch| fill(&mut claim.date_of_birth, day::day(cell, epoch)),
    },
    Column {
        name: "service_from",
        heading: "Service from",
        spanish: "Servicio desde",
        required: true,
        kind: Kind::Day,
        width: 14,
        hint: "Required. The first day of service.",
        read: |claim, cell, epoch| fill(&mut claim.service_from, day::day(cell, epoch)),
    },
    Column {
        name: "service_to",
        heading: "Service to",
        spanish: "Servicio hasta",
        required: true,
        kind: Kind::Day,
        width: 14,
        hint: "Required. The last day of service: the first day again when it was one day.",
        read: |claim, cell, epoch| fill(&mut claim.service_to, day::day(cell, epoch)),
    },
    Column {
        name: "mco_claim_number",
        heading: "MCO claim number",
        spanish: "Número de reclamación de la MCO",
        required: true,
        kind: Kind::Identifier(38),
        width: 22,
        hint: "Required. The MCO's own number of the claim: 6 to 38 letters, digits or hyphens.",
        read: |claim, cell, _| fill(&mut claim.mco_claim_number, value::identifier(cell)?.parse()),
    },
    Column {
        name: "claim_type",
        heading: "Claim type",
        spanish: "Tipo de reclamación",
        required: true,
        kind: Kind::Choice(CLAIM_TYPES),
        width: 12,
        hint: "Required. 837P professional, 837I institutional, 837D dental, or pharmacy.",
        read: |claim, cell, _| fill(&mut claim.claim_type, value::code(cell)?.parse()),
    },
    Column {
        name: "billed",
        heading: "Billed",
        spanish: "Facturado",
        required: true,
        kind: Kind::Money,
        width: 13,
        hint: "Required. The amount billed, in dollars and cents.",
        read: |claim, cell, _| fill(&mut claim.billed, value::amount(cell)?.parse()),
    },
    Column {
        name: "paid",
        heading: "Paid",
        spanish: "Pagado",
        required: true,
        kind: Kind::Money,
        width: 13,
        hint: "Required. The amount the MCO paid: 0 when it paid nothing.",
        read: |claim, cell, _| fill(&mut claim.paid, value::amount(cell)?.parse()),
    },
    Column {
        name: "expected",
        heading: "Expected",
        spanish: "Esperado",
        required: true,
        kind: Kind::Money,
        width: 13,
        hint: "Required. The amount you expect in all, in dollars and cents.",
        read: |claim, cell, _| fill(&mut claim.expected, value::amount(cell)?.parse()),
    },
    Column {
        name: "denied_on",
        heading: "Denial date",
        spanish: "Fecha de denegación",
        required: false,
        kind: Kind::Day,
        width: 14,
        hint: "The day of the denial, as on the remittance advice.",
        read: |claim, cell, epoch| fill(&mut claim.denied_on, day::day(cell, epoch)),
    },
    Column {
        name: "carc",
        heading: "CARC",
        spanish: "Código CARC",
        required: false,
        kind: Kind::Text(4),
        width: 8,
        hint: "Claim adjustment reason code, such as 197 or B7.",
        read: |claim, cell, _| fill(&mut claim.carc, value::identifier(cell)?.parse()),
    },
    Column {
        name: "rarc",
        heading: "RARC",
        spanish: "Código RARC",
        required: false,
        kind: Kind::Text(6),
        width: 8,
        hint: "Remittance advice remark code, such as N54 or MA130.",
        read: |claim, cell, _| fill(&mut claim.rarc, value::identifier(cell)?.parse()),
    },
    Column {
        name: "procedure_code",
        heading: "Procedure or revenue code",
        spanish: "Código de procedimiento o ingreso",
        required: false,
        kind: Kind::Code(PROCEDURE_CODE),
        width: 16,
        hint: "A procedure code of 5 letters or digits, or a revenue code of 3 or 4 digits.",
        read: |claim, cell, _| fill(&mut claim.procedure_code, procedure_code(cell)),
    },
    Column {
        name: "authorization_number",
        heading: "Authorization number",
        spanish: "Número de autorización",
        required: false,
        kind: Kind::Identifier(30),
        width: 20,
        hint: "The prior-authorization number: at most 30 letters, digits or hyphens.",
        read: |claim, cell, _| fill(&mut claim.authorization_number, value::identifier(cell)?.parse()),
    },
    Column {
        name: "rendering_npi",
        heading: "Rendering NPI",
        spanish: "NPI del proveedor que prestó el servicio",
        required: false,
        kind: Kind::Digits(10),
        width: 14,
        hint: "The NPI of who rendered the service: 10 digits.",
        read: |claim, cell, _| fill(&mut claim.rendering_npi, value::digit_identifier(cell)?.parse()),
    },
    Column {
        name: "comment",
        heading: "Comment",
        spanish: "Comentario",
        required: false,
        kind: Kind::Text(500),
        width: 40,
        hint: "Anything else about this claim, at most 500 characters.",
        read: |claim, cell, epoch| fill(&mut claim.comment, value::free_text(cell, epoch)?.parse()),
    },
];

/// As a number, the procedure code 00250 and the revenue code 0250 are the same: 250.
fn procedure_code(cell: &Cell) -> Result<ProcedureCode, FieldFault> {
    if value::may_lack_zeros(cell, PROCEDURE_CODE) {
        return Err(FieldFault::new(
            "code_lost_zeros",
            "This cell holds a number, and numbers have no zeros in front: it may have been a procedure code such as 00250 or a revenue code such as 0250. Format the cell as text and type the code with its zeros.",
        ));
    }
    value::identifier(cell)?.parse()
}

#[cfg(test)]
mod tests {
    use super::*;
    use portal_core::category::ClaimType;

    #[test]
    fn every_column_is_a_field_of_a_claim_and_the_other_way_round() {
        let required: Vec<&str> = CLAIM_COLUMNS.iter().filter(|c| c.required).map(|c| c.name).collect();
        let mut expected: Vec<&str> = vec!["mco_tracking_number", "filed_with_mco"];
        expected.extend(Claim::default().missing());
        assert_eq!(required, expected);
        assert_eq!(CLAIM_COLUMNS.len(), 21);
    }

    #[test]
    fn the_drop_down_holds_the_claim_types() {
        let codes: Vec<&str> = ClaimType::ALL.iter().map(|kind| kind.code()).collect();
        assert_eq!(CLAIM_TYPES, codes);
    }
}
