//! The table that tests run on is the one that is deployed, and the one that the store asks.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use aws_sdk_dynamodb::types::{BillingMode, KeySchemaElement, KeyType, ScalarAttributeType};
use portal_store::{INDEX_DESK, INDEX_DUE, INDEX_OWNER, INDEX_PLAN};
use portal_testkit::database::{Database, TABLE};
use std::collections::BTreeMap;

fn keys(schema: &[KeySchemaElement]) -> Vec<(&str, &KeyType)> {
    schema.iter().map(|key| (key.attribute_name(), key.key_type())).collect()
}

#[tokio::test]
async fn the_template_has_every_index_that_the_store_asks_and_no_other() {
    let database = Database::start().await;
    let table = database.client.describe_table().table_name(TABLE).send().await.unwrap().table.unwrap();
    let billing = table.billing_mode_summary().and_then(|summary| summary.billing_mode());
    assert_eq!(billing, Some(&BillingMode::PayPerRequest));
    assert_eq!(keys(table.key_schema()), [("pk", &KeyType::Hash), ("sk", &KeyType::Range)]);
    let indexes = table.global_secondary_indexes();
    let by_name: BTreeMap<_, _> = indexes.iter().map(|index| (index.index_name().unwrap(), index)).collect();
    let asked = BTreeMap::from([
        (INDEX_OWNER, &["summary"][..]),
        (INDEX_DESK, &["summary"]),
        (INDEX_PLAN, &["summary"]),
        (INDEX_DUE, &[]),
    ]);
    assert!(by_name.keys().eq(asked.keys()), "{:?}", by_name.keys());
    for (name, projected) in asked {
        let index = by_name[name];
        let (hash, range) = (format!("{name}_pk"), format!("{name}_sk"));
        assert_eq!(keys(index.key_schema()), [(&*hash, &KeyType::Hash), (&*range, &KeyType::Range)]);
        assert_eq!(index.projection().unwrap().non_key_attributes(), projected, "{name}");
    }
    let texts = table.attribute_definitions();
    assert!(texts.iter().all(|text| *text.attribute_type() == ScalarAttributeType::S));
    assert_eq!(texts.len(), 2 + 2 * indexes.len());
}
