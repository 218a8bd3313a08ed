//! The columns of the Providers sheet, in their order in the blank workbook.

use crate::cells::Cell;
use crate::column::{Column, Kind, fill};
use crate::value;
use portal_core::category::ProviderType;
use portal_core::fault::FieldFault;
use portal_core::registration::RegistrationForm;

/// The kinds of providers as the drop-down offers them, each with its name in Spanish; a test holds the list to core's.
pub(crate) const PROVIDER_TYPES: &[(ProviderType, &str)] = &[
    (ProviderType::Hospital, "Hospital"),
    (ProviderType::Clinic, "Clínica"),
    (ProviderType::Physician, "Médico u otro profesional"),
    (ProviderType::Dentist, "Dentista"),
    (ProviderType::Pharmacy, "Farmacia"),
    (ProviderType::BehavioralHealth, "Salud conductual"),
    (ProviderType::LongTermCare, "Cuidados a largo plazo"),
    (ProviderType::HomeHealth, "Atención médica en el hogar u hospicio"),
    (ProviderType::Laboratory, "Laboratorio o imágenes"),
    (ProviderType::Transportation, "Transporte"),
    (ProviderType::Equipment, "Equipo y suministros médicos"),
    (ProviderType::Other, "Otro"),
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
        kind: Kind::Listed('A', PROVIDER_TYPES.len()),
        width: 44,
        hint: "Required. Choose the kind of provider from the list.",
        read: |form, cell, _| fill(&mut form.provider_type, provider_type(cell)),
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

fn provider_type(cell: &Cell) -> Result<ProviderType, FieldFault> {
    value::choice(cell, PROVIDER_TYPES, |kind| [kind.code(), kind.label()])
}

/// The drop-down's choices.
pub(crate) fn choices() -> impl Iterator<Item = String> {
    PROVIDER_TYPES.iter().map(|(kind, _)| format!("{} – {}", kind.code(), kind.label()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_drop_down_holds_the_provider_types_and_each_reads_back_however_it_is_said() {
        let offered: Vec<ProviderType> = PROVIDER_TYPES.iter().map(|(kind, _)| *kind).collect();
        assert_eq!(offered, ProviderType::ALL);
        let labels: std::collections::BTreeMap<String, String> =
            serde_json::from_str(include_str!("../../../web/words/labels.es.json")).unwrap();
        for ((kind, spanish), choice) in PROVIDER_TYPES.iter().zip(choices()) {
            assert_eq!(labels[kind.label()], *spanish);
            let shouted = spanish.to_uppercase();
            for said in [kind.code(), kind.label(), spanish, &choice, &shouted] {
                assert_eq!(provider_type(&Cell::Text(said.to_owned())), Ok(*kind), "{said}");
            }
        }
        assert_eq!(provider_type(&Cell::Text("castle".to_owned())).unwrap_err().code, "unknown_code");
    }

    #[test]
    fn every_column_is_a_field_that_registration_requires() {
        let missing = RegistrationForm::default().missing();
        assert!(
            PROVIDER_COLUMNS.iter().all(|column| column.required && missing.iter().any(|m| m == column.name))
        );
    }
}
