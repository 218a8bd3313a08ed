//! A user pool for tests: enough of Cognito on loopback for the real SDK. It knows its accounts by name, by
//! `sub` and by verified address, and can be down for one kind of call.

use aws_sdk_cognitoidentityprovider::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_cognitoidentityprovider::{Client, Config};
use portal_store::{Accounts, sdk};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// The pool's id.
pub const POOL: &str = "us-east-1_portal";

/// An account in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its name.
    pub username: String,
    /// Its `sub`.
    pub sub: String,
    /// Its verified address.
    pub email: String,
    /// The groups it is in.
    pub groups: Vec<String>,
    /// Whether its owner has chosen a password.
    pub used: bool,
    /// Whether anyone may sign in with it.
    pub enabled: bool,
    /// How often its sessions were ended.
    pub signed_out: u32,
}

/// A pool; it ends with the test's runtime.
#[derive(Clone)]
pub struct Pool {
    url: String,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    accounts: Vec<Account>,
    invitations: Vec<String>,
    down: BTreeSet<String>,
    made: u32,
}

impl Pool {
    /// Starts an empty one.
    pub async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State::default()));
        tokio::spawn(serve(listener, Arc::clone(&state)));
        Self { url, state }
    }

    /// The store's view of it.
    pub fn accounts(&self) -> Accounts {
        Accounts::new(client_at(&self.url), POOL)
    }

    /// An account that its owner made and uses.
    pub fn holds(&self, username: &str, email: &str) {
        let mut state = self.state.lock().unwrap();
        let account = state.account(username, email, true);
        state.accounts.push(account);
    }

    /// The account at an address.
    pub fn at(&self, email: &str) -> Option<Account> {
        let state = self.state.lock().unwrap();
        state.accounts.iter().find(|account| account.email == email).cloned()
    }

    /// How many accounts it has.
    pub fn len(&self) -> usize {
        self.state.lock().unwrap().accounts.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The addresses it has written to.
    pub fn invitations(&self) -> Vec<String> {
        self.state.lock().unwrap().invitations.clone()
    }

    /// Lets every call of this name fail, or none.
    pub fn fail(&self, call: &str, fails: bool) {
        let down = &mut self.state.lock().unwrap().down;
        if fails {
            down.insert(call.to_owned());
        } else {
            down.remove(call);
        }
    }
}

/// The SDK's client of a pool that is there.
pub(crate) fn client_at(url: &str) -> Client {
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("test", "test", None, None, "tests"))
        .endpoint_url(url)
        .timeout_config(sdk::timeouts())
        .retry_config(sdk::retries().with_max_attempts(1))
        .build();
    Client::from_conf(config)
}

impl State {
    fn account(&mut self, username: &str, email: &str, used: bool) -> Account {
        self.made += 1;
        Account {
            username: username.to_owned(),
            sub: format!("00000000-0000-4000-8000-{:012}", self.made),
            email: email.to_owned(),
            groups: Vec::new(),
            used,
            enabled: true,
            signed_out: 0,
        }
    }

    fn find(&mut self, name: &str) -> Option<&mut Account> {
        self.accounts
            .iter_mut()
            .find(|account| [&account.username, &account.sub, &account.email].contains(&&name.to_owned()))
    }

