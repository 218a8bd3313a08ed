//! Reading a JSON object field by field: all its faults at once, each at its place.
//!
//! `null` and blank text are absent: a form field that was left blank is not filled in.

use crate::civil_day::civil_day;
use crate::problem::Problem;
use chrono::NaiveDate;
use portal_core::fault::{Fault, FieldFault};
use portal_core::money::Money;
use serde_json::{Map, Value};
use std::ops::RangeInclusive;
use std::str::FromStr;

/// Faults told at once. A hostile body of 1 MB can hold a hundred thousand.
const MOST_FAULTS: usize = 200;

/// A reader over one JSON object.
#[derive(Debug)]
pub struct Fields<'a> {
    object: &'a Map<String, Value>,
    at: String,
    known: Vec<&'static str>,
    faults: Vec<Fault>,
    spoken: Spoken,
}

/// Whether values have JSON types, or are all text, as in a query or a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Spoken {
    Json,
    Text,
}

impl<'a> Fields<'a> {
    /// Reads a JSON object, the whole of a request's body.
    pub fn of(object: &'a Map<String, Value>) -> Self {
        Self { object, at: String::new(), known: Vec::new(), faults: Vec::new(), spoken: Spoken::Json }
    }

    /// Reads an object whose values are all text: a query.
    pub fn of_text(object: &'a Map<String, Value>) -> Self {
        Self { spoken: Spoken::Text, ..Self::of(object) }
    }

    /// Text that parses as `T`.
    pub fn text<T: FromStr<Err = FieldFault>>(&mut self, name: &'static str) -> Option<T> {
        let wrong = ("not_text", "Send text, in quotation marks.");
        self.parse(name, wrong, str::parse)
    }

    /// A civil day, `YYYY-MM-DD`.
    pub fn date(&mut self, name: &'static str) -> Option<NaiveDate> {
        let wrong = ("not_a_date", "Send a day as text: YYYY-MM-DD, such as \"2026-10-20\".");
        self.parse(name, wrong, civil_day)
    }

    /// Dollars and cents, as text: a JSON number may have lost its cents on the way.
    pub fn money(&mut self, name: &'static str) -> Option<Money> {
        let wrong = ("money_not_text", "Send an amount as text with dollars and cents, such as \"1234.50\".");
        self.parse(name, wrong, str::parse)
    }

    /// One of a few words, each with what it stands for.
    pub fn one_of<T: Copy>(&mut self, name: &'static str, words: &[(&str, T)]) -> Option<T> {
        let word =
            self.parse(name, ("not_text", "Send text, in quotation marks."), |text| Ok(text.trim()))?;
        let meant = words.iter().find(|(known, _)| *known == word).map(|(_, meant)| *meant);
        if meant.is_none() {
            let known: Vec<String> = words.iter().map(|(word, _)| format!("\"{word}\"")).collect();
            self.fault(name, FieldFault::new("unknown_code", format!("Say {}.", known.join(" or "))));
        }
        meant
    }

    /// `true` or `false`.
    pub fn boolean(&mut self, name: &'static str) -> Option<bool> {
        match self.present(name)? {
            Value::Bool(value) => Some(*value),
            Value::String(text) if self.spoken == Spoken::Text && text == "true" => Some(true),
            Value::String(text) if self.spoken == Spoken::Text && text == "false" => Some(false),
            _ => self.wrong(name, "not_true_or_false", "Send true or false, without quotation marks."),
        }
    }

    /// A whole number within `range`.
    pub fn integer(&mut self, name: &'static str, range: RangeInclusive<u64>) -> Option<u64> {
        let value = self.present(name)?;
        let number = match value {
            Value::Number(number) => number.as_u64(),
            Value::String(text) if self.spoken == Spoken::Text => text.parse().ok(),
            _ => None,
        };
        let Some(number) = number else {
            return self.wrong(name, "not_a_whole_number", "Send a whole number, without quotation marks.");
        };
        if range.contains(&number) {
            return Some(number);
        }
        let (least, most) = (range.start(), range.end());
        let message = format!("Send a whole number from {least} to {most}.");
        let fault = FieldFault::new("number_out_of_range", message);
        self.fault(name, fault.telling("least", least).telling("most", most));
        None
    }

    /// A list of at most `most` texts that parse as `T`.
    pub fn texts<T: FromStr<Err = FieldFault>>(&mut self, name: &'static str, most: usize) -> Option<Vec<T>> {
        let values = self.list(name, most)?;
        let mut read = Vec::with_capacity(values.len());
        for (index, value) in values.iter().enumerate() {
            let result = match value {
                Value::String(text) => text.parse::<T>(),
                _ => Err(FieldFault::new("not_text", "Send text, in quotation marks.")),
            };
            match result {
                Ok(value) => read.push(value),
                Err(fault) => self.push(fault.at(format!("{}/{name}/{index}", self.at))),
            }
        }
        Some(read)
    }

