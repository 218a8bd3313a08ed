//! A workbook divided: what of it may be filed now stays, and can be filed. One write of one item, which is its
//! own repeat.

use crate::error::StoreError;
use crate::item::{attribute, number, pack, read_id, text};
use crate::upload_list::{UploadStatus, UploadSummary};
use crate::uploads::{Findings, Slot};
use crate::{Store, keys};
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure;

/// What became of dividing a workbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Divided {
    /// Now, or before: it can be filed, or was.
    Done,
    /// There is no rejected workbook with rows to keep.
    Nothing,
}

impl Store {
    /// Leaves of a rejected workbook the rows that were kept with it, as valid; `findings` is what is still to be
    /// said of them.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn divide_upload(&self, slot: &Slot, findings: &Findings) -> Result<Divided, StoreError> {
        let summary = UploadSummary::read(slot, UploadStatus::Valid, findings);
        let update = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("pk", text(keys::upload(&slot.id)))
            .key("sk", text(keys::UPLOAD))
            .update_expression(
                "SET #status = :valid, findings = :findings, #rows = :rows, summary = :summary",
            )
            .condition_expression("#status = :rejected AND #user = :user AND attribute_exists(contents)")
            .expression_attribute_names("#status", "status")
            .expression_attribute_names("#rows", "rows")
            .expression_attribute_names("#user", "user")
            .expression_attribute_values(":rejected", text(UploadStatus::Rejected.code()))
            .expression_attribute_values(":valid", text(UploadStatus::Valid.code()))
            .expression_attribute_values(":user", text(slot.user.as_str()))
            .expression_attribute_values(":findings", pack(findings)?)
            .expression_attribute_values(":rows", number(findings.rows.into()))
            .expression_attribute_values(":summary", attribute(&summary)?)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let error = match update.send().await {
            Ok(_) => return Ok(Divided::Done),
            Err(error) => error,
        };
        let Some(UpdateItemError::ConditionalCheckFailedException(failed)) = error.as_service_error() else {
            return Err(StoreError::from_sdk(&error));
        };
        let stands = failed.item().map(|item| read_id::<UploadStatus>(item, "status")).transpose()?;
        Ok(match stands {
            Some(UploadStatus::Valid | UploadStatus::Filed) => Divided::Done,
            Some(UploadStatus::Waiting | UploadStatus::Rejected) | None => Divided::Nothing,
        })
    }
}