    fn answer(&mut self, call: &str, sent: &Value) -> Result<Value, &'static str> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        if self.down.contains(call) {
            return Err("InternalErrorException");
        }
        if sent["UserPoolId"] != POOL {
            return Err("ResourceNotFoundException");
        }
        let name = text(&sent["Username"]);
        if call == "AdminCreateUser" {
            return self.create(&name, sent);
        }
        let account = self.find(&name).ok_or("UserNotFoundException")?;
        match call {
            "AdminGetUser" => Ok(json!({
                "Username": account.username, "Enabled": account.enabled,
                "UserStatus": if account.used { "CONFIRMED" } else { "FORCE_CHANGE_PASSWORD" },
                "UserAttributes": attributes(account),
            })),
            "AdminAddUserToGroup" => {
                let group = text(&sent["GroupName"]);
                if !account.groups.contains(&group) {
                    account.groups.push(group);
                }
                Ok(json!({}))
            }
            "AdminListGroupsForUser" => {
                let groups: Vec<Value> =
                    account.groups.iter().map(|group| json!({"GroupName": group})).collect();
                Ok(json!({"Groups": groups}))
            }
            "AdminUserGlobalSignOut" => {
                account.signed_out += 1;
                Ok(json!({}))
            }
            "AdminDisableUser" => {
                account.enabled = false;
                Ok(json!({}))
            }
            _ => Err("InvalidAction"),
        }
    }

    fn create(&mut self, name: &str, sent: &Value) -> Result<Value, &'static str> {
        let answer_again = sent["MessageAction"] == "RESEND";
        let sent = sent["UserAttributes"].as_array().cloned().unwrap_or_default();
        let value = |name: &str| {
            let found = sent.iter().find(|attribute| attribute["Name"] == name);
            found.and_then(|attribute| attribute["Value"].as_str()).unwrap_or_default().to_owned()
        };
        if answer_again {
            let account = self.find(name).ok_or("UserNotFoundException")?;
            let (email, username) = (account.email.clone(), account.username.clone());
            self.invitations.push(email);
            return Ok(json!({"User": {"Username": username}}));
        }
        let email = value("email");
        if !email.is_ascii() {
            return Err("InvalidParameterException");
        }
        if self.find(name).is_some() {
            return Err("UsernameExistsException");
        }
        if value("email_verified") == "true" && self.find(&email).is_some() {
            return Err("AliasExistsException");
        }
        let account = self.account(name, &email, false);
        let answer = json!({"User": {
            "Username": account.username, "Enabled": true, "UserStatus": "FORCE_CHANGE_PASSWORD",
            "Attributes": attributes(&account),
        }});
        self.invitations.push(email);
        self.accounts.push(account);
        Ok(answer)
    }
}

fn attributes(account: &Account) -> Value {
    json!([{"Name": "sub", "Value": account.sub}, {"Name": "email", "Value": account.email}])
}

async fn serve(listener: TcpListener, state: Arc<Mutex<State>>) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(answer(stream, Arc::clone(&state)));
    }
}

async fn answer(mut stream: TcpStream, state: Arc<Mutex<State>>) {
    let Some((Some(call), body)) = request(&mut stream).await else { return };
    let sent = serde_json::from_str(&body).unwrap_or(Value::Null);
    let answered = state.lock().unwrap().answer(&call, &sent);
    let (status, body) = match answered {
        Ok(body) => ("200 OK", body),
        Err(code @ "InternalErrorException") => ("500 Internal Server Error", json!({"__type": code})),
        Err(code) => ("400 Bad Request", json!({"__type": code, "message": "no"})),
    };
    let body = body.to_string();
    let answer = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/x-amz-json-1.1\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    // Whoever asked may have gone already.
    let _ = stream.write_all(answer.as_bytes()).await;
    let _ = stream.shutdown().await;
}

/// The call's name, if it is one, and the body.
pub(crate) async fn request(stream: &mut TcpStream) -> Option<(Option<String>, String)> {
    let (mut request, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        let head_end = request.windows(4).position(|four| four == b"\r\n\r\n");
        if let Some(end) = head_end {
            let head = String::from_utf8_lossy(&request[..end]).into_owned();
            let header = |wanted: &str| {
                head.lines().find_map(|line| {
                    let (name, value) = line.split_once(':')?;
                    name.eq_ignore_ascii_case(wanted).then(|| value.trim().to_owned())
                })
            };
            let length: usize = header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
            let body = &request[end + 4..];
            if body.len() >= length {
                let target = header("x-amz-target");
                let call = target.and_then(|target| Some(target.rsplit_once('.')?.1.to_owned()));
                return Some((call, String::from_utf8_lossy(body).into_owned()));
            }
        }
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return None,
            Ok(read) => request.extend_from_slice(&buffer[..read]),
        }
    }
}
