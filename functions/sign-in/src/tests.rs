//! Signing in and out, and signing up, by the forms that a browser sends.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod accounts;
mod sessions;

use crate::handler;
use crate::issuer::Issuer;
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use portal_edge::With;
use portal_edge::page::cookies::BROWSER;
use portal_edge::page::visit::Visit;
use portal_testkit::desk::{Answer, Desk, NOW};
use portal_testkit::front::Front;

const SECRET: &str = "0123456789012345678901234567890123456789012";

/// The function, the pool it stands on, and a browser.
pub struct House {
    pub desk: Desk,
    pub front: Front,
    pub routes: Router,
}

impl House {
    pub async fn open() -> Self {
        let front = Front::start().await;
        let (authorize, token) =
            (format!("{}/oauth2/authorize", front.url()), format!("{}/oauth2/token", front.url()));
        let variables = [("AUTHORIZE_URL", authorize.as_str()), ("TOKEN_URL", token.as_str())];
        let desk = Desk::open_with(NOW, &variables).await;
        let own = Issuer::new(desk.portal.settings(), front.sign_ups());
        let routes = handler::routes(With { portal: desk.portal.clone(), own });
        Self { desk, front, routes }
    }

    /// A page asked for by a browser with these cookies besides its own.
    pub async fn page(&self, path: &str, cookies: &str) -> Answer {
        let request = browser(Request::get(path), cookies).body(Body::empty()).unwrap();
        self.desk.send(&self.routes, request).await
    }

    /// A form sent by it from one of its pages.
    pub async fn form(&self, path: &str, fields: &[(&str, &str)], cookies: &str) -> Answer {
        let (parts, ()) = browser(Request::get("/"), "").body(()).unwrap().into_parts();
        let token = Visit::of(&parts).form_token();
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("form_token", &token).extend_pairs(fields);
        let request = browser(Request::post(path), cookies)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("origin", "https://portal.example.org");
        self.desk.send(&self.routes, request.body(Body::from(form.finish())).unwrap()).await
    }
}

fn browser(request: axum::http::request::Builder, cookies: &str) -> axum::http::request::Builder {
    request
        .header("accept", "text/html,*/*;q=0.8")
        .header("host", "portal.example.org")
        .header("cookie", format!("{BROWSER}={SECRET}; {cookies}"))
}

/// Where an answer leads on to.
pub fn leads_to(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{}", String::from_utf8_lossy(&answer.bytes));
    answer.headers["location"].to_str().unwrap().to_owned()
}

/// The cookies that an answer sets: name, value, and how long it is kept.
pub fn set_cookies(answer: &Answer) -> Vec<(String, String, Option<u32>)> {
    let lines = answer.headers.get_all("set-cookie").iter().map(|line| line.to_str().unwrap().to_owned());
    lines
        .map(|line| {
            assert!(line.contains("Secure; HttpOnly; SameSite=Lax"), "{line}");
            let (name, rest) = line.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap().to_owned();
            let age = line.split("Max-Age=").nth(1).map(|age| age.parse().unwrap());
            (name.to_owned(), value, age)
        })
        .collect()
}

/// What a page says.
pub fn text(answer: &Answer) -> String {
    String::from_utf8(answer.bytes.clone()).unwrap()
}
