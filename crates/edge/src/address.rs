//! What a request's address says: the key in its path, and its query.

use crate::fields::Fields;
use crate::page::Filled;
use crate::problem::Problem;
use axum::extract::{FromRequestParts, Path, Query};
use http::request::Parts;
use portal_core::fault::FieldFault;
use serde_json::{Map, Value};
use std::str::FromStr;

/// The one key in a route's path, such as `{id}`. What cannot be a key is not found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key<T>(pub T);

impl<S, T> FromRequestParts<S> for Key<T>
where
    S: Send + Sync,
    T: FromStr<Err = FieldFault>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Path(text) =
            Path::<String>::from_request_parts(parts, state).await.map_err(|_| Problem::not_found())?;
        text.parse().map(Self).map_err(|_| Problem::not_found())
    }
}

/// The two keys in a route's path, such as `{id}` and `{file_id}`. What cannot be a key is not found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keys<A, B>(pub A, pub B);

impl<S, A, B> FromRequestParts<S> for Keys<A, B>
where
    S: Send + Sync,
    A: FromStr<Err = FieldFault>,
    B: FromStr<Err = FieldFault>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Path((one, other)) = Path::<(String, String)>::from_request_parts(parts, state)
            .await
            .map_err(|_| Problem::not_found())?;
        match (one.parse(), other.parse()) {
            (Ok(one), Ok(other)) => Ok(Self(one, other)),
            (Err(_), _) | (_, Err(_)) => Err(Problem::not_found()),
        }
    }
}

/// A request's query.
#[derive(Clone, Default)]
pub struct Asked(Map<String, Value>);

impl std::fmt::Debug for Asked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Asked({} fields)", self.0.len())
    }
}

impl Asked {
    /// A reader over its fields.
    pub fn fields(&self) -> Fields<'_> {
        Fields::of_text(&self.0)
    }

    /// What was asked, as a form shows it again.
    pub fn filled(&self) -> Filled {
        Filled::with(self.0.clone())
    }

    /// Whether nothing was asked.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The question, as the end of an address: `?` and what stands after it; blank where nothing was asked.
    pub fn query(&self) -> String {
        if self.is_empty() { String::new() } else { format!("?{}", self.with_each(&[])) }
    }

    /// The same question with one field more, or another one, as the part of an address after `?`.
    pub fn with(&self, name: &str, value: &str) -> String {
        self.with_each(&[(name, Some(value))])
    }

    /// The same with each of these fields, or without it.
    pub fn with_each(&self, fields: &[(&str, Option<&str>)]) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let stays = |known: &str| fields.iter().all(|(name, _)| *name != known);
        for (known, value) in self.0.iter().filter(|(known, _)| stays(known)) {
            query.append_pair(known, value.as_str().unwrap_or_default());
        }
        for (name, value) in fields {
            if let Some(value) = value {
                query.append_pair(name, value);
            }
        }
        query.finish()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri).map_err(|_| {
            Problem::unreadable("query_unreadable", "The part of the address after ? cannot be read.")
        })?;
        let mut asked = Map::new();
        for (name, value) in pairs {
            if asked.insert(name, Value::String(value)).is_some() {
                return Err(Problem::unreadable(
                    "query_repeated",
                    "A name stands twice in the part of the address after ?: say each once.",
                ));
            }
        }
        Ok(Self(asked))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn asked(uri: &str) -> Result<Asked, Problem> {
        let (mut parts, ()) = http::Request::get(uri).body(()).unwrap().into_parts();
        Asked::from_request_parts(&mut parts, &()).await
    }

    #[tokio::test]
    async fn a_query_is_read_like_a_body() {
        let query = asked("/window?filed_with_mco=2026-09-04&resolved=&limit=5").await.unwrap();
        let mut fields = query.fields();
        assert_eq!(fields.date("filed_with_mco"), "2026-09-04".parse().ok());
        assert_eq!((fields.date("resolved"), fields.integer("limit", 1..=100)), (None, Some(5)));
        fields.finish().unwrap();
    }

    #[tokio::test]
    async fn a_question_goes_on_with_one_field_changed() {
        let query = asked("/tickets?desk=mco&cursor=a").await.unwrap();
        assert_eq!(query.with("cursor", "b c"), "desk=mco&cursor=b+c");
        assert_eq!(asked("/tickets?text=a+b%26").await.unwrap().query(), "?text=a+b%26");
        assert_eq!(asked("/tickets").await.unwrap().query(), "");
        assert!(!query.is_empty() && query.filled().is("desk", "mco"));
    }

    #[tokio::test]
    async fn a_name_said_twice_is_unreadable() {
        assert_eq!(asked("/x?a=1&a=2").await.unwrap_err().code(), "query_repeated");
        assert!(asked("/x").await.is_ok());
    }
}
