//! The cloud: its addresses, its people's tokens and its schedules.

use chrono::{DateTime, Utc};
use reqwest::{Client, Method, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};
use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// What the running cloud wrote about itself.
#[derive(Clone, Debug, Deserialize)]
#[allow(missing_docs, reason = "the names are those of portal.json")]
pub struct Portal {
    pub url: String,
    pub client_id: String,
    pub bucket: String,
    pub table: String,
    pub endpoint: String,
    pub region: String,
    pub mails: String,
}

/// The deployed cloud.
#[derive(Clone)]
pub struct Cloud {
    /// What it wrote about itself.
    pub portal: Portal,
    pub(crate) http: Client,
}

/// An answer: its status, what kind of thing it is, and its JSON.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The content type.
    pub content_type: String,
    /// The `Retry-After` header.
    pub retry_after: Option<String>,
    /// The body, or null where it is no JSON.
    pub body: Value,
}

impl Answer {
    /// The body of an answer that has this status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{:#}", self.body);
        self.body
    }

    /// The code of a problem that has this status.
    #[track_caller]
    pub fn problem(self, status: u16) -> String {
        assert_eq!(self.content_type, "application/problem+json", "{:#}", self.body);
        let body = self.expect(status);
        assert!(body["request_id"].is_string() && body["title"].is_string(), "{body:#}");
        body["code"].as_str().unwrap().to_owned()
    }

    /// The faults of a 422: pointer and code, in their order.
    #[track_caller]
    pub fn faults(self) -> Vec<(String, String)> {
        let body = self.expect(422);
        let faults = body["faults"].as_array().unwrap();
        faults.iter().map(|fault| (text(&fault["field"]), text(&fault["code"]))).collect()
    }
}

/// A JSON string as text; empty where it is none.
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// The project's folder, from the package's, in which tests run.
pub(crate) fn root() -> PathBuf {
    PathBuf::from("..")
}

impl Cloud {
    /// The cloud that the environment names.
    pub fn here() -> Self {
        let path =
            std::env::var("PORTAL_JSON").map_or_else(|_| root().join(".local/portal.json"), PathBuf::from);
        let portal = std::fs::read_to_string(&path).expect("a running cloud: make run, or make test");
        let portal: Portal = serde_json::from_str(&portal).unwrap();
        let endpoint = reqwest::Url::parse(&portal.endpoint).unwrap();
        let address: SocketAddr = format!("127.0.0.1:{}", endpoint.port().unwrap()).parse().unwrap();
        let host = reqwest::Url::parse(&portal.url).unwrap().host_str().unwrap().to_owned();
        // Browsers and curl resolve *.localhost by themselves; this client is told.
        let http = Client::builder()
            .resolve(&host, address)
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self { portal, http }
    }

    /// The password of every account here.
    pub const PASSWORD: &str = "Portal-Demo-1";

    /// A bearer token of a demo account.
    pub async fn token(&self, user: &str) -> String {
        text(&self.signs_in(user, Self::PASSWORD).await["AuthenticationResult"]["AccessToken"])
    }

    /// What the sign-in service says to a name and a password.
    pub async fn signs_in(&self, user: &str, password: &str) -> Value {
        let parameters = json!({"USERNAME": user, "PASSWORD": password});
        let body = json!({
            "AuthFlow": "USER_PASSWORD_AUTH", "ClientId": self.portal.client_id, "AuthParameters": parameters
        });
        self.sign_in_service("InitiateAuth", &body).await
    }

    /// A bearer token of whoever was invited at this address: they sign in with the password of the mail,
    /// and choose their own.
    pub async fn accepts_invitation(&self, address: &str) -> String {
        let mails = self.mails("You have been invited").await;
        let mail = mails.iter().rev().find(|mail| mail.to == address).expect("an invitation");
        let (_, after) = mail.text.split_once("the password ").unwrap();
        let (password, _) = after.split_once(" and choose").unwrap();
        let challenge = self.signs_in(address, password).await;
        assert_eq!(challenge["ChallengeName"], "NEW_PASSWORD_REQUIRED", "{challenge:#}");
        let body = json!({
            "ChallengeName": "NEW_PASSWORD_REQUIRED", "ClientId": self.portal.client_id,
            "Session": challenge["Session"],
            "ChallengeResponses": {"USERNAME": address, "NEW_PASSWORD": Self::PASSWORD}
        });
        let answer = self.sign_in_service("RespondToAuthChallenge", &body).await;
        text(&answer["AuthenticationResult"]["AccessToken"])
    }

