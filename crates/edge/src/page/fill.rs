//! What stands in a form: what was typed, and what is wrong with it. A form that is refused comes back
//! with everything still in it.

use portal_core::fault::Fault;
use serde_json::{Map, Value};

/// The fields of a form as they are shown.
#[derive(Clone, Default)]
pub struct Filled {
    fields: Map<String, Value>,
    faults: Vec<Fault>,
}

impl std::fmt::Debug for Filled {
    /// People type health information into every box.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Filled({} fields, {} faults)", self.fields.len(), self.faults.len())
    }
}

impl Filled {
    /// A form with these fields in it.
    pub const fn with(fields: Map<String, Value>) -> Self {
        Self { fields, faults: Vec::new() }
    }

    /// Whether nothing was typed into it and nothing is wrong with it.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.faults.is_empty()
    }

    /// The same with what is wrong with it.
    #[must_use]
    pub fn faulty(mut self, faults: &[Fault]) -> Self {
        self.faults = faults.to_vec();
        self
    }

    /// What stands in a field; `path` as the form names it, `contact.name`.
    pub fn value(&self, path: &str) -> &str {
        self.find(path).and_then(Value::as_str).unwrap_or_default()
    }

    /// Whether a choice is the one made: a box ticked, an option picked.
    pub fn is(&self, path: &str, choice: &str) -> bool {
        match self.find(path) {
            Some(Value::String(text)) => text == choice,
            Some(Value::Bool(value)) => choice == if *value { "true" } else { "false" },
            Some(Value::Array(values)) => values.iter().any(|value| value.as_str() == Some(choice)),
            _ => false,
        }
    }

    /// What is wrong with a field, one sentence each.
    pub fn wrong(&self, path: &str) -> Vec<&Fault> {
        let pointer = format!("/{}", path.replace('.', "/"));
        self.faults.iter().filter(|fault| fault.field == pointer).collect()
    }

    /// Everything that is wrong.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// The field of this form that a fault lies in, as the form names it.
    pub fn field_of(fault: &Fault) -> String {
        fault.field.trim_start_matches('/').replace('/', ".")
    }

    /// Every field as a form would send it, for sending it again.
    pub fn flat(&self) -> Vec<(String, String)> {
        let mut flat = Vec::new();
        for (name, value) in &self.fields {
            flatten(name.clone(), value, &mut flat);
        }
        flat
    }

    fn find(&self, path: &str) -> Option<&Value> {
        let mut parts = path.split('.');
        let first = self.fields.get(parts.next()?)?;
        parts.try_fold(first, |value, part| match value {
            Value::Object(object) => object.get(part),
            Value::Array(list) => list.get(part.parse::<usize>().ok()?),
            _ => None,
        })
    }
}

fn flatten(name: String, value: &Value, flat: &mut Vec<(String, String)>) {
    match value {
        Value::Null => {}
        Value::Bool(value) => flat.push((name, value.to_string())),
        Value::Number(value) => flat.push((name, value.to_string())),
        Value::String(text) => flat.push((name, text.clone())),
        Value::Array(values) => {
            for (at, value) in values.iter().enumerate() {
                let of_list = if value.is_string() { format!("{name}[]") } else { format!("{name}.{at}") };
                flatten(of_list, value, flat);
            }
        }
        Value::Object(object) => {
            for (part, value) in object {
                flatten(format!("{name}.{part}"), value, flat);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_form_comes_back_with_everything_in_it_and_each_fault_at_its_field() {
        let Value::Object(fields) = json!({
            "mco": "ABHIL", "attested": "true", "contact": {"name": "Pat"}, "files": ["a", "b"],
            "claims": [{"rin": "1"}],
        }) else {
            panic!("an object")
        };
        let filled =
            Filled::with(fields).faulty(&[Fault::new("/claims/0/rin", "rin_shape", "A RIN has 9 digits.")]);
        assert_eq!((filled.value("contact.name"), filled.value("claims.0.rin")), ("Pat", "1"));
        assert_eq!((filled.value("contact.phone"), filled.value("claims.7.rin")), ("", ""));
        assert!(filled.is("attested", "true") && filled.is("files", "b") && !filled.is("files", "c"));
        assert_eq!(filled.wrong("claims.0.rin").len(), 1);
        assert_eq!(Filled::field_of(&filled.faults()[0]), "claims.0.rin");
        let flat = filled.flat();
        assert!(flat.contains(&("claims.0.rin".to_owned(), "1".to_owned())));
        assert!(flat.contains(&("files[]".to_owned(), "b".to_owned())));
    }
}
