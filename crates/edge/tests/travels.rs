//! How an answer travels through the gateway: text as text, what is compressed in base64.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::get;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::read::GzDecoder;
use lambda_http::Adapter;
use lambda_http::request::LambdaRequest;
use lambda_runtime::{Context, LambdaEvent};
use serde_json::{Value, json};
use std::io::Read;
use tower::Service;

/// 7 MB of text: more than a function may answer with.
const LONG: usize = 7_000_000;

fn routes() -> Router {
    let text = |length: usize| {
        ([(CONTENT_TYPE, "text/html; charset=utf-8")], "<p>Reclamo nº 1</p>".repeat(length / 20))
    };
    Router::new()
        .route(
            "/short",
            get(async || ([(CONTENT_TYPE, "text/html; charset=utf-8")], "<p>Sí</p>").into_response()),
        )
        .route("/page", get(async move || text(50_000).into_response()))
        .route("/long", get(async move || text(LONG).into_response()))
}

/// What the function hands to the gateway for a request with these headers.
async fn handed_over(path: &str, headers: Value) -> Value {
    let event = json!({
        "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": "", "headers": headers,
        "requestContext": {
            "accountId": "1", "apiId": "a", "domainName": "portal.example.org", "requestId": "r", "routeKey": "$default",
            "stage": "$default", "time": "24/Nov/2026:18:00:00 +0000", "timeEpoch": 1_795_543_200_000_i64,
            "http": {"method": "GET", "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "a"},
        },
        "isBase64Encoded": false,
    });
    let request: LambdaRequest = serde_json::from_value(event).unwrap();
    let mut function = Adapter::from(portal_edge::app(routes()));
    let answer = function.call(LambdaEvent::new(request, Context::default())).await.unwrap();
    serde_json::to_value(answer).unwrap()
}

fn inflated(answer: &Value) -> String {
    assert_eq!(
        (&answer["isBase64Encoded"], &answer["headers"]["content-encoding"]),
        (&json!(true), &json!("gzip"))
    );
    let bytes = STANDARD.decode(answer["body"].as_str().unwrap()).unwrap();
    let mut text = String::new();
    GzDecoder::new(bytes.as_slice()).read_to_string(&mut text).unwrap();
    text
}

#[tokio::test]
async fn what_is_compressed_is_handed_over_in_base64_and_is_whole() {
    let gzip = json!({"host": "portal.example.org", "accept-encoding": "gzip, deflate, br"});
    let plain = handed_over("/page", json!({"host": "portal.example.org"})).await;
    assert_eq!((&plain["isBase64Encoded"], plain["headers"].get("content-encoding")), (&json!(false), None));
    let short = handed_over("/page", gzip.clone()).await;
    assert_eq!(inflated(&short), plain["body"].as_str().unwrap());
    assert!(short.to_string().len() * 10 < plain.to_string().len());
    assert_eq!(short["headers"]["vary"], "accept-encoding");
    let little = handed_over("/short", gzip.clone()).await;
    assert_eq!((&little["body"], &little["isBase64Encoded"]), (&json!("<p>Sí</p>"), &json!(false)));
    // What would not pass, since a function may answer with 6 MB at the most, does now.
    let long = handed_over("/long", gzip).await;
    assert!(long.to_string().len() < 6 * 1024 * 1024 && inflated(&long).len() > 6 * 1024 * 1024);
}
