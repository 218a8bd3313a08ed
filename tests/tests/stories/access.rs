//! The table of who may do what, held against the deployed cloud: every route, every part.

use portal_stories::access::{Of, PARTS, table};
use portal_stories::cloud::{Cloud, text};
use portal_stories::dispute::dispute;
use reqwest::Method;
use serde_json::{Value, json};

/// A route's path with keys in it: of a thing that is there, a language, a file of any release.
fn addressed(path: &str, id: &str) -> String {
    let keys = [
        ("{id}", id),
        ("{code}", "ABHIL"),
        ("{language}", "es"),
        ("{step}", "1"),
        ("{stamp}", "earlier"),
        ("{name+}", "icon.svg"),
    ];
    keys.iter().fold(path.to_owned(), |path, (name, key)| path.replace(name, key))
}

/// Whatever method, whatever address: the gateway passes on what it has no route for.
#[tokio::test]
async fn what_no_route_takes_is_told_so_by_the_portal() {
    let cloud = Cloud::here();
    for (method, path, status, code) in [
        ("GET", "/no/such/place", 404, "not_found"),
        ("DELETE", "/people/somebody", 404, "not_found"),
        ("POST", "/rules", 405, "method_not_allowed"),
    ] {
        let answer = cloud.send(method.parse().unwrap(), path, "", None, &[]).await;
        assert_eq!((answer.status, text(&answer.body["code"])), (status, code.to_owned()), "{method} {path}");
        assert_eq!(answer.content_type, "application/problem+json");
    }
}

#[tokio::test]
async fn every_route_lets_in_whom_it_is_for_and_nobody_else() {
    let cloud = Cloud::here();
    let mut tokens = Vec::new();
    for (_, account) in PARTS {
        tokens.push(if account.is_empty() { String::new() } else { cloud.token(account).await });
    }
    let clerk = &tokens[1];
    let registered = json!({"provider_name": "Half a form"});
    let ticket = cloud.post("/tickets", clerk, &dispute()).await.expect(201);
    let registration = cloud.post("/registrations", clerk, &registered).await.expect(201);
    let upload = cloud.slot(clerk).await;

    let mut wrong = Vec::new();
    for row in table() {
        let id = match row.of {
            Of::Nothing => String::new(),
            Of::Ticket => text(&ticket["ticket_id"]),
            Of::Registration => text(&registration["registration_id"]),
            Of::Upload => text(&upload["upload_id"]),
        };
        let path = format!("{}{}", addressed(row.path, &id), row.query.replace("ID", &id));
        for (((part, _), token), expected) in PARTS.iter().zip(&tokens).zip(row.answers) {
            let method: Method = row.method.parse().unwrap();
            let never_was = [("If-Match", "\"999\"")];
            let answer = cloud.send(method, &path, token, row.body.as_ref(), &never_was).await;
            if answer.status != expected {
                let (method, path, code) = (row.method, row.path, text(&answer.body["code"]));
                wrong.push(format!("{method} {path}: {part}: {} {code}, not {expected}", answer.status));
            }
            // Someone else's is not there, and nothing tells it from what never was.
            let tells = answer.status == 404 && answer.body["code"] != "not_found";
            assert!(!tells, "{}: {:#}", row.path, answer.body);
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    // None of it changed anything.
    let place = format!("/tickets/{}", text(&ticket["ticket_id"]));
    let after: Value = cloud.get(&place, clerk).await.expect(200);
    assert_eq!(after, ticket);
}