    /// An object within, read by `read`.
    pub fn object<T>(&mut self, name: &'static str, read: impl FnOnce(&mut Fields<'_>) -> T) -> Option<T> {
        let Value::Object(object) = self.present(name)? else {
            return self.wrong(name, "not_an_object", "Send an object, in curly brackets.");
        };
        Some(self.within(object, format!("{}/{name}", self.at), read))
    }

    /// A list of at most `most` objects, each read by `read`.
    pub fn array<T>(
        &mut self,
        name: &'static str,
        most: usize,
        mut read: impl FnMut(&mut Fields<'_>) -> T,
    ) -> Option<Vec<T>> {
        let values = self.list(name, most)?;
        let mut items = Vec::with_capacity(values.len());
        for (index, value) in values.iter().enumerate() {
            let at = format!("{}/{name}/{index}", self.at);
            match value {
                Value::Object(object) => items.push(self.within(object, at, &mut read)),
                _ => self.push(Fault::new(at, "not_an_object", "Send an object, in curly brackets.")),
            }
        }
        Some(items)
    }

    /// What `read` reads, which has to be there: `fields.must("reason", Fields::text::<Text<2000>>)`.
    pub fn must<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&mut Self, &'static str) -> Option<T>,
    ) -> Option<T> {
        let before = self.faults.len();
        let value = read(self, name);
        if value.is_none() && self.faults.len() == before {
            self.fault(name, FieldFault::new("missing", "Fill this in: it is required."));
        }
        value
    }

    /// Adds a fault of a field.
    pub fn fault(&mut self, name: &str, fault: FieldFault) {
        self.push(fault.at(format!("{}/{name}", self.at)));
    }

    /// Adds a fault of a field that has no place in this request, where it says anything.
    pub fn refuse(&mut self, name: &'static str, fault: FieldFault) {
        if self.present(name).is_some() {
            self.fault(name, fault);
        }
    }

    /// Whether the request names the field, whatever it holds.
    pub fn names(&self, name: &str) -> bool {
        self.object.contains_key(name)
    }

    /// Ends reading: every fault found, fields that nobody reads among them, for who has more to add.
    pub fn into_faults(mut self) -> Vec<Fault> {
        self.report_unknown();
        let hidden = self.faults.len().saturating_sub(MOST_FAULTS);
        if hidden > 0 {
            self.faults.truncate(MOST_FAULTS);
            let message = format!("There are {hidden} more faults, not shown.");
            self.faults.push(Fault::new("", "more_faults", message).telling("more", hidden));
        }
        self.faults
    }

    /// Ends reading.
    ///
    /// # Errors
    /// 422 with every fault found, fields that nobody reads among them.
    pub fn finish(self) -> Result<(), Problem> {
        let faults = self.into_faults();
        if faults.is_empty() { Ok(()) } else { Err(Problem::faults(faults)) }
    }

    /// Ends reading, with what was made of the fields.
    ///
    /// # Errors
    /// 422 with every fault found.
    pub fn finish_with<T>(self, made: Option<T>) -> Result<T, Problem> {
        self.finish()?;
        // A required field that is absent without a fault was read without `must`: our own mistake.
        made.ok_or_else(|| Problem::internal("a required field was absent without a fault"))
    }

    fn present(&mut self, name: &'static str) -> Option<&'a Value> {
        if !self.known.contains(&name) {
            self.known.push(name);
        }
        self.object.get(name).filter(|value| match value {
            Value::Null => false,
            Value::String(text) => !text.trim().is_empty(),
            _ => true,
        })
    }

    fn parse<T>(
        &mut self,
        name: &'static str,
        (code, message): (&'static str, &'static str),
        parse: impl FnOnce(&'a str) -> Result<T, FieldFault>,
    ) -> Option<T> {
        let Value::String(text) = self.present(name)? else { return self.wrong(name, code, message) };
        match parse(text) {
            Ok(value) => Some(value),
            Err(fault) => {
                self.fault(name, fault);
                None
            }
        }
    }

    fn list(&mut self, name: &'static str, most: usize) -> Option<&'a [Value]> {
        let Value::Array(values) = self.present(name)? else {
            return self.wrong(name, "not_a_list", "Send a list, in square brackets.");
        };
        if values.len() > most {
            let message = format!("Send at most {most} of these.");
            self.fault(name, FieldFault::new("too_many", message).telling("most", most));
            return None;
        }
        Some(values)
    }

    fn within<T>(
        &mut self,
        object: &Map<String, Value>,
        at: String,
        read: impl FnOnce(&mut Fields<'_>) -> T,
    ) -> T {
        let mut inner = Fields { object, at, known: Vec::new(), faults: Vec::new(), spoken: self.spoken };
        let value = read(&mut inner);
        inner.report_unknown();
        self.faults.append(&mut inner.faults);
        value
    }

    fn wrong<T>(&mut self, name: &str, code: &'static str, message: &'static str) -> Option<T> {
        self.fault(name, FieldFault::new(code, message));
        None
    }

    fn push(&mut self, fault: Fault) {
        self.faults.push(fault);
    }

    fn report_unknown(&mut self) {
        let unknown: Vec<&String> =
            self.object.keys().filter(|name| !self.known.contains(&name.as_str())).collect();
        if unknown.is_empty() {
            return;
        }
        let message = format!("This field is not known here. Known are: {}.", self.known.join(", "));
        for name in unknown.into_iter().take(MOST_FAULTS) {
            // What someone typed may stand where a name should: only what looks like one is repeated.
            let looks_like_a_name = name.len() <= 40
                && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
            let at = if looks_like_a_name { format!("{}/{name}", self.at) } else { self.at.clone() };
            self.faults.push(Fault::new(at, "unknown_field", message.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use portal_core::identity::{Npi, Rin};
    use portal_core::text::Text;
    use serde_json::json;

    fn map(value: Value) -> Map<String, Value> {
        match value {
            Value::Object(map) => map,
            _ => panic!("not an object"),
        }
    }

    fn faults(result: Result<(), Problem>) -> Vec<(String, &'static str)> {
        let problem = result.unwrap_err();
        problem.field_faults().iter().map(|fault| (fault.field.clone(), fault.code)).collect()
    }

    #[test]
    fn every_fault_is_told_at_once_each_at_its_place() {
        let body = map(json!({
            "npi": "1234567898", "filed": "2026-02-30", "urgent": "yes", "billed": 12.5, "colour": "red",
            "contact": {"name": 7, "shoe_size": 44},
            "claims": [{"rin": "12345678"}, "x", {"rin": "012345678"}],
        }));
        let mut fields = Fields::of(&body);
        assert_eq!(fields.text::<Npi>("npi"), None);
        assert_eq!(fields.date("filed"), None);
        assert_eq!(fields.boolean("urgent"), None);
        assert_eq!(fields.money("billed"), None);
        assert_eq!(fields.must("reason", Fields::text::<Text<10>>), None);
        fields.object("contact", |contact| contact.text::<Text<10>>("name"));
        let claims = fields.array("claims", 100, |claim| claim.text::<Rin>("rin"));
        assert_eq!(claims.unwrap().len(), 2);
        let expected = [
            ("/npi", "npi_check_digit"),
            ("/filed", "date_not_real"),
            ("/urgent", "not_true_or_false"),
            ("/billed", "money_not_text"),
            ("/reason", "missing"),
            ("/contact/name", "not_text"),
            ("/contact/shoe_size", "unknown_field"),
            ("/claims/0/rin", "rin_lost_zero"),
            ("/claims/1", "not_an_object"),
            ("/colour", "unknown_field"),
        ];
        assert_eq!(faults(fields.finish()), expected.map(|(field, code)| (field.to_owned(), code)));
    }

    #[test]
    fn null_and_blank_text_are_absent() {
        let body = map(json!({"a": null, "b": "  ", "c": "", "d": "x"}));
        let mut fields = Fields::of(&body);
        let read = ["a", "b", "c", "d"].map(|name| fields.text::<Text<5>>(name).is_some());
        assert_eq!(read, [false, false, false, true]);
        fields.finish().unwrap();
    }

    #[test]
    fn an_unknown_field_says_which_are_known_and_repeats_no_text_of_the_sender() {
        let body = map(json!({"Jane Doe 1980-02-29": 1}));
        let mut fields = Fields::of(&body);
        fields.boolean("urgent");
        fields.text::<Text<5>>("reason");
        let problem = fields.finish().unwrap_err();
        let fault = &problem.field_faults()[0];
        assert_eq!((fault.field.as_str(), fault.code), ("", "unknown_field"));
        assert!(fault.message.contains("urgent, reason"), "{}", fault.message);
        assert!(!format!("{problem:?}").contains("Jane"));
    }

    #[test]
    fn a_hostile_body_gets_a_bounded_answer() {
        let body: Map<String, Value> = (0..50_000).map(|n| (format!("f{n}"), Value::Null)).collect();
        let problem = Fields::of(&body).finish().unwrap_err();
        assert!(problem.field_faults().len() <= MOST_FAULTS + 1);
    }

    #[test]
    fn lists_and_numbers_keep_their_bounds() {
        let body = map(json!({"ids": ["a", 2], "many": [1, 2, 3], "n": 101, "m": -1, "k": 7}));
        let mut fields = Fields::of(&body);
        assert_eq!(fields.texts::<Text<5>>("ids", 5).unwrap().len(), 1);
        assert_eq!(fields.texts::<Text<5>>("many", 2), None);
        assert_eq!((fields.integer("n", 1..=100), fields.integer("m", 1..=100)), (None, None));
        assert_eq!(fields.integer("k", 1..=100), Some(7));
        let expected = [
            ("/ids/1", "not_text"),
            ("/many", "too_many"),
            ("/n", "number_out_of_range"),
            ("/m", "not_a_whole_number"),
        ];
        assert_eq!(faults(fields.finish()), expected.map(|(field, code)| (field.to_owned(), code)));
    }

    #[test]
    fn a_query_speaks_text() {
        let query = map(json!({"limit": "20", "open": "true"}));
        let mut fields = Fields::of_text(&query);
        assert_eq!((fields.integer("limit", 1..=100), fields.boolean("open")), (Some(20), Some(true)));
        fields.finish().unwrap();
    }
}
