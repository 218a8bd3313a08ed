//! An issuer of tokens for tests: its keys can be rotated, its outages staged, and every fetch of its
//! keys is counted. Keys are made anew each time, so that none lies in the repository.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// The application for which tokens are made.
pub const CLIENT: &str = "portal-client";

/// An issuer on loopback; it ends with the test's runtime.
#[derive(Clone)]
pub struct Issuer {
    url: String,
    state: Arc<Mutex<State>>,
}

struct State {
    current: SigningKey,
    served: Vec<Value>,
    keys_made: usize,
    fetches: usize,
    answer: Answer,
    delay: Duration,
}

/// What the issuer does when asked for its keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Gives them.
    Keys,
    /// Fails with 500.
    Fails,
    /// Answers without end.
    Endless,
    /// Sends people elsewhere.
    Redirects,
}

/// An RSA key that signs, and its public half.
#[derive(Clone)]
pub struct SigningKey {
    /// Its name.
    pub kid: String,
    private: EncodingKey,
    public: Value,
}

impl SigningKey {
    /// A new one.
    pub fn new(kid: impl Into<String>) -> Self {
        let kid = kid.into();
        let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
        let der: Pkcs8V1Der<'_> = pair.as_der().unwrap();
        let private = EncodingKey::from_rsa_der(pkcs1_of(der.as_ref()));
        let mut jwk = Jwk::from_encoding_key(&private, Algorithm::RS256).unwrap();
        jwk.common.key_id = Some(kid.clone());
        Self { kid, public: serde_json::to_value(jwk).unwrap(), private }
    }

    /// A token with these claims, signed by this key.
    pub fn sign(&self, claims: &Value) -> String {
        let mut header = Header::new(Algorithm::RS256);
        header.kid = Some(self.kid.clone());
        jsonwebtoken::encode(&header, claims, &self.private).unwrap()
    }
}

/// The PKCS#1 key within a PKCS#8 one: what stands in its OCTET STRING, which is its last element.
fn pkcs1_of(pkcs8: &[u8]) -> &[u8] {
    // SEQUENCE (4), version (3), AlgorithmIdentifier of rsaEncryption (15), OCTET STRING header (4).
    &pkcs8[26..]
}

impl Issuer {
    /// Starts one, with one key.
    pub async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let current = SigningKey::new("key-1");
        let state = State {
            served: vec![current.public.clone()],
            current,
            keys_made: 1,
            fetches: 0,
            answer: Answer::Keys,
            delay: Duration::ZERO,
        };
        let state = Arc::new(Mutex::new(state));
        tokio::spawn(serve(listener, Arc::clone(&state)));
        Self { url, state }
    }

    /// What its tokens hold as `iss`.
    pub fn name(&self) -> String {
        format!("{}/pool", self.url)
    }

    /// Where its keys are.
    pub fn jwks_url(&self) -> String {
        format!("{}/pool/.well-known/jwks.json", self.url)
    }

    /// How often its keys were fetched.
    pub fn fetches(&self) -> usize {
        self.state.lock().unwrap().fetches
    }

    /// Signs with a new key from now on, and serves that one only.
    pub fn rotate(&self) {
        let mut state = self.state.lock().unwrap();
        state.keys_made += 1;
        state.current = SigningKey::new(format!("key-{}", state.keys_made));
        state.served = vec![state.current.public.clone()];
    }

    /// Serves another key too, without signing with it.
    pub fn also_serve(&self, key: Value) {
        self.state.lock().unwrap().served.push(key);
    }

    /// What it does from now on when asked for its keys.
    pub fn answer(&self, answer: Answer) {
        self.state.lock().unwrap().answer = answer;
    }

    /// Takes its time before it answers.
    pub fn delay(&self, delay: Duration) {
        self.state.lock().unwrap().delay = delay;
    }

    /// Claims of an access token as Cognito makes them, valid for an hour from `now` (seconds since
    /// 1970), for an account in these groups.
    pub fn claims(&self, user: &str, groups: &[&str], now: i64) -> Value {
        let mut claims = json!({
            "sub": user,
            "iss": self.name(),
            "client_id": CLIENT,
            "token_use": "access",
            "auth_time": now,
            "iat": now,
            "exp": now + 3600,
        });
        if !groups.is_empty() {
            claims["cognito:groups"] = json!(groups);
        }
        claims
    }

    /// A token of these claims, signed by the current key.
    pub fn sign(&self, claims: &Value) -> String {
        self.state.lock().unwrap().current.sign(claims)
    }

    /// A token of these claims and this header, signed by HMAC with `secret`: a forger's work.
    pub fn sign_hmac(&self, claims: &Value, secret: &[u8]) -> String {
        let mut header = Header::new(Algorithm::HS256);
        header.kid = Some(self.state.lock().unwrap().current.kid.clone());
        jsonwebtoken::encode(&header, claims, &EncodingKey::from_secret(secret)).unwrap()
    }

    /// The current key's public half.
    pub fn public_key(&self) -> Value {
        self.state.lock().unwrap().current.public.clone()
    }

    /// An account's token, valid for an hour from `now`.
    pub fn token(&self, user: &str, groups: &[&str], now: i64) -> String {
        self.sign(&self.claims(user, groups, now))
    }

    /// The name of the current key.
    pub fn kid(&self) -> String {
        self.state.lock().unwrap().current.kid.clone()
    }
}

/// A token with any header and claims, and a signature that is what it is.
pub fn unsigned(header: &Value, claims: &Value, signature: &str) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.{signature}", part(header), part(claims))
}

async fn serve(listener: TcpListener, state: Arc<Mutex<State>>) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(answer(stream, Arc::clone(&state)));
    }
}

async fn answer(mut stream: TcpStream, state: Arc<Mutex<State>>) {
    let mut request = Vec::new();
    let mut buffer = [0; 1024];
    while !request.windows(4).any(|four| four == b"\r\n\r\n") {
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return,
            Ok(read) => request.extend_from_slice(&buffer[..read]),
        }
    }
    let (answer, delay, body) = {
        let mut state = state.lock().unwrap();
        state.fetches += 1;
        (state.answer, state.delay, json!({"keys": state.served}).to_string())
    };
    tokio::time::sleep(delay).await;
    let head = match answer {
        Answer::Keys => format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        ),
        Answer::Fails => {
            "HTTP/1.1 500 Internal Server Error\r\nconnection: close\r\ncontent-length: 0\r\n\r\n".to_owned()
        }
        Answer::Redirects => {
            "HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
                .to_owned()
        }
        Answer::Endless => {
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n".to_owned()
        }
    };
    if stream.write_all(head.as_bytes()).await.is_err() {
        return;
    }
    if answer == Answer::Endless {
        while stream.write_all(&[b' '; 4096]).await.is_ok() {}
    }
    // Whoever asked may have gone already.
    let _ = stream.shutdown().await;
}
