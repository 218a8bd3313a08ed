//! A form post straight to S3, signed by Signature Version 4: the policy says what may be posted, and
//! S3 holds the browser to it. The SDK signs requests, not policies, so this is done by hand, after
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-post-example.html>.

use crate::error::StoreError;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, SecondsFormat, Utc};
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use std::collections::BTreeMap;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// What may be posted.
pub(crate) struct PostPolicy<'a> {
    pub(crate) bucket: &'a str,
    pub(crate) key: &'a str,
    pub(crate) content_type: &'a str,
    /// Bytes, at least and at most.
    pub(crate) least: u64,
    pub(crate) most: u64,
    /// SHA-256 of the file in Base 64, where it is known beforehand: S3 compares it.
    pub(crate) sha256: Option<&'a str>,
    /// Where a browser is led once the file is there.
    pub(crate) redirect: Option<&'a str>,
    pub(crate) expires: DateTime<Utc>,
}

/// Who signs.
pub(crate) struct Signer<'a> {
    pub(crate) access_key: &'a str,
    pub(crate) secret_key: &'a str,
    /// Of a function's role; a user has none.
    pub(crate) session_token: Option<&'a str>,
    pub(crate) region: &'a str,
}

impl PostPolicy<'_> {
    /// The form's fields, the signature among them.
    pub(crate) fn signed(
        &self,
        signer: &Signer<'_>,
        now: DateTime<Utc>,
    ) -> Result<BTreeMap<String, String>, StoreError> {
        let day = now.format("%Y%m%d").to_string();
        let credential = format!("{}/{day}/{}/s3/aws4_request", signer.access_key, signer.region);
        let mut fields = BTreeMap::from([
            ("key".to_owned(), self.key.to_owned()),
            ("Content-Type".to_owned(), self.content_type.to_owned()),
            ("x-amz-algorithm".to_owned(), ALGORITHM.to_owned()),
            ("x-amz-credential".to_owned(), credential),
            ("x-amz-date".to_owned(), now.format("%Y%m%dT%H%M%SZ").to_string()),
        ]);
        if let Some(sha256) = self.sha256 {
            fields.insert("x-amz-checksum-sha256".to_owned(), sha256.to_owned());
        }
        if let Some(redirect) = self.redirect {
            fields.insert("success_action_redirect".to_owned(), redirect.to_owned());
        }
        if let Some(token) = signer.session_token {
            fields.insert("x-amz-security-token".to_owned(), token.to_owned());
        }
        // Every field is pinned to its value; what is not in the policy, S3 refuses.
        let mut conditions: Vec<Value> =
            fields.iter().map(|(name, value)| json!({name.as_str(): value})).collect();
        conditions.push(json!({"bucket": self.bucket}));
        conditions.push(json!(["content-length-range", self.least, self.most]));
        let expires = self.expires.to_rfc3339_opts(SecondsFormat::Millis, true);
        let policy = STANDARD.encode(json!({"expiration": expires, "conditions": conditions}).to_string());
        let signature = signature(signer, &day, &policy)?;
        fields.extend([("policy".to_owned(), policy), ("x-amz-signature".to_owned(), signature)]);
        Ok(fields)
    }
}

/// The signature of an encoded policy.
fn signature(signer: &Signer<'_>, day: &str, policy: &str) -> Result<String, StoreError> {
    let first = format!("AWS4{}", signer.secret_key).into_bytes();
    let key = [day, signer.region, "s3", "aws4_request"]
        .iter()
        .try_fold(first, |key, part| hmac(&key, part.as_bytes()))?;
    Ok(hex::encode(hmac(&key, policy.as_bytes())?))
}

