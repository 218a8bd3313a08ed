//! How an answer travels: text is compressed for whoever takes it, unless another page may be counting its bytes.

use crate::page::own::FETCHED_FROM;
use crate::problem::Problem;
use axum::body::{Body, HttpBody};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use http::header::{
    ACCEPT_ENCODING, AUTHORIZATION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HOST, REFERER,
    VARY,
};
use http::{HeaderMap, HeaderName, HeaderValue};
use http_body_util::BodyExt;
use std::io::Write;

/// Bytes below which an answer fits one packet anyway.
const LEAST: u64 = 1000;
/// A page of 100 claims is a twelfth at this level and a thirteenth at the highest, which takes four times as long.
const LEVEL: u32 = 4;

/// Whether the answer to a request may be compressed. Who makes a browser ask for a page of somebody's, with a guess
/// in the address, and sees how long the answer is, learns what stands beside the guess (BREACH). Browsers say
/// whose page made them ask, and no page can say it for them.
pub fn may_shrink(headers: &HeaderMap) -> bool {
    takes_gzip(headers) && !others_may_count(headers)
}

fn others_may_count(headers: &HeaderMap) -> bool {
    // No page can make a browser send a token; and without a cookie the answer is the same to everyone.
    if headers.contains_key(AUTHORIZATION) || !headers.contains_key(COOKIE) {
        return false;
    }
    match headers.get(FETCHED_FROM) {
        Some(site) => !matches!(site.as_bytes(), b"same-origin" | b"none"),
        // Browsers older than 2023 say it by the address that they come from, if at all.
        None => !comes_from_here(headers),
    }
}

fn comes_from_here(headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let from =
        text(REFERER).and_then(|from| from.split_once("://")).and_then(|(_, from)| from.split('/').next());
    from.zip(text(HOST)).is_some_and(|(from, host)| from.eq_ignore_ascii_case(host))
}

/// Whether the client reads gzip.
pub fn takes_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let weight = |coding: &str| {
        accepted.split(',').find_map(|entry| {
            let mut parts = entry.split(';').map(str::trim);
            let named = parts.next()?.eq_ignore_ascii_case(coding);
            let weight = parts.find_map(|part| part.strip_prefix("q=")?.parse::<f32>().ok());
            named.then(|| weight.unwrap_or(1.0))
        })
    };
    weight("gzip").or_else(|| weight("*")).is_some_and(|weight| weight > 0.0)
}

/// The answer as it travels. The gateway takes bytes as text in base64, which `lambda_http` makes of whatever has a
/// `Content-Encoding`: still shorter than the text was.
pub async fn as_it_travels(response: Response, shrink: bool) -> Response {
    let of_some_length = response.body().size_hint().exact().is_some_and(|length| length >= LEAST);
    if !of_some_length || !is_text(response.headers()) || response.headers().contains_key(CONTENT_ENCODING) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    vary(&mut parts.headers);
    if !shrink {
        return Response::from_parts(parts, body);
    }
    let Ok(collected) = body.collect().await else {
        return Problem::internal("an answer broke off").into_response();
    };
    let bytes = collected.to_bytes();
    let Some(short) = gzip(&bytes).filter(|short| short.len() < bytes.len()) else {
        return Response::from_parts(parts, Body::from(bytes));
    };
    parts.headers.remove(CONTENT_LENGTH);
    parts.headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    Response::from_parts(parts, Body::from(short))
}

fn gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 8), Compression::new(LEVEL));
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}

/// What shrinks. Workbooks are compressed in themselves.
fn is_text(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    matches!(kind, "text/html" | "text/csv" | "application/json" | "application/problem+json")
}

