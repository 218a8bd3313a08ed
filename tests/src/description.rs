//! `docs/openapi.yaml`, and what of an exchange it does not describe.

use crate::cloud::{Answer, text};
use serde_json::{Map, Value, json};

/// The API's description.
pub struct Description(Value);

/// One method at one path.
pub struct Operation<'a> {
    /// `GET` or `POST`.
    pub method: String,
    /// The path, such as `/tickets/{id}`.
    pub path: &'a str,
    /// What is said of it.
    pub said: &'a Value,
}

impl Description {
    /// As it is written.
    pub fn written() -> Self {
        Self(serde_saphyr::from_str(&std::fs::read_to_string("../docs/openapi.yaml").unwrap()).unwrap())
    }

    /// As it was served.
    pub const fn of(document: Value) -> Self {
        Self(document)
    }

    /// The whole of it.
    pub const fn document(&self) -> &Value {
        &self.0
    }

    /// Every operation.
    pub fn operations(&self) -> Vec<Operation<'_>> {
        let methods = ["get", "put", "post", "delete", "patch", "head", "options", "trace"];
        let of_path = |(path, item): (&'_ String, &'_ Value)| -> Vec<(String, String)> {
            let named = item.as_object().unwrap().keys().filter(|key| methods.contains(&key.as_str()));
            named.map(|method| (method.clone(), path.clone())).collect()
        };
        let all = object(&self.0["paths"]).iter().flat_map(of_path);
        all.map(|(method, path)| self.operation(&method, &path).unwrap()).collect()
    }

    /// The operation that a request is for: the path that has most of it word for word.
    pub fn operation(&self, method: &str, path: &str) -> Option<Operation<'_>> {
        let asked: Vec<&str> = path.split('?').next().unwrap().split('/').collect();
        let fits = |described: &&String| {
            let parts: Vec<&str> = described.split('/').collect();
            parts.len() == asked.len()
                && parts.iter().zip(&asked).all(|(part, asked)| part.starts_with('{') || part == asked)
        };
        let paths = object(&self.0["paths"]);
        let path = paths.keys().filter(fits).min_by_key(|path| path.matches('{').count())?;
        let said = paths[path].get(method.to_ascii_lowercase())?;
        Some(Operation { method: method.to_ascii_uppercase(), path, said })
    }

    /// What a `$ref` leads to, or the value itself.
    pub fn resolved<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value.get("$ref").and_then(Value::as_str) {
            Some(place) => self.0.pointer(place.trim_start_matches('#')).unwrap_or(&Value::Null),
            None => value,
        }
    }

    /// Where a value is not what a schema of the document says, in words.
    pub fn mismatches(&self, schema: &Value, value: &Value) -> Vec<String> {
        // The schema stands beside the components, so that its references lead to them.
        let root = json!({"allOf": [schema], "components": self.0["components"]});
        let draft = jsonschema::Draft::Draft202012;
        let validator =
            jsonschema::options().with_draft(draft).should_validate_formats(true).build(&root).unwrap();
        validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
    }

    /// What of an exchange is not described: the operation, the status, the kind of content, the body,
    /// a problem's code or a member of it; and, where it was taken, what was sent.
    pub fn undescribed(
        &self,
        method: &str,
        path: &str,
        sent: Option<&Value>,
        answer: &Answer,
    ) -> Vec<String> {
        let Some(operation) = self.operation(method, path) else { return vec!["no such operation".into()] };
        let mut faults = Vec::new();
        let taken = sent.filter(|_| answer.status < 300);
        let body = self.resolved(&operation.said["requestBody"]);
        if let Some(sent) = taken {
            faults.extend(self.mismatches(&body["content"]["application/json"]["schema"], sent));
        }
        let response = self.resolved(&operation.said["responses"][answer.status.to_string()]);
        let kind = answer.content_type.split(';').next().unwrap();
        let Some(content) = response["content"].get(kind) else {
            faults.push(format!("no {} of {kind}", answer.status));
            return faults;
        };
        faults.extend(self.mismatches(&content["schema"], &answer.body));
        if kind == "application/problem+json" {
            let code = text(&answer.body["code"]);
            if !text(&response["description"]).contains(&format!("`{code}`")) {
                faults.push(format!("the code {code} is not named"));
            }
            let known = object(&self.0["components"]["schemas"]["Problem"]["properties"]);
            let unknown = object(&answer.body).keys().filter(|member| !known.contains_key(*member));
            faults.extend(unknown.map(|member| format!("the member {member} is not named")));
        }
        faults
    }
}

/// A JSON object.
pub fn object(value: &Value) -> &Map<String, Value> {
    value.as_object().unwrap()
}
