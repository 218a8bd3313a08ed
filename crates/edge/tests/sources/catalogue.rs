//! The catalogues of words, as tests read them.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A catalogue, with all the ways in which it says each code.
pub fn ways(catalogue: &str) -> BTreeMap<String, Vec<String>> {
    let words: BTreeMap<String, Value> = serde_json::from_str(catalogue).unwrap();
    let all = |value: Value| match value {
        Value::Array(ways) => ways.iter().map(|way| way.as_str().unwrap().to_owned()).collect(),
        one => vec![one.as_str().unwrap().to_owned()],
    };
    words.into_iter().map(|(code, value)| (code, all(value))).collect()
}

/// What these words name: `{most}`.
pub fn named(words: &str) -> BTreeSet<String> {
    words.split('{').skip(1).map(|after| after.split_once('}').unwrap().0.to_owned()).collect()
}
