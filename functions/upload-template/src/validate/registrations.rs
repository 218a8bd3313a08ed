//! A workbook of registrations: what stands in it, and which of its providers its sender has registered for
//! before.

use crate::event::Landed;
use crate::validator::{Read, Validator, apart};
use crate::written::{finding, in_spanish, notes};
use portal_core::identity::{MedicaidId, UserId};
use portal_store::{Findings, Held, ProviderRow, StoreError};
use portal_workbook::{RowFault, annotate_registrations, read_registrations};
use std::collections::BTreeSet;

impl Validator {
    /// Reads a workbook of registrations, and checks it against what is on record of whoever sent it.
    ///
    /// # Errors
    /// When the table or the bucket fails.
    pub(crate) async fn read_registrations(
        &self,
        landed: &Landed,
        bytes: Vec<u8>,
        user: &UserId,
    ) -> Result<Read, StoreError> {
        let mut workbook = match apart(move || read_registrations(&bytes)).await {
            Ok(workbook) => workbook,
            Err(read) => return Ok(read),
        };
        let rows: Vec<ProviderRow> =
            workbook.rows.iter().map(|row| ProviderRow { row: row.number, form: row.form.clone() }).collect();
        workbook.add_faults(known(&rows, &Known::of(self, user).await?));
        let annotated = if workbook.faults.is_empty() && workbook.warnings.is_empty() {
            None
        } else {
            let marked = annotate_registrations(&workbook, &workbook.faults, &in_spanish);
            self.put_back(landed, marked).await?
        };
        // Nobody is shown a whole TIN: not one that has a fault either.
        let found = |fault: &RowFault| workbook.found(fault).filter(|_| fault.column != "tin");
        let told = |fault: &RowFault| finding(fault, found(fault));
        let findings = Findings {
            rows: u32::try_from(rows.len()).unwrap_or(u32::MAX),
            faults: workbook.faults.iter().map(told).collect(),
            warnings: workbook.warnings.iter().map(told).chain(notes(&workbook.notes)).collect(),
            annotated,
            division: None,
            until: None,
        };
        let is_valid = findings.faults.is_empty();
        Ok(Read { findings, held: is_valid.then_some(Held::Registrations(rows)) })
    }
}

/// The providers for which somebody has registered.
struct Known {
    approved: BTreeSet<MedicaidId>,
    pending: BTreeSet<MedicaidId>,
}

impl Known {
    async fn of(validator: &Validator, user: &UserId) -> Result<Self, StoreError> {
        let store = validator.portal().store();
        let (memberships, pending) =
            tokio::try_join!(store.memberships(user), store.awaited_providers(user))?;
        Ok(Self { approved: memberships.into_iter().map(|one| one.medicaid_id).collect(), pending })
    }
}

/// Rows that would register anew what is on record. Only a help: whoever files them a moment later files them,
/// as one may register twice by hand.
fn known(rows: &[ProviderRow], known: &Known) -> Vec<RowFault> {
    let of_row = |ProviderRow { row, form }: &ProviderRow| {
        let provider = form.medicaid_id.as_ref()?;
        if known.approved.contains(provider) {
            let message = "You act for this provider already, by a registration that HFS has approved. Take the row out.";
            return Some(RowFault::new(*row, "medicaid_id", "registered_already", message));
        }
        let message = "Your registration for this provider waits for HFS already. Take the row out.";
        let waits = known.pending.contains(provider);
        waits.then(|| RowFault::new(*row, "medicaid_id", "registration_pending", message))
    };
    rows.iter().filter_map(of_row).collect()
}