/// In one line: of several of one name, the gateway is told the first.
fn vary(headers: &mut HeaderMap) {
    let own = ACCEPT_ENCODING.as_str();
    let value = match headers.get(VARY).and_then(|said| said.to_str().ok()) {
        Some(said) if said.split(',').any(|name| name.trim().eq_ignore_ascii_case(own)) => return,
        Some(said) => HeaderValue::from_str(&format!("{said}, {own}")).ok(),
        None => Some(HeaderValue::from_static("accept-encoding")),
    };
    if let Some(value) = value {
        headers.insert(VARY, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        lines.iter().map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap())).collect()
    }

    #[rstest]
    #[case("gzip", true)]
    #[case("br, GZIP;q=0.5", true)]
    #[case("*", true)]
    #[case("deflate, *;q=0.1", true)]
    #[case("", false)]
    #[case("br, zstd", false)]
    #[case("gzip;q=0", false)]
    #[case("gzip; q=0.000, *", false)]
    #[case("*;q=0", false)]
    #[case("gzipped", false)]
    fn the_client_says_whether_it_reads_gzip(#[case] accepted: &str, #[case] takes: bool) {
        assert_eq!(takes_gzip(&headers(&[("accept-encoding", accepted)])), takes);
    }

    const HOST: (&str, &str) = ("host", "portal.example.org");
    const COOKIE: (&str, &str) = ("cookie", "__Host-session=x");

    #[rstest]
    #[case(&[], true)]
    #[case(&[("sec-fetch-site", "cross-site")], true)]
    #[case(&[COOKIE, ("sec-fetch-site", "same-origin")], true)]
    #[case(&[COOKIE, ("sec-fetch-site", "none")], true)]
    #[case(&[COOKIE, ("sec-fetch-site", "cross-site")], false)]
    #[case(&[COOKIE, ("sec-fetch-site", "same-site")], false)]
    #[case(&[COOKIE, ("authorization", "Bearer x")], true)]
    #[case(&[COOKIE], false)]
    #[case(&[COOKIE, HOST, ("referer", "https://portal.example.org/tickets")], true)]
    #[case(&[COOKIE, HOST, ("referer", "https://portal.example.org")], true)]
    #[case(&[COOKIE, HOST, ("referer", "https://portal.example.org.evil.example.org/")], false)]
    #[case(&[COOKIE, HOST, ("referer", "https://evil.example.org/portal.example.org/")], false)]
    // What the browser says itself outweighs where it comes from.
    #[case(&[COOKIE, HOST, ("referer", "https://portal.example.org/"), ("sec-fetch-site", "cross-site")], false)]
    fn what_another_page_asked_for_is_not_compressed(
        #[case] lines: &[(&'static str, &str)],
        #[case] expected: bool,
    ) {
        let asked = headers(&[lines, &[("accept-encoding", "gzip, br")]].concat());
        assert_eq!(may_shrink(&asked), expected, "{lines:?}");
        assert!(!may_shrink(&headers(lines)), "nobody asked for it");
    }

    fn answer(kind: &'static str, length: usize) -> Response {
        ([(CONTENT_TYPE, kind)], "a".repeat(length)).into_response()
    }

    #[rstest]
    #[case("text/html; charset=utf-8", 1000, true)]
    #[case("application/json", 1000, true)]
    #[case("application/problem+json", 5000, true)]
    #[case("text/csv; charset=utf-8; header=present", 5000, true)]
    #[case("text/html; charset=utf-8", 999, false)]
    #[case("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", 5000, false)]
    #[case("font/woff2", 5000, false)]
    #[tokio::test]
    async fn text_of_some_length_is_compressed(
        #[case] kind: &'static str,
        #[case] length: usize,
        #[case] shrinks: bool,
    ) {
        let response = as_it_travels(answer(kind, length), true).await;
        assert_eq!(response.headers().get(CONTENT_ENCODING).is_some(), shrinks);
        assert_eq!(response.headers().get(VARY).is_some(), shrinks);
        let sent = response.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(sent.len() < length, shrinks);
        let as_it_is = as_it_travels(answer(kind, length), false).await;
        assert_eq!(as_it_is.headers().get(CONTENT_ENCODING), None);
        assert_eq!(
            as_it_is.headers().get(VARY).is_some(),
            shrinks,
            "a cache may hold it for whoever reads gzip"
        );
        assert_eq!(as_it_is.into_body().collect().await.unwrap().to_bytes().len(), length);
    }

    #[tokio::test]
    async fn what_is_compressed_already_stays_as_it_is() {
        let mut zipped = answer("text/html", 5000);
        zipped.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        let response = as_it_travels(zipped, true).await;
        assert_eq!(response.into_body().collect().await.unwrap().to_bytes().len(), 5000);
    }

    #[tokio::test]
    async fn what_an_answer_depends_on_is_one_line() {
        for (before, after) in
            [("accept, cookie", "accept, cookie, accept-encoding"), ("Accept-Encoding", "Accept-Encoding")]
        {
            let mut page = answer("text/html", 5000);
            page.headers_mut().insert(VARY, HeaderValue::from_static(before));
            let response = as_it_travels(page, true).await;
            let said: Vec<_> = response.headers().get_all(VARY).iter().collect();
            assert_eq!(said, [after]);
        }
    }
}
