//! One bounded request: time, size and status are checked, and no redirect is followed.

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{Request, StatusCode, Uri, request};
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use std::sync::OnceLock;
use std::time::Duration;

/// A key set is about 1 kB.
const MOST_BYTES: usize = 64 * 1024;
/// The whole fetch: it happens inside someone's request.
const TIME_LIMIT: Duration = Duration::from_secs(3);
const CONNECT_LIMIT: Duration = Duration::from_secs(1);

/// Why nothing was fetched.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// Nobody has asked yet.
    #[error("not tried")]
    NotTried,
    /// No TLS: the machine's root certificates cannot be read.
    #[error("no root certificates")]
    NoRoots,
    /// No connection, or it broke.
    #[error("no connection")]
    NoConnection,
    /// Took longer than 3 s.
    #[error("timed out")]
    TimedOut,
    /// Another status than 200.
    #[error("status {0}")]
    Status(u16),
    /// More than 64 kB, or the body broke off.
    #[error("unreadable or too long")]
    Body,
    /// Not a set of keys that we can use.
    #[error("no usable keys")]
    NotKeys,
}

type Connection = Client<HttpsConnector<HttpConnector>, Full<Bytes>>;

/// Fetches from one address.
#[derive(Debug)]
pub struct Fetcher {
    url: Uri,
    client: OnceLock<Connection>,
}

impl Fetcher {
    /// Fetches from `url`, http or https. Root certificates are read at the first fetch: 3 ms that a
    /// function without a single signed request never spends.
    pub const fn new(url: Uri) -> Self {
        Self { url, client: OnceLock::new() }
    }

    /// The body found there now.
    ///
    /// # Errors
    /// When there is none of status 200, within the limits.
    pub async fn fetch(&self) -> Result<Bytes, FetchError> {
        self.send(Request::get(self.url.clone()), Bytes::new()).await
    }

    /// What is answered to a form of these fields.
    ///
    /// # Errors
    /// When it is no answer of status 200, within the limits.
    pub async fn post_form(&self, fields: &[(&str, &str)]) -> Result<Bytes, FetchError> {
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request =
            Request::post(self.url.clone()).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, form.into()).await
    }

    async fn send(&self, request: request::Builder, body: Bytes) -> Result<Bytes, FetchError> {
        let request = request
            .header(ACCEPT, "application/json")
            .body(Full::new(body))
            .map_err(|_| FetchError::NoConnection)?;
        tokio::time::timeout(TIME_LIMIT, self.answer(request)).await.map_err(|_| FetchError::TimedOut)?
    }

    async fn answer(&self, request: Request<Full<Bytes>>) -> Result<Bytes, FetchError> {
        let response = self.client()?.request(request).await.map_err(|_| FetchError::NoConnection)?;
        if response.status() != StatusCode::OK {
            return Err(FetchError::Status(response.status().as_u16()));
        }
        let body = Limited::new(response.into_body(), MOST_BYTES);
        Ok(body.collect().await.map_err(|_| FetchError::Body)?.to_bytes())
    }

    fn client(&self) -> Result<&Connection, FetchError> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let mut http = HttpConnector::new();
        http.enforce_http(false);
        http.set_connect_timeout(Some(CONNECT_LIMIT));
        // The provider is named: with two compiled in, rustls would not choose, and panic.
        let connector = HttpsConnectorBuilder::new()
            .with_provider_and_native_roots(rustls::crypto::aws_lc_rs::default_provider())
            .map_err(|_| FetchError::NoRoots)?
            .https_or_http()
            .enable_http1()
            .wrap_connector(http);
        // A frozen function wakes to dead connections: keep none.
        let client = Client::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build(connector);
        Ok(self.client.get_or_init(|| client))
    }
}
