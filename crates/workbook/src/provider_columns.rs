//! The columns of the Providers sheet, in their order in the blank workbook.

use crate::cells::Cell;
use crate::column::{Column, Kind, fill};
use crate::value;
use portal_core::fault::FieldFault;
use portal_core::registration::RegistrationForm;

/// Codes of `ProviderType`, as the drop-down shows them; a test holds the two together.
const PROVIDER_TYPES: &[&str] = &[
    "hospital",
    "clinic",
    "physician",
    "dentist",
    "pharmacy",
    "behavioral_health",
    "long_term_care",
    "home_health",
    "laboratory",
    "transportation",
    "equipment",
    "other",
];

/// Every column; a registration has a field for each. R2: every one has to be filled.
pub(crate) const PROVIDER_COLUMNS: &[Column<RegistrationForm>] = &[
    Column {
        name: "provider_name",
        heading: "Provider name",
        spanish: "Nombre del proveedor",
        required: true,
        kind: Kind::Text(120),
        width: 36,
        hint: "Required. The provider's or facility's name, as HFS has it.",
        read: |form, cell, _| fill(&mut form.provider_name, value::text(cell)?.parse()),
    },
    Column {
        name: "npi",
        heading: "NPI",
        spanish: "NPI del proveedor",
        required: true,
        kind: Kind::Text(10),
        width: 14,
        hint: "Required. 10 digits. A provider of a kind that has no NPI writes the word atypical.",
        read: |form, cell, _| read_npi(form, cell),
    },
    Column {
        name: "medicaid_id",
        heading: "Medicaid ID",
        spanish: "ID de Medicaid",
        required: true,
        kind: Kind::Identifier(12),
        width: 16,
        hint: "Required. The HFS provider (Medicaid) ID: 7 to 12 letters or digits.",
        read: |form, cell, _| fill(&mut form.medicaid_id, value::identifier(cell)?.parse()),
    },
    Column {
        name: "tin",
        heading: "TIN",
        spanish: "Número de identificación fiscal (TIN)",
        required: true,
        kind: Kind::Text(10),
        width: 12,
        hint: "Required. The taxpayer identification number: 9 digits. The column is text so that zeros stay.",
        read: |form, cell, _| fill(&mut form.tin, value::digit_identifier(cell)?.parse()),
    },
    Column {
        name: "provider_type",
        heading: "Provider type",
        spanish: "Tipo de proveedor",
        required: true,
        kind: Kind::Choice(PROVIDER_TYPES),
        width: 20,
        hint: "Required. Choose the kind of provider from the list.",
        read: |form, cell, _| fill(&mut form.provider_type, value::code(cell)?.parse()),
    },
    Column {
        name: "street",
        heading: "Street",
        spanish: "Calle",
        required: true,
        kind: Kind::Text(120),
        width: 32,
        hint: "Required. Number and street.",
        read: |form, cell, _| fill(&mut form.street, value::text(cell)?.parse()),
    },
    Column {
        name: "city",
        heading: "City",
        spanish: "Ciudad",
        required: true,
        kind: Kind::Text(60),
        width: 20,
        hint: "Required.",
        read: |form, cell, _| fill(&mut form.city, value::text(cell)?.parse()),
    },
    Column {
        name: "state",
        heading: "State",
        spanish: "Estado",
        required: true,
        kind: Kind::Text(2),
        width: 8,
        hint: "Required. Two letters, such as IL.",
        read: |form, cell, _| fill(&mut form.state, value::identifier(cell)?.parse()),
    },
    Column {
        name: "zip",
        heading: "ZIP",
        spanish: "Código postal",
        required: true,
        kind: Kind::Text(10),
        width: 12,
        hint: "Required. 5 digits, or 9 written as 62701-1234. The column is text so that zeros stay.",
        read: |form, cell, _| fill(&mut form.zip, value::identifier(cell)?.parse()),
    },
];

fn read_npi(form: &mut RegistrationForm, cell: &Cell) -> Result<(), FieldFault> {
    let text = value::digit_identifier(cell)?;
    if text.eq_ignore_ascii_case("atypical") {
        form.atypical = true;
        return Ok(());
    }
    fill(&mut form.npi, text.parse())
}

#[cfg(test)]
mod tests {
    use super::*;
    use portal_core::category::ProviderType;

    #[test]
    fn the_drop_down_holds_the_provider_types() {
        let codes: Vec<&str> = ProviderType::ALL.iter().map(|kind| kind.code()).collect();
        assert_eq!(PROVIDER_TYPES, codes);
    }

    #[test]
    fn every_column_is_a_field_that_registration_requires() {
        let missing = RegistrationForm::default().missing();
        assert!(
            PROVIDER_COLUMNS.iter().all(|column| column.required && missing.iter().any(|m| m == column.name))
        );
    }
}
