//! Whole requests through `app`: what comes back, and what stands in the log.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed; one handler panics"
)]

use axum::Router;
use axum::body::Body;
use axum::routing::{get, post};
use http::{Request, Response};
use http_body_util::BodyExt;
use portal_core::identity::{MedicaidId, Rin, TicketId};
use portal_core::text::Text;
use portal_edge::ids::Ids;
use portal_edge::{
    Asked, Caller, Clock, Expected, Fields, Key, Portal, Problem, RequestId, Sent, Settings, app,
};
use portal_testkit::captured::Captured;
use portal_testkit::database::Database;
use portal_testkit::tokens::{CLIENT, Issuer};
use serde_json::{Value, json};
use tower::ServiceExt;
use tracing::instrument::WithSubscriber;

const NOW: i64 = 1_795_521_600;

async fn portal(issuer: &Issuer) -> Portal {
    let (name, keys) = (issuer.name(), issuer.jwks_url());
    let settings = Settings::read(|variable| {
        let value = match variable {
            "TABLE_NAME" | "BUCKET_NAME" => "portal",
            "TOKEN_ISSUER" => &name,
            "TOKEN_CLIENT_ID" => CLIENT,
            "JWKS_URL" => &keys,
            "PORTAL_URL" | "AWS_ENDPOINT_URL" => "http://localhost:4566",
            "MAIL_FROM" | "HFS_MAIL" | "HFS_LEAD_MAIL" => "hfs@example.org",
            _ => return None,
        };
        Some(value.to_owned())
    });
    let clock = Clock::Fixed(chrono::DateTime::from_timestamp(NOW, 0).unwrap());
    Portal::new(Database::start().await.store, settings.unwrap(), clock, Ids::seeded(1)).unwrap()
}

/// A small function, made as real ones are.
fn routes(portal: Portal) -> Router {
    async fn file(caller: Caller, Expected(version): Expected, sent: Sent) -> Result<String, Problem> {
        caller.require_provider()?;
        let mut fields = sent.fields();
        let rin = fields.must("rin", Fields::text::<Rin>);
        fields.date("date_of_birth");
        fields.text::<Text<200>>("description");
        let rin = fields.finish_with(rin)?;
        let once = sent.once(&caller.user).map(|once| once.key);
        Ok(json!({"rin": rin.masked(), "version": version, "once": once}).to_string())
    }
    async fn read(
        _: Caller,
        Key(id): Key<TicketId>,
        asked: Asked,
        id_of: RequestId,
    ) -> Result<String, Problem> {
        let mut fields = asked.fields();
        fields.text::<MedicaidId>("provider");
        fields.finish()?;
        Ok(json!({"id": id.as_str(), "request": id_of.0}).to_string())
    }
    async fn falls() -> String {
        panic!("Jane Planted fell")
    }
    Router::new()
        .route("/tickets", post(file))
        .route("/tickets/{id}", get(read))
        .route("/falls", get(falls))
        .with_state(portal)
}

struct Answered {
    status: u16,
    headers: http::HeaderMap,
    body: Value,
    /// The lines logged meanwhile.
    log: String,
}

async fn answered(app: Router, request: Request<Body>) -> Answered {
    let captured = Captured::default();
    let response: Response<Body> =
        app.oneshot(request).with_subscriber(captured.subscriber("trace")).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    Answered {
        status: parts.status.as_u16(),
        headers: parts.headers,
        body: serde_json::from_slice(&bytes).unwrap(),
        log: captured.text(),
    }
}

fn request(method: &str, uri: &str, token: &str) -> http::request::Builder {
    Request::builder().method(method).uri(uri).header("authorization", format!("Bearer {token}"))
}

fn filed(token: &str, body: impl Into<Body>) -> Request<Body> {
    request("POST", "/tickets", token).header("content-type", "application/json").body(body.into()).unwrap()
}

struct Desk {
    issuer: Issuer,
    app: Router,
}

impl Desk {
    async fn open() -> Self {
        let issuer = Issuer::start().await;
        let app = app(routes(portal(&issuer).await));
        Self { issuer, app }
    }

