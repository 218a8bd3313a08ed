//! The table, embedded: the keys and indexes of `template.yaml`, kept in step with it by hand.

use crate::counting::Requests;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType,
    Projection, ProjectionType, ScalarAttributeType,
};
use aws_sdk_dynamodb::{Client, Config};
use portal_store::{INDEX_DESK, INDEX_DUE, INDEX_OWNER, INDEX_PLAN, Store, sdk};

/// The table's name in tests.
pub const TABLE: &str = "portal";

/// A table of one's own.
#[derive(Clone, Debug)]
pub struct Database {
    /// The store on it.
    pub store: Store,
    /// The bare client, to look behind the store's back.
    pub client: Client,
    /// What it was asked.
    pub requests: Requests,
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
        let database = dynoxide::Database::memory().unwrap();
        tokio::spawn(dynoxide::server::serve_on(listener, database));
        let requests = Requests::default();
        let client = client(&endpoint, requests.clone());
        create_table(&client).await;
        requests.take();
        Self { store: Store::new(client.clone(), TABLE), client, requests }
    }
}

impl Database {
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

async fn create_table(client: &Client) {
    let names = [INDEX_OWNER, INDEX_DESK, INDEX_PLAN, INDEX_DUE];
    let text = |name: String| {
        AttributeDefinition::builder()
            .attribute_name(name)
            .attribute_type(ScalarAttributeType::S)
            .build()
            .unwrap()
    };
    let key =
        |name: String, kind| KeySchemaElement::builder().attribute_name(name).key_type(kind).build().unwrap();
    let mut create = client
        .create_table()
        .table_name(TABLE)
        .billing_mode(BillingMode::PayPerRequest)
        .attribute_definitions(text("pk".to_owned()))
        .attribute_definitions(text("sk".to_owned()))
        .key_schema(key("pk".to_owned(), KeyType::Hash))
        .key_schema(key("sk".to_owned(), KeyType::Range));
    for name in names {
        let projection = if name == INDEX_DUE {
            Projection::builder().projection_type(ProjectionType::KeysOnly)
        } else {
            Projection::builder().projection_type(ProjectionType::Include).non_key_attributes("summary")
        };
        create = create
            .attribute_definitions(text(format!("{name}_pk")))
            .attribute_definitions(text(format!("{name}_sk")))
            .global_secondary_indexes(
                GlobalSecondaryIndex::builder()
                    .index_name(name)
                    .key_schema(key(format!("{name}_pk"), KeyType::Hash))
                    .key_schema(key(format!("{name}_sk"), KeyType::Range))
                    .projection(projection.build())
                    .build()
                    .unwrap(),
            );
    }
    create.send().await.unwrap();
}
