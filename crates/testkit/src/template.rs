//! The table as `template.yaml` describes it: the embedded one is made from that, so that there is
//! nothing to keep in step.

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

/// The request that makes the template's table under this name.
pub fn table(name: &str) -> CreateTableRequest {
    let template: Template = serde_saphyr::from_str(TEMPLATE).unwrap();
    let table = template.resources.table.properties;
    let request = json!({
        "TableName": name,
        "BillingMode": table.billing_mode,
        "AttributeDefinitions": table.attribute_definitions,
        "KeySchema": table.key_schema,
        "GlobalSecondaryIndexes": table.global_secondary_indexes,
    });
    serde_json::from_value(request).unwrap()
}
