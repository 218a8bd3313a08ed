//! The public face of a user pool, for tests: what anyone may call (signing up, codes, passwords) and the
//! token endpoint. Every code it sends is the same.

use crate::pool::{client_at, request};
use portal_store::SignUps;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};

/// The code in every mail.
pub const CODE: &str = "123456";

/// The face; it ends with the test's runtime.
#[derive(Clone)]
pub struct Front {
    url: String,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    /// User name → address, whether confirmed.
    accounts: HashMap<String, (String, bool)>,
    grant: Option<Value>,
    asked: Vec<HashMap<String, String>>,
    calls: Vec<String>,
    down: bool,
}

impl Front {
    /// Starts one that knows nobody and grants nothing.
    pub async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State::default()));
        tokio::spawn(serve(listener, Arc::clone(&state)));
        Self { url, state }
    }

    /// Where it is.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The store's view of it.
    pub fn sign_ups(&self) -> SignUps {
        SignUps::new(client_at(&self.url), "portal-client")
    }

    /// What the token endpoint gives from now on; null refuses.
    pub fn grants(&self, grant: Value) {
        self.state.lock().unwrap().grant = Some(grant).filter(|grant| !grant.is_null());
    }

    /// The forms that the token endpoint was sent.
    pub fn asked(&self) -> Vec<HashMap<String, String>> {
        self.state.lock().unwrap().asked.clone()
    }

    /// The names of the calls made.
    pub fn calls(&self) -> Vec<String> {
        self.state.lock().unwrap().calls.clone()
    }

    /// Whether an account is confirmed.
    pub fn is_confirmed(&self, username: &str) -> bool {
        self.state.lock().unwrap().accounts.get(username).is_some_and(|(_, confirmed)| *confirmed)
    }

    /// Lets everything fail.
    pub fn goes_down(&self) {
        self.state.lock().unwrap().down = true;
    }
}

impl State {
    fn call(&mut self, call: &str, sent: &Value) -> Result<Value, &'static str> {
        let text = |name: &str| sent[name].as_str().unwrap_or_default().to_owned();
        let (username, code) = (text("Username"), text("ConfirmationCode"));
        self.calls.push(call.to_owned());
        match call {
            "SignUp" if self.accounts.contains_key(&username) => Err("UsernameExistsException"),
            "SignUp" | "ConfirmForgotPassword" if text("Password").len() < 12 => {
                Err("InvalidPasswordException")
            }
            "SignUp" => {
                let address = sent["UserAttributes"][0]["Value"].as_str().unwrap_or_default().to_owned();
                self.accounts.insert(username, (address, false));
                Ok(json!({"UserConfirmed": false, "UserSub": "sub"}))
            }
            "ConfirmSignUp" | "ConfirmForgotPassword" if code == "999999" => Err("ExpiredCodeException"),
            "ConfirmSignUp" | "ConfirmForgotPassword" if code != CODE => Err("CodeMismatchException"),
            "ConfirmSignUp" => {
                let taken: Vec<String> = self
                    .accounts
                    .values()
                    .filter(|(_, known)| *known)
                    .map(|(address, _)| address.clone())
                    .collect();
                let account = self.accounts.get_mut(&username).ok_or("UserNotFoundException")?;
                if taken.contains(&account.0) {
                    return Err("AliasExistsException");
                }
                account.1 = true;
                Ok(json!({}))
            }
            "ConfirmForgotPassword" | "ForgotPassword" | "ResendConfirmationCode" => {
                self.accounts.get(&username).map(|_| json!({})).ok_or("UserNotFoundException")
            }
            "RevokeToken" => Ok(json!({})),
            _ => Err("InvalidAction"),
        }
    }
}

async fn serve(listener: TcpListener, state: Arc<Mutex<State>>) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(answer(stream, Arc::clone(&state)));
    }
}

async fn answer(mut stream: TcpStream, state: Arc<Mutex<State>>) {
    let Some((call, body)) = request(&mut stream).await else { return };
    let (status, body) = {
        let mut state = state.lock().unwrap();
        match call {
            _ if state.down => ("500 Internal Server Error", json!({"__type": "InternalErrorException"})),
            Some(call) => match state.call(&call, &serde_json::from_str(&body).unwrap_or(Value::Null)) {
                Ok(body) => ("200 OK", body),
                Err(code) => ("400 Bad Request", json!({"__type": code, "message": "no"})),
            },
            None => {
                let form = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
                state.asked.push(form);
                let refusal = ("400 Bad Request", json!({"error": "invalid_grant"}));
                state.grant.clone().map_or(refusal, |grant| ("200 OK", grant))
            }
        }
    };
    let body = body.to_string();
    let answer = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/x-amz-json-1.1\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let _ = stream.write_all(answer.as_bytes()).await;
    let _ = stream.shutdown().await;
}