    fn token(&self, groups: &[&str]) -> String {
        self.issuer.token("user-1", groups, NOW)
    }

    async fn answer(&self, request: Request<Body>) -> Answered {
        answered(self.app.clone(), request).await
    }
}

#[tokio::test]
async fn a_good_token_of_a_closed_account_is_no_token() {
    let desk = portal_testkit::desk::Desk::open().await;
    let app = app(routes(desk.portal.clone()));
    let token = desk.token("user-1", &[]);
    let body = json!({"rin": "012345678"}).to_string();
    assert_eq!(answered(app.clone(), filed(&token, body.clone())).await.status, 200);
    desk.leaves("user-1").await;
    let answer = answered(app, filed(&token, body)).await;
    assert_eq!((answer.status, &answer.body["code"]), (401, &json!("account_closed")));
    assert_eq!(answer.headers["www-authenticate"], "Bearer error=\"invalid_token\"");
}

#[tokio::test]
async fn a_good_request_is_answered_and_dressed() {
    let desk = Desk::open().await;
    let mut request = filed(&desk.token(&[]), json!({"rin": "012345678"}).to_string());
    request.headers_mut().insert("if-match", "\"3\"".parse().unwrap());
    request.headers_mut().insert("idempotency-key", "k-1".parse().unwrap());
    let answer = desk.answer(request).await;
    assert_eq!(
        (answer.status, &answer.body),
        (200, &json!({"rin": "*****5678", "version": 3, "once": "k-1"}))
    );
    assert_eq!(answer.headers["x-content-type-options"], "nosniff");
    assert_eq!(answer.headers["cache-control"], "no-store");
    assert_eq!(answer.headers["referrer-policy"], "no-referrer");
    assert!(answer.headers.contains_key("strict-transport-security"));
    assert!(answer.headers.contains_key("x-request-id"));
}

#[tokio::test]
async fn every_wrong_request_gets_its_own_clear_answer() {
    let desk = Desk::open().await;
    let good = desk.token(&[]);
    let with = |name: &'static str, value: &'static str| {
        let mut request = filed(&good, "{}");
        request.headers_mut().insert(name, value.parse().unwrap());
        request
    };
    let bare =
        |method: &str, uri: &str| Request::builder().method(method).uri(uri).body(Body::empty()).unwrap();
    let cases = [
        (filed(&good, "{"), 400, "json_unreadable"),
        (with("content-type", "text/csv"), 415, "not_json"),
        (filed(&good, vec![b' '; 10_000_000]), 413, "body_too_large"),
        (filed(&good, json!({"rin": "12345678", "x": 1}).to_string()), 422, "faults"),
        (with("idempotency-key", "two words"), 400, "idempotency_key_shape"),
        (with("if-match", "latest"), 400, "if_match_shape"),
        (bare("POST", "/tickets"), 401, "token_missing"),
        (with("authorization", "Basic dTpw"), 401, "token_missing"),
        (with("authorization", "Bearer a.b.c"), 401, "token_invalid"),
        (filed(&desk.issuer.token("u", &[], NOW - 7200), "{}"), 401, "token_expired"),
        (filed(&desk.token(&["reports"]), "{}"), 403, "no_known_role"),
        (filed(&desk.token(&["mco_ABHIL", "mco_MER"]), "{}"), 403, "roles_contradict"),
        (filed(&desk.token(&["hfs_staff"]), "{}"), 403, "role_may_not"),
        (request("GET", "/tickets/%00", &good).body(Body::empty()).unwrap(), 404, "not_found"),
        (
            request("GET", "/tickets/ticket-0001?a=1&a=2", &good).body(Body::empty()).unwrap(),
            400,
            "query_repeated",
        ),
        (bare("GET", "/nowhere"), 404, "not_found"),
        (bare("DELETE", "/tickets"), 405, "method_not_allowed"),
        (bare("GET", "/falls"), 500, "internal"),
    ];
    for (request, status, code) in cases {
        let answer = desk.answer(request).await;
        assert_eq!((answer.status, answer.body["code"].as_str()), (status, Some(code)));
        assert_eq!(answer.headers["content-type"], "application/problem+json", "{code}");
        assert_eq!(answer.body["request_id"].as_str().unwrap(), answer.headers["x-request-id"], "{code}");
        assert_eq!(answer.body["status"], status, "{code}");
        assert!(answer.body["faults"].is_array(), "{code}");
        assert!(answer.log.contains(&format!("\"code\":\"{code}\"")), "{}", answer.log);
        assert_eq!(answer.headers.contains_key("www-authenticate"), status == 401, "{code}");
        assert_eq!(answer.headers.contains_key("allow"), status == 405, "{code}");
    }
}

