//! The table of `template.yaml`: embedded, or one of its own on the local cloud where `PORTAL_JSON`
//! names one, so that the same tests hold both to the same promises.

use crate::counting::Requests;
use crate::template;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_dynamodb::{Client, Config};
use dynoxide::ImportOptions;
use portal_store::{Store, sdk};
use serde_json::json;
use std::collections::HashMap;
use std::time::Duration;

/// The embedded table's name.
pub const TABLE: &str = "portal";

/// A table of one's own.
#[derive(Clone)]
pub struct Database {
    /// The store on it.
    pub store: Store,
    /// The bare client, to look behind the store's back.
    pub client: Client,
    /// What it was asked.
    pub requests: Requests,
    /// Its table's name.
    pub table: String,
    embedded: Option<dynoxide::Database>,
}

/// A client of an endpoint, with the settings of the product but for its time-outs: an embedded table is
/// served by the test's own thread, and on a machine that others use fifty requests at once take it longer
/// than a table of the cloud may.
pub fn client(endpoint: &str, requests: Requests) -> Client {
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("test", "test", None, None, "tests"))
        .endpoint_url(endpoint)
        .timeout_config(patient())
        .retry_config(sdk::retries())
        .interceptor(requests)
        .build();
    Client::from_conf(config)
}

fn patient() -> TimeoutConfig {
    let (attempt, operation) = (Duration::from_secs(20), Duration::from_secs(60));
    sdk::timeouts().to_builder().operation_attempt_timeout(attempt).operation_timeout(operation).build()
}

/// The endpoint of the local cloud that the environment names.
#[allow(clippy::disallowed_methods, reason = "a test is told by its environment where the cloud is")]
fn cloud() -> Option<String> {
    let portal = std::fs::read(std::env::var("PORTAL_JSON").ok()?).unwrap();
    let portal: serde_json::Value = serde_json::from_slice(&portal).unwrap();
    Some(portal["endpoint"].as_str().unwrap().to_owned())
}

impl Database {
    /// Starts one on a free port of loopback, which ends with the test's runtime; or makes a table on
    /// the local cloud.
    pub async fn start() -> Self {
        match cloud() {
            Some(endpoint) => Self::on_cloud(&endpoint).await,
            None => Self::embedded().await,
        }
    }

    async fn embedded() -> Self {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let embedded = dynoxide::Database::memory().unwrap();
        embedded.create_table(template::table(TABLE)).unwrap();
        tokio::spawn(dynoxide::server::serve_on(listener, embedded.clone()));
        let requests = Requests::default();
        let client = client(&endpoint, requests.clone());
        let store = Store::new(client.clone(), TABLE);
        Self { store, client, requests, table: TABLE.to_owned(), embedded: Some(embedded) }
    }

    async fn on_cloud(endpoint: &str) -> Self {
        let requests = Requests::default();
        let client = client(endpoint, requests.clone());
        let table = format!("portal-{}", uuid::Uuid::new_v4());
        template::create_table(&client, &table).await;
        requests.take();
        Self { store: Store::new(client.clone(), &table), client, requests, table, embedded: None }
    }

    /// Lays items of text into the table and its indexes, past the network: a hundred thousand of them
    /// take seconds.
    pub fn lay<const N: usize>(&self, items: impl IntoIterator<Item = [(&'static str, String); N]>) {
        let item = |attributes: [(&str, String); N]| {
            attributes.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect()
        };
        let items = items.into_iter().map(item).collect();
        let embedded = self.embedded.as_ref().expect("an embedded table");
        embedded.import_items(TABLE, items, ImportOptions::default()).unwrap();
    }

    /// Who is on record for having opened something, in which part, in the order of the record.
    pub async fn audit(&self, of: &str) -> Vec<(String, String)> {
        let found = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :pk AND begins_with(sk, :readings)")
            .expression_attribute_values(":pk", AttributeValue::S(format!("AUDIT#{of}")))
            .expression_attribute_values(":readings", AttributeValue::S("READING#".to_owned()))
            .send()
            .await
            .unwrap();
        let said = |item: &HashMap<String, AttributeValue>, name: &str| {
            item["summary"].as_m().unwrap()[name].as_s().unwrap().clone()
        };
        found.items().iter().map(|item| (said(item, "user"), said(item, "role"))).collect()
    }

    /// Ends a membership after everything that the next write's sender has read, and before that write:
    /// what a revocation in the same instant would do.
    pub fn revoke_before_next_write(&self, user: &str, medicaid_id: &str) {
        let embedded = self.embedded.clone().expect("an embedded table");
        let revoked = json!({
            "TableName": TABLE,
            "Key": {"pk": {"S": format!("USER#{user}")}, "sk": {"S": format!("PROVIDER#{medicaid_id}")}},
            "UpdateExpression": "SET #status = :revoked",
            "ExpressionAttributeNames": {"#status": "status"},
            "ExpressionAttributeValues": {":revoked": {"S": "revoked"}},
        });
        self.requests.before_next_transaction(move || {
            embedded.update_item(serde_json::from_value(revoked).unwrap()).unwrap();
        });
    }

    /// Closes an account after a request has read what it needs, and before it writes.
    pub fn close_before_next_write(&self, user: &str) {
        let embedded = self.embedded.clone().expect("an embedded table");
        let left = json!({
            "TableName": TABLE,
            "Item": {
                "pk": {"S": format!("USER#{user}")}, "sk": {"S": "ACCOUNT"},
                "left_at": {"S": "2026-11-24T18:00:00.000Z"},
            },
        });
        self.requests.before_next_transaction(move || {
            embedded.put_item(serde_json::from_value(left).unwrap()).unwrap();
        });
    }

    /// Takes an item away, as the table does once it is past its time.
    pub async fn tidy_away(&self, pk: &str, sk: &str) {
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let delete = self.client.delete_item().table_name(&self.table);
        delete.key("pk", text(pk)).key("sk", text(sk)).send().await.unwrap();
        self.requests.take();
    }

    /// The same after everything that the next write's sender has read, and before that write.
    pub fn tidy_away_before_next_write(&self, pk: &str, sk: &str) {
        let embedded = self.embedded.clone().expect("an embedded table");
        let gone = json!({"TableName": TABLE, "Key": {"pk": {"S": pk}, "sk": {"S": sk}}});
        self.requests.before_next_transaction(move || {
            embedded.delete_item(serde_json::from_value(gone).unwrap()).unwrap();
        });
    }

    /// Ends a membership, as HFS would.
    pub async fn revoke(&self, user: &str, medicaid_id: &str) {
        self.client
            .update_item()
            .table_name(&self.table)
            .key("pk", AttributeValue::S(format!("USER#{user}")))
            .key("sk", AttributeValue::S(format!("PROVIDER#{medicaid_id}")))
            .update_expression("SET #status = :revoked")
            .expression_attribute_names("#status", "status")
            .expression_attribute_values(":revoked", AttributeValue::S("revoked".to_owned()))
            .send()
            .await
            .unwrap();
    }
}
