//! A bucket on loopback, for the real SDK: what was put is there, in versions. What S3 itself enforces
//! (form posts, permissions, events) is tried on the local cloud.

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_s3::config::{BehaviorVersion, Region};
use portal_store::{Files, sdk};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// The bucket's name.
pub const BUCKET: &str = "portal-files";

type Objects = Arc<Mutex<BTreeMap<(String, String), Vec<u8>>>>;
type Tags = Arc<Mutex<BTreeMap<(String, String), (String, String)>>>;

/// A bucket; it ends with the test's runtime.
#[derive(Clone)]
pub struct Bucket {
    /// The store's view of it.
    pub files: Files,
    objects: Objects,
    tags: Tags,
}

impl Bucket {
    /// Starts an empty one.
    pub async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let (objects, tags) = (Objects::default(), Tags::default());
        tokio::spawn(serve(listener, Arc::clone(&objects), Arc::clone(&tags)));
        let credentials =
            SharedCredentialsProvider::new(Credentials::new("test", "test", None, None, "tests"));
        let config = aws_sdk_s3::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("us-east-1"))
            .credentials_provider(credentials.clone())
            .endpoint_url(endpoint)
            .timeout_config(sdk::timeouts())
            .retry_config(sdk::retries())
            .build();
        let client = aws_sdk_s3::Client::from_conf(config);
        Self { files: Files::new(client, BUCKET, "us-east-1", credentials), objects, tags }
    }

    /// Lays a version of a file into it, as a browser's form post would.
    pub fn lay(&self, key: &str, version: &str, bytes: Vec<u8>) {
        self.objects.lock().unwrap().insert((key.to_owned(), version.to_owned()), bytes);
    }

    /// Puts a tag on a version of a file.
    pub fn tag(&self, key: &str, version: &str, name: &str, value: &str) {
        let at = (key.to_owned(), version.to_owned());
        self.tags.lock().unwrap().insert(at, (name.to_owned(), value.to_owned()));
    }

    /// The keys in it.
    pub fn keys(&self) -> Vec<String> {
        self.objects.lock().unwrap().keys().map(|(key, _)| key.clone()).collect()
    }

    /// The newest bytes at a key.
    pub fn bytes(&self, key: &str) -> Vec<u8> {
        let objects = self.objects.lock().unwrap();
        objects.iter().rfind(|((at, _), _)| at == key).map(|(_, bytes)| bytes.clone()).unwrap()
    }
}

async fn serve(listener: TcpListener, objects: Objects, tags: Tags) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(answer(stream, Arc::clone(&objects), Arc::clone(&tags)));
    }
}

async fn answer(mut stream: TcpStream, objects: Objects, tags: Tags) {
    let Some((head, mut body)) = head(&mut stream).await else { return };
    let header = |name: &str| {
        head.lines().find_map(|line| {
            let (known, value) = line.split_once(':')?;
            known.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        })
    };
    let length: usize = header("content-length").map_or(0, |text| text.parse().unwrap());
    while body.len() < length {
        let mut buffer = [0; 65536];
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return,
            Ok(read) => body.extend_from_slice(&buffer[..read]),
        }
    }
    let mut line = head.lines().next().unwrap().split(' ');
    let (method, target) = (line.next().unwrap(), line.next().unwrap());
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let key = path.trim_start_matches('/').trim_start_matches(BUCKET).trim_start_matches('/').to_owned();
    let version = query.split('&').find_map(|pair| pair.strip_prefix("versionId="));
    let (status, bytes) = match method {
        "PUT" => {
            // The SDK sends small bodies in chunks with a checksum behind them.
            let bytes = if header("content-encoding").is_some() { unchunked(&body) } else { body };
            let mut objects = objects.lock().unwrap();
            let new_only = header("if-none-match").is_some();
            if new_only && objects.keys().any(|(at, _)| *at == key) {
                ("412 Precondition Failed", b"<Error><Code>PreconditionFailed</Code></Error>".to_vec())
            } else {
                objects.insert((key, "null".to_owned()), bytes);
                ("200 OK", Vec::new())
            }
        }
        _ if query.split('&').any(|pair| pair == "tagging" || pair == "tagging=") => {
            let at = (key, version.unwrap_or("null").to_owned());
            let tag = tags.lock().unwrap().get(&at).map_or_else(String::new, |(name, value)| {
                format!("<Tag><Key>{name}</Key><Value>{value}</Value></Tag>")
            });
            ("200 OK", format!("<Tagging><TagSet>{tag}</TagSet></Tagging>").into_bytes())
        }
        _ => {
            let objects = objects.lock().unwrap();
            let found = objects
                .iter()
                .rfind(|((at, kept), _)| *at == key && version.is_none_or(|version| version == kept));
            match found {
                Some((_, bytes)) => ("200 OK", bytes.clone()),
                None => ("404 Not Found", b"<Error><Code>NoSuchKey</Code></Error>".to_vec()),
            }
        }
    };
    let head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", bytes.len());
    let _ = stream.write_all(head.as_bytes()).await;
    let _ = stream.write_all(&bytes).await;
    // Whoever asked may have gone already.
    let _ = stream.shutdown().await;
}

async fn head(stream: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let mut read = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        if let Some(end) = read.windows(4).position(|four| four == b"\r\n\r\n") {
            let body = read.split_off(end + 4);
            return Some((String::from_utf8(read).unwrap(), body));
        }
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return None,
            Ok(more) => read.extend_from_slice(&buffer[..more]),
        }
    }
}

/// The one chunk of an `aws-chunked` body: its size in hex on a line, then itself.
fn unchunked(body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = body;
    while let Some(end) = rest.windows(2).position(|two| two == b"\r\n") {
        let line = String::from_utf8_lossy(&rest[..end]).into_owned();
        let size = usize::from_str_radix(line.split(';').next().unwrap(), 16).unwrap();
        if size == 0 {
            break;
        }
        bytes.extend_from_slice(&rest[end + 2..end + 2 + size]);
        rest = &rest[end + 4 + size..];
    }
    bytes
}