fn hmac(key: &[u8], message: &[u8]) -> Result<Vec<u8>, StoreError> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key)
        .map_err(|_| StoreError::Refused("a signing key of no length".to_owned()))?;
    mac.update(message);
    Ok(mac.finalize().into_bytes().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example that AWS publishes.
    const POLICY: &str = concat!(
        "eyAiZXhwaXJhdGlvbiI6ICIyMDE1LTEyLTMwVDEyOjAwOjAwLjAwMFoiLA0KICAiY29uZGl0aW9ucyI6IFsNCiAgICB7ImJ1Y2tldCI6ICJzaWd2NGV4YW1wbGVidWNrZXQifSwNCiAgICBb",
        "InN0YXJ0cy13aXRoIiwgIiRrZXkiLCAidXNlci91c2VyMS8iXSwNCiAgICB7ImFjbCI6ICJwdWJsaWMtcmVhZCJ9LA0KICAgIHsic3VjY2Vzc19hY3Rpb25fcmVkaXJlY3QiOiAiaHR0cDov",
        "L3NpZ3Y0ZXhhbXBsZWJ1Y2tldC5zMy5hbWF6b25hd3MuY29tL3N1Y2Nlc3NmdWxfdXBsb2FkLmh0bWwifSwNCiAgICBbInN0YXJ0cy13aXRoIiwgIiRDb250ZW50LVR5cGUiLCAiaW1hZ2Uv",
        "Il0sDQogICAgeyJ4LWFtei1tZXRhLXV1aWQiOiAiMTQzNjUxMjM2NTEyNzQifSwNCiAgICB7IngtYW16LXNlcnZlci1zaWRlLWVuY3J5cHRpb24iOiAiQUVTMjU2In0sDQogICAgWyJzdGFy",
        "dHMtd2l0aCIsICIkeC1hbXotbWV0YS10YWciLCAiIl0sDQoNCiAgICB7IngtYW16LWNyZWRlbnRpYWwiOiAiQUtJQUlPU0ZPRE5ON0VYQU1QTEUvMjAxNTEyMjkvdXMtZWFzdC0xL3MzL2F3",
        "czRfcmVxdWVzdCJ9LA0KICAgIHsieC1hbXotYWxnb3JpdGhtIjogIkFXUzQtSE1BQy1TSEEyNTYifSwNCiAgICB7IngtYW16LWRhdGUiOiAiMjAxNTEyMjlUMDAwMDAwWiIgfQ0KICBdDQp9",
    );
    const SIGNER: Signer<'_> = Signer {
        access_key: "AKIAIOSFODNN7EXAMPLE",
        secret_key: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        session_token: Some("session"),
        region: "us-east-1",
    };

    #[test]
    fn the_example_that_aws_publishes_is_signed_as_published() {
        let published = "8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e";
        assert_eq!(signature(&SIGNER, "20151229", POLICY).unwrap(), published);
    }

    #[test]
    fn every_field_but_the_signature_is_pinned_by_the_policy() {
        let policy = PostPolicy {
            bucket: "files",
            key: "uploads/1",
            content_type: "application/x",
            least: 1,
            most: 2_097_152,
            sha256: Some("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
            redirect: Some("https://portal.example.org/uploads/1?sent=true"),
            expires: "2026-11-24T18:15:00Z".parse().unwrap(),
        };
        let fields = policy.signed(&SIGNER, "2026-11-24T18:00:00Z".parse().unwrap()).unwrap();
        let said: Value = serde_json::from_slice(&STANDARD.decode(&fields["policy"]).unwrap()).unwrap();
        assert_eq!(said["expiration"], "2026-11-24T18:15:00.000Z");
        let conditions = said["conditions"].as_array().unwrap();
        for (name, value) in
            fields.iter().filter(|(name, _)| !["policy", "x-amz-signature"].contains(&name.as_str()))
        {
            assert!(conditions.contains(&json!({name.as_str(): value})), "{name}");
        }
        assert!(conditions.contains(&json!(["content-length-range", 1, 2_097_152])));
        assert!(conditions.contains(&json!({"bucket": "files"})));
        assert_eq!(fields["x-amz-security-token"], "session");
        assert_eq!(fields["success_action_redirect"], "https://portal.example.org/uploads/1?sent=true");
        assert_eq!(fields["x-amz-checksum-sha256"], "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }
}
