//! Workbooks as they are sent, read and given back.

use crate::cloud::{Cloud, root, text};
use reqwest::StatusCode;
use serde_json::{Value, json};
use std::time::Duration;

impl Cloud {
    /// A slot for a claims workbook.
    pub async fn slot(&self, token: &str) -> Value {
        self.slot_for("claims", token).await
    }

    /// A slot for a workbook of this purpose.
    pub async fn slot_for(&self, purpose: &str, token: &str) -> Value {
        let body = json!({"purpose": purpose, "name": format!("{purpose}.xlsx"), "size": 20_000});
        self.post("/uploads", token, &body).await.expect(201)
    }

    /// A slot with a file posted to it, and what was found in that.
    pub async fn upload(&self, token: &str, file: Vec<u8>) -> Value {
        self.upload_for("claims", token, file).await
    }

    /// The same of a workbook of this purpose.
    pub async fn upload_for(&self, purpose: &str, token: &str, file: Vec<u8>) -> Value {
        let slot = self.slot_for(purpose, token).await;
        assert_eq!(self.post_form(&slot, file).await, 204);
        self.validated(token, &slot).await
    }

    /// An upload, once its file was read.
    pub async fn validated(&self, token: &str, slot: &Value) -> Value {
        self.upload_until(token, slot, |upload| upload["status"] != "waiting").await
    }

    /// An upload, once it is as awaited.
    pub async fn upload_until(&self, token: &str, slot: &Value, awaited: impl Fn(&Value) -> bool) -> Value {
        let place = format!("/uploads/{}", text(&slot["upload_id"]));
        let mut upload = Value::Null;
        for _ in 0..100 {
            upload = self.get(&place, token).await.expect(200);
            if awaited(&upload) {
                return upload;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        panic!("never came: {upload:#}")
    }

    /// The bytes at a signed address.
    pub async fn download(&self, url: &str) -> Vec<u8> {
        let answer = self.http.get(url).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        answer.bytes().await.unwrap().to_vec()
    }

    /// The bucket's event of the newest file at a key, as the sample has it.
    pub async fn landed(&self, key: &str) -> Value {
        let credentials = aws_sdk_s3::config::Credentials::new("test", "test", None, None, "the local cloud");
        let config = aws_sdk_s3::Config::builder()
            .behavior_version(aws_sdk_s3::config::BehaviorVersion::latest())
            .region(aws_sdk_s3::config::Region::new(self.portal.region.clone()))
            .endpoint_url(&self.portal.endpoint)
            .credentials_provider(credentials)
            .build();
        let client = aws_sdk_s3::Client::from_conf(config);
        let head = client.head_object().bucket(&self.portal.bucket).key(key).send().await.unwrap();
        let sample = root().join("events/upload-template/s3-object-created.json");
        let mut event: Value = serde_json::from_slice(&std::fs::read(sample).unwrap()).unwrap();
        let object = &mut event["Records"][0]["s3"]["object"];
        object["key"] = json!(key);
        object["versionId"] = json!(head.version_id().unwrap());
        event
    }
}
