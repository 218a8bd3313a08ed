//! Where a file on a ticket stands: written by its check, then by what the malware scanner says of the
//! version that was checked. Events may come twice, late, or in another order.

use crate::attachments::{Attachment, Measure};
use crate::error::StoreError;
use crate::item::{number, read_text, text};
use crate::uploads::Settled;
use crate::{Store, keys};
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure;
use portal_core::attachment::{FileRefusal, FileStatus, ScanVerdict};
use portal_core::identity::{FileId, TicketId};

impl Store {
    /// One file of a ticket, whichever lane it lies in: for its check. One read.
    ///
    /// # Errors
    /// When the table fails or the item does not read.
    pub async fn attachment(
        &self,
        ticket: &TicketId,
        file: &FileId,
    ) -> Result<Option<Attachment>, StoreError> {
        let item = self.item(keys::ticket(ticket), &keys::file(file)).await?;
        item.as_ref().map(Attachment::of_item).transpose()
    }

    /// Writes down what the check of a version found, unless one was checked before. Without a
    /// refusal the file is in quarantine. What was `found` of it, where nothing had been said, is written with
    /// it: from then on it takes up its own size of the side's share.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn settle_attachment(
        &self,
        ticket: &TicketId,
        file: &FileId,
        version: &str,
        refusal: Option<FileRefusal>,
        found: Option<&Measure>,
    ) -> Result<Settled, StoreError> {
        let status = if refusal.is_some() { FileStatus::Refused } else { FileStatus::Quarantined };
        let mut update = self
            .update_of_file(ticket, file)
            .condition_expression("#status = :waiting")
            .expression_attribute_values(":waiting", text(FileStatus::Waiting.code()))
            .expression_attribute_values(":status", text(status.code()))
            .expression_attribute_values(":version", text(version))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        // What has come is kept: only a slot that nobody used tidies itself away.
        let mut expression = "SET #status = :status, object_version = :version".to_owned();
        if let Some(why) = refusal {
            expression.push_str(", refusal = :why");
            update = update.expression_attribute_values(":why", text(why.code()));
        }
        if let Some(Measure { size, sha256 }) = found {
            expression.push_str(", #size = :size, sha256 = :sha256");
            update = update
                .expression_attribute_names("#size", "size")
                .expression_attribute_values(":size", number(*size))
                .expression_attribute_values(":sha256", text(sha256.as_str()));
        }
        expression.push_str(" REMOVE expires");
        match update.update_expression(expression).send().await {
            Ok(_) => Ok(Settled::Now),
            Err(error) => match error.as_service_error() {
                Some(UpdateItemError::ConditionalCheckFailedException(failed)) => {
                    let Some(stands) = failed.item() else { return Ok(Settled::Unknown) };
                    let same = read_text(stands, "object_version").is_ok_and(|checked| checked == version);
                    Ok(if same { Settled::Before } else { Settled::SlotUsed })
                }
                Some(_) | None => Err(StoreError::from_sdk(&error)),
            },
        }
    }

    /// Writes down what the scanner says of the version that was checked; whether that changed anything.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn settle_scan(
        &self,
        ticket: &TicketId,
        file: &FileId,
        version: &str,
        verdict: ScanVerdict,
    ) -> Result<bool, StoreError> {
        let from = verdict.overrules();
        let names: Vec<String> = from.iter().map(|status| format!(":{}", status.code())).collect();
        let mut update = self
            .update_of_file(ticket, file)
            .update_expression("SET #status = :status")
            .condition_expression(format!("object_version = :version AND #status IN ({})", names.join(", ")))
            .expression_attribute_values(":status", text(verdict.status().code()))
            .expression_attribute_values(":version", text(version));
        for (status, name) in from.iter().zip(names) {
            update = update.expression_attribute_values(name, text(status.code()));
        }
        match update.send().await {
            Ok(_) => Ok(true),
            Err(error) => match error.as_service_error() {
                Some(UpdateItemError::ConditionalCheckFailedException(_)) => Ok(false),
                Some(_) | None => Err(StoreError::from_sdk(&error)),
            },
        }
    }

    fn update_of_file(&self, ticket: &TicketId, file: &FileId) -> UpdateItemFluentBuilder {
        self.client
            .update_item()
            .table_name(&self.table)
            .key("pk", text(keys::ticket(ticket)))
            .key("sk", text(keys::file(file)))
            .expression_attribute_names("#status", "status")
    }
}
