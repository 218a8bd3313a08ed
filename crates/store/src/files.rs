//! Files in the bucket: read within a bound, written, and handed out by signed addresses that end.

use crate::error::StoreError;
use crate::post_policy::{PostPolicy, Signer};
use crate::sdk;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_sdk_s3::Client;
use aws_sdk_s3::operation::get_object::GetObjectError;
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::primitives::ByteStream;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use portal_core::identity::FileDigest;
use std::collections::BTreeMap;
use std::time::Duration;

/// The bucket. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Files {
    client: Client,
    bucket: String,
    region: String,
    credentials: SharedCredentialsProvider,
}

/// A file that was asked for.
#[derive(Clone, PartialEq, Eq)]
pub enum Fetched {
    /// Its bytes.
    Bytes(Vec<u8>),
    /// Larger than was asked for at most.
    TooLarge,
    /// Not there any more.
    Gone,
}

impl std::fmt::Debug for Fetched {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(f, "Bytes({})", bytes.len()),
            Self::TooLarge => f.write_str("TooLarge"),
            Self::Gone => f.write_str("Gone"),
        }
    }
}

/// What a browser posts straight to the bucket: the address, and the form's fields before the file.
#[derive(Clone, PartialEq, Eq)]
pub struct UploadForm {
    /// Where to post.
    pub url: String,
    /// The fields, `file` not among them: it comes last.
    pub fields: BTreeMap<String, String>,
}

/// What a form may post.
#[derive(Clone, Copy, Debug)]
pub struct UploadRules<'a> {
    /// Where to.
    pub key: &'a str,
    /// As what.
    pub content_type: &'a str,
    /// Bytes, at least and at most.
    pub size: (u64, u64),
    /// The file's SHA-256, where it is known beforehand.
    pub sha256: Option<&'a FileDigest>,
    /// Where a browser is led once the file is there; a program is only told that it is.
    pub redirect: Option<&'a str>,
    /// Until when.
    pub until: DateTime<Utc>,
}

impl std::fmt::Debug for UploadForm {
    /// Whoever holds the fields may upload.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "UploadForm({} fields)", self.fields.len())
    }
}

impl Files {
    /// The bucket of this name, where the environment says AWS is.
    ///
    /// # Errors
    /// When the environment names no region or no credentials.
    pub async fn open(bucket: &str) -> Result<Self, StoreError> {
        let config = sdk::from_environment().await;
        let missing = |what: &str| StoreError::Refused(format!("the environment names no {what}"));
        let region = config.region().ok_or_else(|| missing("region"))?.to_string();
        let credentials = config.credentials_provider().ok_or_else(|| missing("credentials"))?;
        Ok(Self::new(Client::new(&config), bucket, region, credentials))
    }

    /// The bucket of this name, through this client; `credentials` sign what others are handed.
    pub fn new(
        client: Client,
        bucket: impl Into<String>,
        region: impl Into<String>,
        credentials: SharedCredentialsProvider,
    ) -> Self {
        Self { client, bucket: bucket.into(), region: region.into(), credentials }
    }

    /// One version of a file, of at most `most` bytes: what is larger is not read.
    ///
    /// # Errors
    /// When the bucket fails.
    pub async fn fetch(&self, key: &str, version: Option<&str>, most: u64) -> Result<Fetched, StoreError> {
        let got = self
            .client
            .get_object()
            .bucket(&self.bucket)
            .key(key)
            .set_version_id(version.map(str::to_owned))
            .send()
            .await;
        let got = match got {
            Ok(got) => got,
            Err(error) => {
                let gone = match error.as_service_error() {
                    Some(GetObjectError::NoSuchKey(_)) => true,
                    Some(other) => matches!(other.meta().code(), Some("NoSuchVersion" | "MethodNotAllowed")),
                    None => false,
                };
                return if gone { Ok(Fetched::Gone) } else { Err(StoreError::from_sdk(&error)) };
            }
        };
        if got.content_length().is_none_or(|length| u64::try_from(length).is_ok_and(|length| length > most)) {
            return Ok(Fetched::TooLarge);
        }
        let broken = |_| StoreError::Unavailable("a file that broke off".to_owned());
        Ok(Fetched::Bytes(got.body.collect().await.map_err(broken)?.to_vec()))
    }

    /// A tag on one version of a file, if it carries it.
    ///
    /// # Errors
    /// When the bucket fails.
    pub async fn tag(&self, key: &str, version: &str, name: &str) -> Result<Option<String>, StoreError> {
        let got =
            self.client.get_object_tagging().bucket(&self.bucket).key(key).version_id(version).send().await;
        match got {
            Ok(tags) => {
                let found = tags.tag_set.into_iter().find(|tag| tag.key == name);
                Ok(found.map(|tag| tag.value))
            }
            Err(error) => match error.as_service_error().and_then(|error| error.meta().code()) {
                Some("NoSuchKey" | "NoSuchVersion" | "MethodNotAllowed") => Ok(None),
                Some(_) | None => Err(StoreError::from_sdk(&error)),
            },
        }
    }

