//! Which rows of a list are wanted. What narrows is looked for in the rows' summaries, so it costs what is
//! looked through, not what is found.

use crate::item::text;
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, NaiveDate, Utc};
use portal_core::fault::FieldFault;
use portal_core::mco::McoCode;
use portal_core::moves::StateName;
use std::str::FromStr;

/// Only these rows; what is `None` or `false` narrows nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Narrowing {
    /// Only tickets in this state.
    pub state: Option<StateName>,
    /// Only tickets with this MCO.
    pub mco: Option<McoCode>,
    /// Only tickets filed at this instant or later.
    pub filed_from: Option<DateTime<Utc>>,
    /// Only tickets filed before this instant.
    pub filed_before: Option<DateTime<Utc>>,
    /// Only tickets with something due on this day or earlier.
    pub due_by: Option<NaiveDate>,
    /// Only what is overdue.
    pub overdue: bool,
    /// Only what is urgent (R15).
    pub urgent: bool,
    /// Only tickets whose number or tracking number holds this.
    pub text: Option<SearchText>,
}

/// Part of a ticket's number or of an MCO's tracking number, in capitals as both are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchText(String);

impl SearchText {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for SearchText {
    type Err = FieldFault;

    fn from_str(text: &str) -> Result<Self, FieldFault> {
        let text = text.trim();
        let plain =
            |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'/' | b'.' | b'_' | b' ');
        if (3..=40).contains(&text.len()) && text.bytes().all(plain) {
            return Ok(Self(text.to_ascii_uppercase()));
        }
        Err(FieldFault::new(
            "search_text_shape",
            "Search for 3 to 40 letters, digits, spaces or - / . _ of a ticket number or tracking number.",
        ))
    }
}

impl Narrowing {
    /// Whether every row is wanted.
    pub(crate) fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// The query, narrowed.
    pub(crate) fn narrow(&self, mut query: QueryFluentBuilder) -> QueryFluentBuilder {
        let mut wanted: Vec<&str> = Vec::new();
        let mut value = |condition, name: &str, value| {
            wanted.push(condition);
            (name.to_owned(), value)
        };
        let mut values: Vec<(String, AttributeValue)> = Vec::new();
        if let Some(state) = self.state {
            values.push(value("summary.#state = :state", ":state", text(state.code())));
            query = query.expression_attribute_names("#state", "state");
        }
        if let Some(mco) = &self.mco {
            values.push(value("summary.mco = :mco", ":mco", text(mco.as_str())));
        }
        if let Some(from) = self.filed_from {
            values.push(value("summary.filed_at >= :filed_from", ":filed_from", text(bound(from))));
        }
        if let Some(before) = self.filed_before {
            values.push(value("summary.filed_at < :filed_before", ":filed_before", text(bound(before))));
        }
        if let Some(day) = self.due_by {
            values.push(value("summary.due <= :due_by", ":due_by", text(day.to_string())));
        }
        if self.overdue {
            values.push(value("summary.overdue = :true", ":true", AttributeValue::Bool(true)));
        }
        if self.urgent {
            values.push(value("summary.urgent = :true", ":true", AttributeValue::Bool(true)));
        }
        if let Some(sought) = &self.text {
            let holds = "(contains(summary.#number, :text) OR contains(summary.mco_tracking_number, :text))";
            values.push(value(holds, ":text", text(sought.as_str())));
            query = query.expression_attribute_names("#number", "number");
        }
        if wanted.is_empty() {
            return query;
        }
        for (name, value) in values {
            query = query.expression_attribute_values(name, value);
        }
        query.filter_expression(wanted.join(" AND "))
    }
}

/// Without its zone, an instant sorts before every written form of itself, with and without fractions.
fn bound(instant: DateTime<Utc>) -> String {
    instant.format("%Y-%m-%dT%H:%M:%S").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_comes_before_its_own_instant_however_that_is_written() {
        let instant: DateTime<Utc> = "2026-11-24T06:00:00Z".parse().unwrap_or_default();
        for written in ["2026-11-24T06:00:00Z", "2026-11-24T06:00:00.000Z", "2026-11-24T06:00:00.123456789Z"]
        {
            assert!(written > bound(instant).as_str(), "{written}");
        }
        assert!("2026-11-24T05:59:59.999Z" < bound(instant).as_str());
    }

    #[test]
    fn what_is_sought_is_part_of_a_number_and_nothing_else() {
        assert_eq!("pdx-1".parse::<SearchText>().map(|text| text.0), Ok("PDX-1".to_owned()));
        for text in ["", "ab", "O'Brien", "Muñoz", &"1".repeat(41)] {
            assert_eq!(text.parse::<SearchText>().map_err(|fault| fault.code), Err("search_text_shape"));
        }
    }
}