#[tokio::test]
async fn two_tokens_are_none() {
    let desk = Desk::open().await;
    let mut request = filed(&desk.token(&[]), "{}");
    let other = format!("Bearer {}", desk.token(&["hfs_lead"])).parse().unwrap();
    request.headers_mut().append("authorization", other);
    assert_eq!(desk.answer(request).await.body["code"], "token_invalid");
}

#[tokio::test]
async fn the_gateways_request_id_is_ours() {
    let desk = Desk::open().await;
    let mut request = request("GET", "/tickets/ticket-0001", &desk.token(&[])).body(Body::empty()).unwrap();
    let mut context = lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequestContext::default();
    context.request_id = Some("gateway-1".to_owned());
    request.extensions_mut().insert(lambda_http::request::RequestContext::ApiGatewayV2(context));
    let answer = desk.answer(request).await;
    assert_eq!(answer.body["request"], "gateway-1");
    assert_eq!(answer.headers["x-request-id"], "gateway-1");
    assert!(answer.log.contains("\"request_id\":\"gateway-1\""));
}

#[tokio::test]
async fn one_line_is_logged_with_the_route_and_nothing_of_anyone() {
    let desk = Desk::open().await;
    let planted = ["Planted", "098765432", "1980-02-29", "363456789001", "user-1", "ticket-0001", "10.9.8.7"];
    let body = json!({
        "rin": "098765432", "date_of_birth": "1980-02-29x", "description": "Jane Planted fell",
        "Planted": "Planted", "planted_field": 1,
    });
    let token = desk.token(&[]);
    let mut filing = filed(&token, body.to_string());
    filing.headers_mut().insert("x-forwarded-for", "10.9.8.7".parse().unwrap());
    filing.headers_mut().insert("user-agent", "Planted".parse().unwrap());
    let reading = request("GET", "/tickets/ticket-0001?provider=363456789001&name=Planted", &token);
    let falling = Request::get("/falls?name=Planted").body(Body::empty()).unwrap();
    let unreadable = filed(&token, "{\"name\": \"Planted\", \"rin\": 098765432}");
    for (request, route) in [
        (filing, "/tickets"),
        (reading.body(Body::empty()).unwrap(), "/tickets/{id}"),
        (falling, "/falls"),
        (unreadable, "/tickets"),
        (Request::get("/Planted/098765432").body(Body::empty()).unwrap(), "unmatched"),
    ] {
        let answer = desk.answer(request).await;
        let lines: Vec<Value> = answer.log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let ours: Vec<&Value> = lines.iter().filter(|line| line["message"] == "request").collect();
        assert_eq!(ours.len(), 1, "{}", answer.log);
        assert_eq!((&ours[0]["route"], &ours[0]["status"]), (&json!(route), &json!(answer.status)));
        assert!(ours[0]["duration_ms"].is_u64());
        let said = format!("{}{}", answer.log, answer.body);
        for value in planted.iter().copied().chain([token.as_str()]) {
            assert!(!said.contains(value), "{value} in {said}");
        }
    }
}

#[tokio::test]
async fn an_issuer_that_cannot_be_reached_is_a_503_to_try_again() {
    let desk = Desk::open().await;
    desk.issuer.answer(portal_testkit::tokens::Answer::Fails);
    let answer = desk.answer(filed(&desk.token(&[]), "{}")).await;
    assert_eq!((answer.status, answer.body["code"].as_str()), (503, Some("unavailable")));
    assert!(answer.headers.contains_key("retry-after"));
}