    async fn sign_in_service(&self, call: &str, body: &Value) -> Value {
        let answer = self
            .http
            .post(&self.portal.endpoint)
            .header("X-Amz-Target", format!("AWSCognitoIdentityProviderService.{call}"))
            .header("Content-Type", "application/x-amz-json-1.1")
            .body(body.to_string())
            .send()
            .await
            .unwrap();
        serde_json::from_str(&answer.text().await.unwrap()).unwrap()
    }

    /// A request with a JSON body and any headers.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        token: &str,
        body: Option<&Value>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut request = self.http.request(method, format!("{}{path}", self.portal.url));
        if !token.is_empty() {
            request = request.bearer_auth(token);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        Self::read(request).await
    }

    /// A request with a body of any kind.
    pub async fn send_raw(&self, path: &str, token: &str, content_type: &str, body: Vec<u8>) -> Answer {
        let url = format!("{}{path}", self.portal.url);
        Self::read(self.http.post(url).bearer_auth(token).header("Content-Type", content_type).body(body))
            .await
    }

    async fn read(request: reqwest::RequestBuilder) -> Answer {
        let answer = request.send().await.unwrap();
        let header =
            |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let (content_type, retry_after) = (header("content-type").unwrap_or_default(), header("retry-after"));
        let status = answer.status().as_u16();
        let body = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap_or(Value::Null);
        Answer { status, content_type, retry_after, body }
    }

    /// `GET`.
    pub async fn get(&self, path: &str, token: &str) -> Answer {
        self.send(Method::GET, path, token, None, &[]).await
    }

    /// `POST` without an idempotency key.
    pub async fn post(&self, path: &str, token: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, token, Some(body), &[]).await
    }

    /// `POST` with an idempotency key.
    pub async fn post_once(&self, path: &str, token: &str, key: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, token, Some(body), &[("Idempotency-Key", key)]).await
    }

    /// Raw bytes from the API, such as a blank workbook.
    pub async fn bytes(&self, path: &str) -> Vec<u8> {
        let answer = self.http.get(format!("{}{path}", self.portal.url)).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        answer.bytes().await.unwrap().to_vec()
    }

    /// The same to somebody who is signed in.
    pub async fn bytes_as(&self, path: &str, token: &str) -> Vec<u8> {
        let asked = self.http.get(format!("{}{path}", self.portal.url)).bearer_auth(token);
        let answer = asked.send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        answer.bytes().await.unwrap().to_vec()
    }

    /// A form post straight to S3, as an upload slot describes it.
    pub async fn post_form(&self, slot: &Value, file: Vec<u8>) -> u16 {
        let mut form = reqwest::multipart::Form::new();
        for (name, value) in slot["fields"].as_object().unwrap() {
            form = form.text(name.clone(), text(value));
        }
        form = form.part("file", reqwest::multipart::Part::bytes(file).file_name("claims.xlsx"));
        self.http.post(text(&slot["url"])).multipart(form).send().await.unwrap().status().as_u16()
    }

    /// Invokes a scheduled function with an event of this time; its answer.
    pub fn tick(&self, function: &str, at: DateTime<Utc>) -> Result<Value, String> {
        let at = at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
        script("tick.py", &[function, &at], b"")
    }

    /// Calls a function with an event of any kind; its answer.
    pub fn invoke(&self, function: &str, event: &Value) -> Result<Value, String> {
        script("invoke.py", &[function], event.to_string().as_bytes())
    }

    /// Sweeps at a time, until nothing more is due then.
    pub fn sweep(&self, at: DateTime<Utc>) -> Value {
        loop {
            let swept = self.tick("deadline_sweeper", at).unwrap();
            assert_eq!(swept["failed"], 0, "{swept:#}");
            if swept["more"] != true {
                return swept;
            }
        }
    }
}

/// Runs a script of `infra/local` on the same cloud; the JSON it says.
pub(crate) fn script(name: &str, arguments: &[&str], input: &[u8]) -> Result<Value, String> {
    let mut running = Command::new("python3")
        .arg(root().join("infra/local").join(name))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    running.stdin.take().unwrap().write_all(input).unwrap();
    let run = running.wait_with_output().unwrap();
    if run.status.success() {
        Ok(serde_json::from_slice(&run.stdout).unwrap_or(Value::Null))
    } else {
        Err(String::from_utf8_lossy(&run.stderr).into_owned())
    }
}
