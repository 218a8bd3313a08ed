//! What may be written on a ticket only until it is over, held by the transaction that writes it.

use crate::item::text;
use aws_sdk_dynamodb::types::builders::UpdateBuilder;
use portal_core::moves::StateName;

/// An update of a ticket's header under a condition, and under the further one that the ticket has not ended.
pub(crate) fn unless_over(update: UpdateBuilder, condition: &str) -> UpdateBuilder {
    let ends: Vec<&StateName> = StateName::ALL.iter().filter(|state| state.is_terminal()).collect();
    let names: Vec<String> = ends.iter().map(|state| format!(":{}", state.code())).collect();
    let update = update
        .condition_expression(format!("{condition} AND NOT (summary.#state IN ({}))", names.join(", ")))
        .expression_attribute_names("#state", "state");
    ends.iter()
        .zip(names)
        .fold(update, |update, (state, name)| update.expression_attribute_values(name, text(state.code())))
}