    /// Writes a file.
    ///
    /// # Errors
    /// When the bucket fails.
    pub async fn put(&self, key: &str, bytes: Vec<u8>, content_type: &str) -> Result<(), StoreError> {
        let put = self
            .client
            .put_object()
            .bucket(&self.bucket)
            .key(key)
            .content_type(content_type)
            .body(ByteStream::from(bytes));
        put.send().await.map(|_| ()).map_err(|error| StoreError::from_sdk(&error))
    }

    /// Writes a file where there is none yet; false where one is there, whatever is in it.
    ///
    /// # Errors
    /// When the bucket fails.
    pub async fn put_new(&self, key: &str, bytes: Vec<u8>, content_type: &str) -> Result<bool, StoreError> {
        let put = self
            .client
            .put_object()
            .bucket(&self.bucket)
            .key(key)
            .if_none_match("*")
            .content_type(content_type)
            .body(ByteStream::from(bytes));
        match put.send().await {
            Ok(_) => Ok(true),
            Err(error) if error.raw_response().is_some_and(|answer| answer.status().as_u16() == 412) => {
                Ok(false)
            }
            Err(error) => Err(StoreError::from_sdk(&error)),
        }
    }

    /// An address at which whoever has it may read a file until `lasts` after `now`, saved as `name`.
    /// Everyone whom the address passes sees the name: it may say nothing of a person.
    ///
    /// # Errors
    /// When there are no credentials to sign with.
    pub async fn read_url(
        &self,
        key: &str,
        version: Option<&str>,
        name: &str,
        now: DateTime<Utc>,
        lasts: TimeDelta,
    ) -> Result<String, StoreError> {
        let unsigned = |_| StoreError::Refused("an address that cannot be signed".to_owned());
        let lasts = Duration::from_secs(lasts.num_seconds().unsigned_abs());
        let signing =
            PresigningConfig::builder().start_time(now.into()).expires_in(lasts).build().map_err(unsigned)?;
        let request = self
            .client
            .get_object()
            .bucket(&self.bucket)
            .key(key)
            .set_version_id(version.map(str::to_owned))
            .response_content_disposition(format!("attachment; filename=\"{name}\""))
            .presigned(signing)
            .await
            .map_err(|error| StoreError::from_sdk(&error))?;
        Ok(request.uri().to_owned())
    }

    /// A form with which whoever has it may post one file by these rules. The bucket itself refuses
    /// anything else.
    ///
    /// # Errors
    /// When there are no credentials to sign with.
    pub async fn upload_form(
        &self,
        rules: &UploadRules<'_>,
        now: DateTime<Utc>,
    ) -> Result<UploadForm, StoreError> {
        let credentials = self
            .credentials
            .provide_credentials()
            .await
            .map_err(|_| StoreError::Unavailable("no credentials to sign with".to_owned()))?;
        let signer = Signer {
            access_key: credentials.access_key_id(),
            secret_key: credentials.secret_access_key(),
            session_token: credentials.session_token(),
            region: &self.region,
        };
        let sha256 = rules.sha256.map(base64_of).transpose()?;
        let policy = PostPolicy {
            bucket: &self.bucket,
            key: rules.key,
            content_type: rules.content_type,
            least: rules.size.0,
            most: rules.size.1,
            sha256: sha256.as_deref(),
            redirect: rules.redirect,
            expires: rules.until,
        };
        Ok(UploadForm { url: self.bucket_url(now).await?, fields: policy.signed(&signer, now)? })
    }

    /// The bucket's own address: the SDK knows whether the bucket stands in the host or in the path.
    async fn bucket_url(&self, now: DateTime<Utc>) -> Result<String, StoreError> {
        const PROBE: &str = "probe";
        let probed = self.read_url(PROBE, None, PROBE, now, TimeDelta::minutes(1)).await?;
        let address = probed.split('?').next().and_then(|address| address.strip_suffix(PROBE));
        address
            .map(str::to_owned)
            .ok_or_else(|| StoreError::Refused("a bucket without an address".to_owned()))
    }
}

/// A digest as S3 writes it.
fn base64_of(digest: &FileDigest) -> Result<String, StoreError> {
    let bytes = hex::decode(digest.as_str()).map_err(|_| StoreError::Corrupt("a digest"))?;
    Ok(STANDARD.encode(bytes))
}
