//! A mail service for tests: enough of SES v1 on loopback for the real SDK. It keeps what it took, can
//! be down or busy, and can refuse an address.

use aws_sdk_ses::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_ses::{Client, Config};
use portal_core::identity::Email;
use portal_store::{PostOffice, mail_retries, mail_timeouts};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A mail that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// Its sender.
    pub from: String,
    /// Its one recipient.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

/// What the service does with a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// Takes it.
    Takes,
    /// Fails with 503.
    Fails,
    /// Says that it is asked too often.
    Throttles,
    /// Says that the caller may not.
    Denies,
}

/// A mail service on loopback; it ends with the test's runtime.
#[derive(Clone)]
pub struct Post {
    url: String,
    state: Arc<Mutex<State>>,
}

struct State {
    mails: Vec<Mail>,
    requests: usize,
    service: Service,
    refused: HashSet<String>,
    unverified: HashSet<String>,
}

impl Post {
    /// Starts one that takes every mail.
    pub async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state = State {
            mails: Vec::new(),
            requests: 0,
            service: Service::Takes,
            refused: HashSet::new(),
            unverified: HashSet::new(),
        };
        let state = Arc::new(Mutex::new(state));
        tokio::spawn(serve(listener, Arc::clone(&state)));
        Self { url, state }
    }

    /// A post office that sends through it, to whom this list allows.
    pub fn office(&self, from: &Email, allow_list: &str) -> PostOffice {
        let config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("us-east-1"))
            .credentials_provider(Credentials::new("test", "test", None, None, "tests"))
            .endpoint_url(&self.url)
            .timeout_config(mail_timeouts())
            .retry_config(mail_retries())
            .build();
        PostOffice::new(Client::from_conf(config), from, allow_list)
    }

    /// What it took, in its order.
    pub fn mails(&self) -> Vec<Mail> {
        self.state.lock().unwrap().mails.clone()
    }

    /// How often it was asked since the last look, whatever it answered.
    pub fn requests(&self) -> usize {
        std::mem::take(&mut self.state.lock().unwrap().requests)
    }

    /// What it does from now on.
    pub fn set(&self, service: Service) {
        self.state.lock().unwrap().service = service;
    }

    /// Takes this for no address from now on.
    pub fn refuse(&self, address: &str) {
        self.state.lock().unwrap().refused.insert(address.to_owned());
    }

    /// Rejects mail to this address from now on, as a sandbox does where it is not verified.
    pub fn reject(&self, address: &str) {
        self.state.lock().unwrap().unverified.insert(address.to_owned());
    }
}

async fn serve(listener: TcpListener, state: Arc<Mutex<State>>) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(answer(stream, Arc::clone(&state)));
    }
}

async fn answer(mut stream: TcpStream, state: Arc<Mutex<State>>) {
    let Some(body) = body_of(&mut stream).await else { return };
    let (status, xml) = judge(&form(&body), &mut state.lock().unwrap());
    let answer = format!(
        "HTTP/1.1 {status}\r\ncontent-type: text/xml\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{xml}",
        xml.len()
    );
    // Whoever asked may have gone already.
    let _ = stream.write_all(answer.as_bytes()).await;
    let _ = stream.shutdown().await;
}

async fn body_of(stream: &mut TcpStream) -> Option<String> {
    let (mut request, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        let text = String::from_utf8_lossy(&request).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
            });
            // The form is percent-encoded: a byte is a character.
            if body.len() >= length.unwrap_or(0) {
                return Some(body.to_owned());
            }
        }
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return None,
            Ok(read) => request.extend_from_slice(&buffer[..read]),
        }
    }
}

fn judge(form: &HashMap<String, String>, state: &mut State) -> (&'static str, String) {
    state.requests += 1;
    let field = |name: &str| form.get(name).cloned().unwrap_or_default();
    let to = field("Destination.ToAddresses.member.1");
    let whole = field("Action") == "SendEmail"
        && !form.contains_key("Destination.ToAddresses.member.2")
        && field("Message.Subject.Charset") == "UTF-8"
        && field("Message.Body.Text.Charset") == "UTF-8"
        && field("Message.Body.Html.Charset") == "UTF-8";
    match state.service {
        _ if !whole => fault("400 Bad Request", "InvalidAction"),
        Service::Fails => fault("503 Service Unavailable", "ServiceUnavailable"),
        Service::Throttles => fault("400 Bad Request", "Throttling"),
        Service::Denies => fault("403 Forbidden", "AccessDenied"),
        Service::Takes if state.refused.contains(&to) => fault("400 Bad Request", "InvalidParameterValue"),
        Service::Takes if state.unverified.contains(&to) => fault("400 Bad Request", "MessageRejected"),
        Service::Takes => {
            let (subject, text) = (field("Message.Subject.Data"), field("Message.Body.Text.Data"));
            let html = field("Message.Body.Html.Data");
            state.mails.push(Mail { from: field("Source"), to, subject, text, html });
            let id = state.mails.len();
            let xml = format!(
                "<SendEmailResponse xmlns=\"http://ses.amazonaws.com/doc/2010-12-01/\"><SendEmailResult>\
                 <MessageId>{id}</MessageId></SendEmailResult><ResponseMetadata><RequestId>{id}</RequestId>\
                 </ResponseMetadata></SendEmailResponse>"
            );
            ("200 OK", xml)
        }
    }
}

fn fault(status: &'static str, code: &str) -> (&'static str, String) {
    let xml = format!(
        "<ErrorResponse xmlns=\"http://ses.amazonaws.com/doc/2010-12-01/\"><Error><Type>Sender</Type>\
         <Code>{code}</Code><Message>no</Message></Error><RequestId>0</RequestId></ErrorResponse>"
    );
    (status, xml)
}

fn form(body: &str) -> HashMap<String, String> {
    body.split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (decoded(name), decoded(value)))
        .collect()
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let hex = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        rest = match (first, hex.and_then(|two| u8::from_str_radix(two, 16).ok())) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                &after[2..]
            }
            (b'+', _) => {
                bytes.push(b' ');
                after
            }
            (other, _) => {
                bytes.push(*other);
                after
            }
        };
    }
    String::from_utf8(bytes).unwrap()
}
