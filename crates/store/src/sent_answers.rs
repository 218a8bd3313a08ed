//! An answer workbook that was sent: what became of each of its answers, beside what it holds.

use crate::error::StoreError;
use crate::item::{pack, text};
use crate::upload_list::UploadStatus;
use crate::uploads::Slot;
use crate::{Store, keys};
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use portal_core::code_list;
use portal_core::identity::TicketId;
use serde::{Deserialize, Serialize};

code_list! {
    /// What became of one answer.
    pub enum AnswerOutcome {
        Proposed = "proposed", "Sent: the provider has the proposal";
        Refused = "refused", "Refused, and not to be had by sending it again";
        Failed = "failed", "Not known: sending it again may do";
    }
}

/// An answer of a workbook that was sent. Nothing of what it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentAnswer {
    /// To which ticket.
    pub ticket_id: TicketId,
    /// What became of it.
    pub outcome: AnswerOutcome,
    /// Whether it came after its last day.
    pub late: bool,
    /// Of one that was not sent: why, for programs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

impl SentAnswer {
    /// What became of each, now and before: what was proposed once stays so, though it is refused when it is sent
    /// again after the keys were forgotten.
    #[must_use]
    pub fn after(before: &[Self], now: Vec<Self>) -> Vec<Self> {
        let proposed = |one: &Self| {
            let of_it = |known: &&Self| known.ticket_id == one.ticket_id;
            before.iter().filter(of_it).find(|known| known.outcome == AnswerOutcome::Proposed).cloned()
        };
        now.into_iter().map(|one| proposed(&one).unwrap_or(one)).collect()
    }
}

/// Whether that is all, and something came of it: then the workbook was sent.
fn is_sent(answers: &[SentAnswer]) -> bool {
    answers.iter().any(|one| one.outcome == AnswerOutcome::Proposed)
        && answers.iter().all(|one| one.outcome != AnswerOutcome::Failed)
}

impl Store {
    /// Notes what became of each answer of a workbook. Once one was proposed and none is left to be tried again, the
    /// workbook was sent, and nothing is written over that.
    ///
    /// # Errors
    /// When the table fails.
    pub async fn answers_sent(&self, slot: &Slot, answers: &[SentAnswer]) -> Result<(), StoreError> {
        let mut expression = "SET sent = :sent".to_owned();
        let mut update = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("pk", text(keys::upload(&slot.id)))
            .key("sk", text(keys::UPLOAD))
            .condition_expression("#status = :valid AND #user = :user")
            .expression_attribute_names("#status", "status")
            .expression_attribute_names("#user", "user")
            .expression_attribute_values(":user", text(slot.user.as_str()))
            .expression_attribute_values(":valid", text(UploadStatus::Valid.code()))
            .expression_attribute_values(":sent", pack(&answers)?);
        if is_sent(answers) {
            expression.push_str(", #status = :filed, summary.#status = :filed");
            update = update.expression_attribute_values(":filed", text(UploadStatus::Filed.code()));
        }
        match update.update_expression(expression).send().await {
            Ok(_) => Ok(()),
            Err(error) => match error.as_service_error() {
                // It was sent before.
                Some(UpdateItemError::ConditionalCheckFailedException(_)) => Ok(()),
                Some(_) | None => Err(StoreError::from_sdk(&error)),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(ticket: &str, outcome: AnswerOutcome) -> SentAnswer {
        SentAnswer { ticket_id: ticket.parse().unwrap(), outcome, late: false, code: None }
    }

    #[test]
    fn what_was_proposed_once_stays_proposed_whatever_sending_it_again_says() {
        use AnswerOutcome::{Failed, Proposed, Refused};
        let before = [one("ticket-0001", Proposed), one("ticket-0002", Failed)];
        let now = vec![one("ticket-0001", Refused), one("ticket-0002", Refused), one("ticket-0003", Failed)];
        let after = SentAnswer::after(&before, now);
        let outcomes: Vec<_> = after.iter().map(|one| one.outcome).collect();
        assert_eq!(outcomes, [Proposed, Refused, Failed]);
        assert!(!is_sent(&after) && is_sent(&after[..2]));
        assert!(!is_sent(&after[1..2]), "of which nothing was proposed");
    }
}
