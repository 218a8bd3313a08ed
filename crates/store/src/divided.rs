//! A workbook divided: what of it may be filed now stays, and can be filed.

use crate::error::CommitError;
use crate::held::Findings;
use crate::item::{attribute, text};
use crate::once::{Once, OnceAnswer};
use crate::transaction::{Part, Transaction};
use crate::upload_list::{UploadStatus, UploadSummary};
use crate::uploads::Slot;
use crate::{Store, keys};
use aws_sdk_dynamodb::types::Update;
use chrono::{DateTime, Utc};

impl Store {
    /// Leaves of a rejected workbook the rows that were kept with it, as valid; `findings` is what is still to be
    /// said of them. A repeat under the same key changes nothing.
    ///
    /// # Errors
    /// `Stale` where it is not rejected any more, or keeps no rows; `KeyReused`; when the table fails.
    pub async fn divide_upload(
        &self,
        slot: &Slot,
        findings: &Findings,
        once: Option<&Once>,
        now: DateTime<Utc>,
    ) -> Result<(), CommitError> {
        let summary = UploadSummary::read(slot, UploadStatus::Valid, findings);
        let update = Update::builder()
            .table_name(&self.table)
            .key("pk", text(keys::upload(&slot.id)))
            .key("sk", text(keys::UPLOAD))
            .update_expression("SET #status = :valid, findings = :findings, summary = :summary")
            .condition_expression("#status = :rejected AND #user = :user AND attribute_exists(contents)")
            .expression_attribute_names("#status", "status")
            .expression_attribute_names("#user", "user")
            .expression_attribute_values(":rejected", text(UploadStatus::Rejected.code()))
            .expression_attribute_values(":valid", text(UploadStatus::Valid.code()))
            .expression_attribute_values(":user", text(slot.user.as_str()))
            .expression_attribute_values(":findings", findings.packed()?)
            .expression_attribute_values(":summary", attribute(&summary)?);
        let mut transaction = Transaction::default();
        transaction.once(self, once, &OnceAnswer::Json(slot.id.as_str().to_owned()), now)?;
        transaction.update(update, Part::Version)?;
        transaction.commit(self, once).await.map(drop)
    }
}
