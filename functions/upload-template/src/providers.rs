//! A provider of a registrations workbook, as its sender is shown it.

use portal_core::category::ProviderType;
use portal_core::identity::{MedicaidId, Npi, UsState, Zip};
use portal_core::text::Text;
use portal_store::ProviderRow;
use serde::Serialize;

/// A row. Of the TIN, the last four digits: enough to compare, too few to misuse.
#[derive(Serialize)]
pub struct ProviderView {
    pub row: u32,
    pub provider_name: Option<Text<120>>,
    pub npi: Option<Npi>,
    pub atypical: bool,
    pub medicaid_id: Option<MedicaidId>,
    pub tin: Option<String>,
    pub provider_type: Option<ProviderType>,
    pub street: Option<Text<120>>,
    pub city: Option<Text<60>>,
    pub state: Option<UsState>,
    pub zip: Option<Zip>,
}

impl From<&ProviderRow> for ProviderView {
    fn from(ProviderRow { row, form }: &ProviderRow) -> Self {
        Self {
            row: *row,
            provider_name: form.provider_name.clone(),
            npi: form.npi.clone(),
            atypical: form.atypical,
            medicaid_id: form.medicaid_id.clone(),
            tin: form.tin.as_ref().map(portal_core::identity::Tin::masked),
            provider_type: form.provider_type,
            street: form.street.clone(),
            city: form.city.clone(),
            state: form.state.clone(),
            zip: form.zip.clone(),
        }
    }
}
