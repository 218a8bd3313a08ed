//! Items in and out: typed attributes for what is updated, packed bodies for what never changes.

use crate::error::StoreError;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::HashMap;
use std::io::{Read, Write};

pub(crate) type Item = HashMap<String, AttributeValue>;

/// What an unpacked body may hold at most: a hundred claims with every field at its longest are 0.3 MB.
const MAX_BODY: u64 = 8 << 20;

pub(crate) fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

pub(crate) fn number(value: u64) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

/// A typed attribute.
pub(crate) fn attribute<T: Serialize>(value: &T) -> Result<AttributeValue, StoreError> {
    serde_dynamo::to_attribute_value(value)
        .map_err(|_| StoreError::Corrupt("an attribute that cannot be written"))
}

/// Reads a typed attribute.
pub(crate) fn read<T: DeserializeOwned>(item: &Item, name: &'static str) -> Result<T, StoreError> {
    let value = item.get(name).cloned().unwrap_or(AttributeValue::Null(true));
    serde_dynamo::from_attribute_value(value).map_err(|_| StoreError::Corrupt(name))
}

/// Reads a text attribute.
pub(crate) fn read_text(item: &Item, name: &'static str) -> Result<String, StoreError> {
    match item.get(name) {
        Some(AttributeValue::S(text)) => Ok(text.clone()),
        _ => Err(StoreError::Corrupt(name)),
    }
}

/// Reads an identifier.
pub(crate) fn read_id<T: std::str::FromStr>(item: &Item, name: &'static str) -> Result<T, StoreError> {
    read_text(item, name)?.parse().map_err(|_| StoreError::Corrupt(name))
}

/// Packs what never changes: JSON, deflated. A hundred claims take a tenth of the write units.
pub(crate) fn pack<T: Serialize>(value: &T) -> Result<AttributeValue, StoreError> {
    let unwritable = |_| StoreError::Corrupt("a body that cannot be written");
    let json = serde_json::to_vec(value).map_err(|_| StoreError::Corrupt("a body that cannot be written"))?;
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&json).map_err(unwritable)?;
    Ok(AttributeValue::B(Blob::new(encoder.finish().map_err(unwritable)?)))
}

/// Unpacks it.
pub(crate) fn unpack<T: DeserializeOwned>(item: &Item, name: &'static str) -> Result<T, StoreError> {
    serde_json::from_slice(&inflated(item, name)?).map_err(|_| StoreError::Corrupt(name))
}

/// The very bytes that were packed.
pub(crate) fn inflated(item: &Item, name: &'static str) -> Result<Vec<u8>, StoreError> {
    let Some(AttributeValue::B(packed)) = item.get(name) else { return Err(StoreError::Corrupt(name)) };
    let mut json = Vec::new();
    let mut decoder = DeflateDecoder::new(packed.as_ref()).take(MAX_BODY);
    decoder.read_to_end(&mut json).map_err(|_| StoreError::Corrupt(name))?;
    Ok(json)
}
