//! The table as `template.yaml` describes it: the embedded one is made from that, so that there is
//! nothing to keep in step.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
    ProjectionType, ScalarAttributeType,
};
use dynoxide::actions::create_table::CreateTableRequest;
use serde::Deserialize;
use serde_json::{Value, json};

const TEMPLATE: &str = include_str!("../../../template.yaml");

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Template {
    resources: Resources,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Resources {
    table: Resource,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Resource {
    properties: Table,
}

/// What the template and `CreateTable` call the same. Encryption, backups and the like belong to AWS.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Table {
    billing_mode: String,
    attribute_definitions: Value,
    key_schema: Value,
    global_secondary_indexes: Value,
}

fn described() -> Table {
    let template: Template = serde_saphyr::from_str(TEMPLATE).unwrap();
    template.resources.table.properties
}

/// Makes the template's table under this name, by the real SDK.
pub async fn create_table(client: &Client, name: &str) {
    let table = described();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let keys = |schema: &Value| -> Vec<KeySchemaElement> {
        let key = |key: &Value| {
            let kind = KeyType::from(text(&key["KeyType"]).as_str());
            KeySchemaElement::builder()
                .attribute_name(text(&key["AttributeName"]))
                .key_type(kind)
                .build()
                .unwrap()
        };
        schema.as_array().unwrap().iter().map(key).collect()
    };
    let attribute = |attribute: &Value| {
        AttributeDefinition::builder()
            .attribute_name(text(&attribute["AttributeName"]))
            .attribute_type(ScalarAttributeType::from(text(&attribute["AttributeType"]).as_str()))
            .build()
            .unwrap()
    };
    let index = |index: &Value| {
        let projection = &index["Projection"];
        let shown = projection["NonKeyAttributes"].as_array().map(|names| names.iter().map(text).collect());
        GlobalSecondaryIndex::builder()
            .index_name(text(&index["IndexName"]))
            .set_key_schema(Some(keys(&index["KeySchema"])))
            .projection(
                Projection::builder()
                    .projection_type(ProjectionType::from(text(&projection["ProjectionType"]).as_str()))
                    .set_non_key_attributes(shown)
                    .build(),
            )
            .build()
            .unwrap()
    };
    client
        .create_table()
        .table_name(name)
        .billing_mode(BillingMode::from(table.billing_mode.as_str()))
        .set_attribute_definitions(Some(
            table.attribute_definitions.as_array().unwrap().iter().map(attribute).collect(),
        ))
        .set_key_schema(Some(keys(&table.key_schema)))
        .set_global_secondary_indexes(Some(
            table.global_secondary_indexes.as_array().unwrap().iter().map(index).collect(),
        ))
        .send()
        .await
        .unwrap();
}

/// The request that makes the template's table under this name, for the embedded one.
pub fn table(name: &str) -> CreateTableRequest {
    let table = described();
    let request = json!({
        "TableName": name,
        "BillingMode": table.billing_mode,
        "AttributeDefinitions": table.attribute_definitions,
        "KeySchema": table.key_schema,
        "GlobalSecondaryIndexes": table.global_secondary_indexes,
    });
    serde_json::from_value(request).unwrap()
}
