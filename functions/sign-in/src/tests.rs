//! Signing in and out, and signing up, by the forms that a browser sends.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod accounts;
mod everywhere;
mod forms;
mod sessions;
mod twelve_hours;

use crate::handler;
use crate::issuer::Issuer;
use axum::Router;
use portal_edge::With;
use portal_testkit::browser::Browser;
use portal_testkit::desk::{Answer, Desk, NOW};
use portal_testkit::front::Front;
use portal_testkit::pool::Pool;
use serde_json::json;

/// The function, the pool it stands on, and a browser.
pub struct House {
    pub desk: Desk,
    pub front: Front,
    pub pool: Pool,
    pub routes: Router,
}

impl House {
    pub async fn open() -> Self {
        Self::open_with(&[]).await
    }

    /// The same with further variables in its environment.
    pub async fn open_with(more: &[(&str, &str)]) -> Self {
        let (front, pool) = (Front::start().await, Pool::start().await);
        let (authorize, token) =
            (format!("{}/oauth2/authorize", front.url()), format!("{}/oauth2/token", front.url()));
        let variables = [("AUTHORIZE_URL", authorize.as_str()), ("TOKEN_URL", token.as_str())];
        let desk = Desk::open_with(NOW, &[&variables, more].concat()).await;
        let own = Issuer::new(desk.portal.settings(), front.sign_ups(), Some(pool.accounts()));
        let routes = handler::routes(With { portal: desk.portal.clone(), own });
        Self { desk, front, pool, routes }
    }

    /// The same later on.
    pub fn at(&self, now: &str) -> Self {
        let (desk, front, pool) = (self.desk.at(now), self.front.clone(), self.pool.clone());
        let own = Issuer::new(self.desk.portal.settings(), front.sign_ups(), Some(pool.accounts()));
        let routes = handler::routes(With { portal: desk.portal.clone(), own });
        Self { desk, front, pool, routes }
    }

    /// A token of a session that began so many seconds ago, renewed just now.
    pub fn renewed(&self, user: &str, seconds_ago: i64) -> String {
        let now = self.desk.now.timestamp();
        let mut claims = self.desk.issuer.claims(user, &[], now);
        claims["auth_time"] = json!(now - seconds_ago);
        self.desk.issuer.sign(&claims)
    }

    /// A page asked for by a browser with these cookies besides its own.
    pub async fn page(&self, path: &str, cookies: &str) -> Answer {
        Browser::of_visitor(&self.desk, &self.routes).with(cookies).page(path).await
    }

    /// A form sent by it from one of its pages.
    pub async fn form(&self, path: &str, fields: &[(&str, &str)], cookies: &str) -> Answer {
        Browser::of_visitor(&self.desk, &self.routes).with(cookies).form(path, fields).await
    }
}

/// Where an answer leads on to.
pub fn leads_to(answer: &Answer) -> String {
    answer.leads_to()
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
