//! The table of `template.yaml`, embedded.

use crate::counting::Requests;
use crate::template;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_dynamodb::{Client, Config};
use dynoxide::ImportOptions;
use portal_store::{Store, sdk};

/// The table's name in tests.
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
    embedded: dynoxide::Database,
}

/// A client of an endpoint, with the settings of the product.
pub fn client(endpoint: &str, requests: Requests) -> Client {
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("test", "test", None, None, "tests"))
        .endpoint_url(endpoint)
        .timeout_config(sdk::timeouts())
        .retry_config(sdk::retries())
        .interceptor(requests)
        .build();
    Client::from_conf(config)
}

impl Database {
    /// Starts one on a free port of loopback; it ends with the test's runtime.
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let embedded = dynoxide::Database::memory().unwrap();
        embedded.create_table(template::table(TABLE)).unwrap();
        tokio::spawn(dynoxide::server::serve_on(listener, embedded.clone()));
        let requests = Requests::default();
        let client = client(&endpoint, requests.clone());
        Self { store: Store::new(client.clone(), TABLE), client, requests, embedded }
    }

    /// Lays items of text into the table and its indexes, past the network: a hundred thousand of them
    /// take seconds.
    pub fn lay<const N: usize>(&self, items: impl IntoIterator<Item = [(&'static str, String); N]>) {
        let item = |attributes: [(&str, String); N]| {
            attributes.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect()
        };
        let items = items.into_iter().map(item).collect();
        self.embedded.import_items(TABLE, items, ImportOptions::default()).unwrap();
    }

    /// Who is on record for having read something, in which part.
    pub async fn audit(&self, of: &str) -> Vec<(String, String)> {
        let found = self
            .client
            .query()
            .table_name(TABLE)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", AttributeValue::S(format!("AUDIT#{of}")))
            .send()
            .await
            .unwrap();
        let text = |value: &AttributeValue| value.as_s().unwrap().clone();
        found.items().iter().map(|item| (text(&item["user"]), text(&item["role"]))).collect()
    }

    /// Ends a membership, as HFS would.
    pub async fn revoke(&self, user: &str, medicaid_id: &str) {
        self.client
            .update_item()
            .table_name(TABLE)
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
